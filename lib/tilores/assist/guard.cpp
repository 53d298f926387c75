// The lexical model of injections. Words and word pairs are learned; families of words (kinds) and their meetings
// within one sentence carry over to wordings never seen.
#include <tilores/assist/guard.hpp>

#include <tilores/assist/linear_model.hpp>
#include <tilores/assist/words.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

extern "C" {
extern const char tilores_guard_table[];
extern const std::uint64_t tilores_guard_table_size;
}

namespace tilores::assist {

namespace {

constexpr double k_certain = 0.95; // score of a certain sign

struct Kind {
  std::string_view label;
  std::string_view words;
};
constexpr std::array k_kinds = {
  Kind{"override", "ignore ignores ignoring disregard forget forgot override overrides overriding bypass skip drop discard neglect cancel void obsolete replace supersede "
                   "ignora ignore olvida omite descarta ignoriere vergiss missachte ignorez oubliez ignora dimentica"},
  Kind{"instructions", "instruction instructions prompt prompts rule rules guideline guidelines directive directives direction directions command commands order orders "
                       "programming constraints restrictions limits policy policies training instrucciones reglas anweisung anweisungen regeln consignes"},
  Kind{"previous", "previous prior above earlier preceding before foregoing former initial original first existing past old beginning start anteriores vorherigen bisherigen precedentes"},
  Kind{"secret", "password passwords passphrase passcode secret secrets ssn ssns social token tokens key keys credential credentials confidential hidden private unmasked "
                 "masking environment config pin code apikey login"},
  Kind{"system", "system developer admin administrator root sudo debug maintenance mode operator sysadmin kernel jailbreak override protocol"},
  Kind{"model", "ai llm assistant chatbot bot model gpt chatgpt openai language agent gemini claude llama dan persona character"},
  Kind{"role", "pretend act acting roleplay simulate imagine become persona character role play playing hypothetically hypothetical scenario suppose fictional story game"},
  Kind{"free", "unrestricted unfiltered uncensored free freedom restriction restrictions filter filters censorship ethics ethical moral morals guidelines illegal unethical harmful refuse limitations "
               "boundaries anything unlimited jailbroken"},
  Kind{"reveal", "reveal show print output display repeat tell share disclose expose list dump leak return give spell echo recite quote summarize summarise translate encode export "
                 "paste muestra zeig affichez print"},
  Kind{"reply", "response responses reply replies answer answers output respond answering replying summary say says respuesta antwort"},
  Kind{"your", "your you yourself tu tus dein deine vos"},
  Kind{"now", "now henceforth onwards forward onward moment"},
  Kind{"exfil", "http https www url link links send forward upload post webhook markdown image click visit email mail append include embed insert"},
  Kind{"markup", "endof beginof user assistant inst sys im_start im_end endoftext html div script"},
  Kind{"encode", "base64 decodedbase64 rot13 decode decoded encoded cipher hex morse reverse reversed backwards leetspeak ascii unicode caesar"},
  Kind{"bulk", "all every everyone everything entire whole complete todos alle tous"},
  Kind{"shape", "word words letter letters sentence sentences every third second character characters emoji emojis uppercase lowercase spaces anagram scramble rhyme"},
  Kind{"must", "must shall always never only strictly exactly immediately regardless instead obey comply mandatory required"},
  Kind{"task", "write explain describe compose create generate provide translate calculate summarize outline what how who define list draft suggest tell compare discuss"},
  Kind{"record", "record records customer customers client clients account accounts data database table users user"},
  Kind{"task2", "poem story essay song recipe code function python javascript program joke haiku article capital history science war"},
};

// Turns of phrase that belong to an attack by themselves. `words` is blank-separated, with a blank at both ends.
bool has_phrase(std::string_view words, std::string_view phrases) // parted by |
{
  for (std::size_t at = 0; at < phrases.size();) {
    const std::size_t end = std::min(phrases.find('|', at), phrases.size());
    if (words.find(phrases.substr(at, end - at)) != std::string_view::npos) {
      return true;
    }
    at = end + 1;
  }
  return false;
}

std::string_view certain_sign(std::string_view window)
{
  if (has_phrase(window, "im_start|[inst]|{{system}}|</system>|<system>|\"role\":\"system\"|\"role\": \"system\"|[system override")) {
    return "markup";
  }
  std::string words = " ";
  std::string first;
  std::size_t count = 0;
  for (const Word& word : words_of(window)) {
    first = count++ == 0 ? word.folded : first;
    words += word.folded;
    words += ' ';
  }
  if (count > 60) { // a sign must stand in one sentence
    return {};
  }
  constexpr std::string_view k_rules = " instruction| prompt| rules | guidelines | directive| directions | constraints | restrictions | programming | instrucciones | reglas | anweisungen | regeln | consignes | istruzioni | instrucoes ";
  const bool rules = has_phrase(words, k_rules);
  const bool orders = has_phrase(words, " ignore | disregard | forget | override | bypass | discard | neglect | set aside | ignora | olvida | ignoriere | vergiss | oublie | ignorez | oubliez | dimentica | esqueca | ignorar ");
  const bool whose = has_phrase(words, " your | you | previous | prior | all | above | earlier | initial | original | preceding | system | anteriores | vorherigen | alle | todas | tus | deine | tes | precedentes | precedenti | lo anterior ");
  if (orders && rules && whose && !has_phrase(words, " lawyer | letter | delivery | upload")) {
    return "override";
  }
  if (has_phrase(words, " system prompt | initial prompt | hidden instructions | hidden prompt | your instructions | your prompt | your initial instructions | your system instructions | your hidden | your guidelines | your programming | internal instructions | tus instrucciones | systemprompt | prompt de sistema | prompt systeme ")) {
    return "instructions";
  }
  if (has_phrase(words, " your password | your passphrase | your passcode | your secret | your api key | your credentials | the secret key | system password | admin password ") &&
      has_phrase(words, " what | tell | give | reveal | share | show | print | repeat | disclose | provide ") && !has_phrase(words, " reset | forgot | changed | receive ")) {
    return "secret";
  }
  if (has_phrase(words, " dan mode | do anything now | no restrictions | without restrictions | without any restrictions | without any filter | without a filter | no content policy | without a content policy | without safety | without morals | no rules apply ")) {
    return "free";
  }
  if (has_phrase(words, " your response | your reply | your answer | your output | your summary | of your words ") &&
      one_of(first, "add include insert append remove replace encode convert write end begin start finish embed incorporate integrate mention modify enhance augment in output append shuffle reverse scramble group rearrange delete translate conclude complete spell use ensure make")) {
    return "reply";
  }
  if (has_phrase(words, " from now on | from this point | from here on | a partir de ahora | ab jetzt | ab sofort ") && has_phrase(words, " you | your | answer | respond | reply | reglas | regeln ")) {
    return "role";
  }
  if (has_phrase(words, " note to ai | ai assistant | language model | hey model | hey assistant | dear assistant | attention assistant | instructions for any ") && has_phrase(words, " ignore | must | do not | include | reveal | say | task | treat | add | approve | answer ")) {
    return "model";
  }
  return {};
}

} // namespace

std::vector<std::string> guard_windows(std::string_view normalised)
{
  std::vector<std::string> windows;
  windows.emplace_back(normalised.substr(0, 2400));
  std::string sentence;
  const auto finish = [&] {
    const std::string_view body = trim(sentence);
    if (body.size() >= 12 && windows.size() < 40 && body.size() < normalised.size()) {
      windows.emplace_back(body.substr(0, 500));
    }
    sentence.clear();
  };
  for (std::size_t i = 0; i < normalised.size(); ++i) {
    const char c = normalised[i];
    sentence += c;
    const bool stop = c == '\n' || ((c == '.' || c == '!' || c == '?' || c == ';') && (i + 1 == normalised.size() || is_space(normalised[i + 1]) || normalised[i + 1] == '"'));
    if (stop || c == '|' || c == '{' || c == '}' || sentence.size() > 400) {
      finish();
    }
  }
  finish();
  return windows;
}

std::vector<std::string> guard_features(std::string_view window)
{
  std::vector<std::string> features;
  std::string previous = "^";
  std::string before = "^";
  std::array<int, k_kinds.size()> seen{};
  std::size_t count = 0;
  for (const Word& word : words_of(window)) {
    if (++count > 400) {
      break;
    }
    const std::string token = word.kind == WordKind::alpha ? word.folded : word.kind == WordKind::digits ? "<n>" : "<code>";
    features.push_back(token);
    features.push_back(previous + " " + token);
    if (token.size() > 5 && token.front() != '<') {
      features.push_back("p:" + token.substr(0, 5));
    }
    for (std::size_t k = 0; k < k_kinds.size(); ++k) {
      if (one_of(word.folded, k_kinds[k].words)) {
        seen[k] += 1;
        if (count == 1) {
          features.push_back("k1:" + std::string(k_kinds[k].label));
        }
      }
    }
    before = std::exchange(previous, token);
  }
  for (std::size_t a = 0; a < k_kinds.size(); ++a) {
    if (seen[a] == 0) {
      continue;
    }
    features.push_back("k:" + std::string(k_kinds[a].label));
    if (seen[a] >= 3) {
      features.push_back("k3:" + std::string(k_kinds[a].label));
    }
    for (std::size_t b = a + 1; b < k_kinds.size(); ++b) {
      if (seen[b] > 0) {
        features.push_back("k:" + std::string(k_kinds[a].label) + "+" + std::string(k_kinds[b].label));
      }
    }
  }
  const auto marks = [&](std::string_view any) { return window.find(any) != std::string_view::npos; };
  for (const std::string_view mark : {"</", "<!--", "{{", "[[", "[system", "###", "---", "```", "<|", "\"role\"", "===", "http", "$(", "select *", "](", "\n\nuser:", "<system", "[inst"}) {
    if (marks(mark)) {
      features.push_back("m:" + std::string(mark));
    }
  }
  if (std::count_if(window.begin(), window.end(), [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; }) * 2 > static_cast<std::ptrdiff_t>(window.size())) {
    features.emplace_back("x:foreign");
  }
  if (const std::string_view sign = certain_sign(window); !sign.empty()) {
    features.emplace_back("sign");
    features.push_back("sign:" + std::string(sign));
  }
  features.push_back(count < 6 ? "n:6" : count < 15 ? "n:15" : count < 40 ? "n:40" : count < 150 ? "n:150" : "n:+");
  return features;
}

double guard_threshold() { return 0.5; }

GuardVerdict inspect(std::string_view text)
{
  GuardVerdict verdict;
  const std::string_view table(tilores_guard_table, static_cast<std::size_t>(tilores_guard_table_size));
  std::vector<std::string> worst;
  double best = -1e9;
  std::string_view sign;
  for (const std::string& window : guard_windows(normalise_for_guard(text))) {
    std::vector<std::string> features = guard_features(window);
    const Scores scores = score_classes(table, features);
    const double margin = scores[1] - scores[0];
    if (sign.empty()) {
      sign = certain_sign(window);
    }
    if (margin > best) {
      best = margin;
      worst = std::move(features);
    }
  }
  verdict.score = 1 / (1 + std::exp(-best));
  if (!sign.empty()) {
    verdict.score = std::max(verdict.score, k_certain);
    verdict.reasons.emplace_back(sign);
  }
  verdict.attack = verdict.score >= guard_threshold();
  for (const Kind& kind : k_kinds) {
    const std::string label = "k:" + std::string(kind.label);
    if (verdict.attack && kind.label != sign && std::find(worst.begin(), worst.end(), label) != worst.end()) {
      verdict.reasons.emplace_back(kind.label);
    }
  }
  return verdict;
}

} // namespace tilores::assist

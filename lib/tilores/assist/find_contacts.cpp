// E-mail addresses, written or spoken, and the ids of records and entities.
#include <tilores/assist/mentions.hpp>

#include <tilores/base/text.hpp>

#include <re2/re2.h>

#include <algorithm>
#include <utility>

namespace tilores::assist {

namespace {

std::string lower(std::string_view text) { return to_lower_ascii(text); }

bool is_top_level(std::string_view label)
{
  return one_of(label,
                "com net org edu gov mil info biz io co uk us de es mx fr it nl at ch eu ca au example test dev app me "
                "ar cl pe br pt pl se no dk fi ie be in jp cn invalid email mail online cloud");
}

bool is_dot(std::string_view word) { return one_of(word, "dot punto punkt period"); }

// Words of a phrase that ends with word `at`; 0: none of `phrases` does.
std::size_t phrase_before(const std::vector<Word>& words, std::size_t at,
                          std::initializer_list<std::string_view> phrases)
{
  for (const std::string_view phrase : phrases) {
    const std::vector<std::string_view> parts = split(phrase, ' ');
    bool fits = parts.size() <= at + 1;
    for (std::size_t i = 0; fits && i < parts.size(); ++i) {
      fits = words[at + 1 - parts.size() + i].folded == parts[i];
    }
    if (fits) {
      return parts.size();
    }
  }
  return 0;
}

// How an address is to be written, said between its parts: no part of it.
std::size_t remark_before(const std::vector<Word>& words, std::size_t at)
{
  return phrase_before(words, at,
                       {"all in one word",
                        "in one word",
                        "all one word",
                        "one word",
                        "all lower case",
                        "all lowercase",
                        "in lower case",
                        "lower case",
                        "no spaces",
                        "no dots",
                        "no dot",
                        "without dots",
                        "sin puntos",
                        "ohne punkte",
                        "ohne punkt",
                        "no space",
                        "all together",
                        "the number",
                        "number",
                        "the digits",
                        "digits",
                        "todo junto",
                        "todo en minusculas",
                        "en minusculas",
                        "todo minusculas",
                        "en una palabra",
                        "sin espacios",
                        "el numero",
                        "numero",
                        "alles zusammen",
                        "alles zusammengeschrieben",
                        "zusammengeschrieben",
                        "alles klein geschrieben",
                        "klein geschrieben",
                        "alles kleingeschrieben",
                        "kleingeschrieben",
                        "alles klein",
                        "in einem wort",
                        "ein wort",
                        "ohne leerzeichen",
                        "die zahl",
                        "zahl",
                        "ziffer",
                        "ziffern"});
}

// What a spoken connector inside a local part stands for.
std::string_view connector(const std::vector<Word>& words, std::size_t at)
{
  const std::string& word = words[at].folded;
  if (is_dot(word)) {
    return ".";
  }
  if (one_of(word, "underscore unterstrich guionbajo underline subrayado")) {
    return "_";
  }
  if (one_of(word, "dash hyphen minus bindestrich guion strich")) {
    return "-";
  }
  return word == "plus" ? std::string_view("+") : std::string_view{};
}

// "ele punto marin": the names of letters that are no other words.
std::string_view spanish_letter(std::string_view word)
{
  constexpr std::pair<std::string_view, std::string_view> k_letters[] = {
    {"efe", "f"},  {"hache", "h"}, {"jota", "j"}, {"ele", "l"},   {"eme", "m"}, {"ene", "n"},
    {"erre", "r"}, {"ese", "s"},   {"uve", "v"},  {"equis", "x"}, {"zeta", "z"}};
  const auto* const found = std::ranges::find(k_letters, word, &std::pair<std::string_view, std::string_view>::first);
  return found == std::end(k_letters) ? std::string_view{} : found->second;
}

bool is_at(const std::vector<Word>& words, std::size_t at)
{
  return one_of(words[at].folded, "at arroba at-sign klammeraffe") || words[at].folded == "at" ||
         words[at].folded == "aet";
}

// "jane dot roe at example dot com", "j-a-n-e at example.com".
void find_spoken(Workbench& bench)
{
  const std::vector<Word>& words = bench.words;
  for (std::size_t at = 1; at + 1 < words.size(); ++at) {
    if (!is_at(words, at)) {
      continue;
    }
    // The domain: labels joined by "dot" or a real dot, ending in a known top-level label.
    const bool at_sign = at + 2 < words.size() && one_of(words[at + 1].folded, "sign symbol zeichen"); // "at sign"
    std::string domain = words[at + (at_sign ? 2 : 1)].folded;
    std::size_t last = at + (at_sign ? 2 : 1);
    std::size_t good = 0;
    std::string good_domain;
    while (last + 1 < words.size()) {
      const std::string_view gap = bench.gap_before(last + 1);
      std::size_t next = last + 1;
      if (words[next].folded == "full" && next + 2 < words.size() && words[next + 1].folded == "stop") {
        next += 2;
        domain += '.';
      } else if (is_dot(words[next].folded) && next + 1 < words.size()) {
        ++next;
        domain += '.';
      } else if (gap == "." || gap == " . ") {
        domain += '.';
      } else if ((gap == "-" || !connector(words, next).empty()) && next + 1 < words.size() && good == 0) {
        if (gap != "-") {
          ++next;
        }
        domain += '-';
      } else {
        break;
      }
      domain += words[next].folded;
      last = next;
      if (is_top_level(words[last].folded) && domain.find('.') != std::string::npos) {
        good = last;
        good_domain = domain;
      }
    }
    if (good == 0) {
      continue;
    }
    // The local part, read backwards; a remark on how it is written may stand anywhere in it.
    std::string local;
    std::size_t first = at;
    bool joined = true; // the next word on the left belongs to it
    while (first > 0) {
      const std::size_t left = first - 1;
      if (const std::size_t remark = remark_before(words, left);
          remark > 0 && remark <= left && (joined || local.empty())) {
        first -= remark;
        continue;
      }
      // "a as in alpha", "b wie Berta": a letter and a word that starts with it
      const auto letter = [&](std::size_t i) { return words[i].end - words[i].begin == 1; };
      if (left >= 3 && one_of(words[left - 1].folded, "in") && words[left - 2].folded == "as" && letter(left - 3) &&
          words[left].folded.front() == words[left - 3].folded.front()) {
        local.insert(0, words[left - 3].folded);
        joined = false;
        first = left - 3;
        continue;
      }
      if (letter(first) && left >= 2 && one_of(words[left - 1].folded, "for wie como de") && letter(left - 2) &&
          words[left].folded.front() == words[left - 2].folded.front()) {
        local.insert(0, words[left - 2].folded);
        joined = false;
        first = left - 2;
        continue;
      }
      const std::string_view pair =
        phrase_before(words, left, {"guion bajo", "barra baja", "raya baja", "low dash"}) > 0            ? "_"
        : phrase_before(words, left, {"guion medio", "guion normal", "minus zeichen", "minus sign"}) > 0 ? "-"
        : phrase_before(words, left, {"full stop"}) > 0                                                  ? "."
        : phrase_before(words, left, {"plus sign", "signo mas", "plus zeichen"}) > 0                     ? "+"
                                                                                                         : "";
      if (!pair.empty() && !local.empty() && left > 1) {
        local.insert(0, pair);
        joined = true;
        first -= 2;
        continue;
      }
      const std::string_view sign = connector(words, left);
      const std::string_view digits =
        words[left].end - words[left].begin == 1 ? std::string_view{} : digits_of_word(words[left].folded);
      if (!sign.empty() && !local.empty() && left > 0) {
        local.insert(0, sign);
        joined = true;
      } else if (joined || (!digits.empty() && is_digit(local.front()))) {
        const std::string_view letter_name = bench.lang == Lang::es ? spanish_letter(words[left].folded) : "";
        local.insert(0, !digits.empty()       ? std::string(digits)
                        : letter_name.empty() ? words[left].folded
                                              : std::string(letter_name));
        joined = !digits.empty();
      } else if (words[left].end - words[left].begin == 1 && words[first].end - words[first].begin == 1 &&
                 !(left > 0 && (bench.gap_before(left) == "'" || bench.gap_before(left) == "\xE2\x80\x99"))) {
        local.insert(0, words[left].folded);
      } else if (const std::string_view gap = bench.gap_before(first); gap == "." || gap == "_" || gap == "-") {
        local.insert(0, words[left].folded +
                          (gap == "-" && words[left].end - words[left].begin == 1 ? "" : std::string(gap)));
      } else {
        break;
      }
      first = left;
      const bool spelt = words[first].end - words[first].begin == 1;
      if (first > 0 && spelt && bench.gap_before(first) == "-") {
        joined = words[first - 1].end - words[first - 1].begin == 1;
      }
    }
    const std::size_t begin = words[first].begin;
    if (!local.empty() && bench.is_free(begin, words[good].end)) {
      bench.add(IdType::email, local + "@" + good_domain, begin, words[good].end);
      at = good;
    }
  }
}

bool boundary(std::string_view text, std::size_t begin, std::size_t end)
{
  const auto inside = [&](std::size_t at) {
    return is_alnum(text[at]) || (static_cast<unsigned char>(text[at]) & 0x80U) != 0;
  };
  return (begin == 0 || !inside(begin - 1)) && (end >= text.size() || !inside(end));
}

template<typename Use> void each_match(std::string_view text, const RE2& pattern, Use use)
{
  re2::StringPiece match;
  std::size_t at = 0;
  const re2::StringPiece input(text.data(), text.size());
  while (at <= text.size() && pattern.Match(input, at, text.size(), RE2::UNANCHORED, &match, 1)) {
    const std::size_t begin = static_cast<std::size_t>(match.data() - text.data());
    if (match.empty()) {
      break;
    }
    at = use(begin, begin + match.size());
  }
}

} // namespace

void find_emails(Workbench& bench)
{
  if (bench.text.find('@') != std::string_view::npos) {
    static const RE2 k_email(R"([\p{L}\p{N}._%+'&/=-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)");
    each_match(bench.text, k_email, [&](std::size_t begin, std::size_t end) {
      while (begin < end && !is_alnum(bench.text[begin]) && static_cast<unsigned char>(bench.text[begin]) < 0x80) {
        ++begin;
      }
      std::string value = lower(bench.text.substr(begin, end - begin));
      for (const char cut : {'/', '='}) { // "a/b@c": a path or key before the address
        const std::size_t at = value.rfind(cut, value.find('@'));
        if (at != std::string::npos) {
          begin += at + 1;
          value.erase(0, at + 1);
        }
      }
      const std::string_view top = std::string_view(value).substr(value.rfind('.') + 1);
      if (value.find('@') > 0 && top.size() >= 2 && !is_digit(top.front())) {
        bench.add(IdType::email, value, begin, end);
      }
      return end;
    });
  }
  find_spoken(bench);
}

void find_ids(Workbench& bench)
{
  const std::string_view text = bench.text;
  static const RE2 k_uuid("[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");
  if (std::count(text.begin(), text.end(), '-') >= 4) {
    each_match(text, k_uuid, [&](std::size_t begin, std::size_t end) {
      if (boundary(text, begin, end)) {
        bench.add(IdType::entity_id, lower(text.substr(begin, end - begin)), begin, end);
      }
      return end;
    });
  }
  // CRM ids are single words; only contacts (003) name a customer.
  for (const Word& word : bench.words) {
    std::size_t begin = word.begin;
    if (word.kind != WordKind::mixed || !bench.is_free(word.begin, word.end)) {
      continue;
    }
    if (word.folded.starts_with("id0") && word.folded.size() >= 17) {
      begin += 2;
    }
    const std::string_view raw = text.substr(begin, word.end - begin);
    const bool shape = (raw.size() == 15 || raw.size() == 18) && std::all_of(raw.begin(), raw.end(), is_alnum);
    if (shape && raw.starts_with("003")) {
      bench.add(IdType::record_id, std::string(raw), begin, word.end);
    } else if (word.folded.size() > 10 || !is_digit(word.folded.front())) { // short ones may be client ids, see numbers
      bench.claim(word.begin, word.end, "code");
    }
  }
  if (std::none_of(text.begin(), text.end(), is_digit)) {
    return;
  }
  static const RE2 k_url(R"(https?://[^\s"'<>]+)");
  static const RE2 k_iban(R"([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?)");
  static const RE2 k_ip(R"(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})");
  static const RE2 k_mac("[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}");
  static const RE2 k_card(
    R"(\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,7}|3\d{3}[ -]\d{6}[ -]\d{5}|\d{13,19}|(?:[X*]{4}[ -]?){2,3}\d{4})");
  static const RE2 k_ssn(R"(\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4})");
  const auto claim_all = [&](const RE2& pattern, std::string_view label) {
    each_match(text, pattern, [&](std::size_t begin, std::size_t end) {
      if (boundary(text, begin, end) && bench.is_free(begin, end) && (begin == 0 || text[begin - 1] != '+') &&
          !(label == "card" && text[begin] == '0')) {
        bench.claim(begin, end, label);
      }
      return end;
    });
  };
  claim_all(k_url, "code");
  claim_all(k_iban, "card");
  claim_all(k_ip, "code");
  claim_all(k_mac, "code");
  claim_all(k_card, "card");
  claim_all(k_ssn, "ssn");
}

} // namespace tilores::assist

// Who a follow-up is about: the customers of the conversation so far, and the choice among them.
#include <tilores/assist/recognise.hpp>
#include <tilores/assist/repair.hpp>
#include <tilores/assist/words.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace tilores::assist {

namespace {

bool any_word(const std::vector<Word>& words, std::string_view list)
{
  return std::any_of(words.begin(), words.end(), [&](const Word& word) { return one_of(word.folded, list); });
}

std::string joined(const std::vector<Word>& words)
{
  std::string out = " ";
  for (const Word& word : words) {
    out += word.folded;
    out += ' ';
  }
  return out;
}

char gender_of(const std::vector<Word>& words)
{
  const bool female = any_word(
    words, "she her hers lady woman wife mother daughter sister mrs ms miss frau ella senora sra esposa kundin");
  const bool male = any_word(
    words, "he his him man guy gentleman husband father son brother mr herr senor sr esposo er sein seine ihn ihm");
  return female == male ? '?' : female ? 'f' : 'm';
}

// Given names whose ending misleads.
constexpr std::string_view k_women =
  "ruth karen carmen pilar ingrid astrid sarah hannah leah deborah hannelore gertrud hedwig edith judith elizabeth "
  "elisabeth ellen gwen lauren megan kathryn marion sharon allison mercedes dolores soledad beatriz beatrix ines "
  "isabel "
  "raquel rachel abigail heather jennifer susan helen margaret doris iris agnes dawn lynn joan jean erin colleen "
  "doreen "
  "noreen maureen kathleen eileen karin katrin kathrin kerstin kirsten kristen birgit margit sigrid ingeborg gudrun "
  "dagmar esther ester miriam mirjam noor siobhan niamh sinead lucy mary nancy betty kitty molly polly sally amy emily "
  "dorothy wendy hilary montserrat consuelo rosario amparo milagros socorro remedios rocio inken antje heidi brigid "
  "bridget janet margot margaux solveig jill gladys lois phyllis frances alex imogen carol beryl muriel hazel mabel "
  "ethel avril april sybil crystal meryl cheryl laurel madeleine gwendolyn carolyn evelyn marilyn jocelyn roswitha "
  "itziar maider leire nekane shirin yasmin jasmin fatih nermin almut gislind lieselotte annemarie charo consolacion "
  "asuncion encarnacion concepcion purificacion dolors neus meritxell";
constexpr std::string_view k_men =
  "george dave luke steve bruce wayne pete mike andre jose felipe jorge vicente uwe ole arne malte hauke eike wade joe "
  "blake dale duane eugene gene jake kyle lance lawrence maurice terence clarence horace wallace jerome pierre "
  "philippe "
  "antoine etienne guillaume alexandre baptiste enrique jaime rene dante mike theodore george harry henry larry jerry "
  "terry barry tony billy bobby danny jimmy johnny tommy andy randy timothy anthony gregory jeffrey geoffrey zachary "
  "jeremy roy rudy rudi uli joseph ralph rudolph keith kenneth seth hugh mitch heinrich ulrich friedrich dietrich "
  "giovanni luigi levi eli ravi dmitri";

char gender_of_name(const Subject& subject)
{
  for (const Identifier& id : subject.identifiers) {
    if (id.type == IdType::name) {
      const std::vector<Word> words = words_of(id.value);
      if (!words.empty() && words.front().folded.size() > 2) {
        const std::string& given = words.front().folded;
        if (one_of(given, "luca noah elijah ezra nikola sasha joshua borja nikita isaia elia")) {
          return 'm';
        }
        if (given.back() == 'a' || one_of(given, k_women)) {
          return 'f';
        }
        if (given.back() == 'o' || one_of(given, k_men)) {
          return 'm';
        }
        if (!is_given_name(given)) {
          return '?';
        }
        return given.back() == 'e'                                                   ? 'f'
               : one_of(std::string_view(given).substr(given.size() - 1), "y i u h") ? '?'
                                                                                     : 'm';
      }
    }
  }
  return '?';
}

bool nobody_found(std::string_view text)
{
  const std::string all = joined(words_of(text));
  for (const std::string_view phrase :
       {" no customer ", " not found ", " couldn t find ", " could not find ", " no match ", " nobody ",
        " nothing found ", " no client ", " kein kunde ", " keinen kunden ", " no se encontro ", " ningun cliente ",
        " no record ", " no results "}) {
    if (all.find(phrase) != std::string::npos) {
      return true;
    }
  }
  return false;
}

bool shares(const Subject& a, const Subject& b)
{
  return std::any_of(a.identifiers.begin(), a.identifiers.end(), [&](const Identifier& id) {
    return std::find(b.identifiers.begin(), b.identifiers.end(), id) != b.identifiers.end();
  });
}

void merge(Subject& into, const Subject& from)
{
  for (const Identifier& id : from.identifiers) {
    if (std::find(into.identifiers.begin(), into.identifiers.end(), id) == into.identifiers.end()) {
      into.identifiers.push_back(id);
    }
  }
}

class Conversation {
public:
  explicit Conversation(std::string_view region) : m_region(region) {}

  void user(const std::string& text)
  {
    ++m_turn;
    const std::vector<Word> words = words_of(text);
    const Recognition found = recognise(text, m_region);
    m_asked = found.subjects.size();
    m_relative = m_asked == 0 && any_word(words, "husband wife spouse brother sister son daughter mother father "
                                                 "partner mann bruder schwester sohn tochter esposo esposa hijo hija");
    const char gender = gender_of(words);
    for (const Subject& subject : found.subjects) {
      show(subject, text, m_asked == 1 ? gender : '?');
    }
    if (m_asked == 0 && !known.empty() && gender != '?' && !m_relative) {
      known.back().gender = gender;
    }
    m_relative_gender = gender;
  }

  void assistant(const std::string& text)
  {
    if (nobody_found(text)) {
      return;
    }
    const Recognition found = recognise(text, m_region);
    const std::vector<Subject>& groups = found.subjects;
    const auto said = [&](std::size_t i) {
      const std::size_t begin = i == 0 && groups.size() == 1 ? 0 : groups[i].begin;
      const std::size_t end = i + 1 < groups.size() ? groups[i + 1].begin : text.size();
      return text.substr(begin, end - begin);
    };
    if (groups.size() <= 1) {
      if (groups.empty()) {
        if (!known.empty()) {
          known.back().said += " " + text;
        }
      } else if (m_relative || known.empty() ||
                 (m_asked == 0 && !shares(known.back().subject, groups[0]) && known.size() > 1)) {
        show(groups[0], text, m_relative ? m_relative_gender : '?');
      } else {
        merge(known.back().subject, groups[0]);
        known.back().said += " " + text;
      }
      return;
    }
    // A list. What was asked for (a name that fits several) belongs to each of them.
    std::vector<Subject> listed = groups;
    const bool choice = m_asked == 1 && !known.empty();
    if (choice) {
      const Subject asked = known.back().subject;
      if (listed.front().identifiers.size() == 1 && listed.front().identifiers.front().type == IdType::name &&
          listed.size() > 2) {
        listed.erase(listed.begin());
      }
      known.pop_back();
      for (Subject& subject : listed) {
        for (const Identifier& id : asked.identifiers) {
          const bool has_type = std::any_of(subject.identifiers.begin(), subject.identifiers.end(),
                                            [&](const Identifier& other) { return other.type == id.type; });
          if (!has_type) {
            subject.identifiers.push_back(id);
          }
        }
      }
    }
    const std::size_t dropped = groups.size() - listed.size();
    for (std::size_t i = 0; i < listed.size(); ++i) {
      show(listed[i], said(i + dropped), '?');
    }
  }

  std::vector<KnownCustomer> known;

private:
  void show(const Subject& subject, std::string said, char gender)
  {
    for (KnownCustomer& customer : known) {
      const bool weak = subject.identifiers.size() == 1 && subject.identifiers.front().type == IdType::name;
      const auto sharing = std::count_if(known.begin(), known.end(),
                                         [&](const KnownCustomer& one) { return shares(one.subject, subject); });
      if (shares(customer.subject, subject) && !(weak && m_asked != 1 && sharing > 1)) {
        bool other = false; // the same name with another id is another customer
        for (const Identifier& id : subject.identifiers) {
          for (const Identifier& mine : customer.subject.identifiers) {
            other =
              other || (id.type == mine.type && id.value != mine.value &&
                        (id.type == IdType::client_id || id.type == IdType::record_id || id.type == IdType::entity_id));
          }
        }
        if (!other) {
          merge(customer.subject, subject);
          customer.said += " " + said;
          customer.gender = gender != '?' ? gender : customer.gender;
          return;
        }
      }
    }
    if (gender == '?') {
      gender = gender_of_name(subject);
    }
    known.push_back({subject, std::move(said), gender, m_turn});
  }

  std::string_view m_region;
  std::size_t m_turn = 0;
  std::size_t m_asked = 0;
  bool m_relative = false;
  char m_relative_gender = '?';
};

std::optional<int> score_in(std::string_view said)
{
  for (const Word& word : words_of(said)) {
    int value = 0;
    if (word.kind == WordKind::digits && word.folded.size() == 3) {
      std::from_chars(word.folded.data(), word.folded.data() + 3, value);
      if (value >= 300 && value <= 850) {
        return value;
      }
    }
  }
  return std::nullopt;
}

// Words or numbers that only one of them was described with, and whether the question refuses him ("not the Reno one").
struct Described {
  std::optional<std::size_t> which;
  bool refused = false;
};

Described described_in(const std::vector<Word>& words, const std::vector<KnownCustomer>& known)
{
  Described out;
  for (std::size_t w = 0; w < words.size(); ++w) {
    const Word& word = words[w];
    if (word.folded.size() < 3 || (is_common_word(word.folded) && word.kind == WordKind::alpha && !word.upper_first)) {
      continue;
    }
    std::size_t fits = 0;
    std::size_t which = 0;
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (joined(words_of(known[i].said)).find(" " + word.folded + " ") != std::string::npos) {
        ++fits;
        which = i;
      }
    }
    if (fits == 1 && !out.which) {
      out.which = which;
      for (std::size_t back = 1; back <= 3 && back <= w; ++back) {
        out.refused = out.refused || one_of(words[w - back].folded, "not nicht no kein");
      }
    }
  }
  return out;
}

} // namespace

std::vector<KnownCustomer> known_customers(const std::vector<Message>& history, std::string_view region)
{
  Conversation talk(region);
  for (const Message& message : history) {
    message.role == "assistant" ? talk.assistant(message.text) : talk.user(message.text);
  }
  return std::move(talk.known);
}

bool describes_one(std::string_view text, const std::vector<KnownCustomer>& known)
{
  return known.size() >= 2 && described_in(words_of(text), known).which.has_value();
}

bool is_partial_correction(std::string_view text, const std::vector<KnownCustomer>& known)
{
  return repaired(text, known).has_value();
}

std::vector<Subject> resolve_follow_up(std::string_view text, const std::vector<KnownCustomer>& known)
{
  if (known.empty()) {
    return {};
  }
  const std::vector<Word> words = words_of(text);
  if (auto fixed = repaired(text, known)) {
    return {*std::move(fixed)};
  }
  const auto only = [&](std::size_t i) { return std::vector<Subject>{known[i].subject}; };
  if (known.size() >= 2) {
    if (any_word(words, "both all each them their they either beide beiden ambos ambas two")) {
      std::vector<Subject> all;
      all.reserve(known.size());
      for (const KnownCustomer& customer : known) {
        all.push_back(customer.subject);
      }
      const std::size_t keep = any_word(words, "both beide beiden ambos ambas two") ? 2 : all.size();
      return {all.end() - static_cast<std::ptrdiff_t>(std::min(keep, all.size())), all.end()};
    }
    const auto [described, refused] = described_in(words, known);
    if (described && refused) { // "not the Reno one": of two, the other
      return known.size() == 2 ? only(1 - *described) : std::vector<Subject>{};
    }
    static constexpr std::string_view k_ordinals[] = {"first 1st former erste ersten erster primero primera",
                                                      "second 2nd latter zweite zweiten segundo segunda other",
                                                      "third 3rd dritte dritten tercero tercera", "fourth 4th vierte"};
    for (std::size_t i = 0; i < std::size(k_ordinals) && i < known.size(); ++i) {
      if (any_word(words, k_ordinals[i])) {
        return only(i);
      }
    }
    if (any_word(words, "last letzte letzten ultimo ultima") &&
        any_word(words, "one el la der die den open show abre muestra offne zeig")) {
      return only(known.size() - 1);
    }
    if (described) {
      return only(*described);
    }
    const bool high = any_word(words, "winner better best higher highest top stronger ganador ganadora mejor mayor "
                                      "besser bessere besseren beste besten hohere hoheren hoher gewinner");
    const bool low = any_word(words, "loser worse worst lower lowest weaker peor menor perdedor schlechter schlechtere "
                                     "schlechteren niedrigere niedrigeren verlierer");
    if (high != low) {
      std::optional<std::size_t> pick;
      for (std::size_t i = 0; i < known.size(); ++i) {
        const auto score = score_in(known[i].said);
        if (score &&
            (!pick || (high ? *score > *score_in(known[*pick].said) : *score < *score_in(known[*pick].said)))) {
          pick = i;
        }
      }
      if (pick) {
        return only(*pick);
      }
    }
    if (const char gender = gender_of(words); gender != '?') {
      std::size_t fits = 0;
      for (const KnownCustomer& customer : known) {
        const char own = customer.gender != '?' ? customer.gender : gender_of_name(customer.subject);
        fits += customer.turn == known.back().turn && own == gender ? 1 : 0;
      }
      if (fits >= 2) {
        return {};
      }
      for (std::size_t i = known.size(); i-- > 0;) {
        if ((known[i].gender != '?' ? known[i].gender : gender_of_name(known[i].subject)) == gender) {
          return only(i);
        }
      }
      for (std::size_t i = known.size(); i-- > 0;) {
        if (known[i].gender == '?') {
          return only(i);
        }
      }
    }
  }
  return only(known.size() - 1);
}

} // namespace tilores::assist

// Finds which piece of what was said before a correction replaces.
#include <tilores/assist/repair.hpp>

#include <tilores/assist/words.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <string>

namespace tilores::assist {

namespace {

constexpr std::string_view k_top = "com net org edu gov io co de es at ch fr uk us info biz eu";
constexpr std::size_t k_few = 9; // a correction of one piece says little else

bool any_word(const std::vector<Word>& words, std::string_view list)
{
  return std::any_of(words.begin(), words.end(), [&](const Word& word) { return one_of(word.folded, list); });
}

bool any_cue(const std::vector<Word>& words)
{
  return any_word(words,
                  "sorry oops whoops meant mean typo correction wrong no nope not nein nee nicht perdon disculpa "
                  "quise queria digo entschuldigung meinte sondern spelled spelt spelling its it actually make "
                  "should mit con with bad escribe schreibt geschrieben falsch statt instead ups try prueba probier "
                  "versuch rather kein keine double doppel doble");
}

// "0174 instead of 0147", "not 47 but 74": a piece of a number that was said before.
std::optional<Subject> repaired_number(const std::vector<Word>& words, const std::vector<KnownCustomer>& known)
{
  std::vector<const Word*> numbers;
  for (const Word& word : words) {
    if (word.kind == WordKind::digits) {
      numbers.push_back(&word);
    }
  }
  // "the last digit is 9 not 6": one digit, at the end
  const bool last_digit = any_word(words, "last letzte ultimo ultima final") &&
                          any_word(words, "digit number ziffer stelle cifra digito numero");
  if (numbers.size() != 2 ||
      !any_word(words, "instead not statt rather nicht lugar vez meant should sorry no sondern sino kein keine")) {
    return std::nullopt;
  }
  for (std::size_t k = known.size(); k-- > 0;) {
    for (const Identifier& id : known[k].subject.identifiers) {
      if (id.type != IdType::phone && id.type != IdType::client_id) {
        continue;
      }
      for (const auto& [wrong, right] : {std::pair{numbers[0], numbers[1]}, std::pair{numbers[1], numbers[0]}}) {
        const std::size_t at = id.value.rfind(wrong->folded);
        const bool enough = wrong->folded.size() >= 2 || (last_digit && at + 1 == id.value.size());
        if (at != std::string::npos && enough && wrong->folded.size() == right->folded.size()) {
          Identifier fixed = id;
          fixed.value.replace(at, wrong->folded.size(), right->folded);
          return Subject{{std::move(fixed)}};
        }
      }
    }
  }
  return std::nullopt;
}

char sign_of(std::string_view word)
{
  return one_of(word, "dot punto punkt period")                       ? '.'
         : one_of(word, "underscore unterstrich guionbajo")           ? '_'
         : one_of(word, "dash hyphen minus bindestrich guion strich") ? '-'
                                                                      : '\0';
}

bool negates(std::string_view word) { return one_of(word, "not no nicht instead statt kein without sin ohne"); }

// "dot net not dot com", "example dot org", "underscore not dot": the domain, its end, or the sign in front of the @.
std::optional<Subject> repaired_email(const std::vector<Word>& words, const std::vector<KnownCustomer>& known)
{
  std::string top;
  std::string label;
  char sign = '\0';
  char wrong = '\0';
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool bajo = words[i].folded == "guion" && i + 1 < words.size() && words[i + 1].folded == "bajo";
    const char here = bajo ? '_' : sign_of(words[i].folded);
    const std::size_t next = i + (bajo ? 2 : 1);
    const bool negated = i > 0 && negates(words[i - 1].folded);
    const bool top_next = next < words.size() && one_of(words[next].folded, k_top);
    if (here == '.' && top_next) {
      if (!negated && top.empty()) {
        top = words[next].folded;
        const bool second = next + 2 < words.size() && sign_of(words[next + 1].folded) == '.' &&
                            one_of(words[next + 2].folded, "uk au mx ar br");
        if (second && one_of(top, "co com org net")) { // "dot co dot uk"
          top += "." + words[next + 2].folded;
          i += 2;
        }
        const bool named = i > 0 && !is_common_word(words[i - 1].folded) && sign_of(words[i - 1].folded) == '\0';
        label = named || (i > 0 && words[i - 1].folded == "example") ? words[i - 1].folded : "";
      }
      ++i;
    } else if (here != '\0') {
      (negated ? wrong : sign) = here;
    } else if (i > 0 && one_of(words[i].folded, k_top) && one_of(words[i - 1].folded, "example") && top.empty()) {
      top = words[i].folded; // "example.org"
      label = words[i - 1].folded;
    }
  }
  const bool swaps_sign = sign != '\0' && sign != wrong && top.empty();
  if (top.empty() && !swaps_sign) {
    return std::nullopt;
  }
  for (std::size_t k = known.size(); k-- > 0;) {
    for (const Identifier& id : known[k].subject.identifiers) {
      if (id.type != IdType::email) {
        continue;
      }
      Identifier fixed = id;
      const std::size_t at = id.value.find('@');
      if (!top.empty()) {
        const std::size_t from = label.empty() ? id.value.rfind('.') + 1 : at + 1;
        fixed.value.replace(from, std::string::npos, label.empty() ? top : label + "." + top);
      } else {
        const std::string_view local = std::string_view(id.value).substr(0, at);
        const char old = wrong != '\0' ? wrong : '.';
        if (std::ranges::count(local, old) != 1) {
          return std::nullopt;
        }
        fixed.value[local.find(old)] = sign;
      }
      return fixed == id ? std::nullopt : std::optional(Subject{{std::move(fixed)}});
    }
  }
  return std::nullopt;
}

std::size_t distance(std::string_view a, std::string_view b)
{
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t up = row[j];
      row[j] = std::min({up + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = up;
    }
  }
  return row[b.size()];
}

// What a spoken letter is and the letters it is mistaken for.
struct Letters {
  std::string_view said;
  std::string_view right;
  std::string_view wrong; // blank-separated
};
constexpr Letters k_letters[] = {
  {"ck", "ck", "k"},     {"k", "k", "ck c"},   {"c", "c", "k"},    {"y", "y", "i"},         {"i", "i", "y"},
  {"ph", "ph", "f"},     {"f", "f", "ph"},     {"tz", "tz", "z"},  {"z zeta", "z", "tz s"}, {"s ese", "s", "z"},
  {"dt", "dt", "d t"},   {"th", "th", "t"},    {"ai", "ai", "ei"}, {"ei", "ei", "ai"},      {"v uve", "v", "b"},
  {"b be", "b", "v"},    {"j jota", "j", "g"}, {"g ge", "g", "j"}, {"ll elle", "ll", "y"},  {"d", "d", "t"},
  {"t", "t", "d dt th"}, {"e", "e", "a"},      {"a", "a", "e"}};

// "mit ck", "Meyer mit y", "no, con zeta: González", "the name is spelled Stephenie".
std::optional<Subject> repaired_name(std::string_view text, const std::vector<Word>& words,
                                     const std::vector<KnownCustomer>& known)
{
  constexpr std::size_t k_near = 2; // letters that a name and its correction may differ in
  const KnownCustomer& last = known.back();
  const auto named =
    std::ranges::find_if(last.subject.identifiers, [](const Identifier& id) { return id.type == IdType::name; });
  if (named == last.subject.identifiers.end()) {
    return std::nullopt;
  }
  const std::vector<Word> parts = words_of(named->value);
  const auto with = [&](const Word& part, std::string_view value) {
    std::string fixed = named->value;
    fixed.replace(part.begin, part.end - part.begin, value);
    return Subject{{{IdType::name, std::move(fixed)}}};
  };
  for (const Word& word : words) { // the name itself, said again
    if (word.folded.size() < 4 || !(word.upper_first || !is_common_word(word.folded))) {
      continue;
    }
    for (const Word& part : parts) {
      const std::size_t apart = distance(word.folded, part.folded);
      if (apart > 0 && apart <= k_near && apart * 3 <= part.folded.size() + 1) {
        return with(part, text.substr(word.begin, word.end - word.begin));
      }
      if (apart == 0 && text.substr(word.begin, word.end - word.begin) !=
                          std::string_view(named->value).substr(part.begin, part.end - part.begin)) {
        return with(part, text.substr(word.begin, word.end - word.begin)); // "con tilde: Gómez"
      }
    }
  }
  std::optional<Subject> found;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (!one_of(words[i].folded, "with mit con")) {
      continue;
    }
    const std::size_t at = one_of(words[i + 1].folded, "a an einem una un") && i + 2 < words.size() ? i + 2 : i + 1;
    const bool twice = one_of(words[at].folded, "double doppel doppeltem doppelten doble") && at + 1 < words.size() &&
                       words[at + 1].folded.size() == 1;
    for (const Word& part : parts) {
      const std::size_t place = twice ? part.folded.rfind(words[at + 1].folded) : std::string::npos;
      const bool fits = place != std::string::npos && part.folded.size() == part.end - part.begin && place > 0 &&
                        part.folded[place - 1] != part.folded[place];
      if (fits && (&part == &parts.back() || !found)) { // "mit Doppel-t": the family name rather than the given one
        std::string value = named->value.substr(part.begin, part.end - part.begin);
        value.insert(place, 1, value[place]);
        found = with(part, value);
      }
    }
    for (const Letters& letters : k_letters) {
      if (!one_of(words[at].folded, letters.said)) {
        continue;
      }
      for (const Word& part : parts) {
        if (part.folded.find(letters.right) != std::string::npos || part.folded.size() != part.end - part.begin) {
          continue;
        }
        for (const std::string_view wrong : split(letters.wrong, ' ')) {
          const std::size_t place = part.folded.rfind(wrong);
          if (place == std::string::npos) {
            continue;
          }
          if (found || part.folded.find(wrong) != place) {
            return std::nullopt; // it fits twice
          }
          std::string value = named->value.substr(part.begin, part.end - part.begin);
          std::string right(letters.right);
          if (place == 0) {
            right.front() = static_cast<char>(value.front() >= 'A' && value.front() <= 'Z' ? right.front() - 'a' + 'A'
                                                                                           : right.front());
          }
          value.replace(place, wrong.size(), right);
          found = with(part, value);
          break;
        }
      }
    }
  }
  return found;
}

} // namespace

std::optional<Subject> repaired(std::string_view text, const std::vector<KnownCustomer>& known)
{
  const std::vector<Word> words = words_of(text);
  if (known.empty()) {
    return std::nullopt;
  }
  if (auto number = repaired_number(words, known)) {
    return number;
  }
  if (words.size() > k_few || !any_cue(words)) {
    return std::nullopt;
  }
  if (auto email = repaired_email(words, known)) {
    return email;
  }
  return repaired_name(text, words, known);
}

} // namespace tilores::assist

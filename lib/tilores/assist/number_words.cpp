// Number words of English, Spanish and German, with the compounds the latter two write in one word.
#include <tilores/assist/number_words.hpp>

#include <tilores/base/text.hpp>

#include <charconv>
#include <initializer_list>
#include <span>

namespace tilores::assist {

namespace {

struct Row {
  std::string_view words;
  int value;
};

constexpr Row k_units[] = {{"zero oh null cero nought", 0},
                           {"one uno una un eins ein", 1},
                           {"two dos zwei zwo", 2},
                           {"three tres drei", 3},
                           {"four cuatro vier", 4},
                           {"five cinco funf fuenf", 5},
                           {"six seis sechs", 6},
                           {"seven siete sieben", 7},
                           {"eight ocho acht", 8},
                           {"nine nueve neun niner", 9},
                           {"ten diez zehn", 10},
                           {"eleven once elf", 11},
                           {"twelve doce zwolf zwoelf", 12},
                           {"thirteen trece dreizehn", 13},
                           {"fourteen catorce vierzehn", 14},
                           {"fifteen quince funfzehn fuenfzehn", 15},
                           {"sixteen dieciseis sechzehn", 16},
                           {"seventeen diecisiete siebzehn", 17},
                           {"eighteen dieciocho achtzehn", 18},
                           {"nineteen diecinueve neunzehn", 19}};
constexpr Row k_tens[] = {{"twenty veinte zwanzig", 20},         {"thirty treinta dreissig dreizig", 30},
                          {"forty fourty cuarenta vierzig", 40}, {"fifty cincuenta funfzig fuenfzig", 50},
                          {"sixty sesenta sechzig", 60},         {"seventy setenta siebzig", 70},
                          {"eighty ochenta achtzig", 80},        {"ninety noventa neunzig", 90}};
constexpr Row k_ordinals[] = {{"first primero primer", 1},
                              {"second", 2},
                              {"third", 3},
                              {"fifth", 5},
                              {"eighth", 8},
                              {"ninth", 9},
                              {"twelfth", 12},
                              {"twentieth", 20},
                              {"thirtieth", 30}};

std::optional<int> in_rows(std::string_view word, std::span<const Row> rows)
{
  for (const Row& row : rows) {
    if (one_of(word, row.words)) {
      return row.value;
    }
  }
  return std::nullopt;
}

bool is_unit(int value) { return value >= 1 && value <= 9; }

// "vierundfunfzig", "veintidos"
std::optional<int> compound(std::string_view word)
{
  if (word.starts_with("veinti")) {
    const auto unit = in_rows(word.substr(6), k_units);
    return unit && is_unit(*unit) ? std::optional(20 + *unit) : std::nullopt;
  }
  const std::size_t und = word.find("und");
  if (und == std::string_view::npos || und == 0) {
    return std::nullopt;
  }
  const auto unit = in_rows(word.substr(0, und), k_units);
  const auto tens = in_rows(word.substr(und + 3), k_tens);
  return unit && tens && is_unit(*unit) ? std::optional(*unit + *tens) : std::nullopt;
}

std::optional<int> german_ordinal(std::string_view word)
{
  if (one_of(word, "erste ersten erster erstes")) {
    return 1;
  }
  if (one_of(word, "dritte dritten dritter drittes")) {
    return 3;
  }
  if (one_of(word, "siebte siebten siebter siebtes")) {
    return 7;
  }
  if (one_of(word, "achte achten achter achtes")) {
    return 8;
  }
  for (const std::string_view ending : {"sten", "ster", "ste", "ten", "ter", "te"}) {
    if (word.size() > ending.size() && word.ends_with(ending)) {
      if (const auto value = cardinal(word.substr(0, word.size() - ending.size())); value && *value > 0) {
        return value;
      }
    }
  }
  return std::nullopt;
}

int digits(std::string_view text)
{
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : -1;
}

// 1 to 99 at `at`: "sixty four", "sesenta y cuatro", "oh five", "twelve".
std::optional<SaidNumber> below_hundred(const std::vector<Word>& words, std::size_t at)
{
  if (at >= words.size()) {
    return std::nullopt;
  }
  const auto first = cardinal(words[at].folded);
  if (!first) {
    return std::nullopt;
  }
  std::size_t next = at + 1;
  const bool tens = *first >= 20 && *first % 10 == 0;
  if (tens && next + 1 < words.size() && words[next].folded == "y") {
    if (const auto unit = cardinal(words[next + 1].folded); unit && is_unit(*unit)) {
      return SaidNumber{*first + *unit, next + 2};
    }
  }
  if ((tens || *first == 0) && next < words.size()) {
    if (const auto unit = cardinal(words[next].folded); unit && is_unit(*unit)) {
      return SaidNumber{*first + *unit, next + 1};
    }
  }
  return SaidNumber{*first, next};
}

// The rest of a year behind its hundreds or thousands, which may be nothing.
SaidNumber with_rest(const std::vector<Word>& words, int hundreds, std::size_t next)
{
  const bool linked = next + 1 < words.size() && one_of(words[next].folded, "and und y");
  if (const auto rest = below_hundred(words, next + (linked ? 1 : 0)); rest && rest->value > 0) {
    return {hundreds + rest->value, rest->next};
  }
  return {hundreds, next};
}

} // namespace

std::optional<int> cardinal(std::string_view folded)
{
  if (const auto unit = in_rows(folded, k_units)) {
    return unit;
  }
  if (const auto tens = in_rows(folded, k_tens)) {
    return tens;
  }
  return compound(folded);
}

std::optional<int> ordinal(std::string_view folded)
{
  if (const auto known = in_rows(folded, k_ordinals)) {
    return known;
  }
  if (folded.size() > 4 && folded.ends_with("th")) {
    if (const auto value = cardinal(folded.substr(0, folded.size() - 2)); value && *value > 0) {
      return value;
    }
  }
  return german_ordinal(folded);
}

int spanish_hundreds(std::string_view folded)
{
  constexpr Row k_hundreds[] = {{"ciento cien", 1},   {"doscientos doscientas", 2},   {"trescientos trescientas", 3},
                                {"cuatrocientos", 4}, {"quinientos quinientas", 5},   {"seiscientos seiscientas", 6},
                                {"setecientos", 7},   {"ochocientos ochocientas", 8}, {"novecientos novecientas", 9}};
  return in_rows(folded, k_hundreds).value_or(0);
}

std::optional<SaidNumber> said_day(const std::vector<Word>& words, std::size_t at)
{
  if (at >= words.size()) {
    return std::nullopt;
  }
  const std::string& word = words[at].folded;
  const auto fine = [](int value, std::size_t next) {
    return value >= 1 && value <= 31 ? std::optional(SaidNumber{value, next}) : std::nullopt;
  };
  std::size_t count = 0;
  while (count < word.size() && is_digit(word[count])) {
    ++count;
  }
  if (count > 0) {
    const bool plain = count <= 2 && (count == word.size() || one_of(word.substr(count), "st nd rd th"));
    return plain ? fine(digits(std::string_view(word).substr(0, count)), at + 1) : std::nullopt;
  }
  if (const auto nth = ordinal(word)) {
    return fine(*nth, at + 1);
  }
  const auto tens = cardinal(word);
  if (tens && (*tens == 20 || *tens == 30) && at + 1 < words.size()) { // "twenty second"
    if (const auto nth = ordinal(words[at + 1].folded); nth && is_unit(*nth)) {
      return fine(*tens + *nth, at + 2);
    }
  }
  const auto number = below_hundred(words, at);
  return number ? fine(number->value, number->next) : std::nullopt;
}

std::optional<SaidNumber> said_year(const std::vector<Word>& words, std::size_t at)
{
  if (at >= words.size()) {
    return std::nullopt;
  }
  const std::string& word = words[at].folded;
  const std::string_view next = at + 1 < words.size() ? std::string_view(words[at + 1].folded) : std::string_view{};
  if (words[at].kind == WordKind::digits && word.size() == 4) {
    const int year = digits(word);
    return year >= 1881 && year < 2100 ? std::optional(SaidNumber{year, at + 1}) : std::nullopt;
  }
  for (const auto& [lead, base] : {std::pair<std::string_view, int>{"neunzehnhundert", 1900}, {"zweitausend", 2000}}) {
    if (word.starts_with(lead)) {
      std::string_view rest = std::string_view(word).substr(lead.size());
      if (rest.empty()) {
        return with_rest(words, base, at + 1);
      }
      rest.remove_prefix(rest.starts_with("und") ? 3 : 0);
      const auto value = cardinal(rest);
      return value ? std::optional(SaidNumber{base + *value, at + 1}) : std::nullopt;
    }
  }
  if (word == "mil" && spanish_hundreds(next) == 9) {
    return with_rest(words, 1900, at + 2);
  }
  if (one_of(word, "two dos") && one_of(next, "thousand mil")) {
    return with_rest(words, 2000, at + 2);
  }
  if (!one_of(word, "nineteen twenty") || next.empty()) {
    return std::nullopt;
  }
  const int century = word == "nineteen" ? 1900 : 2000;
  if (next == "hundred") {
    return with_rest(words, century, at + 2);
  }
  const auto rest = below_hundred(words, at + 1);
  const bool two_digits = rest && (rest->value >= 10 || rest->next == at + 3); // "oh five"
  return two_digits ? std::optional(SaidNumber{century + rest->value, rest->next}) : std::nullopt;
}

} // namespace tilores::assist

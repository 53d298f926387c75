// Days, weeks, months, quarters, halves and years as they are written and said in three languages.
#include <tilores/assist/time_units.hpp>

#include <tilores/assist/number_words.hpp>
#include <tilores/base/text.hpp>

#include <array>
#include <charconv>

namespace tilores::assist {

namespace {

using Kind = TimeUnit::Kind;

int number_of(std::string_view text)
{
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool digits_at(const TimeText& in, std::size_t at, std::size_t fewest, std::size_t most)
{
  return at < in.words.size() && in.words[at].kind == WordKind::digits && in.at(at).size() >= fewest &&
         in.at(at).size() <= most;
}

std::optional<int> plain_year(const TimeText& in, std::size_t at)
{
  const int year = digits_at(in, at, 4, 4) ? number_of(in.at(at)) : 0;
  return year >= 1990 && year < 2100 ? std::optional(year) : std::nullopt;
}

bool is_joint(std::string_view gap) { return gap == "-" || gap == "/" || gap == "."; }

// Word `at` stands alone: no digits are joined to it by "-", "/" or "." .
bool joined_after(const TimeText& in, std::size_t at)
{
  return is_joint(in.gap(at)) && digits_at(in, at + 1, 1, 4) && in.words[at + 1].begin - in.words[at].end == 1;
}

std::optional<ReadUnit> day_unit(int year, int month, int day, std::size_t next)
{
  if (!make_date(year == 0 ? 2024 : year, month, day)) {
    return std::nullopt;
  }
  return ReadUnit{{Kind::day, year == 0 ? std::nullopt : std::optional(year), month, day, 0}, next};
}

// "2026-09-15", "07/01/2026", "15.9.", "9/15", "2026-09", "07/2026".
std::optional<ReadUnit> numeric_at(const TimeText& in, std::size_t at)
{
  if (!digits_at(in, at, 1, 4) || !is_joint(in.gap(at)) || !digits_at(in, at + 1, 1, 4)) {
    return std::nullopt;
  }
  const std::string_view joint = in.gap(at);
  const int a = number_of(in.at(at));
  const int b = number_of(in.at(at + 1));
  const bool third = in.gap(at + 1) == joint && digits_at(in, at + 2, 1, 4);
  if (const auto year = plain_year(in, at)) {
    if (third && in.at(at + 2).size() <= 2) {
      return day_unit(*year, b, number_of(in.at(at + 2)), at + 3);
    }
    return !third && joint != "." && in.at(at + 1).size() <= 2 && b >= 1 && b <= 12
             ? std::optional(ReadUnit{{Kind::month, year, b, 0, 0}, at + 2})
             : std::nullopt;
  }
  if (in.at(at).size() > 2) {
    return std::nullopt;
  }
  if (const auto year = plain_year(in, at + 1)) {
    return a >= 1 && a <= 12 && !third ? std::optional(ReadUnit{{Kind::month, year, a, 0, 0}, at + 2}) : std::nullopt;
  }
  if (in.at(at + 1).size() > 2) {
    return std::nullopt;
  }
  const bool day_first = in.lang != Lang::en || joint == ".";
  const auto either = [&](int year, std::size_t next) {
    const auto unit = day_unit(year, day_first ? b : a, day_first ? a : b, next);
    return unit ? unit : day_unit(year, day_first ? a : b, day_first ? b : a, next);
  };
  if (third) {
    const int c = number_of(in.at(at + 2));
    const bool shaped = plain_year(in, at + 2) || in.at(at + 2).size() == 2;
    return shaped ? either(c < 100 ? 2000 + c : c, at + 3) : std::nullopt;
  }
  const bool german = joint == "." && in.words[at + 1].end < in.text.size() && in.text[in.words[at + 1].end] == '.';
  return joint == "/" || german ? either(0, at + 2) : std::nullopt;
}

// A year after a month or day: "2026", "of 2026", "del 2026", "'26", "this year", "del ano pasado".
struct YearSaid {
  std::optional<int> year;
  std::optional<int> back;
  std::size_t next = 0;
};
YearSaid year_after(const TimeText& in, std::size_t at)
{
  std::size_t i = one_of(in.at(at), "of de del des in im") ? at + 1 : at;
  if (const auto year = plain_year(in, i); year && !joined_after(in, i)) {
    return {year, {}, i + 1};
  }
  if (i > 0 && digits_at(in, i, 2, 2) && (in.gap(i - 1) == "'" || in.gap(i - 1) == "’")) {
    return {2000 + number_of(in.at(i)), {}, i + 1};
  }
  if (one_of(in.at(i + 1), "year jahr jahres ano")) {
    if (one_of(in.at(i), "this current dieses diesem este")) {
      return {{}, 0, i + 2};
    }
    if (one_of(in.at(i), "last previous letzten letztes letztem vergangenen vorigen ultimo")) {
      return {{}, 1, i + 2};
    }
  }
  if (one_of(in.at(i), "ano") && one_of(in.at(i + 1), "pasado anterior")) {
    return {{}, 1, i + 2};
  }
  return {{}, {}, at};
}

// A day after the name of a month: "15", "15th", "the 15th", "fifteenth"; 0 for none.
int day_after(const TimeText& in, std::size_t at, std::size_t& next)
{
  const std::size_t i = one_of(in.at(at), "the") ? at + 1 : at;
  if (const int day = bare_day_at(in, i); day > 0) {
    if (digits_at(in, i, 1, 2) && i == at && i > 0 && (in.gap(i - 1) == "'" || in.gap(i - 1) == "’")) {
      return 0; // a year
    }
    next = i + 1;
    return day;
  }
  const auto said = in.at(i).size() > 4 ? ordinal(in.at(i)) : std::nullopt;
  if (said && *said >= 1 && *said <= 31 && one_of(in.at(i + 1), "quarter half week payment call charge") == false) {
    next = i + 1;
    return *said;
  }
  return 0;
}

bool may_be_another_word(std::string_view folded)
{
  return !one_of(folded, "january february july september october november december enero febrero julio septiembre "
                         "octubre noviembre diciembre januar februar juli oktober dezember");
}

// "September", "September 2026", "September 15th, 2026", "this August".
std::optional<ReadUnit> month_at(const TimeText& in, std::size_t at, bool cued)
{
  std::size_t m = at;
  const bool this_one = one_of(in.at(at), "this last diesen diesem letzten este past");
  if (this_one && month_of(in.at(at + 1)) > 0) {
    ++m;
  }
  const int month = month_of(in.at(m));
  if (month == 0) {
    return std::nullopt;
  }
  std::size_t next = m + 1;
  const int day = day_after(in, m + 1, next);
  const YearSaid year = year_after(in, next);
  next = year.year || year.back ? year.next : next;
  if (!year.year && !year.back && one_of(in.at(next), "pasado") && day == 0) {
    ++next;
  }
  if (!cued && m == at && day == 0 && !year.year && !year.back && may_be_another_word(in.at(m))) {
    return std::nullopt;
  }
  if (day > 0 && !make_date(year.year.value_or(2024), month, day)) {
    return std::nullopt;
  }
  TimeUnit unit{day > 0 ? Kind::day : Kind::month, year.year, month, day, year.back.value_or(0)};
  if (year.back) {
    unit.year = -*year.back; // from the reference year
  }
  unit.back = 0;
  return ReadUnit{unit, next};
}

// "15 September 2026", "the 15th of September", "am 15. September", "el quince de septiembre", "the 15th".
std::optional<ReadUnit> day_first_at(const TimeText& in, std::size_t at, bool cued)
{
  const bool article = one_of(in.at(at), "the el am den dem dia");
  const std::size_t d = article ? at + 1 : at;
  int day = bare_day_at(in, d);
  std::size_t next = d + 1;
  if (day == 0 && (article || cued)) {
    const std::vector<Word> words(in.words.begin(), in.words.end());
    const auto said = d < words.size() && words[d].kind == WordKind::alpha ? said_day(words, d) : std::nullopt;
    day = said ? said->value : 0;
    next = said ? said->next : next;
  }
  if (day == 0) {
    return std::nullopt;
  }
  const std::size_t m = one_of(in.at(next), "of de del des") ? next + 1 : next;
  if (month_of(in.at(m)) > 0) {
    const YearSaid year = year_after(in, m + 1);
    const bool any = year.year || year.back;
    auto unit = day_unit(year.year.value_or(0), month_of(in.at(m)), day, any ? year.next : m + 1);
    if (unit && year.back) {
      unit->unit.year = -*year.back;
    }
    return unit;
  }
  const bool ordinal_digits = d < in.words.size() && in.words[d].kind == WordKind::mixed;
  if (m > next || (article && ordinal_digits)) {
    const std::size_t r = one_of(in.at(m), "the") ? m + 1 : m;
    if (one_of(in.at(r + 1), "month monats mes") && one_of(in.at(r), "this last current letzten dieses este")) {
      return ReadUnit{{Kind::day, {}, 0, day, one_of(in.at(r), "last letzten") ? 1 : 0}, r + 2};
    }
    if (one_of(in.at(r), "mes") && one_of(in.at(r + 1), "pasado")) {
      return ReadUnit{{Kind::day, {}, 0, day, 1}, r + 2};
    }
  }
  if (article && ordinal_digits && in.at(at) == "the" && !one_of(in.at(next), "of payment charge call quarter")) {
    return ReadUnit{{Kind::day, {}, -1, day, 0}, next};
  }
  return std::nullopt;
}

// 1 to 4 of "first", "3", "3rd", "tercer", "dritten"; 0 for other words.
int nth(std::string_view folded)
{
  static constexpr std::array<std::string_view, 4> k_nth = {
    "1 1st first primer primero primera 1er erstes ersten erste erster 1o",
    "2 2nd second segundo segunda 2do zweites zweiten zweite zweiter",
    "3 3rd third tercer tercero 3er drittes dritten dritte drittem",
    "4 4th fourth last_of cuarto 4to viertes vierten vierte"};
  for (std::size_t i = 0; i < k_nth.size(); ++i) {
    if (one_of(folded, k_nth[i])) {
      return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

// "Q3 2026", "2026 Q3", "third quarter", "H1", "first half of 2026".
std::optional<ReadUnit> part_of_year_at(const TimeText& in, std::size_t at)
{
  std::size_t i = at;
  std::optional<int> year = plain_year(in, i);
  if (year) {
    ++i;
  } else if (one_of(in.at(i), "the el la im das den dem")) {
    ++i;
  }
  int n = 0;
  Kind kind = Kind::quarter;
  std::size_t next = i + 1;
  const std::string_view word = in.at(i);
  if (word.size() == 2 && (word[0] == 'q' || word[0] == 'h') && word[1] >= '1' && word[1] <= '4') {
    kind = word[0] == 'q' ? Kind::quarter : Kind::half;
    n = word[1] - '0';
  } else if (n = nth(word); n > 0) {
    const std::string_view noun = in.at(i + 1);
    kind = one_of(noun, "quarter quartal quartals quartalen trimestre") ? Kind::quarter : Kind::half;
    if (kind == Kind::half && !one_of(noun, "half halbjahr halbjahres semestre mitad halfte")) {
      return std::nullopt;
    }
    next = i + 2;
  }
  if (n == 0 || (kind == Kind::half && n > 2)) {
    return std::nullopt;
  }
  const bool of_year = one_of(in.at(next), "of del des") && one_of(in.at(next + 1), "the year ano jahres");
  if (!year && of_year) {
    const std::size_t y = one_of(in.at(next + 1), "the") ? next + 2 : next + 1;
    if (one_of(in.at(y), "year jahres") || (one_of(in.at(y), "ano") && !one_of(in.at(y + 1), "pasado anterior"))) {
      return ReadUnit{{kind, {}, n, 0, 0}, y + 1};
    }
  }
  if (!year) {
    const YearSaid said = year_after(in, next);
    if (said.back) {
      return ReadUnit{{kind, -*said.back, n, 0, 0}, said.next};
    }
    year = said.year;
    next = said.year ? said.next : next;
    if (!said.year && one_of(in.at(next), "of de del des") && kind == Kind::half) {
      return std::nullopt; // "the first half of August"
    }
  }
  return ReadUnit{{kind, year, n, 0, 0}, next};
}

std::optional<Kind> kind_of(std::string_view folded)
{
  return one_of(folded, "week woche semana")           ? std::optional(Kind::week)
         : one_of(folded, "month monat mes monats")    ? std::optional(Kind::month)
         : one_of(folded, "quarter quartal trimestre") ? std::optional(Kind::quarter)
         : one_of(folded, "halbjahr semestre")         ? std::optional(Kind::half)
         : one_of(folded, "year jahr ano jahres")      ? std::optional(Kind::year)
                                                       : std::nullopt;
}

// "this month", "letzte Woche", "el trimestre pasado", "yesterday", "the month before last".
std::optional<ReadUnit> relative_at(const TimeText& in, std::size_t at)
{
  const std::string_view word = in.at(at);
  const auto day = [&](int back, std::size_t words) { return ReadUnit{{Kind::day, {}, 0, 0, back}, at + words}; };
  if (one_of(word, "day") && in.at(at + 1) == "before" && in.at(at + 2) == "yesterday") {
    return day(2, 3);
  }
  if (one_of(word, "vorgestern anteayer antier")) {
    return day(2, 1);
  }
  if (one_of(word, "yesterday gestern ayer")) {
    return day(1, 1);
  }
  if (one_of(word, "today heute hoy")) {
    return day(0, 1);
  }
  if (one_of(word, "tomorrow")) {
    return day(-1, 1);
  }
  if (word == "ytd") {
    return ReadUnit{{Kind::year, {}, 0, 0, 0}, at + 1};
  }
  if (word == "year" && in.at(at + 1) == "to" && in.at(at + 2) == "date") {
    return ReadUnit{{Kind::year, {}, 0, 0, 0}, at + 3};
  }
  if (const auto kind = kind_of(word)) {
    if (in.at(at + 1) == "before" && in.at(at + 2) == "last") {
      return ReadUnit{{*kind, {}, 0, 0, 2}, at + 3};
    }
    const std::string_view then = in.at(at + 1);
    const int back = one_of(then, "pasado pasada anterior")      ? 1
                     : one_of(then, "antepasado antepasada")     ? 2
                     : one_of(then, "actual corriente en curso") ? 0
                     : one_of(then, "proximo proxima que viene") ? -1
                                                                 : -9;
    return back == -9 ? std::nullopt : std::optional(ReadUnit{{*kind, {}, 0, 0, back}, at + 2});
  }
  const auto kind = kind_of(in.at(at + 1));
  if (!kind) {
    return std::nullopt;
  }
  const int back =
    one_of(word, "last previous past prior letzten letztes letzter letzte letztem vergangenen vergangenes vergangene "
                 "vorigen voriges vorige ultimo ultima")
      ? 1
    : one_of(word, "this current running diesen diesem dieses diese dieser aktuellen aktuelles laufenden este esta") ? 0
    : one_of(word, "next upcoming coming nachsten nachste nachstes kommenden kommende proximo proxima") ? -1
    : one_of(word, "vorletzten vorletztes vorletzte penultimo")                                         ? 2
                                                                                                        : -9;
  return back == -9 ? std::nullopt : std::optional(ReadUnit{{*kind, {}, 0, 0, back}, at + 2});
}

} // namespace

std::string_view TimeText::gap(std::size_t i) const
{
  return i + 1 < words.size() && words[i + 1].begin >= words[i].end
           ? trim(text.substr(words[i].end, words[i + 1].begin - words[i].end))
           : std::string_view();
}

int count_at(std::span<const Word> words, std::size_t at)
{
  static constexpr std::array<std::string_view, 12> k_numbers = {"a an one ein einem einen einer un una",
                                                                 "two zwei dos",
                                                                 "three drei tres",
                                                                 "four vier cuatro",
                                                                 "five funf cinco",
                                                                 "six sechs seis",
                                                                 "seven sieben siete",
                                                                 "eight acht ocho",
                                                                 "nine neun nueve",
                                                                 "ten zehn diez",
                                                                 "eleven elf once",
                                                                 "twelve zwolf doce"};
  if (at >= words.size()) {
    return 0;
  }
  const std::string& text = words[at].folded;
  if (words[at].kind == WordKind::digits && text.size() <= 3) {
    return number_of(text);
  }
  for (std::size_t i = 0; i < k_numbers.size(); ++i) {
    if (one_of(text, k_numbers[i])) {
      return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

int length_at(std::span<const Word> words, std::size_t at)
{
  if (at >= words.size()) {
    return 0;
  }
  const std::string& text = words[at].folded;
  return one_of(text, "day days tag tage tagen dia dias")                                   ? 1
         : one_of(text, "week weeks woche wochen semana semanas")                           ? 7
         : one_of(text, "month months monat monate monaten mes meses")                      ? -1
         : one_of(text, "quarter quarters quartal quartale quartalen trimestre trimestres") ? -3
         : one_of(text, "year years jahr jahre jahren jahres ano anos")                     ? -12
                                                                                            : 0;
}

int bare_day_at(const TimeText& in, std::size_t at)
{
  if (at >= in.words.size() || in.words[at].kind == WordKind::alpha || in.at(at).size() > 4) {
    return 0;
  }
  const std::string_view text = in.at(at);
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > 2 || (digits < text.size() && !one_of(text.substr(digits), "st nd rd th er ro o"))) {
    return 0;
  }
  const int day = number_of(text);
  return day >= 1 && day <= 31 ? day : 0;
}

std::optional<ReadUnit> unit_at(const TimeText& in, std::size_t at, bool cued)
{
  if (auto found = numeric_at(in, at)) {
    return found;
  }
  if (auto found = day_first_at(in, at, cued)) {
    return found;
  }
  if (auto found = month_at(in, at, cued)) {
    return found;
  }
  if (auto found = part_of_year_at(in, at)) {
    return found;
  }
  if (auto found = relative_at(in, at)) {
    return found;
  }
  const std::size_t y = one_of(in.at(at), "year jahr ano") ? at + 1 : at;
  if (const auto year = plain_year(in, y); year && (cued || y > at) && !joined_after(in, y)) {
    return ReadUnit{{Kind::year, year, 0, 0, 0}, y + 1};
  }
  return std::nullopt;
}

} // namespace tilores::assist

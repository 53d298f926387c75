#include <tilores/assist/period.hpp>

#include <tilores/assist/words.hpp>

#include <array>
#include <charconv>
#include <cstdlib>

namespace tilores::assist {

namespace {

std::optional<int> year_at(std::span<const Word> words, std::size_t at)
{
  if (at < words.size() && one_of(words[at].folded, "of de del")) {
    ++at;
  }
  if (at >= words.size() || words[at].kind != WordKind::digits || words[at].folded.size() != 4) {
    return std::nullopt;
  }
  int year = 0;
  const std::string& text = words[at].folded;
  std::from_chars(text.data(), text.data() + text.size(), year);
  return year >= 1990 && year < 2100 ? std::optional(year) : std::nullopt;
}

// "26", "26th"
bool day_at(std::span<const Word> words, std::size_t at)
{
  return at < words.size() && words[at].kind != WordKind::alpha && words[at].folded.size() <= 4 &&
         words[at].folded.find_first_not_of("0123456789") != 0 && !year_at(words, at);
}

struct Relative {
  std::string_view first;
  std::string_view second;
  bool whole_year;
  int back;
};
constexpr std::array k_relative = {
  Relative{"last previous past letzten vergangenen vorigen letztem ultimo", "month monat mes", false, 1},
  Relative{"this current diesen diesem aktuellen este", "month monat mes", false, 0},
  Relative{"mes", "pasado", false, 1},
  Relative{"last previous past letztes letzten vergangenes vergangenen voriges ultimo", "year jahr ano", true, 1},
  Relative{"this current dieses diesem aktuellen este", "year jahr ano", true, 0},
  Relative{"ano", "pasado", true, 1},
};

// "90", "six", "einem"; 0 for other words.
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
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }
  for (std::size_t i = 0; i < k_numbers.size(); ++i) {
    if (one_of(text, k_numbers[i])) {
      return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

// Days of a unit, or months as negative numbers; 0 for other words.
int unit_at(std::span<const Word> words, std::size_t at)
{
  if (at >= words.size()) {
    return 0;
  }
  const std::string& text = words[at].folded;
  return one_of(text, "day days tag tage tagen dia dias")               ? 1
         : one_of(text, "week weeks woche wochen semana semanas")       ? 7
         : one_of(text, "month months monat monate monaten mes meses")  ? -1
         : one_of(text, "quarter quarters quartal quartalen trimestre") ? -3
         : one_of(text, "year years jahr jahre jahren jahres ano anos") ? -12
                                                                        : 0;
}

// "last 90 days", "past six months", "letzten drei Monate", "últimos 30 días".
std::optional<Period> stretch_at(std::span<const Word> words, std::size_t at)
{
  if (!one_of(words[at].folded, "last past previous letzten letzte vergangenen ultimos ultimas ultimo")) {
    return std::nullopt;
  }
  int count = count_at(words, at + 1);
  int unit = unit_at(words, at + 2);
  if (count == 0 && one_of(words[at].folded, "last past letzten letzte") && unit_at(words, at + 1) == 7) {
    count = 1;
    unit = 7; // "last week"
  }
  if (count == 0 || unit == 0) {
    return std::nullopt;
  }
  Period period;
  (unit > 0 ? period.last_days : period.last_months) = count * std::abs(unit);
  return period;
}

} // namespace

std::optional<int> months_ago(std::span<const Word> words)
{
  const auto months = [&](std::size_t at) {
    const int count = count_at(words, at);
    const int unit = unit_at(words, at + 1);
    return count > 0 && unit < 0 ? std::optional(-unit * count) : std::nullopt;
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (one_of(words[i].folded, "vor hace") && months(i + 1)) {
      return months(i + 1);
    }
    if (i >= 2 && one_of(words[i].folded, "ago earlier before back") && months(i - 2)) {
      return months(i - 2);
    }
  }
  return std::nullopt;
}

int month_of(std::string_view folded)
{
  static constexpr std::array<std::string_view, 12> k_months = {"january jan enero ene januar janner",
                                                                "february feb febrero februar",
                                                                "march mar marzo marz maerz",
                                                                "april apr abril abr",
                                                                "may mayo mai",
                                                                "june jun junio juni",
                                                                "july jul julio juli",
                                                                "august aug agosto ago",
                                                                "september sep sept septiembre",
                                                                "october oct octubre oktober okt",
                                                                "november nov noviembre",
                                                                "december dec diciembre dic dezember dez"};
  for (std::size_t i = 0; i < k_months.size(); ++i) {
    if (one_of(folded, k_months[i])) {
      return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

std::optional<Period> find_period(std::span<const Word> words)
{
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i].folded;
    const std::string_view before = i > 0 ? std::string_view(words[i - 1].folded) : std::string_view();
    const bool open = one_of(before, "since seit desde after ab");
    if (one_of(word, "yesterday gestern ayer") || one_of(word, "today heute hoy")) {
      Period period;
      period.days_back = one_of(word, "today heute hoy") ? 0 : 1;
      return period;
    }
    if (auto stretch = stretch_at(words, i)) {
      return stretch;
    }
    if (const int month = month_of(word); month > 0) {
      const auto year = year_at(words, i + 1);
      const bool cue = one_of(before, "in of during for since im en de del monat mes last month seit desde after "
                                      "ab with mit con");
      const bool plain = one_of(word, "january february july september october november december enero febrero julio "
                                      "septiembre octubre noviembre diciembre januar februar juli oktober dezember");
      const bool day = (i > 0 && day_at(words, i - 1)) || day_at(words, i + 1);
      if ((cue || plain || year) && !day) {
        return Period{false, year, month, 0, open};
      }
    }
    if (i + 1 < words.size()) {
      for (const Relative& relative : k_relative) {
        if (one_of(word, relative.first) && one_of(words[i + 1].folded, relative.second)) {
          return Period{relative.whole_year, std::nullopt, 0, relative.back, open};
        }
      }
    }
    const bool final = i > 0 && i + 1 == words.size() && words[i].kind == WordKind::digits; // "payment total 2026"
    if (const auto year = year_at(words, i);
        year && (final || one_of(before, "in during for since seit desde after en im jahr year ano of with mit con"))) {
      return Period{true, year, 0, 0, open};
    }
  }
  return std::nullopt;
}

Days days_of(const Period& period, const Date& as_of)
{
  const Date tomorrow = date_from_days(days_from_epoch(as_of) + 1);
  const auto up_to_now = [&](const Date& from) {
    return Days{from, tomorrow, to_string(from) + " – " + to_string(as_of)};
  };
  if (period.days_back) {
    const Date day = date_from_days(days_from_epoch(as_of) - *period.days_back);
    return {day, date_from_days(days_from_epoch(day) + 1), to_string(day)};
  }
  if (period.last_days > 0) {
    return up_to_now(date_from_days(days_from_epoch(as_of) - period.last_days));
  }
  if (period.last_months > 0) {
    return up_to_now(add_months(as_of, -period.last_months));
  }
  if (period.whole_year) {
    const int year = period.year.value_or(as_of.year - period.back);
    const Date from = *make_date(year, 1, 1);
    return period.open ? up_to_now(from) : Days{from, *make_date(year + 1, 1, 1), std::to_string(year)};
  }
  Date from = *make_date(as_of.year, as_of.month, 1);
  if (period.month > 0) {
    const int latest = period.month <= as_of.month ? as_of.year : as_of.year - 1;
    from = *make_date(period.year.value_or(latest), period.month, 1);
  } else {
    from = add_months(from, -period.back);
  }
  return period.open ? up_to_now(from) : Days{from, add_months(from, 1), to_string(from).substr(0, 7)};
}

} // namespace tilores::assist

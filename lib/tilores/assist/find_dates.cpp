// Dates and times. Only a date of birth says anything about who somebody is.
#include <tilores/assist/mentions.hpp>
#include <tilores/assist/number_words.hpp>
#include <tilores/assist/period.hpp>

#include <tilores/base/date.hpp>
#include <tilores/base/text.hpp>

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace tilores::assist {

namespace {

int number(std::string_view text)
{
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

int full_year(std::string_view text)
{
  const int value = number(text);
  return text.size() == 4 ? value : value > 26 ? 1900 + value : 2000 + value;
}

// Two or four digits: a year.
bool year_shaped(std::string_view text)
{
  return text.size() == 2 || (text.size() == 4 && number(text) > 1880 && number(text) < 2100);
}

// A day of birth is asked for by a word shortly before, or the date stands right after a name.
bool birth_cue(const Workbench& bench, std::size_t begin)
{
  std::size_t at = bench.word_at(begin);
  for (std::size_t back = 0; back < 5 && at > 0; ++back) {
    --at;
    if (one_of(bench.words[at].folded,
               "born dob birth birthday birthdate bday b nacida nacido nacimiento geboren geb geburtsdatum "
               "geburtstag cumpleanos birthdays nacio naci nac geburtstage d")) {
      return bench.words[at].folded != "d" || (at + 2 < bench.words.size() && bench.words[at + 1].folded == "o");
    }
  }
  return false;
}

// "1955-04-11 as his date of birth", "12.12.1981 ist sein Geburtstag"
bool birth_cue_after(const Workbench& bench, std::size_t end)
{
  for (std::size_t at = bench.word_at(end), step = 0; at < bench.words.size() && step < 7; ++at, ++step) {
    const std::string& word = bench.words[at].folded;
    if (one_of(word, "birth birthday birthdate dob bday geburtsdatum geburtstag nacimiento cumpleanos")) {
      return true;
    }
    if (!one_of(word,
                "as is the his her their s a date of day for als ist das sein ihr der es su fecha de como la el")) {
      return false;
    }
  }
  return false;
}

bool after_name(const Workbench& bench, std::size_t begin)
{
  const std::size_t at = bench.word_at(begin);
  if (at == 0) {
    return false;
  }
  const Word& last = bench.words[at - 1];
  const std::string_view gap = bench.text.substr(last.end, begin - last.end);
  return last.kind == WordKind::alpha && !is_common_word(last.folded) &&
         gap.find_first_not_of(" ,/(-;:|*") == std::string_view::npos;
}

void take_date(Workbench& bench, std::optional<Date> day, std::size_t begin, std::size_t end)
{
  if (day && day->year < 2020 &&
      (birth_cue(bench, begin) || birth_cue_after(bench, end) || (after_name(bench, begin) && day->year <= 2010))) {
    bench.add(IdType::dob, to_string(*day), begin, end);
  } else {
    bench.claim(begin, end, "date");
  }
}

std::optional<Date> day_of(int a, int b, int year, bool day_first)
{
  if (day_first) {
    std::swap(a, b);
  }
  const auto day = make_date(year, a, b);
  return day ? day : make_date(year, b, a);
}

void numeric_dates(Workbench& bench)
{
  static const RE2 k_date(R"((\d{1,4})( ?[./-] ?)(\d{1,2})( ?[./-] ?)(\d{2,4}))");
  static const RE2 k_short(R"((\d{1,2})/(\d{1,2}))");
  static const RE2 k_time(R"(\d{1,2}:\d{2}(?::\d{2})?)");
  const std::string_view text = bench.text;
  const auto edge = [&](std::size_t begin, std::size_t end) {
    return (begin == 0 || (!is_alnum(text[begin - 1]) && text[begin - 1] != '+')) &&
           (end >= text.size() || !is_alnum(text[end])) && bench.is_free(begin, end);
  };
  std::array<re2::StringPiece, 6> part;
  const re2::StringPiece input(text.data(), text.size());
  for (std::size_t at = 0; k_date.Match(input, at, text.size(), RE2::UNANCHORED, part.data(), 6);) {
    const std::size_t begin = static_cast<std::size_t>(part[0].data() - text.data());
    const std::size_t end = begin + part[0].size();
    at = begin + 1;
    const std::string_view a(part[1].data(), part[1].size());
    const std::string_view b(part[3].data(), part[3].size());
    const std::string_view c(part[5].data(), part[5].size());
    if (!edge(begin, end) ||
        trim(std::string_view(part[2].data(), part[2].size())) !=
          trim(std::string_view(part[4].data(), part[4].size())) ||
        (end < text.size() && (text[end] == '-' || text[end] == '/'))) {
      continue;
    }
    std::optional<Date> day;
    if (a.size() == 4) {
      day = c.size() <= 2 ? make_date(number(a), number(b), number(c)) : std::nullopt;
    } else if (a.size() <= 2 && year_shaped(c)) {
      day = day_of(number(a), number(b), full_year(c), bench.lang != Lang::en || text[begin + a.size()] == '.');
    }
    if (day) {
      take_date(bench, day, begin, end);
      at = end;
    }
  }
  const auto claim = [&](const RE2& pattern, std::string_view label) {
    for (std::size_t at = 0; pattern.Match(input, at, text.size(), RE2::UNANCHORED, part.data(), 1);) {
      const std::size_t begin = static_cast<std::size_t>(part[0].data() - text.data());
      at = begin + part[0].size();
      if (edge(begin, at) && (at >= text.size() || text[at] != '/')) {
        bench.claim(begin, at, label);
      }
    }
  };
  claim(k_time, "time");
  claim(k_short, "date");
}

// "November 3rd 1990", "22 Jan 1979", "3 de noviembre de 1990", "4. Juli 1961"; also said: "July the ninth nineteen
// sixty four".
void worded_dates(Workbench& bench)
{
  const std::vector<Word>& words = bench.words;
  const auto skip = [&](std::size_t at, int step) {
    const std::size_t next = at + static_cast<std::size_t>(step);
    return next < words.size() && one_of(words[next].folded, "de of del the") ? next : at;
  };
  for (std::size_t m = 0; m < words.size(); ++m) {
    const int month = month_of(words[m].folded);
    if (month == 0) {
      continue;
    }
    std::size_t first = m;
    std::size_t last = m;
    int day = 0;
    const std::size_t before = m > 0 && skip(m, -1) != m ? m - 1 : m;
    for (std::size_t back = std::min<std::size_t>(3, before); back > 0 && day == 0; --back) { // "the twenty second of"
      const auto said = said_day(words, before - back);
      if (said && said->next == before) {
        first = before - back;
        day = said->value;
      }
    }
    if (day == 0) {
      const std::size_t at = m + 1 < words.size() && one_of(words[m + 1].folded, "the der el") ? m + 2 : m + 1;
      if (const auto said = said_day(words, at)) {
        last = said->next - 1;
        day = said->value;
      }
    }
    int year = 0;
    if (const auto said = day > 0 ? said_year(words, skip(last, 1) + 1) : std::nullopt) {
      year = said->value;
      last = said->next - 1;
    }
    if (day == 0 || !bench.is_free(words[first].begin, words[last].end)) {
      continue;
    }
    take_date(bench, year > 0 ? make_date(year, month, day) : std::nullopt, words[first].begin, words[last].end);
  }
}

// "twelve twelve nineteen eighty one is the birthday": all of it said, only beside a word of birth.
void said_dates(Workbench& bench)
{
  const std::vector<Word>& words = bench.words;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto a = words[i].kind == WordKind::alpha ? said_day(words, i) : std::nullopt;
    const auto b = a ? said_day(words, a->next) : std::nullopt;
    const auto year = b ? said_year(words, b->next) : std::nullopt;
    if (!year || !bench.is_free(words[i].begin, words[year->next - 1].end)) {
      continue;
    }
    const std::size_t end = words[year->next - 1].end;
    if (birth_cue(bench, words[i].begin) || birth_cue_after(bench, end)) {
      take_date(bench, day_of(a->value, b->value, year->value, bench.lang != Lang::en), words[i].begin, end);
      i = year->next - 1;
    }
  }
}

} // namespace

void find_dates(Workbench& bench)
{
  numeric_dates(bench);
  worded_dates(bench);
  said_dates(bench);
}

} // namespace tilores::assist

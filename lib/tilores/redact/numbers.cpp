// Payment cards, social security numbers and dates of birth among groups of digits.
#include <tilores/redact/detect.hpp>

#include <algorithm>

namespace tilores::redact {
namespace {

using Group = DigitRun::Group;

char between(std::string_view text, const Group& a, const Group& b)
{
  return b.begin == a.end + 1 ? text[a.end] : '\0';
}

unsigned number(std::string_view digits)
{
  unsigned value = 0;
  for (const char c : digits) {
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

std::string_view text_of(std::string_view text, const Group& group) { return text.substr(group.begin, group.size()); }

// ISO/IEC 7812-1 annex B.
bool luhn(std::string_view digits)
{
  unsigned sum = 0;
  bool twice = false;
  for (std::size_t i = digits.size(); i-- > 0; twice = !twice) {
    const auto digit = static_cast<unsigned>(digits[i] - '0');
    sum += twice ? digit * 2 - (digit > 4 ? 9 : 0) : digit;
  }
  return sum % 10 == 0;
}

// Issuer ranges by length: 12 only Maestro; 1… only with 15 digits (UATP, JCB), as longer and shorter ones are times.
bool issued(std::string_view digits)
{
  const char first = digits[0];
  if (digits.size() == 12) {
    return first == '5' || first == '6';
  }
  return first == '1' ? digits.size() == 15 : first >= '2' && first <= '6';
}

std::optional<Found> card(std::string_view text, const DigitRun& run, std::size_t first, std::size_t& last)
{
  std::array<char, 19> digits;
  std::size_t count = 0;
  const Group* const groups = run.groups.data();
  std::optional<Found> found;
  for (std::size_t g = first; g < run.count; ++g) {
    const std::size_t size = groups[g].size();
    if (count + size > digits.size()) {
      break;
    }
    const std::size_t place = g - first;
    if (place > 0) {
      const char separator = between(text, groups[g - 1], groups[g]);
      if ((separator != ' ' && separator != '-' && separator != '.') ||
          (place > 1 && separator != between(text, groups[first], groups[first + 1])) || groups[first].size() != 4 ||
          (place == 2 && groups[g - 1].size() != 4 && groups[g - 1].size() != 6)) {
        break;
      }
    }
    std::ranges::copy(text_of(text, groups[g]), digits.begin() + static_cast<std::ptrdiff_t>(count));
    count += size;
    const std::string_view all(digits.data(), count);
    const bool ends = g + 1 == run.count || place == 0 || place >= 2;
    if (count >= 12 && ends && (place == 0 || place >= 2) && issued(all) && luhn(all) &&
        all.find_first_not_of(all[0]) != std::string_view::npos) {
      last = g + 1;
      found = Found{groups[first].begin, groups[g].end, Kind::card}; // the longest one counts
    }
  }
  return found;
}

// The Social Security Administration's rules, the numbers it names as never issued, and taxpayer numbers (9xx) with
// their ranges of the middle group.
bool ssn_issued(unsigned area, unsigned group, unsigned serial)
{
  if (area >= 900) {
    return ((group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group <= 92) ||
            group >= 94) &&
           serial != 0 && !(area == 987 && group == 65 && serial / 10 == 432);
  }
  const bool sample = (area == 78 && group == 5 && serial == 1120) || (area == 219 && group == 9 && serial == 9999) ||
                      (area == 123 && group == 45 && serial == 6789);
  return area != 0 && area != 666 && group != 0 && serial != 0 && !sample &&
         !(area == 111 && group == 11 && serial == 1111);
}

// 3-2-4 with the same separator twice.
bool shaped_as_ssn(std::string_view text, const DigitRun& run, std::size_t first)
{
  const Group* const groups = run.groups.data() + first;
  if (run.count - first < 3 || groups[0].size() != 3 || groups[1].size() != 2 || groups[2].size() != 4) {
    return false;
  }
  const char separator = between(text, groups[0], groups[1]);
  return (separator == '-' || separator == ' ' || separator == '.') && separator == between(text, groups[1], groups[2]);
}

std::optional<Found> ssn(std::string_view text, const DigitRun& run, std::size_t first, std::size_t& last)
{
  const Group* const groups = run.groups.data() + first;
  if (groups[0].size() == 9) {
    const unsigned all = number(text_of(text, groups[0]));
    if (ssn_issued(all / 1'000'000, all / 10'000 % 100, all % 10'000)) {
      last = first + 1;
      return Found{groups[0].begin, groups[0].end, Kind::ssn};
    }
    return std::nullopt;
  }
  if (!shaped_as_ssn(text, run, first) ||
      !ssn_issued(number(text_of(text, groups[0])), number(text_of(text, groups[1])),
                  number(text_of(text, groups[2])))) {
    return std::nullopt;
  }
  last = first + 3;
  return Found{groups[0].begin, groups[2].end, Kind::ssn};
}

constexpr std::string_view k_birth_words[] = {"born",   "birth", "dob",   "d.o.b", "geboren",
                                              "geburt", "geb.",  "nacid", "nacim", "naissance"};
constexpr std::size_t k_birth_reach = 40;

// By the first three letters, in English, Spanish and German.
bool is_month(std::string_view word)
{
  constexpr std::string_view k_months[] = {"jan", "feb", "mar", "apr",      "may", "jun", "jul",
                                           "aug", "sep", "oct", "nov",      "dec", "ene", "abr",
                                           "ago", "set", "dic", "m\u00e4r", "mai", "okt", "dez"};
  if (word.size() < 3) {
    return false;
  }
  switch (ascii_lower(word[0])) { // most words are passed over by their first letter
  case 'a':
  case 'd':
  case 'e':
  case 'f':
  case 'j':
  case 'm':
  case 'n':
  case 'o':
  case 's': break;
  default: return false;
  }
  return std::ranges::any_of(
    k_months, [&](std::string_view month) { return equals_ignoring_case(word.substr(0, month.size()), month); });
}

std::size_t skip(std::string_view text, std::size_t at, std::string_view signs)
{
  return std::min(text.find_first_not_of(signs, at), text.size());
}

std::string_view word_at(std::string_view text, std::size_t at)
{
  std::size_t end = at;
  while (end < text.size() && is_word(text[end]) && !is_digit(text[end])) {
    ++end;
  }
  return text.substr(at, end - at);
}

// Where a written date ends of which `day` is the day: "9 March 1971", "9th of March, 1971", "9. März 1971", "9 de
// marzo de 1971", and "9, 1971" after a month. nullopt when it is none.
std::optional<std::size_t> written_date(std::string_view text, const Group& day)
{
  const auto year = [&](std::size_t at) -> std::optional<std::size_t> {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) {
      ++end;
    }
    return end - at == 4 ? std::optional(end) : std::nullopt;
  };
  std::size_t at = day.end;
  if (at >= text.size() || (!is_alpha(text[at]) && text[at] != ' ' && text[at] != ',' && text[at] != '.')) {
    return std::nullopt;
  }
  const std::size_t before = text.find_last_not_of(' ', day.begin == 0 ? 0 : day.begin - 1);
  if (before != std::string_view::npos && before < day.begin) {
    std::size_t from = before + 1;
    while (from > 0 && is_word(text[from - 1]) && !is_digit(text[from - 1])) {
      --from;
    }
    if (is_month(text.substr(from, before + 1 - from))) {
      return year(skip(text, at, ", "));
    }
  }
  for (const std::string_view ordinal : {"st", "nd", "rd", "th", "."}) {
    if (text.substr(at).starts_with(ordinal)) {
      at += ordinal.size();
      break;
    }
  }
  at = skip(text, at, " ");
  for (int words = 0; words < 2; ++words) {
    const std::string_view word = word_at(text, at);
    if (is_month(word)) {
      at = skip(text, at + word.size(), "., ");
      const std::string_view link = word_at(text, at); // de, del, of
      return year(skip(text, at + (link.size() <= 3 ? link.size() : 0), " "));
    }
    if (word != "of" && word != "de") {
      return std::nullopt;
    }
    at = skip(text, at + word.size(), " ");
  }
  return std::nullopt;
}

// YYYYMMDD or DDMMYYYY of a time people live in.
bool compact_date(std::string_view digits)
{
  const auto fits = [](unsigned year, unsigned month, unsigned day) {
    return year >= 1900 && year <= 2099 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  };
  const auto part = [&](std::size_t from, std::size_t size) { return number(digits.substr(from, size)); };
  return digits.size() == 8 && (fits(part(0, 4), part(4, 2), part(6, 2)) || fits(part(4, 4), part(2, 2), part(0, 2)) ||
                                fits(part(4, 4), part(0, 2), part(2, 2)));
}

} // namespace

bool is_date(std::string_view text, const DigitRun& run, std::size_t first)
{
  const Group* const groups = run.groups.data() + first;
  if (run.count - first < 3) {
    return false;
  }
  const char separator = between(text, groups[0], groups[1]);
  if ((separator != '-' && separator != '/' && separator != '.') || separator != between(text, groups[1], groups[2])) {
    return false;
  }
  const auto small = [&](std::size_t i, unsigned most) {
    return groups[i].size() <= 2 && number(text_of(text, groups[i])) >= 1 && number(text_of(text, groups[i])) <= most;
  };
  if (groups[0].size() == 4) {
    return small(1, 12) && small(2, 31);
  }
  return (groups[2].size() == 4 || groups[2].size() == 2) &&
         ((small(0, 12) && small(1, 31)) || (small(0, 31) && small(1, 12)));
}

bool word_before(std::string_view text, std::size_t at, std::size_t reach, std::span<const std::string_view> words)
{
  const std::size_t from = at > reach ? at - reach : 0;
  for (std::size_t i = from; i < at; ++i) {
    if (!is_alpha(text[i]) || (i > 0 && is_alpha(text[i - 1]))) {
      continue;
    }
    if (i > 0 && text[i - 1] == '[' && mask_at(text, i - 1) > 0) {
      continue; // "[phone]" does not say that the next number is one
    }
    for (const std::string_view word : words) {
      if (i + word.size() <= at && equals_ignoring_case(text.substr(i, word.size()), word)) {
        return true;
      }
    }
  }
  return false;
}

std::optional<Found> find_number(std::string_view text, const DigitRun& run, std::size_t first, std::size_t& last)
{
  const std::size_t begin = run.groups[first].begin;
  if (run.groups[first].size() > 4 && begin > 1 && text[begin - 1] == '.' && is_digit(text[begin - 2])) {
    return std::nullopt; // the fraction of a number
  }
  if (!run.plus || first > 0) {
    if (const auto found = card(text, run, first, last)) {
      return found;
    }
    if (const auto found = ssn(text, run, first, last)) {
      return found;
    }
    if (shaped_as_ssn(text, run, first)) {
      last = first + 3; // never issued
      return std::nullopt;
    }
    if (is_date(text, run, first)) {
      last = first + 3;
      const std::size_t end = run.groups[first + 2].end;
      const bool instant = end + 3 < text.size() && (text[end] == 'T' || text[end] == ' ') && is_digit(text[end + 1]) &&
                           is_digit(text[end + 2]) && text[end + 3] == ':';
      if (!instant && word_before(text, begin, k_birth_reach, k_birth_words)) {
        return Found{begin, end, Kind::birth_date};
      }
      return std::nullopt; // `last` has moved: a date is no telephone number
    }
    const Group& group = run.groups[first];
    if (group.size() <= 2) { // the cheaper question first
      if (const auto end = written_date(text, group); end && word_before(text, begin, k_birth_reach, k_birth_words)) {
        last = first + 1;
        return Found{begin, *end, Kind::birth_date};
      }
    } else if (group.size() == 8 && compact_date(text_of(text, group)) &&
               word_before(text, begin, k_birth_reach, k_birth_words)) {
      last = first + 1;
      return Found{begin, group.end, Kind::birth_date};
    }
  }
  return find_phone(text, run, first, last);
}

} // namespace tilores::redact

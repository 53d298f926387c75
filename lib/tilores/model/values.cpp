// Dates, CRM keys and money as records write them.
#include <tilores/model/normalise.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace tilores::model {
namespace {

constexpr int k_first_year = 1800;
constexpr int k_last_year = 2199;

std::optional<int> number_of(std::string_view digits)
{
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size() || !is_digit(digits.front())) {
    return std::nullopt;
  }
  return value;
}

std::optional<Date> sane_date(int year, int month, int day)
{
  return year >= k_first_year && year <= k_last_year ? make_date(year, month, day) : std::nullopt;
}

// Cuts a time off: " 09:30…" or "T09:30…". False where something else follows the day.
bool only_a_time(std::string_view rest)
{
  if (rest.empty()) {
    return true;
  }
  if (rest.front() != ' ' && rest.front() != 'T' && rest.front() != 't') {
    return false;
  }
  rest.remove_prefix(1);
  return rest.size() >= 4 && is_digit(rest.front()) && rest.find(':') != std::string_view::npos &&
         rest.find_first_not_of("0123456789:.+-ZzAaPpMm ") == std::string_view::npos;
}

// Digits up to `separator`, at most `most` of them; moves `text` past the separator.
std::optional<int> leading_number(std::string_view& text, std::size_t most, char separator)
{
  const std::size_t end = text.find(separator);
  if (end == std::string_view::npos || end == 0 || end > most) {
    return std::nullopt;
  }
  const std::optional<int> value = number_of(text.substr(0, end));
  text.remove_prefix(end + 1);
  return value;
}

std::optional<Date> day_and_month_first(std::string_view text)
{
  const std::size_t at = text.find_first_of("/-.");
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const char separator = text[at];
  const std::optional<int> first = leading_number(text, 2, separator);
  const std::optional<int> second = first ? leading_number(text, 2, separator) : std::nullopt;
  if (!second || text.size() < 4 || !only_a_time(text.substr(4))) {
    return std::nullopt;
  }
  const std::optional<int> year = number_of(text.substr(0, 4));
  if (!year) {
    return std::nullopt;
  }
  if (separator != '.') {
    if (const std::optional<Date> us = sane_date(*year, *first, *second)) {
      return us;
    }
  }
  return sane_date(*year, *second, *first);
}

// The CRM's check suffix: five letters a character, lowest bit first, bit set = upper case.
std::optional<std::string> with_case_from_suffix(std::string_view id18)
{
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
  std::string out(id18.substr(0, 15));
  for (std::size_t block = 0; block < 3; ++block) {
    const std::size_t bits = alphabet.find(ascii_upper(id18[15 + block]));
    if (bits == std::string_view::npos) {
      return std::nullopt;
    }
    for (std::size_t i = 0; i < 5; ++i) {
      char& c = out[block * 5 + i];
      const bool upper = (bits >> i & 1U) != 0;
      if (upper && !is_alpha(c)) {
        return std::nullopt;
      }
      c = upper ? ascii_upper(c) : ascii_lower(c);
    }
  }
  return out;
}

// Position of the decimal mark in digits with marks, or npos. Where both marks occur the last is decimal; a single
// point is, as a single comma with one or two digits behind it.
std::size_t decimal_mark(std::string_view text)
{
  const std::size_t point = text.rfind('.');
  const std::size_t comma = text.rfind(',');
  if (point == std::string_view::npos && comma == std::string_view::npos) {
    return std::string_view::npos;
  }
  if (point != std::string_view::npos && comma != std::string_view::npos) {
    return std::max(point, comma);
  }
  if (point != std::string_view::npos) {
    return std::ranges::count(text, '.') == 1 ? point : std::string_view::npos;
  }
  return std::ranges::count(text, ',') == 1 && text.size() - comma <= 3 ? comma : std::string_view::npos;
}

// "1,234,567": groups of three behind the first, one separator.
bool grouped(std::string_view whole, char separator)
{
  std::size_t run = 0;
  bool first = true;
  for (std::size_t i = 0; i <= whole.size(); ++i) {
    if (i < whole.size() && is_digit(whole[i])) {
      ++run;
      continue;
    }
    if (i < whole.size() && whole[i] != separator) {
      return false;
    }
    if (run == 0 || (first ? run > 3 && i < whole.size() : run != 3)) {
      return false;
    }
    first = false;
    run = 0;
  }
  return true;
}

std::string_view without_currency(std::string_view text)
{
  for (const std::string_view sign : {"US$", "$", "USD", "usd", "€", "EUR", "£", "GBP"}) {
    if (text.starts_with(sign)) {
      return trim(text.substr(sign.size()));
    }
    if (text.ends_with(sign)) {
      return trim(text.substr(0, text.size() - sign.size()));
    }
  }
  return text;
}

} // namespace

std::optional<Date> parse_date(std::string_view text)
{
  text = trim(text);
  if (text.size() < 8 || !is_digit(text.front())) {
    return std::nullopt;
  }
  if (text.size() >= 10 && (text[4] == '-' || text[4] == '/') && text[7] == text[4]) {
    const std::optional<int> year = number_of(text.substr(0, 4));
    const std::optional<int> month = number_of(text.substr(5, 2));
    const std::optional<int> day = number_of(text.substr(8, 2));
    return year && month && day && only_a_time(text.substr(10)) ? sane_date(*year, *month, *day) : std::nullopt;
  }
  if (text.size() == 8 && std::ranges::all_of(text, is_digit)) {
    return sane_date(*number_of(text.substr(0, 4)), *number_of(text.substr(4, 2)), *number_of(text.substr(6, 2)));
  }
  return day_and_month_first(text);
}

std::optional<std::string> normalise_crm_id(std::string_view text)
{
  text = trim(text);
  if ((text.size() != 15 && text.size() != 18) || !text.starts_with("003") || !std::ranges::all_of(text, is_alnum)) {
    return std::nullopt;
  }
  const bool any_upper = std::ranges::any_of(text.substr(0, 15), [](char c) { return c >= 'A' && c <= 'Z'; });
  const bool any_lower = std::ranges::any_of(text.substr(0, 15), [](char c) { return c >= 'a' && c <= 'z'; });
  if (text.size() == 18 && any_upper != any_lower) {
    if (std::optional<std::string> restored = with_case_from_suffix(text)) {
      return restored;
    }
  }
  return std::string(text.substr(0, 15));
}

std::optional<std::string> find_crm_id(std::string_view text)
{
  for (std::size_t at = text.find("003"); at != std::string_view::npos; at = text.find("003", at + 1)) {
    if (at > 0 && is_alnum(text[at - 1])) {
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_alnum(text[end])) {
      ++end;
    }
    if (std::optional<std::string> id = normalise_crm_id(text.substr(at, end - at))) {
      return id;
    }
  }
  return std::nullopt;
}

std::optional<std::int64_t> parse_money(std::string_view text)
{
  text = trim(text);
  bool negative = false;
  if (text.size() >= 2 && text.front() == '(' && text.back() == ')') {
    negative = true;
    text = trim(text.substr(1, text.size() - 2));
  }
  text = without_currency(text);
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = negative != (text.front() == '-');
    text = without_currency(trim(text.substr(1)));
  }
  const std::size_t mark = decimal_mark(text);
  const std::string_view whole = text.substr(0, mark);
  const std::string_view part = mark == std::string_view::npos ? std::string_view() : text.substr(mark + 1);
  const char group = mark == std::string_view::npos ? (whole.find(',') != std::string_view::npos ? ',' : '.')
                                                    : (text[mark] == '.' ? ',' : '.');
  if ((whole.empty() && part.empty()) || (!whole.empty() && !grouped(whole, group)) ||
      !std::ranges::all_of(part, is_digit)) {
    return std::nullopt;
  }
  constexpr std::int64_t limit = 100'000'000'000'000'000; // 10^15 in hundredths
  std::int64_t value = 0;
  for (const char c : whole) {
    if (is_digit(c)) {
      value = value * 10 + (c - '0');
      if (value > limit / 100) {
        return std::nullopt;
      }
    }
  }
  value *= 100;
  value += (!part.empty() ? (part[0] - '0') * 10 : 0) + (part.size() > 1 ? part[1] - '0' : 0);
  value += part.size() > 2 && part[2] >= '5' ? 1 : 0;
  return negative ? -value : value;
}

std::string format_money(std::int64_t hundredths)
{
  const auto magnitude =
    hundredths < 0 ? 0 - static_cast<std::uint64_t>(hundredths) : static_cast<std::uint64_t>(hundredths);
  std::string out = hundredths < 0 ? "-" : "";
  out += std::to_string(magnitude / 100);
  out += '.';
  out += static_cast<char>('0' + magnitude / 10 % 10);
  out += static_cast<char>('0' + magnitude % 10);
  return out;
}

} // namespace tilores::model

// Lenient readers of single report values.
#include <tilores/credit/values.hpp>

#include <tilores/base/text.hpp>

#include <charconv>
#include <cmath>

namespace tilores::credit {
namespace {

// The decimal text of a string or number value; nullopt for other kinds.
std::optional<std::string_view> scalar_text(Json value)
{
  if (value.is_string()) {
    return trim(value.text());
  }
  if (value.is_number()) {
    return value.number_text();
  }
  return std::nullopt;
}

bool is_plain_decimal(std::string_view text)
{
  if (!text.empty() && text.front() == '-') {
    text.remove_prefix(1);
  }
  std::size_t digits = 0;
  bool point = false;
  for (const char c : text) {
    if (is_digit(c)) {
      ++digits;
    } else if (c == '.' && !point) {
      point = true;
    } else {
      return false;
    }
  }
  return digits > 0 && digits <= 18;
}

} // namespace

void IssueLog::add(std::string_view path, std::string_view reason)
{
  for (Issue& issue : m_issues) {
    if (issue.path == path && issue.reason == reason) {
      ++issue.count;
      return;
    }
  }
  m_issues.push_back({std::string(path), std::string(reason), 1});
}

bool says_nothing(Json value)
{
  if (value.is_null()) {
    return true;
  }
  if (!value.is_string()) {
    return false;
  }
  const std::string_view text = trim(value.text());
  return text.empty() || text == "-" || equals_ignoring_case(text, "n/a") || equals_ignoring_case(text, "na") ||
         equals_ignoring_case(text, "none") || equals_ignoring_case(text, "null");
}

std::optional<double> decimal(std::string_view text)
{
  double value = 0;
  text = trim(text);
  if (!is_plain_decimal(text)) {
    return std::nullopt;
  }
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failed == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::string_view beginning(std::string_view text, std::size_t bytes)
{
  if (text.size() <= bytes) {
    return text;
  }
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0U) == 0x80U) {
    --bytes;
  }
  return text.substr(0, bytes);
}

std::string_view read_text(Json value, std::string_view path, IssueLog& issues)
{
  if (value.is_string()) {
    return trim(value.text());
  }
  if (!value.is_null()) {
    issues.add(path, "not text");
  }
  return {};
}

std::optional<Cents> read_amount(Json value, std::string_view path, IssueLog& issues)
{
  if (says_nothing(value)) {
    return std::nullopt;
  }
  const auto text = scalar_text(value);
  const auto number = text ? decimal(*text) : std::nullopt;
  if (!number) {
    issues.add(path, "not a plain decimal amount");
    return std::nullopt;
  }
  if (std::fabs(*number) > 1e12) {
    issues.add(path, "amount beyond any account");
    return std::nullopt;
  }
  return std::llround(*number * 100);
}

std::optional<std::uint32_t> read_count(Json value, std::string_view path, IssueLog& issues)
{
  if (says_nothing(value)) {
    return std::nullopt;
  }
  const auto text = scalar_text(value);
  const auto number = text ? decimal(*text) : std::nullopt;
  if (!number || *number < 0 || *number > 100000 || *number != std::floor(*number)) {
    issues.add(path, "not a count");
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(*number);
}

std::optional<bool> read_flag(Json value, std::string_view path, IssueLog& issues)
{
  if (value.is_bool()) {
    return value.boolean();
  }
  if (says_nothing(value)) {
    return std::nullopt;
  }
  const auto text = scalar_text(value);
  for (const std::string_view yes : {"true", "y", "yes", "1"}) {
    if (text && equals_ignoring_case(*text, yes)) {
      return true;
    }
  }
  for (const std::string_view no : {"false", "n", "no", "0"}) {
    if (text && equals_ignoring_case(*text, no)) {
      return false;
    }
  }
  issues.add(path, "neither yes nor no");
  return std::nullopt;
}

std::optional<Date> day_of(std::string_view text)
{
  text = trim(text);
  if (text.size() > 10 && text[10] != 'T' && text[10] != ' ') {
    return std::nullopt;
  }
  return parse_iso_date(text.substr(0, 10));
}

std::optional<Date> read_date(Json value, std::string_view path, IssueLog& issues)
{
  if (says_nothing(value)) {
    return std::nullopt;
  }
  const auto day = value.is_string() ? day_of(value.text()) : std::nullopt;
  if (!day) {
    issues.add(path, "not a date of the form YYYY-MM-DD");
  }
  return day;
}

} // namespace tilores::credit

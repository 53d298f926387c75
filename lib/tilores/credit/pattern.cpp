// Month-by-month payment history of both vendors.
#include <tilores/credit/values.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>

namespace tilores::credit {
namespace {

constexpr std::string_view k_data = "CREDIT_RESPONSE.CREDIT_LIABILITY.*.PaymentPattern.*.Data";
constexpr std::string_view k_start = "CREDIT_RESPONSE.CREDIT_LIABILITY.*.PaymentPattern.*.StartDate";
constexpr std::int16_t k_most_cycles = 999;

// The number in "The account has been late for N billing cycle", or nullopt.
std::optional<std::int16_t> cycles_late(std::string_view phrase)
{
  constexpr std::string_view marker = "late for ";
  const std::size_t found = phrase.find(marker);
  if (found == std::string_view::npos) {
    return std::nullopt;
  }
  std::size_t at = found + marker.size();
  int cycles = 0;
  bool any = false;
  for (; at < phrase.size() && is_digit(phrase[at]); ++at) {
    cycles = std::min(cycles * 10 + (phrase[at] - '0'), int{k_most_cycles});
    any = true;
  }
  return any && cycles > 0 ? std::optional(static_cast<std::int16_t>(cycles)) : std::nullopt;
}

bool is_letter_string(std::string_view data)
{
  return std::all_of(data.begin(), data.end(), [](char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z') || c == 'c' || c == 'x' || c == '-' || c == '#' || c == '*';
  });
}

std::int16_t read_letter(char c, IssueLog& issues)
{
  if (c == 'C' || c == 'c') {
    return 0;
  }
  if (c >= '1' && c <= '9') {
    return static_cast<std::int16_t>(c - '0');
  }
  if (c != 'X' && c != 'x') {
    issues.add(k_data, "payment mark of unknown meaning");
  }
  return MonthMark::k_unknown;
}

std::int16_t read_phrase(std::string_view data, IssueLog& issues)
{
  // Only the start matters; a megabyte of text is not a phrase.
  const std::string phrase = to_lower_ascii(data.substr(0, 200));
  if (const auto cycles = cycles_late(phrase)) {
    return *cycles;
  }
  if (phrase.find("no data") != std::string::npos) {
    return MonthMark::k_unknown;
  }
  if (phrase.find("current") != std::string::npos) {
    return 0;
  }
  issues.add(k_data, "payment phrase of unknown meaning");
  return MonthMark::k_unknown;
}

} // namespace

void read_pattern(Json pattern, std::vector<MonthMark>& out, IssueLog& issues)
{
  if (pattern.is_null()) {
    return;
  }
  if (!pattern.is_array()) {
    issues.add("CREDIT_RESPONSE.CREDIT_LIABILITY.*.PaymentPattern", "not a list");
    return;
  }
  out.reserve(pattern.size());
  for (const Json element : pattern.elements()) {
    const std::string_view data = read_text(element["Data"], k_data, issues);
    if (data.empty()) {
      continue;
    }
    const auto start = read_date(element["StartDate"], k_start, issues);
    // Without a month the marks still count, they only have no place in time.
    const std::int32_t month = start ? start->year * 12 + start->month - 1 : 0;
    if (!is_letter_string(data)) {
      out.push_back({month, read_phrase(data, issues)});
      continue;
    }
    constexpr std::size_t k_most_months = 1200;
    if (data.size() > k_most_months) {
      issues.add(k_data, "longer than a century of months");
      continue;
    }
    for (std::size_t i = 0; i < data.size(); ++i) {
      const std::int32_t at = month == 0 ? 0 : std::max(0, month - static_cast<std::int32_t>(i));
      out.push_back({at, read_letter(data[i], issues)});
    }
  }
}

} // namespace tilores::credit

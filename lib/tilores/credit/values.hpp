#pragma once
// Reads single values of a report leniently: absent, "no data" words and unreadable values are told apart.

#include <tilores/credit/report.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace tilores::credit {

// Collects what could not be read; equal path and reason are counted once with a count.
class IssueLog {
public:
  explicit IssueLog(std::vector<Issue>& issues) : m_issues(issues) {}
  void add(std::string_view path, std::string_view reason);

private:
  std::vector<Issue>& m_issues;
};

// null, blank, "N/A", "NA", "None", "null", "-": the vendors' ways to say nothing.
[[nodiscard]] bool says_nothing(Json value);
// A plain decimal ("1234.0", "-3", JSON number). Grouping commas, signs of currency and exponents are not read: "1,234"
// means two things in two countries.
[[nodiscard]] std::optional<double> decimal(std::string_view text);

// The longest beginning of at most `bytes` that splits no UTF-8 character.
[[nodiscard]] std::string_view beginning(std::string_view text, std::size_t bytes);

[[nodiscard]] std::string_view read_text(Json value, std::string_view path, IssueLog& issues);
[[nodiscard]] std::optional<Cents> read_amount(Json value, std::string_view path, IssueLog& issues);
[[nodiscard]] std::optional<std::uint32_t> read_count(Json value, std::string_view path, IssueLog& issues);
// true, "true", "Y", "yes", "1" and their opposites.
[[nodiscard]] std::optional<bool> read_flag(Json value, std::string_view path, IssueLog& issues);
// The day at the start of "YYYY-MM-DD", "YYYY-MM-DD HH:MM:SS" or "YYYY-MM-DDTHH:MM:SSZ".
[[nodiscard]] std::optional<Date> day_of(std::string_view text);
[[nodiscard]] std::optional<Date> read_date(Json value, std::string_view path, IssueLog& issues);

// Appends the months of a PaymentPattern: one string of letters (newest month first, StartDate = newest month) or one
// phrase per month.
void read_pattern(Json pattern, std::vector<MonthMark>& out, IssueLog& issues);

} // namespace tilores::credit

#pragma once
// One credit report as one bureau delivered it, in one model for both vendor conventions ("array" letters and
// "spinwheel" phrases). Reading never fails and never invents: what is absent is nullopt, what is there but cannot be
// read is nullopt plus an Issue. Account numbers and social security numbers are not read at all.

#include <tilores/base/date.hpp>
#include <tilores/model/record.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::credit {

enum class Bureau : std::uint8_t { transunion, experian, equifax };
inline constexpr std::array<Bureau, 3> k_bureaus{Bureau::transunion, Bureau::experian, Bureau::equifax};

[[nodiscard]] std::string_view to_string(Bureau bureau);   // "transunion": the key in answers
[[nodiscard]] std::string_view bureau_name(Bureau bureau); // "TransUnion": for people
// Any case, blanks ignored; nullopt for other words.
[[nodiscard]] std::optional<Bureau> bureau_named(std::string_view text);

// Hundredths of the currency unit (US dollars on every report seen).
using Cents = std::int64_t;

// Something on a report that could not be read. `path` is an insight path from the record ("CREDIT_RESPONSE.…", `*` for
// elements); equal ones of a report are one Issue with a count.
struct Issue {
  std::string path;
  std::string reason;
  std::uint32_t count = 1;
};

struct ScoreFactor {
  std::string_view code;
  std::string_view text;
  bool positive = false; // raises the score
};

struct Score {
  std::optional<int> value; // 300..850 (FICO and VantageScore range) or nothing
  std::optional<Date> date;
  std::string_view model;
  std::vector<ScoreFactor> factors;
};

// How an account stood in one month. `month` counts months since year 0 (year * 12 + month - 1).
struct MonthMark {
  static constexpr std::int16_t k_unknown = -1;
  std::int32_t month = 0;
  std::int16_t cycles = k_unknown; // 0 on time, n = n billing cycles (30 days each) late
};

enum class AccountKind : std::uint8_t { revolving, installment, mortgage, other, unknown };
[[nodiscard]] std::string_view to_string(AccountKind kind);

// One account (tradeline). Views point into the record's document.
struct Tradeline {
  std::uint32_t index = 0; // in CREDIT_LIABILITY
  std::string_view creditor;
  std::string_view loan_type;
  std::string_view key; // the same account on other reports: fingerprint or trade reference; may be empty
  AccountKind kind = AccountKind::unknown;
  bool revolving = false; // AccountType R or REVOLVING and not marked as a mortgage
  bool open = false;      // IsClosedIndicator false; without it the status word "open"
  bool derogatory = false, chargeoff = false, collection = false, disputed = false;
  std::optional<Cents> balance, limit, monthly_payment, past_due; // HighBalanceAmount is a peak, never a balance
  std::optional<Date> opened, closed, reported;
  std::optional<std::array<std::uint32_t, 3>> late_counts; // as delivered: 30, 60, 90 days
  std::vector<MonthMark> pattern;                          // newest first when the vendor keeps its order
};

enum class Purpose : std::uint8_t { hard, soft, other };

struct Inquiry {
  std::uint32_t index = 0;
  std::optional<Date> date;
  Purpose purpose = Purpose::other;
  std::string_view name;
};

// One summary figure ("PT016", "Utilization on revolving trades", "42"). No value: the vendor's codes for "no data"
// (negative, blank, N/A, None) or text that is no number.
struct SummaryFigure {
  std::string_view id;
  std::string_view name;
  std::optional<double> value;
  bool tui = false; // from CREDIT_SUMMARY_TUI, else from CREDIT_SUMMARY
  std::uint32_t index = 0;
};

struct Alert {
  std::string_view type;
  std::string_view text;
};

enum class Frozen : std::uint8_t { unknown, no, yes };
[[nodiscard]] std::string_view to_string(Frozen frozen);

struct Report {
  std::string record_id;
  std::shared_ptr<const JsonDocument> document; // keeps the views alive
  std::optional<Bureau> bureau;                 // of the score, else of the file, else the label
  std::string_view bureau_path;                 // the path that decided
  std::optional<Date> date;                     // CreditReportFirstIssuedDate
  std::string_view vendor;
  std::vector<Score> scores;
  std::optional<std::vector<Tradeline>> accounts; // nullopt: the report does not say, which is not "none"
  std::optional<std::vector<Inquiry>> inquiries;
  std::vector<SummaryFigure> summary;
  std::vector<Alert> alerts;
  std::array<Frozen, 3> frozen{}; // by Bureau
  std::vector<Issue> issues;

  // The text of CREDIT_RESPONSE as delivered, for telling copies from different reports.
  [[nodiscard]] std::string_view body_text() const;
  // The first score entry with a valid value (index into scores).
  [[nodiscard]] std::optional<std::size_t> valid_score() const;
};

// The report in `record`, or nullopt where CREDIT_RESPONSE is absent or null.
[[nodiscard]] std::optional<Report> parse_report(const model::Record& record);
// All reports among the records, in their order.
[[nodiscard]] std::vector<Report> parse_reports(std::span<const model::Record> records);

} // namespace tilores::credit

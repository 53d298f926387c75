#pragma once
// The figures of one report, each by its written definition. A figure is nullopt when the report does not say: null is
// "not available" and never zero. Pure.

#include <tilores/credit/report.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tilores::credit {

// computed: balances over limits of the accounts. pt016: the vendor's summary figure of that code. summary_name: the
// first summary figure whose name has "utilization" and "revolving".
enum class UtilizationMethod : std::uint8_t { none, computed, pt016, summary_name };
[[nodiscard]] std::string_view to_string(UtilizationMethod method); // "none", "computed", "PT016", "summary_name"

// One open revolving account with balance and limit.
struct AccountUse {
  std::uint32_t index = 0; // in CREDIT_LIABILITY
  std::string creditor;
  Cents balance = 0;
  Cents limit = 0;    // > 0
  double percent = 0; // one decimal
};

// Windows of inquiries in calendar months back from the reference day, both ends included.
inline constexpr std::array<int, 4> k_inquiry_windows{3, 6, 12, 24};

struct InquiryCounts {
  std::array<std::uint32_t, 4> hard{}; // by k_inquiry_windows
  std::array<std::uint32_t, 4> soft{};
};

struct AccountMix {
  std::uint32_t revolving = 0, installment = 0, mortgage = 0, other = 0; // open accounts
};

struct ReportFigures {
  Bureau bureau = Bureau::transunion;
  std::string record_id;
  Date date;
  std::string vendor;
  Frozen frozen = Frozen::unknown;

  std::optional<int> score; // 300..850
  std::optional<Date> score_date;
  std::uint32_t score_index = 0; // of the entry in CREDIT_SCORE

  std::optional<double> utilization; // percent; may exceed 100
  UtilizationMethod utilization_method = UtilizationMethod::none;
  std::string utilization_path;
  std::optional<Cents> revolving_balance, revolving_limit; // the two sums of a computed utilisation
  std::vector<AccountUse> uses;                            // in the report's order
  std::optional<double> highest_use;                       // percent of the fullest single account

  // Marks per month over all accounts, open or closed. lates120 counts marks of four and more cycles in the monthly
  // patterns only (late counts end at 90) and is part of lates90.
  std::optional<std::uint32_t> lates30, lates60, lates90, lates120;
  std::uint32_t accounts_by_count = 0, accounts_by_pattern = 0, accounts_unknown = 0; // where the marks come from
  std::optional<std::int32_t> last_late_month;                                        // year * 12 + month - 1
  std::optional<int>
    months_clean; // from the newest late mark to the report; without one, as far back as patterns reach

  std::optional<std::uint32_t> accounts, open_accounts, derogatories, collections, chargeoffs, disputed;
  std::optional<AccountMix> mix;
  std::optional<Cents> debt;               // balances of open accounts that have one
  std::uint32_t debt_unknown = 0;          // open accounts without a balance
  std::optional<Cents> scheduled_payments; // per month, open accounts
  bool scheduled_from_summary = false;
  std::optional<Cents> past_due;
  std::optional<int> oldest_account_months, average_account_months; // age at the reference day
  std::optional<InquiryCounts> inquiries;
  std::uint32_t alerts = 0;
};

// `report` must have a bureau and a date. `as_of` bounds inquiry windows and ages.
[[nodiscard]] ReportFigures figures_of(const Report& report, const Date& as_of);

// Whole calendar months from `from` to `to`; negative when `to` is earlier.
[[nodiscard]] int months_between(const Date& from, const Date& to);
// "2026-05" for the month counts of patterns.
[[nodiscard]] std::string month_text(std::int32_t month);

} // namespace tilores::credit

// Figures of one report.
#include <tilores/credit/figures.hpp>

#include <tilores/base/text.hpp>
#include <tilores/credit/values.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tilores::credit {
namespace {

// One decimal, rounded as printing does: half to even on the exact value.
double one_decimal(double value)
{
  std::array<char, 64> text{};
  const auto printed = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 1);
  double rounded = value;
  std::from_chars(text.data(), printed.ptr, rounded);
  return rounded;
}

double percent_of(Cents part, Cents whole)
{
  return one_decimal(100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string summary_path(const SummaryFigure& figure)
{
  return std::string(figure.tui ? "CREDIT_RESPONSE.CREDIT_SUMMARY_TUI" : "CREDIT_RESPONSE.CREDIT_SUMMARY") +
         ".DATA_SET." + std::to_string(figure.index) + ".Value";
}

bool contains_ignoring_case(std::string_view text, std::string_view lower)
{
  return std::search(text.begin(), text.end(), lower.begin(), lower.end(),
                     [](char a, char b) { return ascii_lower(a) == b; }) != text.end();
}

void take_summary(ReportFigures& figures, const SummaryFigure& figure, UtilizationMethod method)
{
  figures.utilization = figure.value;
  figures.utilization_method = method;
  figures.utilization_path = summary_path(figure);
}

void utilization_from_summary(const Report& report, ReportFigures& figures)
{
  for (const SummaryFigure& figure : report.summary) {
    if (figure.value && figure.id == "PT016") {
      return take_summary(figures, figure, UtilizationMethod::pt016);
    }
  }
  for (const SummaryFigure& figure : report.summary) {
    if (figure.value && contains_ignoring_case(figure.name, "utilization") &&
        contains_ignoring_case(figure.name, "revolving")) {
      return take_summary(figures, figure, UtilizationMethod::summary_name);
    }
  }
}

void utilization(const Report& report, ReportFigures& figures)
{
  Cents balance = 0;
  Cents limit = 0;
  if (report.accounts) {
    for (const Tradeline& line : *report.accounts) {
      if (line.open && line.revolving && line.balance && line.limit.value_or(0) > 0) {
        balance += *line.balance;
        limit += *line.limit;
        const double percent = percent_of(*line.balance, *line.limit);
        figures.uses.push_back(
          {line.index, std::string(beginning(line.creditor, 200)), *line.balance, *line.limit, percent});
        figures.highest_use = std::max(figures.highest_use.value_or(percent), percent);
      }
    }
  }
  if (limit > 0) {
    figures.utilization = percent_of(balance, limit);
    figures.utilization_method = UtilizationMethod::computed;
    figures.utilization_path = "CREDIT_RESPONSE.CREDIT_LIABILITY.*.UnpaidBalanceAmount";
    figures.revolving_balance = balance;
    figures.revolving_limit = limit;
    return;
  }
  utilization_from_summary(report, figures);
}

// Adds the marks of one account's months; false if none of them is known.
bool add_pattern(const Tradeline& line, std::array<std::uint32_t, 3>& lates)
{
  bool known = false;
  for (const MonthMark& mark : line.pattern) {
    if (mark.cycles == MonthMark::k_unknown) {
      continue;
    }
    known = true;
    if (mark.cycles > 0) {
      ++lates[static_cast<std::size_t>(std::min<int>(mark.cycles, 3) - 1)];
    }
  }
  return known;
}

void payment_history(const std::vector<Tradeline>& accounts, ReportFigures& figures)
{
  std::array<std::uint32_t, 3> lates{};
  std::uint32_t over120 = 0;
  std::int32_t newest_late = 0;
  std::int32_t oldest_known = 0;
  bool pattern_known = false;
  for (const Tradeline& line : accounts) {
    if (line.late_counts) {
      ++figures.accounts_by_count;
      for (std::size_t i = 0; i < lates.size(); ++i) {
        lates[i] += (*line.late_counts)[i];
      }
    } else if (add_pattern(line, lates)) {
      ++figures.accounts_by_pattern;
    } else {
      ++figures.accounts_unknown;
    }
    for (const MonthMark& mark : line.pattern) {
      if (mark.cycles == MonthMark::k_unknown) {
        continue;
      }
      pattern_known = true;
      over120 += mark.cycles >= 4 ? 1 : 0;
      if (mark.month != 0) {
        newest_late = mark.cycles > 0 ? std::max(newest_late, mark.month) : newest_late;
        oldest_known = oldest_known == 0 ? mark.month : std::min(oldest_known, mark.month);
      }
    }
  }
  if (accounts.empty() || figures.accounts_by_count + figures.accounts_by_pattern > 0) {
    figures.lates30 = lates[0];
    figures.lates60 = lates[1];
    figures.lates90 = lates[2];
  }
  if (accounts.empty() || pattern_known) {
    figures.lates120 = over120;
  }
  const std::int32_t report_month = figures.date.year * 12 + figures.date.month - 1;
  if (newest_late != 0) {
    figures.last_late_month = newest_late;
  }
  if (oldest_known != 0) {
    const std::int32_t since = report_month - (newest_late != 0 ? newest_late : oldest_known);
    if (since >= 0) {
      figures.months_clean = since;
    }
  }
}

void ages(const std::vector<Tradeline>& accounts, const Date& as_of, ReportFigures& figures)
{
  std::int64_t sum = 0;
  int known = 0;
  for (const Tradeline& line : accounts) {
    if (!line.opened || *line.opened > as_of) {
      continue;
    }
    const int months = months_between(*line.opened, as_of);
    figures.oldest_account_months = std::max(figures.oldest_account_months.value_or(0), months);
    sum += months;
    ++known;
  }
  if (known > 0) {
    figures.average_account_months = static_cast<int>(sum / known);
  }
}

void add_to(std::optional<Cents>& sum, const std::optional<Cents>& amount)
{
  if (amount) {
    sum = sum.value_or(0) + *amount;
  }
}

void counts_and_sums(const std::vector<Tradeline>& accounts, ReportFigures& figures)
{
  std::uint32_t open = 0, derogatory = 0, collection = 0, chargeoff = 0, disputed = 0;
  AccountMix mix;
  for (const Tradeline& line : accounts) {
    derogatory += line.derogatory || line.chargeoff || line.collection ? 1 : 0;
    collection += line.collection ? 1 : 0;
    chargeoff += line.chargeoff ? 1 : 0;
    disputed += line.disputed ? 1 : 0;
    add_to(figures.past_due, line.past_due);
    if (!line.open) {
      continue;
    }
    ++open;
    switch (line.kind) {
    case AccountKind::revolving: ++mix.revolving; break;
    case AccountKind::installment: ++mix.installment; break;
    case AccountKind::mortgage: ++mix.mortgage; break;
    case AccountKind::other:
    case AccountKind::unknown: ++mix.other; break;
    }
    add_to(figures.debt, line.balance);
    figures.debt_unknown += line.balance ? 0 : 1;
    add_to(figures.scheduled_payments, line.monthly_payment);
  }
  figures.accounts = static_cast<std::uint32_t>(accounts.size());
  figures.open_accounts = open;
  figures.derogatories = derogatory;
  figures.collections = collection;
  figures.chargeoffs = chargeoff;
  figures.disputed = disputed;
  figures.mix = mix;
}

void count_inquiries(const std::vector<Inquiry>& inquiries, const Date& as_of, ReportFigures& figures)
{
  auto& counts = figures.inquiries.emplace();
  for (std::size_t w = 0; w < k_inquiry_windows.size(); ++w) {
    const Date first = add_months(as_of, -k_inquiry_windows[w]);
    for (const Inquiry& inquiry : inquiries) {
      if (inquiry.date && *inquiry.date >= first && *inquiry.date <= as_of) {
        counts.hard[w] += inquiry.purpose == Purpose::hard ? 1 : 0;
        counts.soft[w] += inquiry.purpose == Purpose::soft ? 1 : 0;
      }
    }
  }
}

} // namespace

std::string_view to_string(UtilizationMethod method)
{
  switch (method) {
  case UtilizationMethod::none: return "none";
  case UtilizationMethod::computed: return "computed";
  case UtilizationMethod::pt016: return "PT016";
  case UtilizationMethod::summary_name: return "summary_name";
  }
  return "";
}

int months_between(const Date& from, const Date& to)
{
  const int months = (to.year - from.year) * 12 + to.month - from.month;
  return to.day < from.day ? months - 1 : months;
}

std::string month_text(std::int32_t month)
{
  return to_string(Date{month / 12, static_cast<std::uint8_t>(month % 12 + 1), 1}).substr(0, 7);
}

ReportFigures figures_of(const Report& report, const Date& as_of)
{
  ReportFigures figures;
  figures.bureau = report.bureau.value_or(Bureau::transunion);
  figures.record_id = report.record_id;
  figures.date = report.date.value_or(Date{});
  figures.vendor = beginning(report.vendor, 200);
  figures.frozen = report.frozen[static_cast<std::size_t>(figures.bureau)];
  figures.alerts = static_cast<std::uint32_t>(report.alerts.size());
  if (const auto index = report.valid_score()) {
    const Score& score = report.scores[*index];
    figures.score = score.value;
    figures.score_date = score.date ? score.date : report.date;
    figures.score_index = static_cast<std::uint32_t>(*index);
  }
  utilization(report, figures);
  if (report.accounts) {
    payment_history(*report.accounts, figures);
    counts_and_sums(*report.accounts, figures);
    ages(*report.accounts, as_of, figures);
  }
  if (!figures.scheduled_payments) {
    for (const SummaryFigure& figure : report.summary) {
      if (figure.value && contains_ignoring_case(figure.name, "total scheduled monthly payment")) {
        figures.scheduled_payments = std::llround(std::min(*figure.value, 1e12) * 100);
        figures.scheduled_from_summary = true;
        break;
      }
    }
  }
  if (report.inquiries) {
    count_inquiries(*report.inquiries, as_of, figures);
  }
  return figures;
}

} // namespace tilores::credit

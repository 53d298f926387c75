// The derivation of each figure: which reports, which paths, what was added up.
#include <tilores/credit/analysis.hpp>

#include <charconv>

namespace tilores::credit {
namespace {

constexpr std::string_view k_base = "CREDIT_RESPONSE.";

std::string one_decimal(double value)
{
  std::array<char, 64> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 1).ptr};
}

std::string money(Cents cents)
{
  const Cents positive = cents < 0 ? -cents : cents;
  const Cents fraction = positive % 100;
  return (cents < 0 ? "-$" : "$") + std::to_string(positive / 100) + "." + (fraction < 10 ? "0" : "") +
         std::to_string(fraction);
}

template<typename T> std::string shown(const std::optional<T>& value) { return value ? std::to_string(*value) : "n/a"; }

class Explainer {
public:
  Explainer(const BureauAnalysis& bureau, const Date& as_of) : m_bureau(bureau), m_as_of(as_of) {}

  std::vector<Derivation> run()
  {
    if (!m_bureau.newest) {
      return {};
    }
    report();
    scores();
    utilization();
    payment_history();
    accounts();
    inquiries();
    add("risk", m_bureau.risk_level, {}, m_bureau.risk_rule);
    return std::move(m_all);
  }

private:
  const ReportFigures& newest() const { return *m_bureau.newest; }

  // About the newest report; paths relative to CREDIT_RESPONSE.
  void add(std::string figure, std::string value, const std::vector<std::string>& paths, std::string text)
  {
    add(std::move(figure), std::move(value), newest().date, {newest().record_id}, paths, std::move(text));
  }
  void add(std::string figure, std::string value, const Date& date, std::vector<std::string> records,
           const std::vector<std::string>& paths, std::string text)
  {
    Derivation derivation{std::move(figure), std::move(value), date, std::move(records), {}, std::move(text)};
    for (const std::string& path : paths) {
      derivation.paths.push_back(path.starts_with(k_base) ? path : std::string(k_base) + path);
    }
    m_all.push_back(std::move(derivation));
  }

  void report()
  {
    add("latest_report_date", to_string(newest().date), {"CreditReportFirstIssuedDate"},
        "newest of " + std::to_string(m_bureau.report_count) + " report date(s) of " +
          std::string(bureau_name(m_bureau.bureau)));
    add("vendor", newest().vendor, {"Vendor"}, "as delivered on the newest report");
    const std::string indicator = "CREDIT_FROZEN_STATUS." + std::string(bureau_name(m_bureau.bureau)) + "Indicator";
    add("frozen", std::string(to_string(newest().frozen)), {indicator},
        "true, Y, yes, 1 mean yes; absent means unknown; anything else no");
    add("state", std::string(to_string(m_bureau.state)), {},
        "first that applies: none, frozen, thin (at most one account), scored, no_score");
  }

  static std::string value_path(const ScorePoint& point)
  {
    return "CREDIT_SCORE." + std::to_string(point.index) + ".Value";
  }

  void scores()
  {
    const ScorePoint* last = m_bureau.score();
    if (last == nullptr) {
      add("score", "n/a", {"CREDIT_SCORE"}, "no report of this bureau has a score of three digits from 300 to 850");
      return;
    }
    add("score", std::to_string(last->value), last->report_date, {last->record_id}, {value_path(*last)},
        m_bureau.newest_has_score ? "first valid entry of the newest report"
                                  : "first valid entry of the newest report that has one; the newest report (" +
                                      to_string(newest().date) + ") has none");
    if (m_bureau.scores.size() < 2) {
      return;
    }
    const ScorePoint& previous = m_bureau.scores[m_bureau.scores.size() - 2];
    const ScorePoint& first = m_bureau.scores.front();
    add("change_previous", shown(m_bureau.change_previous), last->report_date, {last->record_id, previous.record_id},
        {value_path(*last), value_path(previous)},
        std::to_string(last->value) + " - " + std::to_string(previous.value) + " (" + to_string(previous.report_date) +
          ")");
    add("change_first", shown(m_bureau.change_first), last->report_date, {last->record_id, first.record_id},
        {value_path(*last), value_path(first)},
        std::to_string(last->value) + " - " + std::to_string(first.value) + " (" + to_string(first.report_date) + ")");
  }

  void utilization()
  {
    const ReportFigures& f = newest();
    const std::string value = f.utilization ? one_decimal(*f.utilization) + " %" : "n/a";
    switch (f.utilization_method) {
    case UtilizationMethod::computed:
      add("utilization", value, {f.utilization_path, "CREDIT_LIABILITY.*.CreditLimitAmount"},
          "100 x " + money(f.revolving_balance.value_or(0)) + " / " + money(f.revolving_limit.value_or(0)) + " over " +
            std::to_string(f.uses.size()) + " open revolving account(s) with balance and limit");
      break;
    case UtilizationMethod::pt016:
      add("utilization", value, {f.utilization_path}, "summary figure PT016; no account has both balance and limit");
      break;
    case UtilizationMethod::summary_name:
      add("utilization", value, {f.utilization_path}, "summary figure named so; no account has both balance and limit");
      break;
    case UtilizationMethod::none:
      add("utilization", value, {"CREDIT_LIABILITY", "CREDIT_SUMMARY"},
          "no open revolving account has balance and limit, and no summary figure gives it");
      break;
    }
    for (const AccountUse& use : f.uses) {
      add("utilization of one account", one_decimal(use.percent) + " %",
          {"CREDIT_LIABILITY." + std::to_string(use.index) + ".UnpaidBalanceAmount",
           "CREDIT_LIABILITY." + std::to_string(use.index) + ".CreditLimitAmount"},
          use.creditor + ": 100 x " + money(use.balance) + " / " + money(use.limit));
    }
  }

  void payment_history()
  {
    const ReportFigures& f = newest();
    const std::vector<std::string> paths{"CREDIT_LIABILITY.*.LateCount", "CREDIT_LIABILITY.*.PaymentPattern"};
    const std::string from = "months marked so, over all accounts: " + std::to_string(f.accounts_by_count) +
                             " by late count, " + std::to_string(f.accounts_by_pattern) + " by monthly pattern, " +
                             std::to_string(f.accounts_unknown) + " unknown";
    add("lates30", shown(f.lates30), paths, from);
    add("lates60", shown(f.lates60), paths, from);
    add("lates90", shown(f.lates90), paths, from);
    add("lates120", shown(f.lates120), {paths.back()},
        "marks of four or more cycles in the monthly patterns; part of lates90");
    add("months_clean", shown(f.months_clean), {paths.back()},
        f.last_late_month ? "from the newest late month " + month_text(*f.last_late_month) + " to the report"
                          : "no late month in the patterns; this is how far back they reach");
  }

  void accounts()
  {
    const ReportFigures& f = newest();
    add("open_accounts", shown(f.open_accounts),
        {"CREDIT_LIABILITY.*.IsClosedIndicator", "CREDIT_LIABILITY.*.AccountStatusType"},
        "accounts not closed by indicator; without one, by the status word; of " + shown(f.accounts) + " in all");
    add("derogatories", shown(f.derogatories),
        {"CREDIT_LIABILITY.*.DerogatoryDataIndicator", "CREDIT_LIABILITY.*.IsChargeoffIndicator",
         "CREDIT_LIABILITY.*.IsCollectionIndicator"},
        "accounts with any of the three marks");
    add("collections", shown(f.collections), {"CREDIT_LIABILITY.*.IsCollectionIndicator"}, "part of the derogatories");
    add("oldest_account_months", shown(f.oldest_account_months), {"CREDIT_LIABILITY.*.AccountOpenedDate"},
        "from the earliest opening day to " + to_string(m_as_of));
    add("debt", f.debt ? money(*f.debt) : "n/a", {"CREDIT_LIABILITY.*.UnpaidBalanceAmount"},
        "balances of open accounts; " + std::to_string(f.debt_unknown) + " open account(s) without a balance");
    const std::string payment_path =
      f.scheduled_from_summary ? "CREDIT_SUMMARY" : "CREDIT_LIABILITY.*.MonthlyPaymentAmount";
    add("scheduled_payments", f.scheduled_payments ? money(*f.scheduled_payments) : "n/a", {payment_path},
        f.scheduled_from_summary ? "summary figure" : "monthly payments of open accounts");
    add("past_due", f.past_due ? money(*f.past_due) : "n/a", {"CREDIT_LIABILITY.*.PastDueAmount"}, "over all accounts");
  }

  void inquiries()
  {
    const auto& counts = newest().inquiries;
    add("hard_inquiries_6m", counts ? std::to_string(counts->hard[1]) : "n/a",
        {"CREDIT_INQUIRY.*.PurposeType", "CREDIT_INQUIRY.*.Date"},
        "HARD from " + to_string(add_months(m_as_of, -k_inquiry_windows[1])) + " to " + to_string(m_as_of) +
          ", both included");
  }

  const BureauAnalysis& m_bureau;
  Date m_as_of;
  std::vector<Derivation> m_all;
};

} // namespace

std::vector<Derivation> explain(const BureauAnalysis& bureau, const Date& as_of)
{
  return Explainer(bureau, as_of).run();
}

} // namespace tilores::credit

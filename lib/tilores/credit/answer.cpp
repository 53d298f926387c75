// JSON of an analysis.
#include <tilores/credit/answer.hpp>

namespace tilores::credit {
namespace {

template<typename T> void count(JsonWriter& json, std::string_view key, const std::optional<T>& value)
{
  json.key(key);
  if (value) {
    json.value(static_cast<std::int64_t>(*value));
  } else {
    json.null();
  }
}

void day(JsonWriter& json, std::string_view key, const std::optional<Date>& date)
{
  json.key(key);
  if (date) {
    json.value(to_string(*date));
  } else {
    json.null();
  }
}

void text_or_null(JsonWriter& json, std::string_view key, std::string_view text)
{
  json.key(key);
  if (text.empty()) {
    json.null();
  } else {
    json.value(text);
  }
}

void money(JsonWriter& json, std::string_view key, const std::optional<Cents>& amount)
{
  json.key(key);
  write_money(json, amount);
}

void windows(JsonWriter& json, std::string_view key, const std::array<std::uint32_t, 4>* counts)
{
  json.key(key).begin_object();
  for (std::size_t i = 0; i < k_inquiry_windows.size(); ++i) {
    json.key(std::to_string(k_inquiry_windows[i]) + "m");
    if (counts != nullptr) {
      json.value((*counts)[i]);
    } else {
      json.null();
    }
  }
  json.end_object();
}

// The contract's figures of one report, shared by a bureau and its history.
void report_members(JsonWriter& json, const ReportFigures& f)
{
  json.member("utilization", f.utilization);
  json.member("utilization_method", to_string(f.utilization_method));
  count(json, "lates30", f.lates30);
  count(json, "lates60", f.lates60);
  count(json, "lates90", f.lates90);
  count(json, "open_accounts", f.open_accounts);
  count(json, "hard_inquiries_6m", f.inquiries ? std::optional(f.inquiries->hard[1]) : std::nullopt);
  count(json, "derogatories", f.derogatories);
  count(json, "collections", f.collections);
  json.member("frozen", to_string(f.frozen));
}

void details(JsonWriter& json, const ReportFigures& f)
{
  json.key("details").begin_object();
  text_or_null(json, "record_id", f.record_id);
  count(json, "lates120", f.lates120);
  text_or_null(json, "last_late_month", f.last_late_month ? month_text(*f.last_late_month) : "");
  count(json, "months_clean", f.months_clean);
  count(json, "accounts", f.accounts);
  json.key("open_accounts_by_kind");
  if (f.mix) {
    json.begin_object().member("revolving", f.mix->revolving).member("installment", f.mix->installment);
    json.member("mortgage", f.mix->mortgage).member("other", f.mix->other).end_object();
  } else {
    json.null();
  }
  count(json, "oldest_account_months", f.oldest_account_months);
  count(json, "average_account_months", f.average_account_months);
  money(json, "debt", f.debt);
  json.member("debt_unknown_accounts", f.debt_unknown);
  money(json, "scheduled_payments", f.scheduled_payments);
  money(json, "past_due", f.past_due);
  count(json, "chargeoffs", f.chargeoffs);
  count(json, "disputed", f.disputed);
  windows(json, "hard_inquiries", f.inquiries ? &f.inquiries->hard : nullptr);
  windows(json, "soft_inquiries", f.inquiries ? &f.inquiries->soft : nullptr);
  json.member("alerts", f.alerts);
  json.member("highest_account_utilization", f.highest_use);
  json.key("account_utilization").begin_array();
  for (const AccountUse& use : f.uses) {
    json.begin_object().member("creditor", use.creditor);
    money(json, "balance", use.balance);
    money(json, "limit", use.limit);
    json.member("utilization", use.percent).end_object();
  }
  json.end_array().end_object();
}

void judgement(JsonWriter& json, const BureauAnalysis& bureau)
{
  json.key("risk").begin_object().member("level", bureau.risk_level);
  text_or_null(json, "rule", bureau.risk_rule);
  json.end_object().key("factors").begin_array();
  for (const Factor& factor : bureau.factors) {
    json.begin_object().member("text", factor.text).member("direction", factor.positive ? "positive" : "negative");
    json.member("effect", to_string(factor.effect)).member("from", factor.from_bureau ? "bureau" : "rule");
    json.member("rule", factor.rule).end_object();
  }
  json.end_array().key("next_steps").begin_array();
  int rank = 0;
  for (const NextStep& step : bureau.next_steps) {
    json.begin_object().member("rank", ++rank).member("text", step.text).member("effect", to_string(step.effect));
    json.member("rule", step.rule).end_object();
  }
  json.end_array();
}

void issues(JsonWriter& json, std::string_view key, std::span<const FoundIssue> found)
{
  json.key(key).begin_array();
  for (const FoundIssue& entry : found) {
    json.begin_object().member("record_id", entry.record_id);
    day(json, "report_date", entry.report_date);
    json.member("path", entry.issue.path).member("reason", entry.issue.reason).member("count", entry.issue.count);
    json.end_object();
  }
  json.end_array();
}

void history(JsonWriter& json, const BureauAnalysis& bureau)
{
  json.key("history").begin_array();
  for (const HistoryEntry& entry : bureau.history) {
    const ReportFigures& f = entry.figures;
    json.begin_object().member("report_date", to_string(f.date)).member("record_id", f.record_id);
    text_or_null(json, "vendor", f.vendor);
    count(json, "score", f.score);
    day(json, "score_date", f.score_date);
    report_members(json, f);
    json.key("since_previous");
    if (entry.since_previous) {
      write_comparison(json, *entry.since_previous);
    } else {
      json.null();
    }
    json.end_object();
  }
  json.end_array();
}

void derivations(JsonWriter& json, const BureauAnalysis& bureau)
{
  json.key("derivations").begin_array();
  for (const Derivation& derivation : bureau.derivations) {
    json.begin_object().member("figure", derivation.figure).member("value", derivation.value);
    json.member("bureau", to_string(bureau.bureau)).member("report_date", to_string(derivation.report_date));
    json.key("record_ids").begin_array();
    for (const std::string& id : derivation.record_ids) {
      json.value(id);
    }
    json.end_array().key("paths").begin_array();
    for (const std::string& path : derivation.paths) {
      json.value(path);
    }
    json.end_array().member("text", derivation.text).end_object();
  }
  json.end_array();
}

void bureau_members(JsonWriter& json, const BureauAnalysis& bureau, const AnalysisOptions& options)
{
  static const ReportFigures none;
  const ReportFigures& f = bureau.newest ? *bureau.newest : none;
  const ScorePoint* score = bureau.score();
  json.member("state", to_string(bureau.state));
  day(json, "latest_report_date", bureau.newest ? std::optional(f.date) : std::nullopt);
  text_or_null(json, "vendor", f.vendor);
  json.member("report_count", static_cast<std::uint64_t>(bureau.report_count));
  count(json, "score", score != nullptr ? std::optional(score->value) : std::nullopt);
  day(json, "score_date", score != nullptr ? std::optional(score->score_date) : std::nullopt);
  text_or_null(json, "newest_has_score", !bureau.newest ? "" : bureau.newest_has_score ? "yes" : "no");
  text_or_null(json, "rating", bureau.rating);
  const std::size_t points = bureau.scores.size();
  count(json, "score_previous", points > 1 ? std::optional(bureau.scores[points - 2].value) : std::nullopt);
  count(json, "change_previous", bureau.change_previous);
  count(json, "change_first", bureau.change_first);
  json.member("trend", to_string(bureau.trend));
  report_members(json, f);
  judgement(json, bureau);
  details(json, f);
  issues(json, "issues", bureau.issues);
  if (options.history) {
    history(json, bureau);
  }
  if (options.explain) {
    derivations(json, bureau);
  }
}

} // namespace

void write_money(JsonWriter& json, const std::optional<Cents>& amount)
{
  if (!amount) {
    json.null();
    return;
  }
  const Cents positive = *amount < 0 ? -*amount : *amount;
  const Cents fraction = positive % 100;
  const std::string text =
    (*amount < 0 ? "-" : "") + std::to_string(positive / 100) + (fraction < 10 ? ".0" : ".") + std::to_string(fraction);
  json.begin_object().member("amount", text).member("currency", "USD").end_object();
}

void write_comparison(JsonWriter& json, const Comparison& comparison)
{
  json.begin_object().member("from", to_string(comparison.from)).member("to", to_string(comparison.to));
  json.key("changes").begin_array();
  for (const Change& change : comparison.changes) {
    json.begin_object().member("figure", change.figure).member("from", change.from).member("to", change.to);
    json.member("text", change.text).end_object();
  }
  json.end_array().key("likely_reasons").begin_array();
  for (const std::string& reason : comparison.likely_reasons) {
    json.value(reason);
  }
  json.end_array().end_object();
}

void write_bureau(JsonWriter& json, const BureauAnalysis& bureau, const AnalysisOptions& options)
{
  json.begin_object();
  bureau_members(json, bureau, options);
  json.end_object();
}

void write_bureau_row(JsonWriter& json, const BureauAnalysis& bureau, const AnalysisOptions& options)
{
  json.begin_object().member("bureau", to_string(bureau.bureau));
  bureau_members(json, bureau, options);
  json.end_object();
}

void write_members(JsonWriter& json, const Analysis& analysis, const AnalysisOptions& options)
{
  json.member("as_of", to_string(analysis.as_of)).member("reports", static_cast<std::uint64_t>(analysis.reports));
  json.key("bureaus").begin_object();
  for (const BureauAnalysis& bureau : analysis.bureaus) {
    json.key(to_string(bureau.bureau));
    write_bureau(json, bureau, options);
  }
  json.end_object();
  issues(json, "set_aside", analysis.set_aside);
}

} // namespace tilores::credit

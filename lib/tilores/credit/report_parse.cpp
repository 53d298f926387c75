// CREDIT_RESPONSE into a Report. Field tree: MISMO-like, one report of one bureau pull per record.
#include <tilores/credit/tradeline.hpp>
#include <tilores/credit/values.hpp>

#include <tilores/base/text.hpp>

namespace tilores::credit {
namespace {

constexpr std::size_t k_most_elements = 20000; // of any list; more is no report

// A list that may be absent; nullopt when absent or not a list (then with an issue).
std::optional<Json> list_of(Json value, std::string_view path, IssueLog& issues)
{
  if (value.is_null()) {
    return std::nullopt;
  }
  if (!value.is_array()) {
    issues.add(path, "not a list");
    return std::nullopt;
  }
  if (value.size() > k_most_elements) {
    issues.add(path, "more elements than any report has");
    return std::nullopt;
  }
  return value;
}

// An object that may be absent.
Json object_of(Json value, std::string_view path, IssueLog& issues)
{
  if (value.is_object()) {
    return value;
  }
  if (!value.is_null()) {
    issues.add(path, "not an object");
  }
  return {};
}

std::optional<int> score_value(Json value, IssueLog& issues)
{
  constexpr std::string_view path = "CREDIT_RESPONSE.CREDIT_SCORE.*.Value";
  if (says_nothing(value)) {
    issues.add(path, "no score: the bureau gave none");
    return std::nullopt;
  }
  const std::string_view text = value.is_string() ? trim(value.text()) : value.number_text();
  const bool three_digits = text.size() == 3 && is_digit(text[0]) && is_digit(text[1]) && is_digit(text[2]);
  const int number = three_digits ? (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0') : 0;
  if (number < 300 || number > 850) {
    issues.add(path, three_digits || decimal(text) ? "no score: outside 300 to 850" : "no score: not a number");
    return std::nullopt;
  }
  return number;
}

void read_scores(Json response, Report& report, IssueLog& issues)
{
  const auto list = list_of(response["CREDIT_SCORE"], "CREDIT_RESPONSE.CREDIT_SCORE", issues);
  if (!list) {
    return;
  }
  for (const Json entry : list->elements()) {
    Score score; // kept even when unreadable: positions are part of every path
    if (!entry.is_object()) {
      issues.add("CREDIT_RESPONSE.CREDIT_SCORE.*", "not an object");
    } else {
      score.value = score_value(entry["Value"], issues);
      score.date = read_date(entry["Date"], "CREDIT_RESPONSE.CREDIT_SCORE.*.Date", issues);
      score.model = read_text(entry["ModelNameType"], "CREDIT_RESPONSE.CREDIT_SCORE.*.ModelNameType", issues);
      const auto factors = list_of(entry["FACTOR"], "CREDIT_RESPONSE.CREDIT_SCORE.*.FACTOR", issues);
      for (const Json factor : factors.value_or(Json{}).elements()) {
        const auto text = read_text(factor["Text"], "CREDIT_RESPONSE.CREDIT_SCORE.*.FACTOR.*.Text", issues);
        if (!text.empty()) {
          score.factors.push_back(
            {factor["Code"].text(), text, equals_ignoring_case(factor["Factor_Type"].text(), "POSITIVE")});
        }
      }
    }
    report.scores.push_back(std::move(score));
  }
}

void read_bureau(Json response, Report& report, IssueLog& issues)
{
  const auto decide = [&](Json value, std::string_view path) {
    const std::string_view text = read_text(value, path, issues);
    if (text.empty()) {
      return false;
    }
    report.bureau = bureau_named(text);
    report.bureau_path = path;
    if (!report.bureau) {
      issues.add(path, "a bureau that is none of the three");
    }
    return true;
  };
  for (const Json entry : response["CREDIT_SCORE"].elements()) {
    if (decide(entry["CreditRepositorySourceType"], "CREDIT_RESPONSE.CREDIT_SCORE.*.CreditRepositorySourceType")) {
      return;
    }
  }
  if (!decide(response["CREDIT_FILE"]["CreditRepositorySourceType"],
              "CREDIT_RESPONSE.CREDIT_FILE.CreditRepositorySourceType") &&
      !decide(response["CREDIT_BUREAU"], "CREDIT_RESPONSE.CREDIT_BUREAU")) {
    issues.add("CREDIT_RESPONSE.CREDIT_BUREAU", "no bureau named anywhere on the report");
  }
}

void read_accounts(Json response, Report& report, IssueLog& issues)
{
  const auto list = list_of(response["CREDIT_LIABILITY"], "CREDIT_RESPONSE.CREDIT_LIABILITY", issues);
  if (!list) {
    return;
  }
  auto& accounts = report.accounts.emplace();
  accounts.reserve(list->size());
  std::uint32_t index = 0;
  for (const Json entry : list->elements()) {
    if (entry.is_object()) {
      accounts.push_back(read_tradeline(entry, index, issues));
    } else {
      issues.add("CREDIT_RESPONSE.CREDIT_LIABILITY.*", "not an object");
    }
    ++index;
  }
}

void read_inquiries(Json response, Report& report, IssueLog& issues)
{
  const auto list = list_of(response["CREDIT_INQUIRY"], "CREDIT_RESPONSE.CREDIT_INQUIRY", issues);
  if (!list) {
    return;
  }
  auto& inquiries = report.inquiries.emplace();
  inquiries.reserve(list->size());
  std::uint32_t index = 0;
  for (const Json entry : list->elements()) {
    if (!entry.is_object()) {
      issues.add("CREDIT_RESPONSE.CREDIT_INQUIRY.*", "not an object");
    } else {
      const auto purpose = read_text(entry["PurposeType"], "CREDIT_RESPONSE.CREDIT_INQUIRY.*.PurposeType", issues);
      Inquiry inquiry;
      inquiry.index = index;
      inquiry.date = read_date(entry["Date"], "CREDIT_RESPONSE.CREDIT_INQUIRY.*.Date", issues);
      inquiry.purpose = equals_ignoring_case(purpose, "HARD")   ? Purpose::hard
                        : equals_ignoring_case(purpose, "SOFT") ? Purpose::soft
                                                                : Purpose::other;
      inquiry.name = read_text(entry["Name"], "CREDIT_RESPONSE.CREDIT_INQUIRY.*.Name", issues);
      inquiries.push_back(inquiry);
    }
    ++index;
  }
}

void read_summary(Json response, bool tui, Report& report, IssueLog& issues)
{
  const std::string_view base = tui ? "CREDIT_RESPONSE.CREDIT_SUMMARY_TUI" : "CREDIT_RESPONSE.CREDIT_SUMMARY";
  const std::string_view rows =
    tui ? "CREDIT_RESPONSE.CREDIT_SUMMARY_TUI.DATA_SET" : "CREDIT_RESPONSE.CREDIT_SUMMARY.DATA_SET";
  const Json summary = object_of(response[tui ? "CREDIT_SUMMARY_TUI" : "CREDIT_SUMMARY"], base, issues);
  const auto list = list_of(summary["DATA_SET"], rows, issues);
  std::uint32_t index = 0;
  for (const Json entry : list.value_or(Json{}).elements()) {
    SummaryFigure figure;
    figure.tui = tui;
    figure.index = index++;
    figure.id = entry["ID"].text();
    figure.name = entry["Name"].text();
    if (const Json value = entry["Value"]; !says_nothing(value)) {
      figure.value = decimal(value.is_string() ? value.text() : value.number_text());
      if (!figure.value) {
        issues.add(rows, "a figure that is no number");
      } else if (*figure.value < 0) {
        figure.value.reset(); // -1 to -5: codes for "no data"
      }
    }
    report.summary.push_back(figure);
  }
}

void read_frozen(Json response, Report& report, IssueLog& issues)
{
  constexpr std::string_view path = "CREDIT_RESPONSE.CREDIT_FROZEN_STATUS";
  const Json status = object_of(response["CREDIT_FROZEN_STATUS"], path, issues);
  constexpr std::array<std::string_view, 3> names{"TransUnionIndicator", "ExperianIndicator", "EquifaxIndicator"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Json value = status[names[i]];
    if (value.is_null()) {
      continue;
    }
    std::vector<Issue> unread; // any word that is not yes means no
    IssueLog ignored(unread);
    if (value.is_string() || value.is_bool() || value.is_number()) {
      report.frozen[i] = read_flag(value, path, ignored).value_or(false) ? Frozen::yes : Frozen::no;
    } else {
      issues.add(path, "neither yes nor no");
    }
  }
}

void read_alerts(Json response, Report& report, IssueLog& issues)
{
  const Json file = object_of(response["CREDIT_FILE"], "CREDIT_RESPONSE.CREDIT_FILE", issues);
  const auto list = list_of(file["ALERT_MESSAGE"], "CREDIT_RESPONSE.CREDIT_FILE.ALERT_MESSAGE", issues);
  for (const Json entry : list.value_or(Json{}).elements()) {
    const Alert alert{trim(entry["Type"].text()), trim(entry["Text"].text())};
    if (!alert.type.empty() || !alert.text.empty()) {
      report.alerts.push_back(alert);
    }
  }
}

} // namespace

std::optional<Report> parse_report(const model::Record& record)
{
  const Json response = record.body()["CREDIT_RESPONSE"];
  if (response.is_null()) {
    return std::nullopt;
  }
  Report report;
  report.record_id = record.id;
  report.document = record.document;
  IssueLog issues(report.issues);
  if (!response.is_object()) {
    issues.add("CREDIT_RESPONSE", "not an object");
    return report;
  }
  read_bureau(response, report, issues);
  report.date =
    read_date(response["CreditReportFirstIssuedDate"], "CREDIT_RESPONSE.CreditReportFirstIssuedDate", issues);
  report.vendor = read_text(response["Vendor"], "CREDIT_RESPONSE.Vendor", issues);
  read_scores(response, report, issues);
  read_accounts(response, report, issues);
  read_inquiries(response, report, issues);
  read_summary(response, false, report, issues);
  read_summary(response, true, report, issues);
  read_frozen(response, report, issues);
  read_alerts(response, report, issues);
  return report;
}

std::vector<Report> parse_reports(std::span<const model::Record> records)
{
  std::vector<Report> reports;
  for (const model::Record& record : records) {
    if (auto report = parse_report(record)) {
      reports.push_back(std::move(*report));
    }
  }
  return reports;
}

} // namespace tilores::credit

// Reading of reports: bad input gives "not available" with a reason, never a guess.
#include <tilores/base/json_writer.hpp>
#include <tilores/credit/analysis.hpp>

#include <support/sample.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace tilores;
using namespace tilores::credit;

namespace {

const Date k_day = parse_iso_date("2026-11-01").value();

Report read(const std::string& response)
{
  const auto document = test::parse_line(R"({"id":"r1","CREDIT_RESPONSE":)" + response + "}");
  return parse_report({"r1", document}).value();
}

// A report of Equifax of one day with the given further members.
Report report_with(const std::string& members)
{
  return read(R"({"CREDIT_BUREAU":"Equifax","CreditReportFirstIssuedDate":"2026-10-01",)" + members + "}");
}

bool has_issue(const Report& report, std::string_view reason)
{
  return std::any_of(report.issues.begin(), report.issues.end(),
                     [&](const Issue& issue) { return issue.reason.find(reason) != std::string::npos; });
}

std::string repeated(std::string_view text, std::size_t times)
{
  std::string out;
  for (std::size_t i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

} // namespace

TEST_CASE("only three digits from 300 to 850 are a score")
{
  struct Case {
    const char* value;
    std::optional<int> score;
    const char* reason;
  };
  for (const Case& c : std::vector<Case>{{R"("300")", 300, ""},
                                         {R"("850")", 850, ""},
                                         {R"(" 712 ")", 712, ""},
                                         {"712", 712, ""},
                                         {R"("N/A")", {}, "gave none"},
                                         {"null", {}, "gave none"},
                                         {R"("")", {}, "gave none"},
                                         {R"("0")", {}, "outside"},
                                         {R"("9003")", {}, "outside"},
                                         {R"("-1")", {}, "outside"},
                                         {R"("299")", {}, "outside"},
                                         {R"("851")", {}, "outside"},
                                         {R"("0712")", {}, "outside"},
                                         {R"("712.0")", {}, "outside"},
                                         {R"("7l2")", {}, "not a number"},
                                         {R"({"a":1})", {}, "not a number"},
                                         {"[712]", {}, "not a number"},
                                         {"true", {}, "not a number"},
                                         {"1e3", {}, "not a number"}}) {
    CAPTURE(c.value);
    const Report report = report_with(std::string(R"("CREDIT_SCORE":[{"Value":)") + c.value + "}]");
    const auto index = report.valid_score();
    CHECK((index ? report.scores[*index].value : std::nullopt) == c.score);
    CHECK((*c.reason == '\0' ? report.issues.empty() : has_issue(report, c.reason)));
  }
}

TEST_CASE("the first valid entry of several is the score")
{
  const Report report = report_with(R"("CREDIT_SCORE":[{"Value":"N/A"},null,{"Value":"640"},{"Value":"700"}])");
  CHECK(report.valid_score() == std::size_t{2});
}

TEST_CASE("the bureau comes from the score, then the file, then the label")
{
  const auto bureau = [](const std::string& members) { return read("{" + members + "}").bureau; };
  CHECK(bureau(R"("CREDIT_BUREAU":"Equifax")") == Bureau::equifax);
  CHECK(bureau(R"("CREDIT_BUREAU":"Equifax","CREDIT_FILE":{"CreditRepositorySourceType":"Experian"})") ==
        Bureau::experian);
  CHECK(
    bureau(R"("CREDIT_BUREAU":"Equifax","CREDIT_FILE":{"CreditRepositorySourceType":"Experian"},)"
           R"("CREDIT_SCORE":[{"CreditRepositorySourceType":null},{"CreditRepositorySourceType":"TRANS UNION"}])") ==
    Bureau::transunion);
  CHECK_FALSE(bureau(R"("CREDIT_BUREAU":"Nobody")"));
  CHECK_FALSE(bureau(R"("CREDIT_BUREAU":7)"));
}

TEST_CASE("amounts are plain decimals or not available")
{
  struct Case {
    const char* value;
    std::optional<Cents> cents;
  };
  for (const Case& c : std::vector<Case>{{R"("1234.50")", 123450},
                                         {R"("0")", 0},
                                         {R"("999.9")", 99990},
                                         {"12", 1200},
                                         {R"("-5.25")", -525},
                                         {"null", {}},
                                         {R"("")", {}},
                                         {R"("N/A")", {}},
                                         {R"("1,234.50")", {}},
                                         {R"("$5")", {}},
                                         {R"("1e3")", {}},
                                         {R"("nan")", {}},
                                         {R"("inf")", {}},
                                         {R"("1.2.3")", {}},
                                         {"[1]", {}},
                                         {"true", {}},
                                         {R"("99999999999999999999")", {}}}) {
    CAPTURE(c.value);
    const Report report = report_with(std::string(R"("CREDIT_LIABILITY":[{"UnpaidBalanceAmount":)") + c.value + "}]");
    CHECK(report.accounts->front().balance == c.cents);
  }
  CHECK(has_issue(report_with(R"("CREDIT_LIABILITY":[{"UnpaidBalanceAmount":"1,234.50"},{"UnpaidBalanceAmount":"x"}])"),
                  "not a plain decimal"));
}

TEST_CASE("an account whose limit cannot be read is left out of the utilization and counted")
{
  const Report report = report_with(R"("CREDIT_LIABILITY":[
    {"AccountType":"R","IsClosedIndicator":false,"UnpaidBalanceAmount":"100","CreditLimitAmount":"1000"},
    {"AccountType":"REVOLVING","AccountStatusType":"OPEN","UnpaidBalanceAmount":"500","CreditLimitAmount":"1,000"},
    {"AccountType":"R","IsClosedIndicator":true,"AccountStatusType":"Open","UnpaidBalanceAmount":"500","CreditLimitAmount":"500"},
    {"AccountType":"R","IsMortgageIndicator":true,"IsClosedIndicator":false,"UnpaidBalanceAmount":"500","CreditLimitAmount":"500"},
    {"AccountType":"R","IsClosedIndicator":false,"UnpaidBalanceAmount":"500","CreditLimitAmount":"0"},
    {"AccountType":"R","IsClosedIndicator":false,"HighBalanceAmount":"500","CreditLimitAmount":"500"}])");
  const ReportFigures figures = figures_of(report, k_day);
  CHECK(figures.utilization == 10.0);
  CHECK(figures.utilization_method == UtilizationMethod::computed);
  CHECK(figures.open_accounts == 5U);
  CHECK(report.issues.size() == 1);
}

TEST_CASE("the summary gives the utilization where accounts cannot, negative codes never")
{
  const auto of = [](const std::string& rows) {
    const auto figures = figures_of(report_with(R"("CREDIT_SUMMARY_TUI":{"DATA_SET":)" + rows + "}"), k_day);
    return std::pair(figures.utilization, figures.utilization_method);
  };
  using M = UtilizationMethod;
  CHECK(of(R"([{"ID":"PT016","Value":"41"}])") == std::pair(std::optional(41.0), M::pt016));
  CHECK(of(R"([{"ID":null,"Name":"Revolving Utilization x","Value":"7.5"},{"ID":"PT016","Value":"-1"}])") ==
        std::pair(std::optional(7.5), M::summary_name));
  for (const char* rows :
       {"null", "[]", R"([{"ID":"PT016","Value":"-5"}])", R"([{"ID":"PT016","Value":"N/A"}])",
        R"([{"ID":"PT016","Value":"None"}])", R"([{"ID":"PT016","Value":{}}])", "7", R"(["PT016",null,[]])"}) {
    CAPTURE(rows);
    CHECK(of(rows) == std::pair(std::optional<double>(), M::none));
  }
}

TEST_CASE("payment patterns of both vendors count marks per month")
{
  using Lates = std::array<std::optional<std::uint32_t>, 4>;
  const auto of = [](const std::string& account) {
    const auto f = figures_of(report_with(R"("CREDIT_LIABILITY":[)" + account + "]"), k_day);
    return Lates{f.lates30, f.lates60, f.lates90, f.lates120};
  };
  const auto letters = [](const std::string& data) {
    return R"({"PaymentPattern":[{"StartDate":"2026-09-01","Data":")" + data + R"("}]})";
  };
  const Lates unknown{};
  CHECK(of(letters("4321")) == Lates{1, 1, 2, 1});
  CHECK(of(letters("C")) == Lates{0, 0, 0, 0});
  CHECK(of(letters("CCX1C")) == Lates{1, 0, 0, 0});
  CHECK(of(letters("9")) == Lates{0, 0, 1, 1});
  CHECK(of(letters("XXX")) == unknown);
  CHECK(of(letters("")) == unknown);
  CHECK(of(letters("what is this")) == unknown);
  CHECK(of(letters(repeated("1", 5000))) == unknown);
  CHECK(
    of(R"({"PaymentPattern":[{"Data":"The account has been late for 2 billing cycle","StartDate":"2026-08-01"},)"
       R"({"Data":"The account is current and has a zero balance"},{"Data":"No data available for this period"}]})") ==
    Lates{0, 1, 0, 0});
  CHECK(of(R"({"PaymentPattern":[{"Data":"The account has been late for 99999999999 billing cycle"}]})") ==
        Lates{0, 0, 1, 1});
  CHECK(of(R"({"PaymentPattern":"CCC"})") == unknown);
  CHECK(of(R"({"PaymentPattern":[7,null,{"Data":["C"]}]})") == unknown);
  CHECK(of(R"({"LateCount":{"Days30":"2","Days60":null,"Days90":"1"}})") == Lates{2, 0, 1, {}});
  CHECK(of(R"({"LateCount":{"Days30":"-2"}})") == unknown);
  CHECK(of(R"({"LateCount":"3"})") == unknown);
  CHECK(of("") == Lates{0, 0, 0, 0});
  CHECK_FALSE(figures_of(report_with(R"("CREDIT_LIABILITY":null)"), k_day).lates30);
}

TEST_CASE("months clean run from the newest late month to the report")
{
  const auto clean = [](const std::string& data) {
    const auto f = figures_of(
      report_with(R"("CREDIT_LIABILITY":[{"PaymentPattern":[{"StartDate":"2026-09-01","Data":")" + data + R"("}]}])"),
      k_day);
    return std::pair(f.months_clean, f.last_late_month ? month_text(*f.last_late_month) : std::string());
  };
  CHECK(clean("CC1C2") == std::pair(std::optional(3), std::string("2026-07")));
  CHECK(clean("CCCC") == std::pair(std::optional(4), std::string()));
  CHECK(clean("XX") == std::pair(std::optional<int>(), std::string()));
}

TEST_CASE("hard inquiries count within calendar months, both ends included, from the reference day")
{
  const auto count = [](const std::string& date, const char* as_of) {
    const auto report = report_with(R"("CREDIT_INQUIRY":[{"PurposeType":"Hard","Date":")" + date + R"("}])");
    return figures_of(report, parse_iso_date(as_of).value()).inquiries->hard[1];
  };
  CHECK(count("2026-05-01", "2026-11-01") == 1);
  CHECK(count("2026-04-30", "2026-11-01") == 0);
  CHECK(count("2026-11-01", "2026-11-01") == 1);
  CHECK(count("2026-11-02", "2026-11-01") == 0);
  CHECK(count("2026-02-28", "2026-08-31") == 1);
  CHECK(count("2026-02-27", "2026-08-31") == 0);
  CHECK(count("yesterday", "2026-08-31") == 0);
}

TEST_CASE("wrong types anywhere crash nothing and give nothing")
{
  for (const char* wrong :
       {"7", "true", R"("text")", "[]", "{}", "[null]", "[7]", R"(["x"])", "[[]]", R"([{"a":[]}])", "null"}) {
    CAPTURE(wrong);
    std::string members;
    for (const char* key : {"CREDIT_SCORE", "CREDIT_LIABILITY", "CREDIT_INQUIRY", "CREDIT_SUMMARY",
                            "CREDIT_SUMMARY_TUI", "CREDIT_FROZEN_STATUS", "CREDIT_FILE", "Vendor"}) {
      members += std::string(members.empty() ? "" : ",") + "\"" + key + "\":" + wrong;
    }
    const std::vector<Report> reports{report_with(members)};
    const auto analysis = analyse(reports, k_day, default_rules(), {.history = true, .explain = true});
    const auto& equifax = analysis.bureaus[static_cast<std::size_t>(Bureau::equifax)];
    CHECK(equifax.score() == nullptr);
    CHECK((!equifax.newest || !equifax.newest->utilization));
  }
}

TEST_CASE("text of a megabyte is read in bounded time and cut where it is shown")
{
  const std::string big(1 << 20, 'x');
  const Report report = report_with(R"("Vendor":")" + big + R"(","CREDIT_LIABILITY":[{"Creditor":{"Name":")" + big +
                                    R"("},"PaymentPattern":[{"Data":")" + big +
                                    R"("}]}],"CREDIT_SCORE":[{"Value":"700","FACTOR":[{"Text":")" + big + R"("}]}])");
  const std::vector<Report> reports{report};
  const auto analysis = analyse(reports, k_day, default_rules(), {});
  const auto& equifax = analysis.bureaus[static_cast<std::size_t>(Bureau::equifax)];
  CHECK(equifax.newest->vendor.size() <= 200);
  for (const Factor& factor : equifax.factors) {
    CHECK(factor.text.size() <= 300);
  }
}

TEST_CASE("frozen comes before every other state and unknown words mean no")
{
  const auto state = [](const std::string& flag) {
    const std::vector<Report> reports{report_with(
      R"("CREDIT_LIABILITY":[{},{}],"CREDIT_SCORE":[{"Value":"700"}],"CREDIT_FROZEN_STATUS":{"EquifaxIndicator":)" +
      flag + "}")};
    const auto analysis = analyse(reports, k_day, default_rules());
    const auto& equifax = analysis.bureaus[2];
    return std::string(to_string(equifax.state)) + "/" + std::string(to_string(equifax.newest->frozen));
  };
  CHECK(state(R"("true")") == "frozen/yes");
  CHECK(state(R"("Y")") == "frozen/yes");
  CHECK(state(R"("YES")") == "frozen/yes");
  CHECK(state("true") == "frozen/yes");
  CHECK(state(R"("N")") == "scored/no");
  CHECK(state(R"("perhaps")") == "scored/no");
  CHECK(state("null") == "scored/unknown");
}

TEST_CASE("two different reports of one date count once, the fuller one, and are said so")
{
  const auto make = [](const char* id, const std::string& members) {
    const auto document = test::parse_line(
      std::string(R"({"id":")") + id +
      R"(","CREDIT_RESPONSE":{"CREDIT_BUREAU":"Equifax","CreditReportFirstIssuedDate":"2026-10-01",)" + members + "}}");
    return parse_report({id, document}).value();
  };
  const std::vector<Report> reports{make("a", R"("CREDIT_SCORE":[{"Value":"N/A"}])"),
                                    make("b", R"("CREDIT_SCORE":[{"Value":"650"}])")};
  const auto analysis = analyse(reports, k_day, default_rules());
  CHECK(analysis.reports == 1);
  CHECK(analysis.bureaus[2].score()->value == 650);
  CHECK(analysis.bureaus[2].issues.size() == 1);
}

TEST_CASE("any JSON under CREDIT_RESPONSE is read without failing")
{
  rc::check("random scalars in place of values", [](const std::vector<std::string>& texts) {
    std::string members;
    const std::array<const char*, 5> keys{"Value", "Date", "Data", "StartDate", "PurposeType"};
    for (std::size_t i = 0; i < texts.size(); ++i) {
      members += i == 0 ? "" : ",";
      append_json_string(members, keys[i % keys.size()]);
      members += ':';
      append_json_string(members, texts[i]);
    }
    const std::string object = "[{" + members + "}]";
    const Report report = report_with(R"("CREDIT_SCORE":)" + object + R"(,"CREDIT_INQUIRY":)" + object +
                                      R"(,"CREDIT_LIABILITY":[{"PaymentPattern":)" + object + "}]");
    RC_ASSERT(report.accounts->size() == 1);
  });
}

// Judgement: rules, factors, next steps, comparison of reports.
#include <tilores/credit/analysis.hpp>

#include <support/sample.hpp>

#include <doctest/doctest.h>

using namespace tilores;
using namespace tilores::credit;

namespace {

const Date k_day = parse_iso_date("2026-11-01").value();

Report equifax(const std::string& id, const std::string& date, const std::string& members)
{
  const auto document = test::parse_line(
    R"({"id":")" + id + R"(","CREDIT_RESPONSE":{"CREDIT_BUREAU":"Equifax","CreditReportFirstIssuedDate":")" + date +
    R"(",)" + members + "}}");
  return parse_report({id, document}).value();
}

std::string score(int value) { return R"("CREDIT_SCORE":[{"Value":")" + std::to_string(value) + R"("}])"; }

} // namespace

TEST_CASE("the shipped rules are well formed and use the public bands")
{
  const auto text = read_file(TILORES_CONFIG_DIR "/credit-rules.json").value();
  const auto parsed = parse_rules(text);
  REQUIRE(parsed);
  const Rules& rules = default_rules();
  CHECK(rules.version == parsed->version);
  for (const auto& [value, name] : std::vector<std::pair<int, std::string_view>>{{850, "Exceptional"},
                                                                                 {800, "Exceptional"},
                                                                                 {799, "Very Good"},
                                                                                 {740, "Very Good"},
                                                                                 {739, "Good"},
                                                                                 {670, "Good"},
                                                                                 {669, "Fair"},
                                                                                 {580, "Fair"},
                                                                                 {579, "Poor"},
                                                                                 {300, "Poor"}}) {
    CHECK(rating_of(value, rules) == name);
  }
}

TEST_CASE("no advice promises points or tells the customer to dispute")
{
  for (const auto* list : {&default_rules().next_steps, &default_rules().factors}) {
    for (const Advice& advice : *list) {
      const std::string text = to_lower_ascii(advice.text);
      CHECK(text.find("dispute") == std::string::npos);
      CHECK(text.find("points") == std::string::npos);
    }
  }
}

TEST_CASE("a broken rule file is refused with the place")
{
  struct Case {
    const char* text;
    const char* where;
  };
  for (
    const Case& c : std::vector<Case>{
      {"{", "file"},
      {R"({"version":""})", "version"},
      {R"({"version":"1","ratings":[{"from":200,"name":"x","source":"y"}]})", "ratings"},
      {R"({"version":"1","ratings":[{"from":300,"name":"x"}]})", "ratings"},
      {R"({"version":"1","ratings":[{"from":300,"name":"x","source":"y"}],"risk":[]})", "risk"},
      {R"({"version":"1","ratings":[{"from":300,"name":"x","source":"y"}],"risk":[{"id":"R","level":"low","text":"t","source":"s","when":[{"figure":"utilisation","op":">","value":1}]}]})",
       "nearest is utilization"},
      {R"({"version":"1","ratings":[{"from":300,"name":"x","source":"y"}],"risk":[{"id":"R","level":"low","text":"t","source":"s","when":[{"figure":"score","op":"!","value":1}]}]})",
       "op must be"},
    }) {
    CAPTURE(c.text);
    const auto parsed = parse_rules(c.text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().kind == ErrorKind::config);
    CHECK(parsed.error().message.find(c.where) != std::string::npos);
  }
}

TEST_CASE("absence is never judged: without a score risk is unknown and nothing is praised")
{
  const std::vector<Report> reports{equifax("r", "2026-10-01", R"("CREDIT_SCORE":[{"Value":"N/A"}])")};
  const auto bureau = analyse(reports, k_day, default_rules()).bureaus[2];
  CHECK(bureau.state == State::no_score);
  CHECK(bureau.risk_level == "unknown");
  for (const Factor& factor : bureau.factors) {
    CHECK_FALSE(factor.positive);
  }
}

TEST_CASE("risk follows the band unless a mark outweighs it")
{
  const auto risk = [](int value, const std::string& accounts) {
    const std::vector<Report> reports{
      equifax("r", "2026-10-01", score(value) + R"(,"CREDIT_LIABILITY":[{},{},)" + accounts + "]")};
    return analyse(reports, k_day, default_rules()).bureaus[2].risk_level;
  };
  CHECK(risk(560, "{}") == "very_high");
  CHECK(risk(600, "{}") == "high");
  CHECK(risk(700, "{}") == "medium");
  CHECK(risk(760, "{}") == "low");
  CHECK(risk(760, R"({"IsCollectionIndicator":true})") == "high");
  CHECK(risk(760, R"({"IsChargeoffIndicator":true})") == "medium");
  CHECK(risk(760, R"({"PaymentPattern":[{"Data":"CC1","StartDate":"2026-09-01"}]})") == "medium");
}

TEST_CASE("next steps are ranked by expected effect and name the amount to pay down")
{
  const std::vector<Report> reports{equifax(
    "r", "2026-10-01",
    score(640) +
      R"(,"CREDIT_LIABILITY":[{"AccountType":"R","IsClosedIndicator":false,"UnpaidBalanceAmount":"4000","CreditLimitAmount":"5000"},{"PastDueAmount":"120.5"}])")};
  const auto bureau = analyse(reports, k_day, default_rules()).bureaus[2];
  REQUIRE(bureau.next_steps.size() >= 2);
  for (std::size_t i = 1; i < bureau.next_steps.size(); ++i) {
    CHECK(bureau.next_steps[i - 1].effect <= bureau.next_steps[i].effect);
  }
  CHECK(bureau.next_steps[0].text == "Bring the past-due $120.50 current before anything else.");
  CHECK(bureau.next_steps[1].text.find("about $2,500 less") != std::string::npos);
}

TEST_CASE("two reports of one bureau are compared with likely reasons, of two bureaus never")
{
  const auto older = equifax(
    "a", "2026-04-01",
    score(700) +
      R"(,"CREDIT_LIABILITY":[{"TradelineHashSimple":"k","AccountType":"R","IsClosedIndicator":false,"UnpaidBalanceAmount":"100","CreditLimitAmount":"1000"}],"CREDIT_INQUIRY":[])");
  const auto newer = equifax(
    "b", "2026-10-01",
    score(660) +
      R"(,"CREDIT_LIABILITY":[{"TradelineHashSimple":"k","AccountType":"R","IsClosedIndicator":false,"UnpaidBalanceAmount":"900","CreditLimitAmount":"1000"},{"TradelineHashSimple":"n"}],"CREDIT_INQUIRY":[{"PurposeType":"HARD","Date":"2026-08-01"}])");
  const auto comparison = compare(older, newer, k_day);
  REQUIRE(comparison.likely_reasons.size() == 3);
  CHECK(comparison.likely_reasons[0] == "likely: revolving utilization went up");
  CHECK(comparison.changes[0].figure == "score");
  CHECK(comparison.changes[0].text == "score 700 to 660");
  auto other = newer;
  other.bureau = Bureau::experian;
  CHECK(compare(older, other, k_day).changes.empty());
  CHECK(compare(older, older, k_day).changes.empty());
}

TEST_CASE("skipping the newest report shows the bureau as it stood before")
{
  const std::vector<Report> reports{equifax("a", "2026-04-01", score(700)), equifax("b", "2026-10-01", score(660))};
  CHECK(analyse(reports, k_day, default_rules(), {.skip_newest = 1}).bureaus[2].score()->value == 700);
  CHECK(analyse(reports, k_day, default_rules(), {.skip_newest = 2}).bureaus[2].state == State::none);
  CHECK(analyse(reports, k_day, default_rules(), {.history = true}).bureaus[2].history.size() == 2);
}

TEST_CASE("a report dated after the reference day counts and is said so")
{
  const std::vector<Report> reports{equifax("a", "2027-04-01", score(700))};
  const auto bureau = analyse(reports, k_day, default_rules()).bureaus[2];
  CHECK(bureau.score()->value == 700);
  REQUIRE(bureau.issues.size() == 1);
  CHECK(bureau.issues[0].issue.reason == "dated after the reference day");
}

// Rules of judgement from a file: what is accepted judges any report without a fault.
#include "property.hpp"

#include <tilores/base/json.hpp>
#include <tilores/credit/answer.hpp>

using namespace tilores;

namespace {

const std::vector<credit::Report>& reports()
{
  static const std::vector<credit::Report> parsed = [] {
    auto document = JsonDocument::parse(
      R"({"CREDIT_RESPONSE":{"CREDIT_BUREAU":"Equifax","CreditReportFirstIssuedDate":"2026-01-01","CREDIT_SCORE":[)"
      R"({"Value":"612"}],"CREDIT_LIABILITY":[{"AccountOpenedDate":"2019-05-01","CreditLimitAmount":"1000",)"
      R"("UnpaidBalanceAmount":"900","LatePayment30Days":"2"}],"CREDIT_INQUIRY":[{"Date":"2025-12-20"}]}})");
    std::vector<model::Record> records{{"r1", std::make_shared<const JsonDocument>(std::move(*document))}};
    return credit::parse_reports(records);
  }();
  return parsed;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const auto rules = credit::parse_rules(std::string(text_of(data, size)));
  if (!rules) {
    require(rules.error().kind == ErrorKind::config && rules.error().message.find('\n') == std::string::npos);
    return 0;
  }
  require(!rules->bands.empty());
  const credit::AnalysisOptions options{.skip_newest = 0, .history = true, .explain = true};
  const auto analysis = credit::analyse(reports(), Date{2026, 11, 1}, *rules, options);
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  credit::write_members(json, analysis, options);
  json.end_object();
  require(JsonDocument::parse(out).has_value());
  for (int score = 0; score <= 1000; score += 50) {
    static_cast<void>(credit::rating_of(score, *rules));
  }
  return 0;
}

// Fuzzes the reading and judging of credit reports: any JSON under CREDIT_RESPONSE must give an answer that is JSON.
#include <tilores/credit/answer.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace tilores;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
  const std::string response(reinterpret_cast<const char*>(bytes), size); // NOLINT
  std::vector<model::Record> records;
  // Twice: once as it is and once as an Equifax report with a date, so that figures are reached quickly.
  for (const std::string& text : {"{\"CREDIT_RESPONSE\":" + response + "}",
                                  "{\"CREDIT_RESPONSE\":{\"CREDIT_BUREAU\":\"Equifax\",\"CreditReportFirstIssuedDate\":"
                                  "\"2026-01-01\",\"CREDIT_LIABILITY\":[" +
                                    response + "],\"CREDIT_SCORE\":[" + response + "],\"CREDIT_INQUIRY\":[" + response +
                                    "],\"CREDIT_SUMMARY\":{\"DATA_SET\":[" + response + "]}}}"}) {
    auto document = JsonDocument::parse(text);
    if (document) {
      records.push_back({std::to_string(records.size()), std::make_shared<const JsonDocument>(std::move(*document))});
    }
  }
  const auto reports = credit::parse_reports(records);
  const credit::AnalysisOptions options{.skip_newest = 0, .history = true, .explain = true};
  const auto analysis = credit::analyse(reports, Date{2026, 11, 1}, credit::default_rules(), options);
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  credit::write_members(json, analysis, options);
  json.end_object();
  if (!JsonDocument::parse(out)) {
    std::abort();
  }
  return 0;
}

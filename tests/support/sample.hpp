#pragma once
// The synthetic sample customers and what is true about them, for tests that compare field by field. Other sets of the
// same generator can be checked by hand: TILORES_SAMPLE_RECORDS and TILORES_SAMPLE_TRUTH name the two files.

#include <tilores/base/file.hpp>
#include <tilores/base/json.hpp>
#include <tilores/base/text.hpp>
#include <tilores/model/record.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tilores::test {

struct SampleCustomer {
  std::shared_ptr<const JsonDocument> truth; // one "customer" line
  std::vector<model::Record> records;        // ordered by record id
  [[nodiscard]] std::string role() const { return std::string(truth->root()["role"].text()); }
};

struct Sample {
  Date as_of;
  std::vector<SampleCustomer> customers;
};

inline std::shared_ptr<const JsonDocument> parse_line(std::string_view line)
{
  return std::make_shared<const JsonDocument>(JsonDocument::parse(std::string(line)).value());
}

inline Sample load_sample()
{
  const auto path = [](const char* variable, std::string otherwise) {
    const char* set = std::getenv(variable); // NOLINT(concurrency-mt-unsafe)
    return set != nullptr ? std::string(set) : otherwise;
  };
  const std::string records =
    read_file(path("TILORES_SAMPLE_RECORDS", TILORES_CONFIG_DIR "/sample/customers.jsonl")).value();
  const std::string truth = read_file(path("TILORES_SAMPLE_TRUTH", TILORES_TEST_DATA "/sample/truth.jsonl")).value();
  std::map<std::string, std::shared_ptr<const JsonDocument>, std::less<>> by_id;
  for (const std::string_view line : split(records, '\n')) {
    if (!line.empty()) {
      auto document = parse_line(line);
      std::string id(document->root()["id"].text());
      by_id.emplace(std::move(id), std::move(document));
    }
  }
  Sample sample;
  for (const std::string_view line : split(truth, '\n')) {
    if (line.empty()) {
      continue;
    }
    auto document = parse_line(line);
    const Json root = document->root();
    if (root["kind"].text() == "meta") {
      sample.as_of = parse_iso_date(root["as_of"].text()).value();
    }
    if (root["kind"].text() != "customer") {
      continue;
    }
    SampleCustomer customer;
    for (const Json id : root["record_ids"].elements()) {
      customer.records.push_back({std::string(id.text()), by_id.find(id.text())->second});
    }
    std::sort(customer.records.begin(), customer.records.end(),
              [](const model::Record& a, const model::Record& b) { return a.id < b.id; });
    customer.truth = std::move(document);
    sample.customers.push_back(std::move(customer));
  }
  return sample;
}

// "" when `found` (a value of an answer) says what `fact` (a fact of the truth file) says, within the tolerance of its
// type; else the difference in words.
inline std::string difference(Json fact, Json found)
{
  const Json value = fact["value"];
  const std::string_view type = fact["type"].text();
  const auto told = [&] { return "expected " + std::string(value.raw()) + ", found " + std::string(found.raw()); };
  if (value.is_null() || found.is_null()) {
    return value.is_null() && found.is_null() && !found.missing() ? "" : told();
  }
  if (value.is_number()) {
    const double tolerance = type == "money" ? 0.005 : type == "percent" ? 0.0499 : 0;
    const double want = *value.number();
    const auto have = found.is_object()
                        ? JsonDocument::parse(std::string(found["amount"].text())).value().root().number()
                        : found.number();
    return have && std::abs(*have - want) <= tolerance ? "" : told();
  }
  return equals_ignoring_case(value.text(), found.text()) && found.is_string() ? "" : told();
}

} // namespace tilores::test

// The measured behaviour of the service: every vector of tests/data/insights_vectors.json, through the expression
// language.

#include <tilores/model/insights.hpp>

#include <tilores/base/file.hpp>
#include <tilores/base/json_writer.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

using namespace tilores;
using namespace tilores::model;
using nlohmann::json;

namespace {

Entity entity_of(const json& set)
{
  Entity entity;
  if (set.is_object()) {
    for (const auto& edge : set.at("edges")) {
      const auto text = edge.get<std::string>();
      const std::size_t first = text.find(':');
      const std::size_t second = text.find(':', first + 1);
      entity.edges.push_back(
        {text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)});
    }
    entity.duplicates = set.at("duplicates").get<std::map<std::string, std::vector<std::string>>>();
    return entity;
  }
  for (const auto& record : set) {
    auto document = JsonDocument::parse(record.dump());
    REQUIRE(document);
    entity.records.push_back(
      {record.at("id").get<std::string>(), std::make_shared<const JsonDocument>(std::move(*document))});
  }
  return entity;
}

// JSON arguments as GraphQL literals; an absent list becomes an empty one.
std::string literal(const std::string& name, const json& value)
{
  if (name == "direction") {
    return value.get<std::string>();
  }
  if (value.is_null()) {
    return "[]";
  }
  if (value.is_array()) {
    std::string out = "[";
    for (const auto& element : value) {
      out += literal("", element) + " ";
    }
    return out + "]";
  }
  if (value.is_object()) {
    std::string out = "{";
    for (const auto& [key, member] : value.items()) {
      out += key + ": " + literal(key, member) + ", ";
    }
    return out + "}";
  }
  return value.dump();
}

std::string expression(const json& vector)
{
  std::string out = vector.at("op").get<std::string>();
  if (out.starts_with("edge.")) {
    out = "edgeInsights." + out.substr(5);
  }
  if (vector.contains("args")) {
    out += "(";
    for (const auto& [name, value] : vector.at("args").items()) {
      out += name + ": " + literal(name, value) + ", ";
    }
    out += ")";
  }
  return out;
}

// Records stand for their ids in the vectors.
json ids(const json& value)
{
  if (value.is_object()) {
    return value.at("id");
  }
  if (!value.is_array()) {
    return value;
  }
  json out = json::array();
  for (const auto& element : value) {
    out.push_back(ids(element));
  }
  return out;
}

json sorted(json rows)
{
  std::sort(rows.begin(), rows.end());
  return rows;
}

} // namespace

TEST_CASE("every measured vector gives the service's result or fails where the service fails")
{
  const auto text = read_file(TILORES_TEST_DATA "/insights_vectors.json");
  REQUIRE(text);
  const json document = json::parse(*text);
  std::size_t checked = 0;
  for (const auto& vector : document.at("vectors")) {
    const std::string op = vector.at("op");
    const std::string expr = expression(vector);
    CAPTURE(expr);
    const auto set = vector.at("set").get<std::string>();
    CAPTURE(set);
    const auto insight = parse_insight(expr);
    REQUIRE_MESSAGE(insight, insight.error().message);
    const auto result = evaluate(*insight, entity_of(document.at("sets").at(set)));
    ++checked;
    if (vector.contains("error")) {
      CHECK_FALSE(result);
      continue;
    }
    REQUIRE_MESSAGE(result, result.error().message);
    json got = json::parse(*result);
    json expected = vector.at("result");
    const bool of_records = op == "filter" || op == "sort" || op == "group" || op == "limit" || op == "first" ||
                            op == "last" || op == "newest" || op == "oldest";
    if (of_records) {
      got = ids(got);
    } else if (op == "edge.matrix") {
      got = sorted(got);
      expected = sorted(expected);
    }
    CHECK(got == expected);
  }
  CHECK(checked == document.at("vectors").size());
  CHECK(checked > 150);
}

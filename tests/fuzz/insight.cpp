// GraphQL literals and insights: printing and parsing are each other's inverse, results are JSON.
#include "property.hpp"

#include <tilores/base/json.hpp>
#include <tilores/model/insights.hpp>
#include <tilores/model/insights_literal.hpp>

namespace {

using namespace tilores;
using namespace tilores::model;

const Entity& customer()
{
  static const Entity entity = [] {
    Entity made;
    for (const char* body :
         {R"({"id":"r1","STATUS":"open","A":"1.5","B":["x","y"],"CREATED_DATE":"2026-01-02"})",
          R"({"id":"r2","STATUS":null,"A":-2,"C":{"D":[{"E":1}]},"CREATED_DATE":"2026-01-02T10:00:00Z"})",
          R"({"id":"r3","A":"no number","B":"x"})"}) {
      auto document = std::make_shared<const JsonDocument>(JsonDocument::parse(body).value());
      made.records.push_back({std::string(document->root()["id"].text()), document});
    }
    made.edges = {{"r1", "r2", "EMAIL"}, {"r2", "r3", "PHONE"}};
    return made;
  }();
  return entity;
}

void check_literal(std::string_view text)
{
  const auto literal = parse_literal(text);
  if (!literal) {
    require(literal.error().kind == ErrorKind::usage && literal.error().message.find('\n') == std::string::npos);
    return;
  }
  std::string printed;
  append_literal(printed, *literal);
  const auto again = parse_literal(printed);
  require(again.has_value() && *again == *literal);
  std::string twice;
  append_literal(twice, *again);
  require(twice == printed);
  std::string json;
  append_literal_json(json, *literal);
  require(JsonDocument::parse(json).has_value());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string_view text = text_of(data, size);
  check_literal(text);
  const auto insight = parse_insight(text);
  if (!insight) {
    require(insight.error().kind == ErrorKind::usage && insight.error().message.find('\n') == std::string::npos);
    return 0;
  }
  const auto value = evaluate(*insight, customer());
  require(!value || JsonDocument::parse(*value).has_value());
  const std::string selection = to_graphql_selection(*insight, "it", "id EMAIL");
  require(is_graphql_name(insight->name) && selection.find("it") != std::string::npos);
  require(to_graphql_selection(*parse_insight(text), "it", "id EMAIL") == selection);
  if (value) {
    const auto answer =
      JsonDocument::parse(R"({"recordInsights":{"it":)" + *value + R"(},"edgeInsights":{"it":)" + *value + "}}");
    static_cast<void>(from_graphql_answer(*insight, "it", answer->root()));
  }
  return 0;
}

// Entities as compact JSON, for the cache:
// {"id","score","consistency","records":[…],"edges":[[a,b,rule]…],"duplicates":{…}}. What belongs to one search (hits,
// hit score) is not part of it.
#include <tilores/backend/cached.hpp>
#include <tilores/base/json_writer.hpp>

namespace tilores::backend {

std::string encode_entity(const model::Entity& entity)
{
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("id", entity.id).member("score", entity.score).member("consistency", entity.consistency);
  json.key("records").begin_array();
  for (const model::Record& record : entity.records) {
    json.value(record.body());
  }
  json.end_array().key("edges").begin_array();
  for (const model::Edge& edge : entity.edges) {
    json.begin_array().value(edge.a).value(edge.b).value(edge.rule).end_array();
  }
  json.end_array().key("duplicates").begin_object();
  for (const auto& [original, others] : entity.duplicates) {
    json.key(original).begin_array();
    for (const std::string& other : others) {
      json.value(other);
    }
    json.end_array();
  }
  json.end_object().end_object();
  return text;
}

Result<model::Entity> decode_entity(std::string_view text)
{
  TRY_ASSIGN(JsonDocument parsed, JsonDocument::parse(std::string(text)));
  const Json root = parsed.root();
  if (!root["id"].is_string() || !root["records"].is_array()) {
    return fail(ErrorKind::bad_data, "a cached entity has another shape");
  }
  model::Entity entity;
  entity.id = root["id"].text();
  entity.score = root["score"].number().value_or(0);
  entity.consistency = root["consistency"].number().value_or(0);
  for (const Json body : root["records"].elements()) {
    TRY_ASSIGN(JsonDocument document, JsonDocument::parse(std::string(body.raw())));
    model::Record record;
    record.id = document.root()["id"].text();
    record.document = std::make_shared<const JsonDocument>(std::move(document));
    entity.records.push_back(std::move(record));
  }
  for (const Json edge : root["edges"].elements()) {
    entity.edges.push_back(
      {std::string(edge.at(0).text()), std::string(edge.at(1).text()), std::string(edge.at(2).text())});
  }
  for (const auto [original, others] : root["duplicates"].members()) {
    for (const Json other : others.elements()) {
      entity.duplicates[std::string(original)].emplace_back(other.text());
    }
  }
  return entity;
}

} // namespace tilores::backend

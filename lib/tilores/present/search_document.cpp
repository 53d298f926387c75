#include <tilores/present/search_document.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/model/contacts.hpp>
#include <tilores/model/display.hpp>
#include <tilores/model/merge.hpp>
#include <tilores/model/record_kind.hpp>

#include <cmath>
#include <set>

namespace tilores::present {
namespace {

std::string_view text_of(const model::MergedView& view, std::string_view field)
{
  const auto it = view.find(field);
  return it == view.end() ? std::string_view{} : it->second.value.text();
}

// SOURCE of each record once; a credit report without one is "credit".
std::set<std::string> sources_of(const model::Entity& entity)
{
  std::set<std::string> sources;
  for (const model::Record& record : entity.records) {
    const Json source = record.body()["SOURCE"];
    sources.insert(source.is_string() ? std::string(source.text())
                                      : std::string(model::to_string(model::record_kind(record.body()))));
  }
  return sources;
}

// Scores are shown to four places: more would say more than they mean.
double rounded(double score) { return std::round(score * 10'000) / 10'000; }

void write_query(JsonWriter& json, const customer::SearchRequest& request)
{
  json.key("query").begin_object();
  for (const model::Identifier& identifier : request.identifiers) {
    json.member(model::to_string(identifier.kind), identifier.value);
  }
  for (const backend::Parameter& parameter : request.parameters) {
    json.member(parameter.field, parameter.value);
  }
  if (!request.text.empty()) {
    json.member("text", request.text);
  }
  json.end_object();
}

Status write_entity(JsonWriter& json, const model::Entity& entity, const SearchView& view)
{
  json.begin_object()
    .member("entity_id", entity.id)
    .member("score", rounded(entity.score))
    .member("hit_score", rounded(entity.hit_score));
  json.key("sources").begin_array();
  for (const std::string& source : sources_of(entity)) {
    json.value(source);
  }
  json.end_array().member("record_count", entity.records.size()).key("matched").begin_array();
  for (const model::Hit& hit : entity.hits) {
    json.begin_object().member("record_id", hit.record_id).key("rules").begin_array();
    for (const std::string& rule : hit.rules) {
      json.value(rule);
    }
    json.end_array().end_object();
  }
  json.end_array().key("customer");
  model::write_merged(json, model::merge_records(entity.records));
  json.key("records");
  if (view.with_records) {
    json.begin_array();
    for (const model::Record& record : entity.records) {
      json.value(record.body());
    }
    json.end_array();
  } else {
    json.null();
  }
  json.key("insights");
  if (view.insights.empty()) {
    json.null();
  } else {
    json.begin_object();
    for (const model::Insight& insight : view.insights) {
      TRY_ASSIGN(const std::string value, model::evaluate(insight, entity));
      json.key(insight.name).raw(value);
    }
    json.end_object();
  }
  json.key("customer360");
  view.customer360 ? json.raw(view.customer360(entity)) : json.null();
  json.key("why");
  if (view.why) {
    TRY_ASSIGN(const std::string why, view.why(entity));
    json.raw(why);
  } else {
    json.null();
  }
  json.end_object();
  return {};
}

struct Shown {
  std::string name, born, client, phone;
};

// By the usual names of the fields; where a customer has none of them, by what the fields' names say they hold.
Shown shown_of(const model::Entity& entity, const model::MergedView& view)
{
  Shown shown{display_name(view), std::string(text_of(view, "DATE_OF_BIRTH").substr(0, 10)),
              std::string(text_of(view, "CLIENT_ID")), std::string(text_of(view, "PHONE_EXTERNAL"))};
  if (shown.name.empty() && shown.born.empty() && shown.client.empty() && shown.phone.empty()) {
    const model::ContactDetails details = model::contact_details(entity.records);
    const auto first = [](const std::vector<model::ContactValue>& values) {
      return values.empty() ? std::string() : values.front().written;
    };
    shown = {model::display_name(first(details.names)), first(details.births).substr(0, 10), first(details.clients),
             first(details.phones)};
  }
  return shown;
}

} // namespace

std::string display_name(const model::MergedView& view)
{
  std::string name(text_of(view, "FIRST_NAME"));
  name += ' ';
  name += text_of(view, "LAST_NAME");
  return model::display_name(trim(name));
}

Result<std::string> search_data(const customer::SearchRequest& request, const customer::SearchResult& result,
                                const SearchView& view)
{
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  write_query(json, request);
  json.member("total", result.total).key("entities").begin_array();
  for (const model::Entity& entity : result.entities) {
    TRY(write_entity(json, entity, view));
  }
  json.end_array();
  if (result.entities.size() > 1) {
    json.key("distinguish").begin_array();
    for (const std::string& field : result.distinguish) {
      json.value(field);
    }
    json.end_array();
  }
  json.end_object();
  return text;
}

std::vector<std::string> search_rows(Json data, const customer::SearchResult& result, std::size_t first_number)
{
  std::vector<std::string> rows;
  std::size_t index = 0;
  for (const Json row : data["entities"].elements()) {
    const model::Entity& entity = result.entities[index];
    const model::MergedView view = model::merge_records(entity.records);
    std::set<std::string> rules;
    for (const model::Hit& hit : entity.hits) {
      rules.insert(hit.rules.begin(), hit.rules.end());
    }
    std::string& text = rows.emplace_back();
    JsonWriter json(text);
    const Shown shown = shown_of(entity, view);
    json.begin_object().member("#", first_number + index).member("name", shown.name).member("born", shown.born);
    json.member("client", shown.client).member("phone", shown.phone).member("status", text_of(view, "STATUS"));
    json.key("matched_on").begin_array();
    for (const std::string& rule : rules) {
      json.value(rule);
    }
    json.end_array();
    for (const auto [key, value] : row.members()) {
      json.key(key).value(value);
    }
    json.end_object();
    ++index;
  }
  return rows;
}

std::vector<output::Column> search_columns()
{
  return {output::column("#"),          output::column("name"),       output::column("born"),
          output::column("client"),     output::column("phone"),      output::column("status"),
          output::column("matched_on"), {"entity", "entity_id", true}};
}

std::vector<output::Column> search_known_columns()
{
  std::vector<output::Column> columns;
  for (const char* const path : {"entity_id", "score", "hit_score", "sources", "record_count", "matched.record_id",
                                 "matched.rules", "customer.*", "records.*", "insights.*", "customer360.*", "why.*"}) {
    columns.push_back(output::column(path));
  }
  return columns;
}

std::string customer_reference(const model::Entity& entity)
{
  std::string text;
  const std::string name = shown_of(entity, model::merge_records(entity.records)).name;
  JsonWriter(text)
    .begin_object()
    .member("entity_id", entity.id)
    .member("name", name)
    .member("record_count", entity.records.size())
    .end_object();
  return text;
}

} // namespace tilores::present

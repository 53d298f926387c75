// What load --preview shows.
#include "load_preview.hpp"

#include <tilores/base/json_writer.hpp>
#include <tilores/present/search_document.hpp>

#include <algorithm>
#include <unordered_map>

namespace tilores::app {

void LoadPreview::add(std::span<const backend::NewRecord> records, std::vector<model::Entity> entities)
{
  for (const backend::NewRecord& record : records) {
    m_ids.push_back(record.id);
  }
  for (model::Entity& entity : entities) {
    const auto same = std::ranges::find(m_entities, entity.id, &model::Entity::id);
    same != m_entities.end() ? * same = std::move(entity) : m_entities.emplace_back(std::move(entity));
  }
}

Status LoadPreview::describe(Outcome& outcome) const
{
  std::unordered_map<std::string_view, std::size_t> place;
  for (std::size_t i = 0; i < m_ids.size(); ++i) {
    place.try_emplace(m_ids[i], i);
  }
  struct Found {
    std::vector<std::size_t> loaded; // places in the input, ascending
    const model::Entity* entity = nullptr;
  };
  std::vector<Found> found;
  for (const model::Entity& entity : m_entities) {
    Found& one = found.emplace_back();
    one.entity = &entity;
    for (const model::Record& record : entity.records) {
      if (const auto at = place.find(record.id); at != place.end()) {
        one.loaded.push_back(at->second);
      }
    }
    std::ranges::sort(one.loaded);
  }
  std::ranges::stable_sort(found, {}, &Found::loaded);

  customer::SearchResult result;
  for (const Found& one : found) {
    result.entities.push_back(*one.entity);
  }
  result.total = result.entities.size();
  present::SearchView view;
  view.with_records = true; // what it would be linked with is the point
  TRY_ASSIGN(outcome.data, present::search_data({}, result, view));
  outcome.rows = "entities";
  outcome.columns = {output::column("#"),
                     output::column("name"),
                     output::column("born"),
                     output::column("client"),
                     {"records", "record_count", false},
                     output::column("loaded"),
                     {"entity", "entity_id", true}};
  outcome.known = present::search_known_columns();
  TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(outcome.data));
  outcome.shown_rows = present::search_rows(document.root(), result, 1);
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::string loaded = "{";
    JsonWriter json(loaded);
    json.key("loaded").begin_array();
    for (const std::size_t at : found[i].loaded) {
      json.value(m_ids[at]);
    }
    json.end_array();
    outcome.shown_rows[i].replace(0, 1, loaded + ",");
  }
  return {};
}

} // namespace tilores::app

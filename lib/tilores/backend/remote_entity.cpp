#include <tilores/backend/remote_entity.hpp>
#include <tilores/backend/remote_graphql.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/model/secrets.hpp>

#include <algorithm>
#include <map>

namespace tilores::backend {

namespace {

bool is_kept(std::string_view key, const Json& member) { return !member.is_null() && !model::is_secret_name(key); }

void write_joined(JsonWriter& out, const std::vector<Json>& parts);

// One part alone, which is the usual case: nothing to look up.
void write_clean(JsonWriter& out, const Json& value)
{
  if (value.is_object()) {
    out.begin_object();
    for (const auto [key, member] : value.members()) {
      if (is_kept(key, member)) {
        out.key(key);
        write_clean(out, member);
      }
    }
    out.end_object();
  } else if (value.is_array()) {
    out.begin_array();
    for (const Json element : value.elements()) {
      write_clean(out, element);
    }
    out.end_array();
  } else {
    out.value(value);
  }
}

void write_object(JsonWriter& out, const std::vector<Json>& parts)
{
  std::vector<std::pair<std::string_view, std::vector<Json>>> members; // in order of appearance
  std::map<std::string_view, std::size_t> places;
  for (const Json part : parts) {
    for (const auto [key, value] : part.members()) {
      if (!is_kept(key, value)) {
        continue;
      }
      const auto [place, fresh] = places.emplace(key, members.size());
      if (fresh) {
        members.push_back({key, {}});
      }
      members[place->second].second.push_back(value);
    }
  }
  out.begin_object();
  for (const auto& [key, values] : members) {
    out.key(key);
    write_joined(out, values);
  }
  out.end_object();
}

void write_array(JsonWriter& out, const std::vector<Json>& parts)
{
  std::vector<std::vector<Json>> rows(parts.front().size());
  for (const Json part : parts) {
    if (part.size() != rows.size()) {
      continue; // the list has changed between two requests: the first answer stands
    }
    std::size_t i = 0;
    for (const Json element : part.elements()) {
      rows[i++].push_back(element);
    }
  }
  out.begin_array();
  for (const auto& row : rows) {
    write_joined(out, row);
  }
  out.end_array();
}

void write_joined(JsonWriter& out, const std::vector<Json>& parts)
{
  const Json first = parts.front();
  if (parts.size() == 1) {
    write_clean(out, first);
  } else if (first.is_object()) {
    write_object(out, parts);
  } else if (first.is_array()) {
    write_array(out, parts);
  } else {
    out.value(first);
  }
}

std::vector<model::Edge> read_edges(const Json& json)
{
  std::vector<model::Edge> edges;
  for (const Json edge : json.elements()) {
    const auto text = edge.text(); // "recordA:recordB:RULE"; record ids have no colon
    const auto first = text.find(':');
    const auto second = text.find(':', first + 1);
    if (first != std::string_view::npos && second != std::string_view::npos) {
      edges.push_back({std::string(text.substr(0, first)), std::string(text.substr(first + 1, second - first - 1)),
                       std::string(text.substr(second + 1))});
    }
  }
  std::sort(edges.begin(), edges.end());
  return edges;
}

std::vector<std::string> read_names(const Json& json)
{
  std::vector<std::string> names;
  for (const Json name : json.elements()) {
    names.emplace_back(name.text());
  }
  return names;
}

} // namespace

void append_joined(std::string& out, const std::vector<Json>& parts)
{
  JsonWriter writer(out);
  write_joined(writer, parts);
}

Result<model::Entity> read_entity(const std::vector<Json>& parts)
{
  model::Entity entity;
  std::vector<std::pair<std::string_view, Json>> records; // one, or as many as there are parts, for each id
  for (const Json part : parts) {
    if (part["id"].text().empty()) {
      return odd_answer("an entity that has no id");
    }
    const Json listed = part["records"];
    records.reserve(records.size() + listed.size());
    for (const Json record : listed.elements()) {
      records.emplace_back(record["id"].text(), record);
      if (records.back().first.empty()) {
        return odd_answer("a record that has no id");
      }
    }
  }
  std::stable_sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto first = [&parts](std::string_view key) {
    const auto at = std::find_if(parts.begin(), parts.end(), [key](const Json& part) { return !part[key].is_null(); });
    return at == parts.end() ? Json{} : (*at)[key];
  };
  entity.id = first("id").text();
  entity.edges = read_edges(first("edges"));
  entity.score = first("score").number().value_or(0);
  entity.consistency = first("consistency").number().value_or(0);
  entity.hit_score = first("hitScore").number().value_or(0);
  for (const auto [original, copies] : first("duplicates").members()) {
    entity.duplicates[std::string(original)] = read_names(copies);
  }
  for (const auto [record_id, rules] : first("hits").members()) {
    entity.hits.push_back({std::string(record_id), read_names(rules)});
  }
  std::sort(entity.hits.begin(), entity.hits.end(),
            [](const model::Hit& a, const model::Hit& b) { return a.record_id < b.record_id; });
  entity.records.reserve(records.size() / parts.size());
  for (auto at = records.begin(); at != records.end();) {
    const auto begin = at;
    at = std::find_if(begin, records.end(), [begin](const auto& other) { return other.first != begin->first; });
    entity.partial =
      entity.partial || static_cast<std::size_t>(at - begin) != parts.size(); // changed between two requests
    std::vector<Json> versions;
    std::transform(begin, at, std::back_inserter(versions), [](const auto& version) { return version.second; });
    std::string text;
    text.reserve(begin->second.raw().size());
    append_joined(text, versions);
    TRY_ASSIGN(auto document, JsonDocument::parse(std::move(text)));
    entity.records.push_back({std::string(begin->first), std::make_shared<const JsonDocument>(std::move(document))});
  }
  return entity;
}

} // namespace tilores::backend

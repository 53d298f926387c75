// Writing snapshots and reading them back from all the forms a schema is kept in.

#include <tilores/model/schema_snapshot.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/model/insights_literal.hpp>

#include <algorithm>

namespace tilores::model {
namespace {

constexpr std::size_t k_max_bytes = std::size_t{64} << 20U;

void write_inputs(JsonWriter& json, std::string_view key, const std::vector<SchemaInput>& inputs)
{
  if (inputs.empty()) {
    return;
  }
  json.key(key).begin_array();
  for (const SchemaInput& input : inputs) {
    json.begin_object().member("name", input.name).member("type", input.type);
    if (input.default_value) {
      json.member("default", *input.default_value);
    }
    json.end_object();
  }
  json.end_array();
}

void write_names(JsonWriter& json, std::string_view key, const std::vector<std::string>& names)
{
  if (names.empty()) {
    return;
  }
  json.key(key).begin_array();
  for (const std::string& name : names) {
    json.value(name);
  }
  json.end_array();
}

// Members by name: their order in the document means nothing.
template<typename T> std::vector<T> by_name(std::vector<T> items)
{
  std::ranges::sort(items, {}, &T::name);
  return items;
}

std::string type_json(const SchemaType& type)
{
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("name", type.name).member("kind", to_string(type.kind));
  if (!type.fields.empty()) {
    json.key("fields").begin_array();
    for (const SchemaField& field : by_name(type.fields)) {
      json.begin_object().member("name", field.name).member("type", field.type);
      write_inputs(json, "args", by_name(field.arguments));
      if (field.deprecation) {
        json.member("deprecated", true);
      }
      json.end_object();
    }
    json.end_array();
  }
  write_inputs(json, "inputs", by_name(type.inputs));
  std::vector<std::string> values;
  for (const SchemaEnumValue& value : by_name(type.values)) {
    values.push_back(value.name);
  }
  write_names(json, "values", values);
  std::vector<std::string> members = type.members;
  std::ranges::sort(members);
  write_names(json, "members", members);
  json.end_object();
  return out;
}

Failure bad(std::string what)
{
  return fail(ErrorKind::bad_data, std::move(what),
              "give a 'fields dump', the '-o json' output of 'fields list' or an introspection document");
}

bool is_type_text(std::string_view type)
{
  const std::string_view name = named_type(type);
  const std::size_t opened = std::min(type.find_first_not_of('['), type.size());
  std::size_t closed = 0;
  bool bang = false;
  for (const char c : type.substr(opened + name.size())) {
    if (c == '!' && !bang) {
      bang = true;
    } else if (c == ']') {
      ++closed;
      bang = false;
    } else {
      return false;
    }
  }
  return is_graphql_name(name, true) && opened == closed && opened <= 8;
}

class SnapshotReader {
public:
  Status rows(const Json& list)
  {
    for (const Json row : list.elements()) {
      TRY(add_row(row));
    }
    return {};
  }

  Status add_row(const Json& row)
  {
    SnapshotField field;
    field.path = row["path"].text();
    field.type = row["type"].text();
    field.kind = row["kind"].text();
    field.sensitive = row["sensitive"].text();
    field.deprecated = row["deprecated"].boolean();
    const auto parts = split(field.path, '.');
    if (!std::ranges::all_of(parts, [](std::string_view part) { return is_graphql_name(part, true); }) ||
        !is_type_text(field.type)) {
      return bad("a field row lacks a valid path or type");
    }
    out.fields.push_back(std::move(field));
    return {};
  }

  Status types(const Json& list)
  {
    for (const Json entry : list.elements()) {
      SchemaType type;
      const auto kind = schema_kind_named(entry["kind"].text());
      type.name = entry["name"].text();
      if (!kind || !is_graphql_name(type.name, true)) {
        return bad("a type of the snapshot has no valid name or kind");
      }
      type.kind = *kind;
      for (const Json field : entry["fields"].elements()) {
        SchemaField one;
        TRY(name_and_type(field, one));
        if (field["deprecated"].boolean()) {
          one.deprecation = "";
        }
        TRY_ASSIGN(one.arguments, inputs(field["args"]));
        type.fields.push_back(std::move(one));
      }
      TRY_ASSIGN(type.inputs, inputs(entry["inputs"]));
      for (const Json value : entry["values"].elements()) {
        type.values.push_back({std::string(value.text()), {}, {}});
      }
      for (const Json member : entry["members"].elements()) {
        type.members.emplace_back(member.text());
      }
      out.types.push_back(std::move(type));
    }
    return {};
  }

  Result<SchemaSnapshot> finish()
  {
    std::ranges::sort(out.fields, {}, &SnapshotField::path);
    std::ranges::sort(out.types, {}, &SchemaType::name);
    const auto path = std::ranges::adjacent_find(out.fields, {}, &SnapshotField::path);
    if (path != out.fields.end()) {
      return bad("the field '" + path->path + "' is there twice");
    }
    if (std::ranges::adjacent_find(out.types, {}, &SchemaType::name) != out.types.end()) {
      return bad("a type is there twice");
    }
    if (out.fields.empty()) {
      return bad("there is no field in it");
    }
    return std::move(out);
  }

  SchemaSnapshot out;

private:
  template<typename T> static Status name_and_type(const Json& entry, T& one)
  {
    one.name = entry["name"].text();
    one.type = entry["type"].text();
    return is_graphql_name(one.name, true) && is_type_text(one.type)
             ? Status()
             : Status(bad("a member of a type has no valid name or type"));
  }

  static Result<std::vector<SchemaInput>> inputs(const Json& list)
  {
    std::vector<SchemaInput> found;
    for (const Json entry : list.elements()) {
      SchemaInput one;
      TRY(name_and_type(entry, one));
      if (entry["default"].is_string()) {
        one.default_value = entry["default"].text();
      }
      found.push_back(std::move(one));
    }
    return found;
  }
};

Result<SchemaSnapshot> of_snapshot(const Json& root)
{
  if (root["version"].integer() != 1) {
    return bad("this snapshot has a later format");
  }
  SnapshotReader reader;
  reader.out.backend = root["backend"].text();
  TRY(reader.rows(root["fields"]));
  TRY(reader.types(root["types"]));
  return reader.finish();
}

Result<SchemaSnapshot> of_introspection(const Json& root)
{
  TRY_ASSIGN(Schema schema, parse_schema(root));
  TRY_ASSIGN(const SchemaCatalogue catalogue, make_catalogue(schema));
  SnapshotReader reader;
  for (const FieldRow& row : catalogue.rows) {
    reader.out.fields.push_back({row.path, row.type, row.kind, std::string(to_string(row.sensitive)), row.deprecated});
  }
  reader.out.types = std::move(schema.types);
  return reader.finish();
}

Result<SchemaSnapshot> of_lines(std::string_view text)
{
  SnapshotReader reader;
  for (const std::string_view line : split(text, '\n')) {
    if (!trim(line).empty()) {
      TRY_ASSIGN(const JsonDocument row, JsonDocument::parse(std::string(line), {.depth = 8, .bytes = k_max_bytes}));
      TRY(reader.add_row(row.root()));
    }
  }
  return reader.finish();
}

} // namespace

std::string field_row_json(const FieldRow& row)
{
  std::string out;
  JsonWriter json(out);
  json.begin_object()
    .member("path", row.path)
    .member("name", row.name)
    .member("owner", row.owner)
    .member("type", row.type);
  json.member("kind", row.kind).member("category", row.category).member("spectrum", row.spectrum);
  json.key("source");
  row.source.empty() ? json.null() : json.value(row.source);
  json.member("sensitive", to_string(row.sensitive)).member("searchable", row.searchable);
  json.member("deprecated", row.deprecated).key("description");
  row.description.empty() ? json.null() : json.value(row.description);
  json.end_object();
  return out;
}

std::string write_snapshot(const Schema& schema, const SchemaCatalogue& catalogue, std::string_view backend)
{
  std::string out = "{\"format\":\"tilores-schema\",\"version\":1,\"backend\":";
  append_json_string(out, backend);
  out += ",\"fields\":[";
  const char* separator = "\n";
  for (const FieldRow& row : catalogue.rows) {
    out += separator + field_row_json(row);
    separator = ",\n";
  }
  out += "\n],\"types\":[";
  separator = "\n";
  for (const SchemaType& type : schema.types) {
    out += separator + type_json(type);
    separator = ",\n";
  }
  out += "\n]}\n";
  return out;
}

Result<SchemaSnapshot> read_snapshot(const std::string& text)
{
  auto document = JsonDocument::parse(text, {.depth = 64, .bytes = k_max_bytes});
  if (!document) {
    // Rows one a line are no single JSON text.
    return trim(text).starts_with("{\"path\"") ? of_lines(text)
                                               : Result<SchemaSnapshot>(fail(std::move(document).error()));
  }
  const Json root = document->root();
  const Json data = root["data"];
  if (root["format"].text() == "tilores-schema") {
    return of_snapshot(root);
  }
  if (data["format"].text() == "tilores-schema") {
    return of_snapshot(data);
  }
  if (root["__schema"].is_object() || data["__schema"].is_object()) {
    return of_introspection(root);
  }
  const Json items = data["items"].is_array() ? data["items"] : root["items"].is_array() ? root["items"] : root;
  if (items.is_array()) {
    SnapshotReader reader;
    const Json backend = root["meta"]["backend"];
    reader.out.backend = backend.text();
    TRY(reader.rows(items));
    return reader.finish();
  }
  if (root["path"].is_string()) {
    return of_lines(text);
  }
  return bad("this is no snapshot of a schema");
}

} // namespace tilores::model

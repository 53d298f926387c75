#include <tilores/model/schema_export.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/model/insights_literal.hpp>

#include <algorithm>
#include <array>
#include <map>

namespace tilores::model {
namespace {

constexpr std::array<std::string_view, 5> k_scalars{"Boolean", "Float", "ID", "Int", "String"};
constexpr std::array<std::string_view, 5> k_directives{"deprecated", "include", "oneOf", "skip", "specifiedBy"};

template<typename Names> bool is_one_of(const Names& names, std::string_view name)
{
  return std::ranges::find(names, name) != names.end();
}

// Descriptions as one-line strings: block strings would change their white space.
void describe_as(std::string& out, const std::string& description, std::string_view indent)
{
  if (!description.empty()) {
    out += indent;
    append_graphql_string(out, description);
    out += '\n';
  }
}

void deprecate(std::string& out, const std::optional<std::string>& reason)
{
  if (reason) {
    out += " @deprecated(reason: ";
    append_graphql_string(out, *reason);
    out += ')';
  }
}

void input_text(std::string& out, const SchemaInput& input)
{
  out += input.name + ": " + input.type;
  if (input.default_value) {
    out += " = " + *input.default_value;
  }
  deprecate(out, input.deprecation);
}

void arguments_text(std::string& out, const std::vector<SchemaInput>& arguments, std::string_view indent)
{
  if (arguments.empty()) {
    return;
  }
  out += "(\n";
  const std::string deeper = std::string(indent) + "  ";
  for (const SchemaInput& argument : arguments) {
    describe_as(out, argument.description, deeper);
    out += deeper;
    input_text(out, argument);
    out += '\n';
  }
  out += indent;
  out += ')';
}

void fields_text(std::string& out, const SchemaType& type)
{
  for (const SchemaField& field : type.fields) {
    describe_as(out, field.description, "  ");
    out += "  " + field.name;
    arguments_text(out, field.arguments, "  ");
    out += ": " + field.type;
    deprecate(out, field.deprecation);
    out += '\n';
  }
  for (const SchemaInput& input : type.inputs) {
    describe_as(out, input.description, "  ");
    out += "  ";
    input_text(out, input);
    out += '\n';
  }
  for (const SchemaEnumValue& value : type.values) {
    describe_as(out, value.description, "  ");
    out += "  " + value.name;
    deprecate(out, value.deprecation);
    out += '\n';
  }
}

void joined_names(std::string& out, const std::vector<std::string>& names, std::string_view before,
                  std::string_view between)
{
  for (std::size_t i = 0; i < names.size(); ++i) {
    out += i == 0 ? before : between;
    out += names[i];
  }
}

std::string_view keyword(SchemaKind kind)
{
  switch (kind) {
  case SchemaKind::scalar: return "scalar ";
  case SchemaKind::object: return "type ";
  case SchemaKind::interface: return "interface ";
  case SchemaKind::union_type: return "union ";
  case SchemaKind::enumeration: return "enum ";
  case SchemaKind::input_object: return "input ";
  }
  return "";
}

void type_text(std::string& out, const SchemaType& type)
{
  out += '\n';
  describe_as(out, type.description, "");
  out += keyword(type.kind);
  out += type.name;
  joined_names(out, type.interfaces, " implements ", " & ");
  joined_names(out, type.members, " = ", " | ");
  if (type.specified_by) {
    out += " @specifiedBy(url: ";
    append_graphql_string(out, *type.specified_by);
    out += ')';
  }
  out += type.one_of ? " @oneOf" : "";
  if (type.kind != SchemaKind::scalar && type.kind != SchemaKind::union_type) {
    out += " {\n";
    fields_text(out, type);
    out += '}';
  }
  out += '\n';
}

void schema_text(std::string& out, const Schema& schema)
{
  describe_as(out, schema.description, "");
  out += "schema {\n  query: " + schema.query + "\n";
  out += schema.mutation.empty() ? "" : "  mutation: " + schema.mutation + "\n";
  out += schema.subscription.empty() ? "" : "  subscription: " + schema.subscription + "\n";
  out += "}\n";
}

class JsonSchemaWriter {
public:
  JsonSchemaWriter(const Schema& schema, const SchemaCatalogue& catalogue) : m_schema(schema), m_json(m_out)
  {
    for (const FieldRow& row : catalogue.rows) {
      Sensitivity& worst = m_sensitive[{row.owner, row.name}];
      worst = std::max(worst, row.sensitive == Sensitivity::unknown ? Sensitivity::no : row.sensitive);
      if (row.kind == "leaf" || row.kind == "object") {
        m_types[row.owner] = m_schema.type(row.owner);
      }
    }
  }

  std::string write(const SchemaType& record)
  {
    m_json.begin_object();
    m_json.member("$schema", "https://json-schema.org/draft/2020-12/schema").member("title", record.name);
    object_members(record);
    m_json.key("$defs").begin_object();
    for (const auto& [name, type] : m_types) {
      if (type != nullptr) {
        m_json.key(name).begin_object();
        object_members(*type);
        m_json.end_object();
      }
    }
    m_json.end_object().end_object();
    return std::move(m_out);
  }

private:
  void object_members(const SchemaType& type)
  {
    if (!type.description.empty()) {
      m_json.member("description", type.description);
    }
    m_json.member("type", "object").key("properties").begin_object();
    for (const SchemaField& field : type.fields) {
      m_json.key(field.name).begin_object();
      value_members(field.type);
      if (!field.description.empty()) {
        m_json.member("description", field.description);
      }
      if (field.deprecation) {
        m_json.member("deprecated", true);
      }
      if (const Sensitivity how = m_sensitive[{type.name, field.name}]; how != Sensitivity::no) {
        m_json.member("x-tilores-sensitive", to_string(how));
      }
      m_json.end_object();
    }
    m_json.end_object();
  }

  void value_members(std::string_view type)
  {
    const bool nullable = !type.ends_with('!');
    type = nullable ? type : type.substr(0, type.size() - 1);
    if (type.starts_with('[')) {
      type_member("array", nullable);
      m_json.key("items").begin_object();
      value_members(type.substr(1, type.size() - 2));
      m_json.end_object();
      return;
    }
    const SchemaType* const named = m_schema.type(type);
    if (m_types.contains(type)) {
      const std::string reference = "#/$defs/" + std::string(type);
      if (!nullable) {
        m_json.member("$ref", reference);
        return;
      }
      m_json.key("anyOf").begin_array().begin_object().member("$ref", reference).end_object();
      m_json.begin_object().member("type", "null").end_object().end_array();
    } else if (named != nullptr && named->kind == SchemaKind::enumeration) {
      m_json.key("enum").begin_array();
      for (const SchemaEnumValue& value : named->values) {
        m_json.value(value.name);
      }
      if (nullable) {
        m_json.null();
      }
      m_json.end_array();
    } else if (type == "Boolean") {
      type_member("boolean", nullable);
    } else if (type == "Int") {
      type_member("integer", nullable);
    } else if (type == "Float") {
      type_member("number", nullable);
    } else if (type == "String" || type == "ID" || type == "Time") {
      type_member("string", nullable);
      if (type == "Time") {
        m_json.member("format", "date-time");
      }
    } // other scalars may be anything
  }

  void type_member(std::string_view name, bool nullable)
  {
    m_json.key("type");
    if (nullable) {
      m_json.begin_array().value(name).value("null").end_array();
    } else {
      m_json.value(name);
    }
  }

  const Schema& m_schema;
  std::string m_out;
  JsonWriter m_json;
  std::map<std::pair<std::string, std::string>, Sensitivity> m_sensitive;
  std::map<std::string, const SchemaType*, std::less<>> m_types;
};

} // namespace

std::string to_sdl(const Schema& schema)
{
  std::string out;
  schema_text(out, schema);
  std::vector<const SchemaDirective*> directives;
  for (const SchemaDirective& directive : schema.directives) {
    if (!is_one_of(k_directives, directive.name)) {
      directives.push_back(&directive);
    }
  }
  std::ranges::sort(directives, {}, [](const SchemaDirective* one) { return one->name; });
  for (const SchemaDirective* const directive : directives) {
    out += '\n';
    describe_as(out, directive->description, "");
    out += "directive @" + directive->name;
    arguments_text(out, directive->arguments, "");
    out += directive->repeatable ? " repeatable" : "";
    joined_names(out, directive->locations, " on ", " | ");
    out += '\n';
  }
  for (const SchemaType& type : schema.types) {
    if (!is_one_of(k_scalars, type.name)) {
      type_text(out, type);
    }
  }
  return out;
}

Result<std::string> to_json_schema(const Schema& schema, const SchemaCatalogue& catalogue)
{
  const FieldRow* const id = catalogue.rows.empty() ? nullptr : catalogue.find("id");
  const SchemaType* const record = schema.type(id == nullptr ? "Record" : id->owner);
  if (record == nullptr || record->fields.empty()) {
    return fail(ErrorKind::bad_data, "the schema has no record type");
  }
  return JsonSchemaWriter(schema, catalogue).write(*record);
}

} // namespace tilores::model

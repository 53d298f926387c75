// Reading introspection documents: everything is checked, because names end up in queries and on terminals.

#include <tilores/model/schema.hpp>

#include <tilores/model/insights_literal.hpp>

#include <zstd.h>

#include <algorithm>
#include <array>
#include <set>

extern "C" {
extern const char tilores_introspection_zst[];
extern const std::uint64_t tilores_introspection_zst_size;
}

namespace tilores::model {
namespace {

constexpr std::size_t k_max_bytes = std::size_t{64} << 20U;
constexpr std::size_t k_max_types = 10'000;
constexpr std::size_t k_max_members = 200'000;
constexpr std::size_t k_max_name = 256;
constexpr int k_max_wrappers = 8;

constexpr std::array<std::string_view, 6> k_kinds{"SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT"};

Failure bad(std::string what) { return fail(ErrorKind::bad_data, "introspection document: " + std::move(what)); }

class Reader {
public:
  Result<Schema> schema(const Json& root)
  {
    Schema out;
    out.description = root["description"].text();
    TRY_ASSIGN(out.query, root_type(root["queryType"]));
    TRY_ASSIGN(out.mutation, root_type(root["mutationType"]));
    TRY_ASSIGN(out.subscription, root_type(root["subscriptionType"]));
    if (out.query.empty()) {
      return bad("it has no query type");
    }
    if (!root["types"].is_array() || root["types"].size() > k_max_types) {
      return bad(root["types"].is_array() ? "too many types" : "it has no list of types");
    }
    for (const Json entry : root["types"].elements()) {
      TRY_ASSIGN(SchemaType one, type(entry));
      if (!one.name.starts_with("__")) {
        out.types.push_back(std::move(one));
      }
    }
    std::ranges::sort(out.types, {}, &SchemaType::name);
    const auto twice = std::ranges::adjacent_find(out.types, {}, &SchemaType::name);
    if (twice != out.types.end()) {
      return bad("type '" + twice->name + "' is described twice");
    }
    for (const Json entry : root["directives"].elements()) {
      TRY_ASSIGN(SchemaDirective one, directive(entry));
      out.directives.push_back(std::move(one));
    }
    TRY(check_references(out));
    return out;
  }

private:
  static Result<std::string> name_of(const Json& value, std::string_view what)
  {
    const std::string_view name = value.text();
    if (!is_graphql_name(name, true) || name.size() > k_max_name) {
      return bad("a " + std::string(what) + " has no valid name");
    }
    return std::string(name);
  }

  static Result<std::string> root_type(const Json& value)
  {
    if (value.is_null()) {
      return std::string();
    }
    return name_of(value["name"], "root type");
  }

  static std::optional<std::string> deprecation(const Json& value)
  {
    if (!value["isDeprecated"].boolean()) {
      return std::nullopt;
    }
    return std::string(value["deprecationReason"].text());
  }

  static Result<std::string> type_text(const Json& value, int wrappers = 0)
  {
    const std::string_view kind = value["kind"].text();
    if (kind != "LIST" && kind != "NON_NULL") {
      return name_of(value["name"], "type");
    }
    if (wrappers >= k_max_wrappers) {
      return bad("a type is wrapped too often");
    }
    TRY_ASSIGN(const std::string inner, type_text(value["ofType"], wrappers + 1));
    if (kind == "LIST") {
      return "[" + inner + "]";
    }
    if (inner.ends_with('!')) {
      return bad("a type is non-null twice");
    }
    return inner + "!";
  }

  Status count(const std::string& owner)
  {
    return ++m_members > k_max_members ? Status(bad("too many fields, at '" + owner + "'")) : Status();
  }

  Result<std::vector<SchemaInput>> inputs(const Json& list, const std::string& owner)
  {
    std::vector<SchemaInput> out;
    std::set<std::string> seen;
    for (const Json entry : list.elements()) {
      SchemaInput one;
      TRY(count(owner));
      TRY_ASSIGN(one.name, name_of(entry["name"], "member of '" + owner + "'"));
      if (!seen.insert(one.name).second) {
        return bad("'" + owner + "' has '" + one.name + "' twice");
      }
      TRY_ASSIGN(one.type, type_text(entry["type"]));
      one.description = entry["description"].text();
      one.deprecation = deprecation(entry);
      if (entry["defaultValue"].is_string()) {
        one.default_value = entry["defaultValue"].text();
        if (!parse_literal(*one.default_value)) {
          return bad("the default of '" + owner + "." + one.name + "' is no literal");
        }
      }
      out.push_back(std::move(one));
    }
    return out;
  }

  Result<std::vector<SchemaField>> fields(const Json& list, const std::string& owner)
  {
    std::vector<SchemaField> out;
    std::set<std::string> seen;
    for (const Json entry : list.elements()) {
      SchemaField one;
      TRY(count(owner));
      TRY_ASSIGN(one.name, name_of(entry["name"], "field of '" + owner + "'"));
      if (!seen.insert(one.name).second) {
        return bad("'" + owner + "' has '" + one.name + "' twice");
      }
      TRY_ASSIGN(one.type, type_text(entry["type"]));
      one.description = entry["description"].text();
      one.deprecation = deprecation(entry);
      TRY_ASSIGN(one.arguments, inputs(entry["args"], owner + "." + one.name));
      out.push_back(std::move(one));
    }
    return out;
  }

  Result<std::vector<std::string>> names(const Json& list, const std::string& owner)
  {
    std::vector<std::string> out;
    for (const Json entry : list.elements()) {
      TRY(count(owner));
      TRY_ASSIGN(std::string one, name_of(entry["name"], "member of '" + owner + "'"));
      out.push_back(std::move(one));
    }
    return out;
  }

  Result<SchemaType> type(const Json& entry)
  {
    SchemaType out;
    TRY_ASSIGN(out.name, name_of(entry["name"], "type"));
    const auto kind = schema_kind_named(entry["kind"].text());
    if (!kind) {
      return bad("type '" + out.name + "' has no known kind");
    }
    out.kind = *kind;
    out.description = entry["description"].text();
    if (entry["specifiedByURL"].is_string()) {
      out.specified_by = entry["specifiedByURL"].text();
    }
    out.one_of = entry["isOneOf"].boolean();
    TRY_ASSIGN(out.fields, fields(entry["fields"], out.name));
    TRY_ASSIGN(out.inputs, inputs(entry["inputFields"], out.name));
    TRY_ASSIGN(out.interfaces, names(entry["interfaces"], out.name));
    if (out.kind == SchemaKind::union_type) {
      TRY_ASSIGN(out.members, names(entry["possibleTypes"], out.name));
    }
    for (const Json value : entry["enumValues"].elements()) {
      TRY(count(out.name));
      TRY_ASSIGN(std::string name, name_of(value["name"], "value of '" + out.name + "'"));
      out.values.push_back({std::move(name), std::string(value["description"].text()), deprecation(value)});
    }
    const bool composite = out.kind == SchemaKind::object || out.kind == SchemaKind::interface;
    if ((composite && out.fields.empty()) || (out.kind == SchemaKind::input_object && out.inputs.empty()) ||
        (out.kind == SchemaKind::enumeration && out.values.empty())) {
      return bad("type '" + out.name + "' has no members");
    }
    return out;
  }

  Result<SchemaDirective> directive(const Json& entry)
  {
    SchemaDirective out;
    TRY_ASSIGN(out.name, name_of(entry["name"], "directive"));
    out.description = entry["description"].text();
    out.repeatable = entry["isRepeatable"].boolean();
    for (const Json location : entry["locations"].elements()) {
      TRY_ASSIGN(std::string one, name_of(location, "location of a directive"));
      out.locations.push_back(std::move(one));
    }
    if (out.locations.empty()) {
      return bad("directive '" + out.name + "' has no location");
    }
    TRY_ASSIGN(out.arguments, inputs(entry["args"], out.name));
    return out;
  }

  static Status check_references(const Schema& schema)
  {
    const auto known = [&](std::string_view type) -> Status {
      const std::string_view name = named_type(type);
      if (name.empty() || name.starts_with("__") || schema.type(name) != nullptr) {
        return {};
      }
      return bad("type '" + std::string(name) + "' is used but not described");
    };
    const auto all_known = [&](const std::vector<SchemaInput>& inputs) -> Status {
      for (const SchemaInput& input : inputs) {
        TRY(known(input.type));
      }
      return {};
    };
    for (const std::string& root : {schema.query, schema.mutation, schema.subscription}) {
      TRY(known(root));
    }
    for (const SchemaType& type : schema.types) {
      for (const SchemaField& field : type.fields) {
        TRY(known(field.type));
        TRY(all_known(field.arguments));
      }
      TRY(all_known(type.inputs));
      for (const std::string& name : type.interfaces) {
        TRY(known(name));
      }
      for (const std::string& name : type.members) {
        TRY(known(name));
      }
    }
    for (const SchemaDirective& directive : schema.directives) {
      TRY(all_known(directive.arguments));
    }
    return {};
  }

  std::size_t m_members = 0;
};

} // namespace

std::string_view to_string(SchemaKind kind) { return k_kinds[static_cast<std::size_t>(kind)]; }

std::optional<SchemaKind> schema_kind_named(std::string_view word)
{
  const auto found = std::ranges::find(k_kinds, word);
  return found == k_kinds.end() ? std::nullopt : std::optional(static_cast<SchemaKind>(found - k_kinds.begin()));
}

const SchemaField* SchemaType::field(std::string_view wanted) const
{
  const auto found = std::ranges::find(fields, wanted, &SchemaField::name);
  return found == fields.end() ? nullptr : &*found;
}

const SchemaInput* SchemaType::input(std::string_view wanted) const
{
  const auto found = std::ranges::find(inputs, wanted, &SchemaInput::name);
  return found == inputs.end() ? nullptr : &*found;
}

const SchemaType* Schema::type(std::string_view name) const
{
  const auto found =
    std::ranges::lower_bound(types, name, {}, [](const SchemaType& one) { return std::string_view(one.name); });
  return found == types.end() || found->name != name ? nullptr : &*found;
}

std::string_view named_type(std::string_view type)
{
  const std::size_t first = type.find_first_not_of('[');
  if (first == std::string_view::npos) {
    return {};
  }
  const std::string_view rest = type.substr(first);
  return rest.substr(0, rest.find_first_of("]!"));
}

Result<Schema> parse_schema(Json introspection)
{
  const Json root =
    introspection["__schema"].is_object() ? introspection["__schema"] : introspection["data"]["__schema"];
  if (!root.is_object()) {
    return bad(introspection["errors"].size() > 0 ? "the instance answered with errors" : "it has no __schema");
  }
  return Reader().schema(root);
}

Result<Schema> parse_schema(std::string introspection)
{
  TRY_ASSIGN(const JsonDocument document,
             JsonDocument::parse(std::move(introspection), {.depth = 64, .bytes = k_max_bytes}));
  return parse_schema(document.root());
}

Result<Schema> embedded_schema()
{
  const std::size_t packed = tilores_introspection_zst_size;
  const unsigned long long size = ZSTD_getFrameContentSize(tilores_introspection_zst, packed);
  if (size > k_max_bytes) {
    return fail(ErrorKind::internal, "the embedded schema is damaged");
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  const std::size_t written = ZSTD_decompress(text.data(), text.size(), tilores_introspection_zst, packed);
  if (ZSTD_isError(written) != 0U || written != text.size()) {
    return fail(ErrorKind::internal, "the embedded schema is damaged");
  }
  return parse_schema(std::move(text));
}

std::string_view introspection_query()
{
  // Only what servers of the October 2021 specification know; older ones lack isRepeatable and specifiedByURL, newer
  // ones add nothing that the catalogue needs.
  return "query IntrospectionQuery { __schema { queryType { name } mutationType { name } subscriptionType { name } "
         "types { kind name description "
         "fields(includeDeprecated: true) { name description args { ...I } type { ...T } isDeprecated "
         "deprecationReason } "
         "inputFields { ...I } interfaces { name } "
         "enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { name "
         "} } "
         "directives { name description locations args { ...I } } } } "
         "fragment I on __InputValue { name description type { ...T } defaultValue } "
         "fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name "
         "ofType { kind name ofType { kind name } } } } } } }";
}

} // namespace tilores::model

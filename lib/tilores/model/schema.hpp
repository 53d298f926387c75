#pragma once
// A GraphQL schema as an instance describes it by introspection, and ours, embedded (config/schema/introspection.json,
// compressed; unpacked on the first use of embedded_schema, at no cost before). Types are in SDL wording: "[Record!]!".

#include <tilores/base/json.hpp>
#include <tilores/base/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::model {

// An argument or input field.
struct SchemaInput {
  std::string name;
  std::string type;
  std::string description;
  std::optional<std::string> default_value; // a GraphQL literal
  std::optional<std::string> deprecation;   // the reason
  [[nodiscard]] bool required() const { return type.ends_with('!') && !default_value; }
};

struct SchemaField {
  std::string name;
  std::string type;
  std::string description;
  std::vector<SchemaInput> arguments;
  std::optional<std::string> deprecation;
};

struct SchemaEnumValue {
  std::string name;
  std::string description;
  std::optional<std::string> deprecation;
};

enum class SchemaKind : std::uint8_t { scalar, object, interface, union_type, enumeration, input_object };
[[nodiscard]] std::string_view to_string(SchemaKind kind); // "SCALAR", "INPUT_OBJECT": introspection's words
[[nodiscard]] std::optional<SchemaKind> schema_kind_named(std::string_view word);

// Which lists are filled depends on the kind; members keep the order of the document.
struct SchemaType {
  SchemaKind kind = SchemaKind::scalar;
  std::string name;
  std::string description;
  std::optional<std::string> specified_by; // of scalars
  bool one_of = false;                     // of input objects
  std::vector<SchemaField> fields;         // objects, interfaces
  std::vector<SchemaInput> inputs;         // input objects
  std::vector<SchemaEnumValue> values;     // enumerations
  std::vector<std::string> interfaces;     // objects, interfaces
  std::vector<std::string> members;        // unions

  [[nodiscard]] const SchemaField* field(std::string_view name) const; // nullptr: none
  [[nodiscard]] const SchemaInput* input(std::string_view name) const;
};

struct SchemaDirective {
  std::string name;
  std::string description;
  bool repeatable = false;
  std::vector<std::string> locations;
  std::vector<SchemaInput> arguments;
};

struct Schema {
  std::string description;
  std::string query; // name of the type; "" where there is none
  std::string mutation;
  std::string subscription;
  std::vector<SchemaType> types; // by name; introspection's own types (__Type, …) left out
  std::vector<SchemaDirective> directives;

  [[nodiscard]] const SchemaType* type(std::string_view name) const; // nullptr: none
};

// "[Record!]!" -> "Record".
[[nodiscard]] std::string_view named_type(std::string_view type);

// Reads {"data":{"__schema":…}} or {"__schema":…}, of newer and older instances. Fails with `bad_data` on documents
// that are malformed, contradict themselves (unknown or repeated types, names that GraphQL does not allow, defaults
// that are no literals) or go beyond 64 MiB, 64 levels, 10,000 types or 200,000 fields.
[[nodiscard]] Result<Schema> parse_schema(std::string introspection);
[[nodiscard]] Result<Schema> parse_schema(Json introspection);
// The schema the local backend speaks.
[[nodiscard]] Result<Schema> embedded_schema();

// The introspection query to send: what parse_schema reads.
[[nodiscard]] std::string_view introspection_query();

} // namespace tilores::model

#pragma once
// What one Tilores instance has: its types and fields, read from an introspection document. Every selection is built
// from this, because a single unknown field fails a whole request with status 422.

#include <tilores/base/result.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::backend {

struct RemoteField {
  std::string name;
  std::string type; // the named type inside lists and non-null
  bool list = false;
  bool needs_arguments = false;

  bool operator==(const RemoteField&) const = default;
};

// Read-only after parse_introspection; safe from many threads.
struct RemoteSchema {
  struct Type {
    std::vector<RemoteField> fields; // of objects and input objects, in schema order
    bool composite = false;          // has a selection of its own: object, interface

    bool operator==(const Type&) const = default;
  };
  std::map<std::string, Type, std::less<>> types;
  std::string query_type;
  std::string mutation_type; // "" where the instance has none
  bool assumed = false;      // not the instance's own words: may lack fields it has and have fields it lacks

  [[nodiscard]] const RemoteField* field(std::string_view type, std::string_view name) const; // nullptr: absent
  [[nodiscard]] bool has(std::string_view type, std::string_view name) const { return field(type, name) != nullptr; }
  [[nodiscard]] bool has_query(std::string_view name) const { return has(query_type, name); }
  [[nodiscard]] bool has_mutation(std::string_view name) const { return has(mutation_type, name); }
};

// The document asked for by introspection_query, with or without its "data" envelope. bad_data when it is none.
[[nodiscard]] Result<RemoteSchema> parse_introspection(std::string document);
// The schema less its types without fields as a short text, to be kept between processes; "" where a name of it is none
// of GraphQL's. parse_outline reads the same schema back; `bad_data` on any other text.
[[nodiscard]] std::string outline_of(const RemoteSchema& schema);
[[nodiscard]] Result<RemoteSchema> parse_outline(std::string_view outline);
[[nodiscard]] std::string_view introspection_query();
// For instances that keep their schema to themselves: the operations every version has and the catalogue's fields.
[[nodiscard]] RemoteSchema assumed_schema();

// A part of what a record has, as a tree of names. Never holds secret fields.
struct Selection {
  std::string name;
  std::vector<Selection> children; // empty: a leaf
};

// All fields of type `Record`, nested ones included (at most 8 levels, no cycles, nothing that needs arguments).
[[nodiscard]] std::vector<Selection> broad_selection(const RemoteSchema& schema);
// The fields of `Record` itself, without nested objects: what still identifies and describes a customer.
[[nodiscard]] std::vector<Selection> essential_selection(const RemoteSchema& schema);
// Two halves with the same number of leaves, more or less; `second` is empty when there is only one leaf.
struct SelectionHalves {
  std::vector<Selection> first;
  std::vector<Selection> second;
};
[[nodiscard]] SelectionHalves halve(const std::vector<Selection>& selection);
// "id EMAIL CREDIT_RESPONSE { Vendor }"; `id` always stands first.
[[nodiscard]] std::string to_graphql(const std::vector<Selection>& selection);

// Under which names this instance has the well-known search fields: EMAIL, PHONE_EXTERNAL, CLIENT_ID, ID_18_CHAR,
// FIRST_NAME, LAST_NAME, DATE_OF_BIRTH. `overrides` (email, phone, client_id, crm_id, first_name, last_name, dob to the
// instance's name) win; then the same name; then a guess by spelling and usual synonyms ("emailAddress", "mobile").
// Names without a match are left out. `config` when an override names a field the instance lacks.
[[nodiscard]] Result<std::map<std::string, std::string, std::less<>>> field_roles(
  const RemoteSchema& schema, const std::map<std::string, std::string, std::less<>>& overrides);
// The setting that names the instance's field for a well-known one: "roles.email" of EMAIL; "" for other fields.
[[nodiscard]] std::string role_setting(std::string_view field);
// Without the fields of these names (never `id`), because the instance says that it does not know them. False, and
// nothing changed, where there are none.
bool remove_fields(RemoteSchema& schema, const std::vector<std::string>& names);

} // namespace tilores::backend

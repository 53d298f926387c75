#pragma once
// The schema as a catalogue of fields: one row for everything that can be asked of a customer, with what it means and
// how private it is. Known fields take category, source and sensitivity from fields.hpp; fields of other instances are
// judged by their names, rather too private than too open.

#include <tilores/model/fields.hpp>
#include <tilores/model/schema.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::model {

struct FieldRow {
  std::string path; // "EMAIL", "CREDIT_RESPONSE.CREDIT_SCORE.Value", "entity.score", "entity.recordInsights.sum"
  std::string name;
  std::string owner; // GraphQL type it belongs to
  std::string type;  // "String", "[CreditResponseCreditScore]"
  std::string kind;  // leaf, object (has leaves below it), entity, function (record insight)
  std::string category;
  std::string spectrum;
  std::string source; // SOURCE values of the records that carry it; "" when unknown
  Sensitivity sensitive = Sensitivity::no;
  bool searchable = false;  // may be a search parameter
  bool submittable = false; // may be submitted
  bool deprecated = false;
  std::string description;
};

// Rows by path (bytes). The embedded schema gives 403: 341 leaves, 29 objects, 10 entity fields, 23 functions.
struct SchemaCatalogue {
  std::vector<FieldRow> rows;
  // The row at `path`, letter case aside; `*`, list indices and a leading "records." or "customer." do not count.
  [[nodiscard]] const FieldRow* find(std::string_view path) const;
  // Whether asking for `path` would bring a secret with it: a secret field, something below one, or an object that
  // holds one ("CREDIT_RESPONSE.BORROWER" holds an SSN).
  [[nodiscard]] bool reaches_secret(std::string_view path) const;
};

// Walks Entity, RecordInsights and everything below Record; cycles are cut where a type would contain itself, and at 16
// levels. Fails with `bad_data` when there is no record type or more than 100,000 paths.
[[nodiscard]] Result<SchemaCatalogue> make_catalogue(const Schema& schema);

// Unset members do not filter. category and spectrum: the name or one word of it; type: "Boolean", "[String]" or a
// type's bare name; grep: a text in path or description; sensitive: no, personal, secret. Letter case is ignored.
struct FieldFilter {
  std::optional<std::string> category = {};
  std::optional<std::string> spectrum = {};
  std::optional<std::string> type = {};
  std::optional<std::string> grep = {};
  std::optional<std::string> sensitive = {};
};
// Leaves; with `type` also objects, entity fields and functions of that type. Unknown values: `usage` with the nearest.
[[nodiscard]] Result<std::vector<const FieldRow*>> select_fields(const SchemaCatalogue& catalogue,
                                                                 const FieldFilter& filter);

struct FieldDetails {
  FieldRow row;
  std::vector<SchemaInput> arguments; // of functions
  std::string search_type;            // its type as a search parameter; "" when not searchable
  std::string submit_type;
  std::vector<std::string> children;  // names below an object
  std::vector<std::string> values;    // of an enumeration
  std::vector<std::string> same_name; // other paths that end alike
  std::string deprecation;            // the reason, when deprecated
};
// `path` may also be a bare name when only one path ends with it. Fails with `not_found` (hint: nearest) or
// `ambiguous`.
[[nodiscard]] Result<FieldDetails> explain_field(const Schema& schema, const SchemaCatalogue& catalogue,
                                                 std::string_view path);

// What a name says about a field nobody described (schema_guess.cpp).
struct FieldGuess {
  std::string_view category;
  std::string_view spectrum;
  Sensitivity sensitive = Sensitivity::no;
};
[[nodiscard]] FieldGuess guess_field(std::string_view path);

} // namespace tilores::model

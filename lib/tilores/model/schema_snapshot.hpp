#pragma once
// Schemas kept as files, and what changed between two of them.
//
// A snapshot ("fields dump") is one JSON object, keys in this order, one row or type a line, so that text diffs read
// well: format "tilores-schema", version 1, backend (which instance, an id the caller gives), fields (the catalogue's
// rows), types (every type: name, kind, and fields with arguments, inputs, values, members). Same schema, same bytes.

#include <tilores/model/schema_catalogue.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::model {

// One row as JSON, keys in the contract's order: path, name, owner, type, kind, category, spectrum, source, sensitive,
// searchable, deprecated, description.
[[nodiscard]] std::string field_row_json(const FieldRow& row);

[[nodiscard]] std::string write_snapshot(const Schema& schema, const SchemaCatalogue& catalogue,
                                         std::string_view backend);

struct SnapshotField {
  std::string path;
  std::string type;
  std::string kind; // "" when the source does not say
  std::string sensitive;
  bool deprecated = false;
};

struct SchemaSnapshot {
  std::string backend;               // "" when the source does not say
  std::vector<SnapshotField> fields; // by path
  std::vector<SchemaType> types;     // by name; empty when the source has rows only
};

// Tells by content whether `text` is a snapshot, the `-o json` output of `fields list` or `fields dump`, rows one a
// line (jsonl), or an introspection document. Fails with `bad_data` on anything else, and on a later version of the
// format.
[[nodiscard]] Result<SchemaSnapshot> read_snapshot(const std::string& text);

// One difference. Breaking: a query, submit or program that worked with the old schema may fail with the new one
// (graphql-js findBreakingChanges): something removed, a type changed, an output made nullable, an input made required.
struct SchemaChange {
  std::string path;   // field path, or Type, Type.field, Type.field(argument) outside the record
  std::string change; // removed, added, type, nullability, kind, default, deprecated, sensitive
  std::string before;
  std::string after;
  bool breaking = false;
};

// Breaking changes first, then by path. Rows alone are compared by path and type; with types on both sides also inputs,
// arguments, enumerations and unions. Descriptions and categories are not compared. Fails with `precondition` when both
// snapshots name a backend and not the same.
[[nodiscard]] Result<std::vector<SchemaChange>> diff_snapshots(const SchemaSnapshot& before,
                                                               const SchemaSnapshot& after);

} // namespace tilores::model

#pragma once
// Columns: which values of a JSON row are shown, under which name, and how a value becomes the text of a cell.
//
// A path is dotted ("customer.email"). A number picks an element of a list ("phones.0"); any other step into a list
// goes into each of its elements ("matched.record_id"). A member whose own name is the rest of the path wins.

#include <tilores/base/json.hpp>
#include <tilores/base/result.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::output {

struct Column {
  std::string name;
  std::string path;
  bool id = false; // an identifier, cut to 8 characters in tables on a terminal
};

// A column named after its path.
[[nodiscard]] Column column(std::string path, bool id = false);

// Parses "P[,NAME=P]…". A path is known when it is a `path` or `name` of `known`, lies above one ("customer" for
// "customer.email"), or below one that ends in ".*" ("insights.*"). `usage` names an unknown path and its nearest.
[[nodiscard]] Result<std::vector<Column>> parse_columns(std::string_view spec, std::span<const Column> known);

// The values at `path`, in order: none where it is missing, several where the path goes through a list.
[[nodiscard]] std::vector<Json> values_at(Json row, std::string_view path);
// Appends the text of a cell: null and missing are empty, lists joined with ';', money {"amount","currency"} its
// amount, other objects compact JSON, numbers as written.
void append_cell(std::string& out, Json value);
void append_cell(std::string& out, Json row, std::string_view path);

// Appends `row` cut to `columns` as JSON: paths keep their nesting, renamed columns stand at the top, absent ones are
// null; the order is that of the columns.
void append_pruned(std::string& out, Json row, std::span<const Column> columns);
// Appends a JSON value without line breaks and other white space between its tokens.
void append_compact(std::string& out, Json value);

} // namespace tilores::output

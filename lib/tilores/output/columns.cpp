#include <tilores/output/columns.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace tilores::output {
namespace {

std::pair<std::string_view, std::string_view> first_step(std::string_view path)
{
  const std::size_t dot = path.find('.');
  return dot == std::string_view::npos ? std::pair{path, std::string_view{}}
                                       : std::pair{path.substr(0, dot), path.substr(dot + 1)};
}

std::optional<std::size_t> index_in(std::string_view step)
{
  std::size_t index = 0;
  const char* end = step.data() + step.size();
  const auto parsed = std::from_chars(step.data(), end, index);
  return parsed.ec == std::errc{} && parsed.ptr == end ? std::optional{index} : std::nullopt;
}

// Collects the values at `path`; `through_list` becomes true when they may be several.
void collect(std::vector<Json>& found, Json value, std::string_view path, bool& through_list)
{
  if (path.empty()) {
    if (!value.missing()) {
      found.push_back(value);
    }
    return;
  }
  const auto [step, rest] = first_step(path);
  if (value.is_array()) {
    if (const auto index = index_in(step)) {
      collect(found, value.at(*index), rest, through_list);
      return;
    }
    through_list = true;
    for (const Json element : value.elements()) {
      collect(found, element, path, through_list);
    }
  } else if (value.is_object()) {
    if (const Json whole = value[path]; !whole.missing()) {
      found.push_back(whole);
    } else {
      collect(found, value[step], rest, through_list);
    }
  }
}

bool is_money(Json value)
{
  return value.is_object() && value.size() == 2 && !value["amount"].missing() && !value["currency"].missing();
}

bool covers(std::string_view known, std::string_view path)
{
  if (known.ends_with(".*")) {
    const std::string_view above = known.substr(0, known.size() - 2);
    return path == above || (path.starts_with(above) && path.size() > above.size() + 1 && path[above.size()] == '.');
  }
  return known == path || (known.starts_with(path) && known.size() > path.size() && known[path.size()] == '.');
}

// The known column that allows `path`, or null.
const Column* allowing(std::span<const Column> known, std::string_view path)
{
  for (const Column& each : known) {
    if (each.path == path || each.name == path) {
      return &each;
    }
  }
  for (const Column& each : known) {
    if (covers(each.path, path)) {
      return &each;
    }
  }
  return nullptr;
}

Failure unknown_path(std::string_view path, std::span<const Column> known)
{
  std::vector<std::string_view> names;
  for (const Column& each : known) {
    names.push_back(each.path);
    names.push_back(each.name);
  }
  const std::string_view near = nearest(path, names);
  return fail(ErrorKind::usage, "unknown field '" + std::string(path) + "' in --fields",
              near.empty() ? "'--fields help' lists the fields" : "did you mean " + std::string(near) + "?");
}

Result<Column> parse_column(std::string_view part, std::span<const Column> known)
{
  const std::size_t equals = part.find('=');
  const std::string_view path = trim(equals == std::string_view::npos ? part : part.substr(equals + 1));
  const std::string_view name = trim(part.substr(0, equals));
  if (name.empty() || path.empty()) {
    return fail(ErrorKind::usage, "empty column in --fields",
                "write P[,NAME=P]…, for example customer.email,phone=customer.phone");
  }
  const Column* source = allowing(known, path);
  if (source == nullptr) {
    return unknown_path(path, known);
  }
  Column column;
  column.path = source->name == path ? source->path : std::string(path);
  column.name = name;
  column.id = source->id && column.path == source->path;
  return column;
}

bool renamed(const Column& column) { return column.name != column.path; }

void prune(std::string& out, Json value, std::span<const std::string_view> paths);

void prune_object(std::string& out, Json value, std::span<const std::string_view> paths)
{
  out += '{';
  std::vector<std::string_view> done;
  for (const std::string_view path : paths) {
    const bool literal = !value[path].missing();
    const std::string_view step = literal ? path : first_step(path).first;
    if (std::ranges::find(done, step) != done.end()) {
      continue;
    }
    out += done.empty() ? "" : ",";
    done.push_back(step);
    append_json_string(out, step);
    out += ':';
    std::vector<std::string_view> below;
    for (const std::string_view other : paths) {
      if (other == step) {
        below.emplace_back();
      } else if (first_step(other).first == step) {
        below.push_back(first_step(other).second);
      }
    }
    prune(out, value[step], below);
  }
  out += '}';
}

// Cuts `value` to `paths`; an empty path keeps it whole.
void prune(std::string& out, Json value, std::span<const std::string_view> paths)
{
  if (std::ranges::find(paths, std::string_view{}) != paths.end()) {
    append_compact(out, value);
  } else if (value.is_object()) {
    prune_object(out, value, paths);
  } else if (value.is_array()) {
    const bool picked =
      std::ranges::all_of(paths, [](auto path) { return index_in(first_step(path).first).has_value(); });
    out += '[';
    bool first = true;
    std::size_t index = 0;
    for (const Json element : value.elements()) {
      std::vector<std::string_view> below;
      for (const std::string_view path : paths) {
        if (!picked) {
          below.push_back(path);
        } else if (index_in(first_step(path).first) == index) {
          below.push_back(first_step(path).second);
        }
      }
      ++index;
      if (!below.empty()) {
        out += first ? "" : ",";
        first = false;
        prune(out, element, below);
      }
    }
    out += ']';
  } else {
    out += "null";
  }
}

} // namespace

Column column(std::string path, bool id)
{
  std::string name = path;
  return {std::move(name), std::move(path), id};
}

Result<std::vector<Column>> parse_columns(std::string_view spec, std::span<const Column> known)
{
  std::vector<Column> columns;
  for (const std::string_view part : split(spec, ',')) {
    TRY_ASSIGN(Column parsed, parse_column(part, known));
    for (const Column& before : columns) {
      const bool same = before.name == parsed.name;
      // A renamed column stands beside the first steps of the others in JSON: the names must differ there too.
      const bool clash = (renamed(before) && !renamed(parsed) && before.name == first_step(parsed.path).first) ||
                         (renamed(parsed) && !renamed(before) && parsed.name == first_step(before.path).first);
      if (same || clash) {
        return fail(ErrorKind::usage, "column '" + parsed.name + "' stands twice in --fields");
      }
    }
    columns.push_back(std::move(parsed));
  }
  return columns;
}

std::vector<Json> values_at(Json row, std::string_view path)
{
  std::vector<Json> found;
  bool through_list = false;
  collect(found, row, path, through_list);
  return found;
}

void append_cell(std::string& out, Json value)
{
  switch (value.kind()) {
  case JsonKind::missing:
  case JsonKind::null: break;
  case JsonKind::boolean:
  case JsonKind::number: out += value.raw(); break;
  case JsonKind::string: out += value.text(); break;
  case JsonKind::array: {
    bool first = true;
    for (const Json element : value.elements()) {
      out += first ? "" : ";";
      first = false;
      append_cell(out, element);
    }
    break;
  }
  case JsonKind::object:
    if (is_money(value)) {
      append_cell(out, value["amount"]);
    } else {
      append_compact(out, value);
    }
    break;
  }
}

void append_cell(std::string& out, Json row, std::string_view path)
{
  bool first = true;
  for (const Json value : values_at(row, path)) {
    out += first ? "" : ";";
    first = false;
    append_cell(out, value);
  }
}

void append_pruned(std::string& out, Json row, std::span<const Column> columns)
{
  out += '{';
  bool first = true;
  std::vector<std::string_view> kept;
  for (const Column& each : columns) {
    if (!renamed(each)) {
      kept.push_back(each.path);
    }
  }
  std::vector<std::string_view> done;
  for (const Column& each : columns) {
    if (renamed(each)) {
      out += first ? "" : ",";
      first = false;
      append_json_string(out, each.name);
      out += ':';
      std::vector<Json> found;
      bool through_list = false;
      collect(found, row, each.path, through_list);
      if (through_list) {
        out += '[';
        for (std::size_t i = 0; i < found.size(); ++i) {
          out += i == 0 ? "" : ",";
          append_compact(out, found[i]);
        }
        out += ']';
      } else {
        append_compact(out, found.empty() ? Json{} : found.front());
      }
      continue;
    }
    const std::string_view step = row[each.path].missing() ? first_step(each.path).first : std::string_view{each.path};
    if (std::ranges::find(done, step) != done.end()) {
      continue;
    }
    done.push_back(step);
    std::vector<std::string_view> group;
    for (const std::string_view path : kept) {
      if (path == step || (row[path].missing() && first_step(path).first == step)) {
        group.push_back(path);
      }
    }
    std::string member;
    prune_object(member, row, group);
    out += first ? "" : ",";
    first = false;
    out += std::string_view(member).substr(1, member.size() - 2);
  }
  out += '}';
}

void append_compact(std::string& out, Json value)
{
  if (value.missing()) {
    out += "null";
    return;
  }
  const std::string_view raw = value.raw();
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && is_space(c)) {
      out += raw.substr(begin, i - begin);
      begin = i + 1;
    }
  }
  out += raw.substr(begin);
}

} // namespace tilores::output

#include <tilores/jobs/prewarm_list.hpp>

#include <tilores/base/text.hpp>
#include <tilores/config/values.hpp>

#include <algorithm>
#include <charconv>

namespace tilores::jobs {
namespace {

void take_priority(PrewarmEntry& entry, std::string_view text)
{
  text = trim(text);
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), entry.priority);
  if (!text.empty() && (bad != std::errc{} || end != text.data() + text.size())) {
    entry.reason = "priority is not a whole number";
  }
}

void take_ttl(PrewarmEntry& entry, std::string_view text)
{
  if (trim(text).empty()) {
    return;
  }
  const auto ttl = config::parse_duration(trim(text));
  if (!ttl || *ttl <= Millis{0}) {
    entry.reason = "ttl is not a duration such as 12h or 30m";
  } else {
    entry.ttl = *ttl;
  }
}

void take_identifiers(PrewarmEntry& entry, std::span<const FieldValue> values)
{
  Identified found = identify(values);
  if (entry.reason.empty()) {
    entry.reason = std::move(found.reason);
    entry.identifiers = std::move(found.identifiers);
  }
}

PrewarmEntry entry_of(data::Row& row, const std::map<Field, std::string>& columns)
{
  PrewarmEntry entry;
  entry.row = row.number;
  entry.raw = row.raw;
  const auto document = data::row_object(row);
  if (!document) {
    entry.reason = row.fault ? data::describe(*row.fault) : "not a JSON object";
    return entry;
  }
  std::vector<FieldValue> values;
  for (const auto [key, value] : document->root().members()) {
    const std::string_view text = value.is_string() ? value.text() : value.number_text();
    if (key == "priority") {
      take_priority(entry, text);
      continue;
    }
    if (key == "ttl") {
      take_ttl(entry, text);
      continue;
    }
    const auto chosen =
      std::ranges::find(columns, key, [](const auto& column) { return std::string_view(column.second); });
    const auto field = chosen != columns.end() ? std::optional(chosen->first) : guess_field(key);
    if (field && !text.empty()) {
      values.push_back({*field, text, key});
    }
  }
  take_identifiers(entry, values);
  return entry;
}

Status read_cells(data::RowReader& rows, const std::map<Field, std::string>& columns, PrewarmList& list)
{
  TRY_ASSIGN(const auto header, rows.header());
  TRY_ASSIGN(const Mapping mapping, map_columns(header, columns));
  list.mapping = describe(mapping);
  const auto at = [&](std::string_view name) {
    return static_cast<std::size_t>(
      std::ranges::find_if(header,
                           [&](const std::string& column) { return equals_ignoring_case(trim(column), name); }) -
      header.begin());
  };
  const std::size_t priority = at("priority");
  const std::size_t ttl = at("ttl");
  data::Row row;
  for (;;) {
    TRY_ASSIGN(const bool more, rows.next(row));
    if (!more) {
      return {};
    }
    PrewarmEntry entry;
    entry.row = row.number;
    entry.raw = row.raw;
    if (row.fault) {
      entry.reason = data::describe(*row.fault);
    } else {
      const auto cell = [&](std::size_t index) {
        return index < row.cells.size() ? row.cells[index] : std::string_view{};
      };
      take_priority(entry, cell(priority));
      take_ttl(entry, cell(ttl));
      std::vector<FieldValue> values;
      for (const MappedColumn& column : mapping.columns) {
        values.push_back({column.field, cell(column.index), column.column});
      }
      take_identifiers(entry, values);
    }
    list.entries.push_back(std::move(entry));
  }
}

// "settings" of a JSON list; the rows are read apart.
Status read_settings(const std::string& content, PrewarmList& list)
{
  TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(content));
  for (const auto [key, value] : document.root()["settings"].members()) {
    list.settings[std::string(key)] = value.is_string() ? std::string(value.text()) : std::string(value.raw());
  }
  return {};
}

} // namespace

Result<PrewarmList> read_prewarm_list(const std::string& content, std::string_view name,
                                      std::optional<data::InputFormat> format,
                                      const std::map<Field, std::string>& columns)
{
  PrewarmList list;
  if (!format) {
    TRY_ASSIGN(format, data::detect_format(name, std::string_view(content).substr(0, 4096)));
  }
  const bool cells = *format == data::InputFormat::csv || *format == data::InputFormat::tsv;
  auto source = data::make_memory_source(content);
  if (cells) {
    TRY_ASSIGN(const auto input, data::open_input(std::move(source), name, format));
    TRY(read_cells(*input.rows, columns, list));
  } else {
    if (*format == data::InputFormat::json) {
      TRY(read_settings(content, list));
    }
    const auto rows = *format == data::InputFormat::json ? data::make_json_reader(std::move(source), "customers")
                                                         : data::make_json_lines_reader(std::move(source));
    data::Row row;
    for (;;) {
      TRY_ASSIGN(const bool more, rows->next(row));
      if (!more) {
        break;
      }
      list.entries.push_back(entry_of(row, columns));
    }
  }
  std::ranges::stable_sort(list.entries, std::ranges::greater{}, &PrewarmEntry::priority);
  return list;
}

} // namespace tilores::jobs

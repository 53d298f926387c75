#include <tilores/data/row.hpp>

#include <tilores/base/json_writer.hpp>

#include <charconv>

namespace tilores::data {
namespace {

// The byte that the parser's message names, for showing the column. 0 if it names none.
std::uint64_t byte_named_in(std::string_view message)
{
  constexpr std::string_view k_mark = "at byte ";
  const std::size_t mark = message.find(k_mark);
  std::uint64_t byte = 0;
  if (mark != std::string_view::npos) {
    message.remove_prefix(mark + k_mark.size());
    std::from_chars(message.data(), message.data() + message.size(), byte);
  }
  return byte;
}

} // namespace

std::string describe(const RowFault& fault)
{
  return "line " + std::to_string(fault.line) + ", column " + std::to_string(fault.column) + ": " + fault.reason;
}

std::optional<JsonDocument> row_object(Row& row, const InputLimits& limits)
{
  if (row.fault) {
    return std::nullopt;
  }
  JsonLimits json_limits;
  json_limits.depth = limits.json_depth;
  auto document = JsonDocument::parse(std::string(row.raw), json_limits);
  if (!document) {
    // A row of a JSON array may span lines: count those before the fault.
    const std::string_view before = row.raw.substr(0, byte_named_in(document.error().message));
    const std::size_t line_begin = before.rfind('\n') + 1;
    std::uint64_t line = row.line;
    for (const char c : before) {
      line += c == '\n' ? 1 : 0;
    }
    row.fault = RowFault{RowFaultKind::invalid_json, line, before.size() - line_begin + 1, document.error().message};
    return std::nullopt;
  }
  if (!document->root().is_object()) {
    row.fault = RowFault{RowFaultKind::not_an_object, row.line, 1, "a record must be a JSON object"};
    return std::nullopt;
  }
  return std::move(*document);
}

void append_row_object(std::string& out, std::span<const std::string> header, const Row& row)
{
  JsonWriter json(out);
  json.begin_object();
  for (std::size_t i = 0; i < header.size(); ++i) {
    json.key(header[i]);
    if (i < row.cells.size() && !row.cells[i].empty()) {
      json.value(row.cells[i]);
    } else {
      json.null();
    }
  }
  json.end_object();
}

} // namespace tilores::data

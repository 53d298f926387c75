// The CSV reader: the same rows however the input is cut, and with them every byte of it.
#include "dripping.hpp"

#include <tilores/data/readers.hpp>

#include <cstdint>
#include <vector>

namespace {

struct Reading {
  std::vector<std::string> cells;
  std::string bytes;
  bool complete = true;
};

Reading read_all(std::string_view text, std::size_t step)
{
  tilores::data::CsvOptions options;
  options.header = false;
  options.limits.row_bytes = 64;
  options.limits.field_bytes = 32;
  options.limits.columns = 8;
  const auto reader = tilores::data::make_csv_reader(std::make_unique<Dripping>(text, step), options);
  Reading reading;
  tilores::data::Row row;
  for (;;) {
    const auto got = reader->next(row);
    require(got.has_value());
    if (!*got) {
      return reading;
    }
    require(row.offset <= text.size());
    reading.cells.insert(reading.cells.end(), row.cells.begin(), row.cells.end());
    ((reading.bytes += row.raw) += row.line_end);
    reading.complete = reading.complete && (!row.fault || row.fault->kind != tilores::data::RowFaultKind::row_too_long);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Reading whole = read_all(text, std::size_t{1} << 20U);
  if (whole.complete) {
    require(whole.bytes == (text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text));
  }
  const Reading dripped = read_all(text, 3);
  if (whole.complete && dripped.complete && size <= 64) {
    require(whole.cells == dripped.cells);
  }
  return 0;
}

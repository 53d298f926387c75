// The readers of JSON Lines and JSON: bounded, always ending, the same rows however the input is cut.
#include "dripping.hpp"

#include <tilores/data/readers.hpp>

#include <cstdint>
#include <vector>

namespace {

std::vector<std::string> read_all(tilores::data::RowReader& reader, std::size_t most)
{
  std::vector<std::string> rows;
  tilores::data::Row row;
  for (;;) {
    const auto got = reader.next(row);
    if (!got) {
      rows.push_back(got.error().message);
      return rows;
    }
    if (!*got) {
      return rows;
    }
    const auto document = row_object(row);
    require(document.has_value() != row.fault.has_value());
    rows.emplace_back(row.raw);
    require(rows.size() <= most);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  tilores::data::InputLimits limits;
  std::vector<std::string> first[2];
  for (const std::size_t step : {std::size_t{1} << 20U, std::size_t{3}}) {
    auto lines = read_all(*make_json_lines_reader(std::make_unique<Dripping>(text, step), limits), size + 1);
    auto values = read_all(*make_json_reader(std::make_unique<Dripping>(text, step), "r", limits), size + 1);
    require(step != 3 || (first[0] == lines && first[1] == values));
    first[0] = std::move(lines);
    first[1] = std::move(values);
  }
  limits.row_bytes = 16; // rows longer than the window are skipped, never looped over
  read_all(*make_json_lines_reader(std::make_unique<Dripping>(text, 3), limits), size + 1);
  read_all(*make_json_reader(std::make_unique<Dripping>(text, 3), "r", limits), size + 1);
  return 0;
}

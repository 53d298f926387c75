#pragma once
// A row of input, of whatever format, and what can be wrong with it. A bad row never costs a good one.

#include <tilores/base/json.hpp>
#include <tilores/base/result.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tilores::data {

enum class RowFaultKind : std::uint8_t {
  unterminated_quote, // CSV: the quote is never closed; the row ends with the line in which the quote was opened
  text_after_quote,   // CSV: "ab"c; the cells are those of Python's csv (abc)
  ragged,             // CSV: more or fewer cells than the header
  too_many_columns,   // CSV: only the first ones are kept
  field_too_long,
  row_too_long, // `raw` is only its beginning, `cells` is empty
  invalid_utf8,
  nul_byte,
  invalid_json,
  not_an_object,
};

struct RowFault {
  RowFaultKind kind = RowFaultKind::invalid_json;
  std::uint64_t line = 0;   // physical line, from 1
  std::uint64_t column = 0; // byte of that line, from 1
  std::string reason;       // one line, without place and without any value of the row
};

// "line 7, column 3: text after a closing quote".
[[nodiscard]] std::string describe(const RowFault& fault);

// Views are valid until the next row is read.
struct Row {
  std::uint64_t number = 0;                // of this row, from 1; the header does not count
  std::uint64_t line = 0;                  // physical line of its first byte, from 1; lines end with LF, CR LF or CR
  std::uint64_t offset = 0;                // byte of its first byte in the input
  std::string_view raw;                    // its bytes, without the line end
  std::string_view line_end;               // "\n", "\r\n", "\r", or "" at the end of the input
  std::span<const std::string_view> cells; // CSV and TSV: decoded
  std::optional<RowFault> fault;
};

// Port: the rows of one input, one after the other, in bounded memory. Not thread-safe.
class RowReader {
public:
  virtual ~RowReader() = default;
  // The column names of CSV and TSV, empty for JSON. Reads the first row. bad_data when that is empty or broken.
  // Valid as long as the reader.
  [[nodiscard]] virtual Result<std::span<const std::string>> header() = 0;
  // The header as it stands in the input, without its line end; for copying it. Valid after header().
  [[nodiscard]] virtual std::string_view header_raw() const { return {}; }
  // False at the end. Fails with `io`, and with bad_data where what follows cannot be read (cut JSON array).
  [[nodiscard]] virtual Result<bool> next(Row& row) = 0;
};

struct InputLimits {
  std::size_t row_bytes = std::size_t{16} << 20U;
  std::size_t field_bytes = std::size_t{8} << 20U;
  std::size_t columns = 100'000;
  std::size_t json_depth = 128;
};

// The row of a JSON reader as a document, always an object. nullopt when it has a fault, which it may get here
// (invalid_json, not_an_object).
[[nodiscard]] std::optional<JsonDocument> row_object(Row& row, const InputLimits& limits = {});
// Appends the row of a CSV reader as a JSON object of texts: empty cells are null, cells beyond the header are left
// out, columns without a cell are null.
void append_row_object(std::string& out, std::span<const std::string> header, const Row& row);

} // namespace tilores::data

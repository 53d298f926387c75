#pragma once
// Streaming readers of CSV, TSV, JSON Lines and JSON. A byte order mark is skipped, blank lines are no rows. Memory is
// bounded by the limits whatever the input.

#include <tilores/data/row.hpp>
#include <tilores/data/source.hpp>

#include <memory>
#include <string>

namespace tilores::data {

struct CsvOptions {
  char separator = ',';
  bool header = true; // false: every row is data, blank lines included (as rows without cells), none is ragged
  InputLimits limits;
};

// RFC 4180, read as Python's csv.reader (not strict, newline='') reads it, except for a quote that is never closed: its
// row ends with that line, so that the rows below are not swallowed.
[[nodiscard]] std::unique_ptr<RowReader> make_csv_reader(std::unique_ptr<ByteSource> source,
                                                         const CsvOptions& options = {});
// One JSON text a line (LF or CR LF); the lines are not parsed here (row_object).
[[nodiscard]] std::unique_ptr<RowReader> make_json_lines_reader(std::unique_ptr<ByteSource> source,
                                                                const InputLimits& limits = {});
// JSON texts one after the other. Of an array, and of the array that is the member `list_key` of an object, every
// element is a row; any other object is a row itself.
[[nodiscard]] std::unique_ptr<RowReader> make_json_reader(std::unique_ptr<ByteSource> source,
                                                          std::string list_key = "records",
                                                          const InputLimits& limits = {});

} // namespace tilores::data

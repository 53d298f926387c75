#pragma once
// Rows in any of the six formats. A row is a JSON object; columns say what of it is shown.
//   jsonl  the row itself, one a line, flushed (cut to the columns only when the user chose them)
//   json   one array of such rows, without line end: the text for an envelope's data (envelope.hpp)
//   csv    RFC 4180, LF; tsv the same with tabs; both guarded against spreadsheet formulas, header always printed
//   table  on a terminal aligned, coloured, ids cut to 8 and cells ended with …; elsewhere whole, tab-separated, header
//   md     a GitHub table
// Control, escape and bidi characters are shown escaped in table and md.

#include <tilores/output/columns.hpp>
#include <tilores/output/format.hpp>
#include <tilores/output/streams.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::output {

struct RowOptions {
  Format format = Format::table;
  std::vector<Column> columns; // never empty for csv, tsv, table, md
  bool chosen = false;         // the columns come from --fields: json and jsonl are cut to them
  Terminal terminal;           // of the stream the rows go to
};

// Port: rows to bytes, appended to `out`. A table on a terminal holds its first 500 rows back to find the widths; later
// rows use the same. Memory is bounded otherwise. Not thread-safe.
class RowEncoder {
public:
  virtual ~RowEncoder() = default;
  // Once, before the first row: the header.
  virtual void begin(std::string& out) = 0;
  virtual void row(const Json& row, std::string& out) = 0;
  // Once, after the last row, also when there was none.
  virtual void finish(std::string& out) = 0;
};
[[nodiscard]] std::unique_ptr<RowEncoder> make_row_encoder(RowOptions options);

// An encoder and the sink it writes to. finish() must be called; rows of jsonl are flushed one by one.
class RowWriter {
public:
  RowWriter(Sink& sink, RowOptions options);
  [[nodiscard]] Status row(const Json& row);
  [[nodiscard]] Status row(std::string json_object); // internal, if it is not JSON
  [[nodiscard]] Status finish();

private:
  void begin();
  Sink& m_sink;
  bool m_flush_rows;
  std::unique_ptr<RowEncoder> m_encoder;
  bool m_begun = false;
  std::string m_buffer;
};

// Appends one cell of CSV (separator ',') or TSV ('\t'), quoted where needed. A guarded cell that a spreadsheet would
// run as a formula gets a leading ' (OWASP "CSV Injection"); numbers and telephone numbers are left alone.
void append_csv_cell(std::string& out, std::string_view text, char separator, bool guard);
[[nodiscard]] bool looks_like_formula(std::string_view text);

} // namespace tilores::output

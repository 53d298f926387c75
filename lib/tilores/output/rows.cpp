#include <tilores/output/rows.hpp>

#include <tilores/output/table.hpp>
#include <tilores/output/terminal_text.hpp>

#include <utility>

namespace tilores::output {
namespace {

class JsonLinesEncoder final : public RowEncoder {
public:
  explicit JsonLinesEncoder(RowOptions options) : m_options(std::move(options)) {}
  void begin(std::string& /*out*/) override {}
  void row(const Json& row, std::string& out) override
  {
    if (m_options.chosen) {
      append_pruned(out, row, m_options.columns);
    } else {
      append_compact(out, row);
    }
    out += '\n';
  }
  void finish(std::string& /*out*/) override {}

private:
  RowOptions m_options;
};

class JsonArrayEncoder final : public RowEncoder {
public:
  explicit JsonArrayEncoder(RowOptions options) : m_options(std::move(options)) {}
  void begin(std::string& out) override { out += '['; }
  void row(const Json& row, std::string& out) override
  {
    out += std::exchange(m_first, false) ? "" : ",";
    if (m_options.chosen) {
      append_pruned(out, row, m_options.columns);
    } else {
      append_compact(out, row);
    }
  }
  void finish(std::string& out) override { out += ']'; }

private:
  RowOptions m_options;
  bool m_first = true;
};

// How a cell is told from its neighbours: quoted as RFC 4180 has it, or as one line of visible text (fit for cut, awk,
// grep).
enum class Cells : std::uint8_t { quoted, visible };

class SeparatedEncoder final : public RowEncoder {
public:
  SeparatedEncoder(RowOptions options, char separator, Cells cells)
    : m_options(std::move(options)), m_separator(separator), m_cells(cells)
  {
  }
  void begin(std::string& out) override
  {
    line(out, [](const Column& column, std::string& cell) { cell += column.name; });
  }
  void row(const Json& row, std::string& out) override
  {
    line(out, [&row](const Column& column, std::string& cell) { append_cell(cell, row, column.path); });
  }
  void finish(std::string& /*out*/) override {}

private:
  template<typename Fill> void line(std::string& out, const Fill& fill)
  {
    bool first = true;
    for (const Column& column : m_options.columns) {
      if (!std::exchange(first, false)) {
        out += m_separator;
      }
      m_cell.clear();
      fill(column, m_cell);
      m_cells == Cells::quoted ? append_csv_cell(out, m_cell, m_separator, true) : append_visible(out, m_cell);
    }
    if (m_cells == Cells::quoted && m_options.columns.size() == 1 && m_cell.empty()) {
      out += "\"\""; // an empty line would be no row at all
    }
    out += '\n';
  }

  RowOptions m_options;
  char m_separator;
  Cells m_cells;
  std::string m_cell;
};

class MarkdownEncoder final : public RowEncoder {
public:
  explicit MarkdownEncoder(RowOptions options) : m_options(std::move(options)) {}
  void begin(std::string& out) override
  {
    for (const Column& column : m_options.columns) {
      append(out, column.name);
    }
    out += "|\n";
    for (std::size_t i = 0; i < m_options.columns.size(); ++i) {
      out += "| --- ";
    }
    out += "|\n";
  }
  void row(const Json& row, std::string& out) override
  {
    for (const Column& column : m_options.columns) {
      m_cell.clear();
      append_cell(m_cell, row, column.path);
      append(out, m_cell);
    }
    out += "|\n";
  }
  void finish(std::string& /*out*/) override {}

private:
  // Escapes what ends a cell or becomes markup (GitHub Flavored Markdown 0.29, §2.4 and §4.10).
  static void append(std::string& out, std::string_view text)
  {
    out += "| ";
    for (const char c : visible(text)) {
      if (c == '<' || c == '&') {
        out += c == '<' ? "&lt;" : "&amp;";
        continue;
      }
      if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '[' || c == ']') {
        out += '\\';
      }
      out += c;
    }
    out += ' ';
  }

  RowOptions m_options;
  std::string m_cell;
};

} // namespace

std::unique_ptr<RowEncoder> make_row_encoder(RowOptions options)
{
  switch (options.format) {
  case Format::table:
    if (options.terminal.is_tty) {
      return make_aligned_table(std::move(options));
    }
    return std::make_unique<SeparatedEncoder>(std::move(options), '\t', Cells::visible);
  case Format::json: return std::make_unique<JsonArrayEncoder>(std::move(options));
  case Format::jsonl: return std::make_unique<JsonLinesEncoder>(std::move(options));
  case Format::csv: return std::make_unique<SeparatedEncoder>(std::move(options), ',', Cells::quoted);
  case Format::tsv: return std::make_unique<SeparatedEncoder>(std::move(options), '\t', Cells::quoted);
  case Format::md: return std::make_unique<MarkdownEncoder>(std::move(options));
  }
  return nullptr;
}

RowWriter::RowWriter(Sink& sink, RowOptions options)
  : m_sink(sink), m_flush_rows(options.format == Format::jsonl), m_encoder(make_row_encoder(std::move(options)))
{
}

void RowWriter::begin()
{
  if (!std::exchange(m_begun, true)) {
    m_encoder->begin(m_buffer);
  }
}

Status RowWriter::row(const Json& row)
{
  begin();
  m_encoder->row(row, m_buffer);
  TRY(m_sink.write(m_buffer));
  m_buffer.clear();
  return m_flush_rows ? m_sink.flush() : Status{};
}

Status RowWriter::row(std::string json_object)
{
  auto document = JsonDocument::parse(std::move(json_object));
  if (!document) {
    Error error = std::move(document).error();
    error.kind = ErrorKind::internal; // the program made this text
    return fail(with_context(std::move(error), "cannot write a row"));
  }
  return row(document->root());
}

Status RowWriter::finish()
{
  begin();
  m_encoder->finish(m_buffer);
  TRY(m_sink.write(m_buffer));
  m_buffer.clear();
  return m_sink.flush();
}

} // namespace tilores::output

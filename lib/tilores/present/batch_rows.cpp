#include <tilores/present/batch_rows.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/data/csv_writer.hpp>
#include <tilores/jobs/raw_cells.hpp>
#include <tilores/output/envelope.hpp>
#include <tilores/output/rows.hpp>

#include <array>

namespace tilores::present {
namespace {

using jobs::InputRow;
using jobs::InputShape;
using jobs::RowAnswer;
using jobs::RowMeta;

constexpr std::array<const char*, 5> k_added{"tilores_status", "tilores_entity_id", "tilores_records",
                                             "tilores_match_score", "tilores_error"};

std::string error_text(const Error& error) { return std::string(to_string(error.kind)) + ": " + describe(error); }

// Dead letters are in the input's own format.
class BatchSink : public jobs::RowSink {
public:
  explicit BatchSink(BatchView view) : m_view(std::move(view)) {}

  Result<std::string> begin(const InputShape& input) override
  {
    m_cells = input.format == data::InputFormat::csv || input.format == data::InputFormat::tsv;
    m_input_separator = input.format == data::InputFormat::tsv ? '\t' : ',';
    m_header.assign(input.header.begin(), input.header.end());
    m_header_raw = input.header_raw;
    return begin_rows();
  }

  [[nodiscard]] std::string begin_dead() const override
  {
    if (!m_cells) {
      return {};
    }
    std::string text = m_header_raw;
    for (const char* const name : {"tilores_row", "tilores_line", "tilores_attempts", "tilores_error", "tilores_raw"}) {
      text += m_input_separator;
      text += name;
    }
    return text + "\n";
  }

  void dead(const InputRow& row, const Error& error, std::uint32_t attempts, std::string& out) const override
  {
    if (m_cells) {
      // A row that is broken must not break the file: its bytes stand in a cell of their own.
      if (row.fault) {
        out.append(m_header.size() - 1, m_input_separator);
      } else {
        out += row.raw;
      }
      out += m_input_separator + std::to_string(row.number) + m_input_separator + std::to_string(row.line) +
             m_input_separator + std::to_string(attempts) + m_input_separator;
      output::append_csv_cell(out, error_text(error), m_input_separator, true);
      out += m_input_separator;
      if (row.fault) {
        data::append_csv_field(out, row.raw, m_input_separator);
      }
      out += '\n';
      return;
    }
    JsonWriter json(out);
    json.begin_object().member("row", row.number).member("line", row.line).member("attempts", attempts).key("error");
    std::string text;
    output::append_error(text, error);
    json.raw(text).key("input");
    // What is JSON and on one line stays as it is; the rest is told as text.
    const bool whole = !row.fault && row.raw.find('\n') == std::string::npos;
    (whole ? json.raw(row.raw) : json.value(row.raw)).end_object();
    out += '\n';
  }

  [[nodiscard]] std::string end() const override { return {}; }

protected:
  virtual Result<std::string> begin_rows() = 0;

  // The decoded cells of a row, in views into it or into `scratch`.
  void decode(const InputRow& row, std::vector<std::string_view>& cells, std::vector<std::string>& scratch) const
  {
    if (row.fault) {
      cells.assign(row.cells.begin(), row.cells.end());
      return;
    }
    jobs::split_raw_cells(row.raw, m_input_separator, cells);
    scratch.resize(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      cells[i] = jobs::cell_text(cells[i], scratch[i]);
    }
  }

  BatchView m_view;
  bool m_cells = true;
  char m_input_separator = ',';
  std::vector<std::string> m_header;
  std::string m_header_raw;
};

class CellSink final : public BatchSink {
public:
  explicit CellSink(BatchView view)
    : BatchSink(std::move(view)), m_separator(m_view.format == output::Format::tsv ? '\t' : ',')
  {
  }

  Status answer(const RowAnswer& answer, std::string& out) const override
  {
    out += m_separator;
    out += to_string(answer.status);
    cell(out, answer.entity_id);
    out += m_separator;
    if (answer.records) {
      out += std::to_string(*answer.records);
    }
    out += m_separator;
    if (answer.match_score) {
      append_json_number(out, *answer.match_score);
    }
    cell(out, answer.error ? error_text(*answer.error) : std::string{});
    if (m_view.columns.empty()) {
      return {};
    }
    if (answer.result.empty()) {
      out.append(m_view.columns.size(), m_separator);
      return {};
    }
    TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(answer.result));
    std::string text;
    for (const output::Column& column : m_view.columns) {
      text.clear();
      output::append_cell(text, document.root(), column.path);
      cell(out, text);
    }
    return {};
  }

  void row(const InputRow& row, std::string_view answer, const RowMeta& meta, std::string& out) const override
  {
    out.reserve(row.raw.size() + answer.size() + 64);
    pass_through(row, out);
    out += m_kept.empty() ? answer.substr(1) : answer; // without columns of the input no separator leads
    if (m_view.row_meta) {
      cell(out, to_string(meta.cache));
      cell(out, std::to_string(meta.attempts));
      cell(out, std::to_string(meta.ms));
    }
    out += '\n';
  }

protected:
  Result<std::string> begin_rows() override
  {
    for (std::size_t i = 0; i < m_header.size(); ++i) {
      if (!m_header[i].starts_with("tilores_")) {
        m_kept.push_back(i);
      }
    }
    m_raw = m_cells && m_input_separator == m_separator && m_kept.size() == m_header.size() && !m_view.guard_all;
    std::string text;
    if (m_raw) {
      text = m_header_raw;
    } else {
      std::vector<std::string_view> raw;
      if (m_cells) {
        jobs::split_raw_cells(m_header_raw, m_input_separator, raw);
      }
      for (const std::size_t i : m_kept) {
        text += text.empty() && i == m_kept.front() ? "" : std::string(1, m_separator);
        if (m_cells && m_input_separator == m_separator && i < raw.size()) {
          text += raw[i];
        } else {
          data::append_csv_field(text, m_header[i], m_separator);
        }
      }
    }
    bool first = m_kept.empty();
    const auto add = [&](std::string_view name) {
      text += first ? "" : std::string(1, m_separator);
      data::append_csv_field(text, name, m_separator);
      first = false;
    };
    for (const char* const name : k_added) {
      add(name);
    }
    for (const output::Column& column : m_view.columns) {
      add(column.name);
    }
    if (m_view.row_meta) {
      for (const char* const name : {"tilores_cache", "tilores_attempts", "tilores_ms"}) {
        add(name);
      }
    }
    return text + "\n";
  }

private:
  void cell(std::string& out, std::string_view text) const
  {
    out += m_separator;
    output::append_csv_cell(out, text, m_separator, true);
  }

  void pass_through(const InputRow& row, std::string& out) const
  {
    if (!m_cells) {
      members(row, out);
      return;
    }
    if (m_raw && !row.fault) {
      out += row.raw;
      return;
    }
    std::vector<std::string_view> cells;
    std::vector<std::string> scratch;
    const bool as_it_is = m_input_separator == m_separator && !m_view.guard_all && !row.fault;
    if (as_it_is) {
      jobs::split_raw_cells(row.raw, m_input_separator, cells);
    } else {
      decode(row, cells, scratch);
    }
    bool first = true;
    for (const std::size_t i : m_kept) {
      if (!std::exchange(first, false)) {
        out += m_separator;
      }
      if (i >= cells.size()) {
        continue;
      }
      if (as_it_is) {
        out += cells[i];
      } else {
        output::append_csv_cell(out, cells[i], m_separator, m_view.guard_all);
      }
    }
  }

  void members(const InputRow& row, std::string& out) const
  {
    std::optional<JsonDocument> document;
    if (!row.fault) {
      data::Row source;
      source.raw = row.raw;
      document = data::row_object(source);
    }
    std::string text;
    bool first = true;
    for (const std::size_t i : m_kept) {
      if (!std::exchange(first, false)) {
        out += m_separator;
      }
      text.clear();
      if (document) {
        output::append_cell(text, document->root()[m_header[i]]);
      }
      output::append_csv_cell(out, text, m_separator, m_view.guard_all);
    }
  }

  char m_separator;
  std::vector<std::size_t> m_kept; // columns of the input that stay
  bool m_raw = false;              // all of them, as they are
};

class LineSink final : public BatchSink {
public:
  explicit LineSink(BatchView view) : BatchSink(std::move(view)) {}

  Status answer(const RowAnswer& answer, std::string& out) const override
  {
    out += ",\"status\":\"";
    out += to_string(answer.status);
    out += "\",\"entity_id\":";
    if (answer.entity_id.empty()) {
      out += "null";
    } else {
      append_json_string(out, answer.entity_id);
    }
    out += ",\"result\":";
    if (answer.result.empty()) {
      out += "null";
    } else if (m_view.chosen) {
      TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(answer.result));
      output::append_pruned(out, document.root(), m_view.columns);
    } else {
      out += answer.result;
    }
    out += ",\"error\":";
    if (answer.error) {
      output::append_error(out, *answer.error);
    } else {
      out += "null";
    }
    return {};
  }

  void row(const InputRow& row, std::string_view answer, const RowMeta& meta, std::string& out) const override
  {
    out.reserve(row.raw.size() * 2 + answer.size() + 64);
    out += "{\"row\":";
    out += std::to_string(row.number);
    out += ",\"input\":";
    input(row, out);
    out += answer;
    if (m_view.row_meta) {
      out += ",\"meta\":";
      JsonWriter(out)
        .begin_object()
        .member("cache", to_string(meta.cache))
        .member("attempts", meta.attempts)
        .member("ms", meta.ms)
        .end_object();
    }
    out += "}\n";
  }

protected:
  Result<std::string> begin_rows() override { return std::string{}; }

private:
  void input(const InputRow& row, std::string& out) const
  {
    if (!m_cells) {
      if (row.fault) {
        append_json_string(out, row.raw);
      } else if (row.raw.find('\n') == std::string::npos) {
        out += row.raw;
      } else {
        data::Row source;
        source.raw = row.raw;
        if (const auto document = data::row_object(source)) {
          output::append_compact(out, document->root());
        } else {
          append_json_string(out, row.raw);
        }
      }
      return;
    }
    std::vector<std::string_view> cells;
    std::vector<std::string> scratch;
    decode(row, cells, scratch);
    data::Row source;
    source.cells = cells;
    data::append_row_object(out, m_header, source);
  }
};

} // namespace

std::unique_ptr<jobs::RowSink> make_batch_sink(BatchView view)
{
  if (view.format == output::Format::jsonl) {
    return std::make_unique<LineSink>(std::move(view));
  }
  return std::make_unique<CellSink>(std::move(view));
}

} // namespace tilores::present

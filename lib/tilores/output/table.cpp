#include <tilores/output/table.hpp>

#include <tilores/output/terminal_text.hpp>

#include <algorithm>
#include <numeric>
#include <utility>

namespace tilores::output {
namespace {

constexpr std::size_t k_sample_rows = 500;
constexpr std::size_t k_id_length = 8;
constexpr std::size_t k_gap = 2;
constexpr std::size_t k_least = 4; // columns cut to less say nothing

struct Cell {
  std::string text;
  bool number = false;
};

class AlignedTable final : public RowEncoder {
public:
  explicit AlignedTable(RowOptions options) : m_options(std::move(options)) {}

  void begin(std::string& /*out*/) override {} // the header needs the widths

  void row(const Json& row, std::string& out) override
  {
    std::vector<Cell> cells;
    cells.reserve(m_options.columns.size());
    for (const Column& column : m_options.columns) {
      cells.push_back(cell_of(row, column));
    }
    if (m_started) {
      append_row(out, cells);
      return;
    }
    m_held.push_back(std::move(cells));
    if (m_held.size() == k_sample_rows) {
      start(out);
    }
  }

  void finish(std::string& out) override
  {
    if (!m_started) {
      start(out);
    }
  }

private:
  static Cell cell_of(const Json& row, const Column& column)
  {
    std::string text;
    append_cell(text, row, column.path);
    Cell cell{visible(text), false};
    if (column.id && display_width(cell.text) > k_id_length) {
      cell.text = fitted(cell.text, k_id_length + 1);
      cell.text.resize(cell.text.size() - std::string_view("…").size());
    }
    const std::vector<Json> values = values_at(row, column.path);
    cell.number = values.size() == 1 && (values.front().is_number() || !values.front()["amount"].missing());
    return cell;
  }

  void start(std::string& out)
  {
    m_started = true;
    const std::size_t count = m_options.columns.size();
    std::vector<std::size_t> wanted(count);
    m_right.assign(count, false);
    std::vector<Cell> header(count);
    for (std::size_t i = 0; i < count; ++i) {
      header[i].text = visible(m_options.columns[i].name);
      wanted[i] = display_width(header[i].text);
      bool numbers = false;
      bool texts = false;
      for (const std::vector<Cell>& cells : m_held) {
        wanted[i] = std::max(wanted[i], display_width(cells[i].text));
        numbers = numbers || cells[i].number;
        texts = texts || (!cells[i].number && !cells[i].text.empty());
      }
      m_right[i] = numbers && !texts;
    }
    m_widths = shared_widths(wanted, m_options.terminal.width);
    for (std::size_t i = 0; i < count; ++i) {
      m_stacked = m_stacked || m_widths[i] < std::min(wanted[i], k_least);
    }
    if (!m_stacked) {
      append_row(out, header, true);
    }
    for (const std::vector<Cell>& cells : m_held) {
      append_row(out, cells);
    }
    m_held.clear();
    m_held.shrink_to_fit();
  }

  // For a terminal too narrow for the columns: a line for each filled cell, and an empty one between rows.
  void append_stacked(std::string& out, const std::vector<Cell>& cells)
  {
    std::size_t label_width = 0;
    for (const Column& column : m_options.columns) {
      label_width = std::max(label_width, display_width(visible(column.name)));
    }
    const std::size_t width = std::max<std::size_t>(m_options.terminal.width, 2 * k_least + k_gap);
    label_width = std::min(label_width, width / 2 - k_gap);
    out += std::exchange(m_first, false) ? "" : "\n";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].text.empty()) {
        continue;
      }
      const std::string label = fitted(visible(m_options.columns[i].name), label_width);
      append_styled(out, label, Style::bold, m_options.terminal.colour);
      out.append(label_width - std::min(label_width, display_width(label)) + k_gap, ' ');
      append_styled(out, fitted(cells[i].text, width - label_width - k_gap),
                    m_options.columns[i].id ? Style::dim : Style::plain, m_options.terminal.colour);
      out += '\n';
    }
  }

  void append_row(std::string& out, const std::vector<Cell>& cells, bool header = false)
  {
    if (m_stacked) {
      append_stacked(out, cells);
      return;
    }
    std::size_t blanks = 0; // written only before more text: no blanks at the end of a line
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string text = fitted(cells[i].text, m_widths[i]);
      const std::size_t padding = m_widths[i] - std::min(m_widths[i], display_width(text));
      blanks += m_right[i] ? padding : 0;
      if (!text.empty()) {
        out.append(blanks, ' ');
        blanks = 0;
        const Style style = header ? Style::bold : m_options.columns[i].id ? Style::dim : Style::plain;
        append_styled(out, text, style, m_options.terminal.colour);
      }
      blanks += (m_right[i] ? 0 : padding) + k_gap;
    }
    out += '\n';
  }

  RowOptions m_options;
  std::vector<std::vector<Cell>> m_held;
  std::vector<std::size_t> m_widths;
  std::vector<bool> m_right;
  bool m_started = false;
  bool m_stacked = false;
  bool m_first = true; // stacked row
};

} // namespace

std::unique_ptr<RowEncoder> make_aligned_table(RowOptions options)
{
  return std::make_unique<AlignedTable>(std::move(options));
}

std::vector<std::size_t> shared_widths(std::vector<std::size_t> wanted, std::size_t room)
{
  if (wanted.empty()) {
    return wanted;
  }
  const std::size_t gaps = k_gap * (wanted.size() - 1);
  std::size_t left = room > gaps ? room - gaps : 0;
  std::vector<std::size_t> order(wanted.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return wanted[i]; });
  for (std::size_t n = 0; n < order.size(); ++n) {
    const std::size_t share = left / (order.size() - n);
    std::size_t& width = wanted[order[n]];
    width = std::max<std::size_t>(1, std::min(width, share));
    left -= std::min(left, width);
  }
  return wanted;
}

} // namespace tilores::output

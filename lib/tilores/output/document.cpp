#include <tilores/output/document.hpp>

#include <algorithm>

namespace tilores::output {
namespace {

constexpr std::size_t k_card_width = 80;
constexpr std::size_t k_label_limit = 24;

void append_terminal_line(std::string& out, std::string_view label, const CardLine& line, std::size_t label_width,
                          const Terminal& terminal)
{
  const std::size_t width = std::min(terminal.width, k_card_width);
  const std::size_t indent = label_width + 2;
  const std::string shown = fitted(label, label_width);
  append_styled(out, shown, Style::dim, terminal.colour);
  out.append(indent - display_width(shown), ' ');
  const std::string value = line.value.empty() ? "-" : visible(line.value, Lines::many);
  append_styled(out, wrapped(value, width, indent), line.style, terminal.colour);
  out += '\n';
}

} // namespace

void append_heading(std::string& out, std::string_view text, const Terminal& terminal)
{
  if (terminal.is_tty && !out.empty()) {
    out += '\n';
  }
  append_styled(out, visible(text), Style::bold, terminal.colour);
  out += '\n';
}

void append_card(std::string& out, std::span<const CardLine> lines, const Terminal& terminal)
{
  std::size_t label_width = 0;
  for (const CardLine& line : lines) {
    label_width = std::max(label_width, display_width(visible(line.label)));
  }
  label_width = std::min({label_width, k_label_limit, terminal.width / 3});
  for (const CardLine& line : lines) {
    const std::string label = visible(line.label);
    if (terminal.is_tty) {
      append_terminal_line(out, label, line, label_width, terminal);
    } else {
      out += label;
      out += '\t';
      append_visible(out, line.value);
      out += '\n';
    }
  }
}

std::vector<CardLine> card_lines(Json row, std::span<const Column> columns)
{
  std::vector<CardLine> lines;
  lines.reserve(columns.size());
  for (const Column& column : columns) {
    CardLine& line = lines.emplace_back();
    line.label = column.name;
    append_cell(line.value, row, column.path);
  }
  return lines;
}

} // namespace tilores::output

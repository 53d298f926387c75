#pragma once
// One result as a card: headings and aligned "label  value" lines. On a terminal within its width (at most 80) and
// coloured; elsewhere "label<TAB>value", whole.

#include <tilores/base/json.hpp>
#include <tilores/output/columns.hpp>
#include <tilores/output/streams.hpp>
#include <tilores/output/terminal_text.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::output {

struct CardLine {
  std::string label;
  std::string value; // text from data; made visible here
  Style style = Style::plain;
};

// Appends a heading line ("PAYMENT"); on a terminal bold with an empty line before it, unless `out` is empty.
void append_heading(std::string& out, std::string_view text, const Terminal& terminal);
// Appends the lines, labels aligned to the longest of them. Empty values are shown as "-" on a terminal.
void append_card(std::string& out, std::span<const CardLine> lines, const Terminal& terminal);
// One card line per column of `row`.
[[nodiscard]] std::vector<CardLine> card_lines(Json row, std::span<const Column> columns);

} // namespace tilores::output

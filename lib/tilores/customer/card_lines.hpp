#pragma once
// Building of card lines: styled pieces, cut to the width. Internal to this module.

#include <tilores/customer/credit_card.hpp>
#include <tilores/output/terminal_text.hpp>

namespace tilores::customer {

class CardLines {
public:
  explicit CardLines(const CardLook& look) : m_look(look) {}

  struct Piece {
    std::string text; // from data or not: made visible here
    output::Style style = output::Style::plain;
  };
  // Pieces one after another; what does not fit is cut with ….
  void add(const std::vector<Piece>& pieces);
  // A section title with a rule to the right edge.
  void title(std::string_view text);
  // `lead`, then text broken at blanks, all of it from column `indent` on.
  void wrapped(std::string_view lead, std::string_view text, std::size_t indent,
               output::Style style = output::Style::plain);
  void blank() { m_lines.emplace_back(); }
  [[nodiscard]] std::vector<std::string> take() { return std::move(m_lines); }
  [[nodiscard]] const CardLook& look() const { return m_look; }

private:
  CardLook m_look;
  std::vector<std::string> m_lines;
};

// `text` with blanks up to `width` columns, cut if longer.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);
[[nodiscard]] std::string dollars(const std::optional<credit::Cents>& amount); // "$1,234.50" or "n/a"
[[nodiscard]] std::string percent_text(const std::optional<double>& value);    // "43.5 %" or "n/a"

} // namespace tilores::customer

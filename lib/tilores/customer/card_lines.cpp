// Lines of the terminal cards.
#include <tilores/customer/card_lines.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/normalise.hpp>

#include <charconv>

namespace tilores::customer {

void CardLines::add(const std::vector<Piece>& pieces)
{
  std::string line;
  std::size_t used = 0;
  for (const Piece& piece : pieces) {
    const std::string text = output::fitted(output::visible(piece.text), m_look.width - used);
    output::append_styled(line, text, piece.style, m_look.colour);
    used += output::display_width(text);
    if (used >= m_look.width) {
      break;
    }
  }
  while (!line.empty() && line.back() == ' ') {
    line.pop_back();
  }
  m_lines.push_back(std::move(line));
}

void CardLines::title(std::string_view text)
{
  std::string rule;
  const std::size_t used = output::display_width(output::visible(text)) + 1;
  for (std::size_t i = used; i < m_look.width; ++i) {
    rule += "─";
  }
  add({{std::string(text) + " ", output::Style::bold}, {rule, output::Style::dim}});
}

void CardLines::wrapped(std::string_view lead, std::string_view text, std::size_t indent, output::Style style)
{
  const std::string broken = padded(lead, indent) + output::wrapped(output::visible(text), m_look.width, indent);
  for (const std::string_view part : split(broken, '\n')) {
    std::string line;
    output::append_styled(line, part, style, m_look.colour);
    m_lines.push_back(std::move(line));
  }
}

std::string padded(std::string_view text, std::size_t width)
{
  std::string out = output::fitted(output::visible(text), width);
  for (std::size_t used = output::display_width(out); used < width; ++used) {
    out += ' ';
  }
  return out;
}

std::string dollars(const std::optional<credit::Cents>& amount)
{
  if (!amount) {
    return "n/a";
  }
  std::string text = model::format_money(*amount < 0 ? -*amount : *amount);
  for (std::size_t at = text.size() - 3; at > 3; at -= 3) {
    text.insert(at - 3, ",");
  }
  return (*amount < 0 ? "-$" : "$") + text;
}

std::string percent_text(const std::optional<double>& value)
{
  if (!value) {
    return "n/a";
  }
  std::array<char, 64> text{};
  return std::string(text.data(),
                     std::to_chars(text.data(), text.data() + text.size(), *value, std::chars_format::fixed, 1).ptr) +
         " %";
}

} // namespace tilores::customer

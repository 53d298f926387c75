// Which cells a spreadsheet would run. Source: OWASP "CSV Injection"; widened by leading blanks, quotes, full-width
// signs and '|' (DDE), which Excel and LibreOffice also take.
#include <tilores/base/text.hpp>
#include <tilores/data/csv_writer.hpp>
#include <tilores/output/rows.hpp>

#include <algorithm>

namespace tilores::output {
namespace {

std::size_t digits_at(std::string_view text, std::size_t at)
{
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) {
    ++end;
  }
  return end - at;
}

// [+-]digits[.digits][e[+-]digits], and with thousands commas.
bool is_number(std::string_view text)
{
  std::size_t at = !text.empty() && (text[0] == '+' || text[0] == '-') ? 1 : 0;
  const std::size_t whole = digits_at(text, at);
  at += whole;
  while (whole > 0 && whole <= 3 && at < text.size() && text[at] == ',' && digits_at(text, at + 1) == 3) {
    at += 4;
  }
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits_at(text, at + 1);
    if (whole + fraction == 0) {
      return false;
    }
    at += 1 + fraction;
  } else if (whole == 0) {
    return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    at += at < text.size() && (text[at] == '+' || text[at] == '-') ? 1 : 0;
    const std::size_t exponent = digits_at(text, at);
    if (exponent == 0) {
      return false;
    }
    at += exponent;
  }
  return at == text.size();
}

// + and 7 to 15 digits (E.164) with the separators people write. One '-' between groups of digits at least; "+1+1" is
// none.
bool is_phone(std::string_view text)
{
  if (text.empty() || text[0] != '+') {
    return false;
  }
  std::size_t digits = 0;
  for (const char c : text.substr(1)) {
    if (is_digit(c)) {
      ++digits;
    } else if (c != ' ' && c != '(' && c != ')' && c != '-' && c != '.') {
      return false;
    }
  }
  return digits >= 7 && digits <= 15;
}

} // namespace

bool looks_like_formula(std::string_view text)
{
  constexpr std::string_view k_signs = "=+-@|";
  if (text.empty()) {
    return false;
  }
  if (text.front() == '\t' || text.front() == '\r' || text.front() == '\n') {
    return true;
  }
  if (is_number(text) || is_phone(text) || text == "-") {
    return false;
  }
  for (std::size_t at = 0; at < text.size();) {
    const char32_t code = next_code_point(text, at);
    if ((code < 0x80 && k_signs.find(static_cast<char>(code)) != std::string_view::npos) || code == 0xff1d ||
        code == 0xff0b || code == 0xff0d || code == 0xff20 || code == 0x2212) {
      return true;
    }
    const bool skipped = code <= ' ' || code == '"' || code == 0xa0 || code == 0xfeff ||
                         (code >= 0x2000 && code <= 0x200f) || code == 0x202f || code == 0x3000;
    if (!skipped) {
      return false;
    }
  }
  return false;
}

void append_csv_cell(std::string& out, std::string_view text, char separator, bool guard)
{
  if (guard && looks_like_formula(text)) {
    data::append_quoted(out, "'" + std::string(text));
  } else {
    data::append_csv_field(out, text, separator);
  }
}

} // namespace tilores::output

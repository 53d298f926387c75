#include <tilores/model/normalise.hpp>

#include <tilores/base/text.hpp>

#include <utf8proc.h>

#include <array>

namespace tilores::model {
namespace {

// Only diacritics: combining marks of Indic scripts are vowels and change the name.
bool is_diacritic(char32_t c)
{
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x0591 && c <= 0x05C7) || (c >= 0x064B && c <= 0x065F) || c == 0x0670 ||
         (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) ||
         (c >= 0xFE20 && c <= 0xFE2F);
}

// Latin letters without a decomposition, and punctuation people type in several ways; "" where there is no rule.
std::string_view spelt_out(char32_t c)
{
  switch (c) {
  case 0x00E6: return "ae";
  case 0x00F0:
  case 0x0111:
  case 0x0256: return "d";
  case 0x00F8: return "o";
  case 0x00FE: return "th";
  case 0x0127: return "h";
  case 0x0131: return "i";
  case 0x0138: return "k";
  case 0x0142:
  case 0x019A: return "l";
  case 0x014B: return "n";
  case 0x0153: return "oe";
  case 0x0167: return "t";
  case 0x0180: return "b";
  case 0x01B6: return "z";
  case 0x0192: return "f";
  case 0x0259: return "e";
  case 0x00B4:
  case 0x02B9:
  case 0x02BB:
  case 0x02BC:
  case 0x02C8:
  case 0x2018:
  case 0x2019:
  case 0x201B:
  case 0x2032: return "'";
  case 0x2010:
  case 0x2011:
  case 0x2012:
  case 0x2013:
  case 0x2014:
  case 0x2015:
  case 0x2212:
  case 0xFE58:
  case 0xFE63:
  case 0xFF0D: return "-";
  default: return {};
  }
}

void append_folded(std::string& out, char32_t c)
{
  if (const std::string_view plain = spelt_out(c); !plain.empty()) {
    out += plain;
    return;
  }
  std::array<utf8proc_int32_t, 32> parts{};
  int boundary = 0;
  const auto options =
    static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  const auto count =
    utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts.data(), parts.size(), options, &boundary);
  if (count < 0 || static_cast<std::size_t>(count) > parts.size()) {
    append_utf8(out, c);
    return;
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    const auto part = static_cast<char32_t>(parts[i]);
    if (is_diacritic(part)) {
      continue;
    }
    if (const std::string_view plain = spelt_out(part); !plain.empty()) {
      out += plain;
    } else {
      append_utf8(out, part);
    }
  }
}

} // namespace

std::string fold_text(std::string_view text)
{
  std::string out(text);
  unsigned char seen = 0;
  for (char& c : out) {
    seen |= static_cast<unsigned char>(c);
    c = ascii_lower(c);
  }
  if (seen < 0x80) {
    return out;
  }
  out.clear();
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      out += ascii_lower(text[at++]);
    } else {
      append_folded(out, next_code_point(text, at));
    }
  }
  return out;
}

} // namespace tilores::model

#include <tilores/output/terminal_text.hpp>

#include <tilores/base/text.hpp>

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace tilores::output {
namespace {

constexpr char32_t k_zero_width_non_joiner = 0x200c;
constexpr char32_t k_zero_width_joiner = 0x200d;
constexpr char32_t k_emoji_selector = 0xfe0f;
constexpr int k_marks_per_base = 4;

utf8proc_category_t category_of(char32_t code) { return utf8proc_category(static_cast<utf8proc_int32_t>(code)); }
std::size_t char_width(char32_t code)
{
  return static_cast<std::size_t>(std::max(0, utf8proc_charwidth(static_cast<utf8proc_int32_t>(code))));
}

bool within(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }
bool is_selector(char32_t code) { return within(code, 0xfe00, 0xfe0f) || within(code, 0xe0100, 0xe01ef); }
bool is_mark(utf8proc_category_t category)
{
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}
bool is_letter(utf8proc_category_t category)
{
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

// A code point next to which an invisible joiner has a meaning: emoji, or letters of scripts that join.
bool takes_joiner(char32_t code)
{
  const utf8proc_category_t category = category_of(code);
  return code > 0x7f && (category == UTF8PROC_CATEGORY_SO || is_letter(category) || is_mark(category) ||
                         category == UTF8PROC_CATEGORY_MC || within(code, 0x1f3fb, 0x1f3ff));
}

// Controls, and what Unicode calls default-ignorable: it acts or hides and shows nothing.
bool acts_unseen(char32_t code)
{
  const utf8proc_category_t category = category_of(code);
  if (category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CS || category == UTF8PROC_CATEGORY_ZL ||
      category == UTF8PROC_CATEGORY_ZP || (category == UTF8PROC_CATEGORY_CF && char_width(code) == 0) || code == 0xad) {
    return true;
  }
  return code == 0x034f || within(code, 0x115f, 0x1160) || within(code, 0x17b4, 0x17b5) ||
         within(code, 0x180b, 0x180f) || within(code, 0x200b, 0x200f) || within(code, 0x202a, 0x202e) ||
         within(code, 0x2060, 0x206f) || code == 0x3164 || code == 0xfeff || code == 0xffa0 ||
         within(code, 0xfff0, 0xfffb) || within(code, 0xe0000, 0xe0fff);
}

void append_hex(std::string& out, std::uint32_t number, std::size_t digits)
{
  std::array<char, 8> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number, 16).ptr;
  const auto length = static_cast<std::size_t>(end - text.data());
  out.append(digits > length ? digits - length : 0, '0');
  out.append(text.data(), length);
}

void append_escape(std::string& out, char32_t code)
{
  if (code == '\n' || code == '\r' || code == '\t') {
    out += code == '\n' ? "\\n" : code == '\r' ? "\\r" : "\\t";
  } else if (code < 0x80) {
    out += "\\x";
    append_hex(out, code, 2);
  } else if (code <= 0xffff) {
    out += "\\u";
    append_hex(out, code, 4);
  } else {
    out += "\\u{";
    append_hex(out, code, 1);
    out += '}';
  }
}

bool printable_ascii(char c) { return c >= ' ' && c < 0x7f; }

// The columns of the cluster at `at`, which moves past it.
std::size_t next_cluster(std::string_view text, std::size_t& at)
{
  const auto ascii = [&](std::size_t i) { return i >= text.size() || printable_ascii(text[i]); };
  if (ascii(at) && ascii(at + 1)) {
    ++at;
    return 1;
  }
  char32_t previous = next_code_point(text, at);
  std::size_t width = within(previous, 0x1f1e6, 0x1f1ff) ? 2 : char_width(previous);
  utf8proc_int32_t state = 0;
  while (at < text.size()) {
    std::size_t after = at;
    const char32_t code = next_code_point(text, after);
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(previous), static_cast<utf8proc_int32_t>(code),
                                         &state)) {
      break;
    }
    width = code == k_emoji_selector ? 2 : std::max(width, char_width(code));
    previous = code;
    at = after;
  }
  return width;
}

// The end of the longest beginning within `width` columns.
std::size_t end_within(std::string_view text, std::size_t width)
{
  std::size_t at = 0;
  std::size_t used = 0;
  while (at < text.size()) {
    std::size_t after = at;
    used += next_cluster(text, after);
    if (used > width) {
      break;
    }
    at = after;
  }
  return at;
}

} // namespace

void append_visible(std::string& out, std::string_view text, Lines lines)
{
  char32_t previous = 0; // last code point that was kept as it is
  int marks = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (printable_ascii(text[at])) {
      previous = static_cast<unsigned char>(text[at]);
      marks = 0;
      out += text[at++];
      continue;
    }
    const std::size_t begin = at;
    const char32_t code = next_code_point(text, at);
    const std::string_view bytes = text.substr(begin, at - begin);
    bool keep = false;
    if (code == 0xfffd && bytes.size() == 1) {
      out += "\\x";
      append_hex(out, static_cast<unsigned char>(bytes.front()), 2);
      previous = 0;
      continue;
    }
    if (code == '\n' && lines == Lines::many) {
      out += '\n';
      previous = 0;
      continue;
    }
    if (code == k_zero_width_joiner || code == k_zero_width_non_joiner) {
      std::size_t ahead = at;
      keep = takes_joiner(previous) && at < text.size() && takes_joiner(next_code_point(text, ahead));
    } else if (is_selector(code)) {
      keep = previous > ' ' && !is_mark(category_of(previous));
    } else if (acts_unseen(code)) {
      keep = false;
    } else if (is_mark(category_of(code))) {
      keep = previous != 0 && ++marks <= k_marks_per_base;
    } else {
      keep = true;
      marks = 0;
    }
    if (keep) {
      out += bytes;
      previous = code;
    } else {
      append_escape(out, code);
      previous = is_mark(category_of(code)) ? previous : 0;
    }
  }
}

std::string visible(std::string_view text, Lines lines)
{
  std::string out;
  out.reserve(text.size());
  append_visible(out, text, lines);
  return out;
}

std::size_t display_width(std::string_view text)
{
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    width += next_cluster(text, at);
  }
  return width;
}

std::string fitted(std::string_view text, std::size_t width)
{
  if (end_within(text, width) == text.size()) {
    return std::string(text);
  }
  if (width == 0) {
    return {};
  }
  return std::string(text.substr(0, end_within(text, width - 1))) + "…";
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent)
{
  const std::size_t room = std::max<std::size_t>(width, indent + 8) - indent;
  std::string out;
  std::size_t used = 0; // columns of this line, without the indent
  const auto new_line = [&] {
    out += '\n';
    out.append(indent, ' ');
    used = 0;
  };
  bool first_line = true;
  for (const std::string_view line : split(text, '\n')) {
    if (!std::exchange(first_line, false)) {
      new_line();
    }
    bool first_word = true;
    for (std::string_view word : split(line, ' ')) {
      std::size_t columns = display_width(word);
      if (!std::exchange(first_word, false)) {
        if (used + 1 + columns <= room || (columns > room && used + 1 < room)) {
          out += ' ';
          ++used;
        } else {
          new_line();
        }
      }
      while (used + columns > room) {
        std::size_t cut = end_within(word, room - used);
        if (cut == 0) {
          new_line(); // a wide character that the rest of this line cannot take
          continue;
        }
        out += word.substr(0, cut);
        word.remove_prefix(cut);
        columns = display_width(word);
        new_line();
      }
      out += word;
      used += columns;
    }
  }
  return out;
}

void append_styled(std::string& out, std::string_view text, Style style, bool colour)
{
  static constexpr std::array<std::string_view, 7> k_codes = {"", "1", "2", "31", "32", "33", "36"};
  const std::string_view code = k_codes.at(static_cast<std::size_t>(style));
  if (!colour || code.empty() || text.empty()) {
    out += text;
    return;
  }
  ((((out += "\x1b[") += code) += 'm') += text) += "\x1b[0m";
}

} // namespace tilores::output

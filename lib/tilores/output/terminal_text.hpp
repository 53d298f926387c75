#pragma once
// Text from data, made harmless for terminals and measured without a locale (utf8proc, Unicode 15).

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tilores::output {

enum class Lines : std::uint8_t { one, many }; // many: '\n' stays a line end

// Appends `text` with everything that could drive a terminal, hide or reorder text shown as \n, \x1b, \u202e or
// \u{e0069}: C0 and C1 controls, DEL, bidi and other format characters, line separators, tags, malformed bytes, and the
// marks beyond four on one base. Joiners inside emoji and between letters stay.
void append_visible(std::string& out, std::string_view text, Lines lines = Lines::one);
[[nodiscard]] std::string visible(std::string_view text, Lines lines = Lines::one);

// Columns a terminal needs for `text`, which append_visible has made.
[[nodiscard]] std::size_t display_width(std::string_view text);
// The longest beginning that fits into `width` columns, ended with … if something was cut. Never splits a character
// from its marks.
[[nodiscard]] std::string fitted(std::string_view text, std::size_t width);
// Breaks lines at blanks so that they fit into `width`, less `indent`, at least 8; words longer than that are broken.
// Further lines begin with `indent` blanks; the first one is where the caller already stands in that column. No line
// end at the end.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::size_t indent = 0);

enum class Style : std::uint8_t { plain, bold, dim, red, green, yellow, cyan };
// Appends `text` in `style` if `colour`.
void append_styled(std::string& out, std::string_view text, Style style, bool colour);

} // namespace tilores::output

#pragma once
// Text basics that need no locale: ASCII case, trimming, splitting, UTF-8, nearest name. Pure.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores {

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
[[nodiscard]] constexpr bool is_alnum(char c) { return is_digit(c) || is_alpha(c); }
[[nodiscard]] constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
[[nodiscard]] constexpr char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
[[nodiscard]] constexpr char ascii_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

[[nodiscard]] std::string_view trim(std::string_view text); // ASCII white space at both ends
[[nodiscard]] std::string to_lower_ascii(std::string_view text);
// %XX as the byte it stands for (RFC 3986 §2.1); nullopt for a broken escape.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text);
[[nodiscard]] std::string to_upper_ascii(std::string_view text);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);          // ASCII
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator); // "" gives one empty part
[[nodiscard]] std::string join(std::span<const std::string> parts, std::string_view separator);

// Decodes the code point at `at` and moves `at` past it; malformed bytes give U+FFFD and move by one.
[[nodiscard]] char32_t next_code_point(std::string_view text, std::size_t& at);
void append_utf8(std::string& out, char32_t code_point);
// Offset of the first malformed byte (overlong forms and surrogates included), or nullopt.
[[nodiscard]] std::optional<std::size_t> invalid_utf8_at(std::string_view text);

// Optimal-string-alignment distance (insert, delete, substitute, transpose = 1 each), over bytes.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);
// The candidate nearest to `name`, ignoring case, or "" where none is near: distance at most a third of the length, at
// least 1; else the only one that begins with the name, of three characters or more.
[[nodiscard]] std::string_view nearest(std::string_view name, std::span<const std::string_view> candidates);

} // namespace tilores

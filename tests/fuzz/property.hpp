#pragma once
// What the fuzz targets share: the input as text, and the end of a run that broke a property.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

// Ends the run as a finding.
inline void require(bool holds, int line = __builtin_LINE())
{
  if (!holds) {
    std::fprintf(stderr, "the property of line %d does not hold\n", line);
    std::abort();
  }
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size)
{
  return {reinterpret_cast<const char*>(data), size}; // NOLINT
}

// Takes the text up to the first line end off the front, so that one input can be several texts.
inline std::string_view take_line(std::string_view& text)
{
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

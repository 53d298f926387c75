#pragma once
// What the JSON reader and writer look for in every string, eight bytes at a time. Internal to base.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tilores {

// How many bytes from the front stand in a JSON string as they are: printable ASCII but the quotation mark and
// backslash.
[[nodiscard]] inline std::size_t plain_json_prefix(std::string_view text)
{
  constexpr std::uint64_t k_ones = 0x0101010101010101U;
  constexpr std::uint64_t k_tops = 0x8080808080808080U;
  const auto has_zero = [](std::uint64_t x) { return (x - k_ones) & ~x & k_tops; };
  std::size_t at = 0;
  for (std::uint64_t eight = 0; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    const std::uint64_t below_blank = (eight - k_ones * 0x20) & ~eight;
    const std::uint64_t other = (has_zero(eight ^ (k_ones * '"')) | has_zero(eight ^ (k_ones * '\\')) |
                                 has_zero(eight ^ (k_ones * 0x7f)) | below_blank | eight) &
                                k_tops;
    if (other != 0) {
      if constexpr (std::endian::native == std::endian::little) { // the lowest mark is never a false one
        return at + static_cast<std::size_t>(std::countr_zero(other)) / 8;
      }
      break;
    }
  }
  const auto plain = [](char c) { return c >= ' ' && c != '"' && c != '\\' && c != 0x7f; };
  while (at < text.size() && plain(text[at])) {
    ++at;
  }
  return at;
}

} // namespace tilores

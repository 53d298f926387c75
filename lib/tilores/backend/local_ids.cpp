#include <tilores/backend/local_ids.hpp>

#include <tilores/base/text.hpp>

#include <array>

namespace tilores::backend {

namespace {

std::uint64_t scatter(std::uint64_t value)
{
  value = (value ^ (value >> 33U)) * 0xff51afd7ed558ccdULL;
  value = (value ^ (value >> 33U)) * 0xc4ceb9fe1a85ec53ULL;
  return value ^ (value >> 33U);
}

// Bits 12 to 15 are the version digit; the sign bit is clear.
std::uint64_t shaped(std::uint64_t value) { return (value & 0x7fff'ffff'ffff'0fffULL) | 0x8000U; }

std::uint64_t second_half(std::uint64_t number)
{
  return (scatter(number ^ 0x7469'6c6f'7265'7331ULL) & 0x3fff'ffff'ffff'ffffULL) | 0x8000'0000'0000'0000ULL;
}

} // namespace

EntityNumber entity_number(std::uint64_t order, unsigned turn)
{
  return static_cast<EntityNumber>(shaped(scatter(order + turn * 0x9e37'79b9'7f4a'7c15ULL)));
}

std::string entity_id(EntityNumber number)
{
  const std::array<std::uint64_t, 2> halves = {static_cast<std::uint64_t>(number),
                                               second_half(static_cast<std::uint64_t>(number))};
  std::string id;
  id.reserve(36);
  for (std::size_t digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) {
      id += '-';
    }
    id += "0123456789abcdef"[(halves[digit / 16] >> (60 - 4 * (digit % 16))) & 0xfU];
  }
  return id;
}

std::optional<EntityNumber> parse_entity_id(std::string_view id)
{
  std::uint64_t first = 0;
  std::size_t digits = 0;
  for (const char c : id) {
    const char lower = ascii_lower(c);
    if (is_digit(lower) || (lower >= 'a' && lower <= 'f')) {
      if (digits++ < 16) {
        first = first << 4U | static_cast<std::uint64_t>(is_digit(lower) ? lower - '0' : lower - 'a' + 10);
      }
    } else if (c != '-') {
      return std::nullopt;
    }
  }
  const auto number = static_cast<EntityNumber>(first);
  return digits == 32 && number > 0 && entity_id(number) == to_lower_ascii(id) ? std::optional(number) : std::nullopt;
}

} // namespace tilores::backend

#include <tilores/config/values.hpp>

#include <tilores/base/text.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace tilores::config {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t size;
};

constexpr std::array k_time_units{Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000}, Unit{"s", 1000},
                                  Unit{"ms", 1}};
constexpr std::array k_byte_units{Unit{"GB", std::int64_t{1} << 30}, Unit{"MB", 1 << 20}, Unit{"KB", 1 << 10},
                                  Unit{"B", 1}};

constexpr std::int64_t k_most_millis = 1'000'000'000'000'000; // 31,000 years

} // namespace

Result<Millis> parse_duration(std::string_view text)
{
  const auto refuse = [&] {
    return fail(ErrorKind::usage, "'" + std::string(text) + "' is not a duration",
                "write a number and a unit: 1500ms, 2s, 1m30s, 12h, 7d");
  };
  std::int64_t total = 0;
  std::string_view rest = text;
  if (rest.empty()) {
    return refuse();
  }
  while (!rest.empty()) {
    double number = 0;
    const auto [end, bad] = std::from_chars(rest.data(), rest.data() + rest.size(), number, std::chars_format::fixed);
    if (bad != std::errc{} || !(number >= 0)) { // "nan" is a number to from_chars
      return refuse();
    }
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    std::size_t letters = 0;
    while (letters < rest.size() && is_alpha(rest[letters])) {
      ++letters;
    }
    std::int64_t unit = 0;
    for (const Unit& known : k_time_units) {
      if (known.name == rest.substr(0, letters)) {
        unit = known.size;
      }
    }
    const double millis = number * static_cast<double>(unit);
    if (unit == 0 || millis > static_cast<double>(k_most_millis)) {
      return refuse();
    }
    total += std::llround(millis);
    if (total > k_most_millis) {
      return refuse();
    }
    rest.remove_prefix(letters);
  }
  return Millis{total};
}

Result<std::uint64_t> parse_bytes(std::string_view text)
{
  std::uint64_t number = 0;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit = text.substr(bad == std::errc{} ? static_cast<std::size_t>(end - text.data()) : 0);
  if (bad == std::errc{} && unit.empty()) {
    return number;
  }
  for (const Unit& known : k_byte_units) {
    const auto size = static_cast<std::uint64_t>(known.size);
    if (bad == std::errc{} && equals_ignoring_case(known.name, unit) &&
        number <= std::numeric_limits<std::uint64_t>::max() / size) {
      return number * size;
    }
  }
  return fail(ErrorKind::usage, "'" + std::string(text) + "' is not a size",
              "write a number and a unit: 64KB, 256MB, 1GB");
}

std::string to_text(Millis duration)
{
  std::int64_t left = duration.count();
  std::string text;
  for (const Unit& unit : k_time_units) {
    if (left >= unit.size) {
      text += std::to_string(left / unit.size) + std::string(unit.name);
      left %= unit.size;
    }
  }
  return text.empty() ? "0s" : text;
}

} // namespace tilores::config

#include <tilores/resolve/similarity.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <bit>

namespace tilores::resolve {

std::size_t alignment_distance(std::string_view a, std::string_view b)
{
  if (a == b) {
    return 0;
  }
  if (a.empty() || b.empty() || a.size() > 64 || b.size() > 64) {
    return std::max(a.size(), b.size());
  }
  std::array<std::uint64_t, 256> masks;
  for (const char c : a) {
    masks[static_cast<unsigned char>(c)] = 0;
  }
  for (const char c : b) {
    masks[static_cast<unsigned char>(c)] = 0;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    masks[static_cast<unsigned char>(a[i])] |= std::uint64_t{1} << i;
  }
  const std::uint64_t last = std::uint64_t{1} << (a.size() - 1);
  std::uint64_t positive = ~std::uint64_t{0};
  std::uint64_t negative = 0;
  std::uint64_t diagonal = 0;
  std::uint64_t previous = 0;
  std::size_t score = a.size();
  for (const char c : b) {
    const std::uint64_t match = masks[static_cast<unsigned char>(c)];
    const std::uint64_t transposed = (((~diagonal) & match) << 1U) & previous;
    diagonal = (((match & positive) + positive) ^ positive) | match | negative | transposed;
    std::uint64_t horizontal_positive = negative | ~(diagonal | positive);
    const std::uint64_t horizontal_negative = diagonal & positive;
    score += (horizontal_positive & last) != 0 ? 1 : 0;
    score -= (horizontal_negative & last) != 0 ? 1 : 0;
    horizontal_positive = (horizontal_positive << 1U) | 1U;
    positive = (horizontal_negative << 1U) | ~(diagonal | horizontal_positive);
    negative = horizontal_positive & diagonal;
    previous = match;
  }
  return score;
}

double jaro_winkler(std::string_view a, std::string_view b)
{
  if (a == b) {
    return 1.0;
  }
  if (a.empty() || b.empty() || a.size() > 64 || b.size() > 64) {
    return 0.0;
  }
  const std::size_t window = std::max<std::size_t>(std::max(a.size(), b.size()) / 2, 1) - 1;
  std::uint64_t a_taken = 0;
  std::uint64_t b_taken = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t from = i > window ? i - window : 0;
    const std::size_t to = std::min(b.size(), i + window + 1);
    for (std::size_t j = from; j < to; ++j) {
      if ((b_taken >> j & 1U) == 0 && a[i] == b[j]) {
        a_taken |= std::uint64_t{1} << i;
        b_taken |= std::uint64_t{1} << j;
        break;
      }
    }
  }
  const int common = std::popcount(a_taken);
  if (common == 0) {
    return 0.0;
  }
  int crossed = 0;
  std::uint64_t left = b_taken;
  for (std::uint64_t bits = a_taken; bits != 0; bits &= bits - 1) {
    crossed +=
      a[static_cast<std::size_t>(std::countr_zero(bits))] != b[static_cast<std::size_t>(std::countr_zero(left))] ? 1
                                                                                                                 : 0;
    left &= left - 1;
  }
  const double m = common;
  const double jaro =
    (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) + (m - crossed / 2.0) / m) / 3.0;
  std::size_t prefix = 0;
  while (prefix < 4 && prefix < a.size() && prefix < b.size() && a[prefix] == b[prefix]) {
    ++prefix;
  }
  return jaro + static_cast<double>(prefix) * 0.1 * (1.0 - jaro);
}

namespace {

bool typing_error_apart(std::string_view a, std::string_view b)
{
  const std::size_t shorter = std::min(a.size(), b.size());
  const std::size_t longer = std::max(a.size(), b.size());
  const std::size_t allowed = shorter >= 7 ? 2 : shorter >= 3 ? 1 : 0;
  return longer - shorter <= allowed && alignment_distance(a, b) <= allowed;
}

} // namespace

Level given_name_level(std::string_view a, std::string_view b)
{
  if (a.empty() || b.empty()) {
    return Level::missing;
  }
  if (a == b) {
    return Level::equal;
  }
  if (a.size() == 1 || b.size() == 1) {
    return a[0] == b[0] ? Level::initial : Level::different;
  }
  if (same_given_name(a, b)) {
    return Level::alike;
  }
  const bool prefix = a.size() >= 3 && b.size() >= 3 && (a.starts_with(b) || b.starts_with(a));
  return prefix || typing_error_apart(a, b) || jaro_winkler(a, b) >= 0.92 ? Level::close : Level::different;
}

Level family_name_level(std::string_view a, std::string_view b)
{
  if (a.empty() || b.empty()) {
    return Level::missing;
  }
  if (a == b) {
    return Level::equal;
  }
  if (a.size() == 1 || b.size() == 1) {
    return a[0] == b[0] ? Level::initial : Level::different;
  }
  return typing_error_apart(a, b) || jaro_winkler(a, b) >= 0.94 ? Level::close : Level::different;
}

Level date_level(std::string_view a, std::string_view b)
{
  if (a.empty() || b.empty()) {
    return Level::missing;
  }
  if (a == b) {
    return Level::equal;
  }
  if (a.size() != 8 || b.size() != 8) {
    return Level::different;
  }
  const bool year = a.substr(0, 4) == b.substr(0, 4);
  const bool month = a.substr(4, 2) == b.substr(4, 2);
  const bool day = a.substr(6, 2) == b.substr(6, 2);
  if (year && (month || day || (a.substr(4, 2) == b.substr(6, 2) && a.substr(6, 2) == b.substr(4, 2)))) {
    return Level::close;
  }
  if (month && day) {
    const auto value = [](std::string_view text) {
      return (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
    };
    const int apart = value(a) - value(b);
    if (apart >= -1 && apart <= 1) {
      return Level::close;
    }
  }
  return alignment_distance(a, b) <= 1 ? Level::close : Level::different;
}

Level email_level(std::string_view a, std::string_view b)
{
  if (a.empty() || b.empty()) {
    return Level::missing;
  }
  if (a == b) {
    return Level::equal;
  }
  const std::size_t a_at = a.rfind('@');
  const std::size_t b_at = b.rfind('@');
  const std::string_view a_local = a.substr(0, a_at);
  const std::string_view b_local = b.substr(0, b_at);
  if (a_local.size() < 5 || b_local.size() < 5) {
    return Level::different;
  }
  if (a_local == b_local) {
    return Level::close;
  }
  return a.substr(std::min(a_at, a.size())) == b.substr(std::min(b_at, b.size())) &&
             alignment_distance(a_local, b_local) <= 1
           ? Level::close
           : Level::different;
}

Level phone_level(std::string_view a, std::string_view b)
{
  if (a.empty() || b.empty()) {
    return Level::missing;
  }
  if (a == b) {
    return Level::equal;
  }
  return alignment_distance(a, b) <= 1 ? Level::close : Level::different;
}

Level street_level(std::string_view a, std::string_view b)
{
  if (a.empty() || b.empty()) {
    return Level::missing;
  }
  if (a == b) {
    return Level::equal;
  }
  const auto number_of = [](std::string_view text) {
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) {
      ++digits;
    }
    return text.substr(0, digits);
  };
  const std::string_view a_number = number_of(a);
  const std::string_view b_number = number_of(b);
  const std::string_view a_core = trim(a.substr(a_number.size()));
  const std::string_view b_core = trim(b.substr(b_number.size()));
  const bool same_core = a_core == b_core;
  const bool near_core = same_core || (a_core.size() > 3 && alignment_distance(a_core, b_core) <= 2);
  if (a_number == b_number) {
    return near_core ? Level::close : Level::different;
  }
  if (a_number.empty() || b_number.empty()) {
    return near_core ? Level::initial : Level::different;
  }
  return same_core && alignment_distance(a_number, b_number) <= 1 ? Level::close : Level::different;
}

std::string sound_of(std::string_view name)
{
  std::string code;
  char last = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const char next = i + 1 < name.size() ? name[i + 1] : '\0';
    char out = 0;
    switch (c) {
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
    case 'y': out = code.empty() ? 'a' : 0; break;
    case 'h':
    case 'w': out = code.empty() && c == 'w' ? 'v' : code.empty() ? 'h' : 0; break;
    case 'b':
    case 'p': out = c == 'p' && next == 'h' ? 'f' : 'p'; break;
    case 'c':
    case 'k':
    case 'q':
    case 'g':
    case 'x': out = 'k'; break;
    case 'd':
    case 't': out = 't'; break;
    case 'f':
    case 'v': out = 'f'; break;
    case 's':
    case 'z': out = 's'; break;
    case 'm':
    case 'n': out = 'n'; break;
    case 'l':
    case 'r':
    case 'j': out = c; break;
    default: out = is_space(c) ? '\0' : c; break;
    }
    if (c == 's' && name.substr(i).starts_with("sch")) {
      ++i;
    }
    if (out != 0 && out != last && code.size() < 6) {
      code += out;
    }
    if (out != 0) {
      last = out;
    }
  }
  return code;
}

} // namespace tilores::resolve

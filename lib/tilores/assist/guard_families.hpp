#pragma once
// Families of words that meet in injections, in the languages attacks are written in. Internal to assist: for the
// guard.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tilores::assist {

inline constexpr std::size_t k_family_count = 39;

[[nodiscard]] std::string_view family_name(std::size_t family);

// The families, one bit each, of a turn of speech that begins with the first of `words` (folded), and how many words it
// takes. A single word may belong to several families; the longest turn of phrase counts.
struct FamilyHit {
  std::uint64_t families = 0;
  std::size_t words = 1;
};
[[nodiscard]] FamilyHit families_at(std::span<const std::string_view> words);

} // namespace tilores::assist

#pragma once
// The words of each family as written down. Internal to assist: for the guard.

#include <tilores/assist/guard_families.hpp>

#include <array>
#include <string_view>

namespace tilores::assist {

struct Family {
  std::string_view name;
  std::string_view entries; // parted by |; a word ending in * stands for every word that begins so
};

extern const std::array<Family, k_family_count> k_families;

} // namespace tilores::assist

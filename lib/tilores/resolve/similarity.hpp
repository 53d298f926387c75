#pragma once
// How alike two normalised values are, as the levels that rules ask for. Pure and without allocation. Distances are
// Hyyrö's bit-parallel optimal string alignment (2003) and Jaro-Winkler (Winkler 1990, prefix weight 0.1).

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::resolve {

// In rising order; a matcher holds from its minimum upwards.
enum class Level : std::uint8_t {
  different,
  missing, // one side has no value, so nothing speaks against it
  initial, // J and John
  close,   // a typing error apart
  alike,   // nickname, one part of a double name, given and family name swapped
  equal,
};

// Insertions, deletions, substitutions and transpositions of neighbours, each 1, over bytes. Texts of more than 64
// bytes: 0 where equal, else the longer length.
[[nodiscard]] std::size_t alignment_distance(std::string_view a, std::string_view b);
[[nodiscard]] double jaro_winkler(std::string_view a, std::string_view b); // 0..1

// Single words.
[[nodiscard]] Level given_name_level(std::string_view a, std::string_view b);
[[nodiscard]] Level family_name_level(std::string_view a, std::string_view b);
// YYYYMMDD. close: one digit or transposition, day and month swapped, or one of day, month, year (by one) differs.
[[nodiscard]] Level date_level(std::string_view a, std::string_view b);
[[nodiscard]] Level email_level(std::string_view a, std::string_view b);
[[nodiscard]] Level phone_level(std::string_view a, std::string_view b);
// "1250 walnut" (number may be absent); both must be known.
[[nodiscard]] Level street_level(std::string_view a, std::string_view b);

// The names a given name is short for ("bert" is albert, bertram, robert, …); itself where none is known.
[[nodiscard]] std::vector<std::string_view> given_name_classes(std::string_view given);
// Whether both may be short for one name.
[[nodiscard]] bool same_given_name(std::string_view a, std::string_view b);

// A sound code of a Latin-script name: vowels dropped, consonants that are confused or respelt made one, doubled
// letters single, at most six letters. Ours; coarser than NYSIIS, so that rules verify what shares it.
[[nodiscard]] std::string sound_of(std::string_view name);

} // namespace tilores::resolve

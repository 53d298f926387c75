#pragma once
// argv to filled flags. cli.cpp is the one file that knows CLI11.

#include "flags.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::app {

// The words that choose the command: the first bare word and, where `verbs` of it exist, the next one. Global flags and
// their values are stepped over. `rest` is argv without those words.
struct Chosen {
  std::string name;
  std::string next; // the bare word after it, a verb or an argument
  std::vector<std::string> arguments;
  std::size_t next_at = 0; // where `next` stands in arguments
};
[[nodiscard]] Chosen choose(int argc, const char* const* argv, const std::vector<Flag>& global_flags);

// Fills the flags' targets. `usage` for unknown flags (with the nearest), missing values, missing or surplus arguments.
// Values are stored in the order of declaration; a flag given twice keeps its last value, lists keep all.
[[nodiscard]] Status parse_flags(const std::vector<std::string>& arguments, std::span<const Flag* const> flags);

} // namespace tilores::app

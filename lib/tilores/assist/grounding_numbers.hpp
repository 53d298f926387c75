#pragma once
// A number in running text, read in every way it can be meant. Internal to grounding.

#include <tilores/assist/grounding_values.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace tilores::assist {

struct WrittenNumber {
  std::vector<NumberReading> readings; // at least one
  bool telling = false;                // money, a percentage, decimals, or 100 and more
  bool year = false;                   // four digits of this or the last century, and nothing beside them
  std::size_t end = 0;                 // after its digits and multiplier
};

// `at`: a digit. "1,234.50", "1.234,50", "1 234,50", "1.2k", "2,5 Mio."; signs of money and percent beside it count.
[[nodiscard]] WrittenNumber read_number(std::string_view text, std::size_t at);

} // namespace tilores::assist

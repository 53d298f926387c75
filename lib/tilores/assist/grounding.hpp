#pragma once
// Truth of an answer: its identifiers, days, amounts, percents and larger numbers must stand in what the tools gave (or
// in the conversation). Pure.

#include <string>
#include <string_view>
#include <vector>

namespace tilores::assist {

// The values of `answer`, as written, that none of `sources` holds. Compared by meaning: "$1,234.50" is 1234.5,
// "Nov 21, 2026" is 2026-11-21, "(212) 555-0101" is its ten digits. Whole numbers under 100 without a sign are left
// out.
[[nodiscard]] std::vector<std::string> ungrounded_values(std::string_view answer,
                                                         const std::vector<std::string_view>& sources);

} // namespace tilores::assist

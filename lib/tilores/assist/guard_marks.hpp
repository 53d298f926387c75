#pragma once
// Signs of an injection that are no words: chat markup, comments, faked speakers, links with room for data. Internal to
// assist: for the guard.

#include <string_view>
#include <vector>

namespace tilores::assist {

// The names of the signs in a normalised text, each once. Pure; one pass for each sign.
[[nodiscard]] std::vector<std::string_view> marks_of(std::string_view text);

} // namespace tilores::assist

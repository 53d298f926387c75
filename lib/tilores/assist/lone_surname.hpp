#pragma once
// A surname alone, in any case: "burnemrick balance?". Internal to assist.

#include <optional>
#include <string>
#include <string_view>

namespace tilores::assist {

// The one word of a short question about a customer that is in no word list: a surname to search by. nullopt where
// there is none or more than one, where it is a given name or stands behind a title, or where the question points at
// somebody already meant ("this customer", "her"). Pure.
[[nodiscard]] std::optional<std::string> lone_surname(std::string_view question);

} // namespace tilores::assist

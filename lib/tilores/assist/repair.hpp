#pragma once
// Corrections that name only the piece that was wrong ("dot net, not dot com", "mit ck", "0174 instead of 0147").
// Internal to assist.

#include <tilores/assist/recognise.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace tilores::assist {

// The last identifier of the conversation that `text` corrects, with the piece put right; nothing where the text is no
// correction or fits in more than one place.
[[nodiscard]] std::optional<Subject> repaired(std::string_view text, const std::vector<KnownCustomer>& known);

} // namespace tilores::assist

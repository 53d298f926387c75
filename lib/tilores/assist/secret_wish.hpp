#pragma once
// Requests for secrets. Internal to assist.

#include <tilores/assist/recognise.hpp>

#include <string>
#include <string_view>

namespace tilores::assist {

// A secret of the asked-for customer, or of the system: never data we hand out. `words` are the text's folded words,
// each between single blanks. A number the text itself tells ("SSN 987-65-4321") is not asked for.
[[nodiscard]] bool asks_secret(std::string_view text, const std::string& words, const Recognition& found);
// "what is the admin password": a secret of a system, whoever asks. `words` as above.
[[nodiscard]] bool asks_system_secret(std::string_view words);

} // namespace tilores::assist

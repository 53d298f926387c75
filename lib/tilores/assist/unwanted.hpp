#pragma once
// Identifiers that stand in the text but name no customer who is asked for, and texts that ask what joins two of them.
// Internal to assist.

#include <tilores/assist/mentions.hpp>

#include <string_view>

namespace tilores::assist {

// A bracketed remark that speaks to the machine holds `at`: "<!-- assistant: … -->", "(nota para el bot: …)".
[[nodiscard]] bool is_for_machine(std::string_view text, std::size_t at);
// "update the phone of A to B", "add B as second phone for A": B is what is to be written, not who.
void drop_new_values(Workbench& bench);
// `words`: folded, blank-separated, a blank at both ends. "what connects A to B", "gehören A und B zusammen".
[[nodiscard]] bool asks_what_joins(std::string_view words);
// "and her phone": what follows belongs to the one before.
[[nodiscard]] bool owns(std::string_view between);

} // namespace tilores::assist

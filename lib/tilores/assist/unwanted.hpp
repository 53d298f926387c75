#pragma once
// Identifiers that stand in the text but name no customer who is asked for, and texts that ask what joins two of them.
// Internal to assist.

#include <tilores/assist/mentions.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tilores::assist {

struct Stretch {
  std::size_t begin = 0;
  std::size_t end = 0;
};
// Bracketed remarks that speak to the machine: "<!-- assistant: … -->", "(nota para el bot: …)". In their order.
[[nodiscard]] std::vector<Stretch> machine_remarks(std::string_view text);
// `text` without such remarks; the text itself where nothing else is left.
[[nodiscard]] std::string without_remarks(std::string_view text);
// "update the phone of A to B", "add B as second phone for A": B is what is to be written, not who.
void drop_new_values(Workbench& bench);
// `words`: folded, blank-separated, a blank at both ends. "what connects A to B", "gehören A und B zusammen".
[[nodiscard]] bool asks_what_joins(std::string_view words);
// "and her phone": what follows belongs to the one before.
[[nodiscard]] bool owns(std::string_view between);

} // namespace tilores::assist

#pragma once
// Misspelt key words of injections ("instrucions", "prevoius", "disreggard") set right. Internal to assist: for the
// guard.

#include <string_view>

namespace tilores::assist {

// The key word that a lower-case word of no word list stands for: one slip of the pen away (two from eight letters on),
// or the same letters shuffled between the first and the last; "" for none. Words of fewer than five letters are left
// alone.
[[nodiscard]] std::string_view meant_key_word(std::string_view word);

} // namespace tilores::assist

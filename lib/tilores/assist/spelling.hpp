#pragma once
// What a hurried writer meant: abbreviations written out ("tkt", "addr") and words one slip away from a word of the
// trade ("adress", "feild"). Internal to assist.

#include <string>
#include <string_view>

namespace tilores::assist {

// The folded word itself where it is a word of a list, a name, or like none of them.
[[nodiscard]] std::string plain_spelling(std::string_view folded);
// Whether one letter added, dropped, changed or two swapped make `folded` an ordinary word.
[[nodiscard]] bool is_slip_of_common_word(std::string_view folded);

} // namespace tilores::assist

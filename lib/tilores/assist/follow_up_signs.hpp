#pragma once
// Signs in a follow-up that it is about a customer of the conversation. Internal to assist. `words` are the folded
// words of the text, each between single blanks.

#include <string>
#include <string_view>

namespace tilores::assist {

// "his email please": what begins with whose it is asks for it.
[[nodiscard]] bool starts_with_whose(const std::string& words);
// "the winner's plan", "the one from Dayton", "the latter", "his e-mail": one of those the talk is about.
[[nodiscard]] bool points_back(const std::string& words);
// "is he", "how she", "ist er": a customer by pronoun, beside one by identifier.
[[nodiscard]] bool names_pronoun(const std::string& words);
// "the orders of the one with the better score" asks for orders: the question without what only picks the customer.
[[nodiscard]] std::string without_criterion(std::string_view text);

} // namespace tilores::assist

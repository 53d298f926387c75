#pragma once
// `show`: one customer as a card of lines for a terminal. Pure; see credit_card.hpp for width and harmless text.

#include <tilores/customer/credit_card.hpp>
#include <tilores/customer/customer360.hpp>

#include <string>
#include <vector>

namespace tilores::customer {

[[nodiscard]] std::vector<std::string> customer360_card(const Customer360& customer, const CardLook& look);

} // namespace tilores::customer

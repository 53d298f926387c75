#pragma once
// Reads one element of CREDIT_LIABILITY. Internal to this module.

#include <tilores/credit/values.hpp>

namespace tilores::credit {

[[nodiscard]] Tradeline read_tradeline(Json liability, std::uint32_t index, IssueLog& issues);

} // namespace tilores::credit

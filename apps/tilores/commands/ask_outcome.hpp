#pragma once
// What `ask` gives back, in the contract's shape.

#include "../app.hpp"
#include "../assistant.hpp"

#include <tilores/assist/ask.hpp>

namespace tilores::app {

[[nodiscard]] Outcome answer_outcome(assist::AskResult result);
// --dry-run: route, planned calls, model and an upper bound of the cost.
[[nodiscard]] Result<Outcome> plan_outcome(const Assistant& assistant, const assist::AskRequest& request);
// --tools
[[nodiscard]] Outcome tools_outcome();

} // namespace tilores::app

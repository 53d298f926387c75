#pragma once
// A model's opinion where rules and table are unsure what a question wants. It names an action out of those that are
// possible, as JSON; it never names a customer.

#include <tilores/assist/ask.hpp>
#include <tilores/llm/chat.hpp>

#include <string>
#include <vector>

namespace tilores::assist {

// Decided by the table with little distance to the second best, and not a refusal.
[[nodiscard]] bool is_unsure(const Routed& routed);

struct ModelRoute {
  Routed routed; // as before where the model gave no usable answer
  bool by_model = false;
  TokenUsage usage;
};

// One call without tools and without repeats. `pseudonymised`: the question's identifiers are replaced. `meter` may be
// null.
[[nodiscard]] ModelRoute route_with_model(const AskRequest& request, Routed routed, llm::ChatProvider& provider,
                                          llm::Meter* meter, bool pseudonymised, const CallContext& ctx);

} // namespace tilores::assist

#pragma once
// The same road with a model at its end: the data is fetched first, the model may ask the tools for more, what it says
// is checked against what they gave.

#include <tilores/assist/ask.hpp>
#include <tilores/assist/prompts.hpp>
#include <tilores/llm/chat.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace tilores::assist {

struct TalkSettings {
  llm::ChatProvider* provider = nullptr; // never null
  Prompt prompt;
  std::string model; // asked for; the one that answers may differ and is then named in a warning
  std::function<bool(std::string_view answered)> expected_model; // whether that name is one of those asked for
  bool pseudonymised = true;
  unsigned steps = 6; // model calls, at most
  unsigned tool_calls = 8;
  unsigned max_tokens = 800;                  // of the answer
  std::size_t result_tokens = 2000;           // of one tool result
  bool card_first = false;                    // the answer from the data stands before the model's
  std::string schema;                         // --schema: the answer is JSON valid against it
  std::function<void(std::string_view)> sink; // takes the answer as it comes; may be empty
  llm::Meter* meter = nullptr;                // who pays; may be null
  bool fall_back = true;                      // where no model answers, the data may
};

// Whether a model has something to add; else answer_offline says all there is.
[[nodiscard]] bool wants_model(const Scope& scope);
// The answer of a model. Where none could answer: `budget` and `blocked` fail; a question about customers is answered
// from the data, with a warning, where talk.fall_back allows; others fail with the provider's error. A stream that
// broke off gives its beginning, error `partial` and finish `error`.
[[nodiscard]] Result<AskResult> answer_with_model(const AskRequest& request, Scope scope, const TalkSettings& talk,
                                                  const CallContext& ctx);

} // namespace tilores::assist

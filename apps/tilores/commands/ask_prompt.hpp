#pragma once
// `ask` alone on a terminal: a line is a question, Ctrl-C ends an answer, Ctrl-D ends the talk.

#include "../app.hpp"

#include <tilores/assist/ask.hpp>

#include <functional>

namespace tilores::app {

using AnswerOne = std::function<Result<Outcome>(assist::AskRequest)>;

// `request` is what every question begins as. What was said goes along as the history of the next one. Fails as reading
// and writing do; failed questions are told and the talk goes on.
[[nodiscard]] Result<Outcome> run_prompt(Session& session, assist::AskRequest request, const AnswerOne& answer);

} // namespace tilores::app

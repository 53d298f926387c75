#pragma once
// A span around every model call, with the attribute names of OpenTelemetry's GenAI conventions and never a word of what
// was said.

#include <tilores/llm/catalogue.hpp>
#include <tilores/llm/chat.hpp>

#include <memory>

namespace tilores::app {

[[nodiscard]] std::shared_ptr<llm::ChatProvider> make_traced_chat(std::shared_ptr<llm::ChatProvider> inner, llm::Model model);

} // namespace tilores::app

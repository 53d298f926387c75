#pragma once
// A span around every model call, with the attribute names of OpenTelemetry's GenAI conventions. What was said is in
// it only where telemetry.content is full.

#include <tilores/llm/catalogue.hpp>
#include <tilores/llm/chat.hpp>

#include <memory>

namespace tilores::app {

[[nodiscard]] std::shared_ptr<llm::ChatProvider> make_traced_chat(std::shared_ptr<llm::ChatProvider> inner,
                                                                  llm::Model model);

} // namespace tilores::app

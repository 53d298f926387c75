#pragma once
// What spans show of conversations where telemetry.content is full: attribute values in the JSON forms of
// OpenTelemetry's GenAI conventions (gen_ai.input.messages and its like), without secrets and of bounded size. Pure but
// for the redactor.

#include <tilores/llm/chat.hpp>
#include <tilores/redact/redact.hpp>

#include <span>
#include <string>
#include <string_view>

namespace tilores::app {

// Whether the attribute of that name holds content.
[[nodiscard]] bool is_content(std::string_view key);

// [{"role":"user","parts":[{"type":"text","content":"…"}]},…], system messages left out.
[[nodiscard]] std::string messages_json(std::span<const llm::ChatMessage> messages);
// [{"type":"text","content":"…"}]; "" without a system message.
[[nodiscard]] std::string instructions_json(std::span<const llm::ChatMessage> messages);
// [{"role":"assistant","parts":[…],"finish_reason":"stop"}].
[[nodiscard]] std::string answer_json(std::string_view text, std::span<const llm::ToolCall> calls,
                                      std::string_view finish_reason);

inline constexpr std::size_t k_content_text = 4096;  // bytes of one text; the rest is cut and the cut is marked
inline constexpr std::size_t k_content_all = 32'768; // bytes of an attribute; of a list the newest elements stay

// The value as it may leave: members with the name of a secret field and secrets inside texts and numbers masked,
// bounded. What is not JSON is taken for one text.
[[nodiscard]] std::string shown_content(const std::string& value, const redact::TextRedactor& redactor);

} // namespace tilores::app

#include <tilores/llm/chat.hpp>

#include <tilores/base/text.hpp>

#include <cmath>

namespace tilores::llm {

std::uint64_t estimate_tokens(std::string_view text)
{
  double tokens = 0;
  std::size_t letters = 0;
  std::size_t digits = 0;
  const auto close = [&] {
    tokens += std::ceil(static_cast<double>(letters) / 6) + std::ceil(static_cast<double>(digits) / 3);
    letters = digits = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (is_alpha(c)) {
      if (digits > 0) {
        close();
      }
      ++letters;
      ++at;
    } else if (is_digit(c)) {
      if (letters > 0) {
        close();
      }
      ++digits;
      ++at;
    } else if (static_cast<unsigned char>(c) < 0x80) {
      close();
      tokens += c == ' ' ? 0.05 : 0.5;
      ++at;
    } else {
      close();
      const char32_t point = next_code_point(text, at);
      tokens += point < 0x250 ? 0.75 : point < 0x2E80 ? 1.2 : point < 0xAC00 + 11'172U ? 1.0 : 3.0;
    }
  }
  close();
  return static_cast<std::uint64_t>(std::ceil(tokens * 1.1));
}

std::uint64_t estimate_tokens(const ChatRequest& request)
{
  std::uint64_t tokens = 3 + estimate_tokens(request.json_schema);
  for (const ChatMessage& message : request.messages) {
    tokens += 4 + estimate_tokens(message.content);
    for (const ToolCall& call : message.calls) {
      tokens += 8 + estimate_tokens(call.name) + estimate_tokens(call.arguments);
    }
  }
  for (const ToolSpec& tool : request.tools) {
    tokens += 12 + estimate_tokens(tool.name) + estimate_tokens(tool.description) + estimate_tokens(tool.schema);
  }
  return tokens;
}

} // namespace tilores::llm

#include <tilores/llm/dialect.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>

namespace tilores::llm {

namespace {

// Whether the escaped text ends with the escape of a high surrogate (RFC 8259 section 7).
bool ends_in_half(std::string_view inner)
{
  if (inner.size() < 6) {
    return false;
  }
  const std::string tail = to_lower_ascii(inner.substr(inner.size() - 6));
  if (!tail.starts_with("\\ud") || std::string_view("89ab").find(tail[3]) == std::string_view::npos) {
    return false;
  }
  std::size_t backslashes = 0;
  while (backslashes < inner.size() - 6 && inner[inner.size() - 7 - backslashes] == '\\') {
    ++backslashes;
  }
  return backslashes % 2 == 0;
}

} // namespace

std::string system_of(const ChatRequest& request)
{
  std::string system;
  for (const ChatMessage& message : request.messages) {
    if (message.role == Role::system) {
      system += (system.empty() ? "" : "\n\n") + message.content;
    }
  }
  return system;
}

std::vector<std::span<const ChatMessage>> turns_of(const ChatRequest& request)
{
  std::vector<std::span<const ChatMessage>> turns;
  const std::span<const ChatMessage> all = request.messages;
  for (std::size_t at = 0; at < all.size();) {
    std::size_t end = at + 1;
    while (all[at].role == Role::tool && end < all.size() && all[end].role == Role::tool) {
      ++end;
    }
    if (all[at].role != Role::system) {
      turns.push_back(all.subspan(at, end - at));
    }
    at = end;
  }
  return turns;
}

std::string_view object_or_empty(std::string_view arguments)
{
  const auto document = JsonDocument::parse(std::string(arguments));
  return document && document->root().is_object() ? arguments : std::string_view("{}");
}

std::uint64_t count_of(Json value)
{
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, value.integer().value_or(0)));
}

void Dialect::say(Json text, const TokenSink& sink)
{
  if (!text.is_string()) {
    return;
  }
  std::string_view inner = text.raw();
  inner = inner.substr(1, inner.size() - 2);
  if (m_half.empty() && !ends_in_half(inner)) {
    say(text.text(), sink);
    return;
  }
  std::string whole = m_half + std::string(inner);
  m_half.clear();
  if (ends_in_half(whole)) {
    m_half = whole.substr(whole.size() - 6);
    whole.resize(whole.size() - 6);
  }
  if (const auto document = JsonDocument::parse("\"" + whole + "\"")) {
    say(document->root().text(), sink);
  }
}

std::unique_ptr<Dialect> make_dialect(const Endpoint& endpoint)
{
  switch (endpoint.provider->dialect) {
  case DialectKind::openai: return make_openai(endpoint);
  case DialectKind::anthropic: return make_anthropic(endpoint);
  case DialectKind::gemini: break;
  }
  return make_gemini(endpoint);
}

} // namespace tilores::llm

// What a model server may send, in all dialects: the same reply however the stream is cut, and what was shown is what
// is kept. The list of models from a file: read or refused.
#include "property.hpp"

#include <tilores/base/json.hpp>
#include <tilores/llm/dialect.hpp>
#include <tilores/llm/providers.hpp>

using namespace tilores;
using namespace tilores::llm;

namespace {

std::string digest(const ChatReply& reply)
{
  std::string out = reply.content + '\0' + reply.model + '\0' + reply.native + '\0' + std::to_string(int(reply.stop));
  for (const ToolCall& call : reply.calls) {
    out += '\0' + call.name + '\0' + call.arguments;
  }
  return out + std::to_string(reply.usage.input) + ' ' + std::to_string(reply.usage.output);
}

std::string streamed(const Endpoint& endpoint, std::string_view text, std::size_t step)
{
  const auto dialect = make_dialect(endpoint);
  net::SseParser parser;
  std::string shown;
  bool fits = true;
  const TokenSink sink = [&](std::string_view piece) { shown += piece; };
  for (std::size_t at = 0; at < text.size() && fits; at += step) {
    const auto fed = parser.feed(text.substr(at, step), [&](const net::SseEvent& event) {
      fits = fits && dialect->event(event, sink).has_value();
    });
    fits = fits && fed.has_value();
  }
  const ChatReply reply = dialect->take();
  require(reply.content == shown);
  return digest(reply);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string_view text = text_of(data, size);
  const auto document = JsonDocument::parse(std::string(text));
  // Once as it stands and once as the data of events, a line each.
  std::string events;
  for (std::string_view rest = text; !rest.empty();) {
    ((events += "data: ") += take_line(rest)) += "\n\n";
  }
  for (const char* const name : {"openai", "anthropic", "gemini"}) {
    const Endpoint endpoint{find_provider(name), "https://llm.example.com", Secret("k"), {}};
    for (const std::string_view stream : {text, std::string_view(events)}) {
      require(streamed(endpoint, stream, size + 99) == streamed(endpoint, stream, 1));
    }
    if (document) {
      const auto dialect = make_dialect(endpoint);
      static_cast<void>(dialect->whole(document->root()));
      static_cast<void>(dialect->take());
    }
  }
  static_cast<void>(Catalogue::parse(std::string(text)));
  return 0;
}

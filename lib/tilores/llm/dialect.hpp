#pragma once
// One wire format: a request into bytes, bytes into a reply. Internal to llm; one object serves one exchange.

#include <tilores/base/json_writer.hpp>
#include <tilores/base/secret.hpp>
#include <tilores/llm/catalogue.hpp>
#include <tilores/llm/providers.hpp>
#include <tilores/net/sse.hpp>
#include <tilores/net/transport.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::llm {

struct Endpoint {
  const Provider* provider = nullptr; // never null
  std::string base_url;               // without a slash at the end
  Secret key;
  Model model;
};

// The system messages joined, for dialects that carry them apart.
[[nodiscard]] std::string system_of(const ChatRequest& request);
// The conversation without them, as turns: results of tools that follow one another are one turn, each other message is
// one.
[[nodiscard]] std::vector<std::span<const ChatMessage>> turns_of(const ChatRequest& request);
// A model's arguments where they are a JSON object, else "{}": what some services insist on.
[[nodiscard]] std::string_view object_or_empty(std::string_view arguments);
// A count of usage; 0 for anything else.
[[nodiscard]] std::uint64_t count_of(Json value);

class Dialect {
public:
  virtual ~Dialect() = default;
  [[nodiscard]] virtual net::HttpRequest request(const ChatRequest& request, bool stream) const = 0;
  // A whole reply.
  virtual Status whole(Json body) = 0;
  // One event of a stream; text of the answer goes to `sink`. bad_data where it is not what the dialect says.
  virtual Status event(const net::SseEvent& event, const TokenSink& sink) = 0;
  // An error object inside a 200 answer; "" while there is none.
  [[nodiscard]] const std::string& failure() const { return m_failure; }
  // The stream said that it is at its end.
  [[nodiscard]] bool finished() const { return m_finished; }
  [[nodiscard]] bool started() const { return m_started; }
  // What has come, with ids and stop reason settled.
  virtual ChatReply take() = 0;

protected:
  void say(std::string_view text, const TokenSink& sink)
  {
    if (text.empty()) {
      return;
    }
    m_started = true;
    m_reply.content += text;
    if (sink) {
      sink(text);
    }
  }
  // The same of a JSON string. Some servers cut between the two halves of a surrogate pair: the first waits for the
  // second.
  void say(Json text, const TokenSink& sink);

  ChatReply m_reply;
  std::string m_failure;
  bool m_finished = false;
  bool m_started = false;

private:
  std::string m_half; // "\\ud83d"
};

[[nodiscard]] std::unique_ptr<Dialect> make_openai(const Endpoint& endpoint);
[[nodiscard]] std::unique_ptr<Dialect> make_anthropic(const Endpoint& endpoint);
[[nodiscard]] std::unique_ptr<Dialect> make_gemini(const Endpoint& endpoint);
[[nodiscard]] std::unique_ptr<Dialect> make_dialect(const Endpoint& endpoint);

} // namespace tilores::llm

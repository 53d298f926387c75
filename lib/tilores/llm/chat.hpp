#pragma once
// A conversation with a language model as the program sees it: plain structs and the ChatProvider port.

#include <tilores/base/context.hpp>
#include <tilores/base/result.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::llm {

class Meter; // provider.hpp

enum class Role : std::uint8_t { system, user, assistant, tool };

// `arguments` is the text the model wrote: not necessarily JSON.
struct ToolCall {
  std::string id;
  std::string name;
  std::string arguments;
};

struct ChatMessage {
  Role role = Role::user;
  std::string content;
  std::vector<ToolCall> calls = {}; // assistant
  std::string call_id = {};         // tool: the call it answers
  std::string name = {};            // tool: its name
  // assistant: the turn as `native_model` sent it, JSON; replayed byte for byte to that model and to no other one
  // (Gemini refuses a turn without its thoughtSignature).
  std::string native = {};
  std::string native_model = {};
};

struct ToolSpec {
  std::string name;
  std::string description;
  std::string schema; // JSON Schema of the arguments, an object
};

struct ChatRequest {
  std::vector<ChatMessage> messages; // system messages first
  std::vector<ToolSpec> tools;       // empty: no tools
  bool may_call = true;              // false: the tools are shown, but none may be called now
  bool json = false;                 // the answer is one JSON value
  std::string json_schema;           // of that value, where given
  unsigned max_tokens = 1024;        // of the answer
  std::optional<double> temperature; // nullopt: the provider's default
  bool once = false;                 // a failure is not worth repeating
  bool customer_data = false;        // holds what some providers may not see
  Meter* meter = nullptr;            // who pays for the tries; null: nobody counts
};

enum class StopReason : std::uint8_t { stop, length, tool_calls, blocked, broken };

struct ChatUsage {
  std::uint64_t input = 0; // the whole prompt, cached part included
  std::uint64_t output = 0;
  std::uint64_t cached = 0;
  std::uint64_t cache_written = 0; // of input
  bool reported = false;           // false: the provider said nothing
  std::optional<double> usd;       // where the provider tells the price itself
};

struct ChatReply {
  std::string content;
  std::vector<ToolCall> calls;
  StopReason stop = StopReason::stop; // broken: the stream ended before its end; content is what had come
  ChatUsage usage;
  std::string provider;
  std::string asked_model;
  std::string model;       // that answered, as it calls itself; empty: it did not say
  std::string native = {}; // see ChatMessage
};

// Why a call did not give a whole reply; what is done about it is in policy.hpp. By codes; only a prompt
// that is too long is, for want of a code at some providers, also known by the message.
enum class Fault : std::uint8_t {
  none,
  bad_request,    // 400, 413, 422
  context_length, // the prompt is too long for the model
  auth,           // 401, 403
  quota,          // 402 and spend limits: waiting does not help
  model_gone,     // 404, model_decommissioned
  transient,      // connect, TLS, 408, 5xx, 529
  rate,           // 429
  broken,         // the stream ended after the first token
  refused,        // content filter
  cancelled,      // the caller's stop or deadline
};

struct ChatOutcome {
  Result<ChatReply> reply;
  Fault fault = Fault::none;             // broken may come with a reply
  ChatUsage usage = {};                  // of a failed call, where the provider told it
  std::vector<std::string> notices = {}; // changes of model on the way: fixed sentences with model names
};

// Takes the next piece of the answer's text as it arrives. Never called for tool calls.
using TokenSink = std::function<void(std::string_view)>;

// Port. Safe to call from many threads. With a sink the answer is streamed; the pieces joined equal reply.content.
class ChatProvider {
public:
  virtual ~ChatProvider() = default;
  virtual ChatOutcome complete(const ChatRequest& request, const TokenSink& sink, const CallContext& ctx) = 0;
};

// An upper bound of the tokens of a text, by classes of characters (letters in runs of 6, digits in 3, each other sign
// 0.4, CJK 0.75, rarer signs 3, and a tenth on top): above o200k on prose, records, CSV, UUIDs and emoji.
[[nodiscard]] std::uint64_t estimate_tokens(std::string_view text);
// Of a whole request, tool descriptions and 4 tokens of wrapping a message included.
[[nodiscard]] std::uint64_t estimate_tokens(const ChatRequest& request);

} // namespace tilores::llm

// OpenAI's chat completions, and whoever imitates them.
#include <tilores/llm/dialect.hpp>

#include <tilores/base/crypto.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>
#include <map>

namespace tilores::llm {

namespace {

class OpenAi final : public Dialect {
public:
  explicit OpenAi(const Endpoint& endpoint) : m_endpoint(endpoint), m_provider(*endpoint.provider) {}

  [[nodiscard]] net::HttpRequest request(const ChatRequest& request, bool stream) const override
  {
    net::HttpRequest http;
    http.method = "POST";
    http.url = m_endpoint.base_url + "/chat/completions";
    http.headers = {{"content-type", "application/json"},
                    {"accept", stream ? "text/event-stream" : "application/json"}};
    if (!m_endpoint.key.empty()) {
      http.secret_headers.emplace_back("authorization", Secret("Bearer " + m_endpoint.key.reveal()));
    }
    JsonWriter json(http.body);
    json.begin_object().member("model", m_endpoint.model.name).key("messages").begin_array();
    for (const ChatMessage& message : request.messages) {
      write_message(json, message);
    }
    json.end_array().member(m_provider.completion_tokens ? "max_completion_tokens" : "max_tokens", request.max_tokens);
    if (request.temperature) {
      json.member("temperature", *request.temperature);
    }
    if (!request.tools.empty()) {
      json.key("tools").begin_array();
      for (const ToolSpec& tool : request.tools) {
        json.begin_object()
          .member("type", "function")
          .key("function")
          .begin_object()
          .member("name", tool.name)
          .member("description", tool.description);
        json.key("parameters").raw(tool.schema).end_object().end_object();
      }
      json.end_array().member("tool_choice", request.may_call ? "auto" : "none");
      if (m_provider.parallel_flag && request.may_call) {
        json.member("parallel_tool_calls", true);
      }
    }
    if (!request.json_schema.empty()) {
      json.key("response_format")
        .begin_object()
        .member("type", "json_schema")
        .key("json_schema")
        .begin_object()
        .member("name", "answer")
        .key("schema")
        .raw(request.json_schema)
        .end_object()
        .end_object();
    } else if (request.json) {
      json.key("response_format").begin_object().member("type", "json_object").end_object();
    }
    if (stream) {
      json.member("stream", true);
      if (m_provider.stream_usage) {
        json.key("stream_options").begin_object().member("include_usage", true).end_object();
      }
    }
    if (m_provider.usage_cost) {
      json.key("usage").begin_object().member("include", true).end_object();
    }
    json.end_object();
    return http;
  }

  Status whole(Json body) override
  {
    if (failed(body)) {
      return {};
    }
    const Json choice = body["choices"].at(0);
    if (!choice.is_object()) {
      return fail(ErrorKind::bad_data, "no choice in the reply");
    }
    read_head(body);
    read_part(choice["message"], {});
    read_stop(choice);
    m_finished = true;
    return {};
  }

  Status event(const net::SseEvent& event, const TokenSink& sink) override
  {
    const std::string_view data = trim(event.data);
    if (data.empty()) {
      return {};
    }
    if (data == "[DONE]") {
      m_finished = true;
      return {};
    }
    TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(std::string(data)));
    const Json chunk = document.root();
    if (failed(chunk)) {
      return {};
    }
    read_head(chunk);
    const Json choice = chunk["choices"].at(0);
    if (choice.is_object()) {
      read_part(choice["delta"], sink);
      read_stop(choice);
    }
    return {};
  }

  ChatReply take() override
  {
    for (auto& [index, call] : m_calls) {
      if (call.id.empty()) {
        call.id = "call_" + std::to_string(m_reply.calls.size() + 1);
      }
      m_reply.calls.push_back(std::move(call));
    }
    m_calls.clear();
    // "stop" beside tool calls is what some servers say; arguments cut by the length limit must not run.
    if (!m_reply.calls.empty() && m_reply.stop == StopReason::stop) {
      m_reply.stop = StopReason::tool_calls;
    }
    return std::move(m_reply);
  }

private:
  [[nodiscard]] std::string call_id(const std::string& id) const
  {
    const bool fits = id.size() == 9 && std::ranges::all_of(id, is_alnum);
    return !m_provider.nine_ids || fits ? id : to_hex(sha256(id)).substr(0, 9);
  }

  void write_message(JsonWriter& json, const ChatMessage& message) const
  {
    static constexpr std::string_view k_roles[] = {"system", "user", "assistant", "tool"};
    json.begin_object().member("role", k_roles[static_cast<std::size_t>(message.role)]);
    if (message.role == Role::tool) {
      json.member("tool_call_id", call_id(message.call_id));
      if (m_provider.nine_ids) {
        json.member("name", message.name);
      }
    }
    if (message.content.empty() && !message.calls.empty()) {
      json.key("content").null();
    } else {
      json.member("content", message.content);
    }
    if (!message.calls.empty()) {
      json.key("tool_calls").begin_array();
      for (const ToolCall& call : message.calls) {
        json.begin_object().member("id", call_id(call.id)).member("type", "function").key("function").begin_object();
        json.member("name", call.name).member("arguments", call.arguments).end_object().end_object();
      }
      json.end_array();
    }
    json.end_object();
  }

  bool failed(Json body)
  {
    if (body["error"].is_object() || body["error"].is_string() || body["object"].text() == "error") {
      m_failure = body.raw();
      return true;
    }
    return false;
  }

  void read_head(Json body)
  {
    if (m_reply.model.empty()) {
      m_reply.model = body["model"].text();
    }
    const Json usage = body["usage"].is_object() ? body["usage"] : body["x_groq"]["usage"];
    if (usage.is_object()) {
      m_reply.usage.input = count_of(usage["prompt_tokens"]);
      m_reply.usage.output = count_of(usage["completion_tokens"]);
      m_reply.usage.cached = count_of(usage["prompt_tokens_details"]["cached_tokens"]);
      m_reply.usage.reported = true;
      if (m_provider.usage_cost && usage["cost"].number()) {
        m_reply.usage.usd = usage["cost"].number();
      }
    }
  }

  void read_part(Json part, const TokenSink& sink)
  {
    if (part["content"].is_array()) { // Mistral's content parts
      for (const Json piece : part["content"].elements()) {
        say(piece["text"], sink);
      }
    } else {
      say(part["content"], sink);
    }
    std::int64_t position = 0;
    for (const Json piece : part["tool_calls"].elements()) {
      m_started = true;
      const std::int64_t index = piece["index"].integer().value_or(next_index(piece, position++));
      ToolCall& call = m_calls[index];
      if (const std::string_view id = piece["id"].text(); !id.empty()) {
        call.id = id;
      }
      if (call.name.empty()) {
        call.name = piece["function"]["name"].text();
      }
      const Json arguments = piece["function"]["arguments"];
      call.arguments += arguments.is_string()   ? arguments.text()
                        : arguments.is_object() ? arguments.raw()
                                                : std::string_view{};
    }
  }

  // Servers that number no fragment send whole calls: a new id is a new call.
  [[nodiscard]] std::int64_t next_index(Json piece, std::int64_t position) const
  {
    const std::string_view id = piece["id"].text();
    for (const auto& [index, call] : m_calls) {
      if (!id.empty() && call.id == id) {
        return index;
      }
    }
    return id.empty() ? position : m_calls.empty() ? 0 : m_calls.rbegin()->first + 1;
  }

  void read_stop(Json choice)
  {
    const std::string_view reason = choice["finish_reason"].text();
    if (reason == "length" || reason == "model_length") {
      m_reply.stop = StopReason::length;
    } else if (reason == "content_filter") {
      m_reply.stop = StopReason::blocked;
    } else if (reason == "tool_calls" || reason == "function_call") {
      m_reply.stop = StopReason::tool_calls;
    } else if (reason == "error") {
      m_failure = choice.raw();
    }
  }

  const Endpoint& m_endpoint;
  const Provider& m_provider;
  std::map<std::int64_t, ToolCall> m_calls;
};

} // namespace

std::unique_ptr<Dialect> make_openai(const Endpoint& endpoint) { return std::make_unique<OpenAi>(endpoint); }

} // namespace tilores::llm

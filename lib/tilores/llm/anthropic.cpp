// Anthropic Messages.
#include <tilores/llm/dialect.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <map>

namespace tilores::llm {

namespace {

constexpr std::string_view k_api_version = "2023-06-01";

class Anthropic final : public Dialect {
public:
  explicit Anthropic(const Endpoint& endpoint) : m_endpoint(endpoint) {}

  [[nodiscard]] net::HttpRequest request(const ChatRequest& request, bool stream) const override
  {
    net::HttpRequest http;
    http.method = "POST";
    http.url = m_endpoint.base_url + "/v1/messages";
    http.headers = {{"content-type", "application/json"},
                    {"accept", stream ? "text/event-stream" : "application/json"},
                    {"anthropic-version", std::string(k_api_version)}};
    if (!m_endpoint.key.empty()) {
      http.secret_headers.emplace_back("x-api-key", m_endpoint.key);
    }
    JsonWriter json(http.body);
    json.begin_object().member("model", m_endpoint.model.name).member("max_tokens", request.max_tokens);
    if (const std::string system = system_of(request); !system.empty()) { // a stable prefix: the provider may keep it
      json.key("system").begin_array().begin_object().member("type", "text").member("text", system);
      json.key("cache_control").begin_object().member("type", "ephemeral").end_object().end_object().end_array();
    }
    write_messages(json, request);
    if (request.temperature) {
      json.member("temperature", *request.temperature);
    }
    if (!request.tools.empty()) {
      json.key("tools").begin_array();
      for (const ToolSpec& tool : request.tools) {
        json.begin_object()
          .member("name", tool.name)
          .member("description", tool.description)
          .key("input_schema")
          .raw(tool.schema)
          .end_object();
      }
      json.end_array()
        .key("tool_choice")
        .begin_object()
        .member("type", request.may_call ? "auto" : "none")
        .end_object();
    }
    if (!request.json_schema.empty()) {
      json.key("output_config")
        .begin_object()
        .key("format")
        .begin_object()
        .member("type", "json_schema")
        .key("schema")
        .raw(request.json_schema)
        .end_object()
        .end_object();
    }
    if (stream) {
      json.member("stream", true);
    }
    json.end_object();
    return http;
  }

  Status whole(Json body) override
  {
    if (body["type"].text() == "error") {
      m_failure = body.raw();
      return {};
    }
    if (!body["content"].is_array()) {
      return fail(ErrorKind::bad_data, "no content in the reply");
    }
    m_reply.model = body["model"].text();
    for (const Json block : body["content"].elements()) {
      if (block["type"].text() == "text") {
        say(block["text"], {});
      } else if (block["type"].text() == "tool_use") {
        m_reply.calls.push_back(
          {std::string(block["id"].text()), std::string(block["name"].text()), std::string(block["input"].raw())});
      }
    }
    read_usage(body["usage"]);
    read_stop(body["stop_reason"].text());
    m_finished = true;
    return {};
  }

  Status event(const net::SseEvent& event, const TokenSink& sink) override
  {
    if (trim(event.data).empty()) {
      return {};
    }
    TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(event.data));
    const Json body = document.root();
    const std::string_view type = body["type"].text();
    const std::int64_t index = body["index"].integer().value_or(0);
    if (type == "error") {
      m_failure = body.raw();
    } else if (type == "message_start") {
      m_reply.model = body["message"]["model"].text();
      read_usage(body["message"]["usage"]);
    } else if (type == "content_block_start") {
      const Json block = body["content_block"];
      if (block["type"].text() == "tool_use") {
        m_started = true;
        m_open[index] = {std::string(block["id"].text()), std::string(block["name"].text()), ""};
      } else if (block["type"].text() == "text") {
        say(block["text"], sink);
      }
    } else if (type == "content_block_delta") {
      const Json delta = body["delta"];
      if (delta["type"].text() == "text_delta") {
        say(delta["text"], sink);
      } else if (delta["type"].text() == "input_json_delta" && m_open.contains(index)) {
        m_open[index].arguments += delta["partial_json"].text();
      }
    } else if (type == "message_delta") {
      read_usage(body["usage"]);
      read_stop(body["delta"]["stop_reason"].text());
    } else if (type == "message_stop") {
      m_finished = true;
    }
    return {};
  }

  ChatReply take() override
  {
    for (auto& [index, call] : m_open) {
      if (call.arguments.empty()) { // a tool without arguments sends no piece
        call.arguments = "{}";
      }
      m_reply.calls.push_back(std::move(call));
    }
    m_open.clear();
    return std::move(m_reply);
  }

private:
  static void write_blocks(JsonWriter& json, const ChatMessage& message)
  {
    if (!message.content.empty()) {
      json.begin_object().member("type", "text").member("text", message.content).end_object();
    }
    for (const ToolCall& call : message.calls) {
      json.begin_object().member("type", "tool_use").member("id", call.id).member("name", call.name);
      json.key("input").raw(object_or_empty(call.arguments)).end_object();
    }
  }

  // All results of one turn are one user message; empty texts are refused by the service.
  static void write_messages(JsonWriter& json, const ChatRequest& request)
  {
    json.key("messages").begin_array();
    for (const std::span<const ChatMessage> turn : turns_of(request)) {
      const ChatMessage& message = turn.front();
      if (message.content.empty() && message.calls.empty() && message.role != Role::tool) {
        continue;
      }
      json.begin_object()
        .member("role", message.role == Role::assistant ? "assistant" : "user")
        .key("content")
        .begin_array();
      if (message.role != Role::tool) {
        write_blocks(json, message);
      } else {
        for (const ChatMessage& result : turn) {
          json.begin_object()
            .member("type", "tool_result")
            .member("tool_use_id", result.call_id)
            .member("content", result.content)
            .end_object();
        }
      }
      json.end_array().end_object();
    }
    json.end_array();
  }

  // Counts are cumulative; input_tokens leaves the cached part out.
  void read_usage(Json usage)
  {
    const auto take_count = [&](const char* name, std::uint64_t& target) {
      if (const auto value = usage[name].integer(); value && *value >= 0) {
        target = static_cast<std::uint64_t>(*value);
        m_reply.usage.reported = true;
      }
    };
    take_count("input_tokens", m_fresh);
    take_count("cache_read_input_tokens", m_reply.usage.cached);
    take_count("cache_creation_input_tokens", m_reply.usage.cache_written);
    take_count("output_tokens", m_reply.usage.output);
    m_reply.usage.input = m_fresh + m_reply.usage.cached + m_reply.usage.cache_written;
  }

  void read_stop(std::string_view reason)
  {
    if (reason == "max_tokens" || reason == "model_context_window_exceeded") {
      m_reply.stop = StopReason::length;
    } else if (reason == "refusal") {
      m_reply.stop = StopReason::blocked;
    } else if (reason == "tool_use") {
      m_reply.stop = StopReason::tool_calls;
    }
  }

  const Endpoint& m_endpoint;
  std::map<std::int64_t, ToolCall> m_open;
  std::uint64_t m_fresh = 0;
};

} // namespace

std::unique_ptr<Dialect> make_anthropic(const Endpoint& endpoint) { return std::make_unique<Anthropic>(endpoint); }

} // namespace tilores::llm

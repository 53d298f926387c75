// Google's generateContent.
#include <tilores/llm/dialect.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>

namespace tilores::llm {

namespace {

constexpr std::string_view k_own_id = "tl_"; // calls the service gave no id

class Gemini final : public Dialect {
public:
  explicit Gemini(const Endpoint& endpoint) : m_endpoint(endpoint) {}

  [[nodiscard]] net::HttpRequest request(const ChatRequest& request, bool stream) const override
  {
    net::HttpRequest http;
    http.method = "POST";
    http.url = m_endpoint.base_url + "/v1beta/models/" + m_endpoint.model.name +
               (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
    http.headers = {{"content-type", "application/json"}};
    if (!m_endpoint.key.empty()) {
      http.secret_headers.emplace_back("x-goog-api-key", m_endpoint.key);
    }
    JsonWriter json(http.body);
    json.begin_object();
    if (const std::string system = system_of(request); !system.empty()) {
      json.key("systemInstruction")
        .begin_object()
        .key("parts")
        .begin_array()
        .begin_object()
        .member("text", system)
        .end_object()
        .end_array()
        .end_object();
    }
    write_contents(json, request);
    if (!request.tools.empty()) {
      json.key("tools").begin_array().begin_object().key("functionDeclarations").begin_array();
      for (const ToolSpec& tool : request.tools) {
        json.begin_object()
          .member("name", tool.name)
          .member("description", tool.description)
          .key("parametersJsonSchema")
          .raw(tool.schema)
          .end_object();
      }
      json.end_array().end_object().end_array();
      json.key("toolConfig")
        .begin_object()
        .key("functionCallingConfig")
        .begin_object()
        .member("mode", request.may_call ? "AUTO" : "NONE")
        .end_object()
        .end_object();
    }
    json.key("generationConfig").begin_object().member("maxOutputTokens", request.max_tokens);
    if (request.temperature) {
      json.member("temperature", *request.temperature);
    }
    if (request.json || !request.json_schema.empty()) {
      json.member("responseMimeType", "application/json");
    }
    if (!request.json_schema.empty()) {
      json.key("responseJsonSchema").raw(request.json_schema);
    }
    json.end_object().end_object();
    return http;
  }

  Status whole(Json body) override
  {
    TRY(read(body, {}));
    m_finished = m_failure.empty();
    return {};
  }

  Status event(const net::SseEvent& event, const TokenSink& sink) override
  {
    const std::string_view data = trim(event.data);
    if (data.empty()) {
      return {};
    }
    TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(std::string(data)));
    return read(document.root(), sink);
  }

  ChatReply take() override
  {
    if (!m_parts.empty()) {
      m_reply.native = "[" + m_parts + "]";
    }
    if (!m_reply.calls.empty() && m_reply.stop == StopReason::stop) {
      m_reply.stop = StopReason::tool_calls; // the service says STOP for calls too
    }
    return std::move(m_reply);
  }

private:
  static void write_result(JsonWriter& json, const ChatMessage& result)
  {
    json.begin_object().key("functionResponse").begin_object();
    if (!result.call_id.starts_with(k_own_id)) {
      json.member("id", result.call_id);
    }
    json.member("name", result.name).key("response");
    if (const auto content = JsonDocument::parse(result.content); content && content->root().is_object()) {
      json.raw(result.content);
    } else {
      json.begin_object().member("result", result.content).end_object();
    }
    json.end_object().end_object();
  }

  static void write_parts(JsonWriter& json, const ChatMessage& message)
  {
    if (!message.content.empty() || message.calls.empty()) {
      json.begin_object().member("text", message.content).end_object();
    }
    for (const ToolCall& call : message.calls) {
      json.begin_object().key("functionCall").begin_object();
      if (!call.id.starts_with(k_own_id)) {
        json.member("id", call.id);
      }
      json.member("name", call.name).key("args").raw(object_or_empty(call.arguments)).end_object().end_object();
    }
  }

  void write_contents(JsonWriter& json, const ChatRequest& request) const
  {
    json.key("contents").begin_array();
    for (const std::span<const ChatMessage> turn : turns_of(request)) {
      const ChatMessage& message = turn.front();
      json.begin_object().member("role", message.role == Role::assistant ? "model" : "user").key("parts");
      if (!message.native.empty() && message.native_model == m_endpoint.model.name) {
        json.raw(message.native).end_object();
        continue;
      }
      json.begin_array();
      if (message.role != Role::tool) {
        write_parts(json, message);
      } else {
        for (const ChatMessage& result : turn) {
          write_result(json, result);
        }
      }
      json.end_array().end_object();
    }
    json.end_array();
  }

  Status read(Json body, const TokenSink& sink)
  {
    if (body["error"].is_object()) {
      m_failure = body.raw();
      return {};
    }
    if (!body.is_object()) {
      return fail(ErrorKind::bad_data, "a piece of the reply is not an object");
    }
    if (const std::string_view model = body["modelVersion"].text(); !model.empty()) {
      m_reply.model = model;
    }
    const Json candidate = body["candidates"].at(0);
    for (const Json part : candidate["content"]["parts"].elements()) {
      m_parts += (m_parts.empty() ? "" : ",") + std::string(part.raw());
      const Json call = part["functionCall"];
      if (call.is_object()) {
        m_started = true;
        const std::string_view id = call["id"].text();
        m_reply.calls.push_back(
          {id.empty() ? std::string(k_own_id) + std::to_string(m_reply.calls.size() + 1) : std::string(id),
           std::string(call["name"].text()), call["args"].is_object() ? std::string(call["args"].raw()) : "{}"});
      } else if (!part["thought"].boolean()) {
        say(part["text"], sink);
      }
    }
    if (body["promptFeedback"]["blockReason"].is_string()) {
      m_reply.stop = StopReason::blocked;
      m_finished = true;
    }
    if (const Json usage = body["usageMetadata"]; usage.is_object()) {
      m_reply.usage.input = count_of(usage["promptTokenCount"]);
      m_reply.usage.output = count_of(usage["candidatesTokenCount"]) + count_of(usage["thoughtsTokenCount"]);
      m_reply.usage.cached = count_of(usage["cachedContentTokenCount"]);
      m_reply.usage.reported = true;
    }
    const std::string_view reason = candidate["finishReason"].text();
    if (!reason.empty()) {
      m_finished = true;
      if (reason == "MAX_TOKENS") {
        m_reply.stop = StopReason::length;
      } else if (reason == "MALFORMED_FUNCTION_CALL" || reason == "UNEXPECTED_TOOL_CALL" ||
                 reason == "TOO_MANY_TOOL_CALLS") {
        m_failure = R"({"error":{"status":"INTERNAL"}})";
      } else if (reason == "SAFETY" || reason == "RECITATION" || reason == "BLOCKLIST" ||
                 reason == "PROHIBITED_CONTENT" || reason == "SPII" || reason == "LANGUAGE") {
        m_reply.stop = StopReason::blocked;
      }
    }
    return {};
  }

  const Endpoint& m_endpoint;
  std::string m_parts; // the turn as it came, comma-separated
};

} // namespace

std::unique_ptr<Dialect> make_gemini(const Endpoint& endpoint) { return std::make_unique<Gemini>(endpoint); }

} // namespace tilores::llm

#include "scripted.hpp"

#include <tilores/base/file.hpp>
#include <tilores/base/json.hpp>

#include <tilores/net/curl_transport.hpp>

#include <support/loopback_server.hpp>

#include <doctest/doctest.h>

using namespace tilores;
using namespace tilores::test;
using llm::Fault;

namespace {

struct Row {
  const char* provider;
  const char* url;
  const char* file;
};
constexpr Row k_rows[] = {
  {"openai", "http://127.0.0.1:9/chat/completions", "openai_parallel.sse"},
  {"anthropic", "http://127.0.0.1:9/v1/messages", "anthropic_parallel.sse"},
  {"gemini", "http://127.0.0.1:9/v1beta/models/m-1:streamGenerateContent?alt=sse", "gemini_parallel.sse"},
};

std::string transcript(const char* file) { return read_file(std::string(TILORES_TEST_DATA "/llm/") + file).value(); }

// Gives the body in pieces of `size` bytes.
class Dribble final : public net::HttpTransport {
public:
  Dribble(std::string body, std::size_t size, std::optional<Error> end = {})
    : m_body(std::move(body)), m_size(size), m_end(std::move(end))
  {
  }
  Result<net::HttpResponse> send(const net::HttpRequest&, const CallContext&) override
  {
    return fail(ErrorKind::internal, "not streamed");
  }
  Result<net::HttpResponse> stream(const net::HttpRequest&, const CallContext&, const net::BodySink& sink) override
  {
    for (std::size_t at = 0; at < m_body.size(); at += m_size) {
      if (!sink(std::string_view(m_body).substr(at, m_size))) {
        break;
      }
    }
    if (m_end) {
      return fail(*m_end);
    }
    return net::HttpResponse{200, {}, ""};
  }

private:
  std::string m_body;
  std::size_t m_size;
  std::optional<Error> m_end;
};

} // namespace

TEST_CASE("a streamed turn with text and two parallel calls reads the same in every dialect, whole and byte by byte")
{
  for (const Row& row : k_rows) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{7}, std::size_t{100'000}}) {
      CAPTURE(row.provider);
      CAPTURE(size);
      std::string joined;
      const auto outcome = provider_named(row.provider, std::make_shared<Dribble>(transcript(row.file), size))
                             ->complete(question("x"), [&](std::string_view piece) { joined += piece; }, {});
      REQUIRE(outcome.reply);
      const llm::ChatReply& reply = *outcome.reply;
      CHECK(outcome.fault == Fault::none);
      CHECK(reply.content == "Let me look. ");
      CHECK(joined == reply.content);
      CHECK(reply.stop == llm::StopReason::tool_calls);
      REQUIRE(reply.calls.size() == 2);
      CHECK(reply.calls[0].name == "search_customer");
      CHECK(reply.calls[0].arguments == R"({"query":"2"})");
      CHECK(reply.calls[1].name == "get_credit_report");
      CHECK(reply.calls[1].arguments == R"({"customer_id":"1"})");
      CHECK(reply.calls[0].id != reply.calls[1].id);
      CHECK(reply.usage.input == 1200);
      CHECK(reply.usage.output == 34);
      CHECK(reply.usage.cached == 1024);
      CHECK(llm::same_model(model_named("m-1", row.provider), reply.model));
    }
  }
}

TEST_CASE("a stream that ends before its end is broken once text was shown, and calls in it do not run")
{
  for (const Row& row : k_rows) {
    CAPTURE(row.provider);
    const std::string whole = transcript(row.file);
    const std::string cut = whole.substr(0, whole.find("\n\n", whole.find("look. ")) + 2);
    std::string joined;
    const auto outcome =
      provider_named(row.provider,
                     std::make_shared<Dribble>(
                       row.provider == std::string("gemini") ? whole.substr(0, whole.find("\n\n") + 2) : cut, 5))
        ->complete(question("x"), [&](std::string_view piece) { joined += piece; }, {});
    REQUIRE(outcome.reply);
    CHECK(outcome.fault == Fault::broken);
    CHECK(outcome.reply->stop == llm::StopReason::broken);
    CHECK(outcome.reply->calls.empty());
    CHECK(outcome.reply->content == joined);
  }
}

TEST_CASE("a stream that fails before its first token is a failure that may be repeated")
{
  const auto outcome =
    provider_named("openai", std::make_shared<Dribble>("", 1, Error{ErrorKind::unavailable, "reset", {}, {}, {}}))
      ->complete(question("x"), [](std::string_view) {}, {});
  CHECK_FALSE(outcome.reply);
  CHECK(outcome.fault == Fault::transient);
}

TEST_CASE("an error inside a 200 stream is an error of its class")
{
  struct Case {
    const char* provider;
    const char* body;
    Fault fault;
  };
  for (const Case& c :
       {Case{"anthropic",
             "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}\n\n",
             Fault::transient},
        Case{"openrouter", "data: {\"error\":{\"code\":402,\"message\":\"x\"}}\n\n", Fault::quota},
        Case{"mistral", "data: {\"object\":\"error\",\"type\":\"rate_limit_error\"}\n\n", Fault::rate},
        Case{"gemini", "data: {\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\"}}\n\n", Fault::transient}}) {
    CAPTURE(c.provider);
    const auto outcome = provider_named(c.provider, std::make_shared<Dribble>(c.body, 9))
                           ->complete(question("x"), [](std::string_view) {}, {});
    CHECK_FALSE(outcome.reply);
    CHECK(outcome.fault == c.fault);
  }
}

TEST_CASE("each error answer is of the class that decides what is done about it")
{
  struct Case {
    const char* provider;
    int status;
    const char* body;
    Fault fault;
    ErrorKind kind;
  };
  const Case cases[] = {
    {"openai", 401, R"({"error":{"type":"invalid_request_error","code":"invalid_api_key"}})", Fault::auth,
     ErrorKind::auth},
    {"openai", 400, R"({"error":{"type":"invalid_request_error","code":"invalid_value"}})", Fault::bad_request,
     ErrorKind::bad_data},
    {"openai", 400, R"({"error":{"type":"invalid_request_error","code":"context_length_exceeded"}})",
     Fault::context_length, ErrorKind::unsupported},
    {"anthropic", 400,
     R"({"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 213011 tokens > 200000 maximum"}})",
     Fault::context_length, ErrorKind::unsupported},
    {"gemini", 400,
     R"({"error":{"code":400,"status":"INVALID_ARGUMENT","message":"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."}})",
     Fault::context_length, ErrorKind::unsupported},
    {"vllm", 400,
     R"({"message":"This model's maximum context length is 8192 tokens.","type":"BadRequestError","code":400})",
     Fault::context_length, ErrorKind::unsupported},
    {"anthropic", 400,
     R"({"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: field required"}})",
     Fault::bad_request, ErrorKind::bad_data},
    {"openai", 404, R"({"error":{"code":"model_not_found"}})", Fault::model_gone, ErrorKind::unsupported},
    {"groq", 400, R"({"error":{"code":"model_decommissioned"}})", Fault::model_gone, ErrorKind::unsupported},
    {"openai", 429, R"({"error":{"type":"rate_limit_error","code":"rate_limit_exceeded"}})", Fault::rate,
     ErrorKind::rate_limited},
    {"openai", 429, R"({"error":{"type":"insufficient_quota","code":"insufficient_quota"}})", Fault::quota,
     ErrorKind::budget},
    {"openai", 429, R"({"error":{"type":"insufficient_quota","code":"credit_balance_exhausted"}})", Fault::quota,
     ErrorKind::budget},
    {"anthropic", 429,
     R"({"type":"error","error":{"type":"rate_limit_error","details":{"error_code":"enforced_spend_limit_reached"}}})",
     Fault::quota, ErrorKind::budget},
    {"anthropic", 529, R"({"type":"error","error":{"type":"overloaded_error"}})", Fault::transient,
     ErrorKind::unavailable},
    {"gemini", 429, R"({"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"7s"}]}})",
     Fault::rate, ErrorKind::rate_limited},
    {"gemini", 429,
     R"({"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaValue":"0"}]},{"retryDelay":"7s"}]}})",
     Fault::quota, ErrorKind::budget},
    {"gemini", 400, R"({"error":{"code":400,"status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}})",
     Fault::auth, ErrorKind::auth},
    {"groq", 498, "{}", Fault::transient, ErrorKind::unavailable},
    {"openrouter", 402, R"({"error":{"code":402}})", Fault::quota, ErrorKind::budget},
    {"mistral", 422, R"({"object":"error","message":"x"})", Fault::bad_request, ErrorKind::bad_data},
    {"openai", 500, "<html>", Fault::transient, ErrorKind::unavailable},
  };
  for (const Case& c : cases) {
    CAPTURE(c.provider);
    CAPTURE(c.body);
    auto transport = std::make_shared<ReplayTransport>();
    const llm::Provider& provider = *llm::find_provider(c.provider);
    const std::string url = provider.dialect == llm::DialectKind::anthropic ? "http://127.0.0.1:9/v1/messages"
                            : provider.dialect == llm::DialectKind::gemini
                              ? "http://127.0.0.1:9/v1beta/models/m-1:generateContent"
                              : "http://127.0.0.1:9/chat/completions";
    transport->expect("POST", url, c.status, c.body);
    const auto outcome = provider_named(c.provider, transport)->complete(question("x"), {}, {});
    REQUIRE_FALSE(outcome.reply);
    CHECK(outcome.fault == c.fault);
    CHECK(outcome.reply.error().kind == c.kind);
    if (c.fault == Fault::rate && std::string_view(c.body).find("retryDelay") != std::string_view::npos) {
      CHECK(outcome.reply.error().retry_after_ms == 7000);
    }
  }
}

TEST_CASE("a refusal that the provider charges for tells what it used")
{
  const auto transport = std::make_shared<ReplayTransport>();
  transport->expect(
    "POST", "http://127.0.0.1:9/chat/completions", 200,
    R"({"model":"m-1","choices":[{"message":{"content":null},"finish_reason":"content_filter"}],"usage":{"prompt_tokens":12,"completion_tokens":3}})");
  const auto outcome = provider_named("openai", transport)->complete(question("x"), {}, {});
  CHECK(outcome.fault == Fault::refused);
  CHECK(outcome.usage.input == 12);
  CHECK(outcome.usage.output == 3);
}

TEST_CASE("a turn with calls and their results goes out the way each dialect wants it")
{
  llm::ChatRequest request = question("x");
  request.tools = {{"search_customer", "d", R"({"type":"object"})"}};
  request.messages.push_back({llm::Role::assistant,
                              "",
                              {{"call_long_id", "search_customer", R"({"query":"2"})"}},
                              {},
                              {},
                              R"([{"functionCall":{"name":"search_customer"},"thoughtSignature":"c2ln"}])",
                              "m-1"});
  request.messages.push_back({llm::Role::tool, R"({"success":true})", {}, "call_long_id", "search_customer"});
  const auto sent = [&](const char* provider, const char* url) {
    auto transport = std::make_shared<ReplayTransport>();
    transport->expect("POST", url, 500, "");
    (void)provider_named(provider, transport)->complete(request, {}, {});
    return JsonDocument::parse(transport->requests().front().body).value();
  };
  SUBCASE("OpenAI")
  {
    const auto body = sent("openai", "http://127.0.0.1:9/chat/completions");
    CHECK(body.root()["messages"].at(2)["tool_calls"].at(0)["function"]["arguments"].text() == R"({"query":"2"})");
    CHECK(body.root()["messages"].at(3)["tool_call_id"].text() == "call_long_id");
    CHECK(body.root()["max_completion_tokens"].integer() == 1024);
  }
  SUBCASE("Mistral wants ids of nine letters and digits, the same in call and result")
  {
    const auto body = sent("mistral", "http://127.0.0.1:9/chat/completions");
    const std::string id(body.root()["messages"].at(2)["tool_calls"].at(0)["id"].text());
    CHECK(id.size() == 9);
    CHECK(body.root()["messages"].at(3)["tool_call_id"].text() == id);
    CHECK(body.root()["stream_options"].missing());
  }
  SUBCASE("Anthropic")
  {
    const auto body = sent("anthropic", "http://127.0.0.1:9/v1/messages");
    CHECK(body.root()["messages"].at(1)["content"].at(0)["input"]["query"].text() == "2");
    CHECK(body.root()["messages"].at(2)["role"].text() == "user");
    CHECK(body.root()["messages"].at(2)["content"].at(0)["tool_use_id"].text() == "call_long_id");
    CHECK(body.root()["system"].at(0)["text"].text() == "Be brief.");
  }
  SUBCASE("Gemini gets its own turn back byte for byte")
  {
    const auto body = sent("gemini", "http://127.0.0.1:9/v1beta/models/m-1:generateContent");
    CHECK(body.root()["contents"].at(1)["parts"].at(0)["thoughtSignature"].text() == "c2ln");
    CHECK(body.root()["contents"].at(2)["parts"].at(0)["functionResponse"]["response"]["success"].boolean());
  }
  SUBCASE("Gemini does not get another model's turn")
  {
    request.messages[2].native_model = "another";
    const auto body = sent("gemini", "http://127.0.0.1:9/v1beta/models/m-1:generateContent");
    CHECK(body.root()["contents"].at(1)["parts"].at(0)["thoughtSignature"].missing());
    CHECK(body.root()["contents"].at(1)["parts"].at(0)["functionCall"]["args"]["query"].text() == "2");
  }
}

TEST_CASE("the key travels in a secret header and never in the URL")
{
  for (const Row& row : k_rows) {
    auto transport = std::make_shared<ReplayTransport>();
    transport->expect("POST", row.url, 500, "");
    (void)provider_named(row.provider, transport)->complete(question("x"), [](std::string_view) {}, {});
    const auto requests = transport->requests();
    const net::HttpRequest& request = requests.front();
    REQUIRE(request.secret_headers.size() == 1);
    CHECK(request.secret_headers.front().second.reveal().find("sk-test") != std::string::npos);
    CHECK(request.url.find("sk-test") == std::string::npos);
  }
}

TEST_CASE("a character whose halves come in two pieces is one character")
{
  const std::string body = "data: {\"choices\":[{\"delta\":{\"content\":\"a\\\\\\ud83d\"}}]}\n\ndata: "
                           "{\"choices\":[{\"delta\":{\"content\":\"\\ude00b\"}}]}\n\ndata: [DONE]\n\n";
  std::string joined;
  const auto outcome = provider_named("openai", std::make_shared<Dribble>(body, 3))
                         ->complete(question("x"), [&](std::string_view piece) { joined += piece; }, {});
  REQUIRE(outcome.reply);
  CHECK(joined == "a\\\xF0\x9F\x98\x80"
                  "b");
  CHECK(outcome.reply->content == joined);
}

TEST_CASE("An address with a version at its end is the same as one without it")
{
  struct Case {
    const char* provider;
    const char* chosen;
    const char* base;
  };
  for (const auto& [provider, chosen, base] : {
         Case{"openai", "", "https://api.openai.com/v1"},
         Case{"openai", "http://127.0.0.1:1/v1//", "http://127.0.0.1:1/v1"},
         Case{"openai", "http://127.0.0.1:1", "http://127.0.0.1:1"},
         Case{"anthropic", "http://127.0.0.1:1/v1/", "http://127.0.0.1:1"},
         Case{"anthropic", "http://127.0.0.1:1/proxy", "http://127.0.0.1:1/proxy"},
         Case{"gemini", "http://127.0.0.1:1/v1beta", "http://127.0.0.1:1"},
         Case{"gemini", "", "https://generativelanguage.googleapis.com"},
       }) {
    CHECK(llm::base_address(*llm::find_provider(provider), chosen) == base);
  }
}

TEST_CASE("over a real connection a stream is forwarded, and one cut off is broken")
{
  const std::string whole = transcript("anthropic_parallel.sse");
  for (const bool cut : {false, true}) {
    CAPTURE(cut);
    LoopbackServer server([&](const LoopbackRequest& request) {
      CHECK(request.headers.at("x-api-key") == "sk-test");
      const std::string body = cut ? whole.substr(0, whole.find("toolu_b")) : whole;
      return LoopbackReply{"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: " +
                             std::to_string(whole.size()) + "\r\n\r\n" + body,
                           cut ? Then::reset : Then::keep};
    });
    llm::ProviderSettings settings;
    settings.provider = llm::find_provider("anthropic");
    settings.base_url = server.url("");
    settings.key = Secret("sk-test");
    settings.model = model_named("m-1", "anthropic");
    std::string joined;
    const auto outcome = llm::make_chat_provider(std::move(settings), net::make_curl_transport({}))
                           ->complete(question("x"), [&](std::string_view piece) { joined += piece; }, {});
    REQUIRE(outcome.reply);
    CHECK(joined == "Let me look. ");
    CHECK(outcome.reply->calls.size() == (cut ? 0 : 2));
    CHECK(outcome.fault == (cut ? Fault::broken : Fault::none));
  }
}

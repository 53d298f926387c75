#include <tilores/llm/provider.hpp>

#include <tilores/llm/dialect.hpp>
#include <tilores/llm/policy.hpp>

namespace tilores::llm {

namespace {

class HttpChat final : public ChatProvider {
public:
  HttpChat(ProviderSettings settings, std::shared_ptr<net::HttpTransport> transport) : m_transport(std::move(transport))
  {
    m_endpoint.provider = settings.provider;
    m_endpoint.base_url = base_address(*settings.provider, settings.base_url);
    m_endpoint.key = std::move(settings.key);
    m_endpoint.model = std::move(settings.model);
  }

  ChatOutcome complete(const ChatRequest& request, const TokenSink& sink, const CallContext& ctx) override
  {
    const auto dialect = make_dialect(m_endpoint);
    ChatOutcome outcome = sink ? streamed(*dialect, request, sink, ctx) : at_once(*dialect, request, ctx);
    if (outcome.reply) {
      outcome.reply->provider = m_endpoint.provider->name;
      outcome.reply->asked_model = m_endpoint.model.name;
    }
    return outcome;
  }

private:
  static ChatOutcome failed(Verdict verdict, const ChatUsage& usage = {})
  {
    return {fail(std::move(verdict.error)), verdict.fault, usage};
  }

  ChatOutcome finished(Dialect& dialect) const
  {
    ChatReply reply = dialect.take();
    if (reply.stop == StopReason::blocked && reply.content.empty()) {
      Verdict verdict = classify(0, R"({"error":{"code":"content_filter"}})", {}, m_endpoint.provider->name, {});
      return failed(std::move(verdict), reply.usage); // it may have to be paid for
    }
    return {std::move(reply), Fault::none};
  }

  ChatOutcome malformed() const
  {
    return {fail(ErrorKind::bad_data,
                 std::string(m_endpoint.provider->name) + ": the reply is not what its interface promises"),
            Fault::transient};
  }

  ChatOutcome at_once(Dialect& dialect, const ChatRequest& request, const CallContext& ctx) const
  {
    auto response = m_transport->send(dialect.request(request, false), ctx);
    const std::string_view name = m_endpoint.provider->name;
    if (!response) {
      return failed(classify(response.error(), name));
    }
    if (response->status / 100 != 2) {
      return failed(classify(response->status, response->body, *response, name, ctx.clock->now()));
    }
    const auto document = JsonDocument::parse(std::move(response->body));
    if (!document || !dialect.whole(document->root())) {
      return malformed();
    }
    if (!dialect.failure().empty()) {
      return failed(classify(0, dialect.failure(), *response, name, ctx.clock->now()), dialect.take().usage);
    }
    return finished(dialect);
  }

  ChatOutcome streamed(Dialect& dialect, const ChatRequest& request, const TokenSink& sink,
                       const CallContext& ctx) const
  {
    net::SseParser parser;
    Status bad;
    const auto on_event = [&](const net::SseEvent& event) {
      if (bad && !dialect.finished() && dialect.failure().empty()) {
        bad = dialect.event(event, sink);
      }
    };
    const auto response = m_transport->stream(dialect.request(request, true), ctx, [&](std::string_view bytes) {
      if (bad) {
        auto fed = parser.feed(bytes, on_event);
        if (bad && !fed) {
          bad = std::move(fed);
        }
      }
      return bad.has_value() && dialect.failure().empty();
    });
    const std::string_view name = m_endpoint.provider->name;
    if (response && response->status / 100 != 2) {
      return failed(classify(response->status, response->body, *response, name, ctx.clock->now()));
    }
    if (const auto last = parser.unfinished(); last && bad && !dialect.finished()) {
      on_event(*last); // a last event may lack its blank line
    }
    const bool whole = bad && dialect.failure().empty() && dialect.finished();
    if (whole) {
      return finished(dialect);
    }
    if (dialect.started()) {
      ChatReply reply = dialect.take();
      reply.stop = StopReason::broken;
      reply.calls.clear(); // half a call must not run
      return {std::move(reply), Fault::broken};
    }
    if (!response) {
      return failed(classify(response.error(), name));
    }
    if (!dialect.failure().empty()) {
      return failed(classify(0, dialect.failure(), *response, name, ctx.clock->now()), dialect.take().usage);
    }
    return malformed();
  }

  std::shared_ptr<net::HttpTransport> m_transport;
  Endpoint m_endpoint;
};

} // namespace

std::shared_ptr<ChatProvider> make_chat_provider(ProviderSettings settings,
                                                 std::shared_ptr<net::HttpTransport> transport)
{
  return std::make_shared<HttpChat>(std::move(settings), std::move(transport));
}

} // namespace tilores::llm

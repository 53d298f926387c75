#include <tilores/observe/traced_transport.hpp>

#include <tilores/base/log.hpp>
#include <tilores/base/span.hpp>
#include <tilores/telemetry/traceparent.hpp>

namespace tilores::observe {
namespace {

class TracedTransport final : public net::HttpTransport {
public:
  explicit TracedTransport(std::shared_ptr<net::HttpTransport> inner) : m_inner(std::move(inner)) {}

  Result<net::HttpResponse> send(const net::HttpRequest& request, const CallContext& ctx) override
  {
    return traced(request, ctx,
                  [&](const net::HttpRequest& marked, const CallContext& own) { return m_inner->send(marked, own); });
  }
  Result<net::HttpResponse> stream(const net::HttpRequest& request, const CallContext& ctx,
                                   const net::BodySink& sink) override
  {
    return traced(request, ctx, [&](const net::HttpRequest& marked, const CallContext& own) {
      return m_inner->stream(marked, own, sink);
    });
  }

private:
  template<typename Call>
  static Result<net::HttpResponse> traced(const net::HttpRequest& request, const CallContext& ctx, const Call& call)
  {
    if (ctx.spans == nullptr || ctx.trace_id.empty()) {
      return call(request, ctx);
    }
    ScopedSpan span(ctx, "HTTP " + request.method);
    span.set("http.request.method", request.method);
    span.set("server.address", net::host_of(request.url));
    net::HttpRequest marked = request;
    marked.headers.emplace_back(
      "traceparent",
      telemetry::format_traceparent(span.context().trace_id, span.context().span_id, span.context().sampled));
    auto answer = call(marked, span.context());
    if (!answer) {
      span.fail(to_string(answer.error().kind));
    } else {
      span.set("http.response.status_code", static_cast<std::int64_t>(answer->status));
      if (answer->status >= 400) {
        span.fail(std::to_string(answer->status));
      }
    }
    if (log_enabled(LogLevel::debug)) {
      const std::string outcome = answer ? std::to_string(answer->status) : std::string(to_string(answer.error().kind));
      log(LogLevel::debug, "http exchange",
          {{"method", request.method}, {"host", net::host_of(request.url)}, {"outcome", outcome}});
    }
    return answer;
  }

  std::shared_ptr<net::HttpTransport> m_inner;
};

} // namespace

std::shared_ptr<net::HttpTransport> make_traced_transport(std::shared_ptr<net::HttpTransport> inner)
{
  return std::make_shared<TracedTransport>(std::move(inner));
}

} // namespace tilores::observe

#pragma once
// A strict HttpTransport for tests: answers come from stubs in the order they were added. A request that no stub
// expects fails the test, and so does a stub that nobody asked for.

#include <tilores/net/transport.hpp>

#include <doctest/doctest.h>

#include <deque>
#include <functional>
#include <mutex>
#include <vector>

namespace tilores::test {

class ReplayTransport final : public net::HttpTransport {
public:
  using Match = std::function<bool(const net::HttpRequest&)>;

  ReplayTransport() = default;
  ReplayTransport(const ReplayTransport&) = delete;
  ReplayTransport& operator=(const ReplayTransport&) = delete;
  ReplayTransport(ReplayTransport&&) = delete;
  ReplayTransport& operator=(ReplayTransport&&) = delete;
  ~ReplayTransport() override { CHECK_MESSAGE(m_stubs.empty(), m_stubs.size(), " stubs were not asked for"); }

  // The next request must be this method and URL, and satisfy `match`.
  void expect(std::string method, std::string url, Result<net::HttpResponse> answer, Match match = {})
  {
    m_stubs.push_back({std::move(method), std::move(url), std::move(answer), std::move(match)});
  }
  void expect(std::string method, std::string url, int status, std::string body,
              std::vector<std::pair<std::string, std::string>> headers = {}, Match match = {})
  {
    expect(std::move(method), std::move(url), net::HttpResponse{status, std::move(headers), std::move(body)},
           std::move(match));
  }

  Result<net::HttpResponse> send(const net::HttpRequest& request, const CallContext&) override { return next(request); }
  Result<net::HttpResponse> stream(const net::HttpRequest& request, const CallContext&,
                                   const net::BodySink& sink) override
  {
    auto answer = next(request);
    if (answer && answer->status / 100 == 2) {
      sink(answer->body);
      answer->body.clear();
    }
    return answer;
  }

  [[nodiscard]] std::vector<net::HttpRequest> requests() const
  {
    const std::lock_guard lock(m_mutex);
    return m_seen;
  }

private:
  struct Stub {
    std::string method;
    std::string url;
    Result<net::HttpResponse> answer;
    Match match;
  };

  Result<net::HttpResponse> next(const net::HttpRequest& request)
  {
    const std::lock_guard lock(m_mutex);
    m_seen.push_back(request);
    if (m_stubs.empty()) {
      FAIL_CHECK("no stub for ", request.method, " ", request.url);
      return fail(ErrorKind::internal, "no stub");
    }
    Stub stub = std::move(m_stubs.front());
    m_stubs.pop_front();
    CHECK(stub.method == request.method);
    CHECK(stub.url == request.url);
    if (stub.match) {
      CHECK(stub.match(request));
    }
    return std::move(stub.answer);
  }

  mutable std::mutex m_mutex;
  std::deque<Stub> m_stubs;
  std::vector<net::HttpRequest> m_seen;
};

} // namespace tilores::test

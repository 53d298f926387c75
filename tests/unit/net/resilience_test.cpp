#include <tilores/base/usage.hpp>
#include <tilores/net/resilience.hpp>

#include <support/fake_clock.hpp>
#include <support/replay_transport.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

using namespace tilores;
using namespace tilores::net;
using test::FakeClock;
using test::ReplayTransport;

namespace {

constexpr const char* k_url = "https://api.example.com/";

struct Fixture {
  FakeClock clock;
  std::shared_ptr<ReplayTransport> inner = std::make_shared<ReplayTransport>();
  ResilienceSettings settings;
  HttpRequest request;
  CallContext ctx;

  Fixture()
  {
    request.url = k_url;
    request.idempotent = true;
    ctx.clock = &clock;
  }
  void answer(int status, std::string retry_after = {})
  {
    std::vector<std::pair<std::string, std::string>> headers;
    if (!retry_after.empty()) {
      headers.emplace_back("retry-after", std::move(retry_after));
    }
    inner->expect("GET", k_url, status, "body", std::move(headers));
  }
  void failure(ErrorKind kind) { inner->expect("GET", k_url, Result<HttpResponse>(fail(kind, "no"))); }
  [[nodiscard]] Millis passed() const { return std::chrono::duration_cast<Millis>(clock.steady().time_since_epoch()); }
};

} // namespace

TEST_CASE("a caller that repeats by itself is not repeated for")
{
  Fixture f;
  f.ctx.attempts = 1;
  f.answer(503);
  const auto transport = make_retrying_transport(f.inner, f.settings);
  CHECK(transport->send(f.request, f.ctx)->status == 503);
  CHECK(f.passed() == Millis{0});
}

TEST_CASE("what is safe is tried three times, what is not is asked once")
{
  struct Case {
    std::string name;
    bool idempotent;
    std::vector<int> statuses; // 0: connection broken, -1: bad data
    int last;
  };
  for (const auto& [name, idempotent, statuses, last] : std::vector<Case>{
         {"read, then good", true, {503, 0, 200}, 200},
         {"read, never good", true, {500, 502, 504}, 504},
         {"read, broken throughout", true, {0, 0, 0}, 0},
         {"write, unclear", false, {503}, 503},
         {"write, broken", false, {0}, 0},
         {"write, throttled, so nothing was done", false, {429, 200}, 200},
         {"refused for good", true, {422}, 422},
         {"not implemented", true, {501}, 501},
         {"malformed", true, {-1}, -1},
       }) {
    CAPTURE(name);
    Fixture f;
    Usage usage;
    f.ctx.usage = &usage;
    f.request.idempotent = idempotent;
    for (const int status : statuses) {
      if (status <= 0) {
        f.failure(status == 0 ? ErrorKind::unavailable : ErrorKind::bad_data);
      } else {
        f.answer(status);
      }
    }
    const auto outcome = make_retrying_transport(f.inner, f.settings)->send(f.request, f.ctx);
    REQUIRE(outcome.has_value() == (last > 0));
    if (outcome) {
      CHECK(outcome->status == last);
    }
    CHECK(usage.calls == statuses.size());
    CHECK(usage.retries == statuses.size() - 1);
  }
}

TEST_CASE("Retry-After is never undercut, and a wait beyond the deadline is not begun")
{
  Fixture f;
  f.answer(429, "2");
  f.answer(200);
  const auto transport = make_retrying_transport(f.inner, f.settings);
  CHECK(transport->send(f.request, f.ctx)->status == 200);
  CHECK(f.passed() >= Millis{2000});

  const auto before = f.passed();
  f.ctx.deadline = Deadline::after(Millis{5000}, f.clock);
  f.answer(429, "30");
  const auto outcome = transport->send(f.request, f.ctx);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().kind == ErrorKind::rate_limited);
  CHECK(outcome.error().retry_after_ms == 30'000);
  CHECK(f.passed() == before);

  f.ctx.deadline = {};
  f.answer(429, "86400"); // beyond longest_hint: the answer itself is the result
  CHECK(transport->send(f.request, f.ctx)->status == 429);
}

TEST_CASE("the status inside a 200 answer counts where the protocol says so")
{
  Fixture f;
  f.request.effective_status = [](const HttpResponse& r) { return r.body == "throttled" ? 429 : r.status; };
  f.inner->expect("GET", k_url, 200, "throttled");
  f.inner->expect("GET", k_url, 200, "fine");
  CHECK(make_retrying_transport(f.inner, f.settings)->send(f.request, f.ctx)->body == "fine");
}

TEST_CASE("an outage is not answered with a storm of retries")
{
  Fixture f;
  int calls = 0;
  class Down final : public HttpTransport {
  public:
    explicit Down(int& calls) : m_calls(calls) {}
    Result<HttpResponse> send(const HttpRequest&, const CallContext&) override
    {
      ++m_calls;
      return fail(ErrorKind::unavailable, "down");
    }
    Result<HttpResponse> stream(const HttpRequest& r, const CallContext& c, const BodySink&) override
    {
      return send(r, c);
    }

  private:
    int& m_calls;
  };
  const auto retrying = make_retrying_transport(std::make_shared<Down>(calls), f.settings);
  for (int i = 0; i < 10'000; ++i) {
    CHECK_FALSE(retrying->send(f.request, f.ctx));
  }
  CHECK(calls <= 10'100); // 1.01 x rows

  calls = 0;
  const auto breaking = make_resilient_transport(std::make_shared<Down>(calls), f.settings, f.clock);
  const auto start = f.passed();
  for (int i = 0; i < 1000; ++i) {
    const auto outcome = breaking->send(f.request, f.ctx);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().kind == ErrorKind::unavailable);
  }
  CHECK(calls <= 60); // the circuit opens after 20 calls of at most three attempts
  CHECK(f.passed() - start < Millis{5000});
}

TEST_CASE("an open circuit refuses at once, says when to come back, and closes after good probes")
{
  Fixture f;
  const auto transport = make_breaking_transport(f.inner, f.settings);
  for (int i = 0; i < f.settings.breaker.min_calls; ++i) {
    f.answer(500);
    REQUIRE(transport->send(f.request, f.ctx));
  }
  const auto refused = transport->send(f.request, f.ctx);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::unavailable);
  REQUIRE(refused.error().retry_after_ms);
  f.clock.advance(Millis{*refused.error().retry_after_ms});
  for (int i = 0; i < f.settings.breaker.successes_to_close + 5; ++i) {
    f.answer(200);
    CHECK(transport->send(f.request, f.ctx));
  }
}

TEST_CASE("faults of the request and interruptions do not open the circuit")
{
  Fixture f;
  const auto transport = make_breaking_transport(f.inner, f.settings);
  for (int i = 0; i < 100; ++i) {
    if (i % 2 == 0) {
      f.answer(422);
    } else {
      f.failure(ErrorKind::cancelled);
    }
    const auto outcome = transport->send(f.request, f.ctx);
    CHECK((outcome || outcome.error().kind == ErrorKind::cancelled));
  }
}

TEST_CASE("a stream is repeated only while its sink has seen nothing")
{
  class Cut final : public HttpTransport {
  public:
    Result<HttpResponse> send(const HttpRequest&, const CallContext&) override { return HttpResponse{}; }
    Result<HttpResponse> stream(const HttpRequest&, const CallContext&, const BodySink& sink) override
    {
      if (++calls == 1) {
        return fail(ErrorKind::unavailable, "before the first byte");
      }
      sink("some");
      return fail(ErrorKind::unavailable, "in the middle");
    }
    int calls = 0;
  };
  Fixture f;
  const auto inner = std::make_shared<Cut>();
  std::string seen;
  const auto outcome =
    make_retrying_transport(inner, f.settings)->stream(f.request, f.ctx, [&](std::string_view piece) {
      seen += piece;
      return true;
    });
  CHECK_FALSE(outcome);
  CHECK(inner->calls == 2);
  CHECK(seen == "some");
}

TEST_CASE("calls keep the rate, and all wait when the service asks for a pause")
{
  Fixture f;
  f.settings.rate = {10, 1};
  const auto transport = make_rate_limited_transport(f.inner, f.settings, f.clock);
  for (int i = 0; i < 11; ++i) {
    f.answer(200);
    REQUIRE(transport->send(f.request, f.ctx));
  }
  CHECK(f.passed() >= Millis{999});
  CHECK(f.passed() <= Millis{1100});
  f.answer(429, "3");
  REQUIRE(transport->send(f.request, f.ctx));
  const auto asked = f.passed();
  f.answer(200);
  REQUIRE(transport->send(f.request, f.ctx));
  CHECK(f.passed() - asked >= Millis{2900});
}

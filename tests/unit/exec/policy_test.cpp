// Rates, delays, budgets, breaker and adaptive limit: all of it policy, driven by hand-made times.
#include <support/fake_clock.hpp>
#include <tilores/exec/adaptive.hpp>
#include <tilores/exec/breaker.hpp>
#include <tilores/exec/rate.hpp>
#include <tilores/exec/retry.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <random>
#include <thread>
#include <vector>

using namespace tilores;
using namespace tilores::exec;
using tilores::test::FakeClock;

namespace {

SteadyTime at_ms(std::int64_t ms) { return SteadyTime{std::chrono::microseconds{ms * 1000}}; }

} // namespace

TEST_CASE("a rate of ten a second with a burst of three lets three through at once and then one each 100 ms")
{
  GcraState state;
  const Rate rate{10, 3};
  for (const std::int64_t expected : {1000, 1000, 1000, 1100, 1200, 1300}) {
    CHECK(gcra_reserve(state, rate, at_ms(1000)) == at_ms(expected));
  }
  CHECK(gcra_next(state, rate, at_ms(1000)) == at_ms(1400));
  CHECK(gcra_reserve(state, rate, at_ms(60'000)) == at_ms(60'000)); // idle time refills the burst
  CHECK(gcra_reserve(state, rate, at_ms(60'000)) == at_ms(60'000));
}

TEST_CASE("no rate is no limit")
{
  GcraState state;
  for (int i = 0; i < 100; ++i) {
    CHECK(gcra_reserve(state, Rate{}, at_ms(5)) == at_ms(5));
  }
}

TEST_CASE("in any window of a second no more than rate plus burst calls start")
{
  rc::check("gcra bound", [] {
    const auto per_second = *rc::gen::inRange(1, 200);
    const auto burst = *rc::gen::inRange(1, 20);
    const auto gaps = *rc::gen::container<std::vector<int>>(200, rc::gen::inRange(0, 20));
    GcraState state;
    std::int64_t now = 1000;
    std::vector<SteadyTime> starts;
    for (const int gap : gaps) {
      now += gap;
      starts.push_back(gcra_reserve(state, Rate{double(per_second), double(burst)}, at_ms(now)));
    }
    RC_ASSERT(std::is_sorted(starts.begin(), starts.end()));
    for (std::size_t i = 0; i < starts.size(); ++i) {
      const auto end = std::lower_bound(starts.begin(), starts.end(), starts[i] + Millis{999});
      RC_ASSERT(end - starts.begin() - std::ptrdiff_t(i) <= per_second + burst);
    }
  });
}

TEST_CASE("the rate limiter waits its turn, and refuses at once what the deadline does not allow")
{
  FakeClock clock;
  RateLimiter limiter(Rate{10, 1}, clock);
  CallContext context;
  context.clock = &clock;
  CHECK(limiter.acquire(context));
  CHECK(limiter.acquire(context));
  CHECK(clock.steady() == at_ms(100));
  context.deadline = Deadline::after(Millis{50}, clock);
  const Status refused = limiter.acquire(context);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::rate_limited);
  CHECK(clock.steady() == at_ms(100));
}

TEST_CASE("a pause asked for by the other side holds for everybody")
{
  FakeClock clock;
  RateLimiter limiter(Rate{}, clock);
  CallContext context;
  context.clock = &clock;
  limiter.pause_until(at_ms(2000));
  CHECK(limiter.acquire(context));
  CHECK(clock.steady() == at_ms(2000));
}

TEST_CASE("a stopped wait for the rate limit ends as cancelled")
{
  FakeClock clock;
  RateLimiter limiter(Rate{1, 1}, clock);
  std::stop_source stop;
  CallContext context;
  context.clock = &clock;
  context.stop = stop.get_token();
  stop.request_stop();
  const Status stopped = limiter.acquire(context);
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().kind == ErrorKind::cancelled);
}

TEST_CASE("delays double from their base, are capped before jitter, and take the whole range of it")
{
  const RetryPolicy policy;
  struct Case {
    RetryClass why;
    int attempt;
    double random;
    std::int64_t expected;
  };
  for (const Case& c : {Case{RetryClass::transient, 1, 1.0, 50},
                        {RetryClass::transient, 2, 1.0, 100},
                        {RetryClass::transient, 3, 0.5, 100},
                        {RetryClass::transient, 1, 0.0, 0},
                        {RetryClass::throttling, 1, 1.0, 1000},
                        {RetryClass::throttling, 4, 1.0, 8000},
                        {RetryClass::throttling, 9, 1.0, 20'000},
                        {RetryClass::transient, 5000, 1.0, 20'000}}) {
    CAPTURE(c.attempt);
    CHECK(backoff_delay(policy, c.why, c.attempt, c.random) == Millis{c.expected});
  }
}

TEST_CASE("Retry-After is a lower bound up to a minute; a longer one ends the tries")
{
  const RetryPolicy policy;
  CHECK(retry_delay(policy, RetryClass::throttling, 1, 0.5, Millis{2000}) == Millis{2000});
  CHECK(retry_delay(policy, RetryClass::throttling, 1, 0.5, Millis{100}) == Millis{500});
  CHECK(retry_delay(policy, RetryClass::throttling, 1, 0.5, Millis{-5}) == Millis{500});
  CHECK(retry_delay(policy, RetryClass::throttling, 1, 0.5, Millis{86'400'000}) == std::nullopt);
  CHECK(retry_delay(policy, RetryClass::transient, 2, 0.5, std::nullopt) == Millis{50});
  CHECK(retry_delay(policy, RetryClass::transient, 3, 0.5, std::nullopt) == std::nullopt);
}

TEST_CASE("the retry bucket pays 14 for a transient retry, 5 for a throttled one, and gives back what helped")
{
  RetryBudget budget;
  CHECK(budget.tokens() == 500);
  CHECK(budget.take(RetryClass::transient));
  CHECK(budget.take(RetryClass::throttling));
  CHECK(budget.tokens() == 481);
  budget.succeeded(RetryClass::transient);
  CHECK(budget.tokens() == 495);
  budget.succeeded(std::nullopt);
  CHECK(budget.tokens() == 496);
  for (int i = 0; i < 100; ++i) {
    budget.succeeded(std::nullopt);
  }
  CHECK(budget.tokens() == 500);
}

TEST_CASE("a total outage costs at most 1.01 calls per request")
{
  RetryBudget budget;
  const RetryPolicy policy;
  constexpr int k_requests = 10'000;
  int calls = 0;
  for (int i = 0; i < k_requests; ++i) {
    for (int attempt = 1; attempt <= policy.attempts; ++attempt) {
      ++calls;
      if (attempt == policy.attempts || !budget.take(RetryClass::transient)) {
        break;
      }
    }
  }
  CHECK(calls <= k_requests + k_requests / 100);
}

TEST_CASE("five percent of faults are retried away without touching the bottom of the bucket")
{
  RetryBudget budget;
  std::mt19937 random(7);
  int lost = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::optional<RetryClass> paid;
    bool done = false;
    for (int attempt = 1; attempt <= 3 && !done; ++attempt) {
      done = random() % 20 != 0;
      if (done) {
        budget.succeeded(paid);
      } else if (attempt < 3) {
        REQUIRE(budget.take(RetryClass::transient));
        paid = RetryClass::transient;
      }
    }
    lost += done ? 0 : 1;
  }
  CHECK(lost < 40); // 0.05 ^ 3 = 12.5 expected
}

TEST_CASE("the breaker opens at half of at least twenty calls failing, and not before")
{
  CircuitBreaker breaker;
  for (int i = 0; i < 19; ++i) {
    const auto permit = breaker.allow(at_ms(i));
    REQUIRE(permit);
    breaker.record(*permit, CallOutcome::failure, Millis{1}, at_ms(i));
  }
  CHECK(breaker.state(at_ms(19)) == BreakerState::closed);
  breaker.record(*breaker.allow(at_ms(19)), CallOutcome::success, Millis{1}, at_ms(19));
  CHECK(breaker.state(at_ms(20)) == BreakerState::open);
  CHECK_FALSE(breaker.allow(at_ms(20)));
}

TEST_CASE("failures older than the window are forgotten, ignored outcomes never counted")
{
  CircuitBreaker breaker;
  for (int i = 0; i < 15; ++i) {
    breaker.record(*breaker.allow(at_ms(0)), CallOutcome::failure, Millis{1}, at_ms(0));
  }
  for (int i = 0; i < 50; ++i) {
    breaker.record(*breaker.allow(at_ms(1)), CallOutcome::ignored, Millis{1}, at_ms(1));
  }
  for (int i = 0; i < 15; ++i) {
    breaker.record(*breaker.allow(at_ms(11'000)), CallOutcome::failure, Millis{1}, at_ms(11'000));
  }
  CHECK(breaker.state(at_ms(11'000)) == BreakerState::closed);
}

TEST_CASE("an open circuit lets one probe through after its time, closes after three, doubles after a failed one")
{
  BreakerSettings settings;
  settings.jitter = 0;
  CircuitBreaker breaker(settings);
  for (int i = 0; i < 20; ++i) {
    breaker.record(*breaker.allow(at_ms(0)), CallOutcome::failure, Millis{1}, at_ms(0));
  }
  CHECK(breaker.retry_at() == at_ms(5000));
  CHECK_FALSE(breaker.allow(at_ms(4999)));
  const auto probe = breaker.allow(at_ms(5000));
  REQUIRE(probe);
  CHECK(probe->probe);
  CHECK_FALSE(breaker.allow(at_ms(5000)));
  breaker.record(*probe, CallOutcome::failure, Millis{1}, at_ms(5001));
  CHECK(breaker.retry_at() == at_ms(15'001));
  for (int i = 0; i < 3; ++i) {
    CHECK(breaker.state(at_ms(16'000)) == BreakerState::half_open);
    const auto next = breaker.allow(at_ms(16'000));
    REQUIRE(next);
    breaker.record(*next, CallOutcome::success, Millis{1}, at_ms(16'000));
  }
  CHECK(breaker.state(at_ms(16'000)) == BreakerState::closed);
}

TEST_CASE("a cancelled probe frees its place, and answers from before the opening change nothing")
{
  CircuitBreaker breaker;
  const auto late = breaker.allow(at_ms(0));
  for (int i = 0; i < 20; ++i) {
    breaker.record(*breaker.allow(at_ms(0)), CallOutcome::failure, Millis{1}, at_ms(0));
  }
  breaker.record(*late, CallOutcome::success, Millis{1}, at_ms(1));
  CHECK(breaker.state(at_ms(2)) == BreakerState::open);
  const auto probe = breaker.allow(at_ms(7000));
  REQUIRE(probe);
  breaker.record(*probe, CallOutcome::ignored, Millis{1}, at_ms(7001));
  CHECK(breaker.allow(at_ms(7001)));
}

TEST_CASE("slow calls alone open the circuit")
{
  CircuitBreaker breaker;
  for (int i = 0; i < 20; ++i) {
    breaker.record(*breaker.allow(at_ms(0)), CallOutcome::success, Millis{i < 16 ? 10'000 : 5}, at_ms(0));
  }
  CHECK(breaker.state(at_ms(0)) == BreakerState::open);
}

namespace {

// A service that takes `capacity` calls at once in `base` us and queues what is beyond.
unsigned settle(ConcurrencyLimit& limit, double capacity, double base, int calls, std::mt19937& random)
{
  std::uniform_real_distribution<> noise(0.9, 1.1);
  for (int i = 0; i < calls; ++i) {
    const double in_flight = limit.limit();
    const double latency = base * std::max(1.0, in_flight / capacity) * noise(random);
    limit.feed(std::chrono::microseconds{std::int64_t(latency)}, limit.limit(), false);
  }
  return limit.limit();
}

} // namespace

TEST_CASE("the adaptive limit reaches the maximum of a service that bears it within a few round trips")
{
  ConcurrencyLimit limit;
  std::mt19937 random(1);
  CHECK(limit.limit() == 5);
  CHECK(settle(limit, 1000, 200'000, 5 + 10 + 20 + 40, random) == 64);
}

TEST_CASE("the adaptive limit stays near what a saturated service bears")
{
  ConcurrencyLimit limit;
  std::mt19937 random(2);
  const unsigned found = settle(limit, 10, 50'000, 4000, random);
  CHECK(found >= 8);
  CHECK(found <= 32);
}

TEST_CASE("overload shrinks the adaptive limit to its minimum, single faults do not, idle callers do not grow it")
{
  ConcurrencyLimit limit;
  std::mt19937 random(3);
  settle(limit, 1000, 1000, 200, random);
  for (int i = 0; i < 2000; ++i) {
    limit.feed(Millis{1}, limit.limit(), random() % 50 == 0);
  }
  CHECK(limit.limit() >= 40);
  for (int i = 0; i < 5000; ++i) {
    limit.feed(Millis{1}, limit.limit(), true);
  }
  CHECK(limit.limit() == 1);
  ConcurrencyLimit idle;
  for (int i = 0; i < 500; ++i) {
    idle.feed(Millis{1}, 1, false);
  }
  CHECK(idle.limit() == 5);
}

#pragma once
// Decorators that make an HttpTransport survive bad networks. Policy comes from exec; here it meets time and threads.
// State is kept per host. Intended order, outermost first: authorized, breaking, retrying, rate limited, curl.

#include <tilores/exec/breaker.hpp>
#include <tilores/exec/rate.hpp>
#include <tilores/exec/retry.hpp>
#include <tilores/net/transport.hpp>

#include <memory>

namespace tilores::net {

struct ResilienceSettings {
  exec::RetryPolicy retry;
  exec::RetryBudgetSettings budget;
  exec::BreakerSettings breaker;
  exec::Rate rate;        // 0 per second: unlimited
  std::uint64_t seed = 0; // of all jitter
};

// Repeats what is safe to repeat: idempotent requests after timeouts, broken connections, 408, 425, 429 and 5xx (not
// 501); others after 425 and 429 only, which promise that nothing was done. A Retry-After is never undercut. When the
// attempts (ctx.attempts where given), the retry budget or the deadline do not allow another try, the last answer or
// failure is returned; a throttled call that ends for lack of time is `rate_limited`. A stream is repeated only while
// its sink has seen nothing. Each try is noted in ctx.usage.
[[nodiscard]] std::shared_ptr<HttpTransport> make_retrying_transport(std::shared_ptr<HttpTransport> inner,
                                                                     const ResilienceSettings& settings);
// Fails with `unavailable` and retry_after_ms, without asking, while the circuit of the host is open. Timeouts, broken
// connections, 408, 425, 429 and 5xx count as failures; other 4xx, bad data and cancellation say nothing.
[[nodiscard]] std::shared_ptr<HttpTransport> make_breaking_transport(std::shared_ptr<HttpTransport> inner,
                                                                     const ResilienceSettings& settings);
// Waits for a place in settings.rate; after a 429 or 503 with Retry-After all callers of that host wait, up to
// settings.retry.longest_hint. `clock` must outlive it.
[[nodiscard]] std::shared_ptr<HttpTransport> make_rate_limited_transport(std::shared_ptr<HttpTransport> inner,
                                                                         const ResilienceSettings& settings,
                                                                         Clock& clock);
// The three around `inner`, in the order above.
[[nodiscard]] std::shared_ptr<HttpTransport> make_resilient_transport(std::shared_ptr<HttpTransport> inner,
                                                                      const ResilienceSettings& settings, Clock& clock);

} // namespace tilores::net

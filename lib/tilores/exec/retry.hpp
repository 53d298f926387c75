#pragma once
// Whether and when to try again: exponential backoff with full jitter and a retry token bucket. The numbers are those
// of the AWS SDKs' standard mode of 2026; the delays are pure functions of their arguments, the random number included.

#include <tilores/base/clock.hpp>

#include <cstdint>
#include <mutex>
#include <optional>

namespace tilores::exec {

// transient: the network or the server failed. throttling: the server asked to slow down (429, THROTTLED).
enum class RetryClass : std::uint8_t { transient, throttling };

struct RetryPolicy {
  int attempts = 3; // the first try included
  Millis base_transient{50};
  Millis base_throttling{1000};
  Millis cap{20'000};          // of the delay, before jitter
  Millis longest_hint{60'000}; // a Retry-After beyond this is not waited for
};

// The delay after failed attempt number `attempt` (1 = the first): uniform01 x min(cap, base x 2^(attempt-1)), with
// uniform01 in [0, 1).
[[nodiscard]] Millis backoff_delay(const RetryPolicy& policy, RetryClass why, int attempt, double uniform01);
// The same, honouring what the other side asked for: never earlier than `retry_after`. nullopt: do not try again,
// because the attempts are used up or the hint is longer than policy.longest_hint (a batch parks the row). A negative
// hint is ignored.
[[nodiscard]] std::optional<Millis> retry_delay(const RetryPolicy& policy, RetryClass why, int attempt,
                                                double uniform01, std::optional<Millis> retry_after);

struct RetryBudgetSettings {
  int capacity = 500;
  int transient_cost = 14;
  int throttling_cost = 5;
  int first_try_gain = 1;
};

// Bounds the share of retries per upstream, so that an outage is not answered with a storm: when it is empty, calls
// fail at once instead of being retried. Thread-safe.
class RetryBudget {
public:
  explicit RetryBudget(RetryBudgetSettings settings = {}) : m_settings(settings), m_tokens(settings.capacity) {}

  // Pays for one retry. False, and nothing paid, when the bucket holds too little.
  [[nodiscard]] bool take(RetryClass why);
  // A call succeeded: on the first try (`last_paid` is nullopt), or as the retry that was paid for as `last_paid`,
  // whose cost is given back.
  void succeeded(std::optional<RetryClass> last_paid);
  [[nodiscard]] int tokens() const;

private:
  [[nodiscard]] int cost(RetryClass why) const;

  const RetryBudgetSettings m_settings;
  mutable std::mutex m_mutex;
  int m_tokens;
};

} // namespace tilores::exec

#pragma once
// Rate limiting by GCRA (generic cell rate algorithm, ITU-T I.371): one time stamp per limit, no timer, no queue.

#include <tilores/base/context.hpp>
#include <tilores/base/result.hpp>

#include <mutex>

namespace tilores::exec {

// `per_second` calls on average, at most `burst` (>= 1) of them at once. 0 per second: no limit.
struct Rate {
  double per_second = 0;
  double burst = 1;
};

// The theoretical arrival time of the next call; a default-constructed one has never been used.
struct GcraState {
  SteadyTime arrival{};
};

// Takes the next place and returns when its call may start: `now` or later. Pure but for `state`.
[[nodiscard]] SteadyTime gcra_reserve(GcraState& state, const Rate& rate, SteadyTime now);
// When a call made at `now` could start; takes no place.
[[nodiscard]] SteadyTime gcra_next(const GcraState& state, const Rate& rate, SteadyTime now);

// One limit shared by many threads. All members are thread-safe.
class RateLimiter {
public:
  RateLimiter(Rate rate, Clock& clock) : m_rate(rate), m_clock(clock) {}

  // Waits for the next place. Fails with `rate_limited` at once, and takes no place, when that would be beyond the
  // deadline of `context`; with `cancelled` when stopped while waiting.
  [[nodiscard]] Status acquire(const CallContext& context);
  // Nobody starts before `until`: the other side asked for a pause (Retry-After), so all workers slow down together.
  void pause_until(SteadyTime until);

private:
  const Rate m_rate;
  Clock& m_clock;
  std::mutex m_mutex;
  GcraState m_state;
  SteadyTime m_paused_until{};
};

} // namespace tilores::exec

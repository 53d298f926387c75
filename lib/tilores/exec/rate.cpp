#include <tilores/exec/rate.hpp>

#include <algorithm>
#include <cmath>

namespace tilores::exec {
namespace {

std::chrono::microseconds micros(double seconds)
{
  return std::chrono::microseconds{static_cast<std::int64_t>(std::llround(seconds * 1e6))};
}

} // namespace

SteadyTime gcra_next(const GcraState& state, const Rate& rate, SteadyTime now)
{
  if (rate.per_second <= 0) {
    return now;
  }
  const auto tolerance = micros((std::max(1.0, rate.burst) - 1) / rate.per_second);
  return std::max(now, state.arrival - tolerance);
}

SteadyTime gcra_reserve(GcraState& state, const Rate& rate, SteadyTime now)
{
  const SteadyTime start = gcra_next(state, rate, now);
  if (rate.per_second > 0) {
    state.arrival = std::max(state.arrival, start) + micros(1 / rate.per_second);
  }
  return start;
}

Status RateLimiter::acquire(const CallContext& context)
{
  SteadyTime now = m_clock.steady();
  SteadyTime start;
  {
    const std::lock_guard lock(m_mutex);
    const SteadyTime from = std::max(now, m_paused_until);
    const auto left = context.deadline.left(m_clock);
    if (left && gcra_next(m_state, m_rate, from) > now + *left) {
      return fail(ErrorKind::rate_limited, "the rate limit leaves no place before the deadline",
                  "raise --rate or --deadline");
    }
    start = gcra_reserve(m_state, m_rate, from);
  }
  // A pause may be announced while we sleep, so look again.
  for (;;) {
    if (context.stop.stop_requested()) {
      return fail(ErrorKind::cancelled, "stopped while waiting for the rate limit");
    }
    {
      const std::lock_guard lock(m_mutex);
      start = std::max(start, m_paused_until);
    }
    now = m_clock.steady();
    if (now >= start) {
      return {};
    }
    if (context.deadline.passed(m_clock)) {
      return fail(ErrorKind::rate_limited, "paused by the other side beyond the deadline");
    }
    Millis pause = std::chrono::ceil<Millis>(start - now);
    if (const auto left = context.deadline.left(m_clock)) {
      pause = std::min(pause, std::max(*left, Millis{1}));
    }
    m_clock.sleep(pause, context.stop);
  }
}

void RateLimiter::pause_until(SteadyTime until)
{
  const std::lock_guard lock(m_mutex);
  m_paused_until = std::max(m_paused_until, until);
}

} // namespace tilores::exec

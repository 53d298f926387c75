#include <tilores/exec/breaker.hpp>

#include <algorithm>
#include <random>

namespace tilores::exec {

std::optional<Permit> CircuitBreaker::allow(SteadyTime now)
{
  const std::lock_guard lock(m_mutex);
  if (m_state == BreakerState::closed) {
    return Permit{m_epoch, false};
  }
  if (m_state == BreakerState::open) {
    if (now < m_open_until) {
      return std::nullopt;
    }
    m_state = BreakerState::half_open;
    m_probe_successes = 0;
    m_probing = false;
  }
  if (m_probing) {
    return std::nullopt;
  }
  m_probing = true;
  return Permit{m_epoch, true};
}

void CircuitBreaker::record(const Permit& permit, CallOutcome outcome, Millis took, SteadyTime now)
{
  const std::lock_guard lock(m_mutex);
  if (permit.epoch != m_epoch) {
    return;
  }
  if (permit.probe) {
    m_probing = false;
    if (outcome == CallOutcome::failure) {
      open(now);
    } else if (outcome == CallOutcome::success && ++m_probe_successes >= m_settings.successes_to_close) {
      close();
    }
    return;
  }
  if (outcome == CallOutcome::ignored) {
    return;
  }
  const auto width = std::max<std::int64_t>(1, m_settings.window.count() * 1000 / std::int64_t{k_buckets});
  const std::int64_t number = now.time_since_epoch().count() / width;
  Bucket& bucket = m_window[static_cast<std::size_t>(number) % k_buckets];
  if (bucket.number != number) {
    bucket = Bucket{number, 0, 0, 0};
  }
  ++bucket.calls;
  bucket.failures += outcome == CallOutcome::failure ? 1 : 0;
  bucket.slow += took >= m_settings.slow_call ? 1 : 0;
  int calls = 0;
  int failures = 0;
  int slow = 0;
  for (const Bucket& b : m_window) {
    if (b.number > number - std::int64_t{k_buckets}) {
      calls += b.calls;
      failures += b.failures;
      slow += b.slow;
    }
  }
  if (calls >= m_settings.min_calls &&
      (failures >= m_settings.failure_share * calls || slow >= m_settings.slow_share * calls)) {
    open(now);
  }
}

BreakerState CircuitBreaker::state(SteadyTime now) const
{
  const std::lock_guard lock(m_mutex);
  return m_state == BreakerState::open && now >= m_open_until ? BreakerState::half_open : m_state;
}

std::optional<SteadyTime> CircuitBreaker::retry_at() const
{
  const std::lock_guard lock(m_mutex);
  return m_state == BreakerState::closed ? std::nullopt : std::optional(m_open_until);
}

void CircuitBreaker::open(SteadyTime now)
{
  m_state = BreakerState::open;
  ++m_epoch;
  m_window.fill(Bucket{});
  const Millis base =
    std::min(m_settings.open_at_most, m_settings.open_for * (std::int64_t{1} << std::min(m_times_opened, 20)));
  ++m_times_opened;
  std::minstd_rand generator(static_cast<std::uint32_t>(m_seed + m_epoch * 7919U));
  generator.discard(2);
  const double swing = std::uniform_real_distribution<>(-m_settings.jitter, m_settings.jitter)(generator);
  m_open_until =
    now + std::chrono::microseconds{static_cast<std::int64_t>(static_cast<double>(base.count()) * 1000 * (1 + swing))};
}

void CircuitBreaker::close()
{
  m_state = BreakerState::closed;
  ++m_epoch;
  m_times_opened = 0;
  m_window.fill(Bucket{});
}

} // namespace tilores::exec

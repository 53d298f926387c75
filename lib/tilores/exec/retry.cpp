#include <tilores/exec/retry.hpp>

#include <algorithm>
#include <cmath>

namespace tilores::exec {

Millis backoff_delay(const RetryPolicy& policy, RetryClass why, int attempt, double uniform01)
{
  const Millis base = why == RetryClass::throttling ? policy.base_throttling : policy.base_transient;
  const double grown = static_cast<double>(base.count()) * std::exp2(std::clamp(attempt - 1, 0, 62));
  const double capped = std::min(static_cast<double>(policy.cap.count()), grown);
  return Millis{static_cast<std::int64_t>(capped * std::clamp(uniform01, 0.0, 1.0))};
}

std::optional<Millis> retry_delay(const RetryPolicy& policy, RetryClass why, int attempt, double uniform01,
                                  std::optional<Millis> retry_after)
{
  if (attempt >= policy.attempts || (retry_after && *retry_after > policy.longest_hint)) {
    return std::nullopt;
  }
  const Millis computed = backoff_delay(policy, why, attempt, uniform01);
  return retry_after ? std::max(computed, *retry_after) : computed;
}

int RetryBudget::cost(RetryClass why) const
{
  return why == RetryClass::throttling ? m_settings.throttling_cost : m_settings.transient_cost;
}

bool RetryBudget::take(RetryClass why)
{
  const std::lock_guard lock(m_mutex);
  if (m_tokens < cost(why)) {
    return false;
  }
  m_tokens -= cost(why);
  return true;
}

void RetryBudget::succeeded(std::optional<RetryClass> last_paid)
{
  const std::lock_guard lock(m_mutex);
  m_tokens = std::min(m_settings.capacity, m_tokens + (last_paid ? cost(*last_paid) : m_settings.first_try_gain));
}

int RetryBudget::tokens() const
{
  const std::lock_guard lock(m_mutex);
  return m_tokens;
}

} // namespace tilores::exec

#include <tilores/exec/adaptive.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tilores::exec {

ConcurrencyLimit::ConcurrencyLimit(ConcurrencySettings settings)
  : m_settings(settings), m_limit(std::clamp(settings.start, settings.min, settings.max)), m_exact(m_limit.load())
{
}

void ConcurrencyLimit::set(double limit)
{
  m_exact = std::clamp(limit, static_cast<double>(m_settings.min), static_cast<double>(m_settings.max));
  m_limit.store(static_cast<unsigned>(m_exact), std::memory_order_relaxed);
}

void ConcurrencyLimit::feed(std::chrono::microseconds latency, unsigned in_flight, bool dropped)
{
  ++m_samples;
  m_busiest = std::max(m_busiest, in_flight);
  if (dropped) { // a call refused at once says nothing about how long answers take
    ++m_drops;
  } else {
    m_sum += std::max(1.0, static_cast<double>(latency.count()));
  }
  if (m_samples < limit()) {
    return;
  }
  const unsigned answered = m_samples - m_drops;
  const double mean = answered > 0 ? m_sum / answered : 0;
  const bool overloaded = m_drops > 0 && m_drops >= m_settings.drop_share * m_samples;
  const bool used = m_busiest * 2 >= limit(); // no growth that nobody asked for
  m_samples = m_busiest = m_drops = 0;
  m_sum = 0;
  if (m_after_probe > 0) {
    m_base = mean > 0 ? mean : m_base;
    set(std::exchange(m_after_probe, 0));
    return;
  }
  if (overloaded) {
    m_slow_start = false;
    set(m_exact * m_settings.drop_factor);
    return;
  }
  m_base = m_base == 0 ? mean : std::min(m_base, mean);
  const double gradient = std::clamp(m_settings.tolerance * m_base / mean, 0.5, 1.0);
  if (gradient < 1) {
    m_slow_start = false;
    if (++m_congested >= m_settings.probe_every) {
      m_congested = 0;
      m_after_probe = m_exact;
      set(m_exact / 2);
      return;
    }
  } else if (!used) {
    return;
  }
  if (m_slow_start) {
    set(m_exact * 2);
    return;
  }
  const double wanted = m_exact * gradient + std::max(1.0, std::sqrt(m_exact));
  set(m_exact * (1 - m_settings.smoothing) + wanted * m_settings.smoothing);
}

} // namespace tilores::exec

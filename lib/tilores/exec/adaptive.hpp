#pragma once
// How many calls at once an upstream takes well (`-j auto`), found from their latency and failures: the gradient limit
// of Netflix's concurrency-limits, with a slow start, since a batch begins far below the service's limit, and with a
// base latency measured at half load instead of a long average, which drifts up with the queue. Reads no clock.

#include <tilores/base/clock.hpp>

#include <atomic>

namespace tilores::exec {

struct ConcurrencySettings {
  unsigned start = 5;
  unsigned min = 1;
  unsigned max = 64;
  double tolerance = 1.5;   // latency may grow to this multiple of the base before the limit shrinks
  double smoothing = 0.2;   // weight of a new limit against the old one, after slow start
  double drop_share = 0.1;  // this share of calls failing from overload within one window shrinks the limit
  double drop_factor = 0.9; // ... by this factor
  int probe_every = 20;     // congested windows until the base is measured again, at half the limit
};

// Pure policy: feed() in, limit out. Not thread-safe but for limit(), which any thread may read.
class ConcurrencyLimit {
public:
  explicit ConcurrencyLimit(ConcurrencySettings settings = {});

  // One finished call: its latency, how many were in flight when it started (itself included), and whether it failed
  // from overload (timeout, throttled, 5xx).
  void feed(std::chrono::microseconds latency, unsigned in_flight, bool dropped);
  [[nodiscard]] unsigned limit() const { return m_limit.load(std::memory_order_relaxed); }

private:
  void set(double limit);

  const ConcurrencySettings m_settings;
  std::atomic<unsigned> m_limit;
  double m_exact;
  double m_base = 0; // lowest mean latency of a window, us; 0: none yet
  bool m_slow_start = true;
  int m_congested = 0;      // windows since the last probe
  double m_after_probe = 0; // the limit to return to; 0: no probe under way
  // the window under way: about one round trip of all calls in flight
  unsigned m_samples = 0;
  unsigned m_busiest = 0;
  double m_sum = 0;
  unsigned m_drops = 0;
};

} // namespace tilores::exec

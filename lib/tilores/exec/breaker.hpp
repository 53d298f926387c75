#pragma once
// Circuit breaker: stops calling an upstream that fails, and finds out with single probes when it is back. A state
// machine over the times it is given; it reads no clock.

#include <tilores/base/clock.hpp>

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>

namespace tilores::exec {

struct BreakerSettings {
  Millis window{10'000};      // sliding, in ten buckets
  int min_calls = 20;         // fewer calls in the window never open it
  double failure_share = 0.5; // of the calls in the window
  double slow_share = 0.8;
  Millis slow_call{10'000}; // a call at least this long counts as slow
  Millis open_for{5'000};   // first time; doubles with each failed probe
  Millis open_at_most{60'000};
  double jitter = 0.2;        // +- share of the open time
  int successes_to_close = 3; // probes in a row
};

enum class BreakerState : std::uint8_t { closed, open, half_open };
// ignored: the call says nothing about the upstream (cancelled, or a fault of the request: 4xx but 408, 425, 429).
enum class CallOutcome : std::uint8_t { success, failure, ignored };

// Leave to make one call; hand it back to CircuitBreaker::record exactly once.
struct Permit {
  std::uint64_t epoch = 0; // state changes so far: a late answer from before a change does not count
  bool probe = false;
};

// Thread-safe. One per upstream and operation.
class CircuitBreaker {
public:
  // `seed` drives the jitter of the open time.
  explicit CircuitBreaker(BreakerSettings settings = {}, std::uint64_t seed = 0) : m_settings(settings), m_seed(seed) {}

  // nullopt: refused, because the circuit is open or the one half-open probe is under way.
  [[nodiscard]] std::optional<Permit> allow(SteadyTime now);
  void record(const Permit& permit, CallOutcome outcome, Millis took, SteadyTime now);
  [[nodiscard]] BreakerState state(SteadyTime now) const;
  // When an open circuit lets the next probe through; nullopt while closed.
  [[nodiscard]] std::optional<SteadyTime> retry_at() const;

private:
  static constexpr std::size_t k_buckets = 10;
  struct Bucket {
    std::int64_t number = -1;
    int calls = 0, failures = 0, slow = 0;
  };
  void open(SteadyTime now);
  void close();

  const BreakerSettings m_settings;
  const std::uint64_t m_seed;
  mutable std::mutex m_mutex;
  std::array<Bucket, k_buckets> m_window{};
  BreakerState m_state = BreakerState::closed; // `open` also after the open time, until the first probe
  SteadyTime m_open_until{};
  std::uint64_t m_epoch = 0;
  int m_times_opened = 0; // in a row
  int m_probe_successes = 0;
  bool m_probing = false;
};

} // namespace tilores::exec

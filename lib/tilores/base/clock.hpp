#pragma once
// Time as every module sees it. Nothing else in lib/ reads a clock or sleeps.

#include <chrono>
#include <optional>
#include <stop_token>

namespace tilores {

using Millis = std::chrono::milliseconds;
using WallTime = std::chrono::sys_time<Millis>;
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::microseconds>;

// Port. Safe to call from many threads.
class Clock {
public:
  virtual ~Clock() = default;
  // Wall time, UTC; may jump. For expiry dates that outlive the process.
  [[nodiscard]] virtual WallTime now() const = 0;
  // Monotonic time; for durations and deadlines.
  [[nodiscard]] virtual SteadyTime steady() const = 0;
  // Sleeps for `duration`, or less if `stop` is requested. Returns false if stopped.
  virtual bool sleep(Millis duration, const std::stop_token& stop) = 0;
};

// The system's clock. Lives for the whole process.
Clock& system_clock();

// A point in monotonic time that every step of one command shares; a default-constructed one never passes.
class Deadline {
public:
  Deadline() = default;
  static Deadline after(Millis duration, const Clock& clock) { return Deadline(clock.steady() + duration); }

  [[nodiscard]] bool bounded() const { return m_at.has_value(); }
  // What is left, never negative; nullopt without a bound.
  [[nodiscard]] std::optional<Millis> left(const Clock& clock) const;
  [[nodiscard]] bool passed(const Clock& clock) const { return m_at && clock.steady() >= *m_at; }
  // The earlier of this deadline and `duration` from now.
  [[nodiscard]] Deadline sooner(Millis duration, const Clock& clock) const;

private:
  explicit Deadline(SteadyTime at) : m_at(at) {}
  std::optional<SteadyTime> m_at;
};

} // namespace tilores

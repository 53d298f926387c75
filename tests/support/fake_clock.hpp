#pragma once
// A clock that tests move by hand; sleeping advances it.

#include <tilores/base/clock.hpp>

#include <atomic>
#include <vector>

namespace tilores::test {

class FakeClock final : public Clock {
public:
  explicit FakeClock(WallTime start = WallTime{std::chrono::seconds{1'800'000'000}}) : m_start(start) {}

  [[nodiscard]] WallTime now() const override { return m_start + Millis{m_passed_us.load() / 1000}; }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime{std::chrono::microseconds{m_passed_us.load()}}; }
  bool sleep(Millis duration, const std::stop_token& stop) override
  {
    if (stop.stop_requested()) {
      return false;
    }
    advance(duration);
    return true;
  }
  void advance(Millis duration) { m_passed_us += duration.count() * 1000; }

private:
  WallTime m_start;
  std::atomic<std::int64_t> m_passed_us = 0;
};

} // namespace tilores::test

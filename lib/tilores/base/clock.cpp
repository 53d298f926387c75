#include <tilores/base/clock.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace tilores {
namespace {

class SystemClock final : public Clock {
public:
  [[nodiscard]] WallTime now() const override
  {
    return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
  }
  [[nodiscard]] SteadyTime steady() const override
  {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::steady_clock::now());
  }
  bool sleep(Millis duration, const std::stop_token& stop) override
  {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, duration, [] { return false; });
    return !stop.stop_requested();
  }
};

} // namespace

Clock& system_clock()
{
  static SystemClock clock;
  return clock;
}

std::optional<Millis> Deadline::left(const Clock& clock) const
{
  if (!m_at) {
    return std::nullopt;
  }
  return std::max(Millis{0}, std::chrono::duration_cast<Millis>(*m_at - clock.steady()));
}

Deadline Deadline::sooner(Millis duration, const Clock& clock) const
{
  const SteadyTime at = clock.steady() + duration;
  return Deadline(m_at ? std::min(*m_at, at) : at);
}

} // namespace tilores

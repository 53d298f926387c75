#include <tilores/output/progress.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/output/terminal_text.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <mutex>

namespace tilores::output {
namespace {

using Seconds = std::chrono::duration<double>;
constexpr std::chrono::microseconds k_redraw = std::chrono::milliseconds{100};
constexpr std::chrono::microseconds k_heartbeat = std::chrono::seconds{5};
constexpr double k_memory_s = 10.0; // the rate forgets with this time constant

struct Speed {
  double rate = 0;             // rows a second
  std::optional<double> eta_s; // nullopt without a total or a rate
};

// Exponentially weighted rate: steady against bursts, quick to follow a slower service.
class Speedometer {
public:
  explicit Speedometer(SteadyTime start) : m_last(start) {}
  Speed measure(const ProgressState& state, SteadyTime now)
  {
    const double passed = Seconds(now - m_last).count();
    if (passed > 0 && state.done >= m_done) {
      const double rate = static_cast<double>(state.done - m_done) / passed;
      const double weight = m_rate < 0 ? 1.0 : 1.0 - std::exp(-passed / k_memory_s);
      m_rate = std::max(0.0, m_rate) * (1.0 - weight) + rate * weight;
      m_last = now;
      m_done = state.done;
    }
    Speed speed{std::max(0.0, m_rate), state.eta_s};
    if (!state.eta_s && state.total && speed.rate > 0) {
      speed.eta_s = static_cast<double>(*state.total - std::min(*state.total, state.done)) / speed.rate;
    }
    return speed;
  }

private:
  SteadyTime m_last;
  std::uint64_t m_done = 0;
  double m_rate = -1;
};

std::string duration_text(double seconds)
{
  const auto whole = static_cast<std::int64_t>(std::min(seconds + 0.5, 359999.0));
  char text[32];
  if (whole >= 3600) {
    std::snprintf(text, sizeof text, "%dh%02dm", static_cast<int>(whole / 3600), static_cast<int>(whole / 60 % 60));
  } else if (whole >= 60) {
    std::snprintf(text, sizeof text, "%dm%02ds", static_cast<int>(whole / 60), static_cast<int>(whole % 60));
  } else {
    std::snprintf(text, sizeof text, "%ds", static_cast<int>(whole));
  }
  return text;
}

std::string rate_text(double rate)
{
  char text[32];
  std::snprintf(text, sizeof text, rate < 10 ? "%.1f/s" : "%.0f/s", rate);
  return text;
}

double hit_ratio(const ProgressState& state)
{
  return state.done == 0 ? 0.0 : static_cast<double>(state.hits) / static_cast<double>(state.done);
}

class Throttled : public Progress {
public:
  Throttled(std::string label, const Streams& streams, const Clock& clock, std::chrono::microseconds every)
    : m_label(std::move(label)), m_streams(streams), m_clock(clock), m_start(clock.steady()), m_every(every),
      m_next(m_start.time_since_epoch().count() + every.count()), m_speed(m_start)
  {
  }

  void update(const ProgressState& state) final
  {
    const SteadyTime now = m_clock.steady();
    std::int64_t next = m_next.load(std::memory_order_relaxed);
    const std::int64_t at = now.time_since_epoch().count();
    if (at < next || !m_next.compare_exchange_strong(next, at + m_every.count())) {
      return; // too soon, or another thread draws
    }
    const std::lock_guard lock(m_mutex);
    emit(state, now, false);
  }

  void finish(const ProgressState& state) final
  {
    const std::lock_guard lock(m_mutex);
    emit(state, m_clock.steady(), true);
    m_over = true;
  }

protected:
  virtual std::string text_of(const ProgressState& state, const Speed& speed, double elapsed_s, bool last) = 0;
  [[nodiscard]] const std::string& label() const { return m_label; }
  [[nodiscard]] const Terminal& terminal() const { return m_streams.err_terminal; }

private:
  void emit(const ProgressState& state, SteadyTime now, bool last)
  {
    if (m_over) {
      return;
    }
    const std::string text = text_of(state, m_speed.measure(state, now), Seconds(now - m_start).count(), last);
    m_over = !m_streams.err.write(text).has_value() || !m_streams.err.flush().has_value();
  }

  std::string m_label;
  const Streams& m_streams;
  const Clock& m_clock;
  SteadyTime m_start;
  std::chrono::microseconds m_every;
  std::atomic<std::int64_t> m_next;
  std::mutex m_mutex;
  Speedometer m_speed;
  bool m_over = false;
};

class Bar final : public Throttled {
public:
  Bar(std::string label, const Streams& streams, const Clock& clock)
    : Throttled(std::move(label), streams, clock, k_redraw)
  {
  }

private:
  std::string text_of(const ProgressState& state, const Speed& speed, double elapsed_s, bool last) override
  {
    static constexpr std::string_view k_clear = "\r\x1b[2K";
    if (last) {
      return std::string(k_clear);
    }
    std::string facts = std::to_string(state.done);
    if (state.total) {
      facts += "/" + std::to_string(*state.total);
    }
    facts += "  " + rate_text(speed.rate);
    facts += speed.eta_s ? "  ETA " + duration_text(*speed.eta_s) : "  " + duration_text(elapsed_s);
    facts += "  hits " + std::to_string(std::lround(100 * hit_ratio(state))) + "%";
    facts += "  errors " + std::to_string(state.errors);
    if (state.limit) {
      facts += "  limit " + std::to_string(*state.limit);
    }
    const std::size_t room = terminal().width - 1; // a full line would wrap
    std::string line = label() + " ";
    const std::size_t used = display_width(line) + facts.size() + 3;
    if (state.total && *state.total > 0 && used + 8 <= room) {
      const std::size_t width = std::min<std::size_t>(room - used, 30);
      const double part = std::min(1.0, static_cast<double>(state.done) / static_cast<double>(*state.total));
      const auto full = static_cast<std::size_t>(part * static_cast<double>(width));
      line += "[" + std::string(full, '#') + std::string(width - full, '.') + "] ";
    }
    return std::string(k_clear) + fitted(line + facts, room);
  }
};

class Heartbeat final : public Throttled {
public:
  Heartbeat(std::string label, const Streams& streams, const Clock& clock)
    : Throttled(std::move(label), streams, clock, k_heartbeat)
  {
  }

private:
  static double tenths(double number) { return std::round(number * 10) / 10; }

  std::string text_of(const ProgressState& state, const Speed& speed, double elapsed_s, bool /*last*/) override
  {
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("progress").begin_object().member("command", label()).member("done", state.done);
    json.member("total", state.total).member("rate", tenths(speed.rate)).key("eta_s");
    if (speed.eta_s) {
      json.value(tenths(*speed.eta_s));
    } else {
      json.null();
    }
    json.member("hit_ratio", std::round(hit_ratio(state) * 1000) / 1000).member("errors", state.errors);
    json.member("limit", state.limit).member("elapsed_s", tenths(elapsed_s)).end_object().end_object();
    return text + "\n";
  }
};

class NoProgress final : public Progress {
public:
  void update(const ProgressState& /*state*/) override {}
  void finish(const ProgressState& /*state*/) override {}
};

} // namespace

std::unique_ptr<Progress> make_progress(ProgressMode mode, std::string label, const Streams& streams,
                                        const Clock& clock)
{
  if (mode == ProgressMode::json) {
    return std::make_unique<Heartbeat>(std::move(label), streams, clock);
  }
  if (mode == ProgressMode::bar || (mode == ProgressMode::automatic && streams.err_terminal.redraws)) {
    return std::make_unique<Bar>(std::move(label), streams, clock);
  }
  return std::make_unique<NoProgress>();
}

} // namespace tilores::output

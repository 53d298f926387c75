#include <tilores/observe/span_pump.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace tilores::observe {
namespace {

constexpr Millis k_first{25}; // a shorter run does not even open the network library
constexpr Millis k_pause{1000};
constexpr Millis k_longest_pause{60'000};
constexpr Millis k_one_request{5000};
constexpr Millis k_quick{100}; // an answer within this shows a collector worth a last moment
constexpr Millis k_last_moment{200};

class Pump final : public SpanPump {
public:
  Pump(std::function<void()> drain, std::string spool, std::optional<Exporter> exporter,
       std::shared_ptr<net::HttpTransport> transport)
    : m_drain(std::move(drain)), m_spool(std::move(spool)), m_exporter(std::move(exporter)),
      m_transport(std::move(transport)), m_thread([this](const std::stop_token& stop) { run(stop); })
  {
  }
  Pump(const Pump&) = delete;
  Pump& operator=(const Pump&) = delete;
  Pump(Pump&&) = delete;
  Pump& operator=(Pump&&) = delete;
  ~Pump() override { stop(); }

  void nudge() override
  {
    {
      const std::lock_guard lock(m_mutex);
      m_nudged = true;
    }
    m_wake.notify_one();
  }

  void stop() override
  {
    if (!m_thread.joinable()) {
      return;
    }
    m_thread.request_stop();
    m_thread.join();
    m_drain();
    if (m_quick && m_transport && m_exporter) {
      CallContext ctx;
      ctx.deadline = Deadline::after(k_last_moment, *ctx.clock);
      (void)export_spool(m_spool, *m_exporter, *m_transport, ctx);
    }
  }

private:
  void run(const std::stop_token& stop)
  {
    Millis pause = k_pause;
    SteadyTime not_before{};
    wait(stop, k_first);
    while (!stop.stop_requested()) {
      m_drain();
      const SteadyTime now = system_clock().steady();
      if (m_transport && m_exporter && now >= not_before && !stop.stop_requested()) {
        const bool up = send(stop);
        pause = up ? k_pause : std::min(pause * 2, k_longest_pause);
        not_before = up ? SteadyTime{} : system_clock().steady() + pause;
      }
      wait(stop, k_pause);
    }
  }

  void wait(const std::stop_token& stop, Millis longest)
  {
    std::unique_lock lock(m_mutex);
    m_wake.wait_for(lock, stop, longest, [this] { return m_nudged; });
    m_nudged = false;
  }

  // False where the collector should be left alone for a while.
  bool send(const std::stop_token& stop)
  {
    CallContext ctx;
    ctx.stop = stop;
    ctx.timeout = k_one_request;
    const SteadyTime began = ctx.clock->steady();
    const auto report = export_spool(m_spool, *m_exporter, *m_transport, ctx);
    const std::uint64_t requests = report ? report->sent + report->refused : 0;
    if (requests > 0 && report->left == 0) {
      m_quick = (ctx.clock->steady() - began) / static_cast<std::int64_t>(requests) < k_quick;
    } else if (report && report->left > 0) {
      m_quick = false;
    }
    return !report || report->left == 0;
  }

  std::function<void()> m_drain;
  std::string m_spool;
  std::optional<Exporter> m_exporter;
  std::shared_ptr<net::HttpTransport> m_transport;
  std::mutex m_mutex;
  std::condition_variable_any m_wake;
  bool m_nudged = false;
  bool m_quick = false; // of the thread, and of stop() after it
  std::jthread m_thread;
};

} // namespace

std::unique_ptr<SpanPump> start_span_pump(std::function<void()> drain, std::string spool,
                                          std::optional<Exporter> exporter,
                                          std::shared_ptr<net::HttpTransport> transport)
{
  return std::make_unique<Pump>(std::move(drain), std::move(spool), std::move(exporter), std::move(transport));
}

} // namespace tilores::observe

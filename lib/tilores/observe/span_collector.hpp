#pragma once
// Where finished spans go within one process: into metrics always, and kept for export while their trace is.

#include <tilores/base/span.hpp>
#include <tilores/telemetry/metrics.hpp>

#include <array>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

namespace tilores::observe {

// Thread-safe. Every span but a command's own ("tilores …") is observed as
// tilores_operation_duration_seconds{operation=NAME}, where NAME is the span's name up to the first blank ("chat",
// "HTTP"); failed ones are counted by their code. What the attributes tell is counted too: tokens and cost of models,
// calls by provider and tool, look-ups by cache tier, HTTP exchanges by host: answered, whatever the status, or failed.
class SpanCollector : public SpanSink {
public:
  static constexpr std::size_t k_most = 50'000; // spans kept; later ones are dropped and counted

  void finished(Span span) override;
  [[nodiscard]] bool keeps_content() const override { return m_content; }
  // Before the first span: attributes may hold what was asked and answered. Who takes the spans out masks them.
  void keep_content() { m_content = true; }
  // Called, on the thread that finished a span, once `count` spans have gathered since they were last taken.
  void when_gathered(std::size_t count, std::function<void()> call);

  [[nodiscard]] std::vector<Span> take_spans();
  // Counted as dropped: what could not be kept elsewhere.
  void drop(std::size_t spans);
  // With the spans dropped so far.
  [[nodiscard]] telemetry::Metrics take_metrics();

private:
  std::mutex m_mutex;
  std::vector<Span> m_spans;
  std::uint64_t m_dropped = 0;
  std::map<std::string, telemetry::Histogram, std::less<>> m_durations; // by operation
  std::map<std::string, double, std::less<>> m_tiers;                   // look-ups by cache tier
  std::map<std::string, std::array<double, 2>, std::less<>> m_hosts;    // exchanges that failed, that were answered
  telemetry::Metrics m_metrics;
  bool m_content = false;
  std::size_t m_call_at = 0;
  std::function<void()> m_gathered;
};

} // namespace tilores::observe

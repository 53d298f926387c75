#pragma once
// Where finished spans go within one process: into metrics always, and kept for export while tracing is on.

#include <tilores/base/span.hpp>
#include <tilores/telemetry/metrics.hpp>

#include <atomic>
#include <mutex>
#include <vector>

namespace tilores::observe {

// Thread-safe. Every span but a command's own ("tilores …") is observed as tilores_operation_duration_seconds{operation=NAME}, where NAME is
// the span's name up to the first blank ("chat", "HTTP"); failed ones are counted by their code; the GenAI attributes
// for tokens and cost feed tilores_tokens_total and tilores_cost_usd_total.
class SpanCollector : public SpanSink {
public:
  static constexpr std::size_t k_most = 20'000; // spans kept; later ones are dropped and counted

  explicit SpanCollector(bool keep) : m_keep(keep) {}
  void finished(Span span) override;

  [[nodiscard]] std::vector<Span> take_spans();
  // With the spans dropped so far.
  [[nodiscard]] telemetry::Metrics take_metrics();

private:
  std::mutex m_mutex;
  bool m_keep;
  std::vector<Span> m_spans;
  std::uint64_t m_dropped = 0;
  telemetry::Metrics m_metrics;
};

} // namespace tilores::observe

#include <tilores/observe/span_collector.hpp>

#include <utility>

namespace tilores::observe {
namespace {

constexpr double k_ns = 1e9;

void note_usage(telemetry::Metrics& metrics, const Span& span)
{
  for (const auto& [key, value] : span.attributes) {
    const auto* const whole = std::get_if<std::int64_t>(&value);
    const auto* const real = std::get_if<double>(&value);
    if (whole != nullptr && (key == "gen_ai.usage.input_tokens" || key == "gen_ai.usage.output_tokens" || key == "gen_ai.usage.cache_read.input_tokens")) {
      const std::string_view kind = key == "gen_ai.usage.output_tokens" ? "output" : key == "gen_ai.usage.input_tokens" ? "input" : "cached";
      metrics.add("tilores_tokens_total", {{"kind", kind}}, static_cast<double>(*whole));
    } else if (real != nullptr && key == "tilores.cost_usd") {
      metrics.add("tilores_cost_usd_total", {}, *real);
    }
  }
}

} // namespace

void SpanCollector::finished(Span span)
{
  const std::lock_guard lock(m_mutex);
  if (!span.parent_span_id.empty() && !span.name.starts_with("tilores ")) {
    const std::string_view operation = std::string_view(span.name).substr(0, span.name.find(' '));
    m_metrics.observe("tilores_operation_duration_seconds", {{"operation", operation}}, static_cast<double>(span.end_ns - span.start_ns) / k_ns);
    if (span.failed) {
      m_metrics.add("tilores_operation_failures_total", {{"operation", operation}, {"code", span.status}});
    }
    note_usage(m_metrics, span);
  }
  if (!m_keep) {
    return;
  }
  if (m_spans.size() < k_most) {
    m_spans.push_back(std::move(span));
  } else {
    ++m_dropped;
  }
}

std::vector<Span> SpanCollector::take_spans()
{
  const std::lock_guard lock(m_mutex);
  return std::exchange(m_spans, {});
}

telemetry::Metrics SpanCollector::take_metrics()
{
  const std::lock_guard lock(m_mutex);
  if (m_dropped > 0) {
    m_metrics.add("tilores_spans_dropped_total", {}, static_cast<double>(std::exchange(m_dropped, 0)));
  }
  return std::exchange(m_metrics, {});
}

} // namespace tilores::observe

#include <tilores/observe/span_collector.hpp>

#include <algorithm>
#include <utility>

namespace tilores::observe {
namespace {

constexpr double k_ns = 1e9;

std::string_view text_of(const Span& span, std::string_view key)
{
  for (const auto& [name, value] : span.attributes) {
    const auto* const text = std::get_if<std::string>(&value);
    if (text != nullptr && name == key) {
      return *text;
    }
  }
  return {};
}

void note_model(telemetry::Metrics& metrics, const Span& span)
{
  metrics.add("tilores_model_requests_total",
              {{"provider", text_of(span, "gen_ai.provider.name")}, {"outcome", span.failed ? span.status : "ok"}});
  for (const auto& [key, value] : span.attributes) {
    const auto* const whole = std::get_if<std::int64_t>(&value);
    const auto* const real = std::get_if<double>(&value);
    if (whole != nullptr && (key == "gen_ai.usage.input_tokens" || key == "gen_ai.usage.output_tokens" ||
                             key == "gen_ai.usage.cache_read.input_tokens")) {
      const std::string_view kind = key == "gen_ai.usage.output_tokens"  ? "output"
                                    : key == "gen_ai.usage.input_tokens" ? "input"
                                                                         : "cached";
      metrics.add("tilores_tokens_total", {{"kind", kind}}, static_cast<double>(*whole));
    } else if (real != nullptr && key == "tilores.cost_usd") {
      metrics.add("tilores_cost_usd_total", {}, *real);
    }
  }
}

template<typename Map> typename Map::mapped_type& place(Map& map, std::string_view name)
{
  const auto it = map.find(name);
  return it != map.end() ? it->second : map[std::string(name)];
}

} // namespace

void SpanCollector::finished(Span span)
{
  bool gathered = false;
  {
    const std::lock_guard lock(m_mutex);
    if (!span.name.starts_with("tilores ")) {
      const std::string_view operation = std::string_view(span.name).substr(0, span.name.find(' '));
      place(m_durations, operation).observe(static_cast<double>(span.end_ns - span.start_ns) / k_ns);
      if (span.failed) {
        m_metrics.add("tilores_operation_failures_total", {{"operation", operation}, {"code", span.status}});
      }
      if (operation == "cache") {
        place(m_tiers, text_of(span, "tilores.cache.tier")) += 1;
      } else if (operation == "HTTP") {
        const bool answered = std::ranges::any_of(
          span.attributes, [](const auto& attribute) { return attribute.first == "http.response.status_code"; });
        place(m_hosts, text_of(span, "server.address"))[answered ? 1 : 0] += 1;
      } else if (operation == "chat") {
        note_model(m_metrics, span);
      } else if (operation == "execute_tool") {
        m_metrics.add("tilores_tool_calls_total",
                      {{"tool", text_of(span, "gen_ai.tool.name")}, {"outcome", span.failed ? "error" : "ok"}});
      }
    }
    if (span.trace_id.empty()) {
      return;
    }
    if (m_spans.size() < k_most) {
      m_spans.push_back(std::move(span));
      gathered = m_spans.size() == m_call_at;
    } else {
      ++m_dropped;
    }
  }
  if (gathered) {
    m_gathered();
  }
}

void SpanCollector::when_gathered(std::size_t count, std::function<void()> call)
{
  m_call_at = count;
  m_gathered = std::move(call);
}

std::vector<Span> SpanCollector::take_spans()
{
  const std::lock_guard lock(m_mutex);
  return std::exchange(m_spans, {});
}

void SpanCollector::drop(std::size_t spans)
{
  const std::lock_guard lock(m_mutex);
  m_dropped += spans;
}

telemetry::Metrics SpanCollector::take_metrics()
{
  const std::lock_guard lock(m_mutex);
  if (m_dropped > 0) {
    m_metrics.add("tilores_spans_dropped_total", {}, static_cast<double>(std::exchange(m_dropped, 0)));
  }
  for (const auto& [operation, histogram] : std::exchange(m_durations, {})) {
    m_metrics.merge_histogram("tilores_operation_duration_seconds", {{"operation", operation}}, histogram);
  }
  for (const auto& [host, counts] : std::exchange(m_hosts, {})) {
    for (const bool answered : {false, true}) {
      if (counts[answered ? 1 : 0] > 0) {
        m_metrics.add("tilores_connectivity_total", {{"host", host}, {"outcome", answered ? "answered" : "failed"}},
                      counts[answered ? 1 : 0]);
      }
    }
  }
  for (const auto& [tier, count] : std::exchange(m_tiers, {})) {
    m_metrics.add("tilores_cache_lookups_total", {{"tier", tier}}, count);
  }
  return std::exchange(m_metrics, {});
}

} // namespace tilores::observe

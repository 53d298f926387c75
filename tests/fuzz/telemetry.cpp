// Trace headers and stored metrics: what is accepted prints to something that reads back the same.
#include "property.hpp"

#include <tilores/base/json.hpp>
#include <tilores/telemetry/metrics.hpp>
#include <tilores/telemetry/traceparent.hpp>

using namespace tilores;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string_view text = text_of(data, size);
  if (const auto parent = telemetry::parse_traceparent(text)) {
    const std::string header = telemetry::format_traceparent(parent->trace_id, parent->parent_id, parent->sampled);
    require(header.size() == 55 && header.substr(3, 49) == text.substr(3, 49));
    const auto again = telemetry::parse_traceparent(header);
    require(again && again->trace_id == parent->trace_id && again->parent_id == parent->parent_id &&
            again->sampled == parent->sampled);
  }
  const auto document = JsonDocument::parse(std::string(text));
  telemetry::Metrics metrics;
  if (!document || !metrics.merge_json(document->root())) {
    return 0;
  }
  require(metrics.counters().size() + metrics.histograms().size() <= telemetry::Metrics::k_most_series + 1);
  std::string written;
  metrics.append_json(written);
  const auto stored = JsonDocument::parse(written);
  require(stored.has_value());
  telemetry::Metrics again;
  require(again.merge_json(stored->root()).has_value());
  std::string twice;
  again.append_json(twice);
  require(twice == written);
  static_cast<void>(telemetry::prometheus_text(metrics));
  return 0;
}

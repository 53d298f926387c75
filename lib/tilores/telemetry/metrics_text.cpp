// Prometheus text. The help of every metric the program has stands here.
#include <tilores/telemetry/metrics.hpp>

#include <tilores/base/json_writer.hpp>

#include <algorithm>

namespace tilores::telemetry {
namespace {

struct Help {
  std::string_view name;
  std::string_view text;
};
constexpr Help k_help[] = {
  {"tilores_cache_lookups_total", "Look-ups in the cache by the tier that answered."},
  {"tilores_cache_requests_total", "Commands by the furthest cache tier they used."},
  {"tilores_command_duration_seconds", "Time that commands took."},
  {"tilores_commands_total", "Commands by outcome."},
  {"tilores_connectivity_total", "HTTP exchanges by host: answered, whatever the status, or failed without an answer."},
  {"tilores_cost_usd_total", "Cost of model calls in US dollars."},
  {"tilores_customers_filled_total", "Customers looked at for field coverage that have the field."},
  {"tilores_customers_looked_at_total",
   "Customers looked at for field coverage: the first 50 that a command reads, all with fields coverage."},
  {"tilores_errors_total", "Failed commands by error code."},
  {"tilores_model_requests_total", "Requests to model providers by outcome."},
  {"tilores_operation_duration_seconds", "Time that operations inside commands took."},
  {"tilores_operation_failures_total", "Failed operations inside commands by error code."},
  {"tilores_series_dropped_total", "Series left out because there were too many."},
  {"tilores_spans_dropped_total", "Spans that were not exported: there was no room to keep them."},
  {"tilores_tokens_total", "Tokens of model calls."},
  {"tilores_tool_calls_total", "Tools run for questions, by outcome."},
};

std::string_view base_of(std::string_view series) { return series.substr(0, series.find('{')); }

void header(std::string& out, std::string_view name, std::string_view type)
{
  const auto* const found = std::ranges::find(k_help, name, &Help::name);
  out.append("# HELP ")
    .append(name)
    .append(" ")
    .append(found != std::end(k_help) ? found->text : "Of this machine.")
    .append("\n");
  out.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

// name_suffix{labels,extra}
void sample_name(std::string& out, std::string_view series, std::string_view suffix, std::string_view extra)
{
  const std::string_view name = base_of(series);
  std::string_view labels =
    series.size() > name.size() ? series.substr(name.size() + 1, series.size() - name.size() - 2) : std::string_view{};
  out.append(name).append(suffix);
  if (!labels.empty() || !extra.empty()) {
    out.append("{").append(labels).append(labels.empty() || extra.empty() ? "" : ",").append(extra).append("}");
  }
  out += ' ';
}

} // namespace

std::string prometheus_text(const Metrics& metrics)
{
  std::string out;
  std::string_view before;
  for (const auto& [series, value] : metrics.counters()) {
    if (base_of(series) != before) {
      before = base_of(series);
      header(out, before, "counter");
    }
    sample_name(out, series, "", "");
    append_json_number(out, value);
    out += '\n';
  }
  for (const auto& [series, histogram] : metrics.histograms()) {
    if (base_of(series) != before) {
      before = base_of(series);
      header(out, before, "histogram");
    }
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < histogram.buckets.size(); ++i) {
      sum += histogram.buckets[i];
      std::string bound = "+Inf";
      if (i < k_bounds.size()) {
        bound.clear();
        append_json_number(bound, k_bounds[i]);
      }
      sample_name(out, series, "_bucket", "le=\"" + bound + "\"");
      out += std::to_string(sum) + "\n";
    }
    sample_name(out, series, "_sum", "");
    append_json_number(out, histogram.sum);
    out += '\n';
    sample_name(out, series, "_count", "");
    out += std::to_string(histogram.count) + "\n";
  }
  return out;
}

} // namespace tilores::telemetry

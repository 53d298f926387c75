// tilores stats: the metrics of this machine's user, merged over processes.
#include "../commands.hpp"
#include "../observation.hpp"
#include "../retention.hpp"
#include "../wiring.hpp"

#include <tilores/base/date.hpp>
#include <tilores/base/file.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/observe/metric_store.hpp>

#include <memory>

namespace tilores::app {
namespace {

struct StatsArgs {
  std::optional<Millis> since;
  std::string prom;
  bool send = false;
};

// Seconds as milliseconds with three decimals.
double ms(double seconds) { return static_cast<double>(static_cast<std::int64_t>(seconds * 1e6)) / 1e3; }

Result<Outcome> send_spans(Session& session, const config::Settings& settings, const std::string& state)
{
  TRY_ASSIGN(const auto exporter, exporter_of(settings));
  if (!exporter) {
    return fail(ErrorKind::config, "no collector is configured",
                "set telemetry.endpoint, OTEL_EXPORTER_OTLP_ENDPOINT or LANGSMITH_API_KEY");
  }
  const auto transport = session.services.transport();
  TRY_ASSIGN(const auto report, observe::export_spool(state + "/spans.jsonl", *exporter, *transport, session.ctx));
  Outcome outcome;
  outcome.data.clear();
  JsonWriter(outcome.data)
    .begin_object()
    .member("sent", report.sent)
    .member("refused", report.refused)
    .member("left", report.left)
    .end_object();
  outcome.columns = {output::column("sent"), output::column("refused"), output::column("left")};
  if (report.left > 0) {
    outcome.error =
      Error{ErrorKind::unavailable, "the collector does not take the spans", "they are kept for the next try", {}, {}};
  }
  return outcome;
}

Result<Outcome> run_stats(Session& session, const StatsArgs& args)
{
  TRY_ASSIGN(const config::Settings* const settings, session.services.settings());
  const std::string& state = settings->places().state;
  if (args.send) {
    return send_spans(session, *settings, state);
  }
  const WallTime now = session.ctx.clock->now();
  const WallTime since = now - args.since.value_or(std::chrono::days{metric_days(*settings)});
  TRY_ASSIGN(const telemetry::Metrics metrics, observe::read_metrics(state + "/metrics", since));
  if (!args.prom.empty()) {
    TRY_ASSIGN(const telemetry::Metrics total, observe::read_total_metrics(state + "/metrics"));
    TRY(write_file_atomically(args.prom, telemetry::prometheus_text(total), 0644));
  }
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  json.begin_object().member("since", to_rfc3339(since)).key("items").begin_array();
  for (const auto& [series, value] : metrics.counters()) {
    json.begin_object().member("metric", series).member("type", "counter").member("value", value);
    json.key("p50_ms").null().key("p95_ms").null().key("p99_ms").null().key("sum_s").null().end_object();
  }
  for (const auto& [series, histogram] : metrics.histograms()) {
    json.begin_object().member("metric", series).member("type", "histogram").member("value", histogram.count);
    json.member("p50_ms", ms(histogram.quantile(.5)))
      .member("p95_ms", ms(histogram.quantile(.95)))
      .member("p99_ms", ms(histogram.quantile(.99)));
    json.member("sum_s", histogram.sum).end_object();
  }
  json.end_array().member("total", metrics.counters().size() + metrics.histograms().size()).end_object();
  outcome.rows = "items";
  for (const char* const name : {"metric", "value", "p50_ms", "p95_ms", "p99_ms"}) {
    outcome.columns.push_back(output::column(name));
  }
  outcome.known = {output::column("type"), output::column("sum_s")};
  return outcome;
}

} // namespace

Run declare_stats(Flags& flags)
{
  const auto args = std::make_shared<StatsArgs>();
  flags.duration("--since", args->since,
                 "how far back, by the hour; at most retention.metrics (7d), which is the default");
  flags.text("--prom", "FILE", args->prom,
             "also write Prometheus text of all time, whatever --since says, for node_exporter's textfile collector");
  flags.toggle("--export", args->send, "send spooled spans to the collector of the settings instead");
  flags.note("Removes, by the way, what is older than retention.* keeps: spans, rows, audit lines, journals, reports.");
  flags.example("tilores stats --since 1d");
  flags.example("tilores stats --prom /var/lib/prometheus/node-exporter/tilores.prom -q");
  return [args](Session& session) { return run_stats(session, *args); };
}

} // namespace tilores::app

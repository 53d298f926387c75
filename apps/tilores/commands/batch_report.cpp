#include "batch_report.hpp"

#include <tilores/base/json_writer.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tilores::app {
namespace {

using jobs::RowStatus;

std::string number(double value, int digits)
{
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string duration(double seconds)
{
  return seconds < 120    ? number(seconds, 1) + " s"
         : seconds < 7200 ? number(seconds / 60, 1) + " min"
                          : number(seconds / 3600, 1) + " h";
}

double rows_per_second(const jobs::BatchReport& report)
{
  return report.seconds > 0 ? static_cast<double>(report.rows - report.resumed) / report.seconds : 0;
}

double rounded(double value) { return std::round(value * 1000) / 1000; }

} // namespace

std::string batch_summary(const jobs::BatchReport& report)
{
  std::string text = "batch: " + std::to_string(report.rows) + " rows in " + duration(report.seconds) + " (" +
                     number(rows_per_second(report), 0) + "/s)";
  if (report.resumed > 0) {
    text += ", " + std::to_string(report.resumed) + " of them from the run before";
  }
  text += ":";
  for (std::size_t i = 0; i < jobs::k_row_statuses; ++i) {
    text += (i == 0 ? " " : ", ") + std::to_string(report.counts[i]) + " " +
            std::string(jobs::to_string(static_cast<RowStatus>(i)));
  }
  text += "\nbatch: " + std::to_string(report.asked) + " asked, " + std::to_string(report.repeated) + " repeated, " +
          std::to_string(report.hits) + " from the cache, " + std::to_string(report.calls) + " calls, " +
          std::to_string(report.retries) + " retries, " + std::to_string(report.parked) + " parked; p50 " +
          number(report.p50_ms, 1) + " ms, p95 " + number(report.p95_ms, 1) + " ms, p99 " + number(report.p99_ms, 1) +
          " ms; " + std::to_string(report.limit) + " at once";
  if (report.usd) {
    text += "; " + number(*report.usd, 4) + " USD";
  }
  return text + "\n";
}

std::string batch_extrapolation(const jobs::BatchReport& report, double rate)
{
  if (!report.total || report.rows == 0) {
    return {};
  }
  const double times = static_cast<double>(*report.total) / static_cast<double>(report.rows);
  const double calls = static_cast<double>(report.calls) * times;
  // A few rows do not keep all workers busy: what one row took counts, not how long the few did.
  const double busy = report.mean_ms / 1000 * static_cast<double>(report.asked) * times / std::max(1U, report.limit);
  const double seconds = std::max(std::min(busy, report.seconds * times), rate > 0 ? calls / rate : 0);
  std::string text = "batch: all of about " + std::to_string(*report.total) + " rows would take about " +
                     duration(seconds) + " and " + number(calls, 0) + " calls";
  if (report.usd) {
    text += " and " + number(*report.usd * times, 2) + " USD";
  }
  return text + "\n";
}

std::string batch_report_json(const jobs::BatchReport& report, const Date& as_of)
{
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("rows", report.rows).member("resumed", report.resumed);
  for (std::size_t i = 0; i < jobs::k_row_statuses; ++i) {
    json.member(jobs::to_string(static_cast<RowStatus>(i)), report.counts[i]);
  }
  json.member("asked", report.asked)
    .member("repeated", report.repeated)
    .member("hits", report.hits)
    .member("calls", report.calls);
  json.member("retries", report.retries)
    .member("parked", report.parked)
    .member("seconds", rounded(report.seconds))
    .member("rows_per_second", rounded(rows_per_second(report)));
  json.member("p50_ms", rounded(report.p50_ms))
    .member("p95_ms", rounded(report.p95_ms))
    .member("p99_ms", rounded(report.p99_ms))
    .member("limit", report.limit);
  json.member("usd", report.usd)
    .member("total_estimated", report.total)
    .member("as_of", to_string(as_of))
    .key("stopped");
  if (report.stopped) {
    json.value(to_string(report.stopped->kind));
  } else {
    json.null();
  }
  json.end_object();
  return text;
}

std::string batch_metrics(const jobs::BatchReport& report, WallTime now, int exit)
{
  std::string text;
  const auto gauge = [&](const std::string& name, const std::string& help, const std::string& value) {
    text += "# HELP tilores_batch_" + name + " " + help + "\n# TYPE tilores_batch_" + name + " gauge\ntilores_batch_" +
            name + " " + value + "\n";
  };
  gauge("last_run_timestamp_seconds", "End of the last batch.",
        number(static_cast<double>(now.time_since_epoch().count()) / 1000, 3));
  gauge("duration_seconds", "Duration of the last batch.", number(report.seconds, 3));
  gauge("exit_code", "Exit status of the last batch.", std::to_string(exit));
  gauge("calls", "Calls of the last batch.", std::to_string(report.calls));
  text += "# HELP tilores_batch_rows Rows of the last batch by status.\n# TYPE tilores_batch_rows gauge\n";
  for (std::size_t i = 0; i < jobs::k_row_statuses; ++i) {
    text += "tilores_batch_rows{status=\"" + std::string(jobs::to_string(static_cast<RowStatus>(i))) + "\"} " +
            std::to_string(report.counts[i]) + "\n";
  }
  return text;
}

} // namespace tilores::app

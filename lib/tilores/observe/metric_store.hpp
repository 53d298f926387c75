#pragma once
// The metrics of this machine's user across short-lived processes: one file a day below FOLDER (YYYY-MM-DD.jsonl), one
// line a process, {"t":unix seconds,"c":…,"h":…} (telemetry/metrics.hpp), merged by hour when the file has grown. Days
// that are older than is kept become part of FOLDER/totals.json, {"until":"YYYY-MM-DD","c":…,"h":…}: the sum of all
// days up to that one, so that a counter never falls (Prometheus takes a fall for a restart, and its rates jump).

#include <tilores/base/clock.hpp>
#include <tilores/telemetry/metrics.hpp>

#include <string>

namespace tilores::observe {

// Never waits for another process: `locked` then, and the line is lost. Costs one open, lock, write and close. The
// first one of a day adds the days before the last `keep_days` to the total.
Status append_metrics(const std::string& folder, const telemetry::Metrics& metrics, WallTime now, int keep_days);
// Everything recorded at `since` or later whose day is still kept; damaged lines are passed over. An absent folder is
// empty.
[[nodiscard]] Result<telemetry::Metrics> read_metrics(const std::string& folder, WallTime since);
// Everything ever recorded.
[[nodiscard]] Result<telemetry::Metrics> read_total_metrics(const std::string& folder);

} // namespace tilores::observe

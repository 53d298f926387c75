#pragma once
// The metrics of this machine's user across short-lived processes: one file a day below FOLDER (YYYY-MM-DD.jsonl), one
// line a process, {"t":unix seconds,"c":…,"h":…} (telemetry/metrics.hpp), merged by hour when the file has grown. Days
// older than k_keep_days become part of FOLDER/totals.json, {"until":"YYYY-MM-DD","c":…,"h":…}: the sum of all days up to
// that one, so that a counter never falls (Prometheus takes a fall for a restart, and its rates jump).

#include <tilores/base/clock.hpp>
#include <tilores/telemetry/metrics.hpp>

#include <string>

namespace tilores::observe {

inline constexpr int k_keep_days = 7;

// Never waits for another process: `locked` then, and the line is lost. Costs one open, lock, write and close.
Status append_metrics(const std::string& folder, const telemetry::Metrics& metrics, WallTime now);
// Everything recorded at `since` or later; damaged lines are passed over. An absent folder is empty.
[[nodiscard]] Result<telemetry::Metrics> read_metrics(const std::string& folder, WallTime since, WallTime now);
// Everything ever recorded.
[[nodiscard]] Result<telemetry::Metrics> read_total_metrics(const std::string& folder);

} // namespace tilores::observe

#pragma once
// Whether this installation can do its work: independent checks, each timed and bounded, and one total over them.

#include <tilores/base/context.hpp>
#include <tilores/base/result.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::operate {

// skipped: what it looks at is not configured. unknown: there is too little to tell. Neither changes the total.
enum class CheckStatus : std::uint8_t { ok, warn, fail, skipped, unknown };
[[nodiscard]] std::string_view to_string(CheckStatus status);

struct Finding {
  CheckStatus status = CheckStatus::ok;
  std::string detail; // one line, without secrets and customers' values
  std::string fix;    // what to do; empty where nothing is to be done
};
// The finding that an error amounts to: its text and its hint.
[[nodiscard]] Finding finding_of(const Error& error, CheckStatus status = CheckStatus::fail);

struct Check {
  std::string_view name; // snake_case
  std::function<Finding(const CallContext&)> run;
  bool remote = false; // waits for another machine: runs beside the others, on a thread of its own
};

struct CheckReport {
  std::string name;
  std::int64_t ms = 0;
  Finding finding;
};

// Total: fail makes unhealthy, else warn makes degraded, else healthy. `unknown` is for a report that could not be
// made.
enum class Health : std::uint8_t { healthy = 0, degraded = 1, unhealthy = 2, unknown = 3 };
[[nodiscard]] std::string_view to_string(Health health);

struct HealthReport {
  Health status = Health::healthy;
  std::vector<CheckReport> checks; // in the order of the checks
};

// Runs every check with a context that ends after `bound` or with ctx.deadline, whichever comes first. Those of this
// machine run one after the other on the caller's thread, remote ones at the same time on their own: their functions
// must be safe to call beside the others. Returns when all have ended.
[[nodiscard]] HealthReport run_checks(std::span<const Check> checks, Millis bound, const CallContext& ctx);
// The same until the total is healthy, a second apart, at most until ctx.deadline; returns the last report.
[[nodiscard]] HealthReport wait_until_healthy(std::span<const Check> checks, Millis bound, const CallContext& ctx);

// {"status","checks":[{"name","status","ms","detail","fix"}]}
[[nodiscard]] std::string health_json(const HealthReport& report);
// One line of the monitoring-plugins convention: "TILORES WARNING: store: no data loaded | store=0.002s;;;0 …". Text in
// the line has no '|' and no line break.
[[nodiscard]] std::string health_nagios(const HealthReport& report);
// Prometheus text: tilores_health_status, tilores_health_check_status{check} (0 ok, 1 warn, 2 fail; skipped and unknown
// have none), tilores_health_check_duration_seconds{check}, tilores_health_last_run_timestamp_seconds.
[[nodiscard]] std::string health_prometheus(const HealthReport& report, WallTime now);

} // namespace tilores::operate

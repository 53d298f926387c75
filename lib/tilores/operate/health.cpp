#include <tilores/operate/health.hpp>

#include <algorithm>
#include <thread>

namespace tilores::operate {
namespace {

CheckReport run_one(const Check& check, Millis bound, const CallContext& ctx)
{
  CallContext own = ctx;
  own.deadline = ctx.deadline.sooner(bound, *ctx.clock);
  own.usage = nullptr; // belongs to one caller at a time
  const SteadyTime began = ctx.clock->steady();
  CheckReport report{std::string(check.name), 0, check.run(own)};
  report.ms = std::chrono::duration_cast<Millis>(ctx.clock->steady() - began).count();
  return report;
}

Health total_of(const std::vector<CheckReport>& checks)
{
  const auto any = [&](CheckStatus status) {
    return std::ranges::any_of(checks, [status](const CheckReport& c) { return c.finding.status == status; });
  };
  return any(CheckStatus::fail) ? Health::unhealthy : any(CheckStatus::warn) ? Health::degraded : Health::healthy;
}

} // namespace

std::string_view to_string(CheckStatus status)
{
  switch (status) {
  case CheckStatus::ok: return "ok";
  case CheckStatus::warn: return "warn";
  case CheckStatus::fail: return "fail";
  case CheckStatus::skipped: return "skipped";
  case CheckStatus::unknown: return "unknown";
  }
  return "unknown";
}

std::string_view to_string(Health health)
{
  switch (health) {
  case Health::healthy: return "healthy";
  case Health::degraded: return "degraded";
  case Health::unhealthy: return "unhealthy";
  case Health::unknown: return "unknown";
  }
  return "unknown";
}

Finding finding_of(const Error& error, CheckStatus status) { return {status, describe(error), error.hint}; }

HealthReport run_checks(std::span<const Check> checks, Millis bound, const CallContext& ctx)
{
  HealthReport report;
  report.checks.resize(checks.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < checks.size(); ++i) {
      if (checks[i].remote) {
        threads.emplace_back([&, i] { report.checks[i] = run_one(checks[i], bound, ctx); });
      }
    }
    for (std::size_t i = 0; i < checks.size(); ++i) {
      if (!checks[i].remote) {
        report.checks[i] = run_one(checks[i], bound, ctx);
      }
    }
  }
  report.status = total_of(report.checks);
  return report;
}

HealthReport wait_until_healthy(std::span<const Check> checks, Millis bound, const CallContext& ctx)
{
  for (;;) {
    HealthReport report = run_checks(checks, bound, ctx);
    constexpr Millis k_pause{1000};
    const auto left = ctx.deadline.left(*ctx.clock);
    if (report.status == Health::healthy || (left && *left <= k_pause) || !ctx.clock->sleep(k_pause, ctx.stop)) {
      return report;
    }
  }
}

} // namespace tilores::operate

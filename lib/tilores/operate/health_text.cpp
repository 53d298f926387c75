// The three shapes of a health report.
#include <tilores/operate/health.hpp>

#include <tilores/base/json_writer.hpp>

#include <algorithm>

namespace tilores::operate {
namespace {

std::string one_line(std::string text)
{
  std::ranges::replace_if(
    text, [](char c) { return c == '|' || c == '\n' || c == '\r'; }, ' ');
  return text;
}

std::string seconds(std::int64_t ms)
{
  std::string text;
  append_json_number(text, static_cast<double>(ms) / 1000);
  return text;
}

void gauge(std::string& out, std::string_view name, std::string_view help)
{
  out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name).append(" gauge\n");
}

} // namespace

std::string health_json(const HealthReport& report)
{
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("status", to_string(report.status)).key("checks").begin_array();
  for (const CheckReport& check : report.checks) {
    json.begin_object()
      .member("name", check.name)
      .member("status", to_string(check.finding.status))
      .member("ms", check.ms);
    json.member("detail", check.finding.detail);
    json.member("fix", check.finding.fix.empty() ? std::optional<std::string>{} : std::optional(check.finding.fix))
      .end_object();
  }
  json.end_array().end_object();
  return text;
}

std::string health_nagios(const HealthReport& report)
{
  std::string line = "TILORES ";
  switch (report.status) {
  case Health::healthy: line += "OK"; break;
  case Health::degraded: line += "WARNING"; break;
  case Health::unhealthy: line += "CRITICAL"; break;
  case Health::unknown: line += "UNKNOWN"; break;
  }
  line += ':';
  const std::size_t head = line.size();
  for (const CheckStatus status : {CheckStatus::fail, CheckStatus::warn}) {
    for (const CheckReport& check : report.checks) {
      if (check.finding.status == status) {
        line += (line.size() == head ? " " : "; ") + check.name + ": " + one_line(check.finding.detail);
      }
    }
  }
  if (line.size() == head) {
    const auto ok =
      std::ranges::count_if(report.checks, [](const CheckReport& c) { return c.finding.status == CheckStatus::ok; });
    line += " " + std::to_string(ok) + (ok == 1 ? " check" : " checks") + " passed";
  }
  line += " |";
  for (const CheckReport& check : report.checks) {
    if (check.finding.status != CheckStatus::skipped) {
      line += " " + check.name + "=" + seconds(check.ms) + "s;;;0";
    }
  }
  return line + "\n";
}

std::string health_prometheus(const HealthReport& report, WallTime now)
{
  std::string out;
  gauge(out, "tilores_health_status", "Total of the last health check: 0 healthy, 1 degraded, 2 unhealthy, 3 unknown.");
  out += "tilores_health_status " + std::to_string(static_cast<int>(report.status)) + "\n";
  gauge(out, "tilores_health_check_status", "Result of one check: 0 ok, 1 warn, 2 fail.");
  for (const CheckReport& check : report.checks) {
    if (check.finding.status <= CheckStatus::fail) {
      out += "tilores_health_check_status{check=\"" + check.name + "\"} " +
             std::to_string(static_cast<int>(check.finding.status)) + "\n";
    }
  }
  gauge(out, "tilores_health_check_duration_seconds", "Time that one check took.");
  for (const CheckReport& check : report.checks) {
    out += "tilores_health_check_duration_seconds{check=\"" + check.name + "\"} " + seconds(check.ms) + "\n";
  }
  gauge(out, "tilores_health_last_run_timestamp_seconds", "When health was checked last.");
  out += "tilores_health_last_run_timestamp_seconds " + seconds(now.time_since_epoch().count()) + "\n";
  return out;
}

} // namespace tilores::operate

// The one file that includes spdlog: header-only, so that start-up loads no extra library.
#include <tilores/base/log.hpp>

#include <tilores/base/date.hpp>
#include <tilores/base/json_writer.hpp>

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <mutex>

namespace tilores {
namespace {

struct Log {
  LogSettings settings;
  std::shared_ptr<const Redactor> redactor;
  std::shared_ptr<spdlog::logger> logger;
};

std::mutex g_mutex;
std::shared_ptr<const Log> g_log;
std::atomic<LogLevel> g_level = LogLevel::off;

std::string_view name_of(LogLevel level)
{
  switch (level) {
  case LogLevel::debug: return "debug";
  case LogLevel::info: return "info";
  case LogLevel::warning: return "warning";
  case LogLevel::error:
  case LogLevel::off: return "error";
  }
  return "error";
}

std::string line_of(const Log& log, LogLevel level, std::string_view event, std::initializer_list<LogField> fields)
{
  const auto clean = [&](std::string_view text) {
    return log.redactor ? log.redactor->redact(text) : std::string(text);
  };
  std::string line;
  if (log.settings.format == LogFormat::json) {
    JsonWriter json(line);
    json.begin_object().member("time", to_rfc3339(system_clock().now())).member("level", name_of(level));
    json.member("event", clean(event)).member("request_id", log.settings.request_id);
    json.member("trace_id", log.settings.trace_id);
    for (const auto& [key, value] : fields) {
      json.member(key, clean(value));
    }
    json.end_object();
    return line;
  }
  line = "tilores: ";
  if (level != LogLevel::info) {
    line += name_of(level);
    line += ": ";
  }
  line += clean(event);
  for (const auto& [key, value] : fields) {
    line += ' ';
    line += key;
    line += '=';
    std::string quoted;
    append_json_string(quoted, clean(value)); // a newline in data must not forge a line
    const bool plain = quoted.size() == value.size() + 2 && quoted.find(' ') == std::string::npos && !value.empty();
    line += plain ? quoted.substr(1, quoted.size() - 2) : quoted;
  }
  return line;
}

} // namespace

void install_log(const LogSettings& settings, std::shared_ptr<const Redactor> redactor)
{
  auto log = std::make_shared<Log>();
  log->settings = settings;
  log->redactor = std::move(redactor);
  constexpr std::size_t k_file_bytes = 10U << 20U;
  spdlog::sink_ptr sink;
  if (!settings.file.empty()) {
    try {
      sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(settings.file, k_file_bytes, 3);
    } catch (const spdlog::spdlog_ex&) {
      sink = nullptr; // an unwritable log file must not stop the work; stderr takes over
    }
  }
  if (!sink) {
    sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  }
  sink->set_pattern("%v");
  log->logger = std::make_shared<spdlog::logger>("tilores", std::move(sink));
  log->logger->set_level(spdlog::level::trace);
  log->logger->flush_on(spdlog::level::trace);
  const std::lock_guard lock(g_mutex);
  g_log = std::move(log);
  g_level = settings.level;
}

bool log_enabled(LogLevel level) { return level >= g_level.load(std::memory_order_relaxed) && level != LogLevel::off; }

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields)
{
  if (!log_enabled(level)) {
    return;
  }
  std::shared_ptr<const Log> current;
  {
    const std::lock_guard lock(g_mutex);
    current = g_log;
  }
  current->logger->log(spdlog::level::info, spdlog::string_view_t(line_of(*current, level, event, fields)));
}

} // namespace tilores

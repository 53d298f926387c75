#pragma once
// Talk on stderr and in the log file. Text passes the redactor before it leaves; fields are values, not format strings.

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace tilores {

// Port: masks secrets and customers' values in a text. Implemented by `redact`, installed by wiring. Thread-safe.
class Redactor {
public:
  virtual ~Redactor() = default;
  [[nodiscard]] virtual std::string redact(std::string_view text) const = 0;
};

enum class LogLevel : std::uint8_t { debug, info, warning, error, off };
enum class LogFormat : std::uint8_t { text, json };

struct LogSettings {
  LogLevel level = LogLevel::warning;
  LogFormat format = LogFormat::text;
  std::string file; // empty: stderr
  std::string request_id;
  std::string trace_id;
};

using LogField = std::pair<std::string_view, std::string_view>;

// Until it is called nothing is logged and nothing is set up. Later calls replace the settings.
void install_log(const LogSettings& settings, std::shared_ptr<const Redactor> redactor);
[[nodiscard]] bool log_enabled(LogLevel level);
// One line. `event` is a fixed sentence; what varies goes into fields. Customer values must not be passed; the redactor
// is the second line of defence.
void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

} // namespace tilores

#pragma once
// What is recorded about one command beside its answer: its trace, its metrics, its line in the audit log. Nothing here
// ever fails or delays a command.

#include "app.hpp"
#include "wiring_reader.hpp"

#include <tilores/base/span.hpp>
#include <tilores/observe/span_collector.hpp>
#include <tilores/observe/span_pump.hpp>
#include <tilores/observe/span_spool.hpp>

#include <memory>
#include <optional>
#include <string>

namespace tilores::app {

class Observation {
public:
  // Begins the trace and fills the session's context; `settings` may be null (nothing is kept then but --trace).
  Observation(Session& session, const Command& command, const config::Settings* settings);
  ~Observation();
  Observation(const Observation&) = delete;
  Observation& operator=(const Observation&) = delete;
  Observation(Observation&&) = delete;
  Observation& operator=(Observation&&) = delete;

  // Ends the root span and writes everything. `code` is "ok" or the error's; `cache` the tier that answered.
  void finish(std::string_view code, std::string_view cache, std::string_view purpose);

private:
  void write_audit(std::string_view code, std::string_view purpose);
  void drain();
  void start_pump();
  Session& m_session;
  std::string m_command;
  const config::Settings* m_settings;
  std::string m_state; // empty: no state folder, nothing is kept
  bool m_spooled = false;
  observe::SpanCollector m_collector;
  std::unique_ptr<observe::SpanPump> m_pump; // of batch and prewarm
  std::optional<ScopedSpan> m_root;
  SteadyTime m_began;
};

// Where spans go; nullopt when no collector is configured. Resolves the secrets of the settings.
[[nodiscard]] Result<std::optional<observe::Exporter>> exporter_of(const config::Settings& settings);
// The name of the operating system's user, for the audit log.
[[nodiscard]] std::string user_name();

} // namespace tilores::app

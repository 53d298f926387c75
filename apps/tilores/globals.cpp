#include "globals.hpp"

#include <array>

namespace tilores::app {

void declare_globals(Flags& flags, Globals& g)
{
  static constexpr std::array<std::string_view, 2> k_backends{"local", "tilores"};
  static constexpr std::array<std::string_view, 6> k_formats{"table", "json", "jsonl", "csv", "tsv", "md"};
  static constexpr std::array<std::string_view, 3> k_colours{"auto", "always", "never"};
  static constexpr std::array<std::string_view, 4> k_progress{"auto", "bar", "json", "none"};
  static constexpr std::array<std::string_view, 2> k_logs{"text", "json"};
  flags.text("--config", "FILE", g.config, "settings file");
  flags.text("--profile", "NAME", g.profile, "profile in the settings: dev, staging, prod, phone, or your own");
  flags.choice("--backend", g.backend, k_backends, "where customers come from");
  flags.choice("-o,--output", g.output, k_formats, "output format");
  flags.text("--fields", "P[,NAME=P]", g.fields, "columns by path from the row; 'help' lists them");
  flags.text("--as-of", "DATE", g.as_of, "reference day for windows, expiry and \"next\" (default: today, UTC)");
  flags.duration("--timeout", g.timeout, "bound on one call");
  flags.duration("--deadline", g.deadline, "bound on the whole command");
  flags.toggle("--fresh", g.fresh, "ask again and store the answer");
  flags.toggle("--no-cache", g.no_cache, "neither read nor store answers");
  flags.toggle("--cached-only", g.cached_only, "never call out; a miss exits 12");
  flags.duration("--max-age", g.max_age, "accept no stored answer older than this");
  flags.toggle("--dry-run", g.dry_run, "show the plan and call nothing");
  flags.text("--ok", "NAME,...", g.ok, "these outcomes exit 0");
  flags.toggle("-q,--quiet", g.quiet, "no talk on stderr but errors");
  flags.count("-v,--verbose", g.verbose, "more talk on stderr; -vv: most");
  flags.choice("--log-format", g.log_format, k_logs, "form of log lines");
  flags.text("--log-file", "FILE", g.log_file, "log into a file that rotates, instead of stderr");
  flags.text("--trace", "FILE", g.trace, "append the spans of this command as OTLP JSON lines");
  flags.choice("--color", g.color, k_colours, "colours");
  flags.choice("--progress", g.progress, k_progress, "how progress is shown");
  flags.toggle("--no-input", g.no_input, "never ask");
  flags.toggle("-h,--help", g.help, "show help");
  flags.toggle("--version", g.version, "show the version");
}

} // namespace tilores::app

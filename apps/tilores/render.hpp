#pragma once
// An outcome in the chosen format: rows, card or envelope on stdout, errors and warnings on stderr.

#include "app.hpp"

namespace tilores::app {

// Writes everything and flushes. `error` set: the command failed without an outcome. A failed write comes back as
// Error.
[[nodiscard]] Status render(const Session& session, const Command& command, const Outcome& outcome,
                            std::int64_t duration_ms);
[[nodiscard]] Status render_failure(const output::Streams& streams, output::Format format, const Error& error,
                                    const output::Meta& meta, const std::vector<std::string>& warnings);
// The lines of `--fields help`.
[[nodiscard]] std::string fields_help(const Outcome& outcome);

} // namespace tilores::app

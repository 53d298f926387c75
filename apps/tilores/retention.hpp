#pragma once
// Removes what is older than the settings keep it (retention.*). Called at the end of batch, prewarm and stats, which
// run by timers or take their time anyway; conversations go when the next one is kept.

#include "wiring.hpp"

namespace tilores::app {

// Never fails: what cannot be removed now is logged and waits for the next time. Returns the spans that were dropped.
std::uint64_t drop_old_state(Services& services, const config::Settings& settings, const std::string& state,
                             WallTime now);
// How many days metrics are kept by the hour; at least one.
[[nodiscard]] int metric_days(const config::Settings& settings);
// Remembers a journal or report that a job wrote, where the settings say how long it lives.
void note_for_retention(Session& session, std::string_view setting, const std::string& path,
                        std::string_view content = {});

} // namespace tilores::app

#pragma once
// Progress of long work on stderr: a bar on a terminal, JSON heartbeats for programs.

#include <tilores/base/clock.hpp>
#include <tilores/output/streams.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace tilores::output {

// automatic: a bar where stderr is a terminal that can move its cursor, else nothing (cron mails what is printed).
enum class ProgressMode : std::uint8_t { automatic, bar, json, none };

struct ProgressState {
  std::uint64_t done = 0;
  std::optional<std::uint64_t> total; // unknown for streams
  std::uint64_t hits = 0;             // answered by the cache
  std::uint64_t errors = 0;
  std::optional<std::uint32_t> limit; // calls allowed at once right now
  std::optional<double> eta_s;        // where somebody else knows the time left; otherwise it is measured
};

// Port. Safe to call from many threads; a call between two drawings costs one clock reading. A failed write ends the
// drawing and is not reported: progress is decoration.
class Progress {
public:
  virtual ~Progress() = default;
  virtual void update(const ProgressState& state) = 0;
  // The last state; clears a bar, writes a last heartbeat. Once.
  virtual void finish(const ProgressState& state) = 0;
};

// `label` stands before the bar and as "command" in heartbeats, e.g. "batch". Bars are drawn at most ten times a
// second, heartbeats every 5 s:
// {"progress":{"command","done","total","rate","eta_s","hit_ratio","errors","limit","elapsed_s"}}. `streams` and
// `clock` must outlive it.
[[nodiscard]] std::unique_ptr<Progress> make_progress(ProgressMode mode, std::string label, const Streams& streams,
                                                      const Clock& clock);

} // namespace tilores::output

#pragma once
// One run at a time: a lock file that says who holds it and that no crash can leave locked.

#include <tilores/base/context.hpp>
#include <tilores/base/result.hpp>

#include <memory>
#include <string>

namespace tilores::jobs {

// Releases when destroyed. The file stays, empty.
class RunLock {
public:
  virtual ~RunLock() = default;
};

// Takes the lock of `path` or waits for it at most `wait`. The kernel's lock on the file counts (flock), so it is free
// as soon as its holder is gone, however it went, after a reboot too; the file names the holder by pid, boot id and
// start time for the message. `locked` when another run holds it, `io` when the file cannot be made.
[[nodiscard]] Result<std::unique_ptr<RunLock>> take_run_lock(const std::string& path, Millis wait,
                                                             const CallContext& ctx);

// The holder as written in a lock file: "pid boot-id start-time"; whether that very process still runs.
[[nodiscard]] bool holder_is_alive(std::string_view holder);
// This process as a holder.
[[nodiscard]] std::string this_holder();

} // namespace tilores::jobs

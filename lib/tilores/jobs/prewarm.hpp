#pragma once
// Prewarm: fills the cache with customers before somebody asks for them, by every identifier known for them.

#include <tilores/backend/ports.hpp>
#include <tilores/base/crypto.hpp>
#include <tilores/exec/rate.hpp>
#include <tilores/jobs/forgotten.hpp>
#include <tilores/jobs/prewarm_list.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tilores::jobs {

struct PrewarmOptions {
  unsigned workers = 4;
  exec::Rate rate;
  unsigned retries = 2;
  bool only_stale = false;                // leave customers alone whose answers are all still fresh
  std::optional<Millis> ttl;              // of entries without one; null: the cache's own for prewarmed
  double jitter = 0.1;                    // lives given here are shortened by up to this share
  std::optional<std::uint64_t> max_calls; // of the backend
  std::string region = "US";
  Key256 key{};
};

struct PrewarmReport {
  std::uint64_t total = 0;
  std::uint64_t warmed = 0;
  std::uint64_t fresh = 0;
  std::uint64_t not_found = 0; // who was forgotten included
  std::uint64_t forgotten = 0; // entries left out because their customer was forgotten
  std::uint64_t failed = 0;    // unusable entries included
  std::uint64_t calls = 0;
  std::uint64_t retries = 0;
  double seconds = 0;
  std::optional<std::int64_t> oldest_age_s; // of the answers left alone
  std::optional<Error> stopped;             // why the run ended early
};

// A reader that stores what it reads as prewarmed, for `ttl` where given, but nothing about who was forgotten. Called
// on one thread at a time; what it gives is thread-safe and outlives the run.
using PrewarmedReader = std::function<Result<backend::Reader*>(std::optional<Millis> ttl)>;

struct PrewarmPorts {
  const PrewarmedReader& reader;
  const Forgotten* forgotten = nullptr;                                        // null: nobody was
  std::function<Status(const PrewarmEntry& entry, const Error& error)> failed; // may be empty
  std::function<void(const PrewarmReport& so_far)> progress;                   // may be empty
};

// Asks for each entry, then for the customer by each e-mail, phone, client id, CRM id, name and record found with them,
// so that each of these answers is the backend's own and not a guess (a shared phone leads to everybody who has it). An
// identifier is asked once per run. Several customers behind one entry are all warmed.
[[nodiscard]] Result<PrewarmReport> prewarm(const PrewarmList& list, const PrewarmPorts& ports,
                                            const PrewarmOptions& options, const CallContext& ctx);

// The contract's data.
[[nodiscard]] std::string prewarm_json(const PrewarmReport& report);
// Prometheus text, without time stamps; `before` is the file as it was, for the time of the last success.
[[nodiscard]] std::string prewarm_metrics(const PrewarmReport& report, int exit, WallTime now, std::string_view before);

} // namespace tilores::jobs

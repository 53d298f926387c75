#pragma once
// Port of one place that keeps answers: memory, disk, Redis. A tier stores and forgets; what is fresh, where to look
// first and what to do about a failing tier is decided by TieredCache alone (tiered.hpp).

#include <tilores/base/clock.hpp>
#include <tilores/base/result.hpp>
#include <tilores/cache/key.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::cache {

// What kind of answer; each has its own time to live. Stored as a number: append only.
enum class EntryKind : std::uint8_t { search, fields, credit, answer, prewarmed };
inline constexpr std::size_t k_entry_kinds = 5;
[[nodiscard]] std::string_view to_string(EntryKind kind);

// A stored answer. The value is shared and immutable, so that a hit copies no bytes.
struct Entry {
  std::shared_ptr<const std::string> value;
  std::vector<Tag> tags; // records whose data is in the value
  WallTime created{};
  WallTime expires{};    // fresh until then
  WallTime keep_until{}; // held until then, for stale answers; >= expires
  EntryKind kind = EntryKind::search;
  bool negative = false; // "nothing found" is the answer
};

struct TierStats {
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0; // what the entries take in this tier (compressed where it compresses)
  std::uint64_t hits = 0;  // disk: of all processes; memory and Redis: of this process
  std::uint64_t misses = 0;
  std::uint64_t evicted = 0; // removed for room or age, of this process
  std::uint64_t damaged = 0; // values that did not open and files that were rebuilt
  std::optional<WallTime> oldest;
  std::array<std::uint64_t, k_entry_kinds> by_kind{}; // entries
};

struct Sweep {
  enum class What : std::uint8_t {
    expired,    // keep_until has passed
    older_than, // created before `before`
    all,
    damaged, // opens every entry and removes those that do not open
  };
  What what = What::expired;
  WallTime before{};
};

struct SweepReport {
  std::uint64_t checked = 0;
  std::uint64_t removed = 0;
};

// All members are thread-safe; the disk tier is shared by processes as well. A miss is nullopt; a failure (Error) means
// that the tier cannot be used. A value that is damaged, foreign or of an older format is a miss, never a wrong value.
class Tier {
public:
  virtual ~Tier() = default;
  // The entry as long as it is held, also after it expired.
  [[nodiscard]] virtual Result<std::optional<Entry>> get(const CacheKey& key) = 0;
  // Replaces an entry of the same key. A tier may drop what does not fit, without an error.
  [[nodiscard]] virtual Status put(const CacheKey& key, const Entry& entry) = 0;
  // Removes every entry that carries `tag`; returns how many.
  [[nodiscard]] virtual Result<std::uint64_t> erase_tag(const Tag& tag) = 0;
  [[nodiscard]] virtual Result<SweepReport> sweep(const Sweep& sweep) = 0;
  [[nodiscard]] virtual Result<TierStats> stats() = 0;
};

// Least recently used entries of this process, at most `max_bytes` of values (keys and tags included).
[[nodiscard]] std::unique_ptr<Tier> make_memory_tier(std::size_t max_bytes, Clock& clock);

struct DiskSettings {
  std::string path;                        // the SQLite file; made on the first put, its folder must exist
  Key256 key{};                            // seals the values
  std::uint64_t max_bytes = 256ULL << 20U; // of the file; beyond it what expires first goes first
};
// SQLite in WAL mode (format: disk_file.hpp), opened on first use; for a local file system. A damaged file is moved
// aside to `path`.damaged, counted and begun anew. Reading never writes to the file; hits and misses are counted in
// `path`.counts when the tier is destroyed.
[[nodiscard]] std::unique_ptr<Tier> make_disk_tier(DiskSettings settings, Clock& clock);

struct RedisSettings {
  std::string url;                 // redis://, rediss:// or unix://, with user, password and database
  Key256 key{};                    // seals the values; all sharing machines need the same
  std::string prefix = "tilores:"; // every key begins with it; nothing else is ever touched
  Millis connect_timeout{500};     // name look-up, connect and TLS handshake, each
  Millis timeout{50};              // of one answer
  std::string ca_file;             // rediss://: trusted certificates (PEM) beside those of the system
};
// Connects on first use. A URL that is not understood (`config`) and a refused, silent, full or read-only server
// (`unavailable`, `timeout`, `auth`) are the Error of the call that met them, so that a cache can drop this tier and
// keep the others; a connection that has gone stale is replaced once.
[[nodiscard]] std::unique_ptr<Tier> make_redis_tier(RedisSettings settings, Clock& clock);

} // namespace tilores::cache

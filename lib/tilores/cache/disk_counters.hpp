#pragma once
// Hits and misses of all processes, in a 16-byte file they map and add to atomically: reading the cache must not write
// to the database. Private to the module.

#include <cstdint>
#include <string>

namespace tilores::cache {

struct HitCounts {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
};

// Adds to the file, made (0600) where missing. A file that cannot be used is ignored: these are statistics.
void add_counts(const std::string& path, HitCounts more);
[[nodiscard]] HitCounts read_counts(const std::string& path);

} // namespace tilores::cache

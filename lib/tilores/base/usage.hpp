#pragma once
// What one call cost and where its answer came from: filled by the adapters on the way, read by whoever made the call.

#include <cstdint>
#include <optional>
#include <string_view>

namespace tilores {

// Where an answer came from, nearest first. `none`: no cache was asked; `miss`: it was asked and the backend answered.
enum class CacheUse : std::uint8_t { none, l1, l2, redis, miss };

// Belongs to one caller at a time; not thread-safe.
struct Usage {
  CacheUse cache = CacheUse::none;   // the furthest one used
  std::optional<std::int64_t> age_s; // of the oldest cached answer used
  bool stale = false;                // an answer beyond its life stood in for a failing backend
  bool mirrored = false;             // the local store stood in for it
  std::uint32_t calls = 0;           // requests sent to a backend, retries included
  std::uint32_t retries = 0;

  void used(CacheUse tier) { cache = tier > cache ? tier : cache; }
  void used(CacheUse tier, std::int64_t age_seconds)
  {
    used(tier);
    age_s = age_s && *age_s > age_seconds ? *age_s : age_seconds;
  }
};

// The contract's meta.cache.
[[nodiscard]] constexpr std::string_view to_string(CacheUse use)
{
  switch (use) {
  case CacheUse::none: return "none";
  case CacheUse::l1: return "l1";
  case CacheUse::l2: return "l2";
  case CacheUse::redis: return "redis";
  case CacheUse::miss: return "miss";
  }
  return "none";
}

} // namespace tilores

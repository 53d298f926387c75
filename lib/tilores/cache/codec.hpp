#pragma once
// The stored form of an entry, the same on disk and in Redis. Private to the module.
//
//   offset size
//   0      1    format, 1
//   1      1    kind
//   2      1    flags: bit 0 negative, bit 1 compressed
//   3      8    created, ms since 1970, little endian
//   11     8    expires
//   19     8    keep_until
//   27     -    seal(key, tag count (2 bytes), tags (16 each), value or its zstd frame; context = cache key + bytes
//   0-26)
//
// The header is readable, so that statistics and eviction need no key, and authenticated, so that it cannot be changed.

#include <tilores/cache/tier.hpp>

namespace tilores::cache {

inline constexpr std::size_t k_header_size = 27;
inline constexpr std::size_t k_max_value = 64U << 20U; // a larger value is not stored, nor inflated

// The readable part.
struct Header {
  EntryKind kind = EntryKind::search;
  WallTime created{};
  WallTime keep_until{};
};

[[nodiscard]] std::string encode_entry(const Key256& key, const CacheKey& cache_key, const Entry& entry);
// `bad_data` for anything that encode_entry did not make under the same keys.
[[nodiscard]] Result<Entry> decode_entry(const Key256& key, const CacheKey& cache_key, std::string_view stored);
// nullopt for another format.
[[nodiscard]] std::optional<Header> read_header(std::string_view stored);

} // namespace tilores::cache

#pragma once
// Cache keys and tags. Keys are keyed hashes, so that neither a file nor a Redis listing shows what was asked for.

#include <tilores/base/crypto.hpp>

#include <array>
#include <cstring>
#include <span>
#include <string_view>

namespace tilores::cache {

struct CacheKey {
  Digest bytes{};
  [[nodiscard]] std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
  friend bool operator==(const CacheKey&, const CacheKey&) = default;
};

// The bytes are a keyed hash already; eight of them are a hash value.
struct CacheKeyHash {
  std::size_t operator()(const CacheKey& key) const
  {
    std::size_t hash = 0;
    std::memcpy(&hash, key.bytes.data(), sizeof hash);
    return hash;
  }
};

// The one key function: HMAC-SHA-256 under `key` over the parts, each preceded by its length in eight bytes, so that
// ("ab","c") and ("a","bc") differ. The parts in order: operation, canonical request, selection, as-of day, backend,
// tenant, schema version, store generation.
[[nodiscard]] CacheKey make_key(const Key256& key, std::span<const std::string_view> parts);
[[nodiscard]] CacheKey make_key(const Key256& key, std::initializer_list<std::string_view> parts);

// What an entry holds, so that one customer can be found and erased: the first 16 bytes of HMAC(record id).
struct Tag {
  std::array<std::uint8_t, 16> bytes{};
  [[nodiscard]] std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
  friend bool operator==(const Tag&, const Tag&) = default;
};
[[nodiscard]] Tag make_tag(const Key256& key, std::string_view record_id);

} // namespace tilores::cache

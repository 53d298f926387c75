#pragma once
// A Reader that remembers: the same answers from the cache while they are fresh, from the backend otherwise.
//
// A search is stored as the list of the entities it found, each entity once under its own key, so that a customer found
// by e-mail and by phone takes room once. Keys are keyed hashes of operation, canonical request, backend, tenant and
// version; no value of a customer is in a key. Every entry carries the tags of its records, so that a customer can be
// erased from all tiers.

#include <tilores/backend/ports.hpp>
#include <tilores/cache/tiered.hpp>

#include <functional>
#include <memory>
#include <string>

namespace tilores::backend {

struct CachedSettings {
  Key256 key{};                         // derives keys and tags
  std::string backend;                  // "local", or the address of the instance
  std::function<std::string()> version; // local: generation of the store; remote: schema version. Asked on every call
  cache::EntryKind kind = cache::EntryKind::search; // search, credit or prewarmed: how long what is stored lives
  std::optional<Millis> ttl;                        // instead of the kind's own
  Millis credit_ttl{30 * 60'000}; // kind credit: older entries are not taken unless they were prewarmed
};

// `inner` and `cache` must outlive it. As thread-safe as they are. Failures of the cache are never failures of a call;
// what was used is noted in ctx.usage. CacheMode::only: a miss is `unavailable`. While the backend fails with a
// retryable error, an answer within the cache's grace is given instead and marked stale.
[[nodiscard]] std::unique_ptr<Reader> make_cached_reader(Reader& inner, cache::Cache& cache, CachedSettings settings);

// The stored form of an entity and back: compact JSON. `bad_data` when it is not one.
[[nodiscard]] std::string encode_entity(const model::Entity& entity);
[[nodiscard]] Result<model::Entity> decode_entity(std::string_view text);

} // namespace tilores::backend

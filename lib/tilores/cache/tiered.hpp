#pragma once
// The cache as use cases see it: several tiers asked in order, nearest first. It never fails a caller: a tier that
// fails is left alone for the rest of the run and reported once.

#include <tilores/base/context.hpp>
#include <tilores/cache/tier.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tilores::cache {

struct CacheSettings {
  // Times to live by EntryKind: search, fields, credit, answer, prewarmed.
  std::array<Millis, k_entry_kinds> ttl{std::chrono::hours{1}, std::chrono::hours{1}, std::chrono::minutes{30},
                                        std::chrono::hours{24}, std::chrono::hours{12}};
  Millis negative_ttl{60'000}; // of "nothing found"; never longer than the kind's own
  Millis stale_grace{0};       // cache.stale_if_error: held this long beyond its time for find_stale
  double jitter = 0.1;         // times to live are shortened by up to this share, so that entries made together do
                               // not expire together
  std::uint64_t seed = 0;      // of the jitter
};

// ttl x (1 - share x u), u in [0, 1) drawn from `key` and `seed`: the same for the same arguments.
[[nodiscard]] Millis jittered_ttl(Millis ttl, double share, const CacheKey& key, std::uint64_t seed);

// One tier in its place. `name` is what meta.cache and warnings show: l1, l2, redis.
struct NamedTier {
  std::string name;
  std::shared_ptr<Tier> tier;
};

struct Hit {
  Entry entry;
  std::string_view tier; // the name of the tier that answered, valid as long as the cache; "miss" after a load
  Millis age{0};
  bool stale = false; // beyond its time to live, or in place of an answer that could not be had
};

// What to store.
struct NewEntry {
  std::shared_ptr<const std::string> value;
  EntryKind kind = EntryKind::search;
  std::vector<Tag> tags;
  bool negative = false;
  std::optional<Millis> ttl; // instead of the kind's; not jittered
  bool storable = true;      // false: partial or unsure; handed to the caller and its waiters only
};

struct TierFailure {
  std::string tier;
  Error error;
};

struct TierReport {
  std::string tier;
  TierStats stats;
};

// Thread-safe.
class Cache {
public:
  virtual ~Cache() = default;
  // A fresh entry, no older than context.max_age; it is copied into the tiers before the one that had it. Always a
  // miss under CacheMode refresh and bypass.
  [[nodiscard]] virtual std::optional<Hit> find(const CacheKey& key, const CallContext& context) = 0;
  // The entry even if it expired less than stale_grace ago; for when asking anew has failed. Not under bypass.
  [[nodiscard]] virtual std::optional<Hit> find_stale(const CacheKey& key, const CallContext& context) = 0;
  // Stores in every tier; nothing under bypass.
  virtual void store(const CacheKey& key, const NewEntry& entry, const CallContext& context) = 0;
  // find(), else `load` and store(); of threads asking for the same key at once, one loads. Under CacheMode only a miss
  // is `unavailable`. When `load` fails with something a later try may mend and an entry within stale_grace is held,
  // that is the answer, marked stale; without a grace the failure is the answer, also under CacheMode refresh.
  [[nodiscard]] virtual Result<Hit> fetch(const CacheKey& key, const CallContext& context,
                                          const std::function<Result<NewEntry>()>& load) = 0;
  // Administration: on every tier that works. Removed entries are summed over the tiers.
  virtual std::uint64_t erase_tag(const Tag& tag) = 0;
  virtual SweepReport sweep(const Sweep& sweep) = 0;
  [[nodiscard]] virtual std::vector<TierReport> stats() = 0;
  // The tiers dropped so far, in the order they failed; one warning each.
  [[nodiscard]] virtual std::vector<TierFailure> failures() const = 0;
  // Tiers dropped so far are used again and their failures forgotten: for a process that runs round after round.
  virtual void begin_anew() = 0;
};

[[nodiscard]] std::unique_ptr<Cache> make_cache(std::vector<NamedTier> tiers, const CacheSettings& settings,
                                                Clock& clock);

} // namespace tilores::cache

#include <tilores/cache/tiered.hpp>

#include <tilores/base/span.hpp>
#include <tilores/exec/single_flight.hpp>

#include <algorithm>
#include <atomic>
#include <mutex>

namespace tilores::cache {
namespace {

// An entry made later than this after our own clock comes from a clock that was set back since, or from a machine
// whose clock is wrong: its expiry means nothing.
constexpr Millis k_clock_skew{60'000};

class TieredCache final : public Cache {
public:
  TieredCache(std::vector<NamedTier> tiers, const CacheSettings& settings, Clock& clock)
    : m_tiers(tiers.size()), m_settings(settings), m_clock(clock)
  {
    for (std::size_t i = 0; i < tiers.size(); ++i) {
      m_tiers[i].named = std::move(tiers[i]);
    }
  }

  std::optional<Hit> find(const CacheKey& key, const CallContext& context) override
  {
    if (context.cache == CacheMode::refresh || context.cache == CacheMode::bypass) {
      return std::nullopt;
    }
    ScopedSpan span(context, "cache");
    auto hit = look_up(key, context, false);
    span.set("tilores.cache.tier", hit ? hit->tier : "miss");
    return hit;
  }

  std::optional<Hit> find_stale(const CacheKey& key, const CallContext& context) override
  {
    return context.cache == CacheMode::bypass ? std::nullopt : look_up(key, context, true);
  }

  void store(const CacheKey& key, const NewEntry& entry, const CallContext& context) override
  {
    if (context.cache != CacheMode::bypass && entry.storable) {
      write_through(key, to_entry(key, entry));
    }
  }

  Result<Hit> fetch(const CacheKey& key, const CallContext& context,
                    const std::function<Result<NewEntry>()>& load) override
  {
    if (auto hit = find(key, context)) {
      return std::move(*hit);
    }
    if (context.cache == CacheMode::only) {
      return fail(ErrorKind::unavailable, "not in the cache, and --cached-only forbids asking",
                  "leave out --cached-only, or prewarm this customer");
    }
    if (context.cache == CacheMode::bypass) {
      return loaded(key, context, load);
    }
    auto answer = m_flight.run(key, context, [&]() -> Result<Hit> {
      // The flight we missed by a moment may have stored it; the nearest tier knows, and costs least to ask.
      if (context.cache == CacheMode::use) {
        if (auto hit = look_up(key, context, false, 1)) {
          return std::move(*hit);
        }
      }
      return loaded(key, context, load);
    });
    if (!answer && m_settings.stale_grace > Millis{0} && retryable(answer.error().kind)) {
      if (auto stale = find_stale(key, context)) {
        stale->stale = true; // also where it is young but was asked for anew
        return std::move(*stale);
      }
    }
    return answer;
  }

  std::uint64_t erase_tag(const Tag& tag) override
  {
    std::uint64_t removed = 0;
    for (Place& place : m_tiers) {
      if (auto count = ask(place, [&](Tier& tier) { return tier.erase_tag(tag); })) {
        removed += *count;
      }
    }
    return removed;
  }

  SweepReport sweep(const Sweep& sweep) override
  {
    SweepReport sum;
    for (Place& place : m_tiers) {
      if (auto report = ask(place, [&](Tier& tier) { return tier.sweep(sweep); })) {
        sum.checked += report->checked;
        sum.removed += report->removed;
      }
    }
    return sum;
  }

  std::vector<TierReport> stats() override
  {
    std::vector<TierReport> reports;
    for (Place& place : m_tiers) {
      if (auto stats = ask(place, [](Tier& tier) { return tier.stats(); })) {
        reports.push_back({place.named.name, *stats});
      }
    }
    return reports;
  }

  std::vector<TierFailure> failures() const override
  {
    const std::lock_guard lock(m_mutex);
    return m_failures;
  }

  void begin_anew() override
  {
    const std::lock_guard lock(m_mutex);
    m_failures.clear();
    for (Place& place : m_tiers) {
      place.dropped = false;
    }
  }

private:
  struct Place {
    NamedTier named;
    std::atomic<bool> dropped = false;
  };

  // The tier's answer; nullopt where it is or becomes dropped.
  template<typename Call> auto ask(Place& place, Call call)
    -> std::optional<typename std::invoke_result_t<Call, Tier&>::value_type>
  {
    if (place.dropped.load(std::memory_order_relaxed)) {
      return std::nullopt;
    }
    auto result = call(*place.named.tier);
    if (result) {
      return std::move(*result);
    }
    drop(place, std::move(result).error());
    return std::nullopt;
  }

  void drop(Place& place, Error error)
  {
    if (!place.dropped.exchange(true)) {
      const std::lock_guard lock(m_mutex);
      m_failures.push_back({place.named.name, std::move(error)});
    }
  }

  std::optional<Hit> look_up(const CacheKey& key, const CallContext& context, bool stale_too,
                             std::size_t reach = SIZE_MAX)
  {
    for (std::size_t i = 0; i < std::min(reach, m_tiers.size()); ++i) {
      auto entry = ask(m_tiers[i], [&](Tier& tier) { return tier.get(key); });
      if (!entry || !*entry) {
        continue;
      }
      Entry& found = **entry;
      const WallTime now = m_clock.now();
      const Millis age = std::max(Millis{0}, now - found.created);
      const bool fresh = now < found.expires;
      if (found.created > now + k_clock_skew || (context.max_age && age > *context.max_age) ||
          (!fresh && (!stale_too || now >= found.expires + m_settings.stale_grace))) {
        continue; // a tier further away may hold a newer one
      }
      for (std::size_t nearer = 0; fresh && nearer < i; ++nearer) {
        put(m_tiers[nearer], key, found);
      }
      return Hit{std::move(found), m_tiers[i].named.name, age, !fresh};
    }
    return std::nullopt;
  }

  Result<Hit> loaded(const CacheKey& key, const CallContext& context, const std::function<Result<NewEntry>()>& load)
  {
    TRY_ASSIGN(const NewEntry fresh, load());
    Entry entry = to_entry(key, fresh);
    if (context.cache != CacheMode::bypass && fresh.storable) {
      write_through(key, entry);
    }
    return Hit{std::move(entry), "miss", Millis{0}, false};
  }

  [[nodiscard]] Entry to_entry(const CacheKey& key, const NewEntry& fresh) const
  {
    Millis ttl = m_settings.ttl[static_cast<std::size_t>(fresh.kind)];
    if (fresh.negative) {
      ttl = std::min(ttl, m_settings.negative_ttl);
    }
    ttl = fresh.ttl ? *fresh.ttl : jittered_ttl(ttl, m_settings.jitter, key, m_settings.seed);
    Entry entry;
    entry.value = fresh.value;
    entry.tags = fresh.tags;
    entry.created = m_clock.now();
    entry.expires = entry.created + ttl;
    entry.keep_until = fresh.negative ? entry.expires : entry.expires + m_settings.stale_grace;
    entry.kind = fresh.kind;
    entry.negative = fresh.negative;
    return entry;
  }

  void put(Place& place, const CacheKey& key, const Entry& entry)
  {
    if (!place.dropped.load(std::memory_order_relaxed)) {
      if (Status status = place.named.tier->put(key, entry); !status) {
        drop(place, std::move(status).error());
      }
    }
  }

  void write_through(const CacheKey& key, const Entry& entry)
  {
    if (entry.expires > entry.created) {
      for (Place& place : m_tiers) {
        put(place, key, entry);
      }
    }
  }

  std::vector<Place> m_tiers;
  const CacheSettings m_settings;
  Clock& m_clock;
  exec::SingleFlight<CacheKey, Hit, CacheKeyHash> m_flight;
  mutable std::mutex m_mutex;
  std::vector<TierFailure> m_failures;
};

} // namespace

Millis jittered_ttl(Millis ttl, double share, const CacheKey& key, std::uint64_t seed)
{
  Key256 salt{};
  std::memcpy(salt.data(), &seed, sizeof seed);
  const double u = static_cast<double>(keyed_hash64(salt, key.view()) >> 11U) * 0x1p-53;
  return Millis{static_cast<std::int64_t>(static_cast<double>(ttl.count()) * (1 - std::clamp(share, 0.0, 1.0) * u))};
}

std::unique_ptr<Cache> make_cache(std::vector<NamedTier> tiers, const CacheSettings& settings, Clock& clock)
{
  return std::make_unique<TieredCache>(std::move(tiers), settings, clock);
}

} // namespace tilores::cache

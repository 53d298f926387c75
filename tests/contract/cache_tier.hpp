#pragma once
// The contract of cache::Tier, checked against every tier by the same cases. Call it inside a TEST_CASE.

#include <support/fake_clock.hpp>
#include <tilores/cache/tier.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <thread>

namespace tilores::test {

inline const Key256 k_hash_key = sha256("hash key");

inline cache::CacheKey cache_key(std::string_view what) { return cache::make_key(k_hash_key, {"search", what}); }

inline cache::Entry cache_entry(std::string value, const Clock& clock, Millis ttl = std::chrono::hours{1},
                                cache::EntryKind kind = cache::EntryKind::search)
{
  cache::Entry entry;
  entry.value = std::make_shared<const std::string>(std::move(value));
  entry.created = clock.now();
  entry.expires = entry.created + ttl;
  entry.keep_until = entry.expires;
  entry.kind = kind;
  return entry;
}

// A compressible text that is different for every `seed`.
inline std::string long_value(std::size_t size, unsigned seed)
{
  std::string text;
  while (text.size() < size) {
    text += "{\"record\":" + std::to_string(seed++ * 7919U) + ",\"city\":\"Springfield\"},";
  }
  text.resize(size);
  return text;
}

// `make` gives a tier over the same, at first empty store each time it is called; `persistent`: what one stores the
// next one finds.
inline void check_cache_tier(const std::function<std::unique_ptr<cache::Tier>()>& make, FakeClock& clock,
                             bool persistent)
{
  using namespace cache;
  auto tier = make();
  const auto found = [&](std::string_view what) {
    auto entry = tier->get(cache_key(what));
    REQUIRE(entry);
    return *entry ? std::optional(*(**entry).value) : std::nullopt;
  };

  // an unknown key is a miss, not a failure
  CHECK(found("nothing") == std::nullopt);

  // what was stored is found, every part of it
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{127}, std::size_t{4096}, std::size_t{300'000}}) {
    CAPTURE(size);
    Entry entry = cache_entry(long_value(size, 1), clock, std::chrono::minutes{10}, EntryKind::credit);
    entry.keep_until = entry.expires + std::chrono::minutes{5};
    entry.negative = size == 0;
    entry.tags = {make_tag(k_hash_key, "r1"), make_tag(k_hash_key, "r2")};
    const std::string name = "size " + std::to_string(size);
    REQUIRE(tier->put(cache_key(name), entry));
    if (persistent) {
      tier = make();
    }
    const auto back = tier->get(cache_key(name));
    REQUIRE(back);
    REQUIRE(back->has_value());
    CHECK(*(**back).value == *entry.value);
    CHECK((**back).tags == entry.tags);
    CHECK((**back).created == entry.created);
    CHECK((**back).expires == entry.expires);
    CHECK((**back).keep_until == entry.keep_until);
    CHECK((**back).kind == EntryKind::credit);
    CHECK((**back).negative == entry.negative);
  }

  // a value of any bytes survives
  std::string bytes;
  for (int i = 0; i < 1024; ++i) {
    bytes += static_cast<char>((i * 37) & 0xff);
  }
  REQUIRE(tier->put(cache_key("bytes"), cache_entry(bytes, clock)));
  CHECK(found("bytes") == bytes);

  // the later of two values of one key wins, with its tags
  Entry first = cache_entry("first", clock);
  first.tags = {make_tag(k_hash_key, "old")};
  REQUIRE(tier->put(cache_key("twice"), first));
  Entry second = cache_entry("second", clock);
  second.tags = {make_tag(k_hash_key, "new")};
  REQUIRE(tier->put(cache_key("twice"), second));
  CHECK(found("twice") == "second");
  // ... and erasing by tag takes every entry that carries it and no other
  REQUIRE(tier->erase_tag(make_tag(k_hash_key, "new")));
  CHECK(found("twice") == std::nullopt);
  CHECK(found("bytes") == bytes);
  const auto erased = tier->erase_tag(make_tag(k_hash_key, "r2"));
  REQUIRE(erased);
  CHECK(*erased == 5);
  CHECK(found("size 4096") == std::nullopt);
  CHECK(*tier->erase_tag(make_tag(k_hash_key, "r2")) == 0);

  // held until keep_until, also past the expiry, and no longer
  Entry brief = cache_entry("brief", clock, std::chrono::minutes{1});
  brief.keep_until = brief.expires + std::chrono::minutes{1};
  REQUIRE(tier->put(cache_key("brief"), brief));
  clock.advance(std::chrono::seconds{90});
  CHECK(found("brief") == "brief");
  clock.advance(std::chrono::seconds{30});
  CHECK(found("brief") == std::nullopt);

  // statistics
  REQUIRE(tier->sweep({Sweep::What::all, {}}));
  const auto before = tier->stats();
  REQUIRE(before);
  CHECK(before->entries == 0);
  REQUIRE(tier->put(cache_key("a"), cache_entry(long_value(5000, 2), clock, std::chrono::hours{1}, EntryKind::fields)));
  const WallTime first_made = clock.now();
  clock.advance(std::chrono::minutes{10});
  REQUIRE(tier->put(cache_key("b"), cache_entry(long_value(5000, 3), clock, std::chrono::hours{1}, EntryKind::answer)));
  CHECK(found("a"));
  CHECK_FALSE(found("zzz"));
  const auto stats = tier->stats();
  REQUIRE(stats);
  CHECK(stats->entries == 2);
  CHECK(stats->bytes > 100);
  CHECK(stats->oldest == first_made);
  CHECK(stats->by_kind[static_cast<std::size_t>(EntryKind::fields)] == 1);
  CHECK(stats->by_kind[static_cast<std::size_t>(EntryKind::answer)] == 1);
  CHECK(stats->hits == before->hits + 1);
  CHECK(stats->misses == before->misses + 1);

  // sweeps
  const auto good = tier->sweep({Sweep::What::damaged, {}});
  REQUIRE(good);
  CHECK(good->removed == 0);
  const auto old = tier->sweep({Sweep::What::older_than, clock.now()});
  REQUIRE(old);
  CHECK(old->removed == 1);
  CHECK(found("a") == std::nullopt);
  CHECK(found("b"));
  REQUIRE(tier->sweep({Sweep::What::expired, {}}));
  CHECK(found("b"));
  REQUIRE(tier->sweep({Sweep::What::all, {}}));
  CHECK(found("b") == std::nullopt);

  // many threads: a reader sees a whole value of its key, or none
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (unsigned t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (unsigned i = 0; i < 60; ++i) {
          const unsigned which = (i * 7 + t) % 10;
          const std::string name = "thread " + std::to_string(which);
          const std::string prefix = std::to_string(which) + ":";
          if (i % 3 == t % 3) {
            wrong += tier->put(cache_key(name), cache_entry(prefix + long_value(2000, i), clock)) ? 0 : 1;
          } else {
            const auto entry = tier->get(cache_key(name));
            wrong +=
              !entry ||
                  (*entry && (!(**entry).value->starts_with(prefix) || (**entry).value->size() != prefix.size() + 2000))
                ? 1
                : 0;
          }
        }
      });
    }
  }
  CHECK(wrong == 0);
}

} // namespace tilores::test

// The cache over several tiers: order, promotion, modes, ages, failing tiers, single flight.
#include <contract/cache_tier.hpp>
#include <support/failing_tier.hpp>
#include <tilores/cache/tiered.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <latch>

using namespace tilores;
using namespace tilores::cache;
using namespace tilores::test;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

struct Fixture {
  FakeClock clock;
  std::shared_ptr<Tier> l1 = make_memory_tier(1U << 20U, clock);
  std::shared_ptr<Tier> l2 = make_memory_tier(1U << 20U, clock);
  CacheSettings settings;
  CallContext context;
  CacheKey key = cache_key("k");

  Fixture()
  {
    context.clock = &clock;
    settings.jitter = 0;
  }
  std::unique_ptr<Cache> cache() { return make_cache({{"l1", l1}, {"l2", l2}}, settings, clock); }
};

NewEntry fresh(std::string value, EntryKind kind = EntryKind::search)
{
  NewEntry entry;
  entry.value = std::make_shared<const std::string>(std::move(value));
  entry.kind = kind;
  return entry;
}

} // namespace

TEST_CASE("what is stored goes to every tier, and the nearest that has it answers")
{
  Fixture f;
  const auto cache = f.cache();
  CHECK_FALSE(cache->find(f.key, f.context));
  cache->store(f.key, fresh("v"), f.context);
  CHECK(*f.l1->get(f.key));
  CHECK(*f.l2->get(f.key));
  f.clock.advance(seconds{90});
  const auto hit = cache->find(f.key, f.context);
  REQUIRE(hit);
  CHECK(*hit->entry.value == "v");
  CHECK(hit->tier == "l1");
  CHECK(hit->age == seconds{90});
  CHECK_FALSE(hit->stale);
}

TEST_CASE("a hit far away is copied nearer, with the age it has")
{
  Fixture f;
  const auto cache = f.cache();
  cache->store(f.key, fresh("v"), f.context);
  REQUIRE(f.l1->sweep({Sweep::What::all, {}}));
  f.clock.advance(minutes{5});
  CHECK(cache->find(f.key, f.context)->tier == "l2");
  const auto again = cache->find(f.key, f.context);
  CHECK(again->tier == "l1");
  CHECK(again->age == minutes{5});
  f.clock.advance(minutes{55});
  CHECK_FALSE(cache->find(f.key, f.context)); // promotion did not make it live longer
}

TEST_CASE("each kind lives as long as its table says, what is negative a minute, what says so itself just that")
{
  struct Case {
    NewEntry entry;
    Millis life;
  };
  NewEntry negative = fresh("");
  negative.negative = true;
  NewEntry own = fresh("x", EntryKind::prewarmed);
  own.ttl = minutes{7};
  for (const Case& c : {Case{fresh("x", EntryKind::search), hours{1}},
                        {fresh("x", EntryKind::fields), hours{1}},
                        {fresh("x", EntryKind::credit), minutes{30}},
                        {fresh("x", EntryKind::answer), hours{24}},
                        {fresh("x", EntryKind::prewarmed), hours{12}},
                        {negative, minutes{1}},
                        {own, minutes{7}}}) {
    Fixture f;
    const auto cache = f.cache();
    cache->store(f.key, c.entry, f.context);
    f.clock.advance(c.life - Millis{1});
    CHECK(cache->find(f.key, f.context));
    f.clock.advance(Millis{1});
    CHECK_FALSE(cache->find(f.key, f.context));
  }
}

TEST_CASE("jitter shortens by up to its share, spreads over keys and is the same each time")
{
  rc::check("jitter range", [](std::uint64_t seed, const std::string& name) {
    const Millis ttl = jittered_ttl(Millis{1'000'000}, 0.1, cache_key(name), seed);
    RC_ASSERT(ttl > Millis{899'999});
    RC_ASSERT(ttl <= Millis{1'000'000});
    RC_ASSERT(ttl == jittered_ttl(Millis{1'000'000}, 0.1, cache_key(name), seed));
  });
  double sum = 0;
  for (int i = 0; i < 1000; ++i) {
    sum += static_cast<double>(jittered_ttl(Millis{1'000'000}, 0.1, cache_key(std::to_string(i)), 1).count());
  }
  CHECK(sum / 1000 == doctest::Approx(950'000).epsilon(0.01));
  CHECK(jittered_ttl(Millis{500}, 0, cache_key("a"), 9) == Millis{500});
}

TEST_CASE("the cache modes: refresh stores but does not read, bypass does neither, only never loads")
{
  Fixture f;
  const auto cache = f.cache();
  int loads = 0;
  const auto load = [&]() -> Result<NewEntry> { return fresh("v" + std::to_string(++loads)); };
  const auto value = [&](CacheMode mode) {
    f.context.cache = mode;
    const auto hit = cache->fetch(f.key, f.context, load);
    return hit ? *hit->entry.value : std::string(to_string(hit.error().kind));
  };
  CHECK(value(CacheMode::only) == "unavailable");
  CHECK(value(CacheMode::bypass) == "v1");
  CHECK(value(CacheMode::only) == "unavailable");
  CHECK(value(CacheMode::use) == "v2");
  CHECK(value(CacheMode::use) == "v2");
  CHECK(value(CacheMode::refresh) == "v3");
  CHECK(value(CacheMode::use) == "v3");
  CHECK(value(CacheMode::only) == "v3");
  CHECK(value(CacheMode::bypass) == "v4");
  CHECK(value(CacheMode::use) == "v3");
}

TEST_CASE("max_age makes older answers misses, and a newer one further away is taken")
{
  Fixture f;
  const auto cache = f.cache();
  cache->store(f.key, fresh("old"), f.context);
  f.clock.advance(minutes{10});
  f.context.max_age = minutes{5};
  CHECK_FALSE(cache->find(f.key, f.context));
  REQUIRE(f.l2->put(f.key, cache_entry("newer", f.clock)));
  const auto hit = cache->find(f.key, f.context);
  REQUIRE(hit);
  CHECK(*hit->entry.value == "newer");
  CHECK(cache->find(f.key, f.context)->tier == "l1"); // and replaces the old one
}

TEST_CASE("a failing tier is asked once, dropped for the run and reported once, and the others go on")
{
  Fixture f;
  auto failing = std::make_shared<FailingTier>();
  const auto cache = make_cache({{"l1", f.l1}, {"redis", failing}}, f.settings, f.clock);
  for (int i = 0; i < 10; ++i) {
    const CacheKey key = cache_key(std::to_string(i));
    CHECK_FALSE(cache->find(key, f.context));
    cache->store(key, fresh("v"), f.context);
    CHECK(cache->find(key, f.context)->tier == "l1");
  }
  CHECK(failing->calls == 1);
  const auto failures = cache->failures();
  REQUIRE(failures.size() == 1);
  CHECK(failures[0].tier == "redis");
  CHECK(failures[0].error.message == "this tier fails");
  CHECK(cache->stats().size() == 1);
  cache->begin_anew();
  CHECK(cache->failures().empty());
  CHECK_FALSE(cache->find(cache_key("new"), f.context));
  CHECK(failing->calls == 2);
  CHECK(cache->failures().size() == 1);
}

TEST_CASE("without any working tier every fetch loads and none fails")
{
  Fixture f;
  const auto cache = make_cache({{"l2", std::make_shared<FailingTier>()}}, f.settings, f.clock);
  for (int i = 0; i < 3; ++i) {
    const auto hit = cache->fetch(f.key, f.context, []() -> Result<NewEntry> { return fresh("v"); });
    REQUIRE(hit);
    CHECK(hit->tier == "miss");
  }
}

TEST_CASE("a stale answer is given only when asked for or when loading fails for a while, and only within the grace")
{
  Fixture f;
  f.settings.stale_grace = hours{2};
  const auto cache = f.cache();
  cache->store(f.key, fresh("v"), f.context);
  f.clock.advance(hours{1} + minutes{30});
  CHECK_FALSE(cache->find(f.key, f.context));
  const auto stale = cache->find_stale(f.key, f.context);
  REQUIRE(stale);
  CHECK(stale->stale);
  CHECK(stale->age == minutes{90});
  const auto down = []() -> Result<NewEntry> { return fail(ErrorKind::unavailable, "down"); };
  const auto wrong = []() -> Result<NewEntry> { return fail(ErrorKind::auth, "wrong"); };
  CHECK(cache->fetch(f.key, f.context, down)->stale);
  CHECK_FALSE(cache->fetch(f.key, f.context, wrong));
  f.clock.advance(hours{2});
  CHECK_FALSE(cache->find_stale(f.key, f.context));
  CHECK_FALSE(cache->fetch(f.key, f.context, down));
}

TEST_CASE("an answer asked for anew that cannot be had is the failure, or the stale answer where that is allowed")
{
  Fixture f;
  const auto down = []() -> Result<NewEntry> { return fail(ErrorKind::unavailable, "down"); };
  CallContext anew = f.context;
  anew.cache = CacheMode::refresh;
  for (const bool allowed : {false, true}) {
    CAPTURE(allowed);
    f.settings.stale_grace = hours{allowed ? 2 : 0};
    const auto cache = f.cache();
    cache->store(f.key, fresh("v"), f.context);
    const auto answer = cache->fetch(f.key, anew, down);
    CHECK(answer.has_value() == allowed);
    CHECK((!answer || answer->stale));
    CHECK(cache->find(f.key, f.context)); // still there for who does not ask anew
  }
}

TEST_CASE("failed and unsure loads are not stored")
{
  Fixture f;
  const auto cache = f.cache();
  NewEntry partial = fresh("half");
  partial.storable = false;
  CHECK(*cache->fetch(f.key, f.context, [&]() -> Result<NewEntry> { return partial; })->entry.value == "half");
  CHECK_FALSE(cache->find(f.key, f.context));
  CHECK_FALSE(cache->fetch(f.key, f.context, []() -> Result<NewEntry> { return fail(ErrorKind::timeout, "x"); }));
  CHECK_FALSE(cache->find(f.key, f.context));
}

TEST_CASE("an entry from the future, after the clock was set back, is not trusted")
{
  Fixture f;
  const auto cache = f.cache();
  REQUIRE(f.l1->put(f.key, cache_entry("later", FakeClock(f.clock.now() + hours{1}))));
  CHECK_FALSE(cache->find(f.key, f.context));
}

TEST_CASE("one customer is erased from every tier by the tags of the records")
{
  Fixture f;
  const auto cache = f.cache();
  NewEntry entry = fresh("v");
  entry.tags = {make_tag(k_hash_key, "record 1")};
  cache->store(f.key, entry, f.context);
  REQUIRE(f.l1->sweep({Sweep::What::all, {}}));
  CHECK(cache->find(f.key, f.context)); // promoted with its tags
  CHECK(cache->erase_tag(make_tag(k_hash_key, "record 1")) == 2);
  CHECK_FALSE(cache->find(f.key, f.context));
}

TEST_CASE("of fifty threads missing the same key at once, one loads")
{
  Fixture f;
  const auto cache = f.cache();
  std::atomic<int> loads = 0;
  std::atomic<int> right = 0;
  std::latch ready(50);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 50; ++i) {
      threads.emplace_back([&] {
        ready.arrive_and_wait();
        const auto hit = cache->fetch(f.key, f.context, [&]() -> Result<NewEntry> {
          ++loads;
          return fresh("v");
        });
        right += hit && *hit->entry.value == "v" ? 1 : 0;
      });
    }
  }
  CHECK(loads == 1);
  CHECK(right == 50);
}

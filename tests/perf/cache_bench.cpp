// What a hit and a put of each tier cost. Redis: set REDIS_URL to a server of your own.
#include <support/temp_folder.hpp>
#include <tilores/cache/tiered.hpp>

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <random>

using namespace tilores;
using namespace tilores::cache;

namespace {

const Key256 k_key = sha256("bench");

// JSON-like text that shrinks about four times, as records do.
std::string json_text(std::size_t size)
{
  std::mt19937 random(1);
  std::string text;
  while (text.size() < size) {
    text += "{\"RECORD_ID\":\"" + to_hex(std::string_view("0123456789").substr(random() % 8)) +
            "\",\"CITY\":\"Springfield\",\"N\":" + std::to_string(random()) + "},";
  }
  text.resize(size);
  return text;
}

Entry entry_of(std::size_t size)
{
  Entry entry;
  entry.value = std::make_shared<const std::string>(json_text(size));
  entry.created = system_clock().now();
  entry.expires = entry.keep_until = entry.created + std::chrono::hours{1};
  entry.tags.resize(3);
  return entry;
}

CacheKey key_of(std::size_t i) { return make_key(k_key, {"search", std::to_string(i)}); }

void run_gets(benchmark::State& state, Tier& tier)
{
  constexpr std::size_t k_keys = 1000;
  std::vector<CacheKey> keys;
  for (std::size_t i = 0; i < k_keys; ++i) {
    keys.push_back(key_of(i));
    if (!tier.put(keys.back(), entry_of(static_cast<std::size_t>(state.range(0))))) {
      state.SkipWithError("put failed");
      return;
    }
  }
  std::size_t i = 0;
  for (auto _ : state) {
    auto hit = tier.get(keys[i++ % k_keys]);
    if (!hit || !*hit) {
      state.SkipWithError("miss");
      return;
    }
    benchmark::DoNotOptimize(hit);
  }
}

void run_puts(benchmark::State& state, Tier& tier)
{
  const Entry entry = entry_of(static_cast<std::size_t>(state.range(0)));
  std::size_t i = 0;
  for (auto _ : state) {
    if (!tier.put(key_of(i++ % 5000), entry)) {
      state.SkipWithError("put failed");
      return;
    }
  }
}

DiskSettings disk(const test::TempFolder& folder)
{
  DiskSettings settings;
  settings.path = folder.path() + "/cache.db";
  settings.key = k_key;
  return settings;
}

void make_key_(benchmark::State& state)
{
  for (auto _ : state) {
    benchmark::DoNotOptimize(
      make_key(k_key, {"search", "{\"email\":\"ann@example.com\"}", "default", "2026-01-01", "local", "", "1", "17"}));
  }
}
BENCHMARK(make_key_);

void memory_get(benchmark::State& state) { run_gets(state, *make_memory_tier(512U << 20U, system_clock())); }
BENCHMARK(memory_get)->Arg(4096)->Arg(192 << 10);

void memory_get_shared(benchmark::State& state)
{
  static const std::unique_ptr<Tier> tier = [] {
    auto made = make_memory_tier(64U << 20U, system_clock());
    for (std::size_t i = 0; i < 1000; ++i) {
      static_cast<void>(made->put(key_of(i), entry_of(4096)));
    }
    return made;
  }();
  std::vector<CacheKey> keys;
  for (std::size_t i = 0; i < 1000; ++i) {
    keys.push_back(key_of(i));
  }
  auto i = static_cast<std::size_t>(state.thread_index());
  for (auto _ : state) {
    benchmark::DoNotOptimize(tier->get(keys[i++ % keys.size()]));
  }
}
BENCHMARK(memory_get_shared)->Threads(2)->Threads(64);

void tiered_find(benchmark::State& state)
{
  std::shared_ptr<Tier> memory = make_memory_tier(64U << 20U, system_clock());
  const auto cache = make_cache({{"l1", memory}}, CacheSettings{}, system_clock());
  const CacheKey key = key_of(1);
  static_cast<void>(memory->put(key, entry_of(4096)));
  const CallContext context;
  for (auto _ : state) {
    benchmark::DoNotOptimize(cache->find(key, context));
  }
}
BENCHMARK(tiered_find);

void disk_get(benchmark::State& state)
{
  const test::TempFolder folder;
  run_gets(state, *make_disk_tier(disk(folder), system_clock()));
}
BENCHMARK(disk_get)->Arg(4096)->Arg(192 << 10);

void disk_put(benchmark::State& state)
{
  const test::TempFolder folder;
  run_puts(state, *make_disk_tier(disk(folder), system_clock()));
}
BENCHMARK(disk_put)->Arg(4096);

// As a short-lived process: open, one hit, close.
void disk_open_and_get(benchmark::State& state)
{
  const test::TempFolder folder;
  const auto other = make_disk_tier(disk(folder), system_clock());
  for (std::size_t i = 0; i < 1000; ++i) {
    static_cast<void>(other->put(key_of(i), entry_of(4096)));
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(make_disk_tier(disk(folder), system_clock())->get(key_of(500)));
  }
}
BENCHMARK(disk_open_and_get);

void redis_get(benchmark::State& state)
{
  const char* const url = std::getenv("REDIS_URL");
  RedisSettings settings;
  settings.key = k_key;
  settings.prefix = "tilores-bench:";
  settings.timeout = Millis{5000};
  if (url == nullptr) {
    state.SkipWithError("REDIS_URL is not set");
    return;
  }
  settings.url = url;
  const auto tier = make_redis_tier(settings, system_clock());
  run_gets(state, *tier);
  static_cast<void>(tier->sweep({Sweep::What::all, {}}));
}
BENCHMARK(redis_get)->Arg(4096);

} // namespace

BENCHMARK_MAIN();

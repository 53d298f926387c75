// What the pool costs a row when the work itself costs nothing, and how near it comes to perfect speed-up.
#include <tilores/exec/pool.hpp>

#include <benchmark/benchmark.h>

#include <chrono>
#include <thread>

using namespace tilores;
using namespace tilores::exec;

namespace {

template<typename Work> void run(benchmark::State& state, int rows, Work work)
{
  for (auto _ : state) {
    const auto report = run_pool<int, int>(
      PoolSettings{static_cast<unsigned>(state.range(0)), state.range(1) != 0, 0, {}},
      [next = 0, rows](const std::stop_token&) mutable -> Result<std::optional<int>> {
        return next < rows ? std::optional<int>(next++) : std::nullopt;
      },
      work, [](int&&, Result<int>&&) -> Status { return {}; });
    if (!report) {
      state.SkipWithError("failed");
    }
  }
  state.SetItemsProcessed(state.iterations() * rows);
}

void overhead(benchmark::State& state)
{
  run(state, 200'000, [](int& row, unsigned, const std::stop_token&) -> Result<int> { return row; });
}
BENCHMARK(overhead)
  ->ArgNames({"workers", "ordered"})
  ->Args({1, 1})
  ->Args({4, 1})
  ->Args({64, 1})
  ->Args({64, 0})
  ->UseRealTime()
  ->MeasureProcessCPUTime()
  ->Unit(benchmark::kMillisecond);

// 20 ms of waiting a row: items per second should be 50 x workers.
void waiting(benchmark::State& state)
{
  run(state, static_cast<int>(state.range(0)) * 20, [](int& row, unsigned, const std::stop_token&) -> Result<int> {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    return row;
  });
}
BENCHMARK(waiting)
  ->ArgNames({"workers", "ordered"})
  ->Args({1, 1})
  ->Args({4, 1})
  ->Args({16, 1})
  ->Args({64, 1})
  ->Args({256, 1})
  ->UseRealTime()
  ->Iterations(2)
  ->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();

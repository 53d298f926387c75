// The worker pool and single flight: order, bounds, stops, faults, many threads.
#include <tilores/exec/pool.hpp>
#include <tilores/exec/single_flight.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <latch>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>

using namespace tilores;
using namespace tilores::exec;

namespace {

// Counts from 0 to `count` - 1.
auto counting(int count)
{
  return [next = 0, count](const std::stop_token&) mutable -> Result<std::optional<int>> {
    return next < count ? std::optional<int>(next++) : std::nullopt;
  };
}

// Busy for an uneven, deterministic while, so that rows overtake each other.
int uneven(int row)
{
  volatile unsigned x = static_cast<unsigned>(row);
  for (int i = 0; i < (row * 7919) % 301; ++i) {
    x = x * 1664525U + 1013904223U;
  }
  return row * 2;
}

} // namespace

TEST_CASE("rows come out in the order they went in, whatever the number of workers and the window")
{
  for (const unsigned workers : {1U, 2U, 3U, 16U, 64U}) {
    for (const std::size_t window : {std::size_t{0}, std::size_t{1}, std::size_t{100}}) {
      CAPTURE(workers);
      CAPTURE(window);
      std::vector<int> rows;
      bool right = true;
      const auto report = run_pool<int, int>(
        PoolSettings{workers, true, window, {}}, counting(2000),
        [](int& row, unsigned, const std::stop_token&) -> Result<int> { return uneven(row); },
        [&](int&& row, Result<int>&& out) -> Status {
          right = right && out && *out == row * 2;
          rows.push_back(row);
          return {};
        });
      REQUIRE(report);
      CHECK(report->read == 2000);
      CHECK(report->written == 2000);
      CHECK_FALSE(report->stopped);
      CHECK(right);
      std::vector<int> expected(2000);
      std::iota(expected.begin(), expected.end(), 0);
      CHECK(rows == expected);
    }
  }
}

TEST_CASE("unordered mode writes every row once")
{
  std::set<int> rows;
  const auto report = run_pool<int, int>(
    PoolSettings{16, false, 0, {}}, counting(5000),
    [](int& row, unsigned, const std::stop_token&) -> Result<int> { return uneven(row); },
    [&](int&& row, Result<int>&&) -> Status {
      rows.insert(row);
      return {};
    });
  REQUIRE(report);
  CHECK(report->written == 5000);
  CHECK(rows.size() == 5000);
}

TEST_CASE("an empty source ends at once")
{
  const auto report = run_pool<int, int>(
    PoolSettings{}, counting(0), [](int& row, unsigned, const std::stop_token&) -> Result<int> { return row; },
    [](int&&, Result<int>&&) -> Status { return {}; });
  REQUIRE(report);
  CHECK(report->read == 0);
}

TEST_CASE("no more rows are held than the window allows, even when the first one is the slowest")
{
  std::atomic<int> read = 0;
  std::atomic<int> most = 0;
  std::atomic<int> written = 0;
  std::atomic<int> worked = 0;
  const PoolSettings settings{8, true, 32, {}};
  const auto report = run_pool<int, int>(
    settings,
    [&](const std::stop_token&) -> Result<std::optional<int>> {
      if (read == 3000) {
        return std::optional<int>();
      }
      const int row = read++;
      most = std::max(most.load(), read - written);
      return std::optional<int>(row);
    },
    [&](int& row, unsigned, const std::stop_token&) -> Result<int> {
      if (row == 0) { // held back until the others have filled the window
        while (worked < 31) {
          std::this_thread::yield();
        }
      }
      ++worked;
      return row;
    },
    [&](int&&, Result<int>&&) -> Status {
      ++written;
      return {};
    });
  REQUIRE(report);
  CHECK(written == 3000);
  CHECK(most <= 33);
}

TEST_CASE("all workers work at the same time when there are rows for them")
{
  std::latch all(16);
  const auto report = run_pool<int, int>(
    PoolSettings{16, true, 0, {}}, counting(16),
    [&](int& row, unsigned, const std::stop_token&) -> Result<int> {
      all.arrive_and_wait(); // hangs unless sixteen rows are under way at once
      return row;
    },
    [](int&&, Result<int>&&) -> Status { return {}; });
  CHECK(report);
}

TEST_CASE("a worker that throws fails its own row and no other")
{
  int failed = 0;
  int good = 0;
  const auto report = run_pool<int, int>(
    PoolSettings{4, true, 0, {}}, counting(1000),
    [](int& row, unsigned, const std::stop_token&) -> Result<int> {
      if (row % 10 == 3) {
        throw std::runtime_error("broken row");
      }
      if (row % 10 == 4) {
        throw 42; // NOLINT: not even an exception class
      }
      return row;
    },
    [&](int&& row, Result<int>&& out) -> Status {
      (out ? good : failed) += 1;
      CHECK(out.has_value() == (row % 10 != 3 && row % 10 != 4));
      return {};
    });
  REQUIRE(report);
  CHECK(failed == 200);
  CHECK(good == 800);
}

TEST_CASE("a failing sink ends the run with its error and is not called again")
{
  int calls = 0;
  const auto report = run_pool<int, int>(
    PoolSettings{4, true, 0, {}}, counting(100'000),
    [](int& row, unsigned, const std::stop_token&) -> Result<int> { return row; },
    [&](int&& row, Result<int>&&) -> Status {
      ++calls;
      return row == 500 ? Status(fail(ErrorKind::io, "disk full")) : Status();
    });
  REQUIRE_FALSE(report);
  CHECK(report.error().kind == ErrorKind::io);
  CHECK(calls == 501);
}

TEST_CASE("a failing or throwing source ends the run with its error after the rows before it are written")
{
  for (const bool throws : {false, true}) {
    int written = 0;
    const auto report = run_pool<int, int>(
      PoolSettings{4, true, 0, {}},
      [next = 0, throws](const std::stop_token&) mutable -> Result<std::optional<int>> {
        if (next == 300) {
          if (throws) {
            throw std::runtime_error("source");
          }
          return fail(ErrorKind::bad_data, "line 301: broken quotes");
        }
        return std::optional<int>(next++);
      },
      [](int& row, unsigned, const std::stop_token&) -> Result<int> { return row; },
      [&](int&&, Result<int>&&) -> Status {
        ++written;
        return {};
      });
    REQUIRE_FALSE(report);
    CHECK(report.error().kind == (throws ? ErrorKind::internal : ErrorKind::bad_data));
    CHECK(written == 300);
  }
}

TEST_CASE("a stop ends the run early, in order and without a gap, and the calls in flight see it")
{
  std::stop_source stop;
  std::vector<int> rows;
  std::atomic<int> saw = 0;
  const auto report = run_pool<int, int>(
    PoolSettings{8, true, 0, {}}, counting(1'000'000),
    [&](int& row, unsigned, const std::stop_token& token) -> Result<int> {
      if (row == 200) {
        stop.request_stop();
      }
      if (row > 200 || token.stop_requested()) {
        while (!token.stop_requested()) {
          std::this_thread::yield();
        }
        ++saw;
        return fail(ErrorKind::cancelled, "stopped");
      }
      return row;
    },
    [&](int&& row, Result<int>&&) -> Status {
      rows.push_back(row);
      return {};
    },
    stop.get_token());
  REQUIRE(report);
  CHECK(report->stopped);
  CHECK(report->written < 1'000'000);
  CHECK(rows.size() == report->written);
  CHECK(rows.size() >= 201);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    REQUIRE(rows[i] == static_cast<int>(i));
  }
}

TEST_CASE("a run that is stopped before it begins reads nothing it would lose")
{
  std::stop_source stop;
  stop.request_stop();
  const auto report = run_pool<int, int>(
    PoolSettings{4, true, 0, {}}, counting(10),
    [](int& row, unsigned, const std::stop_token&) -> Result<int> { return row; },
    [](int&&, Result<int>&&) -> Status { return {}; }, stop.get_token());
  REQUIRE(report);
  CHECK(report->stopped);
  CHECK(report->written == 0);
}

TEST_CASE("the worker limit can change while the pool runs")
{
  std::atomic<unsigned> limit = 1;
  std::atomic<unsigned> active = 0;
  std::atomic<bool> exceeded = false;
  std::latch eight(8);
  const auto report = run_pool<int, int>(
    PoolSettings{8, true, 0, [&] { return limit.load(); }}, counting(2000),
    [&](int& row, unsigned, const std::stop_token&) -> Result<int> {
      const unsigned now = ++active;
      exceeded = exceeded || (row < 1000 && now > 1);
      if (row == 999) {
        limit = 8;
      }
      if (row >= 1000 && row < 1008) {
        eight.arrive_and_wait(); // hangs unless the limit has really grown
      }
      --active;
      return row;
    },
    [](int&&, Result<int>&&) -> Status { return {}; });
  REQUIRE(report);
  CHECK(report->written == 2000);
  CHECK_FALSE(exceeded);
}

TEST_CASE("of many threads asking for the same thing one does the work and all get its result")
{
  SingleFlight<int, int> flight;
  std::atomic<int> calls = 0;
  std::atomic<int> sum = 0;
  std::latch arrived(7); // the seven that wait; the leader holds on until they are on their way
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] {
        if (i > 0) {
          while (calls == 0) {
            std::this_thread::yield();
          }
          arrived.count_down();
        }
        const auto result = flight.run(1, CallContext{}, [&]() -> Result<int> {
          ++calls;
          if (calls == 1) {
            arrived.wait();
          }
          return 5;
        });
        sum += result ? *result : 1000;
      });
    }
  }
  CHECK(calls >= 1);
  CHECK(sum == 40);
}

TEST_CASE("a call that throws fails for its waiters too and leaves the key free")
{
  SingleFlight<int, int> flight;
  const auto broken = flight.run(1, CallContext{}, []() -> Result<int> { throw std::runtime_error("x"); });
  REQUIRE_FALSE(broken);
  CHECK(broken.error().kind == ErrorKind::internal);
  CHECK(*flight.run(1, CallContext{}, []() -> Result<int> { return 3; }) == 3);
}

TEST_CASE("a waiter takes over when the leader was cancelled")
{
  SingleFlight<int, int> flight;
  std::latch leading(1);
  std::atomic<bool> go = false;
  std::jthread leader([&] {
    const auto result = flight.run(1, CallContext{}, [&]() -> Result<int> {
      leading.count_down();
      while (!go) {
        std::this_thread::yield();
      }
      return fail(ErrorKind::cancelled, "interrupted");
    });
    CHECK_FALSE(result);
  });
  leading.wait();
  std::jthread releaser([&] { go = true; });
  const auto mine = flight.run(1, CallContext{}, []() -> Result<int> { return 9; });
  REQUIRE(mine);
  CHECK(*mine == 9);
}

// A second way to an answer beside the first: who wins, who is stopped, what failures mean.
#include <tilores/exec/second_try.hpp>

#include <doctest/doctest.h>

#include <semaphore>

using namespace tilores;
using exec::with_second_try;

namespace {

constexpr Millis k_long{3'600'000};
constexpr Millis k_none{0};

Result<int> broken(ErrorKind kind) { return fail(kind, "broken"); }

// Blocks until it is stopped, as a call to a silent peer does.
Result<int> silent(const CallContext& ctx)
{
  std::binary_semaphore stopped(0);
  const std::stop_callback wake(ctx.stop, [&] { stopped.release(); });
  stopped.acquire();
  return fail(ErrorKind::cancelled, "interrupted");
}

} // namespace

TEST_CASE("a first answer or failure in time is the answer, and the second way is not taken")
{
  int seconds = 0;
  const auto second = [&](const CallContext&) -> Result<int> { return ++seconds; };
  CHECK(with_second_try(
          {}, k_long, [](const CallContext&) -> Result<int> { return 7; }, second)
          .value() == 7);
  const auto refused = with_second_try(
    {}, k_long, [](const CallContext&) { return broken(ErrorKind::auth); }, second);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::auth);
  CHECK(seconds == 0);
}

TEST_CASE("when the first way times out the second one is taken, unless no time is left")
{
  const auto late = [](const CallContext&) { return broken(ErrorKind::timeout); };
  const auto second = [](const CallContext&) -> Result<int> { return 2; };
  CHECK(with_second_try({}, k_long, late, second).value() == 2);
  CallContext over;
  over.deadline = Deadline::after(k_none, *over.clock);
  CHECK_FALSE(with_second_try(over, k_long, late, second));
}

TEST_CASE("while the first way is silent the second one answers, and the first is stopped")
{
  CHECK(with_second_try({}, k_none, silent, [](const CallContext&) -> Result<int> { return 2; }).value() == 2);
}

TEST_CASE("a first answer that comes late still wins over a second way that is silent")
{
  std::binary_semaphore begun(0);
  const auto slow = [&](const CallContext&) -> Result<int> {
    begun.acquire();
    return 1;
  };
  const auto second = [&](const CallContext& ctx) -> Result<int> {
    begun.release();
    return silent(ctx);
  };
  CHECK(with_second_try({}, k_none, slow, second).value() == 1);
}

TEST_CASE("where both ways fail the failure of the first is told, and what both cost is added up")
{
  Usage usage;
  CallContext ctx;
  ctx.usage = &usage;
  std::binary_semaphore begun(0);
  const auto first = [&](const CallContext& inner) {
    inner.usage->calls += 2;
    begun.acquire();
    return broken(ErrorKind::unavailable);
  };
  const auto second = [&](const CallContext& inner) {
    inner.usage->calls += 1;
    begun.release();
    return broken(ErrorKind::timeout);
  };
  const auto answer = with_second_try(ctx, k_none, first, second);
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == ErrorKind::unavailable);
  CHECK(usage.calls == 3);
}

TEST_CASE("an interruption reaches both ways")
{
  std::stop_source stop;
  CallContext ctx;
  ctx.stop = stop.get_token();
  const auto second = [&](const CallContext& inner) {
    stop.request_stop();
    return silent(inner);
  };
  const auto answer = with_second_try(ctx, k_none, silent, second);
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == ErrorKind::cancelled);
}

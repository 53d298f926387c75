// Money: bounds of a question, of all questions of a run and of a day.
#include <tilores/assist/budget.hpp>

#include <support/fake_clock.hpp>
#include <support/temp_folder.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

using namespace tilores;
using namespace tilores::assist;

TEST_CASE("questions asked at once share one bound: they wait for each other's holds and never overspend")
{
  test::TempFolder folder;
  CallContext ctx;
  llm::Model model;
  model.name = "m";
  model.price = {1.0, {}, 1.0};
  BudgetSettings settings;
  settings.file = folder.path() + "/budget.db";
  settings.together = 1.0;
  const auto budget = open_budget(settings).value();
  std::atomic<int> served = 0;
  std::atomic<int> refused = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int call = 0; call < 5; ++call) {
          const auto purse = budget->purse();
          const auto held = purse->reserve(model, 400'000, 0, ctx); // at most 0.4, in truth 0.1
          if (!held) {
            CHECK(held.error().kind == ErrorKind::budget);
            ++refused;
            continue;
          }
          purse->settle(model, {100'000, 0, 0, 0, true, {}}, ctx);
          ++served;
        }
      });
    }
  }
  CHECK(served == 7); // 0.7 spent: another one could cost more than is left
  CHECK(refused == 33);
  const auto one = budget->purse();
  CHECK(one->reserve(model, 200'000, 0, ctx)); // nothing stayed held
  std::stop_source stop;
  stop.request_stop();
  ctx.stop = stop.get_token();
  CHECK(budget->purse()->reserve(model, 250'000, 0, ctx).error().kind == ErrorKind::cancelled); // waits for the first
}

TEST_CASE("the day's money is shared by all processes, held before a call and given back after it")
{
  test::TempFolder folder;
  test::FakeClock clock;
  CallContext ctx;
  ctx.clock = &clock;
  llm::Model model;
  model.name = "m";
  model.price = {1.0, {}, 1.0}; // a million tokens cost a dollar
  const auto open = [&](double request, double day) {
    return open_budget({folder.path() + "/budget.db", request, day}).value()->purse();
  };
  const auto first = open(0.5, 1.0);
  CHECK(first->reserve(model, 600'000, 0, ctx).error().kind == ErrorKind::budget);
  REQUIRE(first->reserve(model, 400'000, 0, ctx));
  const auto second = open(5, 1.0);
  CHECK(second->reserve(model, 700'000, 0, ctx).error().kind == ErrorKind::budget); // 0.4 is held
  first->settle(model, {100'000, 0, 0, 0, true, {}}, ctx);
  CHECK(first->spent().usd == doctest::Approx(0.1));
  CHECK(second->reserve(model, 700'000, 0, ctx));
  clock.advance(Millis{86'400'000});
  CHECK(open(5, 1.0)->reserve(model, 950'000, 0, ctx)); // the next day
  const auto rerouted = open(0.5, 5);
  REQUIRE(rerouted->reserve(model, 400'000, 0, ctx));
  llm::Model unknown = model;
  unknown.price = {};
  rerouted->settle(unknown, {10, 1, 0, 0, true, {}}, ctx); // answered by another model: the bound takes what was held
  CHECK_FALSE(rerouted->spent().priced);
  CHECK(rerouted->reserve(model, 200'000, 0, ctx).error().kind == ErrorKind::budget);
  model.price = {};
  CHECK(first->reserve(model, 1'000'000'000, 0, ctx));
  first->settle(model, {}, ctx);
  CHECK(first->spent().priced); // a failed try costs nothing, whatever the price
  first->settle(model, {10, 1, 0, 0, true, {}}, ctx);
  CHECK_FALSE(first->spent().priced);
}

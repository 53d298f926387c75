#include "scripted.hpp"

#include <tilores/llm/policy.hpp>

#include <support/fake_clock.hpp>

#include <doctest/doctest.h>

#include <deque>
#include <map>

using namespace tilores;
using namespace tilores::test;
using llm::Fault;

namespace {

// Strict: answers as scripted, in order; an unexpected call and an unused answer fail the test.
class Scripted final : public llm::ChatProvider {
public:
  explicit Scripted(std::deque<Fault> faults) : m_faults(std::move(faults)) {}
  Scripted(const Scripted&) = delete;
  Scripted& operator=(const Scripted&) = delete;
  Scripted(Scripted&&) = delete;
  Scripted& operator=(Scripted&&) = delete;
  ~Scripted() override { CHECK(m_faults.empty()); }
  llm::ChatOutcome complete(const llm::ChatRequest&, const llm::TokenSink&, const CallContext&) override
  {
    REQUIRE_FALSE(m_faults.empty());
    const Fault fault = m_faults.front();
    m_faults.pop_front();
    if (fault == Fault::none || fault == Fault::broken) {
      llm::ChatReply reply;
      reply.content = "ok";
      reply.usage = {1000, 100, 0, 0, true, {}};
      reply.stop = fault == Fault::none ? llm::StopReason::stop : llm::StopReason::broken;
      return {std::move(reply), fault};
    }
    Error error{ErrorKind::unavailable, "scripted", {}, {}, {}};
    if (fault == Fault::rate) {
      error.retry_after_ms = retry_after;
    }
    return {fail(std::move(error)), fault};
  }
  std::optional<std::int64_t> retry_after;

private:
  std::deque<Fault> m_faults;
};

struct House {
  FakeClock clock;
  CallContext ctx;
  std::shared_ptr<llm::ChatProvider> make(std::vector<std::shared_ptr<Scripted>> providers,
                                          std::shared_ptr<llm::RestBook> rests = nullptr)
  {
    ctx.clock = &clock;
    std::vector<llm::Candidate> candidates;
    for (auto& provider : providers) {
      const std::string name = "m-" + std::to_string(candidates.size() + 1);
      candidates.push_back({model_named(name, "p" + name), std::move(provider)});
      candidates.back().model.context = 100'000 * candidates.size();
      candidates.back().id = name;
    }
    llm::FailoverSettings settings;
    settings.rests = std::move(rests);
    return llm::make_failover(std::move(candidates), std::move(settings));
  }
};

} // namespace

TEST_CASE("each class of failure is repeated, handed on or returned as the table says")
{
  struct Case {
    Fault fault;
    std::deque<Fault> first, second;
    bool answered;
  };
  const Case cases[] = {
    {Fault::transient, {Fault::transient, Fault::transient, Fault::none}, {}, true},
    {Fault::transient, {Fault::transient, Fault::transient, Fault::transient}, {Fault::none}, true},
    {Fault::auth, {Fault::auth}, {Fault::none}, true},
    {Fault::quota, {Fault::quota}, {Fault::none}, true},
    {Fault::model_gone, {Fault::model_gone}, {Fault::none}, true},
    {Fault::context_length, {Fault::context_length}, {Fault::none}, true},
    {Fault::bad_request, {Fault::bad_request}, {}, false},
    {Fault::refused, {Fault::refused}, {}, false},
    {Fault::cancelled, {Fault::cancelled}, {}, false},
    {Fault::broken, {Fault::broken}, {}, true},
  };
  for (const Case& c : cases) {
    CAPTURE(static_cast<int>(c.fault));
    House house;
    const auto outcome = house.make({std::make_shared<Scripted>(c.first), std::make_shared<Scripted>(c.second)})
                           ->complete(question("x"), {}, house.ctx);
    CHECK(outcome.reply.has_value() == c.answered);
    CHECK(outcome.notices.size() == (c.second.empty() ? 0 : 1));
  }
}

TEST_CASE("a wrong key is not tried again by the next question")
{
  House house;
  const auto provider = house.make({std::make_shared<Scripted>(std::deque{Fault::auth}),
                                    std::make_shared<Scripted>(std::deque{Fault::none, Fault::none})});
  CHECK(provider->complete(question("x"), {}, house.ctx).reply);
  CHECK(provider->complete(question("y"), {}, house.ctx).reply);
}

TEST_CASE("a rate limit is waited for when alone and time allows, else the next one is asked and the first rests")
{
  House alone;
  auto only = std::make_shared<Scripted>(std::deque{Fault::rate, Fault::none});
  only->retry_after = 3000;
  const SteadyTime began = alone.clock.steady();
  CHECK(alone.make({only})->complete(question("x"), {}, alone.ctx).reply);
  CHECK(alone.clock.steady() - began >= std::chrono::milliseconds(3000));

  House two;
  auto first = std::make_shared<Scripted>(std::deque{Fault::rate});
  first->retry_after = 3000;
  const auto provider = two.make({first, std::make_shared<Scripted>(std::deque{Fault::none, Fault::none})});
  CHECK(provider->complete(question("x"), {}, two.ctx).reply);
  CHECK(provider->complete(question("x"), {}, two.ctx).reply);

  House late;
  auto slow = std::make_shared<Scripted>(std::deque{Fault::rate});
  slow->retry_after = 30'000;
  late.ctx.clock = &late.clock;
  late.ctx.deadline = Deadline::after(Millis{5000}, late.clock);
  CHECK_FALSE(late.make({slow})->complete(question("x"), {}, late.ctx).reply);
  CHECK_FALSE(late.ctx.deadline.passed(late.clock));
}

TEST_CASE("who failed for earlier processes is asked last, and once, and forgotten when it answers")
{
  class Book final : public llm::RestBook {
  public:
    [[nodiscard]] std::optional<llm::Rest> find(const std::string& id) const override
    {
      return rests.contains(id) ? std::optional(rests.at(id)) : std::nullopt;
    }
    void note(const std::string& id, const llm::Rest& rest) override
    {
      rests.erase(id);
      if (rest.failures > 0) {
        rests[id] = rest;
      }
    }
    std::map<std::string, llm::Rest> rests;
  };
  House house;
  const auto book = std::make_shared<Book>();
  const auto ask = [&](std::vector<std::deque<Fault>> scripts) { // a process of its own
    std::vector<std::shared_ptr<Scripted>> providers;
    for (auto& script : scripts) {
      providers.push_back(std::make_shared<Scripted>(std::move(script)));
    }
    return house.make(std::move(providers), book)->complete(question("x"), {}, house.ctx);
  };
  const std::deque<Fault> down{Fault::transient, Fault::transient, Fault::transient};
  const std::deque<Fault> well{Fault::none};
  for (int i = 0; i < 5; ++i) { // four failures are no pattern yet
    CHECK(ask({down, well}).reply);
  }
  const auto spared = ask({{}, well});
  CHECK(spared.reply);
  CHECK(spared.notices == std::vector<std::string>{"m-1 failed lately; asking m-2 of pm-2"});
  CHECK_FALSE(ask({{Fault::transient}, down}).reply); // the other one fails too: the first is tried, once
  CHECK(ask({{Fault::none}, down}).reply);
  CHECK_FALSE(book->rests.contains("m-1"));
  CHECK(ask({{Fault::auth}, well}).reply);
  CHECK(ask({{}, well}).reply); // a wrong key stays wrong
  house.clock.advance(Millis{3'700'000});
  CHECK(ask({{Fault::none}, {}}).reply);
  CHECK(ask({{Fault::bad_request}, {}}).fault == Fault::bad_request); // its own fault, not the provider's
  CHECK_FALSE(book->rests.contains("m-1"));
}

TEST_CASE("a request with customers' data passes by who may not see them")
{
  House house;
  llm::ChatRequest request = question("x");
  request.customer_data = true;
  std::vector<llm::Candidate> candidates{
    {model_named("m-1", "p1"), std::make_shared<Scripted>(std::deque<Fault>{}), false, "1"},
    {model_named("m-2", "p2"), std::make_shared<Scripted>(std::deque{Fault::none}), true, "2"}};
  CHECK(llm::make_failover(std::move(candidates), {})->complete(request, {}, house.ctx).reply);
}

TEST_CASE("money is reserved on the model that will run and settled by what it used")
{
  class Purse final : public llm::Meter {
  public:
    Status reserve(const llm::Model& model, std::uint64_t, unsigned, const CallContext&) override
    {
      asked.push_back(model.name);
      return {};
    }
    void settle(const llm::Model& model, const llm::ChatUsage& usage, const CallContext&) override
    {
      settled.emplace_back(model.name, llm::cost_of(model, usage).value_or(-1));
    }
    std::vector<std::string> asked;
    std::vector<std::pair<std::string, double>> settled;
  };
  House house;
  const auto purse = std::make_unique<Purse>();
  llm::ChatRequest paid = question("x");
  paid.meter = purse.get();
  CHECK(house
          .make({std::make_shared<Scripted>(std::deque{Fault::model_gone}),
                 std::make_shared<Scripted>(std::deque{Fault::none})})
          ->complete(paid, {}, house.ctx)
          .reply);
  CHECK(purse->asked == std::vector<std::string>{"m-1", "m-2"});
  REQUIRE(purse->settled.size() == 2);
  CHECK(purse->settled[0].second == 0);
  CHECK(purse->settled[1].second == doctest::Approx((1000 * 1.0 + 100 * 10.0) / 1e6));
}

TEST_CASE("the model that answers in another's place is paid at its own price, and at none where that is not known")
{
  const auto catalogue = llm::Catalogue::parse(R"({"models":[
    {"name":"asked","provider":"p","price":{"input":1,"output":1}},
    {"name":"dear","provider":"p","aliases":["d"],"price":{"input":9,"output":9}},
    {"name":"dear","provider":"q","price":{"input":5,"output":5}},
    {"name":"elsewhere","provider":"q","price":{"input":3,"output":3}},
    {"name":"*","provider":"own","price":{"input":0,"output":0}}]})")
                           .value();
  const llm::Model asked = catalogue.models().front();
  const auto price = [&](const llm::Model& model, std::string_view answered) {
    return llm::cost_of(catalogue.answering(model, answered), {1'000'000, 0, 0, 0, true, {}});
  };
  CHECK(*price(asked, "") == 1);
  CHECK(*price(asked, "asked-2026-01-01") == 1);
  CHECK(*price(asked, "dear") == 9);
  CHECK(*price(asked, "dear-2026-01-01") == 9);
  CHECK(*price(asked, "elsewhere") == 3);
  CHECK_FALSE(price(asked, "nobody-knows"));
  CHECK(*price(catalogue.find("own/llama:7b", Date{2026, 11, 21}).value(), "/models/llama.gguf") == 0);
}

TEST_CASE("the catalogue names the nearest, the replacement of the retired, and prices by prompt length")
{
  const llm::Catalogue& shipped = llm::Catalogue::embedded();
  REQUIRE_FALSE(shipped.models().empty());
  const auto catalogue = llm::Catalogue::parse(R"({"models":[
    {"name":"swift-2","provider":"openai","aliases":["swift"],"context":1000,"price":{"input":1,"cached":0.1,"output":2,"above":{"prompt_tokens":500,"input":10,"output":20}},"retires_on":null,"default":true},
    {"name":"swift-1","provider":"openai","context":1000,"price":{},"retires_on":"2026-01-01","replaced_by":"swift-2","default":true},
    {"name":"*","provider":"ollama","price":{"input":0,"output":0}}]})")
                           .value();
  const Date today{2026, 11, 21};
  CHECK(catalogue.find("swift", today)->name == "swift-2");
  CHECK(catalogue.find("openai/swift-2", today)->name == "swift-2");
  CHECK(catalogue.find("ollama/anything:7b", today)->name == "anything:7b");
  CHECK(catalogue.find("swft-2", today).error().hint == "did you mean 'swift-2'?");
  CHECK(catalogue.find("swift-1", today).error().hint == "use swift-2");
  CHECK(catalogue.find("swift-1", Date{2025, 12, 31}));
  CHECK(catalogue.default_of("openai", today)->name == "swift-2");
  const auto model = catalogue.find("swift", today).value();
  CHECK(*llm::cost_of(model, {400, 100, 300, 0, true, {}}) == doctest::Approx((100 * 1 + 300 * 0.1 + 100 * 2) / 1e6));
  CHECK(*llm::cost_of(model, {600, 100, 0, 0, true, {}}) == doctest::Approx((600 * 10 + 100 * 20) / 1e6));
  CHECK(*llm::cost_of(model, {600, 100, 0, 0, true, 0.5}) == 0.5);
  llm::Model writing = model;
  writing.tier_above = 0;
  writing.price.written = 1.25; // a prompt that is put into the provider's cache costs a quarter more
  CHECK(*llm::cost_of(writing, {400, 0, 100, 200, true, {}}) ==
        doctest::Approx((100 * 1 + 100 * 0.1 + 200 * 1.25) / 1e6));
  CHECK(*llm::most_of(writing, 400, 0) == doctest::Approx(400 * 1.25 / 1e6));
  CHECK_FALSE(llm::cost_of(catalogue.find("swift-1", Date{2025, 1, 1}).value(), {1, 1, 0, 0, true, {}}));
  CHECK(llm::same_model(model, "swift-2-2026-05-05"));
  CHECK_FALSE(llm::same_model(model, "swift-2-lite"));
}

TEST_CASE("every model of the shipped catalogue belongs to a known provider, and every replacement is listed")
{
  const llm::Catalogue& shipped = llm::Catalogue::embedded();
  for (const llm::Model& model : shipped.models()) {
    CAPTURE(model.name);
    CHECK(llm::find_provider(model.provider) != nullptr);
    if (!model.replaced_by.empty()) {
      CHECK(shipped.find(model.replaced_by, Date{2025, 1, 1}));
    }
  }
}

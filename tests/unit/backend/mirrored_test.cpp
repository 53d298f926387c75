// A local store in place of a failing instance: when it answers, and when the failure stays.
#include <tilores/backend/mirrored.hpp>

#include <tilores/base/usage.hpp>

#include <doctest/doctest.h>

using namespace tilores;
using namespace tilores::backend;

namespace {

// Answers, fails, or knows nobody; counts.
class Scripted final : public Reader {
public:
  std::optional<ErrorKind> fails;
  bool knows = true;
  int asked = 0;
  bool bounded = false; // the last call

  Result<SearchPage> search(const SearchRequest&, const CallContext& ctx) override
  {
    TRY(answer(ctx));
    SearchPage page;
    page.total = knows ? 1 : 0;
    page.entities.resize(page.total);
    return page;
  }
  Result<std::optional<model::Entity>> entity(std::string_view, const CallContext& ctx) override
  {
    TRY(answer(ctx));
    return knows ? std::optional(model::Entity{}) : std::nullopt;
  }
  Result<std::optional<model::Entity>> entity_by_record(std::string_view id, const CallContext& ctx) override
  {
    return entity(id, ctx);
  }

private:
  Status answer(const CallContext& ctx)
  {
    ++asked;
    bounded = ctx.deadline.bounded();
    return fails ? Status(fail(*fails, "broken")) : Status{};
  }
};

struct Fixture {
  Scripted instance;
  Scripted store;
  Usage usage;
  CallContext ctx;
  std::unique_ptr<Reader> reader = make_mirrored_reader(instance, [this]() -> Result<Reader*> { return &store; });
  Fixture() { ctx.usage = &usage; }
};

} // namespace

TEST_CASE("an instance that answers, or has nobody to show, is the only one asked")
{
  Fixture f;
  f.ctx.usage = &f.usage;
  for (const bool knows : {true, false}) {
    f.instance.knows = knows;
    CHECK(f.reader->search({}, f.ctx)->total == (knows ? 1U : 0U));
  }
  CHECK(f.store.asked == 0);
  CHECK_FALSE(f.usage.stale);
}

TEST_CASE("while the instance fails for now the local store answers without a deadline, marked stale")
{
  for (const ErrorKind kind : {ErrorKind::unavailable, ErrorKind::timeout, ErrorKind::rate_limited}) {
    Fixture f;
    f.ctx.deadline = Deadline::after(Millis{0}, *f.ctx.clock);
    f.instance.fails = kind;
    CHECK(f.reader->search({}, f.ctx));
    CHECK(f.reader->entity("e", f.ctx));
    CHECK(f.reader->entity_by_record("r", f.ctx));
    CHECK(f.store.asked == 3);
    CHECK_FALSE(f.store.bounded);
    CHECK(f.usage.stale);
    CHECK(f.usage.mirrored);
  }
}

TEST_CASE("the failure stays where the store knows nobody, cannot answer, or must not be asked")
{
  const auto kept = [](Fixture& f) {
    const auto page = f.reader->search({}, f.ctx);
    return !page && page.error().kind == *f.instance.fails && !f.usage.stale;
  };
  Fixture nobody;
  nobody.instance.fails = ErrorKind::unavailable;
  nobody.store.knows = false;
  CHECK(kept(nobody));
  Fixture broken;
  broken.instance.fails = ErrorKind::unavailable;
  broken.store.fails = ErrorKind::usage;
  CHECK(kept(broken));
  Fixture refused; // asking again would not help
  refused.instance.fails = ErrorKind::auth;
  CHECK(kept(refused));
  Fixture cached;
  cached.instance.fails = ErrorKind::unavailable;
  cached.ctx.cache = CacheMode::only;
  CHECK(kept(cached));
  Fixture job;
  job.instance.fails = ErrorKind::unavailable;
  job.ctx.attempts = 1;
  CHECK(kept(job));
  CHECK(refused.store.asked + cached.store.asked + job.store.asked == 0);
}

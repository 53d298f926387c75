// Prewarm: lists, lock, metrics; and the spill of batch.
#include <tilores/base/file.hpp>
#include <tilores/jobs/prewarm.hpp>
#include <tilores/jobs/run_lock.hpp>
#include <tilores/jobs/spill.hpp>

#include <support/temp_folder.hpp>

#include <doctest/doctest.h>

#include <mutex>
#include <set>

using namespace tilores;
using namespace tilores::jobs;

namespace {

model::Record record(std::string id, std::string body)
{
  auto document = JsonDocument::parse(std::move(body));
  REQUIRE(document);
  return {std::move(id), std::make_shared<const JsonDocument>(std::move(*document))};
}

// Two customers who share a telephone number.
class Household final : public backend::Reader {
public:
  Result<backend::SearchPage> search(const backend::SearchRequest& request, const CallContext& ctx) override
  {
    const std::lock_guard lock(mutex);
    backend::SearchPage page;
    for (const backend::Parameter& parameter : request.parameters) {
      asked.insert(parameter.field + "=" + parameter.value);
    }
    modes.insert(ctx.cache);
    ++calls;
    const auto add = [&](const char* id, const char* email) {
      model::Entity entity;
      entity.id = id;
      entity.records.push_back(record(
        std::string("r") + id,
        std::string("{\"EMAIL\":\"") + email +
          "\",\"PHONE_EXTERNAL\":\"2125550101\",\"FIRST_NAME\":\"Ada\",\"LAST_NAME\":\"Example\",\"CLIENT_ID\":\"" +
          id + "\"}"));
      page.entities.push_back(std::move(entity));
    };
    const backend::Parameter& first = request.parameters.front();
    if (first.value == "a@example.com" || first.field == "PHONE_EXTERNAL" || first.value == "0900001") {
      add("0900001", "a@example.com");
    }
    if (first.value == "b@example.com" || first.field == "PHONE_EXTERNAL" || first.value == "0900002") {
      add("0900002", "b@example.com");
    }
    page.total = page.entities.size();
    return page;
  }
  Result<std::optional<model::Entity>> entity(std::string_view, const CallContext&) override
  {
    return std::optional<model::Entity>{};
  }
  Result<std::optional<model::Entity>> entity_by_record(std::string_view, const CallContext&) override
  {
    return std::optional<model::Entity>{};
  }

  std::mutex mutex;
  std::set<std::string> asked;
  std::set<CacheMode> modes;
  int calls = 0;
};

PrewarmList list_of(const std::string& text)
{
  auto list = read_prewarm_list(text, "list.json", {}, {});
  REQUIRE(list);
  return std::move(*list);
}

} // namespace

TEST_CASE("a list is read from JSON and CSV, highest priority first, with lives and settings")
{
  const auto list = list_of(
    R"({"settings":{"ttl":"2h","jobs":3},"customers":[{"email":"a@example.com"},{"phone":"+12125550101","priority":5,"ttl":"30m"},{"priority":9},{"email":"x@@"}]})");
  REQUIRE(list.entries.size() == 4);
  CHECK(list.entries[0].reason == "no identifier");
  CHECK(list.entries[1].ttl == Millis{30 * 60'000});
  CHECK(list.entries[3].reason == "malformed email in column 'email'");
  CHECK(list.settings.at("ttl") == "2h");
  const auto cells =
    read_prewarm_list("Customer Email,priority,ttl\na@example.com,1,\nb@example.com,2,12\n", "l.csv", {}, {});
  REQUIRE(cells);
  CHECK(cells->entries[0].reason == "ttl is not a duration such as 12h or 30m");
  CHECK(cells->entries[1].identifiers.size() == 1);
}

TEST_CASE("a customer is asked for by every identifier known, each once per run, anew")
{
  Household reader;
  const PrewarmedReader readers = [&](std::optional<Millis>) -> Result<backend::Reader*> { return &reader; };
  const auto report = prewarm(
    list_of(R"([{"email":"a@example.com"},{"email":"b@example.com"},{"email":"nobody@example.com"},{"priority":1}])"),
    {readers, nullptr, {}, {}}, {}, {});
  REQUIRE(report);
  CHECK(report->total == 4);
  CHECK(report->warmed == 2);
  CHECK(report->not_found == 1);
  CHECK(report->failed == 1);
  for (const char* const term : {"EMAIL=a@example.com", "EMAIL=b@example.com", "PHONE_EXTERNAL=2125550101",
                                 "CLIENT_ID=0900001", "CLIENT_ID=0900002", "LAST_NAME=Example"}) {
    CHECK_MESSAGE(reader.asked.contains(term), term);
  }
  CHECK(reader.modes == std::set<CacheMode>{CacheMode::refresh});
}

TEST_CASE("who was forgotten is not fetched again, by no identifier, and is in no kept answer")
{
  const test::TempFolder folder;
  const std::string path = folder.path() + "/forgotten";
  const Key256 key{};
  CHECK_FALSE(Forgotten::read(path, key)->named_by(
    std::vector<model::Identifier>{{model::IdentifierKind::email, "a@example.com"}}));
  Household house;
  backend::SearchRequest about;
  about.parameters.push_back({"EMAIL", "a@example.com"});
  REQUIRE(remember_forgotten(path, key, house.search(about, {})->entities.front()));
  const auto forgotten = Forgotten::read(path, key);
  REQUIRE(forgotten);
  house.asked.clear();
  const auto forgetful = make_forgetful_reader(house, *forgotten);
  const PrewarmedReader readers = [&](std::optional<Millis>) -> Result<backend::Reader*> { return forgetful.get(); };
  const auto report = prewarm(
    list_of(
      R"([{"email":"A@example.com"},{"phone":"+12125550101"},{"email":"b@example.com"},{"client_id":"0900001"}])"),
    {readers, &*forgotten, {}, {}}, {}, {});
  REQUIRE(report);
  CHECK(report->warmed == 1);
  CHECK(report->not_found == 3);
  CHECK(report->forgotten == 3);
  CHECK_FALSE(house.asked.contains("EMAIL=a@example.com"));
  CHECK_FALSE(house.asked.contains("PHONE_EXTERNAL=2125550101")); // the other customer's too: it leads to both
  CHECK(house.asked.contains("CLIENT_ID=0900002"));
  backend::SearchRequest phone;
  phone.parameters.push_back({"PHONE_EXTERNAL", "2125550101"});
  const auto page = forgetful->search(phone, {});
  REQUIRE(page->entities.size() == 2);
  CHECK(page->entities[0].partial);
  CHECK_FALSE(page->entities[1].partial);
}

TEST_CASE("a damaged list of the forgotten ends a run before it fetches anybody")
{
  const test::TempFolder folder;
  REQUIRE(write_file_atomically(folder.path() + "/forgotten", "0123\n"));
  CHECK(Forgotten::read(folder.path() + "/forgotten", {}).error().kind == ErrorKind::bad_data);
}

TEST_CASE("--max-calls ends a run with budget")
{
  Household reader;
  const PrewarmedReader readers = [&](std::optional<Millis>) -> Result<backend::Reader*> { return &reader; };
  PrewarmOptions options;
  options.max_calls = 2;
  options.workers = 1;
  const auto report = prewarm(list_of(R"([{"email":"a@example.com"},{"email":"b@example.com"}])"),
                              {readers, nullptr, {}, {}}, options, {});
  REQUIRE(report);
  REQUIRE(report->stopped);
  CHECK(report->stopped->kind == ErrorKind::budget);
  CHECK(reader.calls == 2);
}

TEST_CASE("each life of the list gets a reader, shortened by at most the jitter")
{
  Household reader;
  std::vector<std::optional<Millis>> lives;
  const PrewarmedReader readers = [&](std::optional<Millis> ttl) -> Result<backend::Reader*> {
    lives.push_back(ttl);
    return &reader;
  };
  REQUIRE(prewarm(list_of(R"([{"email":"a@example.com","ttl":"10m"},{"email":"b@example.com"}])"),
                  {readers, nullptr, {}, {}}, {}, {}));
  REQUIRE(lives.size() == 2);
  const auto life = lives[0] ? lives[0] : lives[1];
  CHECK(*life <= Millis{600'000});
  CHECK(*life >= Millis{540'000});
}

TEST_CASE("one run at a time: a second one is refused, a dead holder's file locks nobody out")
{
  const test::TempFolder folder;
  const std::string path = folder.path() + "/prewarm.lock";
  {
    const auto first = take_run_lock(path, Millis{0}, {});
    REQUIRE(first);
    const auto second = take_run_lock(path, Millis{0}, {});
    REQUIRE_FALSE(second);
    CHECK(second.error().kind == ErrorKind::locked);
  }
  CHECK(take_run_lock(path, Millis{0}, {}));
  CHECK(holder_is_alive(this_holder()));
  CHECK_FALSE(holder_is_alive("1 00000000-0000-0000-0000-000000000000 1"));
  CHECK_FALSE(holder_is_alive(""));
}

TEST_CASE("metrics hold no time stamps and remember the last success across a failure")
{
  PrewarmReport report;
  report.warmed = 3;
  const std::string good = prewarm_metrics(report, 0, WallTime{Millis{1'700'000'000'000}}, "");
  CHECK(good.find("tilores_prewarm_last_success_timestamp_seconds 1700000000.000\n") != std::string::npos);
  CHECK(good.find("tilores_prewarm_customers{result=\"warmed\"} 3\n") != std::string::npos);
  const std::string bad = prewarm_metrics(report, 12, WallTime{Millis{1'700'000'600'000}}, good);
  CHECK(bad.find("tilores_prewarm_last_success_timestamp_seconds 1700000000.000\n") != std::string::npos);
  CHECK(bad.find("tilores_prewarm_last_run_timestamp_seconds 1700000600.000\n") != std::string::npos);
  CHECK(bad.find("tilores_prewarm_exit_code 12\n") != std::string::npos);
}

TEST_CASE("spilled answers are found again, those never put are not")
{
  const test::TempFolder folder;
  const auto spill = make_spill({folder.path(), 64, 3});
  const Key256 key{};
  const auto key_of = [&](int i) {
    return AskKey{keyed_hash64(key, std::to_string(i)), keyed_hash64(key, "b" + std::to_string(i))};
  };
  for (int i = 0; i < 5000; ++i) {
    REQUIRE(spill->put(key_of(i), "answer " + std::to_string(i)));
  }
  for (int i = 0; i < 5000; i += 7) {
    const auto got = spill->get(key_of(i));
    REQUIRE(got);
    CHECK(*got == "answer " + std::to_string(i));
  }
  for (int i = 5000; i < 6000; ++i) {
    CHECK_FALSE(spill->get(key_of(i))->has_value());
  }
}

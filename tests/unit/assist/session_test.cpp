#include <tilores/assist/session.hpp>

#include <tilores/base/file.hpp>

#include <support/sample.hpp>
#include <support/temp_folder.hpp>

#include <doctest/doctest.h>

#include <filesystem>

using namespace tilores;
using namespace tilores::assist;

namespace {
constexpr Millis k_life{std::chrono::hours{24 * 30}};
}

TEST_CASE("a conversation is found again until it has been idle too long, and its files name nobody")
{
  const test::Sample sample = test::load_sample();
  const test::SampleCustomer& customer = sample.customers.front();
  test::TempFolder folder;
  const Key256 key = random_key();
  const WallTime now{std::chrono::seconds{1'800'000'000}};
  AskRequest request;
  request.question = "status of client 8148853, write to eve@example.com";
  AskResult result;
  result.routed = route(request.question);
  result.customers.push_back({});
  result.customers.front().id = "e";
  result.customers.front().records = customer.records;
  result.answer.text = "Donna Burnemrick: The account status is Active.";
  SessionState state;
  state.name = "demo of donna";
  state.changed = now;
  remember(state, request, result);
  CHECK(state.messages.size() == 2);
  CHECK(state.record_id == customer.records.front().id);
  for (const Message& message : state.messages) {
    CHECK(message.text.find("Burnemrick") == std::string::npos);
    CHECK(message.text.find("8148853") == std::string::npos);
    CHECK(message.text.find("eve@") == std::string::npos);
  }
  {
    const auto store = open_sessions(folder.path() + "/s.db", key, k_life).value();
    REQUIRE(store->put(state));
    CHECK(store->find("demo of donna", k_session_idle, now + Millis{60'000}).value()->messages.size() == 2);
    CHECK_FALSE(store->find("demo of donna", k_session_idle, now + k_session_idle + Millis{1}).value());
    CHECK_FALSE(store->find("another", k_session_idle, now).value());
    CHECK(store->list(now).value().size() == 1);
  }
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    const std::string bytes = read_file(file.path().string()).value();
    for (const std::string_view text : {"donna", "status", "Active", "Person_"}) {
      CHECK(bytes.find(text) == std::string::npos);
    }
  }
  const auto store = open_sessions(folder.path() + "/s.db", key, k_life).value();
  CHECK(open_sessions(folder.path() + "/s.db", random_key(), k_life).value()->list(now).value().empty());
  for (int i = 0; i < 30; ++i) {
    remember(state, request, result);
  }
  REQUIRE(store->put(state));
  CHECK(store->find("demo of donna", k_session_idle, now).value()->messages.size() == 20);
  CHECK(store->erase("demo of donna").value());
  CHECK_FALSE(store->erase("demo of donna").value());
  REQUIRE(store->put(state));
  state.name = "later";
  state.changed = now + k_life + Millis{1};
  REQUIRE(store->put(state)); // takes what is beyond its life away
  CHECK(store->list(now).value().size() == 1);
  CHECK(store->list(state.changed + k_life + Millis{1}).value().empty());
}

TEST_CASE("a history is a list of messages with role and content")
{
  CHECK(parse_history(
          R"([{"role":"system","content":"x"},{"role":"user","content":"a"},{"role":"assistant","content":"b"}])")
          .value()
          .size() == 2);
  for (const char* const bad : {"", "{}", R"([{"role":"user"}])", R"([1])"}) {
    CAPTURE(bad);
    CHECK(parse_history(bad).error().kind == ErrorKind::usage);
  }
}

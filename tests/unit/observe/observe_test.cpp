// The files kept beside commands: audit log, metrics, spool.
#include <tilores/observe/audit_log.hpp>
#include <tilores/observe/metric_store.hpp>
#include <tilores/observe/span_collector.hpp>
#include <tilores/observe/span_spool.hpp>

#include <tilores/base/date.hpp>
#include <tilores/base/file.hpp>

#include <support/fake_clock.hpp>
#include <support/replay_transport.hpp>
#include <support/temp_folder.hpp>

#include <doctest/doctest.h>

#include <thread>

using namespace tilores;

namespace {

constexpr Key256 k_key{1, 2, 3};
const WallTime k_now{std::chrono::hours{500'000}};

observe::AuditEvent event_about(const std::string& customer)
{
  return {0, "", "ada", "prod", "show", {observe::customer_hash(k_key, customer)}, "ticket 12", "ok", "r"};
}

} // namespace

TEST_CASE("audit events are found by customer and show no customer")
{
  const test::TempFolder folder;
  const std::string audit = folder.path() + "/audit";
  for (const char* const who : {"a-1", "b-2", "a-1"}) {
    REQUIRE(observe::append_audit(audit, k_key, event_about(who), k_now));
  }
  const std::vector<std::string> wanted{observe::customer_hash(k_key, "a-1")};
  const auto events = observe::read_audit(audit, wanted);
  REQUIRE(events);
  CHECK(events->size() == 2);
  CHECK(events->back().seq == 3);
  CHECK(events->back().purpose == "ticket 12");
  CHECK(read_file(audit + "/log.jsonl")->find("a-1") == std::string::npos);
}

TEST_CASE("audit verify finds a changed, removed, reordered or cut line")
{
  const test::TempFolder folder;
  const std::string audit = folder.path() + "/audit";
  for (int i = 0; i < 6; ++i) {
    REQUIRE(observe::append_audit(audit, k_key, event_about(std::to_string(i)), k_now));
  }
  const std::string path = audit + "/log.jsonl";
  const std::string good = *read_file(path);
  const auto check = observe::verify_audit(audit, k_key);
  REQUIRE(check);
  CHECK(check->events == 6);
  CHECK(check->fault.empty());
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < good.size();) {
    const std::size_t end = good.find('\n', at) + 1;
    lines.push_back(good.substr(at, end - at));
    at = end;
  }
  const auto fault_with = [&](std::vector<std::string> changed) {
    std::string text;
    for (const std::string& line : changed) {
      text += line;
    }
    REQUIRE(write_file_atomically(path, text));
    return observe::verify_audit(audit, k_key)->fault;
  };
  auto edited = lines;
  edited[2].replace(edited[2].find("ticket"), 6, "ticked");
  CHECK_FALSE(fault_with(edited).empty());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(i);
    auto shorter = lines;
    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK_FALSE(fault_with(shorter).empty());
  }
  auto swapped = lines;
  std::swap(swapped[3], swapped[4]);
  CHECK_FALSE(fault_with(swapped).empty());
  CHECK_FALSE(observe::verify_audit(audit, Key256{9})->fault.empty());
}

TEST_CASE("audit lines of many writers make one chain")
{
  const test::TempFolder folder;
  {
    std::vector<std::jthread> writers;
    for (int t = 0; t < 4; ++t) {
      writers.emplace_back([&] {
        for (int i = 0; i < 25; ++i) {
          CHECK(observe::append_audit(folder.path() + "/audit", k_key, event_about("x"), k_now));
        }
      });
    }
  }
  const auto check = observe::verify_audit(folder.path() + "/audit", k_key);
  CHECK(check->events == 100);
  CHECK(check->fault.empty());
}

TEST_CASE("metrics of many processes are merged, by the hour, for seven days")
{
  const test::TempFolder folder;
  telemetry::Metrics one;
  one.add("tilores_commands_total", {{"command", "show"}});
  for (const int days : {9, 6, 0}) {
    REQUIRE(observe::append_metrics(folder.path() + "/m", one, k_now - std::chrono::days{days}));
  }
  const auto count = [&](std::chrono::hours since) {
    const auto read = observe::read_metrics(folder.path() + "/m", k_now - since, k_now);
    REQUIRE(read);
    return read->counters().empty() ? 0 : read->counters().begin()->second;
  };
  CHECK(count(std::chrono::hours{24 * 30}) == 2);
  CHECK(count(std::chrono::hours{1}) == 1);
  for (int i = 0; i < 12'000; ++i) { // beyond the size at which a day is merged
    REQUIRE(observe::append_metrics(folder.path() + "/m", one, k_now));
  }
  CHECK(count(std::chrono::hours{1}) == 12'001);
  CHECK(read_file(folder.path() + "/m/" + to_string(to_date(k_now)) + ".jsonl")->size() < (600U << 10U));
}

TEST_CASE("the spool is bounded and keeps what a collector does not take")
{
  const test::TempFolder folder;
  const std::string path = folder.path() + "/spans";
  CHECK(*observe::spool_request(path, "{\"a\":1}", 20));
  CHECK(*observe::spool_request(path, "{\"b\":2}", 20));
  CHECK_FALSE(*observe::spool_request(path, "{\"c\":3}", 20));
}

TEST_CASE("spans feed metrics, also when none are kept")
{
  observe::SpanCollector collector(false);
  Span span;
  span.name = "chat some-model";
  span.parent_span_id = "00f067aa0ba902b7";
  span.end_ns = 5'000'000;
  span.failed = true;
  span.status = "timeout";
  span.attributes = {{"gen_ai.usage.input_tokens", std::int64_t{11}}};
  collector.finished(span);
  CHECK(collector.take_spans().empty());
  const auto metrics = collector.take_metrics();
  CHECK(metrics.counters().at("tilores_tokens_total{kind=\"input\"}") == 11);
  CHECK(metrics.counters().at("tilores_operation_failures_total{operation=\"chat\",code=\"timeout\"}") == 1);
  CHECK(metrics.histograms().begin()->first == "tilores_operation_duration_seconds{operation=\"chat\"}");
}

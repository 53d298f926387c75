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

#include <tilores/telemetry/otlp.hpp>

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <random>
#include <sched.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace tilores;

namespace {

constexpr Key256 k_key{1, 2, 3};
const WallTime k_now{std::chrono::hours{500'000}};

observe::AuditEvent event_about(const std::string& customer)
{
  return {0, "", "ada", "prod", "show", {observe::customer_hash(k_key, customer)}, "ticket 12", "ok", "r"};
}

std::optional<std::uint64_t> file_size(const std::string& path)
{
  struct stat info {};
  return stat(path.c_str(), &info) == 0 ? std::optional(static_cast<std::uint64_t>(info.st_size)) : std::nullopt;
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

TEST_CASE("a line without a seal is no event, so that nobody adds one that verify passes over")
{
  const test::TempFolder folder;
  const std::string audit = folder.path() + "/audit";
  REQUIRE(observe::append_audit(audit, k_key, event_about("1"), k_now));
  const std::string path = audit + "/log.jsonl";
  REQUIRE(
    write_file_atomically(path, *read_file(path) + R"({"seq":2,"user":"eve","command":"show","outcome":"ok"})" + "\n"));
  CHECK(observe::verify_audit(audit, k_key)->torn == 1);
  CHECK(observe::read_audit(audit, {})->size() == 1);
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

TEST_CASE("an audit line that a kill cut short is reported and does not break the chain")
{
  const test::TempFolder folder;
  const std::string audit = folder.path() + "/audit";
  const std::string path = audit + "/log.jsonl";
  REQUIRE(observe::append_audit(audit, k_key, event_about("a"), k_now));
  const std::string whole = *read_file(path);
  for (const std::size_t left : {std::size_t{1}, whole.size() / 2, whole.size() - 2}) {
    CAPTURE(left);
    std::ofstream(path, std::ios::app) << whole.substr(0, left);
    REQUIRE(observe::append_audit(audit, k_key, event_about("b"), k_now, observe::Durability::safe));
  }
  std::ofstream(path, std::ios::app) << "{\"seq\":5,\"ti"; // and the newest one is still open
  auto check = observe::verify_audit(audit, k_key);
  CHECK(check->fault == "");
  CHECK(check->events == 4);
  CHECK(check->torn == 4);
  CHECK(observe::read_audit(audit, {})->size() == 4);

  // Cutting whole lines by hand is still found: in the middle by the next line, at the end by the head.
  std::string text = *read_file(path);
  std::string middle = text;
  middle.erase(middle.find("\"mac\""), 5);
  REQUIRE(write_file_atomically(path, middle));
  CHECK(observe::verify_audit(audit, k_key)->bad_line == 3);
  text.erase(text.rfind("\"mac\""));
  REQUIRE(write_file_atomically(path, text));
  CHECK_FALSE(observe::verify_audit(audit, k_key)->fault.empty());
}

TEST_CASE("an audit log without its oldest lines verifies, goes on, and is still proof")
{
  const test::TempFolder folder;
  const std::string audit = folder.path() + "/audit";
  const std::string path = audit + "/log.jsonl";
  const auto day = [](int days) { return k_now + std::chrono::days{days}; };
  for (int i = 0; i < 6; ++i) {
    REQUIRE(observe::append_audit(audit, k_key, event_about(std::to_string(i)), day(i)));
  }
  CHECK(*observe::drop_audit_before(audit, k_key, day(0), day(6)) == 0);
  const std::string whole = *read_file(path);
  CHECK(*observe::drop_audit_before(audit, k_key, day(2), day(6)) == 2);
  CHECK(*observe::drop_audit_before(audit, k_key, day(2), day(6)) == 0); // nothing more
  CHECK(*observe::drop_audit_before(audit, k_key, day(3), day(6)) == 1); // an anchor follows an anchor
  REQUIRE(observe::append_audit(audit, k_key, event_about("6"), day(6)));
  auto check = *observe::verify_audit(audit, k_key);
  CHECK(check.fault == "");
  CHECK(check.events == 4);
  CHECK(check.removed == 3);
  CHECK(observe::read_audit(audit, {})->front().seq == 4);

  // A beginning that is cut off by hand, an anchor that is changed or taken from elsewhere: all found.
  const std::string good = *read_file(path);
  const std::size_t line = good.find('\n') + 1;
  const std::size_t second = good.find('\n', line) + 1;
  std::string moved = good;
  moved.replace(moved.find("\"seq\":3"), 7, "\"seq\":4");
  for (const std::string& bad : {good.substr(line), good.substr(0, line) + good.substr(second), good.substr(second),
                                 moved, whole.substr(whole.find('\n') + 1), good.substr(0, line)}) {
    REQUIRE(write_file_atomically(path, bad));
    CHECK_FALSE(observe::verify_audit(audit, k_key)->fault.empty());
    CHECK(observe::drop_audit_before(audit, k_key, day(20), day(20)).value_or(0) == 0); // damage is evidence
    CHECK(*read_file(path) == bad);
  }
  REQUIRE(write_file_atomically(path, good));

  // Nothing but the anchor may be left.
  CHECK(*observe::drop_audit_before(audit, k_key, day(20), day(20)) == 4);
  check = *observe::verify_audit(audit, k_key);
  CHECK(check.fault == "");
  CHECK(check.removed == 7);
  REQUIRE(observe::append_audit(audit, k_key, event_about("7"), day(20)));
  CHECK(observe::verify_audit(audit, k_key)->events == 1);
  CHECK(observe::read_audit(audit, {})->front().seq == 8);
}

TEST_CASE("an audit log outlives writers that are killed at any moment")
{
  const test::TempFolder folder;
  const std::string audit = folder.path() + "/audit";
  const std::string path = audit + "/log.jsonl";
  REQUIRE(observe::append_audit(audit, k_key, event_about("x"), k_now));
  std::minstd_rand random(7);
  for (int round = 0; round < 12; ++round) {
    std::vector<pid_t> writers;
    for (int w = 0; w < 3; ++w) {
      const pid_t child = fork();
      if (child == 0) {
        for (;;) {
          (void)observe::append_audit(audit, k_key, event_about("x"), k_now);
        }
      }
      writers.push_back(child);
    }
    const auto until = *file_size(path) + random() % 40'000;
    while (*file_size(path) < until) {
      sched_yield();
    }
    for (const pid_t child : writers) {
      kill(child, SIGKILL);
      waitpid(child, nullptr, 0);
    }
    const auto check = observe::verify_audit(audit, k_key);
    REQUIRE(check);
    CAPTURE(round);
    CHECK(check->fault == "");
  }
  CHECK(observe::verify_audit(audit, k_key)->events > 0);
}

TEST_CASE("a day of metrics is whole after a kill while it is merged")
{
  const test::TempFolder folder;
  const std::string metrics = folder.path() + "/m";
  telemetry::Metrics one;
  one.add("tilores_commands_total", {{"command", "show"}});
  REQUIRE(observe::append_metrics(metrics, one, k_now, 7));
  const std::string path = metrics + "/" + to_string(to_date(k_now)) + ".jsonl";
  const std::string line = *read_file(path);
  std::string big;
  while (big.size() < (513U << 10U)) {
    big += line;
  }
  const auto lines = static_cast<double>(big.size() / line.size());
  std::minstd_rand random(3);
  for (int round = 0; round < 20; ++round) {
    REQUIRE(write_file_atomically(path, big));
    const pid_t child = fork();
    if (child == 0) {
      (void)observe::append_metrics(metrics, one, k_now, 7); // merges
      _exit(0);
    }
    for (std::uint64_t i = random() % 20'000; i > 0; --i) {
      sched_yield();
    }
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const auto read = observe::read_metrics(metrics, k_now - std::chrono::hours{1});
    REQUIRE(read);
    CAPTURE(round);
    CHECK(read->counters().at("tilores_commands_total{command=\"show\"}") >= lines);
  }
}

TEST_CASE("metrics of many processes are merged, by the hour, for seven days")
{
  const test::TempFolder folder;
  telemetry::Metrics one;
  one.add("tilores_commands_total", {{"command", "show"}});
  for (const int days : {9, 6, 0}) {
    REQUIRE(observe::append_metrics(folder.path() + "/m", one, k_now - std::chrono::days{days}, 7));
  }
  const auto count = [&](std::chrono::hours since) {
    const auto read = observe::read_metrics(folder.path() + "/m", k_now - since);
    REQUIRE(read);
    return read->counters().empty() ? 0 : read->counters().begin()->second;
  };
  CHECK(count(std::chrono::hours{24 * 30}) == 2);
  CHECK(count(std::chrono::hours{1}) == 1);
  // 9 days back are in no window any more, but a counter never falls
  CHECK(observe::read_total_metrics(folder.path() + "/m")->counters().begin()->second == 3);
  for (int i = 0; i < 12'000; ++i) { // beyond the size at which a day is merged
    REQUIRE(observe::append_metrics(folder.path() + "/m", one, k_now, 7));
  }
  CHECK(count(std::chrono::hours{1}) == 12'001);
  CHECK(read_file(folder.path() + "/m/" + to_string(to_date(k_now)) + ".jsonl")->size() < (600U << 10U));
}

TEST_CASE("counters for Prometheus never fall, whatever day it is and wherever a process was killed")
{
  const test::TempFolder folder;
  const std::string metrics = folder.path() + "/m";
  telemetry::Metrics one;
  one.add("tilores_commands_total", {{"command", "show"}});
  one.observe("tilores_command_duration_seconds", {{"command", "show"}}, 0.002);
  double before = 0;
  for (int day = 0; day < 25; ++day) {
    CAPTURE(day);
    const WallTime now = k_now + std::chrono::days{day};
    REQUIRE(observe::append_metrics(metrics, one, now, 7));
    if (day == 15) { // the totals were written, the day's file was not taken away
      const std::string old = metrics + "/" + to_string(to_date(now - std::chrono::days{8})) + ".jsonl";
      REQUIRE(write_file_atomically(old, *read_file(metrics + "/" + to_string(to_date(now)) + ".jsonl")));
    }
    const auto all = observe::read_total_metrics(metrics);
    REQUIRE(all);
    CHECK(all->counters().begin()->second == before + 1);
    CHECK(all->histograms().begin()->second.count == static_cast<std::uint64_t>(day) + 1);
    before = all->counters().begin()->second;
  }
  CHECK(observe::read_metrics(metrics, k_now)->counters().begin()->second == 8);
}

TEST_CASE("spans that waited too long are dropped, the others stay")
{
  const test::TempFolder folder;
  const std::string spool = folder.path() + "/spans.jsonl";
  CHECK(*observe::drop_requests_before(spool, k_now) == 0);
  const auto request = [](std::chrono::hours age, int spans) {
    std::vector<Span> all(static_cast<std::size_t>(spans));
    for (Span& span : all) {
      span.end_ns = std::chrono::duration_cast<std::chrono::nanoseconds>((k_now - age).time_since_epoch()).count();
      span.start_ns = span.end_ns;
    }
    return telemetry::export_request(all, {});
  };
  for (const int age : {50, 40, 5}) {
    REQUIRE(*observe::spool_request(spool, request(std::chrono::hours{age}, age), 1U << 20U));
  }
  CHECK(*observe::drop_requests_before(spool, k_now - std::chrono::hours{24}) == 90);
  CHECK(*read_file(spool) == request(std::chrono::hours{5}, 5) + "\n");
}

TEST_CASE("the spool is bounded and keeps what a collector does not take")
{
  const test::TempFolder folder;
  const std::string path = folder.path() + "/spans";
  CHECK(*observe::spool_request(path, "{\"a\":1}", 20));
  CHECK(*observe::spool_request(path, "{\"b\":2}", 20));
  CHECK_FALSE(*observe::spool_request(path, "{\"c\":3}", 20));

  test::ReplayTransport transport;
  const observe::Exporter exporter{"http://collector.example/v1/traces", {{"Langsmith-Project", "p"}}, {}};
  transport.expect("POST", exporter.url, 200, R"({"partialSuccess":{"rejectedSpans":"3"}})", {},
                   [](const net::HttpRequest& request) { return request.body == "{\"a\":1}"; });
  transport.expect("POST", exporter.url, 503, "");
  auto report = observe::export_spool(path, exporter, transport, {});
  REQUIRE(report);
  CHECK(report->sent == 1);
  CHECK(report->left == 1);
  CHECK(*read_file(path) == "{\"b\":2}\n");
  transport.expect("POST", exporter.url, 400, "no");
  report = observe::export_spool(path, exporter, transport, {});
  CHECK(report->refused == 1);
  CHECK(report->left == 0);
  CHECK(read_file(path)->empty());
}

TEST_CASE("spans that commands add while the spool is sent are kept")
{
  const test::TempFolder folder;
  const std::string path = folder.path() + "/spans";
  CHECK(*observe::spool_request(path, "{\"a\":1}", 1000));
  test::ReplayTransport transport;
  const observe::Exporter exporter{"http://collector.example/v1/traces", {}, {}};
  transport.expect("POST", exporter.url, 200, "{}", {},
                   [&](const net::HttpRequest&) { return *observe::spool_request(path, "{\"b\":2}", 1000); });
  REQUIRE(observe::export_spool(path, exporter, transport, {}));
  CHECK(*read_file(path) == "{\"b\":2}\n");
}

TEST_CASE("spans feed metrics, also when none are kept")
{
  observe::SpanCollector collector;
  Span span;
  span.name = "chat some-model";
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

TEST_CASE("connectivity is counted by host: any answer counts, none is a failure")
{
  observe::SpanCollector collector;
  const auto exchange = [&](const char* host, std::optional<std::int64_t> status) {
    Span span;
    span.name = "HTTP POST";
    span.attributes.emplace_back("server.address", std::string(host));
    if (status) {
      span.attributes.emplace_back("http.response.status_code", *status);
    }
    collector.finished(span);
  };
  exchange("api.example.com", 200);
  exchange("api.example.com", 503);
  exchange("api.example.com", std::nullopt);
  exchange("token.example.com", 200);
  const auto metrics = collector.take_metrics();
  CHECK(metrics.counters().at("tilores_connectivity_total{host=\"api.example.com\",outcome=\"answered\"}") == 2);
  CHECK(metrics.counters().at("tilores_connectivity_total{host=\"api.example.com\",outcome=\"failed\"}") == 1);
  CHECK(metrics.counters().count("tilores_connectivity_total{host=\"token.example.com\",outcome=\"failed\"}") == 0);
}

// The health total, its shapes, and the look through the state folder.
#include <tilores/operate/health_checks.hpp>
#include <tilores/operate/state_scan.hpp>

#include <tilores/base/file.hpp>

#include <support/fake_clock.hpp>
#include <support/temp_folder.hpp>

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <algorithm>

using namespace tilores;
using operate::CheckStatus;
using operate::Health;

namespace {

operate::Check giving(CheckStatus status)
{
  return {"one", [status](const CallContext&) { return operate::Finding{status, "a|b\nc", "mend it"}; }};
}

} // namespace

TEST_CASE("the total is the worst of the checks that tell something")
{
  using S = CheckStatus;
  const std::pair<std::vector<S>, Health> cases[] = {
    {{S::ok, S::skipped, S::unknown}, Health::healthy},
    {{S::unknown}, Health::healthy},
    {{S::warn, S::ok}, Health::degraded},
    {{S::warn, S::fail, S::ok}, Health::unhealthy},
    {{}, Health::healthy},
  };
  for (const auto& [statuses, want] : cases) {
    std::vector<operate::Check> checks;
    for (const S status : statuses) {
      checks.push_back(giving(status));
      checks.back().remote = status == S::ok;
    }
    const auto report = operate::run_checks(checks, Millis{1000}, {});
    CHECK(report.status == want);
    CHECK(report.checks.size() == statuses.size());
  }
}

TEST_CASE("the monitoring line stays one line with one bar")
{
  const std::vector<operate::Check> checks{giving(CheckStatus::fail)};
  const std::string line = operate::health_nagios(operate::run_checks(checks, Millis{1000}, {}));
  CHECK(line.starts_with("TILORES CRITICAL: one: a b c | one="));
  CHECK(std::ranges::count(line, '|') == 1);
  CHECK(std::ranges::count(line, '\n') == 1);
}

TEST_CASE("the success rate needs enough events")
{
  CHECK(operate::check_success_rate(3, 3).status == CheckStatus::unknown);
  CHECK(operate::check_success_rate(96, 100).status == CheckStatus::ok);
  CHECK(operate::check_success_rate(95, 100).status == CheckStatus::warn);
  CHECK(operate::check_success_rate(80, 100).status == CheckStatus::warn);
  CHECK(operate::check_success_rate(79, 100).status == CheckStatus::fail);
}

TEST_CASE("files that others can read are told")
{
  const test::TempFolder folder;
  REQUIRE(chmod(folder.path().c_str(), 0700) == 0);
  REQUIRE(write_file_atomically(folder.path() + "/key", "x"));
  CHECK(operate::check_modes(folder.path()).status == CheckStatus::ok);
  REQUIRE(chmod((folder.path() + "/key").c_str(), 0644) == 0);
  CHECK(operate::check_modes(folder.path()).status == CheckStatus::warn);
}

TEST_CASE("the scan finds values across chunks, in any case, and passes short ones over")
{
  const test::TempFolder folder;
  REQUIRE(ensure_folder(folder.path() + "/deep"));
  std::string text((1U << 20U) - 5, '.'); // the value lies across the border of two reads
  text += "Ada@Example.com and ada@example.com";
  REQUIRE(write_file_atomically(folder.path() + "/deep/file", text));
  REQUIRE(write_file_atomically(folder.path() + "/other", "nobody 1234"));
  const std::vector<std::string> values{"ada@example.com", "1234"};
  const auto hits = operate::scan_state(folder.path(), values);
  REQUIRE(hits);
  REQUIRE(hits->size() == 1);
  CHECK(hits->front().file == "deep/file");
  CHECK(hits->front().hits == 2);
}

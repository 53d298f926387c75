// The audit log, the metrics and the spans kept for a collector: damage is found or passed over, and never makes one
// event into another.
#include "property.hpp"

#include <support/temp_folder.hpp>

#include <tilores/base/file.hpp>
#include <tilores/observe/audit_log.hpp>
#include <tilores/observe/metric_store.hpp>
#include <tilores/observe/span_spool.hpp>

#include <filesystem>

using namespace tilores;

namespace {

const Key256 k_key{7};
const WallTime k_now{std::chrono::sys_days(std::chrono::year(2026) / 11 / 21)};

// A log of three events as this program writes it: its lines and its head.
std::pair<std::string, std::string> whole_log(const std::string& folder)
{
  for (const char* const user : {"ada", "bob", "eve"}) {
    observe::AuditEvent event;
    event.user = user;
    event.command = "show";
    event.customers = {"0123456789abcdef"};
    event.outcome = "ok";
    static_cast<void>(observe::append_audit(folder, k_key, event, k_now));
  }
  return {read_file(folder + "/log.jsonl").value(), read_file(folder + "/head").value()};
}

void check_audit(const std::string& root, std::string_view text)
{
  const std::string folder = root + "/audit";
  static const auto whole = whole_log(folder);
  // The input stands in place of a stretch of the log.
  std::string log = whole.first;
  const std::size_t begin = text.empty() ? 0 : static_cast<std::uint8_t>(text[0]) * 7U % log.size();
  const std::size_t length = text.size() < 2 ? 0 : static_cast<std::uint8_t>(text[1]);
  log.replace(begin, length, text.substr(std::min<std::size_t>(text.size(), 2)));
  const auto write = [&](const std::string& name, std::string_view content) {
    require(write_file_atomically(folder + name, content).has_value());
  };
  write("/log.jsonl", log);
  write("/head", whole.second);
  const auto check = observe::verify_audit(folder, k_key);
  const auto events = observe::read_audit(folder, {});
  require(check.has_value() && events.has_value());
  if (log != whole.first && log + '\n' != whole.first && check->fault.empty()) {
    require(check->events == 3 && events->size() == 3 && check->torn > 0); // nothing but scraps beside the lines
  }
  const auto dropped = observe::drop_audit_before(folder, k_key, k_now + Millis{1}, k_now + Millis{2});
  require(dropped.value_or(0) == 0 || (check->fault.empty() && dropped.value_or(0) == check->events));
  write("/head", text);
  static_cast<void>(observe::verify_audit(folder, k_key));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  static const test::TempFolder folder;
  const std::string_view text = text_of(data, size);
  check_audit(folder.path(), text);
  const std::string metrics = folder.path() + "/metrics";
  require(ensure_folder(metrics).has_value());
  require(write_file_atomically(metrics + "/2026-11-21.jsonl", text).has_value());
  const auto read = observe::read_metrics(metrics, WallTime{});
  require(read.has_value());
  require(write_file_atomically(metrics + "/totals.json", text).has_value());
  static_cast<void>(observe::read_total_metrics(metrics));
  telemetry::Metrics one;
  one.add("calls", {});
  require(observe::append_metrics(metrics, one, k_now, 3).has_value());
  const auto more = observe::read_metrics(metrics, k_now);
  require(more.has_value() && !more->counters().empty());
  const std::string spool = folder.path() + "/spans";
  require(write_file_atomically(spool, text).has_value());
  static_cast<void>(observe::drop_requests_before(spool, k_now));
  std::filesystem::remove_all(metrics);
  return 0;
}

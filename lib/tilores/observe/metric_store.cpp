#include <tilores/observe/metric_store.hpp>

#include "files.hpp"

#include <tilores/base/date.hpp>
#include <tilores/base/file.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <vector>

namespace tilores::observe {
namespace {

constexpr std::uint64_t k_compact_bytes = 512U << 10U;
constexpr std::int64_t k_hour = 3600;

std::int64_t seconds_of(WallTime time)
{
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::string path_of(const std::string& folder, WallTime day)
{
  return folder + "/" + to_string(to_date(day)) + ".jsonl";
}

std::string line_of(std::int64_t time, const telemetry::Metrics& metrics)
{
  std::string body;
  metrics.append_json(body);
  return "{\"t\":" + std::to_string(time) + "," + body.substr(1) + "\n";
}

// Calls `each(time, line)` for every readable line.
template<typename Each> void each_line(std::string_view text, const Each& each)
{
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const auto document = JsonDocument::parse(std::string(text.substr(0, end)))) {
      if (const auto time = document->root()["t"].integer()) {
        each(*time, document->root());
      }
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// The day's file by the hour, with a line more.
Status compact(LockedFile file, std::string_view line_more)
{
  TRY_ASSIGN(const std::string text, file.read_all());
  std::map<std::int64_t, telemetry::Metrics> hours;
  each_line(text, [&](std::int64_t time, Json line) { (void)hours[time / k_hour * k_hour].merge_json(line); });
  std::string merged;
  for (const auto& [hour, metrics] : hours) {
    merged += line_of(hour, metrics);
  }
  merged += line_more;
  return std::move(file).replace(merged);
}

constexpr std::string_view k_totals = "/totals.json";

// Names of the days of the folder, oldest first.
std::vector<std::string> days_of(const std::string& folder)
{
  std::vector<std::string> days;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name.ends_with(".jsonl") && parse_iso_date(name.substr(0, name.size() - 6))) {
      days.push_back(name.substr(0, name.size() - 6));
    }
  }
  std::ranges::sort(days);
  return days;
}

// The sum of old days, and the newest of them; "" without any.
Result<std::string> read_totals(const std::string& folder, telemetry::Metrics& into)
{
  const std::string path = folder + std::string(k_totals);
  if (access(path.c_str(), F_OK) != 0) {
    return std::string{};
  }
  TRY_ASSIGN(const std::string text, read_file(path));
  TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(text));
  TRY(into.merge_json(document.root()));
  return std::string(document.root()["until"].text());
}

Status add_day(const std::string& folder, const std::string& day, telemetry::Metrics& into)
{
  TRY_ASSIGN(const std::string text, read_file(folder + "/" + day + ".jsonl"));
  each_line(text, [&](std::int64_t, Json line) { (void)into.merge_json(line); });
  return {};
}

// The totals name the days in them, so that a kill before a day's file is gone counts it once.
Status fold_days_before(const std::string& folder, const std::string& first_kept)
{
  TRY_ASSIGN(const LockedFile alone, LockedFile::open(folder + "/totals.lock", false));
  telemetry::Metrics totals;
  TRY_ASSIGN(std::string until, read_totals(folder, totals));
  std::vector<std::string> old = days_of(folder);
  std::erase_if(old, [&](const std::string& day) { return day >= first_kept; });
  for (const std::string& day : old) {
    if (day > until) {
      TRY(add_day(folder, day, totals));
    }
  }
  if (old.empty()) {
    return {};
  }
  std::string body;
  totals.append_json(body);
  TRY(write_file_atomically(folder + std::string(k_totals),
                            "{\"until\":\"" + std::max(until, old.back()) + "\"," + body.substr(1) + "\n"));
  for (const std::string& day : old) {
    (void)unlink((folder + "/" + day + ".jsonl").c_str());
  }
  return {};
}

} // namespace

Status append_metrics(const std::string& folder, const telemetry::Metrics& metrics, WallTime now, int keep_days)
{
  const std::string path = path_of(folder, now);
  auto opened = LockedFile::open(path, false);
  if (!opened && opened.error().kind == ErrorKind::io) {
    TRY(ensure_folder(folder));
    opened = LockedFile::open(path, false);
  }
  TRY_ASSIGN(LockedFile file, std::move(opened));
  TRY_ASSIGN(const std::uint64_t size, file.size());
  if (size == 0) { // a new day
    (void)fold_days_before(folder, to_string(to_date(now - std::chrono::days{keep_days})));
  }
  const std::string line = line_of(seconds_of(now), metrics);
  return size > k_compact_bytes ? compact(std::move(file), line) : file.append(line);
}

Result<telemetry::Metrics> read_metrics(const std::string& folder, WallTime since)
{
  telemetry::Metrics all;
  const std::string first = to_string(to_date(since - std::chrono::hours{1}));
  for (const std::string& day : days_of(folder)) {
    if (day < first) {
      continue;
    }
    TRY_ASSIGN(const std::string text, read_file(folder + "/" + day + ".jsonl"));
    each_line(text, [&](std::int64_t time, Json line) {
      if (time + k_hour > seconds_of(since) && time >= seconds_of(since) / k_hour * k_hour) {
        (void)all.merge_json(line);
      }
    });
  }
  return all;
}

Result<telemetry::Metrics> read_total_metrics(const std::string& folder)
{
  telemetry::Metrics all;
  TRY_ASSIGN(const std::string until, read_totals(folder, all));
  for (const std::string& day : days_of(folder)) {
    if (day > until) {
      TRY(add_day(folder, day, all));
    }
  }
  return all;
}

} // namespace tilores::observe

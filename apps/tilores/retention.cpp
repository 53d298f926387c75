#include "retention.hpp"

#include "app.hpp"

#include <tilores/base/date.hpp>
#include <tilores/jobs/batch_journal.hpp>
#include <tilores/jobs/job_notes.hpp>
#include <tilores/observe/audit_log.hpp>
#include <tilores/observe/span_spool.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace tilores::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_journals = "retention.journals";

std::uint64_t counted(const Result<std::uint64_t>& removed, std::string_view what)
{
  if (!removed && removed.error().kind != ErrorKind::locked) {
    log(LogLevel::warning, "what is older than the settings keep could not be removed",
        {{"what", what}, {"reason", describe(removed.error())}});
  } else if (removed && *removed > 0) {
    log(LogLevel::info, "removed what is older than the settings keep",
        {{"what", what}, {"count", std::to_string(*removed)}});
  }
  return removed.value_or(0);
}

Result<std::uint64_t> drop_old_files(const std::string& folder, WallTime before)
{
  std::uint64_t removed = 0;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    struct stat info {};
    const std::string path = it->path().string();
    if (lstat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
        WallTime{std::chrono::seconds{info.st_mtim.tv_sec}} < before) {
      removed += unlink(path.c_str()) == 0 ? 1U : 0U;
    }
  }
  return removed;
}

} // namespace

int metric_days(const config::Settings& settings)
{
  const auto life = settings.duration("retention.metrics").value_or(Millis{0});
  return static_cast<int>(std::clamp<std::int64_t>(std::chrono::ceil<std::chrono::days>(life).count(), 1, 3650));
}

std::uint64_t drop_old_state(Services& services, const config::Settings& settings, const std::string& state,
                             WallTime now)
{
  std::uint64_t spans = 0;
  if (const auto life = settings.duration("retention.spans")) {
    spans = counted(observe::drop_requests_before(state + "/spans.jsonl", now - *life), "spans");
  }
  if (const auto life = settings.duration("retention.rows")) {
    counted(drop_old_files(state + "/rows", now - *life), "rows");
  }
  const auto key = services.key();
  if (!key) {
    return spans;
  }
  if (const auto life = settings.duration("retention.audit")) { // by whole days, as the log is written anew for it
    counted(observe::drop_audit_before(state + "/audit", *key, std::chrono::floor<std::chrono::days>(now - *life), now),
            "audit lines");
  }
  const jobs::JobFileLives lives{settings.duration(k_journals), settings.duration("retention.reports")};
  counted(jobs::drop_old_job_files(state + "/jobs", jobs::journal_key(*key), lives, now), "journals and reports");
  return spans;
}

void note_for_retention(Session& session, std::string_view setting, const std::string& path, std::string_view content)
{
  const auto settings = session.services.settings();
  const auto state = session.services.state_folder();
  if (!settings || !state || !(*settings)->duration(setting)) {
    return;
  }
  const auto kind = setting == k_journals ? jobs::JobFileKind::journal : jobs::JobFileKind::report;
  if (const auto noted = jobs::note_job_file(*state + "/jobs", kind, path, content); !noted) {
    log(LogLevel::warning, "a file of this job will not be removed by retention",
        {{"reason", describe(noted.error())}});
  }
}

} // namespace tilores::app

// The checks that look at this machine's files.
#include <tilores/operate/health_checks.hpp>

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <filesystem>

namespace tilores::operate {
namespace {

namespace fs = std::filesystem;

// Calls `visit(path, stat)` for the folder and everything below it; symbolic links are not followed.
template<typename Visit> void each_file(const std::string& folder, const Visit& visit)
{
  const auto look = [&](const std::string& path) {
    struct stat info {};
    if (lstat(path.c_str(), &info) == 0) {
      visit(path, info);
    }
  };
  look(folder);
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, error), end;
       !error && it != end; it.increment(error)) {
    look(it->path().string());
  }
}

std::string mib(std::uint64_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

} // namespace

Finding check_disk(const std::string& folder)
{
  struct statvfs info {};
  if (statvfs(folder.c_str(), &info) != 0) {
    return {CheckStatus::unknown, "the state folder does not exist yet", ""};
  }
  const std::uint64_t free = info.f_bavail * info.f_frsize;
  const std::uint64_t all = info.f_blocks * info.f_frsize;
  const std::uint64_t percent = all == 0 ? 100 : free * 100 / all;
  const std::string detail = mib(free) + " free (" + std::to_string(percent) + " %)";
  if (free < (64ULL << 20U)) {
    return {CheckStatus::fail, detail, "free room below " + folder + ", or lower cache.size"};
  }
  if (free < (1ULL << 30U) && percent < 5) {
    return {CheckStatus::warn, detail, "free room below " + folder + ", or lower cache.size"};
  }
  return {CheckStatus::ok, detail, ""};
}

Finding check_modes(const std::string& folder)
{
  std::string first;
  std::size_t loose = 0;
  std::size_t all = 0;
  each_file(folder, [&](const std::string& path, const struct stat& info) {
    ++all;
    if (!S_ISLNK(info.st_mode) && (info.st_mode & 077U) != 0 && loose++ == 0) {
      first = path;
    }
  });
  if (all == 0) {
    return {CheckStatus::skipped, "there is no state yet", ""};
  }
  if (loose > 0) {
    return {CheckStatus::warn,
            std::to_string(loose) + " of " + std::to_string(all) + " files can be reached by others, first " + first,
            "chmod -R go= " + folder};
  }
  return {CheckStatus::ok, std::to_string(all) + " files, for this user only", ""};
}

Finding check_clock(const std::string& folder, WallTime now)
{
  const auto limit = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count() + 300;
  std::string ahead;
  each_file(folder, [&](const std::string& path, const struct stat& info) {
    if (info.st_mtim.tv_sec > limit) {
      ahead = path;
    }
  });
  if (!ahead.empty()) {
    return {CheckStatus::warn, "the clock was set back: " + ahead + " is from the future",
            "set the clock (timedatectl set-ntp true)"};
  }
  return {CheckStatus::ok, "no file is from the future", ""};
}

} // namespace tilores::operate

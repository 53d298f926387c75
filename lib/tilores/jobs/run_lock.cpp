#include <tilores/jobs/run_lock.hpp>

#include <tilores/base/file.hpp>
#include <tilores/base/text.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tilores::jobs {
namespace {

constexpr Millis k_look_again{100};

std::string boot_id()
{
  const auto text = read_file("/proc/sys/kernel/random/boot_id", 256);
  return text ? std::string(trim(*text)) : "unknown";
}

// Field 22 of /proc/PID/stat: clock ticks from boot to the start of the process; "" where there is none. A pid alone
// may have been given away again.
std::string start_time(std::string_view pid)
{
  if (pid.empty() || !std::ranges::all_of(pid, is_digit)) {
    return {};
  }
  const auto text = read_file("/proc/" + std::string(pid) + "/stat", 4096);
  if (!text) {
    return {};
  }
  // The command in parentheses may hold blanks.
  const std::size_t after = text->rfind(')');
  const auto fields =
    split(after == std::string::npos ? std::string_view{} : std::string_view(*text).substr(after + 2), ' ');
  return fields.size() > 19 ? std::string(fields[19]) : "";
}

class FileLock final : public RunLock {
public:
  explicit FileLock(int fd) : m_fd(fd) {}
  ~FileLock() override
  {
    (void)ftruncate(m_fd, 0);
    close(m_fd);
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  FileLock(FileLock&&) = delete;
  FileLock& operator=(FileLock&&) = delete;

private:
  int m_fd;
};

std::string holder_in(int fd)
{
  std::string text(256, '\0');
  const ssize_t n = pread(fd, text.data(), text.size(), 0);
  text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return std::string(trim(text));
}

} // namespace

std::string this_holder()
{
  const std::string pid = std::to_string(getpid());
  return pid + " " + boot_id() + " " + start_time(pid);
}

bool holder_is_alive(std::string_view holder)
{
  const auto parts = split(holder, ' ');
  return parts.size() == 3 && parts[1] == boot_id() && !parts[2].empty() && start_time(parts[0]) == parts[2];
}

Result<std::unique_ptr<RunLock>> take_run_lock(const std::string& path, Millis wait, const CallContext& ctx)
{
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    return fail(ErrorKind::io, "cannot write " + path + ": " + std::strerror(errno));
  }
  const Deadline until = ctx.deadline.sooner(wait, *ctx.clock);
  while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    if (reason == EINTR) {
      continue;
    }
    const auto left = until.left(*ctx.clock);
    const bool waits = reason == EWOULDBLOCK && left && *left > Millis{0};
    if (waits && ctx.clock->sleep(std::min(*left, k_look_again), ctx.stop)) {
      continue;
    }
    const std::string holder = holder_in(fd);
    close(fd);
    if (reason != EWOULDBLOCK) {
      return fail(ErrorKind::io, "cannot lock " + path + ": " + std::strerror(reason));
    }
    if (ctx.stop.stop_requested()) {
      return fail(ErrorKind::cancelled, "interrupted while waiting for another run");
    }
    const std::string who = holder_is_alive(holder) ? " (process " + holder.substr(0, holder.find(' ')) + ")" : "";
    return fail(ErrorKind::locked, "another run is at work" + who, "wait for it with --lock-wait D");
  }
  auto lock = std::make_unique<FileLock>(fd);
  const std::string holder = this_holder() + "\n";
  if (ftruncate(fd, 0) != 0 || pwrite(fd, holder.data(), holder.size(), 0) < 0) {
    return fail(ErrorKind::io, "cannot write " + path + ": " + std::strerror(errno));
  }
  return std::unique_ptr<RunLock>(std::move(lock));
}

} // namespace tilores::jobs

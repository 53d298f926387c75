#include "files.hpp"

#include <tilores/base/file.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tilores::observe {
namespace {

Failure failed(std::string_view what)
{
  return fail(ErrorKind::io, std::string(what) + ": " + std::strerror(errno)); // NOLINT(concurrency-mt-unsafe)
}

Result<std::string> read_from(int fd, std::uint64_t offset, std::size_t bytes)
{
  std::string text(bytes, '\0');
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t n = pread(fd, text.data() + done, bytes - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n < 0) {
      return failed("cannot read the file");
    }
    if (n == 0) {
      break;
    }
    done += static_cast<std::size_t>(n);
  }
  text.resize(done);
  return text;
}

} // namespace

Result<LockedFile> LockedFile::open(const std::string& path, bool patient)
{
  for (;;) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
      return failed("cannot open " + path);
    }
    LockedFile file(fd, path);
    while (flock(fd, LOCK_EX | (patient ? 0 : LOCK_NB)) != 0) {
      if (errno == EWOULDBLOCK) {
        return fail(ErrorKind::locked, path + " is in use");
      }
      if (errno != EINTR) {
        return failed("cannot lock " + path);
      }
    }
    struct stat held {};
    struct stat named {};
    if (fstat(fd, &held) == 0 && stat(path.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
        held.st_dev == named.st_dev) {
      return file;
    }
  }
}

LockedFile::~LockedFile()
{
  if (m_fd >= 0) {
    close(m_fd);
  }
}

Result<std::uint64_t> LockedFile::size() const
{
  struct stat info {};
  if (fstat(m_fd, &info) != 0) {
    return failed("cannot look at the file");
  }
  return static_cast<std::uint64_t>(info.st_size);
}

Result<std::string> LockedFile::last_line(std::size_t most) const
{
  TRY_ASSIGN(const std::uint64_t all, size());
  const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(all, most));
  TRY_ASSIGN(std::string text, read_from(m_fd, all - part, part));
  const std::size_t end = text.rfind('\n');
  if (end == std::string::npos) {
    return std::string{};
  }
  const std::size_t begin = end == 0 ? std::string::npos : text.rfind('\n', end - 1);
  return text.substr(begin == std::string::npos ? 0 : begin + 1, end - (begin == std::string::npos ? 0 : begin + 1));
}

Result<std::string> LockedFile::read_all() const
{
  TRY_ASSIGN(const std::uint64_t all, size());
  return read_from(m_fd, 0, static_cast<std::size_t>(all));
}

Result<std::string> LockedFile::first_bytes(std::size_t most) const { return read_from(m_fd, 0, most); }

Status LockedFile::append(std::string_view text) const
{
  TRY_ASSIGN(const std::uint64_t before, size());
  std::string mended;
  if (before > 0) {
    char end = 0;
    if (pread(m_fd, &end, 1, static_cast<off_t>(before - 1)) == 1 && end != '\n') {
      mended.append("\n").append(text);
      text = mended;
    }
  }
  while (!text.empty()) {
    const ssize_t n = write(m_fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n < 0) {
      const auto failure = failed("cannot write the file");
      [[maybe_unused]] const int cut = ftruncate(m_fd, static_cast<off_t>(before)); // no half line stays behind
      return failure;
    }
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Status LockedFile::sync() const { return fdatasync(m_fd) == 0 ? Status{} : Status(failed("cannot flush the file")); }

Status LockedFile::replace(std::string_view text) && { return write_file_atomically(m_path, text); }

} // namespace tilores::observe

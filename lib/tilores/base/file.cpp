#include <tilores/base/file.hpp>

#include <tilores/base/crypto.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace tilores {
namespace {

Failure io(const char* what, const std::string& path, int reason)
{
  return fail(ErrorKind::io, std::string(what) + " " + path + ": " + std::strerror(reason));
}

} // namespace

Result<std::string> read_file(const std::string& path, std::size_t max_bytes)
{
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return io("cannot read", path, errno);
  }
  std::string content;
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t n = read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n <= 0) {
      const int reason = errno;
      close(fd);
      if (n < 0) {
        return io("cannot read", path, reason);
      }
      return content;
    }
    content.append(buffer.data(), static_cast<std::size_t>(n));
    if (content.size() > max_bytes) {
      close(fd);
      return fail(ErrorKind::bad_data, path + " is larger than " + std::to_string(max_bytes) + " bytes");
    }
  }
}

Status write_file_atomically(const std::string& path, std::string_view content, unsigned mode)
{
  const std::string temporary = path + "." + to_hex(random_bytes(6));
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (fd < 0) {
    return io("cannot write", path, errno);
  }
  int reason = 0;
  while (!content.empty() && reason == 0) {
    const ssize_t n = write(fd, content.data(), content.size());
    if (n >= 0) {
      content.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EINTR) {
      reason = errno;
    }
  }
  if (reason == 0 && fsync(fd) != 0) {
    reason = errno;
  }
  if (close(fd) != 0 && reason == 0) {
    reason = errno;
  }
  if (reason == 0 && rename(temporary.c_str(), path.c_str()) != 0) {
    reason = errno;
  }
  if (reason != 0) {
    unlink(temporary.c_str());
    return io("cannot write", path, reason);
  }
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (const int at = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); at >= 0) {
    fsync(at); // the rename itself must survive a power cut; not every file system can, so no error
    close(at);
  }
  return {};
}

Status ensure_folder(const std::string& path)
{
  struct stat info {};
  if (path.empty() || stat(path.c_str(), &info) == 0) {
    return path.empty() || S_ISDIR(info.st_mode) ? Status{} : io("cannot use folder", path, ENOTDIR);
  }
  const std::size_t slash = path.rfind('/');
  if (slash != std::string::npos && slash > 0) {
    TRY(ensure_folder(path.substr(0, slash)));
  }
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return io("cannot make folder", path, errno);
  }
  return {};
}

} // namespace tilores

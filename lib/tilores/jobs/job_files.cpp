#include <tilores/jobs/job_files.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tilores::jobs {
namespace {

Failure io(const char* what, const std::string& path)
{
  const int reason = errno;
  return fail(ErrorKind::io, std::string(what) + " " + path + ": " + std::strerror(reason),
              reason == ENOSPC ? "make room on the disk, then --resume" : "");
}

class File final : public JobFile {
public:
  File(int fd, std::string path) : m_fd(fd), m_path(std::move(path)) {}
  ~File() override { close(m_fd); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  File(File&&) = delete;
  File& operator=(File&&) = delete;

  Status append(std::string_view bytes) override
  {
    while (!bytes.empty()) {
      const ssize_t n = write(m_fd, bytes.data(), bytes.size());
      if (n >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(n));
      } else if (errno != EINTR) {
        return io("cannot write", m_path);
      }
    }
    return {};
  }

  Status sync() override
  {
    // Devices and pipes have nothing to sync.
    if (fdatasync(m_fd) != 0 && errno != EINVAL && errno != EROFS) {
      return io("cannot write", m_path);
    }
    return {};
  }

  Status read(std::uint64_t offset, std::size_t size, std::string& out) const override
  {
    const std::size_t had = out.size();
    out.resize(had + size);
    std::size_t got = 0;
    while (got < size) {
      const ssize_t n = pread(m_fd, out.data() + had + got, size - got, static_cast<off_t>(offset + got));
      if (n < 0 && errno == EINTR) {
        continue;
      }
      if (n < 0) {
        out.resize(had);
        return io("cannot read", m_path);
      }
      if (n == 0) {
        break;
      }
      got += static_cast<std::size_t>(n);
    }
    out.resize(had + got);
    return {};
  }

private:
  int m_fd;
  std::string m_path;
};

class Files final : public JobFiles {
public:
  Result<std::unique_ptr<JobFile>> open_at(const std::string& path, std::uint64_t keep) override
  {
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) {
      return io("cannot write", path);
    }
    auto file = std::make_unique<File>(fd, path);
    if (ftruncate(fd, static_cast<off_t>(keep)) != 0) {
      return io("cannot write", path);
    }
    return std::unique_ptr<JobFile>(std::move(file));
  }

  Result<std::unique_ptr<JobFile>> open_to_read(const std::string& path) override
  {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
      return io("cannot read", path);
    }
    return std::unique_ptr<JobFile>(std::make_unique<File>(fd, path));
  }

  Result<std::optional<std::uint64_t>> size(const std::string& path) override
  {
    struct stat info {};
    if (stat(path.c_str(), &info) != 0) {
      if (errno == ENOENT || errno == ENOTDIR) {
        return std::optional<std::uint64_t>{};
      }
      return io("cannot read", path);
    }
    return std::optional<std::uint64_t>(static_cast<std::uint64_t>(info.st_size));
  }

  Status rename(const std::string& from, const std::string& to) override
  {
    if (::rename(from.c_str(), to.c_str()) != 0) {
      return io("cannot rename to", to);
    }
    const std::size_t slash = to.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : to.substr(0, slash);
    const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
      (void)fsync(fd); // some file systems cannot sync a folder; the rename is done
      close(fd);
    }
    return {};
  }

  Status remove(const std::string& path) override
  {
    if (unlink(path.c_str()) != 0 && errno != ENOENT) {
      return io("cannot remove", path);
    }
    return {};
  }
};

} // namespace

std::unique_ptr<JobFiles> make_job_files() { return std::make_unique<Files>(); }

} // namespace tilores::jobs

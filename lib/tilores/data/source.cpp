#include <tilores/data/source.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tilores::data {
namespace {

class FdSource final : public ByteSource {
public:
  FdSource(int fd, std::string name, bool owned) : m_fd(fd), m_name(std::move(name)), m_owned(owned) {}
  FdSource(const FdSource&) = delete;
  FdSource& operator=(const FdSource&) = delete;
  FdSource(FdSource&&) = delete;
  FdSource& operator=(FdSource&&) = delete;
  ~FdSource() override
  {
    if (m_owned) {
      close(m_fd);
    }
  }

  Result<std::size_t> read(char* buffer, std::size_t size) override
  {
    for (;;) {
      const ssize_t n = ::read(m_fd, buffer, size);
      if (n >= 0) {
        return static_cast<std::size_t>(n);
      }
      if (errno != EINTR) {
        return fail(ErrorKind::io, "cannot read " + m_name + ": " + std::strerror(errno));
      }
    }
  }

private:
  int m_fd;
  std::string m_name;
  bool m_owned;
};

class MemorySource final : public ByteSource {
public:
  explicit MemorySource(std::string_view text) : m_text(text) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override
  {
    const std::size_t n = m_text.copy(buffer, size);
    m_text.remove_prefix(n);
    return n;
  }

private:
  std::string_view m_text;
};

} // namespace

std::unique_ptr<ByteSource> make_fd_source(int fd, std::string name, bool owned)
{
  return std::make_unique<FdSource>(fd, std::move(name), owned);
}

std::unique_ptr<ByteSource> make_memory_source(std::string_view text) { return std::make_unique<MemorySource>(text); }

Result<std::unique_ptr<ByteSource>> open_source(const std::string& path)
{
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return fail(ErrorKind::io, "cannot read " + path + ": " + std::strerror(errno));
  }
  auto source = make_fd_source(fd, path, true);
  struct stat status {};
  if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
    return fail(ErrorKind::io, "cannot read " + path + ": is a directory");
  }
  return source;
}

} // namespace tilores::data

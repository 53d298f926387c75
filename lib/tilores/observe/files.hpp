#pragma once
// Append-only files that several processes write: whole lines, one writer at a time. Internal to the module.

#include <tilores/base/result.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace tilores::observe {

// A file held open and locked (flock) until destroyed. Never waits when `patient` is false: then `locked`.
class LockedFile {
public:
  [[nodiscard]] static Result<LockedFile> open(const std::string& path, bool patient);
  LockedFile(LockedFile&& other) noexcept : m_fd(other.m_fd) { other.m_fd = -1; }
  LockedFile& operator=(LockedFile&& other) noexcept
  {
    std::swap(m_fd, other.m_fd);
    return *this;
  }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;
  ~LockedFile();

  [[nodiscard]] Result<std::uint64_t> size() const;
  // The last whole line without its line end, at most `most` bytes of it; "" when there is none.
  [[nodiscard]] Result<std::string> last_line(std::size_t most) const;
  [[nodiscard]] Result<std::string> read_all() const;
  Status append(std::string_view text) const;
  Status truncate() const;

private:
  explicit LockedFile(int fd) : m_fd(fd) {}
  int m_fd;
};

} // namespace tilores::observe

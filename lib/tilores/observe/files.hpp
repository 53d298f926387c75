#pragma once
// Append-only files that several processes write: whole lines, one writer at a time. Internal to the module.

#include <tilores/base/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace tilores::observe {

// A file held open and locked (flock) until destroyed. Never waits when `patient` is false: then `locked`. Who waited
// while the file was replaced gets the new one.
class LockedFile {
public:
  [[nodiscard]] static Result<LockedFile> open(const std::string& path, bool patient);
  LockedFile(LockedFile&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)), m_path(std::move(other.m_path)) {}
  LockedFile& operator=(LockedFile&& other) noexcept
  {
    std::swap(m_fd, other.m_fd);
    std::swap(m_path, other.m_path);
    return *this;
  }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;
  ~LockedFile();

  [[nodiscard]] Result<std::uint64_t> size() const;
  // The last whole line without its line end, at most `most` bytes of it; "" when there is none.
  [[nodiscard]] Result<std::string> last_line(std::size_t most) const;
  [[nodiscard]] Result<std::string> read_all() const;
  [[nodiscard]] Result<std::string> first_bytes(std::size_t most) const;
  // A file whose end was cut (kill, power) is mended by a line end first, so that the new lines stay whole.
  Status append(std::string_view text) const;
  // What was appended is on the disk's platter when this returns.
  Status sync() const;
  // The whole content, by a file beside it and a rename: whoever reads or is killed sees the old or the new one. The
  // last use of this object, as the lock stays with the old file.
  Status replace(std::string_view text) &&;

private:
  LockedFile(int fd, std::string path) : m_fd(fd), m_path(std::move(path)) {}
  int m_fd;
  std::string m_path;
};

} // namespace tilores::observe

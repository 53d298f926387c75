#pragma once
// The files a job leaves behind, as a port, so that tests can cut the power at any byte.

#include <tilores/base/result.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tilores::jobs {

// An open file. Not thread-safe but for read().
class JobFile {
public:
  virtual ~JobFile() = default;
  virtual Status append(std::string_view bytes) = 0;
  // What was appended is on the disk.
  virtual Status sync() = 0;
  // Appends up to `size` bytes from `offset` to `out`; fewer only at the end.
  [[nodiscard]] virtual Status read(std::uint64_t offset, std::size_t size, std::string& out) const = 0;
};

// Port. Every failure is `io` and names the path.
class JobFiles {
public:
  virtual ~JobFiles() = default;
  // Opens for appending, made (mode 0600) where missing, and cut to `keep` bytes.
  [[nodiscard]] virtual Result<std::unique_ptr<JobFile>> open_at(const std::string& path, std::uint64_t keep) = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<JobFile>> open_to_read(const std::string& path) = 0;
  // nullopt where there is none.
  [[nodiscard]] virtual Result<std::optional<std::uint64_t>> size(const std::string& path) = 0;
  // Replaces `to`; durable on return.
  virtual Status rename(const std::string& from, const std::string& to) = 0;
  // No error where there is none.
  virtual Status remove(const std::string& path) = 0;
};

[[nodiscard]] std::unique_ptr<JobFiles> make_job_files();

} // namespace tilores::jobs

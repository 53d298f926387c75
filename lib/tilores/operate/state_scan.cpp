#include <tilores/operate/state_scan.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <unistd.h>

namespace tilores::operate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_least = 5;
constexpr std::size_t k_chunk = 1U << 20U;

// The values by their first two bytes, lower case.
class Finder {
public:
  explicit Finder(std::span<const std::string> values)
    : m_by_start(std::make_unique<std::array<std::vector<std::string>, 65536>>())
  {
    for (const std::string& value : values) {
      if (value.size() >= k_least) {
        std::string folded = to_lower_ascii(value);
        auto& bucket = (*m_by_start)[start_of(folded.data())];
        if (std::ranges::find(bucket, folded) == bucket.end()) {
          m_longest = std::max(m_longest, folded.size());
          bucket.push_back(std::move(folded));
        }
      }
    }
  }
  [[nodiscard]] std::size_t longest() const { return m_longest; }

  // Hits that begin before `end`; `text` is lower case.
  [[nodiscard]] std::uint64_t count(std::string_view text, std::size_t end) const
  {
    std::uint64_t hits = 0;
    for (std::size_t at = 0; at < end && at + k_least <= text.size(); ++at) {
      for (const std::string& value : (*m_by_start)[start_of(text.data() + at)]) {
        hits += text.substr(at, value.size()) == value ? 1U : 0U;
      }
    }
    return hits;
  }

private:
  static std::size_t start_of(const char* text)
  {
    return static_cast<std::size_t>(static_cast<unsigned char>(text[0])) << 8U | static_cast<unsigned char>(text[1]);
  }
  std::unique_ptr<std::array<std::vector<std::string>, 65536>> m_by_start;
  std::size_t m_longest = 0;
};

Result<std::uint64_t> hits_in(const std::string& path, const Finder& finder)
{
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) {
    return fail(ErrorKind::io, "cannot read " + path + ": " + std::strerror(errno)); // NOLINT(concurrency-mt-unsafe)
  }
  std::uint64_t hits = 0;
  std::string window; // the tail of the chunk before, then the next one
  std::string chunk(k_chunk, '\0');
  ssize_t n = 0;
  while ((n = read(fd, chunk.data(), chunk.size())) > 0 || (n < 0 && errno == EINTR)) {
    if (n < 0) {
      continue;
    }
    window += to_lower_ascii(std::string_view(chunk).substr(0, static_cast<std::size_t>(n)));
    const std::size_t done = window.size() > finder.longest() ? window.size() - finder.longest() : 0;
    hits += finder.count(window, done);
    window.erase(0, done);
  }
  close(fd);
  if (n < 0) {
    return fail(ErrorKind::io, "cannot read " + path);
  }
  return hits + finder.count(window, window.size());
}

} // namespace

Result<std::vector<FileHits>> scan_state(const std::string& folder, std::span<const std::string> values)
{
  const Finder finder(values);
  std::vector<FileHits> found;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    std::error_code gone; // a temporary file may vanish
    if (!it->is_regular_file(gone) || it->is_symlink(gone)) {
      continue;
    }
    TRY_ASSIGN(const std::uint64_t hits, hits_in(it->path().string(), finder));
    if (hits > 0) {
      found.push_back({fs::path(it->path()).lexically_relative(folder).string(), hits});
    }
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return fail(ErrorKind::io, "cannot look through " + folder + ": " + error.message());
  }
  std::ranges::sort(found, {}, &FileHits::file);
  return found;
}

} // namespace tilores::operate

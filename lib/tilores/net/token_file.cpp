#include <tilores/net/token_file.hpp>

#include <tilores/base/file.hpp>
#include <tilores/base/json.hpp>
#include <tilores/base/json_writer.hpp>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tilores::net {

namespace {

constexpr std::size_t k_max_file_bytes = std::size_t{64} << 10U;
constexpr Millis k_clock_skew{5000};

bool only_ours(const std::string& path)
{
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 && S_ISREG(about.st_mode) && about.st_uid == ::geteuid() &&
         (about.st_mode & 077U) == 0;
}

} // namespace

std::optional<StoredToken> read_token_file(const std::string& path, const std::string& owner, WallTime now)
{
  if (!only_ours(path)) {
    return std::nullopt;
  }
  auto content = read_file(path, k_max_file_bytes);
  if (!content) {
    return std::nullopt;
  }
  const auto document = JsonDocument::parse(std::move(*content));
  if (!document) {
    return std::nullopt;
  }
  const Json root = document->root();
  const auto obtained = root["obtained_ms"].integer();
  const auto lifetime = root["lifetime_ms"].integer();
  const auto token = root["token"].text();
  if (root["owner"].text() != owner || !obtained || !lifetime || token.empty()) {
    return std::nullopt;
  }
  StoredToken stored{Secret(std::string(token)), WallTime{Millis{*obtained}}, Millis{*lifetime}};
  if (stored.obtained > now + k_clock_skew || stored.lifetime <= Millis{0} || stored.lifetime > std::chrono::days{2}) {
    return std::nullopt;
  }
  return stored;
}

void write_token_file(const std::string& path, const std::string& owner, const StoredToken& token)
{
  std::string content;
  JsonWriter(content)
    .begin_object()
    .member("owner", owner)
    .member("obtained_ms", static_cast<std::int64_t>(token.obtained.time_since_epoch().count()))
    .member("lifetime_ms", static_cast<std::int64_t>(token.lifetime.count()))
    .member("token", token.text.reveal())
    .end_object();
  const auto folder = std::filesystem::path(path).parent_path().string();
  if (ensure_folder(folder)) {
    [[maybe_unused]] const auto written = write_file_atomically(path, content, 0600);
  }
}

TokenFileLock::TokenFileLock(const std::string& path, const CallContext& ctx)
{
  const auto folder = std::filesystem::path(path).parent_path().string();
  if (!ensure_folder(folder)) {
    return;
  }
  m_file = ::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  while (m_file >= 0 && ::flock(m_file, LOCK_EX | LOCK_NB) != 0) {
    const bool busy = errno == EWOULDBLOCK || errno == EINTR;
    if (!busy || ctx.deadline.passed(*ctx.clock) || !ctx.clock->sleep(Millis{10}, ctx.stop)) {
      ::close(m_file);
      m_file = -1;
    }
  }
}

TokenFileLock::~TokenFileLock()
{
  if (m_file >= 0) {
    ::close(m_file);
  }
}

} // namespace tilores::net

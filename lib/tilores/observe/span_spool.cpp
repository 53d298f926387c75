#include <tilores/observe/span_spool.hpp>

#include "files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace tilores::observe {
namespace {

constexpr std::string_view k_end = "\"endTimeUnixNano\":\"";

// When the first span of a request ended, UNIX time in nanoseconds; nullopt for what is no request.
std::optional<std::int64_t> ended_at(std::string_view request)
{
  const std::size_t at = request.find(k_end);
  std::int64_t time = 0;
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const char* const begin = request.data() + at + k_end.size();
  const auto [end, bad] = std::from_chars(begin, request.data() + request.size(), time);
  return bad == std::errc{} ? std::optional(time) : std::nullopt;
}

std::uint64_t spans_in(std::string_view request)
{
  std::uint64_t count = 0;
  for (std::size_t at = request.find(k_end); at != std::string_view::npos;
       at = request.find(k_end, at + k_end.size())) {
    ++count;
  }
  return count;
}

} // namespace

Result<bool> spool_request(const std::string& path, std::string_view request, std::uint64_t most_bytes)
{
  auto file = LockedFile::open(path, false);
  if (!file) {
    return file.error().kind == ErrorKind::locked ? Result<bool>(false) : Result<bool>(fail(file.error()));
  }
  TRY_ASSIGN(const std::uint64_t size, file->size());
  if (size + request.size() + 1 > most_bytes) {
    return false;
  }
  TRY(file->append(std::string(request) + "\n"));
  return true;
}

Status append_trace(const std::string& path, std::string_view request)
{
  TRY_ASSIGN(const LockedFile file, LockedFile::open(path, true));
  return file.append(std::string(request) + "\n");
}

Result<std::uint64_t> drop_requests_before(const std::string& path, WallTime before)
{
  struct stat info {};
  if (stat(path.c_str(), &info) != 0 || info.st_size == 0) {
    return 0;
  }
  const std::int64_t limit = std::chrono::duration_cast<std::chrono::nanoseconds>(before.time_since_epoch()).count();
  TRY_ASSIGN(const LockedFile alone,
             LockedFile::open(path + ".lock", false)); // who sends counts on what stands at the beginning
  TRY_ASSIGN(LockedFile file, LockedFile::open(path, false));
  TRY_ASSIGN(const std::string text, file.read_all());
  std::string_view rest = text;
  std::uint64_t spans = 0;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    if (ended_at(line).value_or(0) >= limit) {
      break;
    }
    spans += spans_in(line);
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  if (rest.size() < text.size()) {
    TRY(std::move(file).replace(rest));
  }
  return spans;
}

Result<ExportReport> export_spool(const std::string& path, const Exporter& exporter, net::HttpTransport& transport,
                                  const CallContext& ctx)
{
  ExportReport report;
  struct stat info {};
  if (stat(path.c_str(), &info) != 0 || info.st_size == 0) {
    return report;
  }
  TRY_ASSIGN(const LockedFile alone, LockedFile::open(path + ".lock", false));
  std::string text;
  { // read under the lock, sent without it, so that commands can append
    TRY_ASSIGN(const LockedFile file, LockedFile::open(path, false));
    TRY_ASSIGN(text, file.read_all());
  }
  std::string_view rest = text;
  while (!rest.empty() && !ctx.stop.stop_requested()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    net::HttpRequest request;
    request.method = "POST";
    request.url = exporter.url;
    request.headers = exporter.headers;
    request.headers.emplace_back("Content-Type", "application/json");
    request.secret_headers = exporter.secret_headers;
    request.body = rest.substr(0, end);
    request.max_response_bytes = std::size_t{4} << 20U;
    if (!request.body.empty()) {
      CallContext plain = ctx;
      plain.spans = nullptr; // sending spans makes none
      const auto answer = transport.send(request, plain);
      if (!answer || answer->status == 429 || answer->status >= 500) {
        break;
      }
      ++(answer->status / 100 == 2 ? report.sent : report.refused);
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  report.left = static_cast<std::uint64_t>(std::ranges::count(rest, '\n'));
  if (rest.size() < text.size()) {
    TRY_ASSIGN(LockedFile file, LockedFile::open(path, true));
    TRY_ASSIGN(const std::string now, file.read_all());
    TRY(std::move(file).replace(std::string_view(now).substr(std::min(text.size() - rest.size(), now.size()))));
  }
  return report;
}

} // namespace tilores::observe

#include <tilores/observe/span_spool.hpp>

#include "files.hpp"

#include <unistd.h>

namespace tilores::observe {

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

Result<ExportReport> export_spool(const std::string& path, const Exporter& exporter, net::HttpTransport& transport, const CallContext& ctx)
{
  ExportReport report;
  if (access(path.c_str(), F_OK) != 0) {
    return report;
  }
  std::string text;
  { // Taken out under the lock, so that commands can append while this sends.
    TRY_ASSIGN(const LockedFile file, LockedFile::open(path, false));
    TRY_ASSIGN(text, file.read_all());
    TRY(file.truncate());
  }
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    net::HttpRequest request;
    request.method = "POST";
    request.url = exporter.url;
    request.headers = exporter.headers;
    request.headers.emplace_back("Content-Type", "application/json");
    request.secret_headers = exporter.secret_headers;
    request.body = rest.substr(0, end);
    request.max_response_bytes = std::size_t{4} << 20U;
    CallContext plain = ctx;
    plain.spans = nullptr; // sending spans makes none
    const auto answer = transport.send(request, plain);
    const bool again = !answer || answer->status == 429 || answer->status >= 500;
    if (again) {
      break;
    }
    ++(answer->status / 100 == 2 ? report.sent : report.refused);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (!rest.empty()) {
    TRY_ASSIGN(const LockedFile file, LockedFile::open(path, true));
    TRY(file.append(rest));
    for (const char c : rest) {
      report.left += c == '\n' ? 1U : 0U;
    }
  }
  return report;
}

} // namespace tilores::observe

// The rejects file of load.
#include "load_rejects.hpp"

#include <tilores/base/crypto.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>

#include <fcntl.h>
#include <unistd.h>

namespace tilores::app {

Rejects::~Rejects()
{
  if (m_fd >= 0) {
    (void)m_sink->flush();
    close(m_fd);
  }
}

Status Rejects::add(const std::string& file, const jobs::RejectedRow& row)
{
  if (m_fd < 0) {
    m_fd = open(m_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (m_fd < 0) {
      return fail(ErrorKind::io, "cannot write the rejects file " + m_path, "name another with --rejects FILE");
    }
    m_sink = output::make_fd_sink(m_fd, m_path);
  }
  std::string line;
  JsonWriter json(line);
  json.begin_object()
    .member("file", file)
    .member("line", row.line)
    .member("column", row.column == 0 ? std::optional<std::uint64_t>{} : row.column);
  json.member("reason", row.reason).member("row", row.raw);
  if (invalid_utf8_at(row.raw)) {
    json.member("row_base64", to_base64(row.raw)); // JSON is UTF-8: the bytes as they were
  }
  json.end_object();
  if (m_first.empty()) {
    m_first = (file.empty() ? "" : file + ":") + std::to_string(row.line) + ": " + row.reason;
  }
  return m_sink->write(line + "\n");
}

} // namespace tilores::app

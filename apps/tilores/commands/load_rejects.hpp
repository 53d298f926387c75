#pragma once
// The rejects file of load: rows that were not stored, with the place and the reason.

#include <tilores/jobs/load.hpp>
#include <tilores/output/streams.hpp>

#include <memory>
#include <string>

namespace tilores::app {

// One JSON object a line: {"file","line","column","reason","row"}, and "row_base64" for a row that is not UTF-8. The
// file is made when the first row comes.
class Rejects {
public:
  explicit Rejects(std::string path) : m_path(std::move(path)) {}
  ~Rejects();
  Rejects(const Rejects&) = delete;
  Rejects& operator=(const Rejects&) = delete;

  [[nodiscard]] Status add(const std::string& file, const jobs::RejectedRow& row);
  [[nodiscard]] Status finish() { return m_fd >= 0 ? m_sink->flush() : Status{}; }
  [[nodiscard]] const std::string& path() const { return m_path; }
  // "FILE:LINE: reason" of the first one.
  [[nodiscard]] const std::string& first() const { return m_first; }

private:
  std::string m_path;
  int m_fd = -1;
  std::unique_ptr<output::Sink> m_sink;
  std::string m_first;
};

} // namespace tilores::app

#pragma once
// Rows on standard output as the one document of -o json: items first, the rest of the envelope after the last one.

#include "../app.hpp"

#include <tilores/output/streams.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::app {

class BatchDocument {
public:
  explicit BatchDocument(const Session& session)
    : m_session(session), m_out(session.process.streams.out), m_began(session.ctx.clock->steady())
  {
  }
  Status rows(std::string_view lines);
  Status end(const std::optional<Error>& error, const std::vector<std::string>& warnings, std::string_view backend);
  [[nodiscard]] bool begun() const { return m_count > 0; }

private:
  const Session& m_session;
  output::Sink& m_out;
  SteadyTime m_began;
  std::uint64_t m_count = 0;
};

} // namespace tilores::app

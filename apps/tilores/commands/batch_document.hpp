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
  explicit BatchDocument(output::Sink& out) : m_out(out) {}
  Status rows(std::string_view lines);
  Status end(const std::optional<Error>& error, const std::vector<std::string>& warnings, const Session& session);
  [[nodiscard]] bool begun() const { return m_count > 0; }

private:
  output::Sink& m_out;
  std::uint64_t m_count = 0;
};

} // namespace tilores::app

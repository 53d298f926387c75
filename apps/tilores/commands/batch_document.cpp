#include "batch_document.hpp"

#include <tilores/base/json.hpp>
#include <tilores/base/text.hpp>

namespace tilores::app {

Status BatchDocument::rows(std::string_view lines)
{
  for (const std::string_view line : split(lines, '\n')) {
    if (!line.empty()) {
      TRY(m_out.write(m_count++ == 0 ? "{\"data\":{\"items\":[" : ","));
      TRY(m_out.write(line));
    }
  }
  return {};
}

Status BatchDocument::end(const std::optional<Error>& error, const std::vector<std::string>& warnings,
                          std::string_view backend)
{
  std::string text = m_count == 0 ? "{\"data\":{\"items\":[" : "";
  text += "],\"total\":" + std::to_string(m_count) + "}";
  std::string envelope;
  const auto took = std::chrono::duration_cast<Millis>(m_session.ctx.clock->steady() - m_began);
  output::append_envelope(envelope,
                          {!error,
                           "null",
                           error,
                           warnings,
                           {"batch", m_session.ctx.request_id, took.count(), std::string(backend), "none", {}, false}});
  // The same members but data.
  TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(std::move(envelope)));
  for (const auto [key, value] : document.root().members()) {
    if (key != "data") {
      text += ",\"" + std::string(key) + "\":" + std::string(value.raw());
    }
  }
  TRY(m_out.write(text + "}\n"));
  return m_out.flush();
}

} // namespace tilores::app

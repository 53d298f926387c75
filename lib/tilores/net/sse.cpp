// The event stream parser: a line splitter for CR, LF and CRLF, and the field rules of the standard.
#include <tilores/net/sse.hpp>

namespace tilores::net {

Status SseParser::feed(std::string_view bytes, const std::function<void(SseEvent)>& sink)
{
  while (!bytes.empty()) {
    if (m_after_cr) {
      m_after_cr = false;
      if (bytes.front() == '\n') {
        bytes.remove_prefix(1);
        continue;
      }
    }
    const auto end = bytes.find_first_of("\r\n");
    const auto piece = bytes.substr(0, end);
    if (m_line.size() + piece.size() + m_data.size() > m_max) {
      return fail(ErrorKind::bad_data, "an event of the stream is larger than " + std::to_string(m_max) + " bytes");
    }
    if (end == std::string_view::npos) {
      m_line += piece;
      return {};
    }
    m_after_cr = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    if (m_line.empty()) {
      take_line(piece, sink);
    } else {
      m_line += piece;
      take_line(m_line, sink);
      m_line.clear();
    }
  }
  return {};
}

void SseParser::take_line(std::string_view line, const std::function<void(SseEvent)>& sink)
{
  if (m_first_line && line.substr(0, 3) == "\xEF\xBB\xBF") {
    line.remove_prefix(3);
  }
  m_first_line = false;
  if (line.empty()) {
    if (m_has_data) {
      sink({m_event.empty() ? "message" : m_event, m_data, m_id});
    }
    m_event.clear();
    m_data.clear();
    m_has_data = false;
    return;
  }
  const auto colon = line.find(':');
  const auto field = line.substr(0, colon);
  auto value = colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
  if (!value.empty() && value.front() == ' ') {
    value.remove_prefix(1);
  }
  if (field == "data") {
    if (m_has_data) {
      m_data += '\n';
    }
    m_data += value;
    m_has_data = true;
  } else if (field == "event") {
    m_event = value;
  } else if (field == "id" && value.find('\0') == std::string_view::npos) {
    m_id = value;
  }
}

std::optional<SseEvent> SseParser::unfinished() const
{
  SseParser copy = *this;
  std::optional<SseEvent> last;
  const auto keep = [&last](SseEvent event) { last = std::move(event); };
  if (!copy.m_line.empty()) {
    copy.take_line(copy.m_line, keep);
  }
  copy.take_line({}, keep);
  return last;
}

} // namespace tilores::net

#pragma once
// Server-sent events (WHATWG HTML §9.2): bytes in, in pieces of any size, events out.

#include <tilores/base/result.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tilores::net {

struct SseEvent {
  std::string event = "message";
  std::string data; // lines joined with LF
  std::string id;   // the last one seen on the stream
};

class SseParser {
public:
  explicit SseParser(std::size_t max_event_bytes = std::size_t{1} << 20U) : m_max(max_event_bytes) {}

  // Hands every event completed by `bytes` to `sink`. bad_data when one line or event exceeds the bound; the parser is
  // then of no further use.
  Status feed(std::string_view bytes, const std::function<void(SseEvent)>& sink);
  // At the end of the stream: the event that lacks only its blank line. The standard drops it; some model servers end
  // with "data: [DONE]" and no blank line.
  [[nodiscard]] std::optional<SseEvent> unfinished() const;

private:
  void take_line(std::string_view line, const std::function<void(SseEvent)>& sink);

  std::size_t m_max;
  std::string m_line;
  std::string m_event;
  std::string m_data;
  std::string m_id;
  bool m_has_data = false;
  bool m_after_cr = false;
  bool m_first_line = true;
};

} // namespace tilores::net

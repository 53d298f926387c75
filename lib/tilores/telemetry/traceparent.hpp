#pragma once
// W3C Trace Context, the header and environment variable `traceparent`. Pure.

#include <optional>
#include <string>
#include <string_view>

namespace tilores::telemetry {

struct TraceParent {
  std::string trace_id;  // 32 hex digits
  std::string parent_id; // 16 hex digits
  bool sampled = true;
};

// nullopt for anything the specification calls invalid: then a new trace begins. Later versions are read as version 00.
[[nodiscard]] std::optional<TraceParent> parse_traceparent(std::string_view text);
// Always version 00.
[[nodiscard]] std::string format_traceparent(std::string_view trace_id, std::string_view span_id, bool sampled);

} // namespace tilores::telemetry

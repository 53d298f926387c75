#pragma once
// Spans as OTLP/HTTP JSON (opentelemetry-proto 1.9): ids in hex, 64-bit numbers as decimal strings, enums as numbers.
// Pure.

#include <tilores/base/span.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilores::telemetry {

struct Resource {
  std::string version;                                         // of this program
  std::vector<std::pair<std::string, std::string>> attributes; // beside service.name and service.version
};

// One ExportTraceServiceRequest on one line, without the line end. Spans whose name begins with "HTTP " or "chat " are
// of kind CLIENT, those without parent of kind SERVER, others INTERNAL. A failed span has status code 2 and error.type.
[[nodiscard]] std::string export_request(std::span<const Span> spans, const Resource& resource);

} // namespace tilores::telemetry

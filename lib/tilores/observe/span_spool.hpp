#pragma once
// Spans on their way to a collector. Short commands append to a file of the state folder and never wait for the
// network; whoever has time (batch, prewarm, `stats --export`, a timer) sends what is there. Format: one
// ExportTraceServiceRequest as JSON a line.

#include <tilores/base/clock.hpp>
#include <tilores/base/secret.hpp>
#include <tilores/net/transport.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tilores::observe {

// Appends a line unless the file would grow beyond `most_bytes`: then false, and the spans are dropped. Never waits for
// another process (false as well). Mode 0600.
[[nodiscard]] Result<bool> spool_request(const std::string& path, std::string_view request, std::uint64_t most_bytes);
// Appends to a file the user named (--trace), whatever its size.
Status append_trace(const std::string& path, std::string_view request);

// Removes the requests whose spans ended before `before`; returns how many spans these were. `locked` while others use
// it.
[[nodiscard]] Result<std::uint64_t> drop_requests_before(const std::string& path, WallTime before);

struct Exporter {
  std::string url; // …/v1/traces
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::pair<std::string, Secret>> secret_headers;
};

struct ExportReport {
  std::uint64_t sent = 0;    // requests
  std::uint64_t refused = 0; // 400 and the like: not sent again
  std::uint64_t left = 0;    // still in the spool: the collector was down
};

// Sends the spool, oldest first, and keeps what the collector did not take because it was down or busy (429, 5xx). A
// 2xx answer is final, also when it tells of rejected spans (partialSuccess). Commands may append meanwhile; a kill on
// the way sends requests twice, with the same span ids, and loses none. `locked` while another process does the same.
[[nodiscard]] Result<ExportReport> export_spool(const std::string& path, const Exporter& exporter,
                                                net::HttpTransport& transport, const CallContext& ctx);

} // namespace tilores::observe

#pragma once
// Moves the spans of a long command out of it while it runs: a thread of its own, which nobody waits for.

#include <tilores/observe/span_spool.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace tilores::observe {

// `drain` puts the spans gathered so far into the spool (never blocking); it is called on the pump's thread, after 25
// ms, every second and whenever nudged, and a last time by the caller of stop(). After each the spool is sent. A
// collector that is down or slow is left alone for 1, 2, 4 … 60 s.
class SpanPump {
public:
  virtual ~SpanPump() = default; // as stop()
  virtual void nudge() = 0;
  // Ends the thread. What was gathered last is sent where the collector answered within 100 ms before, at most 200 ms
  // long; else it stays in the spool, and stopping waits for nothing.
  virtual void stop() = 0;
};

// Without a transport nothing is sent: only drained.
[[nodiscard]] std::unique_ptr<SpanPump> start_span_pump(std::function<void()> drain, std::string spool,
                                                        std::optional<Exporter> exporter,
                                                        std::shared_ptr<net::HttpTransport> transport);

} // namespace tilores::observe

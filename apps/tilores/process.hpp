#pragma once
// What main captures from the operating system: environment, terminals, signals.

#include "app.hpp"

#include <stop_token>

namespace tilores::app {

// Standard descriptors that were closed are opened so that using them fails; else the next file opened would take their
// place. First of all.
void occupy_closed_descriptors();
[[nodiscard]] config::Environment environment_of_process();
[[nodiscard]] bool is_terminal(int fd);
// Reads --color from argv by itself, because errors in argv are coloured too.
[[nodiscard]] output::Streams streams_of_process(int argc, const char* const* argv,
                                                 const config::Environment& environment, output::Sink& out,
                                                 output::Sink& err);

// Turns SIGINT and SIGTERM into a stop request; a second one ends the process at once. SIGPIPE is ignored. One per
// process.
class Signals {
public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  [[nodiscard]] std::stop_token stop() const;
  // 130 becomes 143 when SIGTERM was what came.
  [[nodiscard]] int exit_status(int status) const;
};

// While it lives, SIGINT ends the current answer and not the process. One at a time.
class Interrupts {
public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;
  // Stops with the next SIGINT, or with `outer`; those before are forgotten.
  [[nodiscard]] std::stop_token next(const std::stop_token& outer);
  // Readable from the first SIGINT after next() on: to be polled beside what is waited for, so that none is missed.
  [[nodiscard]] int event() const;
};

} // namespace tilores::app

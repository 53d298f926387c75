#pragma once
// Where the program's bytes go: stdout and stderr as ports, with every failed write reported. No iostream, no locale.

#include <tilores/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace tilores::output {

// Port: a buffered stream of bytes. Not thread-safe.
// Failures stick: after the first one every call returns it again and nothing more is written. A reader that closed the
// pipe gives `cancelled` (and closed() is true, so that main exits 141 quietly); a full disk and the rest give `io`.
class Sink {
public:
  virtual ~Sink() = default;
  [[nodiscard]] virtual Status write(std::string_view text) = 0;
  // Everything written so far has reached the other side. The last flush of a command must be checked.
  [[nodiscard]] virtual Status flush() = 0;
  // The reader of the pipe is gone.
  [[nodiscard]] virtual bool closed() const { return false; }
};

// Writes to a file descriptor it does not own, in blocks of 64 KiB. `name` is for messages: "standard output". SIGPIPE
// must be ignored by the process. The destructor flushes, but cannot report.
[[nodiscard]] std::unique_ptr<Sink> make_fd_sink(int fd, std::string name);
// Appends to `target`, which must outlive it; never fails.
[[nodiscard]] std::unique_ptr<Sink> make_string_sink(std::string& target);

// How one stream is decorated. Data never depends on it.
struct Terminal {
  bool is_tty = false;
  bool colour = false;
  bool redraws = false;   // the cursor can be moved: a terminal other than TERM=dumb
  std::size_t width = 80; // columns; at least 20
};

enum class ColourMode : std::uint8_t { automatic, always, never };

// --color wins; then NO_COLOR (non-empty: none), CLICOLOR_FORCE (non-empty and not "0": always), TERM=dumb or
// CLICOLOR=0 (none); else colour where `is_tty`. The width is COLUMNS if it is a number, else `window_columns`,
// else 80.
[[nodiscard]] Terminal make_terminal(bool is_tty, std::size_t window_columns, ColourMode mode,
                                     const std::map<std::string, std::string>& environment);
// The window's width asked from the terminal behind `fd`; 0 where there is none. For main.
[[nodiscard]] std::size_t window_columns_of(int fd);

// What a command writes to. The sinks must outlive it.
struct Streams {
  Sink& out;
  Sink& err;
  Terminal out_terminal;
  Terminal err_terminal;
};

} // namespace tilores::output

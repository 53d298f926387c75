#include <tilores/output/streams.hpp>

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

namespace tilores::output {
namespace {

constexpr std::size_t k_block = 65536;

class FdSink final : public Sink {
public:
  FdSink(int fd, std::string name) : m_fd(fd), m_name(std::move(name)) {}
  FdSink(const FdSink&) = delete;
  FdSink& operator=(const FdSink&) = delete;
  FdSink(FdSink&&) = delete;
  FdSink& operator=(FdSink&&) = delete;
  ~FdSink() override { static_cast<void>(drain().has_value()); }

  Status write(std::string_view text) override
  {
    if (m_error) {
      return fail(*m_error);
    }
    m_buffer += text;
    return m_buffer.size() < k_block ? Status{} : drain();
  }

  Status flush() override { return drain(); }
  [[nodiscard]] bool closed() const override { return m_closed; }

private:
  Status drain()
  {
    std::string_view left = m_buffer;
    while (!left.empty() && !m_error) {
      const ssize_t n = ::write(m_fd, left.data(), left.size());
      if (n >= 0) {
        left.remove_prefix(static_cast<std::size_t>(n));
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        // Somebody made the shared descriptor non-blocking: wait as a blocking one would.
        pollfd ready{m_fd, POLLOUT, 0};
        static_cast<void>(poll(&ready, 1, -1));
      } else if (errno != EINTR) {
        stop(errno);
      }
    }
    m_buffer.clear();
    return m_error ? Status{fail(*m_error)} : Status{};
  }

  void stop(int reason)
  {
    m_closed = reason == EPIPE;
    m_error = Error{m_closed ? ErrorKind::cancelled : ErrorKind::io,
                    "cannot write to " + m_name + ": " + std::strerror(reason),
                    {},
                    {},
                    {}};
  }

  int m_fd;
  std::string m_name;
  std::string m_buffer;
  std::optional<Error> m_error;
  bool m_closed = false;
};

class StringSink final : public Sink {
public:
  explicit StringSink(std::string& target) : m_target(target) {}
  Status write(std::string_view text) override
  {
    m_target += text;
    return {};
  }
  Status flush() override { return {}; }

private:
  std::string& m_target;
};

} // namespace

std::unique_ptr<Sink> make_fd_sink(int fd, std::string name) { return std::make_unique<FdSink>(fd, std::move(name)); }

std::unique_ptr<Sink> make_string_sink(std::string& target) { return std::make_unique<StringSink>(target); }

Terminal make_terminal(bool is_tty, std::size_t window_columns, ColourMode mode,
                       const std::map<std::string, std::string>& environment)
{
  const auto variable = [&](const char* name) -> std::string_view {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string_view{} : std::string_view{found->second};
  };
  Terminal terminal;
  terminal.is_tty = is_tty;
  terminal.redraws = is_tty && variable("TERM") != "dumb";
  if (mode != ColourMode::automatic) {
    terminal.colour = mode == ColourMode::always;
  } else if (!variable("NO_COLOR").empty()) {
    terminal.colour = false;
  } else if (const auto force = variable("CLICOLOR_FORCE"); !force.empty() && force != "0") {
    terminal.colour = true;
  } else {
    terminal.colour = terminal.redraws && variable("CLICOLOR") != "0";
  }
  std::size_t width = 0;
  const std::string_view columns = variable("COLUMNS");
  const auto parsed = std::from_chars(columns.data(), columns.data() + columns.size(), width);
  if (columns.empty() || parsed.ec != std::errc{} || parsed.ptr != columns.data() + columns.size() || width == 0) {
    width = window_columns == 0 ? 80 : window_columns;
  }
  terminal.width = std::clamp<std::size_t>(width, 20, 10000);
  return terminal;
}

std::size_t window_columns_of(int fd)
{
  winsize size{};
  return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

} // namespace tilores::output

#include "process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <thread>

extern char** environ; // NOLINT: POSIX

namespace tilores::app {
namespace {

std::atomic<int> g_signal = 0;
int g_pipe[2] = {-1, -1};
std::stop_source g_stop;
std::jthread g_watcher;

int g_interrupt_event = -1;
int g_interrupt_pipe[2] = {-1, -1};
std::mutex g_answer_mutex;
std::stop_source g_answer;
std::jthread g_interrupt_watcher;
struct sigaction g_before_interrupts {};

void on_interrupt(int)
{
  constexpr std::uint64_t k_one = 1;
  [[maybe_unused]] ssize_t n = write(g_interrupt_event, &k_one, sizeof k_one);
  const char byte = 's';
  n = write(g_interrupt_pipe[1], &byte, 1);
}

void request_answer_stop()
{
  const std::lock_guard lock(g_answer_mutex);
  g_answer.request_stop();
}

// Only async-signal-safe calls. request_stop() runs callbacks and locks, so a thread does it.
void on_signal(int signal)
{
  const int before = g_signal.exchange(signal);
  if (before != 0) {
    _exit(128 + signal);
  }
  const char byte = 's';
  [[maybe_unused]] const ssize_t n = write(g_pipe[1], &byte, 1);
}

} // namespace

void occupy_closed_descriptors()
{
  for (const int fd : {0, 1, 2}) {
    if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
      (void)open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY); // the lowest free number: fd
    }
  }
}

config::Environment environment_of_process()
{
  config::Environment environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    if (const char* const equals = std::strchr(*entry, '=')) {
      environment.emplace(std::string(*entry, static_cast<std::size_t>(equals - *entry)), equals + 1);
    }
  }
  return environment;
}

bool is_terminal(int fd) { return isatty(fd) == 1; }

output::Streams streams_of_process(int argc, const char* const* argv, const config::Environment& environment,
                                   output::Sink& out, output::Sink& err)
{
  auto mode = output::ColourMode::automatic;
  for (int i = 1; i < argc && std::strcmp(argv[i], "--") != 0; ++i) {
    std::string_view word = argv[i];
    if (word == "--color" && i + 1 < argc) {
      word = argv[i + 1];
    } else if (word.starts_with("--color=")) {
      word.remove_prefix(8);
    } else {
      continue;
    }
    mode = word == "always"  ? output::ColourMode::always
           : word == "never" ? output::ColourMode::never
                             : output::ColourMode::automatic;
  }
  const std::map<std::string, std::string> variables(environment.begin(), environment.end());
  const auto terminal = [&](int fd) {
    const bool tty = is_terminal(fd);
    return output::make_terminal(tty, tty ? output::window_columns_of(fd) : 0, mode, variables);
  };
  return {out, err, terminal(1), terminal(2)};
}

Signals::Signals()
{
  std::signal(SIGPIPE, SIG_IGN);
  if (pipe(g_pipe) != 0) {
    return;
  }
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction before {};
    sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) { // nohup and background jobs ignore SIGINT on purpose
      sigaction(signal, &action, nullptr);
    }
  }
  g_watcher = std::jthread([] {
    char byte = 0;
    while (read(g_pipe[0], &byte, 1) < 0 && errno == EINTR) {
    }
    if (byte != 's') {
      return;
    }
    g_stop.request_stop();
    // What is in flight has two seconds to end; a command that does not look at the stop must not keep the user
    // waiting.
    pollfd pipe_end{g_pipe[0], POLLIN, 0};
    constexpr int k_grace_ms = 2500;
    if (poll(&pipe_end, 1, k_grace_ms) == 0) {
      _exit(128 + g_signal);
    }
  });
}

Signals::~Signals()
{
  const char byte = 'q';
  [[maybe_unused]] const ssize_t n = write(g_pipe[1], &byte, 1);
}

std::stop_token Signals::stop() const { return g_stop.get_token(); }

Interrupts::Interrupts()
{
  g_interrupt_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (pipe(g_interrupt_pipe) != 0) {
    return;
  }
  g_interrupt_watcher = std::jthread([] {
    char byte = 's';
    while (byte == 's') {
      const ssize_t n = read(g_interrupt_pipe[0], &byte, 1);
      if (n == 1 && byte == 's') {
        request_answer_stop();
      } else if (n == 0 || (n < 0 && errno != EINTR)) {
        return;
      }
    }
  });
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &g_before_interrupts);
}

Interrupts::~Interrupts()
{
  sigaction(SIGINT, &g_before_interrupts, nullptr);
  const char byte = 'q';
  [[maybe_unused]] const ssize_t n = write(g_interrupt_pipe[1], &byte, 1);
  g_interrupt_watcher = {};
  close(g_interrupt_pipe[0]);
  close(g_interrupt_pipe[1]);
  close(g_interrupt_event);
}

std::stop_token Interrupts::next(const std::stop_token& outer)
{
  const std::lock_guard lock(g_answer_mutex);
  g_answer = {};
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t n = read(g_interrupt_event, &count, sizeof count);
  if (outer.stop_requested()) {
    g_answer.request_stop();
  }
  return g_answer.get_token();
}

int Interrupts::event() const { return g_interrupt_event; }

int Signals::exit_status(int status) const { return status == 130 && g_signal == SIGTERM ? 143 : status; }

} // namespace tilores::app

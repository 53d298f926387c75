#include "ask_prompt.hpp"

#include "../process.hpp"
#include "../render.hpp"
#include "../wiring.hpp"

#include <tilores/base/text.hpp>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace tilores::app {
namespace {

constexpr std::size_t k_most_messages = 20;  // of history: as a session keeps
constexpr Millis k_default_deadline{20'000}; // of one question

// The next line without its end; nullopt at the end of input.
class Lines {
public:
  Lines(int fd, int interrupted, std::stop_token outer)
    : m_fd(fd), m_interrupted(interrupted), m_outer(std::move(outer))
  {
  }

  Result<std::optional<std::string>> next(const std::function<Status()>& ask_again)
  {
    for (;;) {
      if (const std::size_t end = m_read.find('\n'); end != std::string::npos) {
        std::string line = m_read.substr(0, end);
        m_read.erase(0, end + 1);
        return std::optional(std::move(line));
      }
      if (m_read.size() > assist::k_question_limit) {
        return std::optional(std::exchange(m_read, {})); // refused as too long
      }
      std::array<pollfd, 2> waited{pollfd{m_fd, POLLIN, 0}, pollfd{m_interrupted, POLLIN, 0}};
      const int ready = poll(waited.data(), waited.size(), -1);
      if (m_outer.stop_requested()) {
        return fail(ErrorKind::cancelled, "terminated");
      }
      if (ready > 0 && waited[1].revents != 0) {
        m_read.clear();
        TRY(ask_again());
        continue;
      }
      std::array<char, 4096> buffer;
      const ssize_t n = ready > 0 ? read(m_fd, buffer.data(), buffer.size()) : -1;
      if (n > 0) {
        m_read.append(buffer.data(), static_cast<std::size_t>(n));
      } else if (n == 0 || errno != EINTR) {
        return m_read.empty() ? std::optional<std::string>{} : std::optional(std::exchange(m_read, {}));
      }
    }
  }

private:
  int m_fd;
  int m_interrupted;
  std::stop_token m_outer;
  std::string m_read;
};

std::string said_by(const JsonDocument& data) { return std::string(data.root()["answer"].text()); }

void keep(std::vector<assist::Message>& history, const std::string& question, const Outcome& outcome)
{
  if (const auto data = JsonDocument::parse(outcome.data)) {
    history.push_back({"user", question});
    history.push_back({"assistant", said_by(*data)});
    if (history.size() > k_most_messages) {
      history.erase(history.begin(), history.end() - k_most_messages);
    }
  }
}

} // namespace

Result<Outcome> run_prompt(Session& session, assist::AskRequest request, const AnswerOne& answer)
{
  const output::Streams& streams = session.process.streams;
  const Command& command = *std::ranges::find(commands(), std::string_view("ask"), &Command::name);
  TRY_ASSIGN(const config::Settings* const settings, session.services.settings());
  const Millis bound = session.globals.deadline.value_or(settings->duration("deadline").value_or(k_default_deadline));
  const std::stop_token outer = session.ctx.stop;
  Interrupts interrupts;
  const std::stop_callback wake(outer, [&interrupts] { eventfd_write(interrupts.event(), 1); });
  Lines lines(session.process.stdin_fd, interrupts.event(), outer);
  const auto show = [&](std::string_view text) -> Status {
    TRY(streams.err.write(text));
    return streams.err.flush();
  };
  TRY(show("One question a line; Ctrl-C ends an answer, Ctrl-D ends the talk.\n"));
  for (;;) {
    session.ctx.stop = interrupts.next(outer);
    TRY(show("> "));
    TRY_ASSIGN(const auto line, lines.next([&] {
      session.ctx.stop = interrupts.next(outer);
      return show("\n> ");
    }));
    if (!line) {
      TRY(show("\n"));
      break;
    }
    if (trim(*line).empty()) {
      continue;
    }
    assist::AskRequest one = request;
    one.question = trim(*line);
    session.ctx.deadline = Deadline::after(bound, *session.ctx.clock);
    const SteadyTime began = session.ctx.clock->steady();
    auto outcome = answer(std::move(one));
    if (streams.out.closed() || outer.stop_requested()) {
      return fail(ErrorKind::cancelled, "terminated");
    }
    if (!outcome) {
      const output::Meta meta{std::string(command.name), session.ctx.request_id, 0, "", "none", {}, false};
      TRY(render_failure(streams, session.format, outcome.error(), meta, {}));
      continue;
    }
    keep(request.history, std::string(trim(*line)), *outcome);
    TRY(render(session, command, *outcome,
               std::chrono::duration_cast<Millis>(session.ctx.clock->steady() - began).count()));
  }
  Outcome done;
  done.data = "{}";
  done.written = true;
  return done;
}

} // namespace tilores::app

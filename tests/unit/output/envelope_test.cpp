#include <tilores/output/document.hpp>
#include <tilores/output/envelope.hpp>
#include <tilores/output/format.hpp>
#include <tilores/output/progress.hpp>

#include <tilores/base/json.hpp>
#include <tilores/base/text.hpp>

#include <support/fake_clock.hpp>

#include <doctest/doctest.h>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>

using namespace tilores;
using namespace tilores::output;

namespace {

struct Captured {
  std::string out_text;
  std::string err_text;
  std::unique_ptr<Sink> out = make_string_sink(out_text);
  std::unique_ptr<Sink> err = make_string_sink(err_text);
  Streams streams{*out, *err, {}, {}};
};

} // namespace

TEST_CASE("the envelope has every documented key, whatever happened")
{
  Captured captured;
  Envelope envelope;
  envelope.data = R"({"total":0})";
  envelope.meta.command = "search";
  REQUIRE(write_envelope(captured.streams, envelope).has_value());
  CHECK(captured.out_text ==
        R"({"ok":true,"data":{"total":0},"error":null,"warnings":[],"meta":{"schema":1,"command":"search",)"
        R"("request_id":"","duration_ms":0,"backend":null,"cache":"none","age_s":null,"stale":false}})"
        "\n");
  captured.out_text.clear();
  envelope.ok = false;
  envelope.error = Error{ErrorKind::rate_limited, "too \"many\"\ncalls", "wait", {"cannot search"}, 1500};
  envelope.warnings = {"w"};
  envelope.meta.age_s = 3;
  REQUIRE(write_envelope(captured.streams, envelope).has_value());
  const auto document = JsonDocument::parse(captured.out_text);
  REQUIRE(document.has_value());
  const Json error = document->root()["error"];
  CHECK(error["code"].text() == "rate_limited");
  CHECK(error["message"].text() == "cannot search: too \"many\"\ncalls");
  CHECK(error["retryable"].boolean());
  CHECK(error["retry_after_ms"].integer() == 1500);
}

TEST_CASE("a human error is one line and a hint, a program's one JSON line")
{
  Captured captured;
  const Error error{ErrorKind::io, "disk\x1b[2J full", "free some space", {"cannot write"}, {}};
  REQUIRE(write_error(captured.streams, error).has_value());
  CHECK(captured.err_text == "tilores: cannot write: disk\\x1b[2J full\nhint: free some space\n");
  captured.err_text.clear();
  REQUIRE(write_error_object(captured.streams, error).has_value());
  CHECK(captured.err_text == R"({"code":"io","message":"cannot write: disk\u001b[2J full","hint":"free some space",)"
                             R"("retryable":false,"retry_after_ms":null})"
                             "\n");
}

TEST_CASE("formats are named, and misspelt ones get the nearest")
{
  for (const std::string_view name : format_names()) {
    CHECK(to_string(format_named(name).value()) == name);
  }
  CHECK(format_named("jsno").error().hint == "did you mean json?");
}

TEST_CASE("colour and width follow the flags and the environment")
{
  using Environment = std::map<std::string, std::string>;
  struct Case {
    bool tty;
    ColourMode mode;
    Environment environment;
    bool colour;
    std::size_t width;
  };
  const std::vector<Case> cases = {
    {true, ColourMode::automatic, {}, true, 100},
    {false, ColourMode::automatic, {}, false, 100},
    {true, ColourMode::automatic, {{"NO_COLOR", "1"}}, false, 100},
    {true, ColourMode::automatic, {{"NO_COLOR", ""}}, true, 100},
    {true, ColourMode::always, {{"NO_COLOR", "1"}}, true, 100},
    {false, ColourMode::automatic, {{"CLICOLOR_FORCE", "1"}}, true, 100},
    {false, ColourMode::automatic, {{"CLICOLOR_FORCE", "0"}}, false, 100},
    {false, ColourMode::automatic, {{"CLICOLOR_FORCE", "1"}, {"NO_COLOR", "1"}}, false, 100},
    {true, ColourMode::automatic, {{"TERM", "dumb"}}, false, 100},
    {true, ColourMode::never, {{"CLICOLOR_FORCE", "1"}}, false, 100},
    {true, ColourMode::automatic, {{"COLUMNS", "40"}}, true, 40},
    {true, ColourMode::automatic, {{"COLUMNS", "wide"}}, true, 100},
    {true, ColourMode::automatic, {{"COLUMNS", "3"}}, true, 20},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    CAPTURE(i);
    const Terminal terminal = make_terminal(cases[i].tty, 100, cases[i].mode, cases[i].environment);
    CHECK(terminal.colour == cases[i].colour);
    CHECK(terminal.width == cases[i].width);
  }
  CHECK(make_terminal(true, 0, ColourMode::automatic, {}).width == 80);
}

TEST_CASE("a full disk is an io error that sticks")
{
  const int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
  REQUIRE(fd >= 0);
  const auto sink = make_fd_sink(fd, "standard output");
  CHECK(sink->write("x").has_value());
  const Status status = sink->flush();
  REQUIRE(!status.has_value());
  CHECK(status.error().kind == ErrorKind::io);
  CHECK(status.error().message == "cannot write to standard output: No space left on device");
  CHECK(!sink->write("y").has_value());
  CHECK(!sink->closed());
  close(fd);
}

TEST_CASE("a reader that went away is told apart from other failures")
{
  signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> ends{};
  REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  close(ends[0]);
  const auto sink = make_fd_sink(ends[1], "standard output");
  CHECK(sink->write("x").has_value());
  const Status status = sink->flush();
  REQUIRE(!status.has_value());
  CHECK(status.error().kind == ErrorKind::cancelled);
  CHECK(sink->closed());
  close(ends[1]);
}

TEST_CASE("a card fits the terminal and is whole elsewhere")
{
  const std::vector<CardLine> lines = {
    {"name", "Ann Example", Style::plain}, {"note", std::string(200, 'x'), Style::plain}, {"none", "", Style::plain}};
  Terminal terminal;
  std::string out;
  append_card(out, lines, terminal);
  CHECK(out == "name\tAnn Example\nnote\t" + std::string(200, 'x') + "\nnone\t\n");
  terminal.is_tty = true;
  for (const std::size_t width : {20U, 40U, 80U, 200U}) {
    terminal.width = width;
    out.clear();
    append_card(out, lines, terminal);
    for (const std::string_view line : split(out, '\n')) {
      CHECK(display_width(line) <= std::min<std::size_t>(width, 80));
    }
  }
  CHECK(out.starts_with("name  Ann Example\nnote  xxx"));
  CHECK(out.ends_with("none  -\n"));
}

TEST_CASE("heartbeats are JSON lines every five seconds and one at the end")
{
  Captured captured;
  test::FakeClock clock;
  const auto progress = make_progress(ProgressMode::json, "batch", captured.streams, clock);
  ProgressState state;
  state.total = 100;
  for (int i = 0; i < 10; ++i) {
    clock.advance(Millis{1000});
    ++state.done;
    progress->update(state);
  }
  progress->finish(state);
  const auto lines = split(trim(captured.err_text), '\n');
  REQUIRE(lines.size() == 3);
  const auto document = JsonDocument::parse(std::string(lines[1]));
  REQUIRE(document.has_value());
  const Json beat = document->root()["progress"];
  CHECK(beat["done"].integer() == 10);
  CHECK(beat["rate"].number() == 1.0);
  CHECK(beat["eta_s"].number() == 90.0);
  CHECK(beat["limit"].is_null());
}

TEST_CASE("a bar is drawn on one line, within the width, and wiped at the end")
{
  Captured captured;
  test::FakeClock clock;
  captured.streams.err_terminal = make_terminal(true, 50, ColourMode::automatic, {});
  const auto progress = make_progress(ProgressMode::automatic, "batch", captured.streams, clock);
  ProgressState state{50, 100, 25, 1, 8, {}};
  progress->update(state);
  CHECK(captured.err_text.empty());
  clock.advance(Millis{1000});
  progress->update(state);
  CHECK(captured.err_text.find("50/100  50/s  ETA 1s  hits 50%") != std::string::npos);
  CHECK(display_width(std::string_view(captured.err_text).substr(5)) <= 49);
  state.eta_s = 120; // somebody else knows
  clock.advance(Millis{1000});
  progress->update(state);
  CHECK(captured.err_text.find("ETA 2m00s") != std::string::npos);
  progress->finish(state);
  CHECK(captured.err_text.ends_with("\r\x1b[2K"));
  CHECK(captured.err_text.find('\n') == std::string::npos);
}

TEST_CASE("without a terminal nothing is drawn unless asked for")
{
  Captured captured;
  test::FakeClock clock;
  const auto progress = make_progress(ProgressMode::automatic, "batch", captured.streams, clock);
  clock.advance(Millis{60000});
  progress->update({});
  progress->finish({});
  CHECK(captured.err_text.empty());
}

// load --backend tilores: after the submission, and when it breaks off.
#include "load_wait.hpp"

#include <algorithm>

namespace tilores::app {
namespace {

constexpr const char* k_nothing_lost =
  "nothing is lost and nothing need be loaded again: the instance goes on by itself";
constexpr Millis k_pause{1000};
constexpr Millis k_late_pause{5000};
constexpr int k_failures_lived_with = 4;

bool may_pass(ErrorKind kind)
{
  return kind == ErrorKind::unavailable || kind == ErrorKind::rate_limited || kind == ErrorKind::timeout ||
         kind == ErrorKind::bad_data;
}

std::string records(std::uint64_t count) { return std::to_string(count) + (count == 1 ? " record" : " records"); }

Failure given_up(Error error, std::uint64_t submitted)
{
  error.message = records(submitted) + " submitted, but their linking cannot be followed: " + error.message;
  error.hint = k_nothing_lost;
  return fail(std::move(error));
}

} // namespace

Result<std::string> wait_for_links(backend::Loader& loader, std::uint64_t submitted, output::Progress& progress,
                                   const CallContext& ctx)
{
  const SteadyTime began = ctx.clock->steady();
  int failures = 0;
  Millis pause{100};
  output::ProgressState state;
  state.total = submitted;
  for (;;) {
    const auto links = loader.progress(ctx);
    if (links && links->ready) {
      state.done = submitted;
      progress.finish(state);
      return "";
    }
    if (links) {
      failures = 0;
      state.eta_s = links->minutes_left ? std::optional(*links->minutes_left * 60.0) : std::nullopt;
      progress.update(state);
    } else if (const ErrorKind kind = links.error().kind;
               kind == ErrorKind::forbidden || kind == ErrorKind::unsupported) {
      progress.finish(state);
      return "whether the instance has linked the records yet cannot be seen: " + describe(links.error());
    } else if (ctx.stop.stop_requested()) {
      break;
    } else if (!may_pass(kind) || ++failures > k_failures_lived_with || ctx.deadline.passed(*ctx.clock)) {
      progress.finish(state);
      return given_up(links.error(), submitted);
    }
    if (const auto left = ctx.deadline.left(*ctx.clock); left && *left <= pause) {
      progress.finish(state);
      return given_up({ErrorKind::timeout, "the deadline is reached", {}, {}, {}}, submitted);
    }
    if (!ctx.clock->sleep(pause, ctx.stop)) {
      break;
    }
    pause = std::min(pause * 2, ctx.clock->steady() - began > std::chrono::seconds{20} ? k_late_pause : k_pause);
  }
  progress.finish(state);
  return fail(ErrorKind::cancelled,
              "interrupted while the instance links the records: " + records(submitted) + " submitted", k_nothing_lost);
}

Error broken_off(Error error, std::uint64_t submitted)
{
  const bool unsure =
    error.kind == ErrorKind::timeout || error.kind == ErrorKind::unavailable || error.kind == ErrorKind::cancelled;
  if (submitted > 0 || unsure) {
    error.hint =
      (submitted > 0 ? records(submitted) + " submitted before this" + (unsure ? ", the next ones perhaps" : "")
                     : std::string("records may have been submitted")) +
      "; load the input again: a record that comes again is not stored twice";
  }
  return error;
}

} // namespace tilores::app

// Captures the process once, hands it to the app and returns its exit status.
#include "app.hpp"
#include "process.hpp"

int main(int argc, char** argv)
{
  using namespace tilores;
  app::occupy_closed_descriptors();
  app::Signals signals;
  const auto out = output::make_fd_sink(1, "standard output");
  const auto err = output::make_fd_sink(2, "standard error");
  const config::Environment environment = app::environment_of_process();
  const output::Streams streams = app::streams_of_process(argc, argv, environment, *out, *err);
  const app::Process process{environment, streams, app::is_terminal(0), 0};
  return signals.exit_status(app::run(argc, argv, process, signals.stop()));
}

// tilores completion and manifest: what the command table says of itself.
#include "../commands.hpp"
#include "../help.hpp"

#include <tilores/base/file.hpp>
#include <tilores/base/text.hpp>

#include <array>
#include <memory>

namespace tilores::app {
namespace {

Result<Outcome> print(Session& session, std::string_view text)
{
  TRY(session.process.streams.out.write(text));
  Outcome outcome;
  outcome.written = true;
  return outcome;
}

} // namespace

Run declare_completion(Flags& flags)
{
  static constexpr std::array<std::string_view, 3> k_shells{"bash", "zsh", "fish"};
  const auto shell = std::make_shared<std::string>();
  flags.required("SHELL", *shell, "bash, zsh or fish");
  flags.example("source <(tilores completion bash)");
  flags.example("tilores completion fish > ~/.config/fish/completions/tilores.fish");
  return [shell](Session& session) -> Result<Outcome> {
    for (const std::string_view known : k_shells) {
      if (*shell == known) {
        return print(session, completion(*shell));
      }
    }
    const std::string_view near = nearest(*shell, k_shells);
    return fail(ErrorKind::usage, "unknown shell '" + *shell + "'",
                near.empty() ? "bash, zsh or fish" : "did you mean '" + std::string(near) + "'?");
  };
}

Run declare_manifest(Flags& flags)
{
  const auto man = std::make_shared<std::string>();
  flags.text("--man", "FOLDER", *man, "write the man pages into FOLDER instead");
  flags.example("tilores manifest | jq '.commands[].name'");
  return [man](Session& session) -> Result<Outcome> {
    if (man->empty()) {
      return print(session, manifest() + "\n");
    }
    for (const std::string& page : man_pages()) {
      TRY(write_file_atomically(*man + "/" + page, *man_page(page), 0644));
    }
    Outcome outcome;
    outcome.written = true;
    return outcome;
  };
}

} // namespace tilores::app

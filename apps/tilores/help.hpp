#pragma once
// Help, man pages, completions and the manifest: all written from the command table and the flags it declares.

#include "app.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tilores::app {

// `tilores` alone and `tilores help`.
[[nodiscard]] std::string overview();
// `tilores COMMAND --help`; opens with examples.
[[nodiscard]] std::string help_for(const Command& command);
// selectors, fields, formats, exit, cron, privacy; nullopt for other words.
[[nodiscard]] std::optional<std::string> help_topic(std::string_view topic);
[[nodiscard]] std::span<const std::string_view> help_topics();
// Roff of tilores.1, tilores-COMMAND.1 or tilores-config.5, by page name; nullopt for an unknown one.
[[nodiscard]] std::optional<std::string> man_page(std::string_view page);
[[nodiscard]] std::vector<std::string> man_pages();
// bash, zsh or fish.
[[nodiscard]] std::string completion(std::string_view shell);
// Every command, flag, default, exit status and output key as JSON.
[[nodiscard]] std::string manifest();

} // namespace tilores::app

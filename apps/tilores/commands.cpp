// The one table of commands.
#include "commands.hpp"

namespace tilores::app {
namespace {

using output::Format;

constexpr Command k_commands[] = {
  {"config", "", "Settings", "show and change settings", Format::table, true, declare_config},
  {"config", "list", "Settings", "every setting, its value and where it comes from", Format::table, true, declare_config_list},
  {"config", "get", "Settings", "one setting", Format::table, true, declare_config_get},
  {"config", "set", "Settings", "change a setting in the user's file", Format::table, true, declare_config_set},
  {"config", "path", "Settings", "where settings and state lie", Format::table, true, declare_config_path},
  {"config", "init", "Settings", "write a commented settings file", Format::table, true, declare_config_init},
  {"completion", "", "Settings", "shell completion script", Format::table, false, declare_completion},
  {"manifest", "", "Settings", "every command, flag, default and exit status as JSON", Format::json, false, declare_manifest},
};

} // namespace

std::span<const Command> commands()
{
  return k_commands;
}

} // namespace tilores::app

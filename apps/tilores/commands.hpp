#pragma once
// The declaring function of every command; one file a command in commands/. commands.cpp holds the table.

#include "app.hpp"

namespace tilores::app {

Run declare_config(Flags& flags);
Run declare_config_list(Flags& flags);
Run declare_config_get(Flags& flags);
Run declare_config_set(Flags& flags);
Run declare_config_path(Flags& flags);
Run declare_config_init(Flags& flags);
Run declare_completion(Flags& flags);
Run declare_manifest(Flags& flags);

} // namespace tilores::app

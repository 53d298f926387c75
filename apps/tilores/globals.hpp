#pragma once
// The flags that every command accepts, before or after its name.

#include "flags.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tilores::app {

struct Globals {
  std::string config;
  std::string profile;
  std::string backend;
  std::string output;
  std::string fields;
  std::string as_of;
  std::optional<Millis> timeout;
  std::optional<Millis> deadline;
  bool fresh = false;
  bool no_cache = false;
  bool cached_only = false;
  std::optional<Millis> max_age;
  bool dry_run = false;
  std::string ok;
  bool quiet = false;
  int verbose = 0;
  std::string log_format;
  std::string log_file;
  std::string trace;
  std::string color = "auto";
  std::string progress = "auto";
  bool no_input = false;
  bool help = false;
  bool version = false;
};

// Binds the global flags to `globals`, which must outlive `flags`.
void declare_globals(Flags& flags, Globals& globals);

} // namespace tilores::app

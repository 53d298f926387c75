#pragma once
// From argv to exit status: the command table, what a command gets and what it gives back.

#include "flags.hpp"
#include "globals.hpp"

#include <tilores/base/context.hpp>
#include <tilores/base/result.hpp>
#include <tilores/config/settings.hpp>
#include <tilores/output/columns.hpp>
#include <tilores/output/envelope.hpp>
#include <tilores/output/format.hpp>
#include <tilores/output/streams.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tilores::app {

class Services;

// Captured once in main; tests pass literals.
struct Process {
  config::Environment environment;
  output::Streams streams;
  bool stdin_is_terminal = false;
  int stdin_fd = 0;
};

// One invocation of one command.
struct Session {
  const Process& process;
  const Globals& globals;
  Services& services;
  output::Format format = output::Format::table;
  bool format_chosen = false; // by -o or TILORES_OUTPUT, not the command's default
  CallContext ctx;
};

// What a command gives back. `data` is the contract's data; how it is shown derives from it.
struct Outcome {
  std::string data = "null";  // JSON text
  std::optional<Error> error; // exits 3, 5, 6 with data in its normal shape
  std::vector<std::string> warnings;
  std::string rows;                    // member of data that holds the rows ("entities"); empty: data is one row
  std::vector<std::string> shown_rows; // rows for table, csv, tsv, md where they have more columns than data's rows
  std::vector<output::Column> columns; // default columns of those formats
  std::vector<output::Column> known;   // further paths --fields accepts; a path ending in ".*" stands for all below it
  std::string card;                    // for table: text shown instead of rows, unless --fields chooses columns
  bool written = false;                // the command wrote its output itself
  std::optional<int> exit;             // exit status with a scale of its own (health)
  std::string backend;
  std::string cache = "none";
  std::optional<std::int64_t> age_s;
  bool stale = false;
};

using Run = std::function<Result<Outcome>(Session&)>;

// One row of the command table. `verb` is empty for the command itself ("fields" and "fields diff" are two rows).
struct Command {
  std::string_view name;
  std::string_view verb;
  std::string_view group;
  std::string_view summary;
  output::Format format; // default
  bool settings;         // reads the settings; without: completion, manifest, config path …
  Run (*declare)(Flags& flags);
};

// Every command, in the order help shows them.
[[nodiscard]] std::span<const Command> commands();

// Parses, dispatches, renders, reports; returns the exit status. Never exits; touches nothing global but the log.
int run(int argc, const char* const* argv, const Process& process, std::stop_token stop);

} // namespace tilores::app

#pragma once
// The flags of `batch`, as typed, and what of them is refused before anything is opened.

#include "../app.hpp"
#include "../flags.hpp"

#include <tilores/jobs/batch.hpp>
#include <tilores/present/batch_operations.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::app {

struct BatchArgs {
  std::optional<std::string> file;
  std::string op = "search";
  std::string question;
  std::vector<std::string> map;
  std::string format = "auto";
  std::string workers = "auto";
  std::optional<double> rate;
  std::optional<std::uint64_t> retries;
  bool unordered = false;
  std::string out;
  bool force = false;
  std::string errors;
  std::string report;
  bool resume = false;
  bool restart = false;
  bool retry_failed = false;
  std::string max_errors;
  std::optional<std::uint64_t> max_calls;
  std::optional<double> max_cost;
  std::optional<std::uint64_t> first;
  bool row_meta = false;
  bool guard_csv = false;
  std::string bureau;
  std::vector<std::string> insights;
  std::string prom;
  std::string purpose;

  [[nodiscard]] bool from_file() const { return file && *file != "-"; }
  // Whether the input can be read twice: a pipe with a name cannot.
  [[nodiscard]] bool rereadable() const;
  [[nodiscard]] present::BatchOperation operation() const; // after check()
};

void declare_flags(Flags& flags, BatchArgs& args);
// Flags that contradict each other or name what does not exist: `usage`.
[[nodiscard]] Status check(const BatchArgs& args, const Process& process);
// -j: 0 is automatic.
[[nodiscard]] Result<unsigned> parse_workers(const std::string& text);
[[nodiscard]] Result<std::optional<jobs::ErrorLimit>> parse_max_errors(std::string_view text);

} // namespace tilores::app

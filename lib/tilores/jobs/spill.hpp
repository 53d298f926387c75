#pragma once
// Answers of this run by key, beyond what memory holds: a log of answers and sorted runs of keys (an LSM tree) in
// unnamed temporary files that vanish with the process. Memory: the keys of the youngest run and 10 bits a key.

#include <tilores/base/result.hpp>

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tilores::jobs {

// A keyed hash of what was asked.
struct AskKey {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const AskKey&) const = default;
};
struct AskKeyHash {
  std::size_t operator()(const AskKey& key) const { return key.low; }
};

// All members are thread-safe. Keys are put once.
class Spill {
public:
  virtual ~Spill() = default;
  virtual Status put(const AskKey& key, std::string_view answer) = 0;
  [[nodiscard]] virtual Result<std::optional<std::string>> get(const AskKey& key) = 0;
};

struct SpillSettings {
  std::string folder;                 // where the temporary files lie
  std::size_t young_keys = 1U << 16U; // keys held in memory before they are sorted into a run
  unsigned fan_out = 8;               // runs of one level that are merged into one of the next
};

// Opens its files with the first put.
[[nodiscard]] std::unique_ptr<Spill> make_spill(SpillSettings settings);

} // namespace tilores::jobs

#pragma once
// What a batch's output is worth, by its journal.

#include <tilores/jobs/batch_journal.hpp>

#include <array>
#include <string>

namespace tilores::jobs {

struct Verification {
  bool complete = false; // finished and renamed
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  bool ordered = true;
  std::array<std::uint64_t, k_row_statuses> counts{};
  std::string as_of;
  std::string program;
};
// Proves from the journal that `path` holds every row of its input exactly once, in order unless the run was unordered,
// byte for byte as written. `bad_data` says what is wrong; `precondition`: no usable journal, or not finished.
[[nodiscard]] Result<Verification> verify_batch(const std::string& path, const Key256& key, JobFiles& files);
// How far the run beside `path` is, without reading the output.
[[nodiscard]] Result<Verification> batch_status(const std::string& path, const Key256& key, JobFiles& files);

} // namespace tilores::jobs

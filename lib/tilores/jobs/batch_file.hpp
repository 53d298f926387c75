#pragma once
// A batch's output as a file that survives being killed at any byte: FILE.partial and FILE.journal, renamed to FILE at
// the end.

#include <tilores/base/clock.hpp>
#include <tilores/jobs/batch_output.hpp>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tilores::jobs {

enum class ResumeMode : std::uint8_t {
  none,         // refuses to meet an earlier run
  resume,       // goes on with it, or starts
  restart,      // throws it away
  retry_failed, // writes a finished one anew, asking only rows that failed
};

// What an earlier run left.
struct EarlierRun {
  bool complete = false;  // FILE is there and belongs to this input and these settings
  std::uint64_t rows = 0; // written
  std::array<std::uint64_t, k_row_statuses> counts{};
  std::vector<bool> done; // by row - 1
  std::string as_of;      // its day
};

struct BatchFileSettings {
  std::string path;   // FILE
  std::string errors; // dead-letter file; empty: none
  Key256 key{};       // journal_key
  JournalHeader header;
  ResumeMode mode = ResumeMode::none;
  bool force = false; // FILE may be replaced
  Millis sync_every{500};
  std::uint64_t sync_bytes = 4U << 20U;
};

class BatchFile : public RowOutput {
public:
  [[nodiscard]] virtual const EarlierRun& earlier() const = 0;
  // Whether rows of a finished run are kept (retry_failed).
  [[nodiscard]] virtual bool retries() const = 0;
  // The row's bytes in the finished output, where it stays as it is. Rows in ascending order.
  [[nodiscard]] virtual Result<std::optional<JournalRow>> kept(std::uint64_t row, std::string& bytes) = 0;
};

// Finds out what is there and opens the files. Failures: `usage` (FILE exists), `precondition` (an unfinished run and
// mode none; no usable journal; another input, settings or version), `io`.
[[nodiscard]] Result<std::unique_ptr<BatchFile>> open_batch_file(const BatchFileSettings& settings, JobFiles& files,
                                                                 Clock& clock);

// The day an unfinished or finished run beside `path` was frozen at; nullopt without a usable journal.
[[nodiscard]] std::optional<std::string> journal_as_of(const std::string& path, const Key256& key, JobFiles& files);

} // namespace tilores::jobs

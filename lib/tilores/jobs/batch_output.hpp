#pragma once
// Where a batch's rows go: a stream, or a file that survives being killed at any byte (FILE.partial and FILE.journal,
// renamed to FILE at the end).

#include <tilores/base/clock.hpp>
#include <tilores/jobs/batch_journal.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tilores::jobs {

// Port: takes rows in the order of the output. Not thread-safe.
class RowOutput {
public:
  virtual ~RowOutput() = default;
  // Before the first row; nothing where a resumed run has it already.
  virtual Status lead(std::string_view bytes) = 0;
  // `dead`: the row's dead letter, empty for rows that did not fail.
  virtual Status row(const JournalRow& row, std::string_view bytes, std::string_view dead) = 0;
  // Everything so far has been handed on: at the end of a run that stopped early.
  virtual Status flush() = 0;
  // After the last row, with what follows the rows.
  virtual Status finish(std::uint64_t rows, std::string_view tail) = 0;
};

// To functions that write: standard output, and the dead-letter file (may be empty).
using Write = std::function<Status(std::string_view bytes)>;
[[nodiscard]] std::unique_ptr<RowOutput> make_stream_output(Write out, Write dead);

enum class ResumeMode : std::uint8_t {
  none,         // refuses to meet an earlier run
  resume,       // goes on with it, or starts
  restart,      // throws it away
  retry_failed, // writes a finished one anew, asking only rows that failed
};

// What an earlier run left.
struct EarlierRun {
  bool complete = false;                                // FILE is there and belongs to this input and these settings
  std::uint64_t rows = 0;                               // written
  std::array<std::uint64_t, k_row_statuses> counts{};
  std::vector<bool> done;                               // by row - 1
  std::string as_of;                                    // its day
};

struct BatchFileSettings {
  std::string path;            // FILE
  std::string errors;          // dead-letter file; empty: none
  Key256 key{};                // journal_key
  JournalHeader header;
  ResumeMode mode = ResumeMode::none;
  bool force = false;          // FILE may be replaced
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
[[nodiscard]] Result<std::unique_ptr<BatchFile>> open_batch_file(const BatchFileSettings& settings, JobFiles& files, Clock& clock);

// The day an unfinished or finished run beside `path` was frozen at; nullopt without a usable journal.
[[nodiscard]] std::optional<std::string> journal_as_of(const std::string& path, const Key256& key, JobFiles& files);

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

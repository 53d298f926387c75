#pragma once
// Where a batch's rows go, as a port; and a stream as one.

#include <tilores/jobs/batch_journal.hpp>

#include <functional>
#include <memory>
#include <string_view>

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

} // namespace tilores::jobs

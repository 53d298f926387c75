#pragma once
// The files of one batch and the blocks in them: appended together, compared with what the journal says. Inside of
// batch.

#include <tilores/base/clock.hpp>
#include <tilores/jobs/batch_journal.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tilores::jobs {

[[nodiscard]] inline std::string partial_of(const std::string& path) { return path + ".partial"; }
[[nodiscard]] inline std::string journal_of(const std::string& path) { return path + ".journal"; }
// The journal of a --retry-failed under way: the one beside FILE must stay true until FILE is replaced.
[[nodiscard]] inline std::string next_journal_of(const std::string& path) { return path + ".journal.next"; }

// The journal beside `path`; `precondition` without one.
[[nodiscard]] Result<std::unique_ptr<JournalReader>> open_journal(const std::string& path, const Key256& key,
                                                                  JobFiles& files);

// Compares blocks with the bytes of the output, one after the other.
class BlockCheck {
public:
  BlockCheck(const JobFile& output, std::uint64_t size, const Key256& key) : m_output(output), m_size(size), m_key(key)
  {
  }
  [[nodiscard]] Result<bool> holds(const JournalBlock& block);
  [[nodiscard]] std::uint64_t at() const { return m_at; } // bytes that held

private:
  const JobFile& m_output;
  std::uint64_t m_size;
  const Key256& m_key;
  std::uint64_t m_at = 0;
  std::string m_bytes;
};

// The files of a run, each to go on at its end.
struct BlockFiles {
  std::unique_ptr<JobFile> output;
  std::unique_ptr<JobFile> errors; // null: none
  std::unique_ptr<JobFile> journal;
  std::uint64_t output_end = 0;
  std::uint64_t errors_end = 0;
};

// Collects rows into blocks and appends them: output, dead letters, entry of the journal. A block is full by size or
// age; what was appended is synced by size or age as well. After a failure nothing is written any more: what follows
// half a block would stand in the wrong place.
class BlockWriter {
public:
  BlockWriter(BlockFiles files, JournalWriter journal, const Key256& key, Millis sync_every, std::uint64_t sync_bytes,
              Clock& clock);
  // Bytes that are no row's: before the first or after the last one.
  void lead(std::string_view bytes);
  Status row(const JournalRow& row, std::string_view bytes, std::string_view dead);
  Status flush();
  // The end of the run with so many rows; closes the files.
  Status finish(std::uint64_t rows);

private:
  Status write(SteadyTime now);
  Status append(SteadyTime now);
  Status sync(SteadyTime now);

  BlockFiles m_files;
  JournalWriter m_journal;
  Key256 m_key;
  Millis m_sync_every;
  std::uint64_t m_sync_bytes;
  Clock& m_clock;
  JournalBlock m_block;
  std::string m_bytes;
  std::string m_dead;
  std::uint64_t m_unsynced = 0;
  std::optional<Error> m_broken;
  SteadyTime m_flushed_at;
  SteadyTime m_synced_at;
};

// The rows of a finished run, for --retry-failed.
class FinishedRows {
public:
  FinishedRows(std::unique_ptr<JournalReader> journal, std::unique_ptr<JobFile> output)
    : m_journal(std::move(journal)), m_output(std::move(output))
  {
  }
  // The row and its bytes where it stays as it is; nullopt for one to be asked again. Rows in ascending order.
  [[nodiscard]] Result<std::optional<JournalRow>> kept(std::uint64_t row, std::string& bytes);

private:
  std::unique_ptr<JournalReader> m_journal; // null at its end
  std::unique_ptr<JobFile> m_output;
  JournalBlock m_block;
  std::size_t m_at = 0; // into m_block.rows
  std::uint64_t m_offset = 0;
};

} // namespace tilores::jobs

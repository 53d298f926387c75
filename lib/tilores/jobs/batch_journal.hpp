#pragma once
// The journal beside a batch's output: what has been written, provably, and nothing about any customer. The format is
// described in batch_journal.md.

#include <tilores/base/crypto.hpp>
#include <tilores/jobs/job_files.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tilores::jobs {

enum class RowStatus : std::uint8_t { found, not_found, ambiguous, invalid, error };
inline constexpr std::size_t k_row_statuses = 5;
[[nodiscard]] std::string_view to_string(RowStatus status);

// What a run is of. Runs whose headers differ cannot continue each other.
struct JournalHeader {
  std::string program; // version
  std::string as_of;   // YYYY-MM-DD, frozen
  bool ordered = true;
  std::uint64_t input_bytes = 0;
  std::uint64_t input_hash = 0;    // keyed, of the whole input; 0: standard input
  std::uint64_t settings_hash = 0; // keyed, of everything that would change rows
  friend bool operator==(const JournalHeader&, const JournalHeader&) = default;
};

struct JournalRow {
  std::uint64_t row = 0; // of the input, from 1
  RowStatus status = RowStatus::found;
  std::uint64_t bytes = 0; // in the output
};

// Output bytes that were appended together. `lead`: bytes before the first row (the column names).
struct JournalBlock {
  std::uint64_t lead = 0;
  std::uint64_t bytes = 0;      // lead and rows
  std::uint64_t hash = 0;       // keyed, of these bytes
  std::uint64_t errors_end = 0; // size of the dead-letter file after this block
  std::vector<JournalRow> rows;
};

struct JournalFinish {
  std::uint64_t rows = 0; // of the input
  std::uint64_t bytes = 0;
};

// Makes the bytes of a journal, entry by entry. Each entry's checksum covers the one before, so that none can be left
// out or moved.
class JournalWriter {
public:
  explicit JournalWriter(const Key256& key) : m_key(key) {}
  // Goes on after the entry with that checksum.
  JournalWriter(const Key256& key, std::uint64_t chain) : m_key(key), m_chain(chain) {}
  void header(const JournalHeader& header, std::string& out);
  void block(const JournalBlock& block, std::string& out);
  void finish(const JournalFinish& finish, std::string& out);

private:
  void entry(char kind, std::string_view body, std::string& out);
  Key256 m_key;
  std::uint64_t m_chain = 0;
};

// Reads entries until the first one that is torn or damaged; what follows it does not count.
class JournalReader {
public:
  // `precondition` when the journal has no whole header: it is not one, of another version or of another user.
  [[nodiscard]] static Result<std::unique_ptr<JournalReader>> open(std::unique_ptr<JobFile> file, const Key256& key);
  [[nodiscard]] const JournalHeader& header() const { return m_header; }
  // False at the end, after the finish and before the first damaged entry.
  [[nodiscard]] Result<bool> next(JournalBlock& block);
  [[nodiscard]] const std::optional<JournalFinish>& finish() const { return m_finish; }
  [[nodiscard]] std::uint64_t end() const { return m_end; }     // bytes of whole entries read so far
  [[nodiscard]] std::uint64_t chain() const { return m_chain; } // for JournalWriter to go on

private:
  JournalReader(std::unique_ptr<JobFile> file, const Key256& key) : m_file(std::move(file)), m_key(key) {}
  [[nodiscard]] Result<bool> entry(char& kind, std::string_view& body);

  std::unique_ptr<JobFile> m_file;
  Key256 m_key;
  std::uint64_t m_chain = 0;
  JournalHeader m_header;
  std::optional<JournalFinish> m_finish;
  std::string m_buffer;
  std::size_t m_at = 0;           // into m_buffer
  std::uint64_t m_buffer_end = 0; // its end in the file
  std::uint64_t m_end = 0;
};

// The key of journals and of the keys of asked-once, from the user's key.
[[nodiscard]] Key256 journal_key(const Key256& user);

} // namespace tilores::jobs

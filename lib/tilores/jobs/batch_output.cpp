#include <tilores/jobs/batch_output.hpp>

#include <algorithm>

namespace tilores::jobs {
namespace {

constexpr std::size_t k_block_bytes = 256U << 10U;
constexpr Millis k_block_age{50};

class StreamOutput final : public RowOutput {
public:
  StreamOutput(Write out, Write dead) : m_out(std::move(out)), m_dead(std::move(dead)) {}
  Status lead(std::string_view bytes) override { return bytes.empty() ? Status{} : m_out(bytes); }
  Status row(const JournalRow&, std::string_view bytes, std::string_view dead) override
  {
    TRY(m_out(bytes));
    return dead.empty() || !m_dead ? Status{} : m_dead(dead);
  }
  Status flush() override { return {}; }
  Status finish(std::uint64_t, std::string_view tail) override { return tail.empty() ? Status{} : m_out(tail); }

private:
  Write m_out;
  Write m_dead;
};

std::string partial_of(const std::string& path) { return path + ".partial"; }
std::string journal_of(const std::string& path) { return path + ".journal"; }
// The journal of a --retry-failed under way: the one beside FILE must stay true until FILE is replaced.
std::string next_journal_of(const std::string& path) { return path + ".journal.next"; }

Failure changed(const JournalHeader& was, const JournalHeader& is)
{
  std::string what = was.program != is.program ? "it was begun by version " + was.program
                     : was.input_bytes != is.input_bytes || was.input_hash != is.input_hash ? "the input has changed"
                     : was.as_of != is.as_of ? "it is of another day (--as-of " + was.as_of + ")"
                                             : "its settings were others (operation, columns, fields, format, order or rules)";
  return fail(ErrorKind::precondition, "cannot go on with the earlier run: " + what, "start over with --restart");
}

// Compares blocks with the bytes of the output, one after the other.
class BlockCheck {
public:
  BlockCheck(const JobFile& output, std::uint64_t size, const Key256& key) : m_output(output), m_size(size), m_key(key) {}
  Result<bool> holds(const JournalBlock& block)
  {
    std::uint64_t sum = block.lead;
    for (const JournalRow& row : block.rows) {
      sum += row.bytes;
    }
    if (sum != block.bytes || block.bytes > m_size - m_at) {
      return false;
    }
    m_bytes.clear();
    TRY(m_output.read(m_at, static_cast<std::size_t>(block.bytes), m_bytes));
    if (m_bytes.size() != block.bytes || keyed_hash64(m_key, m_bytes) != block.hash) {
      return false;
    }
    m_at += block.bytes;
    return true;
  }
  [[nodiscard]] std::uint64_t at() const { return m_at; }

private:
  const JobFile& m_output;
  std::uint64_t m_size;
  const Key256& m_key;
  std::uint64_t m_at = 0;
  std::string m_bytes;
};

class JournaledFile final : public BatchFile {
public:
  JournaledFile(const BatchFileSettings& settings, JobFiles& files, Clock& clock)
    : m_settings(settings), m_files(files), m_clock(clock), m_writer(settings.key), m_flushed_at(clock.steady()), m_synced_at(m_flushed_at)
  {}

  Status open()
  {
    TRY(finish_retry());
    TRY_ASSIGN(const auto out, m_files.size(m_settings.path));
    TRY_ASSIGN(const auto partial, m_files.size(partial_of(m_settings.path)));
    TRY_ASSIGN(const auto journal, m_files.size(journal_of(m_settings.path)));
    switch (m_settings.mode) {
    case ResumeMode::none:
      if (out && !m_settings.force) {
        return fail(ErrorKind::usage, m_settings.path + " exists", "--force replaces it; --resume goes on with an earlier run");
      }
      if (partial && !m_settings.force) {
        return fail(ErrorKind::precondition, partial_of(m_settings.path) + " is there from a run that did not end", "go on with --resume, or start over with --restart");
      }
      return begin();
    case ResumeMode::restart:
      if (out && !journal && !m_settings.force) {
        return fail(ErrorKind::usage, m_settings.path + " exists and is not from a batch", "--force replaces it");
      }
      return begin();
    case ResumeMode::resume:
      if (!journal) {
        if (partial) {
          return fail(ErrorKind::precondition, partial_of(m_settings.path) + " has no journal", "start over with --restart");
        }
        if (out && !m_settings.force) {
          return fail(ErrorKind::precondition, m_settings.path + " exists and has no journal", "start over with --restart --force");
        }
        return begin();
      }
      return go_on(out, partial, *journal);
    case ResumeMode::retry_failed:
      if (!out || !journal) {
        return fail(ErrorKind::precondition, "no finished run at " + m_settings.path, "--retry-failed needs FILE and FILE.journal; finish it with --resume");
      }
      return retry();
    }
    return {};
  }

  [[nodiscard]] const EarlierRun& earlier() const override { return m_earlier; }

  [[nodiscard]] bool retries() const override { return m_settings.mode == ResumeMode::retry_failed; }

  Result<std::optional<JournalRow>> kept(std::uint64_t row, std::string& bytes) override
  {
    while (m_old) {
      if (m_old_at == m_old_block.rows.size()) {
        TRY_ASSIGN(const bool more, m_old->next(m_old_block));
        if (!more) {
          m_old.reset();
          break;
        }
        m_old_at = 0;
        m_old_offset += m_old_block.lead;
      }
      const JournalRow& old = m_old_block.rows[m_old_at];
      if (old.row > row) {
        break;
      }
      if (old.row == row) {
        if (old.status == RowStatus::error || old.status == RowStatus::invalid) {
          break;
        }
        bytes.clear();
        TRY(m_old_output->read(m_old_offset, static_cast<std::size_t>(old.bytes), bytes));
        return std::optional(old);
      }
      m_old_offset += old.bytes;
      ++m_old_at;
    }
    return std::optional<JournalRow>{};
  }

  Status lead(std::string_view bytes) override
  {
    if (m_earlier.rows == 0 && m_written == 0) {
      m_block.lead += bytes.size();
      m_bytes += bytes;
    }
    return {};
  }

  Status row(const JournalRow& row, std::string_view bytes, std::string_view dead) override
  {
    m_bytes += bytes;
    m_dead_bytes += dead;
    m_block.rows.push_back(row);
    const SteadyTime now = m_clock.steady();
    if (m_bytes.size() >= k_block_bytes || now - m_flushed_at >= k_block_age) {
      TRY(write_block(now));
      if (m_unsynced >= m_settings.sync_bytes || now - m_synced_at >= m_settings.sync_every) {
        return sync(now);
      }
    }
    return {};
  }

  Status flush() override
  {
    const SteadyTime now = m_clock.steady();
    TRY(write_block(now));
    return sync(now);
  }

  Status finish(std::uint64_t rows, std::string_view tail) override
  {
    m_bytes += tail;
    m_block.lead += tail.size();
    TRY(flush());
    std::string entry;
    m_writer.finish({rows, m_written}, entry);
    TRY(m_journal->append(entry));
    TRY(m_journal->sync());
    m_journal.reset();
    m_output.reset();
    TRY(m_files.rename(partial_of(m_settings.path), m_settings.path));
    if (m_settings.mode == ResumeMode::retry_failed) {
      TRY(m_files.rename(next_journal_of(m_settings.path), journal_of(m_settings.path)));
    }
    return {};
  }

private:
  // A retry that was killed between its two renames: FILE is new, its journal still waits.
  Status finish_retry()
  {
    const std::string next = next_journal_of(m_settings.path);
    TRY_ASSIGN(const auto size, m_files.size(next));
    TRY_ASSIGN(const auto partial, m_files.size(partial_of(m_settings.path)));
    if (!size) {
      return {};
    }
    if (!partial) {
      TRY_ASSIGN(auto file, m_files.open_to_read(next));
      auto reader = JournalReader::open(std::move(file), m_settings.key);
      JournalBlock block;
      while (reader) {
        TRY_ASSIGN(const bool more, (*reader)->next(block));
        if (!more) {
          break;
        }
      }
      if (reader && (*reader)->finish()) {
        return m_files.rename(next, journal_of(m_settings.path));
      }
    }
    // It did not come to its end: FILE and its journal are as they were.
    TRY(m_files.remove(partial_of(m_settings.path)));
    return m_files.remove(next);
  }

  Status begin()
  {
    const bool retries = m_settings.mode == ResumeMode::retry_failed;
    const std::string journal = retries ? next_journal_of(m_settings.path) : journal_of(m_settings.path);
    // The journal goes first: a .partial without one would be taken for damage.
    TRY(m_files.remove(partial_of(m_settings.path)));
    TRY_ASSIGN(m_journal, m_files.open_at(journal, 0));
    std::string text;
    m_writer = JournalWriter(m_settings.key);
    m_writer.header(m_settings.header, text);
    TRY(m_journal->append(text));
    TRY(m_journal->sync());
    TRY_ASSIGN(m_output, m_files.open_at(partial_of(m_settings.path), 0));
    return open_errors(0);
  }

  Status open_errors(std::uint64_t keep)
  {
    m_errors_end = keep;
    if (!m_settings.errors.empty()) {
      TRY_ASSIGN(m_errors, m_files.open_at(m_settings.errors, keep));
    }
    return {};
  }

  Status go_on(std::optional<std::uint64_t> out, std::optional<std::uint64_t> partial, std::uint64_t journal_bytes)
  {
    TRY_ASSIGN(auto file, m_files.open_to_read(journal_of(m_settings.path)));
    auto opened = JournalReader::open(std::move(file), m_settings.key);
    if (!opened) {
      // Killed while the very first entry was written: nothing was begun.
      if (!partial && !out && journal_bytes < 256) {
        return begin();
      }
      return fail(std::move(opened).error());
    }
    JournalReader& reader = **opened;
    if (!(reader.header() == m_settings.header)) {
      return changed(reader.header(), m_settings.header);
    }
    if (!partial && !out) {
      TRY(remember_nothing(reader));
      return begin();
    }
    if (!partial) {
      JournalBlock block;
      for (;;) {
        TRY_ASSIGN(const bool more, reader.next(block));
        if (!more) {
          break;
        }
        remember(block);
      }
      if (!reader.finish() || reader.finish()->bytes != *out) {
        return fail(ErrorKind::precondition, m_settings.path + " is not what its journal says", "start over with --restart");
      }
      m_earlier.complete = true;
      return {};
    }
    return adopt(reader, *partial);
  }

  // The journal begins before its output: without any block there is nothing to go on with.
  static Status remember_nothing(JournalReader& reader)
  {
    JournalBlock block;
    TRY_ASSIGN(const bool any, reader.next(block));
    if (any && !block.rows.empty()) {
      return fail(ErrorKind::precondition, "the journal tells of rows, but their output is gone", "start over with --restart");
    }
    return {};
  }

  Status adopt(JournalReader& reader, std::uint64_t partial)
  {
    std::uint64_t end = reader.end();
    std::uint64_t chain = reader.chain();
    {
      TRY_ASSIGN(const auto output, m_files.open_to_read(partial_of(m_settings.path)));
      TRY_ASSIGN(const auto errors, m_settings.errors.empty() ? Result<std::optional<std::uint64_t>>(std::optional<std::uint64_t>{}) : m_files.size(m_settings.errors));
      BlockCheck check(*output, partial, m_settings.key);
      JournalBlock block;
      for (;;) {
        TRY_ASSIGN(const bool more, reader.next(block));
        if (!more) {
          break;
        }
        TRY_ASSIGN(const bool holds, check.holds(block));
        if (!holds || (!m_settings.errors.empty() && block.errors_end > errors.value_or(0))) {
          break;
        }
        remember(block);
        m_errors_end = block.errors_end;
        m_written = check.at();
        end = reader.end();
        chain = reader.chain();
      }
      if (reader.finish() && reader.finish()->bytes == m_written && partial == m_written) {
        m_earlier.complete = true;
      }
    }
    if (m_earlier.complete) { // killed between the last entry and the rename
      return m_files.rename(partial_of(m_settings.path), m_settings.path);
    }
    TRY_ASSIGN(m_journal, m_files.open_at(journal_of(m_settings.path), end));
    m_writer = JournalWriter(m_settings.key, chain);
    TRY_ASSIGN(m_output, m_files.open_at(partial_of(m_settings.path), m_written));
    return open_errors(m_errors_end);
  }

  void remember(const JournalBlock& block)
  {
    for (const JournalRow& row : block.rows) {
      ++m_earlier.rows;
      ++m_earlier.counts[static_cast<std::size_t>(row.status)];
      if (m_earlier.done.size() < row.row) {
        m_earlier.done.resize(std::max<std::size_t>(row.row, m_earlier.done.size() * 2));
      }
      m_earlier.done[row.row - 1] = true;
    }
  }

  Status retry()
  {
    TRY_ASSIGN(auto file, m_files.open_to_read(journal_of(m_settings.path)));
    TRY_ASSIGN(m_old, JournalReader::open(std::move(file), m_settings.key));
    if (!(m_old->header() == m_settings.header)) {
      return changed(m_old->header(), m_settings.header);
    }
    if (!m_old->header().ordered) {
      return fail(ErrorKind::unsupported, "--retry-failed needs an output in the order of its input", "run again without --unordered; what was answered comes from the cache");
    }
    TRY_ASSIGN(const Verification finished, verify_batch(m_settings.path, m_settings.key, m_files));
    if (finished.counts[static_cast<std::size_t>(RowStatus::error)] == 0) {
      m_earlier.complete = true;
      m_earlier.counts = finished.counts;
      m_earlier.rows = finished.rows;
      return {};
    }
    TRY_ASSIGN(m_old_output, m_files.open_to_read(m_settings.path));
    return begin();
  }

  // After a failure nothing is written any more: what follows half a block would stand in the wrong place.
  Status write_block(SteadyTime now)
  {
    if (!m_broken) {
      auto written = append_block(now);
      if (written) {
        return {};
      }
      m_broken = std::move(written).error();
    }
    return fail(*m_broken);
  }

  Status append_block(SteadyTime now)
  {
    m_flushed_at = now;
    if (m_bytes.empty() && m_block.rows.empty()) {
      return {};
    }
    TRY(m_output->append(m_bytes));
    if (m_errors && !m_dead_bytes.empty()) {
      TRY(m_errors->append(m_dead_bytes));
      m_errors_end += m_dead_bytes.size();
    }
    m_block.bytes = m_bytes.size();
    m_block.hash = keyed_hash64(m_settings.key, m_bytes);
    m_block.errors_end = m_errors_end;
    std::string entry;
    m_writer.block(m_block, entry);
    TRY(m_journal->append(entry));
    m_written += m_bytes.size();
    m_unsynced += m_bytes.size();
    m_block.rows.clear();
    m_block.lead = 0;
    m_bytes.clear();
    m_dead_bytes.clear();
    return {};
  }

  Status sync(SteadyTime now)
  {
    m_synced_at = now;
    m_unsynced = 0;
    TRY(m_output->sync());
    if (m_errors) {
      TRY(m_errors->sync());
    }
    return m_journal->sync();
  }

  BatchFileSettings m_settings;
  JobFiles& m_files;
  Clock& m_clock;
  EarlierRun m_earlier;
  std::unique_ptr<JobFile> m_output;
  std::unique_ptr<JobFile> m_errors;
  std::unique_ptr<JobFile> m_journal;
  JournalWriter m_writer;
  JournalBlock m_block;
  std::string m_bytes;
  std::string m_dead_bytes;
  std::uint64_t m_written = 0; // bytes of the output in whole blocks
  std::uint64_t m_errors_end = 0;
  std::uint64_t m_unsynced = 0;
  std::optional<Error> m_broken;
  SteadyTime m_flushed_at;
  SteadyTime m_synced_at;
  // retry_failed: the finished run
  std::unique_ptr<JournalReader> m_old;
  std::unique_ptr<JobFile> m_old_output;
  JournalBlock m_old_block;
  std::size_t m_old_at = 0;
  std::uint64_t m_old_offset = 0;
};

Result<std::unique_ptr<JournalReader>> open_journal(const std::string& path, const Key256& key, JobFiles& files)
{
  TRY_ASSIGN(const auto size, files.size(journal_of(path)));
  if (!size) {
    return fail(ErrorKind::precondition, path + " has no journal", "batch --out writes one beside its output");
  }
  TRY_ASSIGN(auto file, files.open_to_read(journal_of(path)));
  return JournalReader::open(std::move(file), key);
}

} // namespace

std::unique_ptr<RowOutput> make_stream_output(Write out, Write dead)
{
  return std::make_unique<StreamOutput>(std::move(out), std::move(dead));
}

Result<std::unique_ptr<BatchFile>> open_batch_file(const BatchFileSettings& settings, JobFiles& files, Clock& clock)
{
  auto file = std::make_unique<JournaledFile>(settings, files, clock);
  TRY(file->open());
  return std::unique_ptr<BatchFile>(std::move(file));
}

std::optional<std::string> journal_as_of(const std::string& path, const Key256& key, JobFiles& files)
{
  const auto reader = open_journal(path, key, files);
  return reader ? std::optional((*reader)->header().as_of) : std::nullopt;
}

Result<Verification> verify_batch(const std::string& path, const Key256& key, JobFiles& files)
{
  TRY_ASSIGN(const auto reader, open_journal(path, key, files));
  TRY_ASSIGN(const auto size, files.size(path));
  if (!size) {
    return fail(ErrorKind::precondition, path + " is not finished", "go on with --resume");
  }
  TRY_ASSIGN(const auto output, files.open_to_read(path));
  Verification found{true, 0, 0, reader->header().ordered, {}, reader->header().as_of, reader->header().program};
  const auto bad = [&](const std::string& what) { return fail(ErrorKind::bad_data, path + " is not what its journal says: " + what, "run the batch again with --restart"); };
  BlockCheck check(*output, *size, key);
  JournalBlock block;
  std::vector<bool> seen;
  for (;;) {
    TRY_ASSIGN(const bool more, reader->next(block));
    if (!more) {
      break;
    }
    TRY_ASSIGN(const bool holds, check.holds(block));
    if (!holds) {
      return bad("bytes from " + std::to_string(check.at()) + " on differ");
    }
    for (const JournalRow& row : block.rows) {
      if (seen.size() < row.row) {
        seen.resize(std::max<std::size_t>(row.row, seen.size() * 2));
      }
      if (seen[row.row - 1]) {
        return bad("row " + std::to_string(row.row) + " stands twice");
      }
      if (found.ordered && row.row != found.rows + 1) {
        return bad("row " + std::to_string(found.rows + 1) + " is missing or out of order");
      }
      seen[row.row - 1] = true;
      ++found.rows;
      ++found.counts[static_cast<std::size_t>(row.status)];
    }
  }
  found.bytes = check.at();
  if (!reader->finish()) {
    return fail(ErrorKind::precondition, "the journal of " + path + " has no end: it is damaged or the run did not finish", "go on with --resume");
  }
  if (reader->finish()->rows != found.rows || std::any_of(seen.begin(), seen.begin() + static_cast<std::ptrdiff_t>(found.rows), [](bool there) { return !there; })) {
    return bad("rows are missing");
  }
  if (reader->finish()->bytes != *size || found.bytes != *size) {
    return bad("it has " + std::to_string(*size) + " bytes instead of " + std::to_string(reader->finish()->bytes));
  }
  return found;
}

Result<Verification> batch_status(const std::string& path, const Key256& key, JobFiles& files)
{
  TRY_ASSIGN(const auto reader, open_journal(path, key, files));
  Verification found{false, 0, 0, reader->header().ordered, {}, reader->header().as_of, reader->header().program};
  JournalBlock block;
  for (;;) {
    TRY_ASSIGN(const bool more, reader->next(block));
    if (!more) {
      break;
    }
    found.bytes += block.bytes;
    for (const JournalRow& row : block.rows) {
      ++found.rows;
      ++found.counts[static_cast<std::size_t>(row.status)];
    }
  }
  TRY_ASSIGN(const auto partial, files.size(partial_of(path)));
  found.complete = reader->finish().has_value() && !partial;
  return found;
}

} // namespace tilores::jobs

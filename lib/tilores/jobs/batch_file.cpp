#include <tilores/jobs/batch_file.hpp>

#include <tilores/jobs/batch_blocks.hpp>
#include <tilores/jobs/batch_verify.hpp>

#include <algorithm>

namespace tilores::jobs {
namespace {

Failure changed(const JournalHeader& was, const JournalHeader& is)
{
  std::string what = was.program != is.program ? "it was begun by version " + was.program
                     : was.input_bytes != is.input_bytes || was.input_hash != is.input_hash ? "the input has changed"
                     : was.as_of != is.as_of
                       ? "it is of another day (--as-of " + was.as_of + ")"
                       : "its settings were others (operation, columns, fields, format, order or rules)";
  return fail(ErrorKind::precondition, "cannot go on with the earlier run: " + what, "start over with --restart");
}

class JournaledFile final : public BatchFile {
public:
  JournaledFile(const BatchFileSettings& settings, JobFiles& files, Clock& clock)
    : m_settings(settings), m_files(files), m_clock(clock)
  {
  }

  Status open()
  {
    TRY(finish_retry());
    TRY_ASSIGN(const auto out, m_files.size(m_settings.path));
    TRY_ASSIGN(const auto partial, m_files.size(partial_of(m_settings.path)));
    TRY_ASSIGN(const auto journal, m_files.size(journal_of(m_settings.path)));
    switch (m_settings.mode) {
    case ResumeMode::none:
      if (out && !m_settings.force) {
        return fail(ErrorKind::usage, m_settings.path + " exists",
                    "--force replaces it; --resume goes on with an earlier run");
      }
      if (partial && !m_settings.force) {
        return fail(ErrorKind::precondition, partial_of(m_settings.path) + " is there from a run that did not end",
                    "go on with --resume, or start over with --restart");
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
          return fail(ErrorKind::precondition, partial_of(m_settings.path) + " has no journal",
                      "start over with --restart");
        }
        if (out && !m_settings.force) {
          return fail(ErrorKind::precondition, m_settings.path + " exists and has no journal",
                      "start over with --restart --force");
        }
        return begin();
      }
      return go_on(out, partial, *journal);
    case ResumeMode::retry_failed:
      if (!out || !journal) {
        return fail(ErrorKind::precondition, "no finished run at " + m_settings.path,
                    "--retry-failed needs FILE and FILE.journal; finish it with --resume");
      }
      return retry();
    }
    return {};
  }

  [[nodiscard]] const EarlierRun& earlier() const override { return m_earlier; }

  [[nodiscard]] bool retries() const override { return m_settings.mode == ResumeMode::retry_failed; }

  Result<std::optional<JournalRow>> kept(std::uint64_t row, std::string& bytes) override
  {
    return m_finished ? m_finished->kept(row, bytes) : std::optional<JournalRow>{};
  }

  Status lead(std::string_view bytes) override
  {
    if (m_begins) {
      m_writer->lead(bytes);
    }
    return {};
  }

  Status row(const JournalRow& row, std::string_view bytes, std::string_view dead) override
  {
    return m_writer->row(row, bytes, dead);
  }

  Status flush() override { return m_writer->flush(); }

  Status finish(std::uint64_t rows, std::string_view tail) override
  {
    m_writer->lead(tail);
    TRY(m_writer->finish(rows));
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
    BlockFiles run;
    // The journal goes first: a .partial without one would be taken for damage.
    TRY(m_files.remove(partial_of(m_settings.path)));
    TRY_ASSIGN(run.journal,
               m_files.open_at(retries ? next_journal_of(m_settings.path) : journal_of(m_settings.path), 0));
    std::string text;
    JournalWriter journal(m_settings.key);
    journal.header(m_settings.header, text);
    TRY(run.journal->append(text));
    TRY(run.journal->sync());
    TRY_ASSIGN(run.output, m_files.open_at(partial_of(m_settings.path), 0));
    m_begins = true;
    return write_to(std::move(run), journal);
  }

  Status write_to(BlockFiles run, const JournalWriter& journal)
  {
    if (!m_settings.errors.empty()) {
      TRY_ASSIGN(run.errors, m_files.open_at(m_settings.errors, run.errors_end));
    }
    m_writer.emplace(std::move(run), journal, m_settings.key, m_settings.sync_every, m_settings.sync_bytes, m_clock);
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
        return fail(ErrorKind::precondition, m_settings.path + " is not what its journal says",
                    "start over with --restart");
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
      return fail(ErrorKind::precondition, "the journal tells of rows, but their output is gone",
                  "start over with --restart");
    }
    return {};
  }

  Status adopt(JournalReader& reader, std::uint64_t partial)
  {
    std::uint64_t end = reader.end();
    std::uint64_t chain = reader.chain();
    BlockFiles run;
    {
      TRY_ASSIGN(const auto output, m_files.open_to_read(partial_of(m_settings.path)));
      TRY_ASSIGN(const auto errors, m_settings.errors.empty()
                                      ? Result<std::optional<std::uint64_t>>(std::optional<std::uint64_t>{})
                                      : m_files.size(m_settings.errors));
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
        run.errors_end = block.errors_end;
        run.output_end = check.at();
        end = reader.end();
        chain = reader.chain();
      }
      if (reader.finish() && reader.finish()->bytes == run.output_end && partial == run.output_end) {
        m_earlier.complete = true;
      }
    }
    if (m_earlier.complete) { // killed between the last entry and the rename
      return m_files.rename(partial_of(m_settings.path), m_settings.path);
    }
    TRY_ASSIGN(run.journal, m_files.open_at(journal_of(m_settings.path), end));
    TRY_ASSIGN(run.output, m_files.open_at(partial_of(m_settings.path), run.output_end));
    m_begins = run.output_end == 0;
    return write_to(std::move(run), JournalWriter(m_settings.key, chain));
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
    TRY_ASSIGN(auto journal, JournalReader::open(std::move(file), m_settings.key));
    if (!(journal->header() == m_settings.header)) {
      return changed(journal->header(), m_settings.header);
    }
    if (!journal->header().ordered) {
      return fail(ErrorKind::unsupported, "--retry-failed needs an output in the order of its input",
                  "run again without --unordered; what was answered comes from the cache");
    }
    TRY_ASSIGN(const Verification finished, verify_batch(m_settings.path, m_settings.key, m_files));
    if (finished.counts[static_cast<std::size_t>(RowStatus::error)] == 0) {
      m_earlier.complete = true;
      m_earlier.counts = finished.counts;
      m_earlier.rows = finished.rows;
      return {};
    }
    TRY_ASSIGN(auto output, m_files.open_to_read(m_settings.path));
    m_finished.emplace(std::move(journal), std::move(output));
    return begin();
  }

  BatchFileSettings m_settings;
  JobFiles& m_files;
  Clock& m_clock;
  EarlierRun m_earlier;
  bool m_begins = false;                  // nothing is in the output yet
  std::optional<BlockWriter> m_writer;    // null where the earlier run is complete
  std::optional<FinishedRows> m_finished; // retry_failed
};

} // namespace

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

} // namespace tilores::jobs

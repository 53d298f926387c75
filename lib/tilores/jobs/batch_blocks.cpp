#include <tilores/jobs/batch_blocks.hpp>

namespace tilores::jobs {
namespace {

constexpr std::size_t k_block_bytes = 256U << 10U;
constexpr Millis k_block_age{50};

} // namespace

Result<std::unique_ptr<JournalReader>> open_journal(const std::string& path, const Key256& key, JobFiles& files)
{
  TRY_ASSIGN(const auto size, files.size(journal_of(path)));
  if (!size) {
    return fail(ErrorKind::precondition, path + " has no journal", "batch --out writes one beside its output");
  }
  TRY_ASSIGN(auto file, files.open_to_read(journal_of(path)));
  return JournalReader::open(std::move(file), key);
}

Result<bool> BlockCheck::holds(const JournalBlock& block)
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

BlockWriter::BlockWriter(BlockFiles files, JournalWriter journal, const Key256& key, Millis sync_every,
                         std::uint64_t sync_bytes, Clock& clock)
  : m_files(std::move(files)), m_journal(journal), m_key(key), m_sync_every(sync_every), m_sync_bytes(sync_bytes),
    m_clock(clock), m_flushed_at(clock.steady()), m_synced_at(m_flushed_at)
{
}

void BlockWriter::lead(std::string_view bytes)
{
  m_block.lead += bytes.size();
  m_bytes += bytes;
}

Status BlockWriter::row(const JournalRow& row, std::string_view bytes, std::string_view dead)
{
  m_bytes += bytes;
  m_dead += dead;
  m_block.rows.push_back(row);
  const SteadyTime now = m_clock.steady();
  if (m_bytes.size() >= k_block_bytes || now - m_flushed_at >= k_block_age) {
    TRY(write(now));
    if (m_unsynced >= m_sync_bytes || now - m_synced_at >= m_sync_every) {
      return sync(now);
    }
  }
  return {};
}

Status BlockWriter::flush()
{
  const SteadyTime now = m_clock.steady();
  TRY(write(now));
  return sync(now);
}

Status BlockWriter::finish(std::uint64_t rows)
{
  TRY(flush());
  std::string entry;
  m_journal.finish({rows, m_files.output_end}, entry);
  TRY(m_files.journal->append(entry));
  TRY(m_files.journal->sync());
  m_files = {};
  return {};
}

Status BlockWriter::write(SteadyTime now)
{
  if (!m_broken) {
    auto written = append(now);
    if (written) {
      return {};
    }
    m_broken = std::move(written).error();
  }
  return fail(*m_broken);
}

Status BlockWriter::append(SteadyTime now)
{
  m_flushed_at = now;
  if (m_bytes.empty() && m_block.rows.empty()) {
    return {};
  }
  TRY(m_files.output->append(m_bytes));
  if (m_files.errors && !m_dead.empty()) {
    TRY(m_files.errors->append(m_dead));
    m_files.errors_end += m_dead.size();
  }
  m_block.bytes = m_bytes.size();
  m_block.hash = keyed_hash64(m_key, m_bytes);
  m_block.errors_end = m_files.errors_end;
  std::string entry;
  m_journal.block(m_block, entry);
  TRY(m_files.journal->append(entry));
  m_files.output_end += m_bytes.size();
  m_unsynced += m_bytes.size();
  m_block.rows.clear();
  m_block.lead = 0;
  m_bytes.clear();
  m_dead.clear();
  return {};
}

Status BlockWriter::sync(SteadyTime now)
{
  m_synced_at = now;
  m_unsynced = 0;
  TRY(m_files.output->sync());
  if (m_files.errors) {
    TRY(m_files.errors->sync());
  }
  return m_files.journal->sync();
}

Result<std::optional<JournalRow>> FinishedRows::kept(std::uint64_t row, std::string& bytes)
{
  while (m_journal) {
    if (m_at == m_block.rows.size()) {
      TRY_ASSIGN(const bool more, m_journal->next(m_block));
      if (!more) {
        m_journal.reset();
        break;
      }
      m_at = 0;
      m_offset += m_block.lead;
    }
    const JournalRow& old = m_block.rows[m_at];
    if (old.row > row) {
      break;
    }
    if (old.row == row) {
      if (old.status == RowStatus::error || old.status == RowStatus::invalid) {
        break;
      }
      bytes.clear();
      TRY(m_output->read(m_offset, static_cast<std::size_t>(old.bytes), bytes));
      return std::optional(old);
    }
    m_offset += old.bytes;
    ++m_at;
  }
  return std::optional<JournalRow>{};
}

} // namespace tilores::jobs

// The disk tier: entries and tags in one SQLite file (disk_file.hpp), what it holds and what goes when room is short.
#include <tilores/cache/codec.hpp>
#include <tilores/cache/disk_counters.hpp>
#include <tilores/cache/disk_file.hpp>

#include <tilores/store/database.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>

namespace tilores::cache {
namespace {

using store::Transaction;

constexpr int k_slice = 128; // rows deleted in one transaction: other processes wait no longer than that takes

std::int64_t first_eight(std::string_view bytes)
{
  std::int64_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

std::int64_t ms(WallTime time) { return time.time_since_epoch().count(); }

class DiskTier final : public Tier {
public:
  DiskTier(DiskSettings settings, Clock& clock)
    : m_settings(std::move(settings)), m_clock(clock), m_file(m_settings.path)
  {
  }

  ~DiskTier() override { flush_counts(); }

  Result<std::optional<Entry>> get(const CacheKey& key) override
  {
    std::string stored;
    Status done = m_file.reading([&](DiskConnection& c) -> Status {
      stored.clear();
      c.get.bind(1, first_eight(key.view()));
      TRY_ASSIGN(const bool found, c.get.step());
      if (found) {
        if (c.get.text(0) == key.view()) {
          stored = c.get.text(1);
        }
        c.get.reset();
      }
      return {};
    });
    TRY(std::move(done));
    if (!stored.empty()) {
      Result<Entry> entry = decode_entry(m_settings.key, key, stored);
      if (!entry) {
        ++m_damaged;
      } else if (entry->keep_until > m_clock.now()) {
        ++m_hits;
        return std::optional<Entry>(std::move(*entry));
      }
    }
    ++m_misses;
    return std::optional<Entry>();
  }

  Status put(const CacheKey& key, const Entry& entry) override
  {
    if (entry.value->size() > k_max_value) {
      return {};
    }
    const std::string stored = encode_entry(m_settings.key, key, entry);
    if (stored.size() > m_settings.max_bytes / 4) {
      return {};
    }
    const std::int64_t h = first_eight(key.view());
    // What another process's long write keeps us from storing is not stored.
    return DiskFile::unless_locked(m_file.writing([&](DiskConnection& c) -> Status {
      {
        TRY_ASSIGN(auto transaction, Transaction::begin(c.database, Transaction::Kind::write));
        c.put.bind(1, h).bind_blob(2, key.view()).bind(3, ms(entry.keep_until)).bind_blob(4, stored);
        TRY(c.put.run());
        c.untag.bind(1, h);
        TRY(c.untag.run());
        for (const Tag& tag : entry.tags) {
          c.tag.bind(1, first_eight(tag.view())).bind(2, h);
          TRY(c.tag.run());
        }
        TRY(transaction.commit());
      }
      m_put_bytes += stored.size();
      if (!m_room_checked || m_put_bytes > m_settings.max_bytes / 64) {
        m_room_checked = true;
        m_put_bytes = 0;
        TRY(make_room(c));
      }
      return {};
    }));
  }

  Result<std::uint64_t> erase_tag(const Tag& tag) override
  {
    std::uint64_t removed = 0;
    Status done = m_file.changing([&](DiskConnection& c) -> Status {
      TRY_ASSIGN(auto erase, c.database.prepare("DELETE FROM entry WHERE h IN (SELECT h FROM tag WHERE tag = ?1)"));
      erase.bind(1, first_eight(tag.view()));
      TRY(erase.run());
      removed = static_cast<std::uint64_t>(c.database.changes());
      return {};
    });
    TRY(std::move(done));
    return removed;
  }

  Result<SweepReport> sweep(const Sweep& sweep) override
  {
    SweepReport report;
    Status done = m_file.changing([&](DiskConnection& c) -> Status {
      report = {};
      if (sweep.what == Sweep::What::damaged) {
        TRY_ASSIGN(auto check, c.database.prepare("PRAGMA integrity_check(1)"));
        TRY_ASSIGN(const bool answered, check.step());
        if (!answered || check.text(0) != "ok") {
          return fail(ErrorKind::bad_data, "the cache file is damaged");
        }
      }
      Status removed = remove_where(c, report, [&](std::int64_t keep, std::string_view k, std::string_view v) {
        switch (sweep.what) {
        case Sweep::What::expired: return keep <= ms(m_clock.now());
        case Sweep::What::all: return true;
        case Sweep::What::older_than: {
          const auto header = read_header(v);
          return !header || header->created < sweep.before;
        }
        case Sweep::What::damaged: {
          CacheKey key;
          std::copy_n(k.begin(), std::min(k.size(), key.bytes.size()), key.bytes.begin());
          return k.size() != key.bytes.size() || !decode_entry(m_settings.key, key, v);
        }
        }
        return false;
      });
      TRY(std::move(removed));
      if (sweep.what == Sweep::What::all) { // nothing of the old values stays in the file or its log
        TRY(c.database.execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);"));
      }
      return {};
    });
    TRY(std::move(done));
    return report;
  }

  Result<TierStats> stats() override
  {
    TierStats stats;
    Status done = m_file.reading([&](DiskConnection& c) -> Status {
      stats = {};
      TRY_ASSIGN(auto rows, c.database.prepare("SELECT substr(v, 1, 27), length(v) FROM entry"));
      for (;;) {
        TRY_ASSIGN(const bool more, rows.step());
        if (!more) {
          return {};
        }
        ++stats.entries;
        stats.bytes += static_cast<std::uint64_t>(rows.integer(1));
        if (const auto header = read_header(rows.text(0))) {
          ++stats.by_kind[static_cast<std::size_t>(header->kind)];
          stats.oldest = std::min(stats.oldest.value_or(header->created), header->created);
        }
      }
    });
    TRY(std::move(done));
    flush_counts();
    const HitCounts counts = read_counts(counts_path());
    stats.hits = counts.hits;
    stats.misses = counts.misses;
    stats.evicted = m_evicted;
    stats.damaged = m_damaged + m_file.replaced();
    return stats;
  }

private:
  [[nodiscard]] std::string counts_path() const { return m_settings.path + ".counts"; }

  void flush_counts()
  {
    const HitCounts counts{m_hits.exchange(0), m_misses.exchange(0)};
    if (counts.hits + counts.misses > 0) {
      add_counts(counts_path(), counts);
    }
  }

  // Removes a slice of what has expired and, above the cap, what expires soonest until an eighth is free.
  Status make_room(DiskConnection& c)
  {
    TRY_ASSIGN(auto expired, c.database.prepare("DELETE FROM entry WHERE h IN (SELECT h FROM entry WHERE keep <= ?1 "
                                                "ORDER BY keep LIMIT ?2)"));
    expired.bind(1, ms(m_clock.now())).bind(2, k_slice);
    TRY(expired.run());
    m_evicted += static_cast<std::uint64_t>(c.database.changes());
    TRY_ASSIGN(std::uint64_t used, used_bytes(c));
    if (used <= m_settings.max_bytes) {
      return {};
    }
    TRY_ASSIGN(auto soonest, c.database.prepare("DELETE FROM entry WHERE h IN (SELECT h FROM entry ORDER BY keep "
                                                "LIMIT ?1)"));
    while (used > m_settings.max_bytes / 8 * 7) {
      soonest.bind(1, k_slice);
      TRY(soonest.run());
      const auto removed = static_cast<std::uint64_t>(c.database.changes());
      if (removed == 0) {
        break;
      }
      m_evicted += removed;
      TRY_ASSIGN(used, used_bytes(c));
    }
    return {};
  }

  static Result<std::uint64_t> used_bytes(DiskConnection& c)
  {
    std::array<std::int64_t, 3> numbers{};
    constexpr std::array<std::string_view, 3> k_pragmas = {"PRAGMA page_count", "PRAGMA freelist_count",
                                                           "PRAGMA page_size"};
    for (std::size_t i = 0; i < k_pragmas.size(); ++i) {
      TRY_ASSIGN(auto pragma, c.database.prepare(k_pragmas[i]));
      TRY_ASSIGN(const bool row, pragma.step());
      numbers[i] = row ? pragma.integer(0) : 0;
    }
    return static_cast<std::uint64_t>((numbers[0] - numbers[1]) * numbers[2]);
  }

  template<typename Unwanted> Status remove_where(DiskConnection& c, SweepReport& report, Unwanted unwanted)
  {
    TRY_ASSIGN(auto rows, c.database.prepare("SELECT h, keep, k, v FROM entry WHERE h >= ?1 ORDER BY h LIMIT ?2"));
    TRY_ASSIGN(auto erase, c.database.prepare("DELETE FROM entry WHERE h = ?1"));
    std::int64_t from = INT64_MIN;
    for (;;) {
      std::vector<std::int64_t> gone;
      int seen = 0;
      rows.bind(1, from).bind(2, k_slice);
      for (;;) {
        TRY_ASSIGN(const bool more, rows.step());
        if (!more) {
          break;
        }
        ++seen;
        ++report.checked;
        from = rows.integer(0);
        if (unwanted(rows.integer(1), rows.text(2), rows.text(3))) {
          gone.push_back(from);
        }
      }
      if (!gone.empty()) {
        TRY_ASSIGN(auto transaction, Transaction::begin(c.database, Transaction::Kind::write));
        for (const std::int64_t h : gone) {
          erase.bind(1, h);
          TRY(erase.run());
        }
        TRY(transaction.commit());
        report.removed += gone.size();
      }
      if (seen < k_slice || from == INT64_MAX) {
        return {};
      }
      ++from;
    }
  }

  const DiskSettings m_settings;
  Clock& m_clock;
  DiskFile m_file;
  bool m_room_checked = false;   // with the writer
  std::uint64_t m_put_bytes = 0; // since then
  std::atomic<std::uint64_t> m_hits = 0;
  std::atomic<std::uint64_t> m_misses = 0;
  std::atomic<std::uint64_t> m_evicted = 0;
  std::atomic<std::uint64_t> m_damaged = 0;
};

} // namespace

std::unique_ptr<Tier> make_disk_tier(DiskSettings settings, Clock& clock)
{
  return std::make_unique<DiskTier>(std::move(settings), clock);
}

} // namespace tilores::cache

// The disk tier: one SQLite file shared by short-lived processes.
//
//   entry(h, k, keep, v)  h: first 8 bytes of the key as a number; k: the whole key, compared on every read, since two
//                         keys may share an h (the later one wins); keep: ms since 1970; v: as in codec.hpp
//   tag(tag, h)           tag: first 8 bytes of the tag; rows go with their entry
//
// One connection reads and one writes, so that a reader never waits for this process's or another one's writes. The
// reader is opened without a look at the schema, and a missing file is a miss.
#include <tilores/cache/codec.hpp>
#include <tilores/cache/disk_counters.hpp>

#include <tilores/store/database.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <functional>
#include <mutex>

namespace tilores::cache {
namespace {

using store::Database;
using store::DatabaseOptions;
using store::OpenMode;
using store::Statement;
using store::Transaction;

constexpr std::array<std::string_view, 1> k_schema = {
  "CREATE TABLE entry(h INTEGER PRIMARY KEY, k BLOB NOT NULL, keep INTEGER NOT NULL, v BLOB NOT NULL);"
  "CREATE INDEX entry_keep ON entry(keep);"
  "CREATE TABLE tag(tag INTEGER NOT NULL, h INTEGER NOT NULL, PRIMARY KEY(tag, h)) WITHOUT ROWID;"
  "CREATE INDEX tag_h ON tag(h);"
  "CREATE TRIGGER entry_gone AFTER DELETE ON entry BEGIN DELETE FROM tag WHERE h = old.h; END;"};

constexpr int k_read_busy_ms = 250;
constexpr int k_write_busy_ms = 1000;
constexpr int k_cache_kib = 2048;
constexpr int k_slice = 128; // rows deleted in one transaction: other processes wait no longer than that takes

std::int64_t first_eight(std::string_view bytes)
{
  std::int64_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

std::int64_t ms(WallTime time) { return time.time_since_epoch().count(); }

struct Connection {
  Database database;
  Statement get;
  Statement put;
  Statement untag;
  Statement tag;
  ino_t inode = 0;
};

// FILE.lock. Who opens the file shares it until SQLite has its log open too; who replaces a damaged file needs it alone:
// a log made for the new file must not be taken for that of the old one, nor deleted with it. Nobody waits for it: a
// process that was stopped with the lock in hand must not stop the others.
class FileLock {
public:
  FileLock(const std::string& path, int how, bool create)
    : m_file(open((path + ".lock").c_str(), (create ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC, 0600)),
      m_busy(m_file >= 0 && flock(m_file, how | LOCK_NB) != 0)
  {}
  ~FileLock()
  {
    if (m_file >= 0) {
      close(m_file);
    }
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  [[nodiscard]] bool opened() const { return m_file >= 0; }
  [[nodiscard]] bool busy() const { return m_busy; }

private:
  int m_file;
  bool m_busy;
};

class DiskTier final : public Tier {
public:
  DiskTier(DiskSettings settings, Clock& clock) : m_settings(std::move(settings)), m_clock(clock) {}

  ~DiskTier() override
  {
    flush_counts();
    if (m_writer) { // the next process to open the file would have to read through what is left in the log
      static_cast<void>(m_writer->database.execute("PRAGMA busy_timeout=0; PRAGMA wal_checkpoint(TRUNCATE);"));
    }
  }

  Result<std::optional<Entry>> get(const CacheKey& key) override
  {
    std::string stored;
    Status done = reading([&](Connection& c) -> Status {
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
    return unless_locked(writing([&](Connection& c) -> Status {
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
    Status done = changing([&](Connection& c) -> Status {
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
    Status done = changing([&](Connection& c) -> Status {
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
    Status done = reading([&](Connection& c) -> Status {
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
    stats.damaged = m_damaged;
    return stats;
  }

private:
  using Use = std::function<Status(Connection&)>;

  [[nodiscard]] std::string counts_path() const { return m_settings.path + ".counts"; }

  void flush_counts()
  {
    const HitCounts counts{m_hits.exchange(0), m_misses.exchange(0)};
    if (counts.hits + counts.misses > 0) {
      add_counts(counts_path(), counts);
    }
  }

  static Status unless_locked(Status status)
  {
    return !status && status.error().kind == ErrorKind::locked ? Status() : std::move(status);
  }

  // Runs `use` on the reading connection; a file that does not exist, or holds no table yet, is left as it is and
  // `use` is not run. What another process keeps us from reading is not there.
  Status reading(const Use& use)
  {
    const std::lock_guard lock(m_reader_mutex);
    return unless_locked(rebuilding(m_reader, m_reader_age, [&](std::optional<Connection>& slot) -> Status {
      if (!slot) {
        const ino_t seen = inode();
        if (Result<Connection> opened = open_reader()) {
          slot.emplace(std::move(*opened));
        } else if (const ErrorKind kind = opened.error().kind;
                   kind == ErrorKind::precondition || kind == ErrorKind::internal ||
                   inode() != seen) { // the last: somebody replaced the file meanwhile
          return {};
        } else {
          return fail(std::move(opened).error());
        }
      }
      return use(*slot);
    }));
  }

  // Runs `use` on the writing connection, making the file first. `locked` where another process's long write keeps us
  // from it.
  Status writing(const Use& use)
  {
    const std::lock_guard lock(m_writer_mutex);
    return rebuilding(m_writer, m_writer_age, [&](std::optional<Connection>& slot) -> Status {
      if (!slot) {
        TRY_ASSIGN(Connection opened, open_writer());
        slot.emplace(std::move(opened));
      }
      return use(*slot);
    });
  }

  // As writing(), for removals: a file that does not exist is not made, and what could not be removed is told.
  Status changing(const Use& use)
  {
    struct stat info {};
    return stat(m_settings.path.c_str(), &info) != 0 ? Status() : writing(use);
  }

  // Runs `step` once, and a second time on a new file if the first one turned out to be damaged. `age` tells whether
  // the connection was opened before the file was last replaced.
  Status rebuilding(std::optional<Connection>& slot, std::uint64_t& age,
                    const std::function<Status(std::optional<Connection>&)>& step)
  {
    if (const std::uint64_t now = m_age.load(); age != now) {
      slot.reset();
      age = now;
    }
    const ino_t before = slot ? slot->inode : inode();
    Status status = step(slot);
    if (status || status.error().kind != ErrorKind::bad_data) {
      return status;
    }
    slot.reset();
    TRY(move_aside(before));
    age = ++m_age;
    return step(slot);
  }

  static Failure in_use() { return fail(ErrorKind::locked, "another process is at the cache file", "try again later"); }

  // Two processes may find the damage at once: only the one that still sees the damaged file moves it.
  Status move_aside(ino_t damaged)
  {
    const std::string& path = m_settings.path;
    const FileLock lock(path, LOCK_EX, true);
    if (!lock.opened()) {
      return fail(ErrorKind::io, "the cache file is damaged and cannot be replaced");
    }
    if (lock.busy()) {
      return in_use();
    }
    bool moved = true;
    if (inode() == damaged) {
      moved = rename(path.c_str(), (path + ".damaged").c_str()) == 0;
      unlink((path + "-wal").c_str());
      unlink((path + "-shm").c_str());
    }
    ++m_damaged;
    return moved ? Status() : fail(ErrorKind::io, "the cache file is damaged and cannot be moved");
  }

  [[nodiscard]] ino_t inode() const
  {
    struct stat info {};
    return stat(m_settings.path.c_str(), &info) == 0 ? info.st_ino : 0;
  }

  Result<Connection> open_reader()
  {
    // A folder that cannot be written has nobody who replaces the file.
    const FileLock lock(m_settings.path, LOCK_SH, false);
    if (lock.busy()) {
      return in_use();
    }
    Connection c;
    c.inode = inode();
    DatabaseOptions options;
    options.mode = OpenMode::read;
    options.busy_ms = k_read_busy_ms;
    options.cache_kib = k_cache_kib;
    options.checkpoint_on_close = false;
    TRY_ASSIGN(c.database, Database::open(m_settings.path, options));
    TRY_ASSIGN(c.get, c.database.prepare("SELECT k, v FROM entry WHERE h = ?1"));
    return c;
  }

  Result<Connection> open_writer()
  {
    const FileLock lock(m_settings.path, LOCK_SH, true);
    if (lock.busy()) {
      return in_use();
    }
    Connection c;
    DatabaseOptions options;
    options.mode = OpenMode::create;
    options.busy_ms = k_write_busy_ms;
    options.cache_kib = k_cache_kib;
    options.checkpoint_on_close = false;
    TRY_ASSIGN(c.database, Database::open(m_settings.path, options));
    c.inode = inode();
    // No fsync: a killed process loses nothing by it, and after a power cut a torn page is found by SQLite or by the
    // seal of the value; the worst is an empty cache. A short log keeps the next opening cheap after a kill.
    TRY(c.database.execute("PRAGMA synchronous=OFF; PRAGMA wal_autocheckpoint=256;"));
    if (Status made = c.database.migrate(k_schema); !made) {
      // A version number we do not know, or tables that clash with ours: not our file any more, so begin anew.
      Error error = std::move(made).error();
      const bool foreign = error.kind == ErrorKind::unsupported || error.kind == ErrorKind::internal;
      error.kind = foreign ? ErrorKind::bad_data : error.kind;
      return fail(std::move(error));
    }
    TRY_ASSIGN(c.put, c.database.prepare("INSERT INTO entry(h, k, keep, v) VALUES(?1, ?2, ?3, ?4) ON CONFLICT(h) DO "
                                         "UPDATE SET k = excluded.k, keep = excluded.keep, v = excluded.v"));
    TRY_ASSIGN(c.untag, c.database.prepare("DELETE FROM tag WHERE h = ?1"));
    TRY_ASSIGN(c.tag, c.database.prepare("INSERT OR IGNORE INTO tag(tag, h) VALUES(?1, ?2)"));
    return c;
  }

  // Removes a slice of what has expired and, above the cap, what expires soonest until an eighth is free.
  Status make_room(Connection& c)
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

  static Result<std::uint64_t> used_bytes(Connection& c)
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

  template<typename Unwanted> Status remove_where(Connection& c, SweepReport& report, Unwanted unwanted)
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
  std::mutex m_reader_mutex;
  std::optional<Connection> m_reader;
  std::uint64_t m_reader_age = 0;
  std::mutex m_writer_mutex;
  std::optional<Connection> m_writer;
  std::uint64_t m_writer_age = 0;
  std::atomic<std::uint64_t> m_age = 0; // how often the file was replaced
  bool m_room_checked = false;          // with the writer
  std::uint64_t m_put_bytes = 0;        // since then
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

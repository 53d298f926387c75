// The file of the disk tier.
#include <tilores/cache/disk_file.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>

namespace tilores::cache {
namespace {

using store::Database;
using store::DatabaseOptions;
using store::OpenMode;

constexpr std::array<std::string_view, 1> k_schema = {
  "CREATE TABLE entry(h INTEGER PRIMARY KEY, k BLOB NOT NULL, keep INTEGER NOT NULL, v BLOB NOT NULL);"
  "CREATE INDEX entry_keep ON entry(keep);"
  "CREATE TABLE tag(tag INTEGER NOT NULL, h INTEGER NOT NULL, PRIMARY KEY(tag, h)) WITHOUT ROWID;"
  "CREATE INDEX tag_h ON tag(h);"
  "CREATE TRIGGER entry_gone AFTER DELETE ON entry BEGIN DELETE FROM tag WHERE h = old.h; END;"};

constexpr int k_read_busy_ms = 250;
constexpr int k_write_busy_ms = 1000;
constexpr int k_cache_kib = 2048;

// FILE.lock. Who opens the file shares it until SQLite has its log open too; who replaces a damaged file needs it
// alone: a log made for the new file must not be taken for that of the old one, nor deleted with it. Nobody waits for
// it: a process that was stopped with the lock in hand must not stop the others.
class FileLock {
public:
  FileLock(const std::string& path, int how, bool create)
    : m_file(open((path + ".lock").c_str(), (create ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC, 0600)),
      m_busy(m_file >= 0 && flock(m_file, how | LOCK_NB) != 0)
  {
  }
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

Failure in_use() { return fail(ErrorKind::locked, "another process is at the cache file", "try again later"); }

// A damaged byte of the header may say that the file is to be written in a way that nobody knows yet; SQLite then opens
// it to read only.
bool is_of_later_format(const std::string& path)
{
  constexpr off_t k_write_version = 18; // https://www.sqlite.org/fileformat2.html#the_database_header
  constexpr unsigned char k_wal = 2;
  unsigned char version = 0;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file >= 0) {
    static_cast<void>(!pread(file, &version, 1, k_write_version));
    ::close(file);
  }
  return version > k_wal;
}

Status prepare_writer(const std::string& path, DiskConnection& c)
{
  DatabaseOptions options;
  options.mode = OpenMode::create;
  options.busy_ms = k_write_busy_ms;
  options.cache_kib = k_cache_kib;
  options.checkpoint_on_close = false;
  TRY_ASSIGN(c.database, Database::open(path, options));
  // No fsync: a killed process loses nothing by it, and after a power cut a torn page is found by SQLite or by the
  // seal of the value; the worst is an empty cache. A short log keeps the next opening cheap after a kill.
  TRY(c.database.execute("PRAGMA synchronous=OFF; PRAGMA wal_autocheckpoint=256;"));
  TRY(c.database.migrate(k_schema));
  TRY_ASSIGN(c.put, c.database.prepare("INSERT INTO entry(h, k, keep, v) VALUES(?1, ?2, ?3, ?4) ON CONFLICT(h) DO "
                                       "UPDATE SET k = excluded.k, keep = excluded.keep, v = excluded.v"));
  TRY_ASSIGN(c.untag, c.database.prepare("DELETE FROM tag WHERE h = ?1"));
  TRY_ASSIGN(c.tag, c.database.prepare("INSERT OR IGNORE INTO tag(tag, h) VALUES(?1, ?2)"));
  return {};
}

} // namespace

DiskFile::~DiskFile()
{
  if (m_writer) { // the next process to open the file would have to read through what is left in the log
    static_cast<void>(m_writer->database.execute("PRAGMA busy_timeout=0; PRAGMA wal_checkpoint(TRUNCATE);"));
  }
}

Status DiskFile::unless_locked(Status status)
{
  return !status && status.error().kind == ErrorKind::locked ? Status() : std::move(status);
}

Status DiskFile::reading(const Use& use)
{
  const std::lock_guard lock(m_reader_mutex);
  return unless_locked(rebuilding(m_reader, m_reader_age, [&](Slot& slot) -> Status {
    if (!slot) {
      const ino_t seen = inode();
      if (Result<DiskConnection> opened = open_reader()) {
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

Status DiskFile::writing(const Use& use)
{
  const std::lock_guard lock(m_writer_mutex);
  return rebuilding(m_writer, m_writer_age, [&](Slot& slot) -> Status {
    if (!slot) {
      TRY_ASSIGN(DiskConnection opened, open_writer());
      slot.emplace(std::move(opened));
    }
    return use(*slot);
  });
}

Status DiskFile::changing(const Use& use)
{
  struct stat info {};
  return stat(m_path.c_str(), &info) != 0 ? Status() : writing(use);
}

// Runs `step` once, and a second time on a new file if the first one turned out to be damaged. `age` tells whether
// the connection was opened before the file was last replaced.
Status DiskFile::rebuilding(Slot& slot, std::uint64_t& age, const std::function<Status(Slot&)>& step)
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

// Two processes may find the damage at once: only the one that still sees the damaged file moves it.
Status DiskFile::move_aside(ino_t damaged)
{
  const FileLock lock(m_path, LOCK_EX, true);
  if (!lock.opened()) {
    return fail(ErrorKind::io, "the cache file is damaged and cannot be replaced");
  }
  if (lock.busy()) {
    return in_use();
  }
  bool moved = true;
  if (inode() == damaged) {
    moved = rename(m_path.c_str(), (m_path + ".damaged").c_str()) == 0;
    unlink((m_path + "-wal").c_str());
    unlink((m_path + "-shm").c_str());
  }
  ++m_replaced;
  return moved ? Status() : fail(ErrorKind::io, "the cache file is damaged and cannot be moved");
}

ino_t DiskFile::inode() const
{
  struct stat info {};
  return stat(m_path.c_str(), &info) == 0 ? info.st_ino : 0;
}

Result<DiskConnection> DiskFile::open_reader() const
{
  // A folder that cannot be written has nobody who replaces the file.
  const FileLock lock(m_path, LOCK_SH, false);
  if (lock.busy()) {
    return in_use();
  }
  DiskConnection c;
  c.inode = inode();
  DatabaseOptions options;
  options.mode = OpenMode::read;
  options.busy_ms = k_read_busy_ms;
  options.cache_kib = k_cache_kib;
  options.checkpoint_on_close = false;
  TRY_ASSIGN(c.database, Database::open(m_path, options));
  TRY_ASSIGN(c.get, c.database.prepare("SELECT k, v FROM entry WHERE h = ?1"));
  return c;
}

Result<DiskConnection> DiskFile::open_writer() const
{
  const FileLock lock(m_path, LOCK_SH, true);
  if (lock.busy()) {
    return in_use();
  }
  if (is_of_later_format(m_path)) {
    return fail(ErrorKind::bad_data, "the cache file is damaged");
  }
  DiskConnection c;
  if (Status ready = prepare_writer(m_path, c); !ready) {
    // A version number we do not know, a header SQLite does not, or tables that clash with ours: not our file any more,
    // so begin anew.
    Error error = std::move(ready).error();
    const bool foreign = error.kind == ErrorKind::unsupported || error.kind == ErrorKind::internal;
    error.kind = foreign ? ErrorKind::bad_data : error.kind;
    return fail(std::move(error));
  }
  c.inode = inode();
  return c;
}

} // namespace tilores::cache

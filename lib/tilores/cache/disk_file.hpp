#pragma once
// The file of the disk tier, shared by short-lived processes: opened on first use, moved aside and begun anew when it
// is damaged. Private to the module.
//
//   entry(h, k, keep, v)  h: first 8 bytes of the key as a number; k: the whole key, compared on every read, since two
//                         keys may share an h (the later one wins); keep: ms since 1970; v: as in codec.hpp
//   tag(tag, h)           tag: first 8 bytes of the tag; rows go with their entry

#include <tilores/store/database.hpp>

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include <sys/types.h>

namespace tilores::cache {

struct DiskConnection {
  store::Database database;
  store::Statement get;
  store::Statement put;
  store::Statement untag;
  store::Statement tag;
  ino_t inode = 0;
};

// One connection reads and one writes, so that a reader never waits for this process's or another one's writes. The
// reader is opened without a look at the schema, and a missing file is a miss. Thread-safe: one use of each connection
// at a time.
class DiskFile {
public:
  using Use = std::function<Status(DiskConnection&)>;

  explicit DiskFile(std::string path) : m_path(std::move(path)) {}
  DiskFile(const DiskFile&) = delete;
  DiskFile& operator=(const DiskFile&) = delete;
  ~DiskFile();

  // Runs `use` on the reading connection; a file that does not exist, or holds no table yet, is left as it is and
  // `use` is not run. What another process keeps us from reading is not there.
  [[nodiscard]] Status reading(const Use& use);
  // Runs `use` on the writing connection, making the file first. `locked` where another process's long write keeps us
  // from it.
  [[nodiscard]] Status writing(const Use& use);
  // As writing(), for removals: a file that does not exist is not made, and what could not be removed is told.
  [[nodiscard]] Status changing(const Use& use);
  // Whatever a lock of another process keeps us from is no failure.
  [[nodiscard]] static Status unless_locked(Status status);
  // How often this process has found the file damaged.
  [[nodiscard]] std::uint64_t replaced() const { return m_replaced; }

private:
  using Slot = std::optional<DiskConnection>;

  [[nodiscard]] Status rebuilding(Slot& slot, std::uint64_t& age, const std::function<Status(Slot&)>& step);
  [[nodiscard]] Status move_aside(ino_t damaged);
  [[nodiscard]] ino_t inode() const;
  [[nodiscard]] Result<DiskConnection> open_reader() const;
  [[nodiscard]] Result<DiskConnection> open_writer() const;

  const std::string m_path;
  std::mutex m_reader_mutex;
  Slot m_reader;
  std::uint64_t m_reader_age = 0;
  std::mutex m_writer_mutex;
  Slot m_writer;
  std::uint64_t m_writer_age = 0;
  std::atomic<std::uint64_t> m_age = 0; // how often the file was replaced
  std::atomic<std::uint64_t> m_replaced = 0;
};

} // namespace tilores::cache

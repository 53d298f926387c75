#pragma once
// SQLite for the stores of this program: a connection, prepared statements, transactions and numbered migrations, all
// closed by their destructors. A connection and its statements belong to one thread at a time; open one per thread.

#include <tilores/base/result.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace tilores::store {

enum class OpenMode : std::uint8_t {
  read,   // fails with `precondition` where the file does not exist
  write,  // the same, for writing
  create, // made where missing, mode 0600
};

struct DatabaseOptions {
  OpenMode mode = OpenMode::create;
  int busy_ms = 60'000;            // how long a writer waits for another one
  int cache_kib = 8'192;           // page cache of this connection
  bool checkpoint_on_close = true; // false: a short process leaves the WAL to the next writer
};

// One prepared statement. Values bound as text or blob must live until the next reset.
class Statement {
public:
  Statement() = default;
  [[nodiscard]] bool prepared() const { return m_statement != nullptr; }

  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view text);
  Statement& bind_blob(int index, std::string_view bytes);
  Statement& bind_null(int index);

  // Moves to the next row; false when there is none, and then the statement is reset.
  [[nodiscard]] Result<bool> step();
  // Runs a statement that gives no rows, and resets it.
  Status run();
  void reset();

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string_view text(int column) const; // valid until the next step or reset; blobs too
  [[nodiscard]] bool is_null(int column) const;

private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
};

class Database {
public:
  // WAL, synchronous=NORMAL, secure_delete, foreign data never executed. Failures: `precondition` (missing), `locked`,
  // `bad_data` (not a database, damaged), `io`.
  [[nodiscard]] static Result<Database> open(const std::string& path, const DatabaseOptions& options = {});

  [[nodiscard]] Result<Statement> prepare(std::string_view sql) const;
  Status execute(const std::string& sql) const; // several statements, no rows
  [[nodiscard]] std::int64_t last_rowid() const;
  [[nodiscard]] std::int64_t changes() const; // rows touched by the last statement
  // user_version of the file: the number of migrations applied.
  [[nodiscard]] Result<int> version() const;
  // Applies the scripts after user_version in order, each in its own transaction. A file of a later version than
  // `scripts` is `unsupported`.
  Status migrate(std::span<const std::string_view> scripts) const;

private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::unique_ptr<sqlite3, Close> m_handle;
};

// Rolls back unless committed. `write` takes the write lock at once, so that a deadlock cannot arise later.
class Transaction {
public:
  enum class Kind : std::uint8_t { read, write };
  [[nodiscard]] static Result<Transaction> begin(const Database& database, Kind kind);
  Transaction(Transaction&& other) noexcept : m_database(other.m_database) { other.m_database = nullptr; }
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  Status commit();

private:
  explicit Transaction(const Database* database) : m_database(database) {}
  const Database* m_database;
};

} // namespace tilores::store

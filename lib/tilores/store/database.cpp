#include <tilores/store/database.hpp>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

namespace tilores::store {

namespace {

Failure failure_of(sqlite3* handle, int code)
{
  const char* text = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  const std::string message = std::string("store: ") + text;
  switch (code & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED: return fail(ErrorKind::locked, "store: another process is writing", "try again later");
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB: return fail(ErrorKind::bad_data, message);
  case SQLITE_MISUSE:
  case SQLITE_RANGE:
  case SQLITE_ERROR: return fail(ErrorKind::internal, message);
  default: return fail(ErrorKind::io, message);
  }
}

} // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Statement& Statement::bind(int index, std::int64_t value)
{
  sqlite3_bind_int64(m_statement.get(), index, value);
  return *this;
}

Statement& Statement::bind(int index, std::string_view text)
{
  sqlite3_bind_text64(m_statement.get(), index, text.data() != nullptr ? text.data() : "", text.size(), SQLITE_STATIC,
                      SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind_blob(int index, std::string_view bytes)
{
  sqlite3_bind_blob64(m_statement.get(), index, bytes.data() != nullptr ? bytes.data() : "", bytes.size(),
                      SQLITE_STATIC);
  return *this;
}

Statement& Statement::bind_null(int index)
{
  sqlite3_bind_null(m_statement.get(), index);
  return *this;
}

Result<bool> Statement::step()
{
  const int code = sqlite3_step(m_statement.get());
  if (code == SQLITE_ROW) {
    return true;
  }
  sqlite3* handle = sqlite3_db_handle(m_statement.get());
  if (code == SQLITE_DONE) {
    sqlite3_reset(m_statement.get());
    return false;
  }
  Failure failure = failure_of(handle, code);
  sqlite3_reset(m_statement.get());
  return failure;
}

Status Statement::run()
{
  TRY_ASSIGN(const bool row, step());
  if (row) {
    sqlite3_reset(m_statement.get());
  }
  return {};
}

void Statement::reset() { sqlite3_reset(m_statement.get()); }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(m_statement.get(), column); }

std::string_view Statement::text(int column) const
{
  const void* bytes = sqlite3_column_blob(m_statement.get(), column);
  const int size = sqlite3_column_bytes(m_statement.get(), column);
  return bytes == nullptr ? std::string_view{}
                          : std::string_view{static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

bool Statement::is_null(int column) const { return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL; }

Result<Database> Database::open(const std::string& path, const DatabaseOptions& options)
{
  if (options.mode == OpenMode::create) {
    // SQLite would make the file readable for others under a usual umask; WAL and shm files take over its mode.
    const int file = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0) {
      ::close(file);
    }
  } else if (struct stat info{}; ::stat(path.c_str(), &info) != 0) {
    return fail(ErrorKind::precondition, "no data loaded yet", "load customers first: tilores load FILE");
  }
  const int flags =
    (options.mode == OpenMode::create ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE) |
    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  sqlite3* raw = nullptr;
  int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  if (options.mode == OpenMode::read && (code & 0xff) == SQLITE_CANTOPEN) {
    sqlite3_close_v2(raw);
    code =
      sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  }
  Database database;
  database.m_handle.reset(raw);
  if (code != SQLITE_OK) {
    return failure_of(raw, code);
  }
  sqlite3_busy_timeout(raw, options.busy_ms);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  if (options.mode == OpenMode::read || !options.checkpoint_on_close) {
    sqlite3_db_config(raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }
  if (options.mode != OpenMode::read) {
    TRY(database.execute(
      "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA secure_delete=ON;PRAGMA wal_autocheckpoint=8000;"));
  }
  TRY(database.execute("PRAGMA cache_size=-" + std::to_string(options.cache_kib) + ";PRAGMA temp_store=MEMORY;"));
  return database;
}

Result<Statement> Database::prepare(std::string_view sql) const
{
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(m_handle.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  Statement statement;
  statement.m_statement.reset(raw);
  if (code != SQLITE_OK) {
    return failure_of(m_handle.get(), code);
  }
  return statement;
}

Status Database::execute(const std::string& sql) const
{
  const int code = sqlite3_exec(m_handle.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    return failure_of(m_handle.get(), code);
  }
  return {};
}

std::int64_t Database::last_rowid() const { return sqlite3_last_insert_rowid(m_handle.get()); }
std::int64_t Database::changes() const { return sqlite3_changes64(m_handle.get()); }

Result<int> Database::version() const
{
  TRY_ASSIGN(Statement statement, prepare("PRAGMA user_version"));
  TRY_ASSIGN(const bool row, statement.step());
  const int number = row ? static_cast<int>(statement.integer(0)) : 0;
  return number >= 0 ? Result<int>(number) : fail(ErrorKind::bad_data, "store: the header of the file is damaged");
}

Status Database::migrate(std::span<const std::string_view> scripts) const
{
  TRY_ASSIGN(int at, version());
  if (at > static_cast<int>(scripts.size())) {
    return fail(ErrorKind::unsupported, "store: made by a later version of this program", "update the program");
  }
  while (at < static_cast<int>(scripts.size())) {
    TRY_ASSIGN(Transaction transaction, Transaction::begin(*this, Transaction::Kind::write));
    // Another process may have been faster.
    TRY_ASSIGN(const int now, version());
    if (now == at) {
      TRY(execute(std::string(scripts[static_cast<std::size_t>(at)])));
      TRY(execute("PRAGMA user_version=" + std::to_string(at + 1)));
    }
    TRY(transaction.commit());
    at = now == at ? at + 1 : now;
  }
  return {};
}

Result<Transaction> Transaction::begin(const Database& database, Kind kind)
{
  TRY(database.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN"));
  return Transaction(&database);
}

Transaction::~Transaction()
{
  if (m_database != nullptr) {
    static_cast<void>(m_database->execute("ROLLBACK"));
  }
}

Status Transaction::commit()
{
  TRY(m_database->execute("COMMIT"));
  m_database = nullptr;
  return {};
}

} // namespace tilores::store

// SQLite as this program uses it.
#include <tilores/store/database.hpp>

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace tilores;
using namespace tilores::store;

namespace {

struct Folder {
  Folder()
  {
    std::string name = (std::filesystem::temp_directory_path() / "tilores-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

constexpr std::array<std::string_view, 2> k_scripts = {"CREATE TABLE t(n INTEGER PRIMARY KEY, v TEXT);",
                                                       "ALTER TABLE t ADD w TEXT;"};

Database opened(const std::string& path)
{
  auto database = Database::open(path);
  REQUIRE(database.has_value());
  return std::move(*database);
}

std::int64_t count(const Database& database)
{
  auto query = database.prepare("SELECT count(*) FROM t");
  REQUIRE(query.has_value());
  REQUIRE(query->step().value_or(false));
  return query->integer(0);
}

} // namespace

TEST_CASE("migrations run once, in order, and a later file is refused")
{
  const Folder folder;
  const std::string path = folder.path + "/a.db";
  {
    const Database database = opened(path);
    REQUIRE(database.migrate(std::span(k_scripts).first(1)).has_value());
    REQUIRE(database.execute("INSERT INTO t VALUES(1,'one')").has_value());
  }
  const Database database = opened(path);
  REQUIRE(database.migrate(k_scripts).has_value());
  REQUIRE(database.migrate(k_scripts).has_value());
  CHECK(database.version().value_or(0) == 2);
  CHECK(count(database) == 1);
  const Status refused = database.migrate(std::span(k_scripts).first(1));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == ErrorKind::unsupported);
}

TEST_CASE("a negative version, as in a damaged header, is an error and no script before the first")
{
  const Folder folder;
  const Database database = opened(folder.path + "/a.db");
  REQUIRE(database.execute("PRAGMA user_version=-1").has_value());
  const Status refused = database.migrate(k_scripts);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == ErrorKind::bad_data);
}

TEST_CASE("a transaction that is not committed leaves nothing")
{
  const Folder folder;
  const Database database = opened(folder.path + "/a.db");
  REQUIRE(database.migrate(k_scripts).has_value());
  {
    auto transaction = Transaction::begin(database, Transaction::Kind::write);
    REQUIRE(transaction.has_value());
    REQUIRE(database.execute("INSERT INTO t(n) VALUES(1)").has_value());
  }
  CHECK(count(database) == 0);
  auto transaction = Transaction::begin(database, Transaction::Kind::write);
  REQUIRE(transaction.has_value());
  REQUIRE(database.execute("INSERT INTO t(n) VALUES(1)").has_value());
  REQUIRE(transaction->commit().has_value());
  CHECK(count(database) == 1);
}

TEST_CASE("text keeps NUL and quotes, and the file is for its owner alone")
{
  const Folder folder;
  const std::string path = folder.path + "/a.db";
  const Database database = opened(path);
  REQUIRE(database.migrate(k_scripts).has_value());
  const std::string value("a\0'b\";--", 8);
  auto add = database.prepare("INSERT INTO t(n,v) VALUES(?,?)");
  REQUIRE(add.has_value());
  REQUIRE(add->bind(1, std::int64_t{1}).bind(2, value).run().has_value());
  auto query = database.prepare("SELECT v FROM t");
  REQUIRE(query.has_value());
  REQUIRE(query->step().value_or(false));
  CHECK(query->text(0) == value);
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777U) == 0600U);
}

TEST_CASE("opening tells missing, foreign and unreadable files apart")
{
  const Folder folder;
  const auto missing = Database::open(folder.path + "/none.db", {.mode = OpenMode::read});
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().kind == ErrorKind::precondition);
  std::ofstream(folder.path + "/text.db") << std::string(5'000, 'x');
  const auto foreign = Database::open(folder.path + "/text.db");
  REQUIRE_FALSE(foreign.has_value());
  CHECK(foreign.error().kind == ErrorKind::bad_data);
}

TEST_CASE("a second writer waits for its time and then says locked")
{
  const Folder folder;
  const std::string path = folder.path + "/a.db";
  const Database first = opened(path);
  auto second = Database::open(path, {.busy_ms = 1});
  REQUIRE(second.has_value());
  auto held = Transaction::begin(first, Transaction::Kind::write);
  REQUIRE(held.has_value());
  const auto refused = Transaction::begin(*second, Transaction::Kind::write);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == ErrorKind::locked);
}

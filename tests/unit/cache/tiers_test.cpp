// Keys, the stored form, the memory and the disk tier.
#include <contract/cache_tier.hpp>
#include <support/temp_folder.hpp>
#include <tilores/base/file.hpp>
#include <tilores/cache/codec.hpp>
#include <tilores/store/database.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <random>
#include <set>

using namespace tilores;
using namespace tilores::cache;
using namespace tilores::test;

namespace {

const Key256 k_value_key = sha256("value key");

DiskSettings disk_in(const TempFolder& folder)
{
  DiskSettings settings;
  settings.path = folder.path() + "/cache.db";
  settings.key = k_value_key;
  return settings;
}

std::string file_bytes(const std::string& path)
{
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const std::string& path, const std::string& bytes)
{
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

} // namespace

TEST_CASE("keys differ where any part or the border between parts differs, and for other secrets")
{
  std::set<std::string> seen;
  for (const auto& parts : std::vector<std::vector<std::string_view>>{
         {"ab", "c"}, {"a", "bc"}, {"abc"}, {"abc", ""}, {"", "abc"}, {}, {""}, {"ab", "c", ""}}) {
    seen.insert(std::string(make_key(k_hash_key, std::span(parts)).view()));
  }
  CHECK(seen.size() == 8);
  CHECK(make_key(k_hash_key, {"a"}) == make_key(k_hash_key, {"a"}));
  CHECK_FALSE(make_key(k_hash_key, {"a"}) == make_key(k_value_key, {"a"}));
  CHECK_FALSE(make_tag(k_hash_key, "a") == make_tag(k_hash_key, "b"));
}

TEST_CASE("a stored entry opens as it was, and not at all after any byte of it changed or under another key")
{
  FakeClock clock;
  Entry entry = cache_entry(long_value(700, 5), clock);
  entry.tags = {make_tag(k_hash_key, "r")};
  const std::string stored = encode_entry(k_value_key, cache_key("x"), entry);
  const auto back = decode_entry(k_value_key, cache_key("x"), stored);
  REQUIRE(back);
  CHECK(*back->value == *entry.value);
  CHECK(stored.size() < entry.value->size());
  CHECK(stored.find("Springfield") == std::string::npos);
  CHECK_FALSE(decode_entry(k_value_key, cache_key("y"), stored));
  CHECK_FALSE(decode_entry(k_hash_key, cache_key("x"), stored));
  int opened = 0;
  for (std::size_t i = 0; i < stored.size(); ++i) {
    std::string damaged = stored;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x41);
    opened += decode_entry(k_value_key, cache_key("x"), damaged) ? 1 : 0;
    opened += decode_entry(k_value_key, cache_key("x"), stored.substr(0, i)) ? 1 : 0;
  }
  CHECK(opened == 0);
}

TEST_CASE("any value survives the stored form")
{
  rc::check("round trip", [](const std::string& value, bool negative) {
    FakeClock clock;
    Entry entry = cache_entry(value, clock);
    entry.negative = negative;
    const auto back = decode_entry(k_value_key, cache_key("k"), encode_entry(k_value_key, cache_key("k"), entry));
    RC_ASSERT(back);
    RC_ASSERT(*back->value == value);
    RC_ASSERT(back->negative == negative);
  });
}

TEST_CASE("the memory tier keeps the contract of tiers")
{
  FakeClock clock;
  check_cache_tier([&] { return make_memory_tier(64U << 20U, clock); }, clock, false);
}

TEST_CASE("the memory tier stays within its bytes and forgets what was used least recently")
{
  FakeClock clock;
  const auto tier = make_memory_tier(100'000, clock);
  for (int i = 0; i < 100; ++i) {
    REQUIRE(tier->put(cache_key(std::to_string(i)), cache_entry(std::string(5000, 'x'), clock)));
    REQUIRE(*tier->get(cache_key("0"))); // kept alive by use
  }
  const auto stats = tier->stats();
  CHECK(stats->bytes <= 100'000);
  CHECK(stats->evicted == 100 - stats->entries);
  CHECK(*tier->get(cache_key("99")));
  CHECK_FALSE(*tier->get(cache_key("1")));
  REQUIRE(tier->put(cache_key("huge"), cache_entry(std::string(200'000, 'x'), clock)));
  CHECK_FALSE(*tier->get(cache_key("huge")));
}

TEST_CASE("the disk tier keeps the contract of tiers")
{
  FakeClock clock;
  const TempFolder folder;
  check_cache_tier([&] { return make_disk_tier(disk_in(folder), clock); }, clock, true);
}

TEST_CASE("reading an absent disk tier makes no database, and its files are for their owner alone")
{
  FakeClock clock;
  const TempFolder folder;
  const DiskSettings settings = disk_in(folder);
  auto tier = make_disk_tier(settings, clock);
  CHECK_FALSE(*tier->get(cache_key("a")));
  struct stat info {};
  CHECK(stat(settings.path.c_str(), &info) != 0);
  REQUIRE(tier->put(cache_key("a"), cache_entry("secret customer value that can be seen", clock)));
  CHECK(*tier->get(cache_key("a")));
  const auto stats = tier->stats();
  CHECK(stats->hits == 1);
  CHECK(stats->misses == 1);
  for (const char* const end : {"", "-wal", "-shm", ".counts"}) {
    CAPTURE(end);
    REQUIRE(stat((settings.path + end).c_str(), &info) == 0);
    CHECK((info.st_mode & 0777U) == 0600);
    CHECK(file_bytes(settings.path + end).find("customer value") == std::string::npos);
  }
}

TEST_CASE("hits and misses of all processes are counted")
{
  FakeClock clock;
  const TempFolder folder;
  for (int i = 0; i < 3; ++i) {
    const auto tier = make_disk_tier(disk_in(folder), clock);
    REQUIRE(tier->put(cache_key("a"), cache_entry("x", clock)));
    CHECK(*tier->get(cache_key("a")));
    CHECK_FALSE(*tier->get(cache_key("b")));
  }
  const auto stats = make_disk_tier(disk_in(folder), clock)->stats();
  CHECK(stats->hits == 3);
  CHECK(stats->misses == 3);
}

TEST_CASE("the disk tier stays near its size cap and lets go first of what expires first")
{
  FakeClock clock;
  const TempFolder folder;
  DiskSettings settings = disk_in(folder);
  settings.max_bytes = 1U << 20U;
  const auto tier = make_disk_tier(settings, clock);
  std::mt19937 random(5);
  for (int i = 0; i < 2000; ++i) {
    std::string value(4000, ' ');
    for (char& c : value) {
      c = static_cast<char>(random());
    }
    const Millis ttl = i == 0 ? std::chrono::hours{100} : std::chrono::hours{1} + std::chrono::seconds{i};
    REQUIRE(tier->put(cache_key(std::to_string(i)), cache_entry(value, clock, ttl)));
  }
  const auto stats = tier->stats();
  CHECK(stats->bytes < settings.max_bytes);
  CHECK(stats->bytes > settings.max_bytes / 2);
  CHECK(stats->evicted > 1000);
  CHECK(*tier->get(cache_key("0"))); // the longest to live
  CHECK(*tier->get(cache_key("1999")));
  CHECK_FALSE(*tier->get(cache_key("1")));
  struct stat info {};
  REQUIRE(stat(settings.path.c_str(), &info) == 0);
  CHECK(info.st_size < 3 << 20);
}

TEST_CASE("a flipped byte or a cut anywhere in the file gives a miss or the right value, never another one, and a "
          "later put works")
{
  FakeClock clock;
  const TempFolder folder;
  const DiskSettings settings = disk_in(folder);
  std::vector<std::string> values;
  {
    const auto tier = make_disk_tier(settings, clock);
    for (unsigned i = 0; i < 12; ++i) {
      values.push_back(long_value(3000, i * 100));
      Entry entry = cache_entry(values.back(), clock);
      entry.tags = {make_tag(k_hash_key, std::to_string(i))};
      REQUIRE(tier->put(cache_key(std::to_string(i)), entry));
    }
    REQUIRE(tier->sweep({Sweep::What::expired, {}}));
  }
  // the whole database in one file, so that damage is read
  const TempFolder other;
  const std::string path = other.path() + "/cache.db";
  const std::string log = file_bytes(settings.path + "-wal");
  const std::string base = file_bytes(settings.path);
  DiskSettings broken = settings;
  broken.path = path;
  std::mt19937 random(11);
  int wrong = 0;
  int lost = 0;
  int unusable = 0;
  for (int round = 0; round < 400; ++round) {
    std::string bytes = base;
    std::string wal = log;
    std::string& victim = round % 2 == 0 || wal.empty() ? (bytes.empty() ? wal : bytes) : wal;
    if (round % 5 == 4) {
      victim.resize(random() % victim.size());
    } else {
      // half of them in the first page, where the structure is
      const std::size_t at =
        round % 4 < 2 ? random() % std::min<std::size_t>(victim.size(), 4096) : random() % victim.size();
      victim[at] = static_cast<char>(victim[at] ^ static_cast<char>(1 + random() % 255));
    }
    for (const char* const end : {"", "-wal", "-shm"}) {
      unlink((path + end).c_str());
    }
    write_bytes(path, bytes);
    if (!wal.empty()) {
      write_bytes(path + "-wal", wal);
    }
    const auto tier = make_disk_tier(broken, clock);
    for (unsigned i = 0; i < 12; ++i) {
      const auto entry = tier->get(cache_key(std::to_string(i)));
      if (!entry) {
        ++unusable;
        break;
      }
      lost += *entry ? 0 : 1;
      wrong += *entry && *(**entry).value != values[i] ? 1 : 0;
    }
    const auto put = tier->put(cache_key("new"), cache_entry("new", clock));
    const auto again = make_disk_tier(broken, clock)->get(cache_key("new"));
    const bool works = put && again && *again && *(**again).value == "new";
    if (!works) {
      CAPTURE(round);
      CAPTURE(put ? "" : describe(put.error()));
      CAPTURE(again ? "" : describe(again.error()));
      CHECK(works);
    }
  }
  CHECK(wrong == 0);
  CHECK(unusable == 0);
  CHECK(lost > 0);
}

TEST_CASE("a file that is no database is moved aside, counted and begun anew")
{
  FakeClock clock;
  const TempFolder folder;
  const DiskSettings settings = disk_in(folder);
  write_bytes(settings.path, "this is not a database at all, but a text file " + std::string(5000, 'x'));
  const auto tier = make_disk_tier(settings, clock);
  CHECK_FALSE(*tier->get(cache_key("a")));
  REQUIRE(tier->put(cache_key("a"), cache_entry("x", clock)));
  CHECK(*tier->get(cache_key("a")));
  CHECK(tier->stats()->damaged == 1);
  struct stat info {};
  CHECK(stat((settings.path + ".damaged").c_str(), &info) == 0);
}

TEST_CASE("a file with a header that SQLite does not support is begun anew")
{
  FakeClock clock;
  const TempFolder folder;
  const DiskSettings settings = disk_in(folder);
  for (const std::size_t place : {18U, 47U, 60U}) { // version for writing, schema format, our own version
    CAPTURE(place);
    REQUIRE(make_disk_tier(settings, clock)->put(cache_key("a"), cache_entry("x", clock)));
    std::string file = read_file(settings.path).value();
    file[place] = place == 60 ? '\xff' : '\x2f';
    write_bytes(settings.path, file);
    const auto tier = make_disk_tier(settings, clock);
    static_cast<void>(tier->get(cache_key("a")));
    REQUIRE(tier->put(cache_key("a"), cache_entry("y", clock)));
    CHECK(*(*tier->get(cache_key("a")))->value == "y");
  }
}

TEST_CASE("verify removes what does not open")
{
  FakeClock clock;
  const TempFolder folder;
  const DiskSettings settings = disk_in(folder);
  REQUIRE(make_disk_tier(settings, clock)->put(cache_key("a"), cache_entry("x", clock)));
  DiskSettings other = settings;
  other.key = sha256("another key");
  const auto tier = make_disk_tier(other, clock);
  REQUIRE(tier->put(cache_key("b"), cache_entry("y", clock)));
  CHECK_FALSE(*tier->get(cache_key("a")));
  const auto report = tier->sweep({Sweep::What::damaged, {}});
  REQUIRE(report);
  CHECK(report->checked == 2);
  CHECK(report->removed == 1);
  CHECK(*tier->get(cache_key("b")));
}

TEST_CASE("a folder that cannot be written is a failure of put and a miss of get")
{
  FakeClock clock;
  DiskSettings settings;
  settings.path = "/proc/nowhere/cache.db";
  const auto tier = make_disk_tier(settings, clock);
  CHECK_FALSE(*tier->get(cache_key("a")));
  const auto put = tier->put(cache_key("a"), cache_entry("x", clock));
  REQUIRE_FALSE(put);
  CHECK(put.error().kind == ErrorKind::io);
}

namespace {

// Writes and reads for ever; every value tells its key. Ends with 1 at the first wrong one.
[[noreturn]] void hammer(const DiskSettings& settings, unsigned seed, int rounds)
{
  FakeClock clock;
  std::mt19937 random(seed);
  const auto tier = make_disk_tier(settings, clock);
  for (int i = 0; rounds == 0 || i < rounds; ++i) {
    const std::string name = "k" + std::to_string(random() % 50);
    if (random() % 2 == 0) {
      if (!tier->put(
            cache_key(name),
            cache_entry(name + ":" + long_value(random() % 6000, static_cast<unsigned>(random() % 1000)), clock))) {
        _exit(2);
      }
    } else {
      const auto entry = tier->get(cache_key(name));
      if (!entry) {
        _exit(3);
      }
      if (*entry && !(**entry).value->starts_with(name + ":")) {
        _exit(1);
      }
    }
  }
  _exit(0);
}

} // namespace

TEST_CASE("several processes share one disk tier without a wrong value or a failure")
{
  FakeClock clock;
  const TempFolder folder;
  DiskSettings settings = disk_in(folder);
  settings.max_bytes = 1U << 19U; // evictions as well
  std::vector<pid_t> children;
  for (unsigned i = 0; i < 4; ++i) {
    const pid_t pid = fork();
    if (pid == 0) {
      hammer(settings, i, 300);
    }
    children.push_back(pid);
  }
  for (const pid_t pid : children) {
    int status = 0;
    waitpid(pid, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
  CHECK(make_disk_tier(settings, clock)->sweep({Sweep::What::damaged, {}})->removed == 0);
}

TEST_CASE("an erasing that another process's write keeps out is told, not passed over")
{
  FakeClock clock;
  const TempFolder folder;
  const DiskSettings settings = disk_in(folder);
  const auto tier = make_disk_tier(settings, clock);
  Entry entry = cache_entry("value", clock);
  entry.tags = {make_tag(k_hash_key, "person")};
  REQUIRE(tier->put(cache_key("a"), entry));
  {
    const auto other = store::Database::open(settings.path, {.mode = store::OpenMode::write});
    REQUIRE(other);
    const auto writing = store::Transaction::begin(*other, store::Transaction::Kind::write);
    REQUIRE(writing);
    const auto erased = tier->erase_tag(entry.tags[0]);
    REQUIRE_FALSE(erased);
    CHECK(erased.error().kind == ErrorKind::locked);
    CHECK(tier->put(cache_key("b"), cache_entry("x", clock))); // only not stored
  }
  const auto erased = tier->erase_tag(entry.tags[0]);
  REQUIRE(erased);
  CHECK(*erased == 1);
}

TEST_CASE("nobody waits for a process that was stopped while it replaced the file")
{
  FakeClock clock;
  const TempFolder folder;
  const DiskSettings settings = disk_in(folder);
  REQUIRE(make_disk_tier(settings, clock)->put(cache_key("a"), cache_entry("x", clock)));
  const int held = open((settings.path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  REQUIRE(flock(held, LOCK_EX) == 0);
  const auto tier = make_disk_tier(settings, clock);
  const auto entry = tier->get(cache_key("a"));
  REQUIRE(entry);
  CHECK_FALSE(entry->has_value());
  CHECK(tier->put(cache_key("b"), cache_entry("x", clock)));
  CHECK_FALSE(tier->erase_tag(make_tag(k_hash_key, "person")));
  close(held);
  const auto again = tier->get(cache_key("a"));
  REQUIRE(again);
  CHECK(again->has_value());
}

TEST_CASE("several processes that find the file damaged at once replace it and go on")
{
  FakeClock clock;
  for (int round = 0; round < 10; ++round) {
    const TempFolder folder;
    const DiskSettings settings = disk_in(folder);
    write_bytes(settings.path, std::string(8192, 'x'));
    std::vector<pid_t> children;
    for (unsigned i = 0; i < 4; ++i) {
      const pid_t pid = fork();
      if (pid == 0) {
        hammer(settings, i, 40);
      }
      children.push_back(pid);
    }
    for (const pid_t pid : children) {
      int status = 0;
      waitpid(pid, &status, 0);
      CHECK(WIFEXITED(status));
      CHECK(WEXITSTATUS(status) == 0);
    }
    const auto tier = make_disk_tier(settings, clock);
    REQUIRE(tier->put(cache_key("a"), cache_entry("x", clock)));
    CHECK(*tier->get(cache_key("a")));
  }
}

TEST_CASE("a full disk fails the put, keeps what was stored, and the file still works afterwards")
{
  FakeClock clock;
  const TempFolder folder;
  const DiskSettings settings = disk_in(folder);
  REQUIRE(make_disk_tier(settings, clock)->put(cache_key("a"), cache_entry("x", clock)));
  const pid_t pid = fork();
  if (pid == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{200'000, 200'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    std::mt19937 random(1);
    const auto tier = make_disk_tier(settings, clock);
    for (int i = 0; i < 200; ++i) {
      std::string value(8000, ' ');
      for (char& c : value) {
        c = static_cast<char>(random());
      }
      const Status put = tier->put(cache_key(std::to_string(i)), cache_entry(value, clock));
      if (!put) {
        const auto kept = tier->get(cache_key("a"));
        _exit(put.error().kind == ErrorKind::io && kept && *kept ? 0 : 1);
      }
    }
    _exit(2);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  const auto tier = make_disk_tier(settings, clock);
  CHECK(*tier->get(cache_key("a")));
  REQUIRE(tier->put(cache_key("b"), cache_entry("y", clock)));
  CHECK(tier->sweep({Sweep::What::damaged, {}})->removed == 0);
}

TEST_CASE("processes killed in the middle of their writes leave a cache that opens and holds no wrong value")
{
  FakeClock clock;
  const TempFolder folder;
  const DiskSettings settings = disk_in(folder);
  std::mt19937 random(3);
  for (unsigned round = 0; round < 15; ++round) {
    std::vector<pid_t> children;
    for (unsigned i = 0; i < 2; ++i) {
      const pid_t pid = fork();
      if (pid == 0) {
        hammer(settings, round * 10 + i, 0);
      }
      children.push_back(pid);
    }
    usleep(static_cast<useconds_t>(random() % 30'000));
    for (const pid_t pid : children) {
      int status = 0;
      kill(pid, SIGKILL);
      waitpid(pid, &status, 0);
      CHECK(WIFSIGNALED(status)); // none had ended by itself for a wrong value
    }
    const auto tier = make_disk_tier(settings, clock);
    const auto report = tier->sweep({Sweep::What::damaged, {}});
    REQUIRE(report);
    CHECK(report->removed == 0);
    CHECK(tier->stats()->damaged == 0);
  }
}

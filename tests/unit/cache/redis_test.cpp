// The Redis tier against a real server, started by the test on a socket and a loopback port of its own.
#include <contract/cache_tier.hpp>
#include <support/redis_server.hpp>
#include <tilores/cache/redis_url.hpp>
#include <tilores/cache/tiered.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace tilores;
using namespace tilores::cache;
using namespace tilores::test;

// Skips the rest of the case where redis-server is not installed.
#define NEEDS_REDIS()                                                                                                  \
  if (!redis_installed()) {                                                                                            \
    MESSAGE("skipped: redis-server is not installed");                                                                 \
    return;                                                                                                            \
  }

namespace {

RedisSettings at(const std::string& url)
{
  RedisSettings settings;
  settings.url = url;
  settings.key = sha256("value key");
  settings.timeout = Millis{2000}; // a test machine may be busy; the tests of time limits set their own
  settings.connect_timeout = Millis{2000};
  return settings;
}

std::unique_ptr<Tier> open_tier(const RedisSettings& settings, Clock& clock)
{
  return make_redis_tier(settings, clock);
}

// The wall clock of the server is the real one: entries are made at real times.
struct RealTime {
  FakeClock clock{system_clock().now()};
};

ErrorKind kind_of(const Result<std::optional<Entry>>& result)
{
  REQUIRE_FALSE(result);
  return result.error().kind;
}

} // namespace

TEST_CASE("redis addresses are read in their three forms and refused without showing the password")
{
  struct Case {
    const char* url;
    const char* host;
    const char* port;
    const char* socket;
    const char* user;
    const char* password;
    int database;
    bool tls;
  };
  for (const Case& c :
       {Case{"redis://cache.example.com", "cache.example.com", "6379", "", "", "", 0, false},
        {"redis://cache.example.com:7000/3", "cache.example.com", "7000", "", "", "", 3, false},
        {"rediss://ann:p%40ss@cache.example.com:1/", "cache.example.com", "1", "", "ann", "p@ss", 0, true},
        {"redis://:p@ss@h:1", "h", "1", "", "", "p@ss", 0, false},
        {"redis://secret@h", "h", "6379", "", "", "secret", 0, false},
        {"redis://[::1]:6380/1", "::1", "6380", "", "", "", 1, false},
        {"redis://[::1]", "::1", "6379", "", "", "", 0, false},
        {"unix:///run/redis.sock", "", "", "/run/redis.sock", "", "", 0, false},
        {"unix://ann:x@/run/redis.sock?db=2", "", "", "/run/redis.sock", "ann", "x", 2, false}}) {
    CAPTURE(c.url);
    const auto address = parse_redis_url(c.url);
    REQUIRE(address);
    CHECK(address->host == c.host);
    CHECK(address->port == c.port);
    CHECK(address->socket == c.socket);
    CHECK(address->user == c.user);
    CHECK(address->password.reveal() == c.password);
    CHECK(address->database == c.database);
    CHECK(address->tls == c.tls);
  }
  for (const char* const url :
       {"", "http://h", "redis:h", "redis://:hunter2@h:0x1", "redis://:hunter2@h:99999", "redis://:hunter2@h/abc",
        "redis://:hunter2%zz@h", "unix://relative", "redis://[::1", "redis://h?x=1"}) {
    CAPTURE(url);
    const auto address = parse_redis_url(url);
    REQUIRE_FALSE(address);
    CHECK(address.error().kind == ErrorKind::config);
    CHECK(describe(address.error()).find("hunter2") == std::string::npos);
  }
}

TEST_CASE("the redis tier keeps the contract of tiers over a unix socket and over tcp")
{
  NEEDS_REDIS();
  const RedisServer server;
  for (const std::string& url : {server.unix_url(), server.tcp_url() + "/1"}) {
    CAPTURE(url);
    RealTime time;
    check_cache_tier([&] { return open_tier(at(url), time.clock); }, time.clock, false);
  }
}

TEST_CASE("entries expire on the server, values there are sealed, and other keys are never touched")
{
  NEEDS_REDIS();
  const RedisServer server;
  RealTime time;
  const auto tier = open_tier(at(server.unix_url()), time.clock);
  server.cli("SET other:key untouched");
  server.cli("SET tilorez:e:1 untouched");
  Entry entry = cache_entry("a customer in Springfield", time.clock, std::chrono::seconds{100});
  entry.tags = {make_tag(k_hash_key, "r1")};
  REQUIRE(tier->put(cache_key("a"), entry));
  const std::string name = "tilores:e:" + to_hex(cache_key("a").bytes);
  const int life = std::stoi(server.cli("PTTL " + name));
  CHECK(life > 50'000);
  CHECK(life <= 100'000);
  CHECK(server.cli("GET " + name).find("Springfield") == std::string::npos);
  CHECK(std::stoi(server.cli("TTL tilores:t:" + to_hex(make_tag(k_hash_key, "r1").view()))) > 0);
  REQUIRE(tier->sweep({Sweep::What::all, {}}));
  CHECK(server.cli("KEYS 'tilores:*'") == "\n");
  CHECK(server.cli("GET other:key") == "untouched\n");
  CHECK(server.cli("GET tilorez:e:1") == "untouched\n");
}

TEST_CASE("a prefix with pattern characters matches only itself")
{
  NEEDS_REDIS();
  const RedisServer server;
  RealTime time;
  RedisSettings settings = at(server.unix_url());
  settings.prefix = "a*[b]?:";
  const auto tier = open_tier(settings, time.clock);
  server.cli("SET 'axxb1:e:1' untouched");
  REQUIRE(tier->put(cache_key("a"), cache_entry("x", time.clock)));
  CHECK(tier->stats()->entries == 1);
  CHECK(tier->sweep({Sweep::What::all, {}})->removed == 1);
  CHECK(server.cli("GET 'axxb1:e:1'") == "untouched\n");
}

TEST_CASE("foreign, spoilt and oddly typed values under our keys are misses or failures, never answers")
{
  NEEDS_REDIS();
  const RedisServer server;
  RealTime time;
  const auto tier = open_tier(at(server.unix_url()), time.clock);
  const std::string name = "tilores:e:" + to_hex(cache_key("a").bytes);
  server.cli("SET " + name + " rubbish");
  CHECK_FALSE(*tier->get(cache_key("a")));
  REQUIRE(tier->put(cache_key("a"), cache_entry(long_value(500, 1), time.clock)));
  CHECK(*tier->get(cache_key("a")));
  server.cli("SETRANGE " + name + " 200 X");
  CHECK_FALSE(*tier->get(cache_key("a")));
  CHECK(tier->stats()->damaged == 2);
  CHECK(tier->sweep({Sweep::What::damaged, {}})->removed == 1);
  server.cli("LPUSH " + name + " x");
  CHECK_FALSE(tier->get(cache_key("a")));
}

TEST_CASE("a large tier is swept and counted in pages")
{
  NEEDS_REDIS();
  const RedisServer server;
  RealTime time;
  const auto tier = open_tier(at(server.unix_url()), time.clock);
  for (int i = 0; i < 1500; ++i) {
    REQUIRE(tier->put(cache_key(std::to_string(i)), cache_entry("x", time.clock)));
  }
  CHECK(tier->stats()->entries == 1500);
  CHECK(tier->sweep({Sweep::What::all, {}})->removed == 1500);
}

TEST_CASE("passwords and ACL users are used, and refusals are told apart from a server that is down")
{
  NEEDS_REDIS();
  const RedisServer server({"--requirepass", "hunter2"});
  RealTime time;
  const std::string path = server.socket_path();
  CHECK(kind_of(open_tier(at(server.unix_url()), time.clock)->get(cache_key("a"))) == ErrorKind::auth);
  CHECK(kind_of(open_tier(at("unix://:wrong@" + path), time.clock)->get(cache_key("a"))) == ErrorKind::auth);
  CHECK(open_tier(at("unix://:hunter2@" + path), time.clock)->get(cache_key("a")));
  server.cli("-a hunter2 ACL SETUSER ann on '>pw' '~tilores:*' +@read +@write +@connection +select");
  const auto ann = open_tier(at("unix://ann:pw@" + path), time.clock);
  Entry entry = cache_entry("x", time.clock);
  entry.tags = {make_tag(k_hash_key, "r")};
  REQUIRE(ann->put(cache_key("a"), entry));
  CHECK(*ann->get(cache_key("a")));
  CHECK(*ann->erase_tag(make_tag(k_hash_key, "r")) == 1);
  RedisSettings elsewhere = at("unix://ann:pw@" + path);
  elsewhere.prefix = "forbidden:";
  CHECK(kind_of(open_tier(elsewhere, time.clock)->get(cache_key("a"))) == ErrorKind::auth);
}

TEST_CASE("a connection that went stale is replaced; a server that stays away is a failure")
{
  NEEDS_REDIS();
  RedisServer server;
  RealTime time;
  const auto tier = open_tier(at(server.unix_url()), time.clock);
  REQUIRE(tier->put(cache_key("a"), cache_entry("x", time.clock)));
  server.cli("CLIENT KILL TYPE normal");
  CHECK(*tier->get(cache_key("a")));
  server.stop();
  CHECK(kind_of(tier->get(cache_key("a"))) == ErrorKind::unavailable);
  server.start();
  CHECK(tier->get(cache_key("a")));
}

TEST_CASE("a server that accepts and never answers is a timeout")
{
  NEEDS_REDIS();
  const RedisServer server;
  RealTime time;
  RedisSettings settings = at(server.unix_url());
  settings.timeout = Millis{50};
  const auto tier = open_tier(settings, time.clock);
  REQUIRE(tier->put(cache_key("a"), cache_entry("x", time.clock)));
  server.pause();
  CHECK(kind_of(tier->get(cache_key("a"))) == ErrorKind::timeout);
  server.go_on();
}

TEST_CASE("a full and a read-only server fail the put, and the tiered cache goes on without them and says so once")
{
  NEEDS_REDIS();
  for (const bool full : {true, false}) {
    CAPTURE(full);
    const RedisServer server;
    RealTime time;
    if (full) {
      server.cli("CONFIG SET maxmemory 1");
    } else {
      server.cli("REPLICAOF 127.0.0.1 1");
    }
    std::shared_ptr<Tier> redis = open_tier(at(server.unix_url()), time.clock);
    std::shared_ptr<Tier> memory = make_memory_tier(1U << 20U, time.clock);
    const auto cache = make_cache({{"l1", memory}, {"redis", redis}}, CacheSettings{}, time.clock);
    CallContext context;
    context.clock = &time.clock;
    for (int i = 0; i < 3; ++i) {
      const auto hit = cache->fetch(cache_key("a"), context, []() -> Result<NewEntry> {
        NewEntry entry;
        entry.value = std::make_shared<const std::string>("v");
        return entry;
      });
      REQUIRE(hit);
      CHECK(hit->tier == (i == 0 ? "miss" : "l1"));
    }
    const auto failures = cache->failures();
    REQUIRE(failures.size() == 1);
    CHECK(failures[0].error.kind == ErrorKind::unavailable);
  }
}

TEST_CASE("an address that is not understood fails each call, so that the other tiers serve on")
{
  RealTime time;
  CHECK(kind_of(open_tier(at("http://h"), time.clock)->get(cache_key("a"))) == ErrorKind::config);
}

TEST_CASE("the rights that docs/many-machines.md lists suffice for all that the tier does, and without them it says so")
{
  NEEDS_REDIS();
  const RedisServer server;
  RealTime time;
  server.cli("ACL SETUSER tilores on '>pw' '~tilores:*' -@all +get +set +getrange +strlen +unlink +scan +zadd +zrange "
             "+zremrangebyscore +pexpire");
  const auto tier = open_tier(at("unix://tilores:pw@" + server.socket_path()), time.clock);
  Entry entry = cache_entry("x", time.clock);
  entry.tags = {make_tag(k_hash_key, "r")};
  REQUIRE(tier->put(cache_key("a"), entry));
  CHECK(*tier->get(cache_key("a")));
  CHECK(tier->stats()->entries == 1);
  CHECK(tier->sweep({Sweep::What::damaged, {}}));
  CHECK(tier->sweep({Sweep::What::older_than, {}}));
  CHECK(*tier->erase_tag(make_tag(k_hash_key, "r")) == 1);
  CHECK(tier->sweep({Sweep::What::all, {}}));
  CHECK(server.cli("ACL LOG") == "\n");

  server.cli("ACL SETUSER other on '>pw' '~other:*' +@all");
  const auto refused = open_tier(at("unix://other:pw@" + server.socket_path()), time.clock)->get(cache_key("a"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("not at our keys") != std::string::npos);
  CHECK(refused.error().hint.find("tilores:*") != std::string::npos);
}

TEST_CASE("keys of others are neither read nor removed by the hundred thousand, and KEYS is never sent")
{
  NEEDS_REDIS();
  const RedisServer server({"--enable-debug-command", "yes"});
  RealTime time;
  const auto tier = open_tier(at(server.unix_url()), time.clock);
  REQUIRE(tier->put(cache_key("a"), cache_entry("x", time.clock)));
  server.cli("DEBUG POPULATE 200000 foreign 16");
  server.cli("CONFIG RESETSTAT");
  CHECK(tier->stats()->entries == 1);
  CHECK(tier->sweep({Sweep::What::damaged, {}})->checked == 1);
  CHECK(tier->sweep({Sweep::What::all, {}})->removed == 1);
  CHECK(server.cli("DBSIZE") == "200000\n");
  const std::string sent = server.cli("INFO commandstats");
  CHECK(sent.find("cmdstat_scan:") != std::string::npos);
  CHECK(sent.find("cmdstat_keys:") == std::string::npos);
  CHECK(sent.find("cmdstat_unlink:calls=1,") != std::string::npos);
}

TEST_CASE("a name that does not exist is a failure")
{
  RealTime time;
  const auto tier = open_tier(at("redis://nowhere.invalid"), time.clock);
  CHECK_FALSE(tier->get(cache_key("a")));
}

TEST_CASE("rediss talks TLS, and trusts only the given authority and the right name")
{
  NEEDS_REDIS();
  const TempFolder folder;
  const std::string base = folder.path();
  const std::string make =
    "cd " + base +
    " && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -addext "
    "subjectAltName=DNS:localhost -keyout key.pem -out cert.pem >/dev/null 2>&1";
  if (std::system(make.c_str()) != 0) {
    MESSAGE("skipped: openssl is not installed");
    return;
  }
  const int port = free_port();
  const RedisServer server({"--tls-port", std::to_string(port), "--tls-cert-file", base + "/cert.pem", "--tls-key-file",
                            base + "/key.pem", "--tls-ca-cert-file", base + "/cert.pem", "--tls-auth-clients", "no"});
  RealTime time;
  RedisSettings settings = at("rediss://localhost:" + std::to_string(port));
  settings.ca_file = base + "/cert.pem";
  {
    const auto tier = open_tier(settings, time.clock);
    const std::string value = long_value(100'000, 3);
    REQUIRE(tier->put(cache_key("a"), cache_entry(value, time.clock)));
    const auto back = tier->get(cache_key("a"));
    REQUIRE(back);
    REQUIRE(back->has_value());
    CHECK(*(**back).value == value);
  }
  RedisSettings untrusted = settings;
  untrusted.ca_file.clear();
  CHECK(kind_of(open_tier(untrusted, time.clock)->get(cache_key("a"))) == ErrorKind::auth);
  RedisSettings no_file = settings;
  no_file.ca_file = base + "/none.pem";
  CHECK(kind_of(open_tier(no_file, time.clock)->get(cache_key("a"))) == ErrorKind::config);
  RedisSettings other_name = settings;
  other_name.url = "rediss://127.0.0.1:" + std::to_string(port);
  CHECK(kind_of(open_tier(other_name, time.clock)->get(cache_key("a"))) == ErrorKind::auth);
}

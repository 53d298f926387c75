// The Redis tier. Keys: PREFIX e:HEX of the cache key -> the stored entry (codec.hpp), expiring by PX; PREFIX t:HEX of
// the tag -> sorted set of entry keys, scored with their keep_until, so that members whose entry has gone are trimmed
// whenever the tag is written. Commands and replies are coded by hiredis; the sockets are ours, for time limits and
// TLS.
#include <tilores/cache/codec.hpp>
#include <tilores/cache/redis_socket.hpp>
#include <tilores/cache/redis_url.hpp>

#include <hiredis/hiredis.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>

namespace tilores::cache {
namespace {

using Command = std::vector<std::string>;

// Entries are held no longer, so that a tag, written with an expiry a day later, outlives all its entries.
constexpr Millis k_longest{std::chrono::hours{24 * 30}};
constexpr Millis k_tag_life{std::chrono::hours{24 * 31}};
constexpr std::string_view k_scan_count = "512";
constexpr std::size_t k_most_reply = std::size_t{128} << 20U;

struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, FreeReply>;
struct FreeReader {
  void operator()(redisReader* reader) const { redisReaderFree(reader); }
};

std::string_view text(const redisReply& reply)
{
  return reply.str == nullptr ? std::string_view{} : std::string_view{reply.str, static_cast<std::size_t>(reply.len)};
}

// An error reply in our terms. Only its first word is passed on: the rest may quote a key.
Error refused(std::string_view message, std::string_view prefix)
{
  const std::string code(message.substr(0, message.find(' ')));
  if (code == "NOPERM") {
    return {ErrorKind::auth,
            "redis lets this user in, but not at our keys or commands (NOPERM)",
            "give the user the rights on '" + std::string(prefix) + "*' that docs/many-machines.md lists",
            {},
            {}};
  }
  if (code == "NOAUTH" || code == "WRONGPASS") {
    return {ErrorKind::auth,
            "redis refuses these credentials (" + code + ")",
            "check user and password in REDIS_URL",
            {},
            {}};
  }
  if (code == "MOVED" || code == "ASK" || code == "CLUSTERDOWN" || code == "CROSSSLOT") {
    return {ErrorKind::unsupported, "redis runs as a cluster (" + code + ")", "use a single server or a proxy", {}, {}};
  }
  if (code == "OOM") {
    return {ErrorKind::unavailable, "redis is full (OOM)", "raise maxmemory or set an eviction policy", {}, {}};
  }
  if (code == "READONLY") {
    return {ErrorKind::unavailable, "redis is a read-only replica (READONLY)", "name its primary in REDIS_URL", {}, {}};
  }
  // LOADING, MASTERDOWN, MISCONF, BUSY, too many clients: not usable now.
  return {ErrorKind::unavailable, "redis refuses (" + code + ")", {}, {}, {}};
}

class Connection {
public:
  static Result<std::unique_ptr<Connection>> open(const RedisAddress& address, const SocketLimits& limits,
                                                  const RedisSettings& settings, Clock& clock)
  {
    TRY_ASSIGN(auto socket, connect_redis(address, limits));
    auto connection = std::unique_ptr<Connection>(new Connection(std::move(socket), settings.timeout, clock));
    std::vector<Command> hello;
    if (!address.password.empty()) {
      hello.push_back(address.user.empty() ? Command{"AUTH", address.password.reveal()}
                                           : Command{"AUTH", address.user, address.password.reveal()});
    }
    if (address.database != 0) {
      hello.push_back({"SELECT", std::to_string(address.database)});
    }
    if (!hello.empty()) {
      TRY_ASSIGN(const auto replies, connection->run(hello));
      for (const Reply& reply : replies) {
        if (reply->type == REDIS_REPLY_ERROR) {
          const Error error = refused(text(*reply), settings.prefix);
          return error.kind == ErrorKind::unavailable && text(*reply).starts_with("ERR")
                   ? fail(ErrorKind::auth, "redis refuses these credentials", "check user and password in REDIS_URL")
                   : fail(error);
        }
      }
    }
    return connection;
  }

  // Sends all commands at once and reads as many replies; error replies are replies.
  Result<std::vector<Reply>> run(const std::vector<Command>& commands)
  {
    std::string wire;
    for (const Command& command : commands) {
      append(wire, command);
    }
    TRY(m_socket->write(wire));
    const SteadyTime until = m_clock.steady() + m_answer_time * static_cast<std::int64_t>(1 + commands.size() / 64);
    std::vector<Reply> replies;
    std::array<char, 16384> buffer;
    while (replies.size() < commands.size()) {
      void* reply = nullptr;
      if (redisReaderGetReply(m_reader.get(), &reply) != REDIS_OK) {
        return fail(ErrorKind::unavailable, "redis sends something that is not its protocol");
      }
      if (reply != nullptr) {
        replies.emplace_back(static_cast<redisReply*>(reply));
        continue;
      }
      TRY_ASSIGN(const std::size_t n, m_socket->read(buffer.data(), buffer.size()));
      m_received += n;
      if (redisReaderFeed(m_reader.get(), buffer.data(), n) != REDIS_OK ||
          m_received > k_most_reply * (1 + commands.size())) {
        return fail(ErrorKind::unavailable, "redis sends something that is not its protocol");
      }
      if (m_clock.steady() > until) {
        return fail(ErrorKind::timeout, "redis does not answer in time");
      }
    }
    m_received = 0;
    return replies;
  }

private:
  Connection(std::unique_ptr<RedisSocket> socket, Millis answer_time, Clock& clock)
    : m_socket(std::move(socket)), m_reader(redisReaderCreate()), m_answer_time(answer_time), m_clock(clock)
  {
  }

  static void append(std::string& wire, const Command& command)
  {
    std::vector<const char*> words;
    std::vector<std::size_t> sizes;
    for (const std::string& word : command) {
      words.push_back(word.data());
      sizes.push_back(word.size());
    }
    char* formatted = nullptr;
    const int size = static_cast<int>(
      redisFormatCommandArgv(&formatted, static_cast<int>(command.size()), words.data(), sizes.data()));
    if (size > 0) {
      wire.append(formatted, static_cast<std::size_t>(size));
    }
    redisFreeCommand(formatted);
  }

  std::unique_ptr<RedisSocket> m_socket;
  std::unique_ptr<redisReader, FreeReader> m_reader;
  const Millis m_answer_time;
  Clock& m_clock;
  std::size_t m_received = 0;
};

class RedisTier final : public Tier {
public:
  RedisTier(RedisSettings settings, Clock& clock)
    : m_settings(std::move(settings)), m_address(parse_redis_url(m_settings.url)), m_clock(clock)
  {
  }

  Result<std::optional<Entry>> get(const CacheKey& key) override
  {
    TRY_ASSIGN(const auto replies, ask({{"GET", entry_name(key)}}));
    const redisReply& reply = *replies[0];
    if (reply.type == REDIS_REPLY_STRING) {
      Result<Entry> entry = decode_entry(m_settings.key, key, text(reply));
      if (!entry) {
        ++m_damaged; // foreign, of another version or spoilt: a miss that the next put mends
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
    const WallTime now = m_clock.now();
    const Millis life = std::min(entry.keep_until - now, k_longest);
    if (life <= Millis{0} || entry.value->size() > k_max_value) {
      return {};
    }
    const std::string name = entry_name(key);
    std::vector<Command> commands{
      {"SET", name, encode_entry(m_settings.key, key, entry), "PX", std::to_string(life.count())}};
    const std::string score = std::to_string((now + life).time_since_epoch().count());
    const std::string past = "(" + std::to_string(now.time_since_epoch().count());
    for (const Tag& tag : entry.tags) {
      const std::string tagged = tag_name(tag);
      commands.push_back({"ZREMRANGEBYSCORE", tagged, "-inf", past});
      commands.push_back({"ZADD", tagged, score, name});
      commands.push_back({"PEXPIRE", tagged, std::to_string(k_tag_life.count())});
    }
    TRY_ASSIGN(const auto replies, ask(commands));
    static_cast<void>(replies);
    return {};
  }

  Result<std::uint64_t> erase_tag(const Tag& tag) override
  {
    TRY_ASSIGN(const auto members, ask({{"ZRANGE", tag_name(tag), "0", "-1"}}));
    std::vector<std::string> names;
    for (std::size_t i = 0; i < members[0]->elements; ++i) {
      const std::string_view name = text(*members[0]->element[i]);
      if (name.starts_with(m_settings.prefix + "e:")) {
        names.emplace_back(name);
      }
    }
    TRY_ASSIGN(const std::uint64_t removed, unlink(names));
    TRY_ASSIGN(const std::uint64_t tags, unlink({tag_name(tag)}));
    static_cast<void>(tags);
    return removed;
  }

  Result<SweepReport> sweep(const Sweep& sweep) override
  {
    SweepReport report;
    if (sweep.what == Sweep::What::expired) {
      return report; // the server does that
    }
    const bool whole = sweep.what == Sweep::What::damaged;
    TRY(each_entry(whole, [&](const std::vector<std::string>& names, const std::vector<Reply>& values) -> Status {
      std::vector<std::string> gone;
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (values[i]->type != REDIS_REPLY_STRING || values[i]->len == 0) {
          continue; // expired since the scan
        }
        ++report.checked;
        const auto header = read_header(text(*values[i]));
        if (sweep.what == Sweep::What::all ||
            (sweep.what == Sweep::What::older_than && (!header || header->created < sweep.before)) ||
            (whole && !opens(names[i], text(*values[i])))) {
          gone.push_back(names[i]);
        }
      }
      TRY_ASSIGN(const std::uint64_t removed, unlink(gone));
      report.removed += removed;
      return {};
    }));
    if (sweep.what == Sweep::What::all) {
      TRY(scan("t:", [&](const std::vector<std::string>& names) -> Status {
        TRY_ASSIGN(const std::uint64_t tags, unlink(names));
        static_cast<void>(tags);
        return {};
      }));
    }
    return report;
  }

  Result<TierStats> stats() override
  {
    TierStats stats;
    TRY(each_entry(false, [&](const std::vector<std::string>& names, const std::vector<Reply>& values) -> Status {
      std::vector<Command> lengths;
      lengths.reserve(names.size());
      for (const std::string& name : names) {
        lengths.push_back({"STRLEN", name});
      }
      TRY_ASSIGN(const auto sizes, ask(lengths));
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (sizes[i]->integer == 0) {
          continue;
        }
        ++stats.entries;
        stats.bytes += static_cast<std::uint64_t>(sizes[i]->integer);
        if (const auto header = read_header(text(*values[i]))) {
          ++stats.by_kind[static_cast<std::size_t>(header->kind)];
          stats.oldest = std::min(stats.oldest.value_or(header->created), header->created);
        }
      }
      return {};
    }));
    stats.hits = m_hits;
    stats.misses = m_misses;
    stats.damaged = m_damaged;
    return stats;
  }

private:
  [[nodiscard]] std::string entry_name(const CacheKey& key) const
  {
    return m_settings.prefix + "e:" + to_hex(key.bytes);
  }
  [[nodiscard]] std::string tag_name(const Tag& tag) const { return m_settings.prefix + "t:" + to_hex(tag.view()); }

  // Whether the value opens under the key that its name tells.
  [[nodiscard]] bool opens(const std::string& name, std::string_view value) const
  {
    CacheKey key;
    const std::string_view hex = std::string_view(name).substr(m_settings.prefix.size() + 2);
    if (hex.size() != key.bytes.size() * 2) {
      return false;
    }
    const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
    for (std::size_t i = 0; i < key.bytes.size(); ++i) {
      key.bytes[i] = static_cast<std::uint8_t>((digit(hex[i * 2]) << 4U | digit(hex[i * 2 + 1])) & 0xffU);
    }
    return decode_entry(m_settings.key, key, value).has_value();
  }

  // One round trip on a connection of the pool, or a new one. A pooled connection may have been closed by the server
  // while it lay idle: then once again on a new one. All commands may be repeated without harm.
  Result<std::vector<Reply>> ask(const std::vector<Command>& commands)
  {
    if (!m_address) {
      return fail(m_address.error());
    }
    std::unique_ptr<Connection> connection = take();
    const bool pooled = connection != nullptr;
    for (bool again = false;; again = true) {
      if (!connection) {
        const SocketLimits limits{m_settings.connect_timeout, m_settings.timeout, m_settings.ca_file};
        TRY_ASSIGN(connection, Connection::open(*m_address, limits, m_settings, m_clock));
      }
      auto replies = connection->run(commands);
      if (!replies) {
        if (pooled && !again && replies.error().kind == ErrorKind::unavailable) {
          connection.reset();
          const std::lock_guard lock(m_mutex);
          m_idle.clear(); // they are of the same age
          continue;
        }
        return replies;
      }
      for (const Reply& reply : *replies) {
        if (reply->type == REDIS_REPLY_ERROR) {
          return fail(refused(text(*reply), m_settings.prefix));
        }
      }
      const std::lock_guard lock(m_mutex);
      m_idle.push_back(std::move(connection));
      return replies;
    }
  }

  std::unique_ptr<Connection> take()
  {
    const std::lock_guard lock(m_mutex);
    if (m_idle.empty()) {
      return nullptr;
    }
    auto connection = std::move(m_idle.back());
    m_idle.pop_back();
    return connection;
  }

  Result<std::uint64_t> unlink(const std::vector<std::string>& names)
  {
    if (names.empty()) {
      return std::uint64_t{0};
    }
    Command command{"UNLINK"};
    command.insert(command.end(), names.begin(), names.end());
    TRY_ASSIGN(const auto replies, ask({command}));
    return static_cast<std::uint64_t>(replies[0]->integer);
  }

  // Every key of our own that begins with `part`, a page at a time; SCAN may show one twice.
  template<typename Visit> Status scan(std::string_view part, Visit visit)
  {
    std::string pattern;
    for (const char c : m_settings.prefix) {
      if (std::string_view("*?[]\\").find(c) != std::string_view::npos) {
        pattern += '\\';
      }
      pattern += c;
    }
    pattern += std::string(part) + "*";
    std::string cursor = "0";
    do {
      TRY_ASSIGN(const auto page, ask({{"SCAN", cursor, "MATCH", pattern, "COUNT", std::string(k_scan_count)}}));
      const redisReply& reply = *page[0];
      if (reply.type != REDIS_REPLY_ARRAY || reply.elements != 2) {
        return fail(ErrorKind::unavailable, "redis sends something that is not its protocol");
      }
      cursor = text(*reply.element[0]);
      std::vector<std::string> names;
      for (std::size_t i = 0; i < reply.element[1]->elements; ++i) {
        names.emplace_back(text(*reply.element[1]->element[i]));
      }
      if (!names.empty()) {
        TRY(visit(names));
      }
    } while (cursor != "0");
    return {};
  }

  // Pages of entries with their whole values or only their headers.
  template<typename Visit> Status each_entry(bool whole, Visit visit)
  {
    return scan("e:", [&](const std::vector<std::string>& names) -> Status {
      std::vector<Command> commands;
      commands.reserve(names.size());
      for (const std::string& name : names) {
        commands.push_back(whole ? Command{"GET", name}
                                 : Command{"GETRANGE", name, "0", std::to_string(k_header_size - 1)});
      }
      TRY_ASSIGN(const auto values, ask(commands));
      return visit(names, values);
    });
  }

  const RedisSettings m_settings;
  const Result<RedisAddress> m_address;
  Clock& m_clock;
  std::mutex m_mutex;
  std::vector<std::unique_ptr<Connection>> m_idle;
  std::atomic<std::uint64_t> m_hits = 0;
  std::atomic<std::uint64_t> m_misses = 0;
  std::atomic<std::uint64_t> m_damaged = 0;
};

} // namespace

std::unique_ptr<Tier> make_redis_tier(RedisSettings settings, Clock& clock)
{
  return std::make_unique<RedisTier>(std::move(settings), clock);
}

} // namespace tilores::cache

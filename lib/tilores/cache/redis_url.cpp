#include <tilores/cache/redis_url.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <charconv>

namespace tilores::cache {
namespace {

Failure wrong(const char* why)
{
  return fail(ErrorKind::config, std::string("REDIS_URL is not understood: ") + why,
              "redis://host:6379/0, rediss://user:password@host:6379/0 or unix:///path/to/socket");
}

bool parse_number(std::string_view text, int most, int& number)
{
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc() && end == text.data() + text.size() && number >= 0 && number <= most;
}

} // namespace

Result<RedisAddress> parse_redis_url(std::string_view url)
{
  RedisAddress address;
  const std::size_t colon = url.find("://");
  const std::string scheme = to_lower_ascii(url.substr(0, colon == std::string_view::npos ? 0 : colon));
  if (scheme != "redis" && scheme != "rediss" && scheme != "unix") {
    return wrong("unknown scheme");
  }
  address.tls = scheme == "rediss";
  std::string_view rest = url.substr(colon + 3);
  std::string_view query;
  if (const std::size_t mark = rest.find('?'); mark != std::string_view::npos) {
    query = rest.substr(mark + 1);
    rest = rest.substr(0, mark);
  }
  // The last @ before the path: passwords may hold one unescaped.
  const std::size_t path_at =
    scheme == "unix" ? rest.find('/', rest.find('@') == std::string_view::npos ? 0 : rest.find('@')) : rest.find('/');
  const std::size_t at = rest.substr(0, path_at).rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view login = rest.substr(0, at);
    const std::size_t middle = login.find(':');
    const auto user = percent_decoded(middle == std::string_view::npos ? std::string_view{} : login.substr(0, middle));
    const auto password = percent_decoded(middle == std::string_view::npos ? login : login.substr(middle + 1));
    if (!user || !password) {
      return wrong("broken percent escape");
    }
    address.user = *user;
    address.password = Secret(*password);
    rest.remove_prefix(at + 1);
  }
  std::string_view database = query.starts_with("db=") ? query.substr(3) : std::string_view{};
  if (!query.empty() && database.empty()) {
    return wrong("only ?db=N may follow");
  }
  if (scheme == "unix") {
    const auto path = percent_decoded(rest);
    if (!path || !path->starts_with('/')) {
      return wrong("a socket needs an absolute path");
    }
    address.socket = *path;
  } else {
    if (const std::size_t slash = rest.find('/'); slash != std::string_view::npos) {
      database = slash + 1 < rest.size() ? rest.substr(slash + 1) : database;
      rest = rest.substr(0, slash);
    }
    std::size_t host_end = rest.rfind(':');
    if (rest.starts_with('[')) {
      const std::size_t bracket = rest.find(']');
      if (bracket == std::string_view::npos) {
        return wrong("missing ]");
      }
      address.host = rest.substr(1, bracket - 1);
      host_end = bracket + 1 < rest.size() && rest[bracket + 1] == ':' ? bracket + 1 : std::string_view::npos;
    } else {
      address.host = rest.substr(0, host_end);
    }
    int port = 6379;
    if (host_end != std::string_view::npos && !parse_number(rest.substr(host_end + 1), 65535, port)) {
      return wrong("bad port");
    }
    address.port = std::to_string(port);
    if (address.host.empty()) {
      address.host = "127.0.0.1";
    }
  }
  if (!database.empty() && !parse_number(database, 1'000'000, address.database)) {
    return wrong("bad database number");
  }
  return address;
}

} // namespace tilores::cache

#pragma once
// The three forms of a Redis address. Pure. Private to the module.

#include <tilores/base/result.hpp>
#include <tilores/base/secret.hpp>

#include <string>
#include <string_view>

namespace tilores::cache {

struct RedisAddress {
  bool tls = false;
  std::string host; // name or number, an IPv6 number without brackets; empty for a socket
  std::string port;
  std::string socket; // path, for unix://
  std::string user;
  Secret password;
  int database = 0;
};

// redis://[[user]:password@]host[:6379][/db], rediss:// likewise, unix://[[user]:password@]/path[?db=N]. Percent
// escapes in user, password and path. `config` otherwise; the message never holds the address, since that may hold a
// password.
[[nodiscard]] Result<RedisAddress> parse_redis_url(std::string_view url);

} // namespace tilores::cache

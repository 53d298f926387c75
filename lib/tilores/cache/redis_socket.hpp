#pragma once
// A byte stream to a Redis server: TCP, TLS or a Unix socket, each step bounded in time. Private to the module.

#include <tilores/cache/redis_url.hpp>

#include <tilores/base/clock.hpp>

#include <memory>

namespace tilores::cache {

struct SocketLimits {
  Millis connect{500}; // name look-up, connect and TLS handshake, each
  Millis io{50};       // one read or write that makes no progress
  std::string ca_file; // beside the authorities of the system; empty: those alone
};

// One owner at a time. Failures: `timeout`, `unavailable`; `auth` where the certificate is not trusted.
class RedisSocket {
public:
  virtual ~RedisSocket() = default;
  [[nodiscard]] virtual Status write(std::string_view bytes) = 0;
  // At least one byte, at most `room`.
  [[nodiscard]] virtual Result<std::size_t> read(char* to, std::size_t room) = 0;
};

// TLS loads libssl.so.3 with dlopen when the first rediss:// address is used: linking it costs every process 1 ms.
[[nodiscard]] Result<std::unique_ptr<RedisSocket>> connect_redis(const RedisAddress& address,
                                                                 const SocketLimits& limits);

// TLS over a connected descriptor, which it takes over (redis_tls.cpp).
[[nodiscard]] Result<std::unique_ptr<RedisSocket>> start_tls(int descriptor, const std::string& host,
                                                             const SocketLimits& limits);

} // namespace tilores::cache

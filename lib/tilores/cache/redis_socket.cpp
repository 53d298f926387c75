#include <tilores/cache/redis_socket.hpp>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

namespace tilores::cache {
namespace {

Failure down(int reason)
{
  return reason == ETIMEDOUT || reason == EAGAIN || reason == EWOULDBLOCK
           ? fail(ErrorKind::timeout, "redis does not answer in time")
           : fail(ErrorKind::unavailable, std::string("redis cannot be reached: ") + std::strerror(reason));
}

class PlainSocket final : public RedisSocket {
public:
  explicit PlainSocket(int descriptor) : m_descriptor(descriptor) {}
  ~PlainSocket() override { close(m_descriptor); }
  PlainSocket(const PlainSocket&) = delete;
  PlainSocket& operator=(const PlainSocket&) = delete;

  Status write(std::string_view bytes) override
  {
    while (!bytes.empty()) {
      const ssize_t n = send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(n));
      } else if (errno != EINTR) {
        return down(errno);
      }
    }
    return {};
  }

  Result<std::size_t> read(char* to, std::size_t room) override
  {
    for (;;) {
      const ssize_t n = recv(m_descriptor, to, room, 0);
      if (n > 0) {
        return static_cast<std::size_t>(n);
      }
      if (n == 0) {
        return fail(ErrorKind::unavailable, "redis closed the connection");
      }
      if (errno != EINTR) {
        return down(errno);
      }
    }
  }

private:
  int m_descriptor;
};

void bound(int descriptor, Millis io)
{
  timeval time{};
  time.tv_sec = io.count() / 1000;
  time.tv_usec = io.count() % 1000 * 1000;
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
  setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

// Connects within `limit`; the descriptor is blocking afterwards.
Result<int> connect_to(int family, const sockaddr* to, socklen_t size, Millis limit)
{
  const int descriptor = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) {
    return down(errno);
  }
  int reason = connect(descriptor, to, size) == 0 ? 0 : errno;
  if (reason == EINPROGRESS || reason == EAGAIN) {
    pollfd wait{descriptor, POLLOUT, 0};
    const int ready = poll(&wait, 1, static_cast<int>(limit.count()));
    socklen_t length = sizeof reason;
    if (ready <= 0) {
      reason = ready == 0 ? ETIMEDOUT : errno;
    } else {
      getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &reason, &length);
    }
  }
  if (reason != 0) {
    close(descriptor);
    return down(reason);
  }
  // Blocking from here on: every read and write is bounded by SO_RCVTIMEO and SO_SNDTIMEO.
  if (fcntl(descriptor, F_SETFL, 0) != 0) {
    close(descriptor);
    return down(errno);
  }
  return descriptor;
}

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

// glibc's resolver may take ten seconds, so it runs beside us and is left behind when it is late.
Result<Addresses> resolve(const RedisAddress& address, Millis limit)
{
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  if (getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &list) == 0) {
    return Addresses(list);
  }
  struct Question {
    std::mutex mutex;
    std::condition_variable answered;
    std::optional<int> problem; // of getaddrinfo, once it has answered
    Addresses list;
  };
  const auto question = std::make_shared<Question>();
  try {
    std::thread([question, host = address.host, port = address.port] {
      addrinfo wanted{};
      wanted.ai_socktype = SOCK_STREAM;
      addrinfo* found = nullptr;
      const int problem = getaddrinfo(host.c_str(), port.c_str(), &wanted, &found);
      const std::lock_guard lock(question->mutex);
      question->list.reset(problem == 0 ? found : nullptr);
      question->problem = problem;
      question->answered.notify_one();
    }).detach();
  } catch (const std::system_error&) {
    return fail(ErrorKind::unavailable, "the redis host cannot be looked up");
  }
  std::unique_lock lock(question->mutex);
  if (!question->answered.wait_for(lock, limit, [&] { return question->problem.has_value(); })) {
    return fail(ErrorKind::timeout, "looking up the redis host takes too long");
  }
  if (*question->problem != 0) {
    return fail(ErrorKind::unavailable, "the redis host is unknown");
  }
  return std::move(question->list);
}

Result<int> open_socket(const RedisAddress& address, const SocketLimits& limits)
{
  if (!address.socket.empty()) {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    if (address.socket.size() >= sizeof to.sun_path) {
      return fail(ErrorKind::config, "the path of the redis socket is too long");
    }
    std::memcpy(to.sun_path, address.socket.c_str(), address.socket.size() + 1);
    return connect_to(AF_UNIX, reinterpret_cast<const sockaddr*>(&to), sizeof to, limits.connect);
  }
  TRY_ASSIGN(const Addresses list, resolve(address, limits.connect));
  Result<int> last = fail(ErrorKind::unavailable, "the redis host has no address");
  for (const addrinfo* at = list.get(); at != nullptr; at = at->ai_next) {
    last = connect_to(at->ai_family, at->ai_addr, at->ai_addrlen, limits.connect);
    if (last) {
      const int on = 1;
      setsockopt(*last, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      break;
    }
  }
  return last;
}

} // namespace

Result<std::unique_ptr<RedisSocket>> connect_redis(const RedisAddress& address, const SocketLimits& limits)
{
  TRY_ASSIGN(const int descriptor, open_socket(address, limits));
  if (!address.tls) {
    bound(descriptor, limits.io);
    return std::unique_ptr<RedisSocket>(std::make_unique<PlainSocket>(descriptor));
  }
  bound(descriptor, limits.connect);
  auto secure = start_tls(descriptor, address.host, limits);
  if (secure) {
    bound(descriptor, limits.io);
  }
  return secure;
}

} // namespace tilores::cache

#pragma once
// A real HTTP/1.1 server on 127.0.0.1 for tests: the handler decides every byte, so it can also misbehave.

#include <tilores/base/text.hpp>

#include <arpa/inet.h>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tilores::test {

struct LoopbackRequest {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers; // lower-case names
  std::string body;
};

// keep: wait for the next request; close: orderly end; reset: RST; hang: say nothing until the server stops.
enum class Then { keep, close, reset, hang };

struct LoopbackReply {
  std::string bytes;
  Then then = Then::keep;
};

inline LoopbackReply reply(int status, const std::string& body, const std::string& headers = {})
{
  return {"HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
          headers + "\r\n" + body};
}

class LoopbackServer {
public:
  using Handler = std::function<LoopbackReply(const LoopbackRequest&)>; // called from many threads

  explicit LoopbackServer(Handler handler) : m_handler(std::move(handler))
  {
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(m_listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(m_listener, 128) != 0 ||
        ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      std::abort();
    }
    m_port = ntohs(address.sin_port);
    m_acceptor = std::thread([this] { accept_all(); });
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;
  LoopbackServer(LoopbackServer&&) = delete;
  LoopbackServer& operator=(LoopbackServer&&) = delete;
  ~LoopbackServer()
  {
    {
      const std::lock_guard lock(m_mutex);
      m_stopping = true;
      for (const int socket : m_open) {
        ::shutdown(socket, SHUT_RDWR);
      }
    }
    m_changed.notify_all();
    ::shutdown(m_listener, SHUT_RDWR);
    m_acceptor.join();
    for (auto& thread : m_threads) {
      thread.join();
    }
    ::close(m_listener);
  }

  [[nodiscard]] std::string url(const std::string& path = "/") const
  {
    return "http://127.0.0.1:" + std::to_string(m_port) + path;
  }
  [[nodiscard]] int connections() const { return m_connections; }
  [[nodiscard]] int requests() const { return m_requests; }

private:
  void accept_all()
  {
    for (;;) {
      const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
      const std::lock_guard lock(m_mutex);
      if (socket < 0 || m_stopping) {
        if (socket >= 0) {
          ::close(socket);
        }
        return;
      }
      ++m_connections;
      m_open.push_back(socket);
      m_threads.emplace_back([this, socket] { serve(socket); });
    }
  }

  void serve(int socket)
  {
    std::string buffer;
    LoopbackRequest request;
    while (read_request(socket, buffer, request)) {
      ++m_requests;
      const auto answer = m_handler(request);
      std::size_t sent = 0;
      while (sent < answer.bytes.size()) {
        const auto n = ::send(socket, answer.bytes.data() + sent, answer.bytes.size() - sent, MSG_NOSIGNAL);
        if (n <= 0) {
          break;
        }
        sent += static_cast<std::size_t>(n);
      }
      if (answer.then == Then::hang) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_stopping; });
      }
      if (answer.then == Then::reset) {
        const linger hard{1, 0};
        ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
      }
      if (answer.then != Then::keep) {
        break;
      }
    }
    const std::lock_guard lock(m_mutex);
    std::erase(m_open, socket);
    ::close(socket);
  }

  static bool read_request(int socket, std::string& buffer, LoopbackRequest& request)
  {
    const auto more = [&] {
      char chunk[16384];
      const auto n = ::recv(socket, chunk, sizeof chunk, 0);
      if (n > 0) {
        buffer.append(chunk, static_cast<std::size_t>(n));
      }
      return n > 0;
    };
    std::size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) {
        return false;
      }
    }
    request = {};
    std::size_t length = 0;
    bool first = true;
    for (const auto line_view : split(std::string_view(buffer).substr(0, end), '\n')) {
      const auto line = trim(line_view);
      if (first) {
        const auto words = split(line, ' ');
        request.method = words[0];
        request.target = words.size() > 1 ? words[1] : "";
        first = false;
      } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
        request.headers[to_lower_ascii(line.substr(0, colon))] = trim(line.substr(colon + 1));
      }
    }
    if (const auto at = request.headers.find("content-length"); at != request.headers.end()) {
      std::from_chars(at->second.data(), at->second.data() + at->second.size(), length);
    }
    while (buffer.size() < end + 4 + length) {
      if (!more()) {
        return false;
      }
    }
    request.body = buffer.substr(end + 4, length);
    buffer.erase(0, end + 4 + length);
    return true;
  }

  Handler m_handler;
  int m_listener = -1;
  int m_port = 0;
  std::atomic<int> m_connections = 0;
  std::atomic<int> m_requests = 0;
  std::mutex m_mutex;
  std::condition_variable m_changed;
  bool m_stopping = false;
  std::vector<int> m_open;
  std::vector<std::thread> m_threads;
  std::thread m_acceptor;
};

} // namespace tilores::test

#pragma once
// A real redis-server for one test: its own folder, a Unix socket and, where asked for, a loopback port.

#include <support/temp_folder.hpp>

#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tilores::test {

inline bool redis_installed() { return std::system("command -v redis-server >/dev/null 2>&1") == 0; }

// A loopback port that was free a moment ago.
inline int free_port()
{
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  bind(fd, reinterpret_cast<sockaddr*>(&at), size);
  getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size);
  close(fd);
  return ntohs(at.sin_port);
}

class RedisServer {
public:
  // `more`: further arguments of redis-server, e.g. {"--requirepass", "x"}.
  explicit RedisServer(std::vector<std::string> more = {}) : m_more(std::move(more)) { start(); }
  ~RedisServer() { stop(); }
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  void start()
  {
    std::vector<std::string> words{"redis-server", "--port",        std::to_string(m_port),
                                   "--bind",       "127.0.0.1",     "--unixsocket",
                                   socket_path(),  "--save",        "",
                                   "--dir",        m_folder.path(), "--loglevel",
                                   "warning"};
    words.insert(words.end(), m_more.begin(), m_more.end());
    m_pid = fork();
    if (m_pid == 0) {
      const int null = open("/dev/null", O_RDWR);
      dup2(null, 1);
      dup2(null, 2);
      std::vector<char*> arguments;
      for (std::string& word : words) {
        arguments.push_back(word.data());
      }
      arguments.push_back(nullptr);
      execvp(arguments[0], arguments.data());
      _exit(127);
    }
    for (int i = 0; i < 2000 && !accepts(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
  }
  void stop()
  {
    if (m_pid > 0) {
      kill(m_pid, SIGKILL);
      waitpid(m_pid, nullptr, 0);
      m_pid = -1;
      unlink(socket_path().c_str());
    }
  }
  void pause() const { kill(m_pid, SIGSTOP); }
  void go_on() const { kill(m_pid, SIGCONT); }

  [[nodiscard]] std::string socket_path() const { return m_folder.path() + "/redis.sock"; }
  [[nodiscard]] std::string unix_url() const { return "unix://" + socket_path(); }
  [[nodiscard]] std::string tcp_url() const { return "redis://127.0.0.1:" + std::to_string(m_port); }
  [[nodiscard]] int port() const { return m_port; }
  // Runs redis-cli with these shell words and returns what it prints.
  std::string cli(const std::string& words) const
  {
    std::string out;
    FILE* pipe = popen(("redis-cli -s " + socket_path() + " " + words + " 2>/dev/null").c_str(), "r");
    char buffer[4096];
    while (pipe != nullptr) {
      const std::size_t n = fread(buffer, 1, sizeof buffer, pipe);
      if (n == 0) {
        break;
      }
      out.append(buffer, n);
    }
    if (pipe != nullptr) {
      pclose(pipe);
    }
    return out;
  }

private:
  [[nodiscard]] bool accepts() const
  {
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    socket_path().copy(at.sun_path, sizeof at.sun_path - 1);
    const bool ok = connect(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
    close(fd);
    return ok;
  }

  TempFolder m_folder;
  std::vector<std::string> m_more;
  int m_port = free_port();
  pid_t m_pid = -1;
};

} // namespace tilores::test

// TLS for rediss:// through libssl.so.3 (OpenSSL 3), opened with dlopen on first use. The few functions are declared
// here by their documented signatures, so that building needs no OpenSSL headers.
#include <tilores/cache/redis_socket.hpp>

#include <arpa/inet.h>
#include <dlfcn.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace tilores::cache {
namespace {

struct SSL;
struct SSL_CTX;

// Values of <openssl/ssl.h> and <openssl/tls1.h>.
constexpr int k_verify_peer = 1;       // SSL_VERIFY_PEER
constexpr int k_set_hostname = 55;     // SSL_CTRL_SET_TLSEXT_HOSTNAME
constexpr int k_set_min_version = 123; // SSL_CTRL_SET_MIN_PROTO_VERSION
constexpr long k_tls_1_2 = 0x0303;     // TLS1_2_VERSION
constexpr long k_verify_ok = 0;        // X509_V_OK
constexpr const char* k_system_authorities = "/etc/ssl/certs";

struct Functions {
  const void* (*TLS_client_method)() = nullptr;
  SSL_CTX* (*SSL_CTX_new)(const void*) = nullptr;
  void (*SSL_CTX_free)(SSL_CTX*) = nullptr;
  long (*SSL_CTX_ctrl)(SSL_CTX*, int, long, void*) = nullptr;
  void (*SSL_CTX_set_verify)(SSL_CTX*, int, void*) = nullptr;
  int (*SSL_CTX_load_verify_locations)(SSL_CTX*, const char*, const char*) = nullptr;
  SSL* (*SSL_new)(SSL_CTX*) = nullptr;
  void (*SSL_free)(SSL*) = nullptr;
  long (*SSL_ctrl)(SSL*, int, long, void*) = nullptr;
  int (*SSL_set1_host)(SSL*, const char*) = nullptr;
  int (*SSL_set_fd)(SSL*, int) = nullptr;
  int (*SSL_connect)(SSL*) = nullptr;
  int (*SSL_read)(SSL*, void*, int) = nullptr;
  int (*SSL_write)(SSL*, const void*, int) = nullptr;
  long (*SSL_get_verify_result)(const SSL*) = nullptr;
  bool loaded = false;
};

template<typename Function> bool find(void* library, const char* name, Function& function)
{
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

const Functions& functions()
{
  static const Functions table = [] {
    Functions f;
    void* library = dlopen("libssl.so.3", RTLD_NOW | RTLD_LOCAL);
    f.loaded = library != nullptr && find(library, "TLS_client_method", f.TLS_client_method) &&
               find(library, "SSL_CTX_new", f.SSL_CTX_new) && find(library, "SSL_CTX_free", f.SSL_CTX_free) &&
               find(library, "SSL_CTX_ctrl", f.SSL_CTX_ctrl) &&
               find(library, "SSL_CTX_set_verify", f.SSL_CTX_set_verify) &&
               find(library, "SSL_CTX_load_verify_locations", f.SSL_CTX_load_verify_locations) &&
               find(library, "SSL_new", f.SSL_new) && find(library, "SSL_free", f.SSL_free) &&
               find(library, "SSL_ctrl", f.SSL_ctrl) && find(library, "SSL_set1_host", f.SSL_set1_host) &&
               find(library, "SSL_set_fd", f.SSL_set_fd) && find(library, "SSL_connect", f.SSL_connect) &&
               find(library, "SSL_read", f.SSL_read) && find(library, "SSL_write", f.SSL_write) &&
               find(library, "SSL_get_verify_result", f.SSL_get_verify_result);
    return f;
  }();
  return table;
}

class TlsSocket final : public RedisSocket {
public:
  TlsSocket(int descriptor, SSL_CTX* context, SSL* session)
    : m_descriptor(descriptor), m_context(context), m_session(session)
  {
  }
  ~TlsSocket() override
  {
    if (m_session != nullptr) {
      functions().SSL_free(m_session);
    }
    if (m_context != nullptr) {
      functions().SSL_CTX_free(m_context);
    }
    close(m_descriptor);
  }
  TlsSocket(const TlsSocket&) = delete;
  TlsSocket& operator=(const TlsSocket&) = delete;

  Status write(std::string_view bytes) override
  {
    while (!bytes.empty()) {
      errno = 0;
      const int n =
        functions().SSL_write(m_session, bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), INT_MAX)));
      if (n <= 0) {
        return broken();
      }
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
  }

  Result<std::size_t> read(char* to, std::size_t room) override
  {
    errno = 0;
    const int n = functions().SSL_read(m_session, to, static_cast<int>(std::min<std::size_t>(room, INT_MAX)));
    if (n <= 0) {
      return broken();
    }
    return static_cast<std::size_t>(n);
  }

private:
  static Failure broken()
  {
    return errno == EAGAIN || errno == EWOULDBLOCK ? fail(ErrorKind::timeout, "redis does not answer in time")
                                                   : fail(ErrorKind::unavailable, "redis closed the TLS connection");
  }

  int m_descriptor;
  SSL_CTX* m_context;
  SSL* m_session;
};

// Verdicts of <openssl/x509_vfy.h>.
Failure distrusted(long verdict)
{
  switch (verdict) {
  case 9: // X509_V_ERR_CERT_NOT_YET_VALID
    return fail(ErrorKind::auth, "the certificate of redis is not yet valid", "check this machine's clock");
  case 10: // X509_V_ERR_CERT_HAS_EXPIRED
    return fail(ErrorKind::auth, "the certificate of redis has expired", "have it renewed; check this machine's clock");
  case 62: // X509_V_ERR_HOSTNAME_MISMATCH
  case 64: // X509_V_ERR_IP_ADDRESS_MISMATCH
    return fail(ErrorKind::auth, "the certificate of redis is for another host",
                "use a name of the certificate in REDIS_URL");
  default:
    return fail(ErrorKind::auth, "the certificate of redis is not trusted", "set redis.ca_file to its authority");
  }
}

bool is_address(const std::string& host)
{
  unsigned char bytes[sizeof(in6_addr)];
  return inet_pton(AF_INET, host.c_str(), bytes) == 1 || inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

} // namespace

Result<std::unique_ptr<RedisSocket>> start_tls(int descriptor, const std::string& host, const SocketLimits& limits)
{
  const Functions& f = functions();
  if (!f.loaded) {
    close(descriptor);
    return fail(ErrorKind::unavailable, "rediss:// needs OpenSSL 3 (libssl.so.3)", "install the package libssl3");
  }
  SSL_CTX* context = f.SSL_CTX_new(f.TLS_client_method());
  bool ready = context != nullptr && f.SSL_CTX_ctrl(context, k_set_min_version, k_tls_1_2, nullptr) == 1;
  if (ready) {
    f.SSL_CTX_set_verify(context, k_verify_peer, nullptr);
    const char* const file = limits.ca_file.empty() ? nullptr : limits.ca_file.c_str();
    ready = f.SSL_CTX_load_verify_locations(context, file, k_system_authorities) == 1;
  }
  SSL* session = ready ? f.SSL_new(context) : nullptr;
  auto socket = std::make_unique<TlsSocket>(descriptor, context, session);
  if (session == nullptr) {
    return fail(ErrorKind::config, "the certificates for rediss:// cannot be read", "check redis.ca_file");
  }
  // SSL_set1_host takes numbers too; a server name indication must be a name (RFC 6066).
  ready = f.SSL_set1_host(session, host.c_str()) == 1 && f.SSL_set_fd(session, descriptor) == 1;
  if (!is_address(host)) {
    std::string name = host;
    ready = ready && f.SSL_ctrl(session, k_set_hostname, 0, name.data()) == 1;
  }
  errno = 0;
  if (!ready || f.SSL_connect(session) != 1) {
    if (const long verdict = f.SSL_get_verify_result(session); verdict != k_verify_ok) {
      return distrusted(verdict);
    }
    return errno == EAGAIN ? fail(ErrorKind::timeout, "the TLS handshake with redis takes too long")
                           : fail(ErrorKind::unavailable, "the TLS handshake with redis failed");
  }
  return std::unique_ptr<RedisSocket>(std::move(socket));
}

} // namespace tilores::cache

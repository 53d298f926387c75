#pragma once
// The real HttpTransport: libcurl, opened with dlopen on the first exchange.

#include <tilores/base/secret.hpp>
#include <tilores/net/transport.hpp>

#include <map>
#include <memory>
#include <string>

namespace tilores::net {

struct ProxySettings {
  Secret http;          // proxy URL for http:// addresses (may hold a password); empty: direct
  Secret https;         // for https:// addresses
  std::string no_proxy; // hosts asked directly, separated by commas; "*" for all
};

// The usual variables: http_proxy (lower case only: HTTP_PROXY can be set by a request header under CGI), https_proxy,
// all_proxy, no_proxy and the upper-case forms of the last three.
[[nodiscard]] ProxySettings proxies_from(const std::map<std::string, std::string>& environment);

struct CurlSettings {
  std::string ca_file; // trusted certificates (PEM) beside those of the system; empty: those alone
  ProxySettings proxies;
  std::string user_agent = "tilores";
  Millis connect_timeout{2000};      // name, TCP and TLS together
  Millis first_byte_timeout{60'000}; // from the start; ctx.timeout and ctx.deadline usually come first
  Millis idle_timeout{10'000};       // between two pieces of an answer
};

// Certificates are always verified (TLS 1.2 or newer). Connections are kept and reused, HTTP/2 is taken where offered.
// Costs nothing until used; without libcurl.so.4 every call fails with `config`.
[[nodiscard]] std::unique_ptr<HttpTransport> make_curl_transport(CurlSettings settings);

} // namespace tilores::net

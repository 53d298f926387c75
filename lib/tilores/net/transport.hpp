#pragma once
// One HTTP exchange as the program sees it: the port that the Tilores client, the token source, the model providers and
// the span exporter share, and the plain structs that pass through it.

#include <tilores/base/context.hpp>
#include <tilores/base/result.hpp>
#include <tilores/base/secret.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilores::net {

struct HttpResponse;

struct HttpRequest {
  std::string method = "GET"; // upper case
  std::string url;            // http or https; never holds a secret
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::pair<std::string, Secret>> secret_headers; // Authorization, x-api-key, …
  std::string body;
  bool idempotent = false;                                 // may be sent again after an unclear failure
  bool gzip = true;                                        // ask for a compressed answer (never for streams)
  std::size_t max_response_bytes = std::size_t{32} << 20U; // of the body, after decompression
  // The status an answer amounts to, for protocols that report failures inside a 200 answer (GraphQL). Empty: the
  // status as sent. Retry, breaker and token renewal go by this.
  std::function<int(const HttpResponse&)> effective_status;
};

struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers; // names in lower case, in order of arrival
  std::string body;                                         // decompressed; empty where a BodySink took it

  // The first header of that (lower case) name, or "".
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

// Takes the next piece of a body; false stops the transfer, which then counts as complete.
using BodySink = std::function<bool(std::string_view)>;

// Port. Safe to call from many threads; blocks the caller until done, at most until ctx.timeout from now or
// ctx.deadline, and at most 100 ms beyond ctx.stop. A 404 is a response, not an error; redirects are never followed, so
// that credentials cannot travel to another host: a 302 is a response too. Failures are of kind
//   timeout       connect, first byte, idle or call bound reached
//   unavailable   name not found, connection refused, reset, or closed before the end of the answer
//   config        the URL is unusable, or the server's certificate does not verify; repeating cannot help
//   bad_data      not HTTP, undecodable content, or larger than max_response_bytes
//   cancelled     ctx.stop was requested
// Messages name the host, never the path, a header or a body.
class HttpTransport {
public:
  virtual ~HttpTransport() = default;
  virtual Result<HttpResponse> send(const HttpRequest& request, const CallContext& ctx) = 0;
  // Like send, but the body of a 2xx answer goes to `sink` as it arrives; other bodies are in the response.
  virtual Result<HttpResponse> stream(const HttpRequest& request, const CallContext& ctx, const BodySink& sink) = 0;
};

[[nodiscard]] int effective_status(const HttpRequest& request, const HttpResponse& response);
// "api.example.com:8443" of a URL, for messages and per-host state; "" where there is none. Without user name.
[[nodiscard]] std::string_view host_of(std::string_view url);
// What a status other than 2xx means for a caller, as an Error without any text of the answer: 401 auth, 403 forbidden,
// 404 and 422 unsupported, 408 timeout, 413 bad_data, 429 rate_limited (with retry_after_ms), 3xx config, other 4xx
// bad_data, 5xx unavailable. `service` is what failed, e.g. "tilores api".
[[nodiscard]] Error status_error(int status, const HttpResponse& response, std::string_view service, WallTime now);
// Retry-After (RFC 9110 §10.2.3): seconds or an HTTP date in any of its three forms, as the time to wait from `now`; a
// date in the past is zero. nullopt for garbage, negative numbers, and more than a year.
[[nodiscard]] std::optional<Millis> parse_retry_after(std::string_view value, WallTime now);

} // namespace tilores::net

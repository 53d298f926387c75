#pragma once
// What arrives in one exchange through libcurl: status, headers and body, held to their limits. Private to the module.

#include <tilores/net/curl_api.hpp>
#include <tilores/net/gzip.hpp>
#include <tilores/net/transport.hpp>

#include <memory>
#include <string_view>

namespace tilores::net {

// What the callbacks of one exchange share. Bytes are counted after inflation: libcurl's own cap does not bound that.
struct Exchange {
  const HttpRequest& request;
  const BodySink* sink = nullptr;
  Clock& clock;
  HttpResponse response;
  std::unique_ptr<Decoder> decoder;
  std::size_t header_bytes = 0;
  std::size_t body_bytes = 0;
  SteadyTime last_activity;
  bool answering = false; // first byte seen
  bool stopped = false;   // by the sink
  Status outcome;         // first failure of a callback
};

// libcurl's header and write functions; `user` is the Exchange. Anything but size * count ends the transfer.
extern "C" std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user);
extern "C" std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user);

// libcurl's verdict in our terms; `detail` is its own text, "" for none.
[[nodiscard]] Failure curl_failure(CURLcode code, std::string_view host, const char* detail);

// Hints that the transport gives too.
inline constexpr const char* k_later = "try again later; tilores health tells what is down";
inline constexpr const char* k_slow = "try again, or allow more with --timeout and --deadline";
inline constexpr const char* k_no_http = "check the URL and any proxy on the way";

} // namespace tilores::net

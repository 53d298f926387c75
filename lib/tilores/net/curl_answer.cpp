// What arrives in one exchange through libcurl.
#include <tilores/net/curl_answer.hpp>

#include <tilores/base/text.hpp>

#include <charconv>

namespace tilores::net {

namespace {

constexpr std::size_t k_max_header_bytes = std::size_t{256} << 10U;

std::string lower_name(std::string_view text) { return to_lower_ascii(trim(text)); }

void begin_answer(Exchange& exchange, std::string_view line)
{
  exchange.response = {};
  exchange.decoder.reset();
  const auto space = line.find(' ');
  if (space != std::string_view::npos) {
    const auto code = line.substr(space + 1, 3);
    std::from_chars(code.data(), code.data() + code.size(), exchange.response.status);
  }
}

Status take_header(Exchange& exchange, std::string_view line)
{
  exchange.header_bytes += line.size();
  if (exchange.header_bytes > k_max_header_bytes) {
    return fail(ErrorKind::bad_data, "its headers are larger than 256 KiB");
  }
  line = trim(line);
  const auto colon = line.find(':');
  if (line.starts_with("HTTP/")) { // after an interim 1xx answer too
    begin_answer(exchange, line);
  } else if (colon != std::string_view::npos) {
    auto name = lower_name(line.substr(0, colon));
    const auto value = trim(line.substr(colon + 1));
    if (name == "content-encoding" && !value.empty() && !equals_ignoring_case(value, "identity")) {
      if (!equals_ignoring_case(value, "gzip") && !equals_ignoring_case(value, "x-gzip")) {
        return fail(ErrorKind::bad_data, "it comes in an encoding that was not asked for");
      }
      exchange.decoder = make_gzip_decoder();
    }
    exchange.response.headers.emplace_back(std::move(name), value);
  }
  return {};
}

Status deliver(Exchange& exchange, std::string_view piece)
{
  exchange.body_bytes += piece.size();
  if (exchange.body_bytes > exchange.request.max_response_bytes) {
    return fail(ErrorKind::bad_data,
                "it is larger than " + std::to_string(exchange.request.max_response_bytes) + " bytes");
  }
  const bool good = exchange.response.status >= 200 && exchange.response.status < 300;
  if (exchange.sink != nullptr && good) {
    exchange.stopped = exchange.stopped || !(*exchange.sink)(piece);
  } else {
    exchange.response.body += piece;
  }
  return {};
}

} // namespace

extern "C" std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user)
{
  auto& exchange = *static_cast<Exchange*>(user);
  exchange.last_activity = exchange.clock.steady();
  exchange.answering = true;
  exchange.outcome = take_header(exchange, {data, size * count});
  return exchange.outcome ? size * count : 0;
}

extern "C" std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user)
{
  auto& exchange = *static_cast<Exchange*>(user);
  exchange.last_activity = exchange.clock.steady();
  const std::string_view bytes(data, size * count);
  exchange.outcome =
    exchange.decoder == nullptr
      ? deliver(exchange, bytes)
      : exchange.decoder->feed(bytes, [&exchange](std::string_view piece) { return deliver(exchange, piece); });
  return exchange.outcome && !exchange.stopped ? bytes.size() : 0;
}

Failure curl_failure(CURLcode code, std::string_view host, const char* detail)
{
  const std::string at(host);
  const std::string why = *detail == '\0' ? "" : ": " + std::string(detail);
  const auto broken = [](std::string what) { return fail(ErrorKind::unavailable, std::move(what), k_later); };
  const auto no_http = [](std::string what) { return fail(ErrorKind::bad_data, std::move(what), k_no_http); };
  switch (static_cast<int>(code)) {
  case CURLE_COULDNT_RESOLVE_PROXY:
    return fail(ErrorKind::unavailable, "cannot find the proxy", "check the proxy variables");
  case CURLE_COULDNT_RESOLVE_HOST:
    return fail(ErrorKind::unavailable, "cannot find the host " + at, "check the URL and the network");
  case CURLE_COULDNT_CONNECT:
    return fail(ErrorKind::unavailable, "cannot connect to " + at, "check the URL and that the service is up");
  case CURLE_OPERATION_TIMEDOUT: return fail(ErrorKind::timeout, "no connection to " + at + " in time", k_slow);
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_ISSUER_ERROR:
    return fail(ErrorKind::config, "the certificate of " + at + " does not verify" + why,
                "check this machine's clock; a private authority needs its CA file in the settings");
  case CURLE_SSL_CACERT_BADFILE:
    return fail(ErrorKind::config, "the CA file cannot be used" + why, "check the CA file setting");
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CIPHER:
  case CURLE_SSL_CONNECT_ERROR:
    return fail(ErrorKind::unavailable, "no TLS connection to " + at, "check that the URL's port speaks https");
  case CURLE_URL_MALFORMAT: return fail(ErrorKind::config, "the URL is not usable", "check the configured URL");
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_WEIRD_SERVER_REPLY: return no_http(at + " does not answer in HTTP");
  case CURLE_OUT_OF_MEMORY: return no_http("the answer of " + at + " has too large a header");
  case CURLE_GOT_NOTHING: return broken(at + " closed the connection without an answer");
  case CURLE_PARTIAL_FILE:
  case CURLE_RECV_ERROR:
  case CURLE_SEND_ERROR:
  case CURLE_HTTP2:
  case CURLE_HTTP2_STREAM: return broken("the connection to " + at + " broke off");
  default: return broken("exchange with " + at + " failed" + why);
  }
}

} // namespace tilores::net

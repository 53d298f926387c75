// libcurl behind HttpTransport. Each call borrows a lane (a multi handle with one easy handle), so that connections
// stay warm, no two threads share a handle, and a silent peer can be left at once by waking the multi handle up.
#include <tilores/net/curl_transport.hpp>

#include <tilores/base/text.hpp>
#include <tilores/net/curl_api.hpp>
#include <tilores/net/gzip.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <mutex>
#include <stop_token>

namespace tilores::net {

namespace {

constexpr std::size_t k_max_header_bytes = std::size_t{256} << 10U;
constexpr const char* k_ca_folder = "/etc/ssl/certs";
constexpr const char* k_later = "try again later; tilores health tells what is down";
constexpr const char* k_slow = "try again, or allow more with --timeout and --deadline";
constexpr const char* k_no_http = "check the URL and any proxy on the way";

// A folder of hashed certificates is read on demand; the bundle costs 24 ms a process to parse.
bool has_hashed_certificates()
{
  std::error_code error;
  for (std::filesystem::directory_iterator at(k_ca_folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == ".0") {
      return true;
    }
  }
  return false;
}

struct Lane {
  CURLM* multi = nullptr;
  CURL* easy = nullptr;
};

// What the callbacks of one exchange share.
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
  case CURLE_SSL_CONNECT_ERROR: return fail(ErrorKind::unavailable, "no TLS connection to " + at, "check that the URL's port speaks https");
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

bool fit_for_header(std::string_view text)
{
  return std::none_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == 0x7f; });
}

class CurlTransport final : public HttpTransport {
public:
  explicit CurlTransport(CurlSettings settings) : m_settings(std::move(settings)) {}
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;
  CurlTransport(CurlTransport&&) = delete;
  CurlTransport& operator=(CurlTransport&&) = delete;
  ~CurlTransport() override
  {
    for (const auto& lane : m_lanes) {
      discard(lane);
    }
    if (m_share != nullptr) {
      curl_api()->share_cleanup(m_share);
    }
  }

  Result<HttpResponse> send(const HttpRequest& request, const CallContext& ctx) override
  {
    return exchange(request, ctx, nullptr);
  }
  Result<HttpResponse> stream(const HttpRequest& request, const CallContext& ctx, const BodySink& sink) override
  {
    return exchange(request, ctx, &sink);
  }

private:
  Result<HttpResponse> exchange(const HttpRequest& request, const CallContext& ctx, const BodySink* sink)
  {
    const auto host = host_of(request.url);
    if (host.empty() || !(request.url.starts_with("https://") || request.url.starts_with("http://"))) {
      return fail(ErrorKind::config, "the URL is not usable", "it starts with https:// and names a host");
    }
    if (!curl_api()) {
      return fail(curl_api().error());
    }
    if (ctx.stop.stop_requested()) {
      return fail(ErrorKind::cancelled, "interrupted");
    }
    if (ctx.deadline.passed(*ctx.clock)) {
      return fail(ErrorKind::timeout, "no time left to ask " + std::string(host), k_slow);
    }
    const CurlApi& api = *curl_api();
    TRY_ASSIGN(const Lane lane, borrow());
    Exchange state{request, sink, *ctx.clock, {}, {}, 0, 0, ctx.clock->steady(), false, false, {}};
    std::array<char, CURL_ERROR_SIZE> detail{};
    curl_slist* headers = nullptr;
    auto answer = [&]() -> Result<HttpResponse> {
      TRY_ASSIGN(headers, header_list(request, sink != nullptr));
      prepare(lane, state, headers, detail.data());
      TRY_ASSIGN(const CURLcode code, run(lane, state, ctx, host));
      if (!state.outcome) {
        Error error = std::move(state.outcome).error();
        error.message = "the answer of " + std::string(host) + " is not usable: " + error.message;
        error.hint = k_no_http;
        return fail(std::move(error));
      }
      if (code != CURLE_OK && !state.stopped) {
        return curl_failure(code, host, detail.data());
      }
      if (!state.stopped && state.decoder != nullptr && !state.decoder->complete()) {
        return fail(ErrorKind::unavailable,
                    "the connection to " + std::string(host) + " broke off in compressed content", k_later);
      }
      return std::move(state.response);
    }();
    api.easy_reset(lane.easy); // the error buffer and headers end here
    api.slist_free_all(headers);
    give_back(lane);
    return answer;
  }

  Result<curl_slist*> header_list(const HttpRequest& request, bool streaming) const
  {
    const CurlApi& api = *curl_api();
    curl_slist* list = nullptr;
    bool clean = true;
    bool typed = false;
    const auto add = [&](std::string_view name, std::string_view value) {
      clean = clean && fit_for_header(name) && fit_for_header(value);
      typed = typed || equals_ignoring_case(name, "content-type");
      // "Name;" is libcurl's way to send an empty value; "Name:" would remove the header.
      const auto line = value.empty() ? std::string(name) + ";" : std::string(name) + ": " + std::string(value);
      list = api.slist_append(list, line.c_str());
    };
    for (const auto& [name, value] : request.headers) {
      add(name, value);
    }
    for (const auto& [name, value] : request.secret_headers) {
      add(name, value.reveal());
    }
    if (!clean) {
      api.slist_free_all(list);
      return fail(ErrorKind::config, "a header of the request holds control characters", "check the credentials");
    }
    list = api.slist_append(list, "Expect:"); // no pause of a second before a large body
    if (!typed) {
      list = api.slist_append(list, "Content-Type:"); // not libcurl's form default
    }
    if (request.gzip && !streaming) {
      list = api.slist_append(list, "Accept-Encoding: gzip");
    }
    return list;
  }

  void prepare(const Lane& lane, Exchange& state, curl_slist* headers, char* detail) const
  {
    const auto set = [easy = lane.easy, &api = *curl_api()](CURLoption option, auto value) {
      api.easy_setopt(easy, option, value);
    };
    const HttpRequest& request = state.request;
    const bool secure = request.url.starts_with("https://");
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L); // leaving does not wait for a name server that is silent
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(m_settings.connect_timeout.count()));
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    set(CURLOPT_HTTP_CONTENT_DECODING, 0L); // gzip.cpp checks the end marker
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_USERAGENT, m_settings.user_agent.c_str());
    set(CURLOPT_PROXY, (secure ? m_settings.proxies.https : m_settings.proxies.http).reveal().c_str());
    set(CURLOPT_NOPROXY, m_settings.proxies.no_proxy.c_str());
    if (secure) {
      set(CURLOPT_SSL_VERIFYPEER, 1L);
      set(CURLOPT_SSL_VERIFYHOST, 2L);
      set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
      if (!m_settings.ca_file.empty()) {
        set(CURLOPT_CAINFO, m_settings.ca_file.c_str());
        set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
      } else if (static const bool hashed = has_hashed_certificates(); hashed) {
        set(CURLOPT_CAINFO, static_cast<const char*>(nullptr));
        set(CURLOPT_CAPATH, k_ca_folder);
      }
    }
    if (request.method == "HEAD") {
      set(CURLOPT_NOBODY, 1L);
    } else if (request.method != "GET" || !request.body.empty()) {
      set(CURLOPT_POST, 1L);
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      set(CURLOPT_POSTFIELDS, request.body.c_str());
      set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    set(CURLOPT_HTTPHEADER, headers);
    set(CURLOPT_HEADERFUNCTION, &on_header);
    set(CURLOPT_HEADERDATA, static_cast<void*>(&state));
    set(CURLOPT_WRITEFUNCTION, &on_body);
    set(CURLOPT_WRITEDATA, static_cast<void*>(&state));
    set(CURLOPT_ERRORBUFFER, detail);
  }

  Result<CURLcode> run(const Lane& lane, Exchange& state, const CallContext& ctx, std::string_view host) const
  {
    const CurlApi& api = *curl_api();
    const Deadline bound = ctx.timeout ? ctx.deadline.sooner(*ctx.timeout, *ctx.clock) : ctx.deadline;
    api.multi_add_handle(lane.multi, lane.easy);
    const std::stop_callback wake(ctx.stop, [&api, multi = lane.multi] { api.multi_wakeup(multi); });
    auto outcome = [&]() -> Result<CURLcode> {
      for (;;) {
        int running = 0;
        api.multi_perform(lane.multi, &running);
        int queued = 0;
        while (const CURLMsg* message = api.multi_info_read(lane.multi, &queued)) {
          if (message->msg == CURLMSG_DONE) {
            return message->data.result;
          }
        }
        if (running == 0) {
          return fail(ErrorKind::internal, "the exchange with " + std::string(host) + " ended without a result");
        }
        if (ctx.stop.stop_requested()) {
          return fail(ErrorKind::cancelled, "interrupted");
        }
        const auto quiet = std::chrono::duration_cast<Millis>(ctx.clock->steady() - state.last_activity);
        const auto patience = state.answering ? m_settings.idle_timeout : m_settings.first_byte_timeout;
        const auto left = bound.left(*ctx.clock).value_or(Millis::max());
        if (left <= Millis{0} || quiet >= patience) {
          return fail(ErrorKind::timeout,
                      std::string(host) + (state.answering ? " stopped answering" : " gave no answer") + " in time", k_slow);
        }
        const auto wait = std::min({left, patience - quiet, Millis{1000}});
        api.multi_poll(lane.multi, nullptr, 0, static_cast<int>(wait.count()), nullptr);
      }
    }();
    api.multi_remove_handle(lane.multi, lane.easy);
    return outcome;
  }

  Result<Lane> borrow()
  {
    const CurlApi& api = *curl_api();
    const std::lock_guard lock(m_mutex);
    if (!m_lanes.empty()) {
      const Lane lane = m_lanes.back(); // the one used last: its connection is the warmest
      m_lanes.pop_back();
      return lane;
    }
    if (m_share == nullptr) {
      m_share = api.share_init();
      api.share_setopt(m_share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
      api.share_setopt(m_share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
      api.share_setopt(m_share, CURLSHOPT_USERDATA, static_cast<void*>(this));
      api.share_setopt(m_share, CURLSHOPT_LOCKFUNC, &CurlTransport::lock_shared);
      api.share_setopt(m_share, CURLSHOPT_UNLOCKFUNC, &CurlTransport::unlock_shared);
    }
    const Lane lane{api.multi_init(), api.easy_init()};
    if (lane.multi == nullptr || lane.easy == nullptr || m_share == nullptr) {
      discard(lane);
      return fail(ErrorKind::internal, "out of memory for a connection");
    }
    api.multi_setopt(lane.multi, CURLMOPT_MAXCONNECTS, 4L);
    api.easy_setopt(lane.easy, CURLOPT_SHARE, m_share); // survives easy_reset
    return lane;
  }

  void give_back(const Lane& lane)
  {
    const std::lock_guard lock(m_mutex);
    m_lanes.push_back(lane);
  }

  static void discard(const Lane& lane)
  {
    curl_api()->easy_cleanup(lane.easy);
    if (lane.multi != nullptr) {
      curl_api()->multi_cleanup(lane.multi);
    }
  }

  static void lock_shared(CURL*, curl_lock_data data, curl_lock_access, void* user)
  {
    static_cast<CurlTransport*>(user)->m_share_locks[data].lock();
  }
  static void unlock_shared(CURL*, curl_lock_data data, void* user)
  {
    static_cast<CurlTransport*>(user)->m_share_locks[data].unlock();
  }

  const CurlSettings m_settings;
  std::mutex m_mutex; // m_lanes, m_share
  std::vector<Lane> m_lanes;
  CURLSH* m_share = nullptr;
  std::array<std::mutex, CURL_LOCK_DATA_LAST> m_share_locks;
};

} // namespace

ProxySettings proxies_from(const std::map<std::string, std::string>& environment)
{
  const auto first = [&](std::initializer_list<const char*> names) -> std::string {
    for (const char* name : names) {
      if (const auto at = environment.find(name); at != environment.end() && !at->second.empty()) {
        return at->second;
      }
    }
    return {};
  };
  return {Secret(first({"http_proxy", "all_proxy", "ALL_PROXY"})),
          Secret(first({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})), first({"no_proxy", "NO_PROXY"})};
}

std::unique_ptr<HttpTransport> make_curl_transport(CurlSettings settings)
{
  return std::make_unique<CurlTransport>(std::move(settings));
}

} // namespace tilores::net

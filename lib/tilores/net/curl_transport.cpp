// libcurl behind HttpTransport. Each call borrows a lane (a multi handle with one easy handle), so that connections
// stay warm, no two threads share a handle, and a silent peer can be left at once by waking the multi handle up.
#include <tilores/net/curl_transport.hpp>

#include <tilores/base/text.hpp>
#include <tilores/net/curl_answer.hpp>
#include <tilores/net/curl_api.hpp>
#include <tilores/net/curl_lanes.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <stop_token>

namespace tilores::net {

namespace {

constexpr const char* k_ca_folder = "/etc/ssl/certs";

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

bool fit_for_header(std::string_view text)
{
  return std::none_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == 0x7f; });
}

class CurlTransport final : public HttpTransport {
public:
  explicit CurlTransport(CurlSettings settings) : m_settings(std::move(settings)) {}
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
    TRY_ASSIGN(const CurlLane lane, m_lanes.borrow());
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
    m_lanes.give_back(lane);
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

  void prepare(const CurlLane& lane, Exchange& state, curl_slist* headers, char* detail) const
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
      static const bool hashed = has_hashed_certificates();
      if (hashed) {
        set(CURLOPT_CAPATH, k_ca_folder);
      }
      if (hashed || !m_settings.ca_file.empty()) { // a private authority stands beside those of the system
        set(CURLOPT_CAINFO, m_settings.ca_file.empty() ? nullptr : m_settings.ca_file.c_str());
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

  Result<CURLcode> run(const CurlLane& lane, Exchange& state, const CallContext& ctx, std::string_view host) const
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
                      std::string(host) + (state.answering ? " stopped answering" : " gave no answer") + " in time",
                      k_slow);
        }
        const auto wait = std::min({left, patience - quiet, Millis{1000}});
        api.multi_poll(lane.multi, nullptr, 0, static_cast<int>(wait.count()), nullptr);
      }
    }();
    api.multi_remove_handle(lane.multi, lane.easy);
    return outcome;
  }

  const CurlSettings m_settings;
  CurlLanes m_lanes;
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

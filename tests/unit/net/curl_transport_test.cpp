#include <tilores/net/curl_transport.hpp>

#include <support/loopback_server.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <thread>
#include <zlib.h>

using namespace tilores;
using namespace tilores::net;
using test::LoopbackReply;
using test::LoopbackRequest;
using test::LoopbackServer;
using test::reply;
using test::Then;

namespace {

std::string gzipped(const std::string& text)
{
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

CallContext bounded(Millis timeout)
{
  CallContext ctx;
  ctx.timeout = timeout;
  return ctx;
}

HttpRequest get(std::string url)
{
  HttpRequest request;
  request.url = std::move(url);
  return request;
}

} // namespace

TEST_CASE("a request arrives as it was given and the answer comes back whole")
{
  const LoopbackServer server([](const LoopbackRequest& request) {
    CHECK(request.method == "POST");
    CHECK(request.target == "/graphql");
    CHECK(request.body == "{\"a\":1}");
    CHECK(request.headers.at("content-type") == "application/json");
    CHECK(request.headers.at("authorization") == "Bearer abc");
    CHECK(request.headers.at("accept-encoding") == "gzip");
    CHECK(request.headers.count("expect") == 0);
    return reply(404, "nothing", "X-Two: 2\r\n");
  });
  const auto transport = make_curl_transport({});
  HttpRequest request = get(server.url("/graphql"));
  request.method = "POST";
  request.body = "{\"a\":1}";
  request.headers = {{"Content-Type", "application/json"}};
  request.secret_headers = {{"Authorization", Secret("Bearer abc")}};
  const auto answer = transport->send(request, bounded(Millis{5000}));
  REQUIRE(answer);
  CHECK(answer->status == 404); // a response, not an error
  CHECK(answer->body == "nothing");
  CHECK(answer->header("x-two") == "2");
}

TEST_CASE("one connection serves many requests")
{
  const LoopbackServer server([](const LoopbackRequest&) { return reply(200, "ok"); });
  const auto transport = make_curl_transport({});
  for (int i = 0; i < 20; ++i) {
    REQUIRE(transport->send(get(server.url()), bounded(Millis{5000})));
  }
  CHECK(server.connections() == 1);
}

TEST_CASE("faults of the wire are typed errors that name the host only")
{
  const std::string page = gzipped(std::string(5000, 'a'));
  const auto with_gzip = [&](const std::string& body) { return reply(200, body, "Content-Encoding: gzip\r\n"); };
  struct Case {
    std::string name;
    LoopbackReply reply;
    ErrorKind kind;
  };
  for (const auto& [name, answer, kind] : std::vector<Case>{
         {"reset before the answer", {"", Then::reset}, ErrorKind::unavailable},
         {"closed before the answer", {"", Then::close}, ErrorKind::unavailable},
         {"half a body", {"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nhalf", Then::close}, ErrorKind::unavailable},
         {"unfinished chunks",
          {"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf", Then::close},
          ErrorKind::unavailable},
         {"not HTTP", {"SSH-2.0-OpenSSH\r\n\r\n", Then::close}, ErrorKind::bad_data},
         {"cut gzip", with_gzip(page.substr(0, page.size() - 1)), ErrorKind::unavailable},
         {"gzip header only", with_gzip(page.substr(0, 15)), ErrorKind::unavailable},
         {"garbage as gzip", with_gzip("this is not gzip at all"), ErrorKind::bad_data},
         {"unasked encoding", reply(200, "x", "Content-Encoding: br\r\n"), ErrorKind::bad_data},
         {"too large", reply(200, std::string(20'000, 'x')), ErrorKind::bad_data},
         {"decompression bomb", with_gzip(gzipped(std::string(3'000'000, 'x'))), ErrorKind::bad_data},
         {"endless headers",
          {"HTTP/1.1 200 X\r\n" + std::string(40'000, 'a') + ": b\r\n" +
             [] {
               std::string lines;
               for (int i = 0; i < 300; ++i) {
                 lines += "h: " + std::string(1000, 'b') + "\r\n";
               }
               return lines;
             }(),
           Then::close},
          ErrorKind::bad_data},
         {"silence", {"", Then::hang}, ErrorKind::timeout},
         {"stalled body", {"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nhalf", Then::hang}, ErrorKind::timeout},
       }) {
    CAPTURE(name);
    const LoopbackServer server([&](const LoopbackRequest&) { return answer; });
    const auto transport = make_curl_transport({});
    HttpRequest request = get(server.url("/secret-path"));
    request.max_response_bytes = 10'000;
    const auto outcome = transport->send(request, bounded(Millis{300}));
    REQUIRE_FALSE(outcome);
    CHECK(to_string(outcome.error().kind) == to_string(kind));
    CHECK(outcome.error().message.find("secret-path") == std::string::npos);
  }
}

TEST_CASE("a whole gzip body is decoded, in one member or several")
{
  const LoopbackServer server([](const LoopbackRequest&) {
    return reply(200, gzipped("first ") + gzipped(std::string(200'000, 'z')), "Content-Encoding: gzip\r\n");
  });
  const auto answer = make_curl_transport({})->send(get(server.url()), bounded(Millis{5000}));
  REQUIRE(answer);
  CHECK(answer->body == "first " + std::string(200'000, 'z'));
}

TEST_CASE("an unreachable or unusable address is said so")
{
  const auto transport = make_curl_transport({});
  struct Case {
    std::string url;
    ErrorKind kind;
  };
  for (const auto& [url, kind] : std::vector<Case>{{"http://127.0.0.1:1/", ErrorKind::unavailable},
                                                   {"file:///etc/passwd", ErrorKind::config},
                                                   {"gopher://127.0.0.1/", ErrorKind::config},
                                                   {"not a url", ErrorKind::config},
                                                   {"http://[::1/", ErrorKind::config}}) {
    CAPTURE(url);
    const auto outcome = transport->send(get(url), bounded(Millis{2000}));
    REQUIRE_FALSE(outcome);
    CHECK(to_string(outcome.error().kind) == to_string(kind));
  }
}

TEST_CASE("redirects are answers, never followed")
{
  const LoopbackServer other([](const LoopbackRequest&) { return reply(200, "leak"); });
  const LoopbackServer server(
    [&](const LoopbackRequest&) { return reply(302, "", "Location: " + other.url() + "\r\n"); });
  const auto answer = make_curl_transport({})->send(get(server.url()), bounded(Millis{5000}));
  REQUIRE(answer);
  CHECK(answer->status == 302);
  CHECK(other.requests() == 0);
}

TEST_CASE("a stop request leaves a silent peer within 100 ms")
{
  std::atomic<bool> asked = false;
  const LoopbackServer server([&](const LoopbackRequest&) {
    asked = true;
    return LoopbackReply{"", Then::hang};
  });
  const auto transport = make_curl_transport({});
  std::stop_source stop;
  CallContext ctx = bounded(Millis{60'000});
  ctx.stop = stop.get_token();
  std::chrono::steady_clock::time_point requested;
  const std::jthread stopper([&] {
    while (!asked) {
      std::this_thread::yield();
    }
    requested = std::chrono::steady_clock::now();
    stop.request_stop();
  });
  const auto outcome = transport->send(get(server.url()), ctx);
  const auto took = std::chrono::steady_clock::now() - requested;
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().kind == ErrorKind::cancelled);
  MESSAGE("cancelled after ", std::chrono::duration_cast<std::chrono::microseconds>(took).count(), " us");
}

TEST_CASE("a deadline that has passed asks nobody")
{
  const LoopbackServer server([](const LoopbackRequest&) { return reply(200, ""); });
  CallContext ctx;
  ctx.deadline = Deadline::after(Millis{-1}, *ctx.clock);
  const auto outcome = make_curl_transport({})->send(get(server.url()), ctx);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().kind == ErrorKind::timeout);
  CHECK(server.requests() == 0);
}

TEST_CASE("a stream hands over pieces as they come, can be ended by its sink, and keeps error bodies apart")
{
  const LoopbackServer server([](const LoopbackRequest& request) {
    if (request.target == "/error") {
      return reply(500, "broken");
    }
    CHECK(request.headers.count("accept-encoding") == 0);
    return LoopbackReply{"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n", Then::hang};
  });
  const auto transport = make_curl_transport({});
  std::string seen;
  const BodySink until_one = [&](std::string_view piece) {
    seen += piece;
    return false;
  };
  const auto answer = transport->stream(get(server.url()), bounded(Millis{5000}), until_one);
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(seen == "one");
  const auto broken = transport->stream(get(server.url("/error")), bounded(Millis{5000}), until_one);
  REQUIRE(broken);
  CHECK(broken->body == "broken");
  CHECK(seen == "one");
}

TEST_CASE("a header value with a line break is refused before anything is sent")
{
  const LoopbackServer server([](const LoopbackRequest&) { return reply(200, ""); });
  HttpRequest request = get(server.url());
  request.secret_headers = {{"Authorization", Secret("Bearer a\r\nX-Evil: 1")}};
  const auto outcome = make_curl_transport({})->send(request, bounded(Millis{1000}));
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().kind == ErrorKind::config);
  CHECK(server.requests() == 0);
}

TEST_CASE("64 workers share one transport and lose no answer")
{
  const LoopbackServer server([](const LoopbackRequest& request) { return reply(200, request.target); });
  const auto transport = make_curl_transport({});
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> workers;
    for (int w = 0; w < 64; ++w) {
      workers.emplace_back([&, w] {
        for (int i = 0; i < 10; ++i) {
          const auto path = "/" + std::to_string(w) + "-" + std::to_string(i);
          const auto answer = transport->send(get(server.url(path)), bounded(Millis{20'000}));
          right += answer && answer->body == path ? 1 : 0;
        }
      });
    }
  }
  CHECK(right == 640);
  CHECK(server.connections() <= 64);
}

TEST_CASE("the proxy comes from the variables, with HTTP_PROXY of CGI left out")
{
  const auto proxies = proxies_from({{"HTTP_PROXY", "http://evil.example:1"},
                                     {"https_proxy", "http://proxy.example:3128"},
                                     {"ALL_PROXY", "http://all.example:1"},
                                     {"NO_PROXY", "localhost"}});
  CHECK(proxies.http.reveal() == "http://all.example:1");
  CHECK(proxies.https.reveal() == "http://proxy.example:3128");
  CHECK(proxies.no_proxy == "localhost");
}

TEST_CASE("requests go through the proxy unless the host is excepted")
{
  const LoopbackServer proxy([](const LoopbackRequest& request) { return reply(200, "via proxy " + request.target); });
  CurlSettings settings;
  settings.proxies.http = Secret(proxy.url(""));
  const auto answer = make_curl_transport(settings)->send(get("http://api.example.com/x"), bounded(Millis{5000}));
  REQUIRE(answer);
  CHECK(answer->body == "via proxy http://api.example.com/x");

  const LoopbackServer direct([](const LoopbackRequest&) { return reply(200, "direct"); });
  settings.proxies.no_proxy = "127.0.0.1";
  const auto straight = make_curl_transport(settings)->send(get(direct.url()), bounded(Millis{5000}));
  REQUIRE(straight);
  CHECK(straight->body == "direct");
}

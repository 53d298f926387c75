#include <tilores/net/oauth.hpp>

#include <support/fake_clock.hpp>
#include <support/replay_transport.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <barrier>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <latch>
#include <sys/stat.h>
#include <thread>

using namespace tilores;
using namespace tilores::net;
using test::FakeClock;
using test::ReplayTransport;

namespace {

constexpr const char* k_url = "https://auth.example.com/oauth2/token";
constexpr const char* k_api = "https://api.example.com/";

OAuthSettings settings()
{
  OAuthSettings s;
  s.token_url = k_url;
  s.client_id = "client";
  s.client_secret = Secret("s3cr&t");
  s.scopes = {"tilores/query.search", "tilores/query.entity"};
  return s;
}

std::string token_json(const std::string& token, const std::string& expires = "3600")
{
  return R"({"access_token":")" + token + R"(","expires_in":)" + expires + R"(,"token_type":"Bearer"})";
}

CallContext at(FakeClock& clock)
{
  CallContext ctx;
  ctx.clock = &clock;
  return ctx;
}

struct TemporaryFolder {
  std::filesystem::path path;
  TemporaryFolder()
  {
    std::string name = (std::filesystem::temp_directory_path() / "tilores-oauth-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  TemporaryFolder(TemporaryFolder&&) = delete;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
};

// Accepts one token at a time; counts token calls. The API answers 401 to any other.
class FakeService final : public HttpTransport {
public:
  Result<HttpResponse> send(const HttpRequest& request, const CallContext&) override
  {
    if (request.url == k_url) {
      const int number = ++token_calls;
      std::this_thread::yield();
      valid = number;
      return HttpResponse{200, {}, token_json("t" + std::to_string(number))};
    }
    const auto expected = "Bearer t" + std::to_string(valid.load());
    const bool known = request.secret_headers.at(0).second.reveal() == expected;
    return HttpResponse{known ? 200 : 401, {}, ""};
  }
  Result<HttpResponse> stream(const HttpRequest& request, const CallContext& ctx, const BodySink&) override
  {
    return send(request, ctx);
  }
  std::atomic<int> token_calls = 0;
  std::atomic<int> valid = 0;
};

} // namespace

TEST_CASE("Basic and form credentials are sent as RFC 6749 says")
{
  FakeClock clock;
  const auto transport = std::make_shared<ReplayTransport>();
  transport->expect("POST", k_url, 200, token_json("one"), {}, [](const HttpRequest& r) {
    return r.body == "grant_type=client_credentials&scope=tilores%2Fquery.search%20tilores%2Fquery.entity" &&
           r.secret_headers.at(0).second.reveal() == "Basic Y2xpZW50OnMzY3IlMjZ0"; // client:s3cr%26t
  });
  auto basic = make_token_source(settings(), transport);
  CHECK(basic->token(at(clock))->reveal() == "one");

  transport->expect("POST", k_url, 200, token_json("two"), {}, [](const HttpRequest& r) {
    return r.body == "grant_type=client_credentials&client_id=client&client_secret=s3cr%26t" &&
           r.secret_headers.empty();
  });
  auto s = settings();
  s.scopes.clear();
  s.authentication = ClientAuthentication::form;
  CHECK(make_token_source(s, transport)->token(at(clock))->reveal() == "two");
}

TEST_CASE("a token is kept until 75 % of its life, and to its end while the renewal fails")
{
  FakeClock clock;
  const auto transport = std::make_shared<ReplayTransport>();
  transport->expect("POST", k_url, 200, token_json("one", "\"1000\""));
  const auto source = make_token_source(settings(), transport);
  CHECK(source->token(at(clock))->reveal() == "one");
  clock.advance(std::chrono::seconds{749});
  CHECK(source->token(at(clock))->reveal() == "one");
  clock.advance(std::chrono::seconds{2});
  transport->expect("POST", k_url, Result<HttpResponse>(fail(ErrorKind::unavailable, "down")));
  CHECK(source->token(at(clock))->reveal() == "one");
  clock.advance(std::chrono::seconds{31});
  transport->expect("POST", k_url, 200, token_json("two", "1000"));
  CHECK(source->token(at(clock))->reveal() == "two");
  clock.advance(std::chrono::seconds{1001});
  transport->expect("POST", k_url, Result<HttpResponse>(fail(ErrorKind::unavailable, "down")));
  CHECK_FALSE(source->token(at(clock)));
}

TEST_CASE("answers of the token service become typed errors that show no secret")
{
  struct Case {
    std::string name;
    int status;
    std::string body;
    ErrorKind kind;
  };
  for (const auto& [name, status, body, kind] : std::vector<Case>{
         {"wrong secret", 400, R"({"error":"invalid_client"})", ErrorKind::auth},
         {"wrong scope", 400, R"({"error":"invalid_scope"})", ErrorKind::auth},
         {"unauthorized", 401, "", ErrorKind::auth},
         {"no such path", 404, "", ErrorKind::config},
         {"throttled", 429, "", ErrorKind::rate_limited},
         {"down", 503, "<html>", ErrorKind::unavailable},
         {"a page", 200, "<html>s3cr&t</html>", ErrorKind::bad_data},
         {"no token", 200, R"({"token_type":"Bearer"})", ErrorKind::auth},
         {"line break in the token", 200, R"({"access_token":"a\r\nX-Evil: 1"})", ErrorKind::auth},
         {"redirect", 302, "", ErrorKind::config},
       }) {
    CAPTURE(name);
    FakeClock clock;
    const auto transport = std::make_shared<ReplayTransport>();
    transport->expect("POST", k_url, status, body);
    const auto outcome = make_token_source(settings(), transport)->token(at(clock));
    REQUIRE_FALSE(outcome);
    CHECK(to_string(outcome.error().kind) == to_string(kind));
    CHECK(describe(outcome.error()).find("s3cr") == std::string::npos);
  }
}

TEST_CASE("a lifetime that makes no sense is not remembered")
{
  FakeClock clock;
  const auto transport = std::make_shared<ReplayTransport>();
  const auto source = make_token_source(settings(), transport);
  for (const std::string& expires : {std::string("-5"), std::string("0"), std::string("\"soon\"")}) {
    transport->expect("POST", k_url, 200, token_json("t", expires));
    CHECK(source->token(at(clock))->reveal() == "t");
  }
}

TEST_CASE("50 parallel requests with an expired token cause one token call")
{
  const auto service = std::make_shared<FakeService>();
  const auto api = make_authorized_transport(service, make_token_source(settings(), service));
  HttpRequest request;
  request.url = k_api;
  REQUIRE(api->send(request, {})->status == 200);
  service->valid = 99; // taken back
  std::atomic<int> good = 0;
  {
    std::latch start(50);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 50; ++i) {
      threads.emplace_back([&] {
        start.arrive_and_wait();
        const auto answer = api->send(request, {});
        good += answer && answer->status == 200 ? 1 : 0;
      });
    }
  }
  CHECK(good == 50);
  CHECK(service->token_calls == 2);
}

TEST_CASE("a service that refuses every token is asked once more and no further")
{
  FakeClock clock;
  const auto transport = std::make_shared<ReplayTransport>();
  transport->expect("POST", k_url, 200, token_json("one"));
  transport->expect("GET", k_api, 401, "");
  transport->expect("POST", k_url, 200, token_json("two"));
  transport->expect("GET", k_api, 401, "");
  HttpRequest request;
  request.url = k_api;
  const auto api = make_authorized_transport(transport, make_token_source(settings(), transport));
  CHECK(api->send(request, at(clock))->status == 401);
}

TEST_CASE("a client that was let in before may lose its token more than once in a call")
{
  FakeClock clock;
  const auto transport = std::make_shared<ReplayTransport>();
  transport->expect("POST", k_url, 200, token_json("one"));
  transport->expect("GET", k_api, 200, "");
  for (const char* token : {"two", "three", "four"}) {
    transport->expect("GET", k_api, 401, "");
    transport->expect("POST", k_url, 200, token_json(token));
  }
  HttpRequest request;
  request.url = k_api;
  const auto api = make_authorized_transport(transport, make_token_source(settings(), transport));
  CHECK(api->send(request, at(clock))->status == 200);
  SUBCASE("three times") { transport->expect("GET", k_api, 200, ""); }
  SUBCASE("but not for ever") { transport->expect("GET", k_api, 401, ""); }
  const auto last = api->send(request, at(clock));
  CHECK((last->status == 200 || last->status == 401));
}

TEST_CASE("another process finds the token in the file, which nobody else can read")
{
  const TemporaryFolder folder;
  FakeClock clock;
  auto s = settings();
  s.cache_file = (folder.path / "state" / "token.json").string();
  const auto transport = std::make_shared<ReplayTransport>();
  transport->expect("POST", k_url, 200, token_json("one", "1000"));
  CHECK(make_token_source(s, transport)->token(at(clock))->reveal() == "one");
  struct stat about {};
  REQUIRE(::stat(s.cache_file.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777U) == 0600U);
  CHECK(make_token_source(s, transport)->token(at(clock))->reveal() == "one");

  SUBCASE("but not beyond its renewal time")
  {
    clock.advance(std::chrono::seconds{800});
    transport->expect("POST", k_url, 200, token_json("two", "1000"));
    CHECK(make_token_source(s, transport)->token(at(clock))->reveal() == "two");
  }
  SUBCASE("but not once the service has refused it")
  {
    transport->expect("POST", k_url, 200, token_json("two", "1000"));
    const auto source = make_token_source(s, transport);
    CHECK(source->renew(Secret("one"), at(clock))->reveal() == "two");
    CHECK(make_token_source(s, transport)->token(at(clock))->reveal() == "two");
  }
  SUBCASE("but not with another secret, other scopes, or after the clock was set back")
  {
    auto other = s;
    other.client_secret = Secret("wrong");
    transport->expect("POST", k_url, 400, R"({"error":"invalid_client"})");
    CHECK_FALSE(make_token_source(other, transport)->token(at(clock)));
    FakeClock earlier(clock.now() - std::chrono::hours{1});
    transport->expect("POST", k_url, 200, token_json("two", "1000"));
    CHECK(make_token_source(s, transport)->token(at(earlier))->reveal() == "two");
  }
  SUBCASE("but not when others could have written or read it")
  {
    REQUIRE(::chmod(s.cache_file.c_str(), 0644) == 0);
    transport->expect("POST", k_url, 200, token_json("two", "1000"));
    CHECK(make_token_source(s, transport)->token(at(clock))->reveal() == "two");
  }
  SUBCASE("and a damaged file is passed over")
  {
    std::ofstream(s.cache_file, std::ios::trunc) << "{\"owner\":";
    transport->expect("POST", k_url, 200, token_json("two", "1000"));
    CHECK(make_token_source(s, transport)->token(at(clock))->reveal() == "two");
  }
}

TEST_CASE("processes that start together cause one token call")
{
  const TemporaryFolder folder;
  auto s = settings();
  s.cache_file = (folder.path / "token.json").string();
  const auto service = std::make_shared<FakeService>();
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> processes; // flock separates open files, so sources stand for processes
    for (int i = 0; i < 8; ++i) {
      processes.emplace_back([&] {
        const auto token = make_token_source(s, service)->token({});
        good += token && token->reveal() == "t1" ? 1 : 0;
      });
    }
  }
  CHECK(good == 8);
  CHECK(service->token_calls == 1);
}

#include <tilores/net/transport.hpp>

#include <doctest/doctest.h>

using namespace tilores;
using namespace tilores::net;

TEST_CASE("Retry-After is read as seconds and as each form of HTTP date")
{
  const WallTime now{std::chrono::seconds{784'111'777 - 10}}; // ten seconds before Sun, 06 Nov 1994 08:49:37 GMT
  struct Case {
    std::string_view value;
    std::optional<std::int64_t> milliseconds;
  };
  for (const auto& [value, expected] : std::vector<Case>{
         {"0", 0},
         {"2", 2000},
         {" 120 ", 120'000},
         {"86400", 86'400'000},
         {"Sun, 06 Nov 1994 08:49:37 GMT", 10'000},
         {"Sunday, 06-Nov-94 08:49:37 GMT", 10'000},
         {"Sun Nov  6 08:49:37 1994", 10'000},
         {"Sun, 06 Nov 1994 08:49:00 GMT", 0},
         {"-1", std::nullopt},
         {"soon", std::nullopt},
         {"", std::nullopt},
         {"1.5x", std::nullopt},
         {"99999999999999999999", std::nullopt},
         {"999999999", std::nullopt},
         {"Sun, 31 Feb 1994 08:49:37 GMT", std::nullopt},
         {"Sun, 06 Nov 1994 25:49:37 GMT", std::nullopt},
         {"Sun, 06 Nov 1994 08:49:37", std::nullopt},
       }) {
    CAPTURE(value);
    const auto wait = parse_retry_after(value, now);
    CHECK((wait ? std::optional(wait->count()) : std::nullopt) == expected);
  }
}

TEST_CASE("the host of a URL is found without user, path and query")
{
  CHECK(host_of("https://api.example.com/v1?q=1") == "api.example.com");
  CHECK(host_of("http://127.0.0.1:8080") == "127.0.0.1:8080");
  CHECK(host_of("https://user:word@example.com:1/#x") == "example.com:1");
  CHECK(host_of("example.com") == "");
}

TEST_CASE("a status becomes an error kind without any text of the answer")
{
  const WallTime now{};
  const HttpResponse answer{0, {{"retry-after", "3"}}, "grace.sample@example.com"};
  for (const auto& [status, kind] : std::vector<std::pair<int, ErrorKind>>{{302, ErrorKind::config},
                                                                           {400, ErrorKind::bad_data},
                                                                           {401, ErrorKind::auth},
                                                                           {403, ErrorKind::forbidden},
                                                                           {404, ErrorKind::unsupported},
                                                                           {408, ErrorKind::timeout},
                                                                           {422, ErrorKind::unsupported},
                                                                           {429, ErrorKind::rate_limited},
                                                                           {500, ErrorKind::unavailable},
                                                                           {504, ErrorKind::unavailable}}) {
    CAPTURE(status);
    const auto error = status_error(status, answer, "service", now);
    CHECK(error.kind == kind);
    CHECK(error.retry_after_ms == 3000);
    CHECK(error.message.find("example.com") == std::string::npos);
  }
}

// The end of a certificate as OpenSSL prints it; the connection itself is met in health.
#include <tilores/net/certificate.hpp>

#include <tilores/base/date.hpp>

#include <doctest/doctest.h>

using namespace tilores;

TEST_CASE("the end of a certificate is read, and nothing else")
{
  const std::pair<std::string_view, std::string_view> cases[] = {
    {"Nov 21 12:00:00 2027 GMT", "2027-11-21T12:00:00.000Z"},
    {"Feb  3 01:02:03 2028 GMT", "2028-02-03T01:02:03.000Z"},
    {"Feb 30 01:02:03 2028 GMT", ""},
    {"2027-11-21 12:00:00", ""},
    {"", ""},
    {"Nov 21 12:00 2027", ""},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    const auto time = net::parse_certificate_time(text);
    CHECK((time ? to_rfc3339(*time) : "") == want);
  }
}

TEST_CASE("a service that is not there has no certificate")
{
  const auto end = net::certificate_end("https://127.0.0.1:1/", "", {});
  REQUIRE_FALSE(end);
  CHECK(end.error().kind == ErrorKind::unavailable);
}

#include <tilores/net/sse.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>

using namespace tilores;
using namespace tilores::net;

namespace {

std::string from_base64(const std::string& text)
{
  static const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto value = digits.find(c);
    if (value == std::string::npos) {
      break;
    }
    bits = (bits << 6U) | static_cast<unsigned>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>((bits >> static_cast<unsigned>(count)) & 255U);
    }
  }
  return out;
}

std::vector<SseEvent> parse_in_pieces(std::string_view bytes, std::size_t piece)
{
  SseParser parser;
  std::vector<SseEvent> events;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    REQUIRE(parser.feed(bytes.substr(at, piece), [&](SseEvent event) { events.push_back(std::move(event)); }));
  }
  return events;
}

} // namespace

TEST_CASE("every vector gives the same events whole, halved and byte by byte")
{
  std::ifstream file(TILORES_TEST_DATA "/sse/vectors.json");
  const auto vectors = nlohmann::json::parse(file);
  REQUIRE(vectors.size() >= 42);
  for (const auto& vector : vectors) {
    const auto bytes = from_base64(vector["bytes_b64"].get<std::string>());
    for (const std::size_t piece : {bytes.size() + 1, bytes.size() / 2 + 1, std::size_t{1}}) {
      CAPTURE(vector["name"].get<std::string>());
      CAPTURE(piece);
      const auto events = parse_in_pieces(bytes, piece);
      REQUIRE(events.size() == vector["events"].size());
      for (std::size_t i = 0; i < events.size(); ++i) {
        CHECK(events[i].event == vector["events"][i]["event"].get<std::string>());
        CHECK(events[i].data == vector["events"][i]["data"].get<std::string>());
        CHECK(events[i].id == vector["events"][i]["id"].get<std::string>());
      }
    }
  }
}

TEST_CASE("an event that lacks only its blank line is available at the end of the stream")
{
  SseParser parser;
  std::vector<SseEvent> events;
  const auto sink = [&](SseEvent event) { events.push_back(std::move(event)); };
  REQUIRE(parser.feed("data: a\n\ndata: [DONE]", sink));
  REQUIRE(events.size() == 1);
  REQUIRE(parser.unfinished());
  CHECK(parser.unfinished()->data == "[DONE]");
  REQUIRE(parser.feed("\n\n", sink));
  CHECK(events.size() == 2);
  CHECK_FALSE(parser.unfinished());
}

TEST_CASE("an event beyond the bound is an error, in one line or in many")
{
  for (const std::string& bytes : {"data: " + std::string(200, 'x'), std::string("data: 12345678901234567890\n"
                                                                                 "data: 12345678901234567890\n"
                                                                                 "data: 12345678901234567890\n"
                                                                                 "data: 12345678901234567890\n"
                                                                                 "data: 12345678901234567890\n")}) {
    SseParser parser(100);
    const auto outcome = parser.feed(bytes, [](const SseEvent&) {});
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().kind == ErrorKind::bad_data);
  }
}

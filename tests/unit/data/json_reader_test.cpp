#include <tilores/data/readers.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

using namespace tilores;
using namespace tilores::data;

namespace {

class Dripping final : public ByteSource {
public:
  Dripping(std::string_view text, std::size_t step) : m_text(text), m_step(step) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override
  {
    const std::size_t n = m_text.copy(buffer, std::min(size, m_step));
    m_text.remove_prefix(n);
    return n;
  }

private:
  std::string_view m_text;
  std::size_t m_step;
};

using Reading = std::vector<std::string>; // "line:raw", or "line:fault"

Reading read_all(RowReader& reader)
{
  Reading reading;
  Row row;
  for (;;) {
    const auto got = reader.next(row);
    if (!got) {
      reading.push_back("error: " + got.error().message);
      return reading;
    }
    if (!*got) {
      return reading;
    }
    const auto document = row_object(row);
    reading.push_back(std::to_string(row.line) + ":" + (row.fault ? describe(*row.fault) : std::string(row.raw)));
    CHECK(document.has_value() == !row.fault.has_value());
  }
}

Reading lines_of(const std::string& text, std::size_t step, const InputLimits& limits = {})
{
  return read_all(*make_json_lines_reader(std::make_unique<Dripping>(text, step), limits));
}

Reading json_of(const std::string& text, std::size_t step, const InputLimits& limits = {})
{
  return read_all(*make_json_reader(std::make_unique<Dripping>(text, step), "records", limits));
}

} // namespace

TEST_CASE("JSON Lines are rows; blank lines, CRLF and a byte order mark are none")
{
  for (const std::size_t step : {1, 3, 1000}) {
    CHECK(lines_of("\xef\xbb\xbf{\"a\":1}\r\n\n  \n{\"b\":2}", step) == Reading{R"(1:{"a":1})", R"(4:{"b":2})"});
    CHECK(lines_of("", step).empty());
  }
}

TEST_CASE("a bad JSON line is told with line and column and costs no good line")
{
  const std::string deep = std::string(200, '[') + std::string(200, ']');
  const Reading reading =
    lines_of("{\"a\":}\n{\"ok\":1}\n[1]\n{\"x\":\"\xff\"}\n{\"d\":" + deep + "}\n{\"a\"\n{\"ok\":2}\n", 7);
  REQUIRE(reading.size() == 7);
  CHECK(reading[0].starts_with("1:line 1, column 6: invalid JSON"));
  CHECK(reading[1] == R"(2:{"ok":1})");
  CHECK(reading[2] == "3:line 3, column 1: a record must be a JSON object");
  CHECK(reading[3].starts_with("4:line 4, column 7: invalid JSON"));
  CHECK(reading[4].starts_with("5:line 5, column "));
  CHECK(reading[5].starts_with("6:line 6, column "));
  CHECK(reading[6] == R"(7:{"ok":2})");
}

TEST_CASE("a line beyond the limit is a fault and memory stays bounded")
{
  InputLimits limits;
  limits.row_bytes = 1000;
  for (const std::size_t step : {999U, 1000U, 1001U, 70000U}) {
    const std::string text = "{\"a\":1}\n{\"b\":\"" + std::string(3'000'000, 'x') + "\"}\r\n{\"c\":3}\n";
    CHECK(lines_of(text, step, limits) ==
          Reading{R"(1:{"a":1})", "2:line 2, column 1: row is longer than 1000 bytes", R"(3:{"c":3})"});
  }
}

TEST_CASE("JSON documents give the elements of their list, or themselves")
{
  struct Case {
    const char* name;
    std::string text;
    Reading reading;
  };
  const std::vector<Case> cases = {
    {"array", " [ {\"a\":1} ,\n{\"b\":\"]}\\\"\"}\n]\n", {R"(1:{"a":1})", R"(2:{"b":"]}\""})"}},
    {"empty array", "[]", {}},
    {"object with records",
     R"({"meta":{"n":[1]},"records":[{"a":1},{"b":2}],"more":"x"})",
     {R"(1:{"a":1})", R"(1:{"b":2})"}},
    {"one record", R"({"a":[1,2]})", {R"(1:{"a":[1,2]})"}},
    {"several documents", "{\"a\":1}\n[{\"b\":2}]\n{\"c\":3}", {R"(1:{"a":1})", R"(2:{"b":2})", R"(3:{"c":3})"}},
    {"elements that are no objects",
     "[1, \"x\", null, {\"a\":1}]",
     {"1:line 1, column 1: a record must be a JSON object", "1:line 1, column 1: a record must be a JSON object",
      "1:line 1, column 1: a record must be a JSON object", R"(1:{"a":1})"}},
    {"cut array", "[{\"a\":1},\n", {R"(1:{"a":1})", "error: line 2: the JSON list is cut off"}},
    {"cut value", "[{\"a\":1},{\"b\":", {R"(1:{"a":1})", "error: line 1: the JSON value that begins here is cut off"}},
    {"missing comma", "[{\"a\":1} {\"b\":2}]", {R"(1:{"a":1})", "error: line 1: ',' or ']' is missing between values"}},
    {"stray comma", "{\"a\":1}\n,{}", {R"(1:{"a":1})", "error: line 2: unexpected ','"}},
    {"trailing comma", "[{\"a\":1},]", {R"(1:{"a":1})", "error: line 1: a value is missing before ']'"}},
  };
  for (const Case& test : cases) {
    for (const std::size_t step : {1, 2, 5, 1000}) {
      CAPTURE(test.name);
      CAPTURE(step);
      CHECK(json_of(test.text, step) == test.reading);
    }
  }
}

TEST_CASE("a broken element of a list costs no good one")
{
  const Reading reading = json_of("[{\"a\":1},\n{\n\"b\":,\"c\":1},\n{\"d\":4}]", 3);
  REQUIRE(reading.size() == 3);
  CHECK(reading[1].starts_with("2:line 3, column 5: invalid JSON"));
  CHECK(reading[2] == R"(4:{"d":4})");
}

TEST_CASE("an element beyond the limit is skipped")
{
  InputLimits limits;
  limits.row_bytes = 1000;
  const std::string text = "[{\"a\":1},{\"b\":[\"" + std::string(2'000'000, '}') + "\\\"\"]},{\"c\":3}]";
  CHECK(json_of(text, 70000, limits) ==
        Reading{R"(1:{"a":1})", "1:line 1, column 1: value is longer than 1000 bytes", R"(1:{"c":3})"});
}

TEST_CASE("any bytes end in rows or an error, never in a hang")
{
  rc::check([](const std::string& bytes) {
    const std::string text = "[" + bytes;
    RC_ASSERT(lines_of(bytes, 3).size() <= bytes.size() + 1);
    RC_ASSERT(json_of(text, 3) == json_of(text, 1000));
  });
}

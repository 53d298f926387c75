#include <tilores/output/terminal_text.hpp>

#include <tilores/base/file.hpp>
#include <tilores/base/json.hpp>
#include <tilores/base/text.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

using namespace tilores;
using namespace tilores::output;

namespace {

// What a terminal must never receive from data.
bool drives_terminal(char32_t code)
{
  return code < 0x20 || code == 0x7f || (code >= 0x80 && code <= 0x9f) || (code >= 0x202a && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069) || code == 0x200e || code == 0x200f || code == 0x2028 || code == 0x2029 ||
         code == 0xfeff || (code >= 0xe0000 && code <= 0xe007f);
}

bool harmless(std::string_view text)
{
  for (std::size_t at = 0; at < text.size();) {
    if (drives_terminal(next_code_point(text, at))) {
      return false;
    }
  }
  return !invalid_utf8_at(text).has_value();
}

} // namespace

TEST_CASE("every hostile text is neutralised and every honest one stays as it is")
{
  const auto lines = read_file(TILORES_TEST_DATA "/hostile/terminal.jsonl");
  REQUIRE(lines.has_value());
  int seen = 0;
  for (const std::string_view line : split(trim(*lines), '\n')) {
    const auto document = JsonDocument::parse(std::string(line));
    REQUIRE(document.has_value());
    const Json test = document->root();
    CAPTURE(test["name"].text());
    const std::string shown = visible(test["text"].text());
    CHECK(harmless(shown));
    if (test["survives"].boolean()) {
      CHECK(shown == test["text"].text());
    }
    ++seen;
  }
  CHECK(seen > 50);
}

TEST_CASE("any bytes become harmless UTF-8")
{
  rc::check([](const std::string& bytes) {
    RC_ASSERT(harmless(visible(bytes)));
    const std::string cut = fitted(visible(bytes), 7);
    RC_ASSERT(display_width(cut) <= 7U);
    RC_ASSERT(!invalid_utf8_at(cut).has_value());
  });
}

TEST_CASE("escapes name what they replace")
{
  CHECK(visible("a\tb\nc\r\x1b[0m") == R"(a\tb\nc\r\x1b[0m)");
  CHECK(visible("\xe2\x80\xae") == R"(\u202e)");
  CHECK(visible("\xf3\xa0\x81\xa9") == R"(\u{e0069})");
  CHECK(visible("caf\xe9") == R"(caf\xe9)");
  CHECK(visible("a\nb", Lines::many) == "a\nb");
}

TEST_CASE("width counts columns, not bytes")
{
  struct Case {
    const char* text;
    std::size_t width;
  };
  for (const auto& [text, width] :
       {Case{"", 0}, {"abc", 3}, {"é", 1}, {"Zoe\xcc\x88", 3}, {"张伟", 4}, {"👨‍👩‍👧", 2}, {"🇩🇪", 2}}) {
    CAPTURE(text);
    CHECK(display_width(text) == width);
  }
}

TEST_CASE("cutting ends with an ellipsis and never splits a character")
{
  CHECK(fitted("abcdef", 6) == "abcdef");
  CHECK(fitted("abcdef", 5) == "abcd…");
  CHECK(fitted("张伟张伟", 5) == "张伟…");
  CHECK(fitted("张伟张伟", 4) == "张…");
  CHECK(fitted("abc", 0).empty());
}

TEST_CASE("wrapping breaks at blanks, indents and breaks long words")
{
  CHECK(wrapped("one two three", 8) == "one two\nthree");
  CHECK(wrapped("one two three", 10, 2) == "one two\n  three");
  CHECK(wrapped("one two three", 9, 2) == "one two\n  three");
  CHECK(wrapped("abcdefghijkl", 8) == "abcdefgh\nijkl");
  CHECK(wrapped("see abcdefghijkl", 8) == "see abcd\nefghijkl");
  CHECK(wrapped("a\nb", 8) == "a\nb");
  rc::check([](const std::string& bytes) {
    const std::string text = wrapped(visible(bytes), 20);
    for (const std::string_view line : split(text, '\n')) {
      RC_ASSERT(display_width(line) <= 20U);
    }
  });
}

TEST_CASE("colour is added only when asked for")
{
  std::string out;
  append_styled(out, "x", Style::red, false);
  CHECK(out == "x");
  append_styled(out, "y", Style::red, true);
  CHECK(out == "x\x1b[31my\x1b[0m");
}

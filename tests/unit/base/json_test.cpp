#include <tilores/base/json.hpp>
#include <tilores/base/json_scan.hpp>
#include <tilores/base/json_writer.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <algorithm>

using namespace tilores;

namespace {

Json root_of(const Result<JsonDocument>& document)
{
  REQUIRE(document.has_value());
  return document->root();
}

nlohmann::json any_json(int depth)
{
  const int kind = *rc::gen::inRange(0, depth > 3 ? 5 : 7);
  switch (kind) {
  case 0: return nullptr;
  case 1: return *rc::gen::arbitrary<bool>();
  case 2: return *rc::gen::arbitrary<int>();
  case 3: return *rc::gen::inRange(-100000, 100000) / 8.0;
  case 4: return *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
  case 5: {
    auto array = nlohmann::json::array();
    for (int n = *rc::gen::inRange(0, 4); n > 0; --n) {
      array.push_back(any_json(depth + 1));
    }
    return array;
  }
  default: {
    auto object = nlohmann::json::object();
    for (int n = *rc::gen::inRange(0, 4); n > 0; --n) {
      object[*rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127))] = any_json(depth + 1);
    }
    return object;
  }
  }
}

void write(JsonWriter& out, Json value)
{
  switch (value.kind()) {
  case JsonKind::missing:
  case JsonKind::null: out.null(); break;
  case JsonKind::boolean: out.value(value.boolean()); break;
  case JsonKind::number: out.raw(value.number_text()); break;
  case JsonKind::string: out.value(value.text()); break;
  case JsonKind::array:
    out.begin_array();
    for (const Json element : value.elements()) {
      write(out, element);
    }
    out.end_array();
    break;
  case JsonKind::object:
    out.begin_object();
    for (const auto [key, member] : value.members()) {
      out.key(key);
      write(out, member);
    }
    out.end_object();
    break;
  }
}

} // namespace

TEST_CASE("a JSON document gives its members by name and path")
{
  const auto document =
    JsonDocument::parse(R"( {"a":{"b":[1,2.5,"x\n\u00e9\ud83d\ude00",true,null]}, "c":-3e2, "a2":""} )");
  const Json root = root_of(document);
  CHECK(root["a"]["b"].size() == 5);
  CHECK(root["a"]["b"].at(0).integer() == 1);
  CHECK(root["a"]["b"].at(1).number() == 2.5);
  CHECK(root["a"]["b"].at(2).text() == "x\né😀");
  CHECK(root["a"]["b"].at(3).boolean());
  CHECK(root["a"]["b"].at(4).kind() == JsonKind::null);
  CHECK(root["c"].number() == -300.0);
  CHECK(root["a"].raw() == R"({"b":[1,2.5,"x\n\u00e9\ud83d\ude00",true,null]})");
  CHECK(root["nothing"]["here"].missing());
  CHECK(root["a2"].raw() == "\"\"");
}

TEST_CASE("malformed JSON is refused with its place and without its content")
{
  const char* const cases[] = {"",      " ",        "{",  "[1,]",    "{\"a\":}", "{\"a\" 1}", "nul",
                               "01",    "1.",       "1e", "\"\\x\"", "\"\x01\"", "\"abc",     "[1] 2",
                               "{a:1}", "\"\xff\"", "-",  "[1 2]",   "\"\\u12\""};
  for (const char* const text : cases) {
    CAPTURE(text);
    const auto document = JsonDocument::parse(text);
    REQUIRE_FALSE(document.has_value());
    CHECK(document.error().kind == ErrorKind::bad_data);
    CHECK(document.error().message.starts_with("invalid JSON at byte "));
  }
}

TEST_CASE("nesting deeper than the limit is refused")
{
  CHECK(JsonDocument::parse(std::string(128, '[') + std::string(128, ']')).has_value());
  CHECK_FALSE(JsonDocument::parse(std::string(129, '[') + std::string(129, ']')).has_value());
  CHECK_FALSE(JsonDocument::parse(std::string(1'000'000, '[')).has_value());
}

TEST_CASE("whatever nlohmann writes reads back as the same value")
{
  CHECK(rc::check([] {
    const nlohmann::json value = any_json(0);
    const auto document = JsonDocument::parse(value.dump());
    RC_ASSERT(document.has_value());
    std::string text;
    JsonWriter writer(text);
    write(writer, document->root());
    RC_ASSERT(nlohmann::json::parse(text) == value);
  }));
}

TEST_CASE("a written string is valid JSON whatever bytes it holds")
{
  CHECK(rc::check([](const std::string& bytes) {
    std::string text;
    append_json_string(text, bytes);
    RC_ASSERT(nlohmann::json::accept(text));
  }));
}

TEST_CASE("plain text is told from what JSON escapes and from other bytes, wherever it stands")
{
  CHECK(rc::check([](std::string text, unsigned char odd) {
    text.insert(text.size() / 2, std::string(*rc::gen::inRange<std::size_t>(0, 20), 'x') + static_cast<char>(odd));
    const auto plain = [](char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; };
    const auto expected = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), plain) - text.begin());
    RC_ASSERT(plain_json_prefix(text) == expected);
  }));
}

#include <tilores/data/input.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace tilores;
using namespace tilores::data;

TEST_CASE("the format follows the extension, else the content")
{
  struct Case {
    const char* name;
    std::string head;
    InputFormat format;
  };
  for (const Case& test : {
         Case{"a.csv", "{\"a\":1}", InputFormat::csv},
         {"a.TSV", "a,b", InputFormat::tsv},
         {"dir.json/a.jsonl", "a", InputFormat::jsonl},
         {"a.ndjson", "a", InputFormat::jsonl},
         {"a.json", "a", InputFormat::json},
         {"-", "a,b\n1\t,2", InputFormat::csv},
         {"-", "a\tb\n", InputFormat::tsv},
         {"-", "email\nann@example.com\n", InputFormat::csv},
         {"-", "\xef\xbb\xbf [1", InputFormat::json},
         {"-", "{\"a\":1}\n{\"a\":2}\n", InputFormat::jsonl},
         {"-", "{\n \"a\":1}\n", InputFormat::json},
         {"a.txt", "{\"a\":1}", InputFormat::jsonl},
       }) {
    CAPTURE(test.name);
    CAPTURE(test.head);
    const auto format = detect_format(test.name, test.head);
    REQUIRE(format.has_value());
    CHECK(*format == test.format);
  }
}

TEST_CASE("empty and binary input is refused whatever its name")
{
  for (const std::string& head : {std::string(), std::string(" \n\n"), std::string("\xef\xbb\xbf"),
                                  std::string("\x1f\x8b\x08"), std::string("PK\x03\x04"),
                                  std::string("\xff\xfe"
                                              "a\0b\0",
                                              6),
                                  std::string(100, '\0'), std::string("\x01\x02\x03\x04 abc")}) {
    const auto format = detect_format("a.csv", head);
    REQUIRE(!format.has_value());
    CHECK(format.error().kind == ErrorKind::bad_data);
  }
}

TEST_CASE("folders and missing files are io errors")
{
  CHECK(open_input("/tmp", std::nullopt).error().kind == ErrorKind::io);
  CHECK(open_input("/nonexistent/a.csv", std::nullopt).error().message ==
        "cannot read /nonexistent/a.csv: No such file or directory");
}

TEST_CASE("format names are parsed, auto is no format")
{
  CHECK(!input_format_named("auto").value().has_value());
  CHECK(input_format_named("tsv").value() == InputFormat::tsv);
  CHECK(input_format_named("jsnol").error().hint == "did you mean jsonl?");
}

TEST_CASE("an opened input reads from its first byte")
{
  auto input = open_input(make_memory_source("a\tb\n1\t2\n"), "-", std::nullopt);
  REQUIRE(input.has_value());
  CHECK(input->format == InputFormat::tsv);
  Row row;
  REQUIRE(input->rows->next(row).value());
  CHECK(row.raw == "1\t2");
  CHECK(!input->rows->next(row).value());
}

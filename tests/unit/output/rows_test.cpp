#include <tilores/output/rows.hpp>
#include <tilores/output/table.hpp>
#include <tilores/output/terminal_text.hpp>

#include <tilores/base/file.hpp>
#include <tilores/base/text.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace tilores;
using namespace tilores::output;

namespace {

const std::vector<std::string> k_rows = {
  R"({"id":"0123456789abcdef","name":"Ann, \"A\"","paid":{"amount":"12.50","currency":"USD"},"n":7,"tags":["a","b"],"x":null})",
  R"({"id":"e2","name":"=1+1","paid":null,"n":-3,"tags":[],"x":{"k": [1, 2]}})",
};

std::vector<Column> columns()
{
  return {column("id", true), column("name"), column("paid"), column("n"), column("tags"), column("x")};
}

std::string written(Format format, const std::vector<std::string>& rows, bool chosen = false, Terminal terminal = {})
{
  std::string text;
  const auto sink = make_string_sink(text);
  RowWriter writer(*sink, {format, columns(), chosen, terminal});
  for (const std::string& row : rows) {
    REQUIRE(writer.row(row).has_value());
  }
  REQUIRE(writer.finish().has_value());
  return text;
}

} // namespace

TEST_CASE("csv quotes where needed and guards formulas")
{
  CHECK(written(Format::csv, k_rows) == "id,name,paid,n,tags,x\n"
                                        "0123456789abcdef,\"Ann, \"\"A\"\"\",12.50,7,a;b,\n"
                                        "e2,\"'=1+1\",,-3,,\"{\"\"k\"\":[1,2]}\"\n");
}

TEST_CASE("tsv quotes only what tabs, line ends or a leading quote force it to")
{
  CHECK(written(Format::tsv, k_rows) == "id\tname\tpaid\tn\ttags\tx\n"
                                        "0123456789abcdef\tAnn, \"A\"\t12.50\t7\ta;b\t\n"
                                        "e2\t\"'=1+1\"\t\t-3\t\t{\"k\":[1,2]}\n");
}

TEST_CASE("jsonl prints each row compact on one line and json one array")
{
  CHECK(written(Format::jsonl, {"{\"a\": 1,\n \"b\": \"x y\"}"}) == "{\"a\":1,\"b\":\"x y\"}\n");
  CHECK(written(Format::json, {R"({"a":1})", R"({"a":2})"}) == R"([{"a":1},{"a":2}])");
  CHECK(written(Format::json, {}) == "[]");
  CHECK(written(Format::jsonl, {}).empty());
}

TEST_CASE("chosen columns cut json and jsonl")
{
  CHECK(written(Format::jsonl, {R"({"n":1,"secret":2,"id":"a"})"}, true) ==
        R"({"id":"a","name":null,"paid":null,"n":1,"tags":null,"x":null})"
        "\n");
}

TEST_CASE("a table without a terminal is whole, tab-separated and has a header")
{
  CHECK(written(Format::table, {R"({"id":"0123456789abcdef","name":"a\tb\nc"})"}) ==
        "id\tname\tpaid\tn\ttags\tx\n0123456789abcdef\ta\\tb\\nc\t\t\t\t\n");
}

TEST_CASE("a terminal too narrow for the columns gets a line for each filled cell")
{
  Terminal terminal;
  terminal.is_tty = true;
  terminal.width = 20;
  CHECK(written(Format::table, k_rows, false, terminal) == "id    01234567\n"
                                                           "name  Ann, \"A\"\n"
                                                           "paid  12.50\n"
                                                           "n     7\n"
                                                           "tags  a;b\n"
                                                           "\n"
                                                           "id    e2\n"
                                                           "name  =1+1\n"
                                                           "n     -3\n"
                                                           "x     {\"k\":[1,2]}\n");
}

TEST_CASE("a table on a terminal is aligned, cuts ids and fits the width")
{
  Terminal terminal;
  terminal.is_tty = true;
  terminal.width = 60;
  CHECK(written(Format::table, k_rows, false, terminal) == "id        name       paid   n  tags  x\n"
                                                           "01234567  Ann, \"A\"  12.50   7  a;b\n"
                                                           "e2        =1+1             -3        {\"k\":[1,2]}\n");
  for (const std::size_t width : {20U, 24U, 30U, 40U, 80U}) {
    terminal.width = width;
    const std::string text = written(Format::table, k_rows, false, terminal);
    for (const std::string_view line : split(text, '\n')) {
      CAPTURE(line);
      CHECK(display_width(line) <= width);
    }
  }
}

TEST_CASE("rows after the sampled ones keep the widths")
{
  Terminal terminal;
  terminal.is_tty = true;
  std::vector<std::string> rows(600, R"({"name":"abc"})");
  rows.back() = R"({"name":"abcdefgh"})";
  const std::string text = written(Format::table, rows, false, terminal);
  CHECK(std::ranges::count(text, '\n') == 601);
  CHECK(text.find("abc…") != std::string::npos);
}

TEST_CASE("md escapes what ends a cell or becomes markup")
{
  const std::string text = written(Format::md, {R"({"id":"a|b","name":"<b>\n*x*"})"});
  CHECK(text == "| id | name | paid | n | tags | x |\n| --- | --- | --- | --- | --- | --- |\n"
                "| a\\|b | &lt;b>\\\\n\\*x\\* |  |  |  |  |\n");
}

TEST_CASE("a row of one empty cell is no blank line")
{
  std::string text;
  const auto sink = make_string_sink(text);
  RowWriter writer(*sink, {Format::csv, {column("a")}, false, {}});
  REQUIRE(writer.row(std::string("{}")).has_value());
  REQUIRE(writer.finish().has_value());
  CHECK(text == "a\n\"\"\n");
}

TEST_CASE("formulas are told from numbers and telephone numbers")
{
  const auto lines = read_file(TILORES_TEST_DATA "/hostile/csv_formula.jsonl");
  REQUIRE(lines.has_value());
  for (const std::string_view line : split(trim(*lines), '\n')) {
    const auto document = JsonDocument::parse(std::string(line));
    REQUIRE(document.has_value());
    const std::string_view text = document->root()["text"].text();
    CAPTURE(text);
    CHECK(looks_like_formula(text) == document->root()["dangerous"].boolean());
  }
}

TEST_CASE("wide columns share what narrow ones leave")
{
  CHECK(shared_widths({5, 100, 100}, 49) == std::vector<std::size_t>{5, 20, 20});
  CHECK(shared_widths({5, 6}, 80) == std::vector<std::size_t>{5, 6});
  CHECK(shared_widths({9, 9, 9}, 3) == std::vector<std::size_t>{1, 1, 1});
  CHECK(shared_widths({}, 80).empty());
}

#include <tilores/output/columns.hpp>

#include <doctest/doctest.h>

using namespace tilores;
using namespace tilores::output;

namespace {

const std::vector<Column> k_known = {column("entity_id", true),
                                     column("customer.email"),
                                     {"phone", "customer.phone"},
                                     column("matched.record_id"),
                                     column("insights.*")};

std::string cell(const std::string& json, std::string_view path)
{
  const auto document = JsonDocument::parse(json);
  REQUIRE(document.has_value());
  std::string out;
  append_cell(out, document->root(), path);
  return out;
}

std::string pruned(const std::string& json, const std::vector<Column>& columns)
{
  const auto document = JsonDocument::parse(json);
  REQUIRE(document.has_value());
  std::string out;
  append_pruned(out, document->root(), columns);
  return out;
}

} // namespace

TEST_CASE("columns are paths, renamed paths, parents of known paths and children of open ones")
{
  const auto parsed = parse_columns("entity_id, mail=customer.email,customer,insights.total,phone", k_known);
  REQUIRE(parsed.has_value());
  REQUIRE(parsed->size() == 5);
  CHECK(parsed->at(0).id);
  CHECK(parsed->at(1).name == "mail");
  CHECK(parsed->at(1).path == "customer.email");
  CHECK(parsed->at(2).path == "customer");
  CHECK(parsed->at(4).path == "customer.phone");
}

TEST_CASE("an unknown path is refused with the nearest")
{
  const auto parsed = parse_columns("customer.emial", k_known);
  REQUIRE(!parsed.has_value());
  CHECK(parsed.error().kind == ErrorKind::usage);
  CHECK(parsed.error().hint == "did you mean customer.email?");
}

TEST_CASE("malformed column lists are refused")
{
  for (const char* spec :
       {"", ",", "=entity_id", "a=", "entity_id,entity_id", "customer=entity_id,customer.email", "insights."}) {
    CAPTURE(spec);
    CHECK(!parse_columns(spec, k_known).has_value());
  }
}

TEST_CASE("a cell is the text of the value at its path")
{
  struct Case {
    const char* json;
    const char* path;
    const char* text;
  };
  for (const auto& [json, path, text] : {
         Case{R"({"a":{"b":"x"}})", "a.b", "x"},
         {R"({"a":null})", "a", ""},
         {R"({"a":1})", "b.c", ""},
         {R"({"a":[1,2.50,true]})", "a", "1;2.50;true"},
         {R"({"a":[{"b":1},{"b":2},{}]})", "a.b", "1;2"},
         {R"({"a":[{"b":1},{"b":2}]})", "a.1.b", "2"},
         {R"({"a":{"amount":"12.50","currency":"USD"}})", "a", "12.50"},
         {R"({"a":{ "x" : [ 1 , "b c" ] }})", "a", R"({"x":[1,"b c"]})"},
         {R"({"a.b":"flat","a":{"b":"deep"}})", "a.b", "flat"},
         {R"({"a":"caf\u00e9 \"x\""})", "a", "café \"x\""},
       }) {
    CAPTURE(json);
    CAPTURE(path);
    CHECK(cell(json, path) == text);
  }
}

TEST_CASE("pruning keeps nesting and order, and fills what is absent with null")
{
  const std::string row = R"({"id":1,"c":{"email":"e","phone":"p","z":1},"m":[{"r":1,"s":2},{"r":3,"s":4}],"n":null})";
  CHECK(pruned(row, {column("c.phone"), column("id"), column("c.email")}) ==
        R"({"c":{"phone":"p","email":"e"},"id":1})");
  CHECK(pruned(row, {column("m.r")}) == R"({"m":[{"r":1},{"r":3}]})");
  CHECK(pruned(row, {column("m.1.r")}) == R"({"m":[{"r":3}]})");
  CHECK(pruned(row, {{"mail", "c.email"}, {"all", "m.s"}, column("n.x"), column("q")}) ==
        R"({"mail":"e","all":[2,4],"n":null,"q":null})");
  CHECK(pruned(row, {column("c"), column("c.email")}) == R"({"c":{"email":"e","phone":"p","z":1}})");
}

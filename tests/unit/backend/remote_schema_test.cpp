#include <tilores/backend/remote_schema.hpp>

#include <tilores/base/file.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <set>

using namespace tilores;
using namespace tilores::backend;

namespace {

RemoteSchema recorded()
{
  const auto text = read_file(TILORES_TEST_DATA "/remote/introspection.json");
  REQUIRE(text);
  auto schema = parse_introspection(*text);
  REQUIRE(schema);
  return *std::move(schema);
}

std::set<std::string> leaf_paths(const std::vector<Selection>& selection, const std::string& above = {})
{
  std::set<std::string> out;
  for (const auto& part : selection) {
    const auto path = above + part.name;
    if (part.children.empty()) {
      out.insert(path);
    } else {
      out.merge(leaf_paths(part.children, path + "."));
    }
  }
  return out;
}

} // namespace

TEST_CASE("an introspection document tells operations, fields and types")
{
  const auto schema = recorded();
  CHECK(schema.query_type == "Query");
  CHECK(schema.has_query("entityByRecord"));
  CHECK(schema.has_mutation("disassemble"));
  CHECK_FALSE(schema.has_query("nothing"));
  const auto* credit = schema.field("Record", "CREDIT_RESPONSE");
  REQUIRE(credit != nullptr);
  CHECK(credit->type == "CreditResponse");
  CHECK(schema.field("SearchParams", "CARD_EXPIRED")->type == "Boolean");
}

TEST_CASE("an outline tells the same as the document it was made of, in a fraction of the size")
{
  const auto text = read_file(TILORES_TEST_DATA "/remote/introspection.json");
  REQUIRE(text);
  auto schema = recorded();
  const auto outline = outline_of(schema);
  CHECK(outline.size() * 8 < text->size());
  const auto again = parse_outline(outline);
  REQUIRE(again);
  std::erase_if(schema.types, [](const auto& type) { return type.second.fields.empty(); });
  CHECK(again->query_type == schema.query_type);
  CHECK(again->mutation_type == schema.mutation_type);
  CHECK(again->types == schema.types);
  CHECK(to_graphql(broad_selection(*again)) == to_graphql(broad_selection(schema)));
}

TEST_CASE("an outline keeps which fields want arguments, and an instance without mutations")
{
  const auto schema = parse_introspection(R"({"__schema":{"queryType":{"name":"Q"},"types":[
    {"kind":"OBJECT","name":"Q","fields":[{"name":"search","type":{"name":"S"},"args":[{"name":"in","type":{"kind":"NON_NULL"}}]}]},
    {"kind":"OBJECT","name":"Record","fields":[{"name":"id","type":{"kind":"NON_NULL","ofType":{"name":"ID"}}},
      {"name":"TAGS","type":{"kind":"LIST","ofType":{"kind":"NON_NULL","ofType":{"name":"String"}}}}]}]}})");
  REQUIRE(schema);
  const auto again = parse_outline(outline_of(*schema));
  REQUIRE(again);
  CHECK(again->mutation_type.empty());
  CHECK(again->types == schema->types);
  CHECK(again->field("Q", "search")->needs_arguments);
  CHECK(again->field("Record", "TAGS")->list);
}

TEST_CASE("an outline that is cut, foreign or of a schema with odd names is not believed")
{
  const auto outline = outline_of(recorded());
  CHECK_FALSE(parse_outline(""));
  CHECK_FALSE(parse_outline("outline 2\nQuery\n\n"));
  CHECK_FALSE(parse_outline("outline 1\nQuery\n\nfield String\n"));
  CHECK_FALSE(parse_outline(outline.substr(0, outline.find("{Record\n") + 8)));
  auto odd = recorded();
  odd.types["Record"].fields.push_back({"A\nB", "String"});
  CHECK(outline_of(odd).empty());
}

TEST_CASE("selections hold everything but secrets")
{
  const auto schema = recorded();
  const auto broad = leaf_paths(broad_selection(schema));
  const auto essential = leaf_paths(essential_selection(schema));
  CHECK(broad.size() > 300);
  CHECK(broad.count("EMAIL") == 1);
  CHECK(broad.count("CREDIT_RESPONSE.CREDIT_SCORE.Value") == 1);
  for (const auto* secret : {"CARD_NUMBER", "CVV", "BIN", "EXPIRATION_MONTH", "DRIVING_LICENSE_NUMBER",
                             "CREDIT_RESPONSE.CREDIT_LIABILITY.AccountIdentifier"}) {
    CAPTURE(secret);
    CHECK(broad.count(secret) == 0);
  }
  CHECK(essential.count("EMAIL") == 1);
  CHECK(essential.count("CREDIT_RESPONSE.CREDIT_SCORE.Value") == 0);
  CHECK(essential.size() < broad.size());
}

TEST_CASE("halving again and again reaches every leaf once")
{
  const auto whole = broad_selection(recorded());
  std::multiset<std::string> seen;
  const std::function<void(const std::vector<Selection>&)> descend = [&](const std::vector<Selection>& selection) {
    const auto halves = halve(selection);
    if (halves.second.empty()) {
      for (const auto& path : leaf_paths(selection)) {
        seen.insert(path);
      }
      return;
    }
    descend(halves.first);
    descend(halves.second);
  };
  descend(whole);
  const auto expected = leaf_paths(whole);
  CHECK(std::set<std::string>(seen.begin(), seen.end()) == expected);
  CHECK(seen.size() == expected.size());
}

TEST_CASE("a type that contains itself does not make an endless selection")
{
  const auto schema = parse_introspection(R"({"__schema":{"queryType":{"name":"Q"},"types":[
    {"kind":"OBJECT","name":"Q","fields":[{"name":"search","args":[],"type":{"kind":"SCALAR","name":"X"}}]},
    {"kind":"OBJECT","name":"Record","fields":[
      {"name":"id","args":[],"type":{"kind":"NON_NULL","name":null,"ofType":{"kind":"SCALAR","name":"ID"}}},
      {"name":"parent","args":[],"type":{"kind":"OBJECT","name":"Record"}},
      {"name":"asked","args":[{"name":"of","type":{"kind":"NON_NULL","ofType":{"kind":"SCALAR","name":"ID"}}}],
       "type":{"kind":"SCALAR","name":"String"}},
      {"name":"other","args":[],"type":{"kind":"LIST","name":null,"ofType":{"kind":"OBJECT","name":"Other"}}}]},
    {"kind":"OBJECT","name":"Other","fields":[
      {"name":"back","args":[],"type":{"kind":"OBJECT","name":"Record"}},
      {"name":"value","args":[],"type":{"kind":"SCALAR","name":"String"}}]}]}})");
  REQUIRE(schema);
  CHECK(to_graphql(broad_selection(*schema)) == "id other { value }");
}

TEST_CASE("what is no Tilores schema is refused")
{
  for (const auto* text :
       {"{}", "[]", "null", R"({"__schema":null})", "{", R"({"__schema":{"queryType":{"name":"Q"},"types":[]}})"}) {
    CAPTURE(text);
    const auto schema = parse_introspection(text);
    REQUIRE_FALSE(schema);
    CHECK(schema.error().kind == ErrorKind::bad_data);
  }
}

TEST_CASE("search fields are found under other names, by setting first and by guess second")
{
  RemoteSchema schema;
  schema.types["SearchParams"].fields = {{"emailAddress", "String"},
                                         {"mobile_phone", "String"},
                                         {"surname", "String"},
                                         {"customerNo", "String"},
                                         {"FIRST_NAME", "String"}};
  const auto roles = field_roles(schema, {{"phone", "customerNo"}});
  REQUIRE(roles);
  CHECK(roles->at("EMAIL") == "emailAddress");
  CHECK(roles->at("PHONE_EXTERNAL") == "customerNo");
  CHECK(roles->at("LAST_NAME") == "surname");
  CHECK(roles->at("FIRST_NAME") == "FIRST_NAME");
  CHECK(roles->count("DATE_OF_BIRTH") == 0);
  const auto wrong = field_roles(schema, {{"email", "nothing"}});
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().kind == ErrorKind::config);
  CHECK(role_setting("EMAIL") == "roles.email");
  CHECK(role_setting("STATUS").empty());
}

TEST_CASE("fields the instance says it does not know leave the schema, ids never")
{
  auto schema = assumed_schema();
  CHECK(schema.assumed);
  CHECK(remove_fields(schema, {"id", "EMAIL"}));
  CHECK_FALSE(schema.has("Record", "EMAIL"));
  CHECK_FALSE(schema.has("SearchParams", "EMAIL"));
  CHECK(schema.has("Record", "id"));
  CHECK_FALSE(remove_fields(schema, {"EMAIL"}));
}

TEST_CASE("without introspection the catalogue stands in for the schema")
{
  const auto schema = assumed_schema();
  const auto real = recorded();
  CHECK(schema.has("SearchParams", "EMAIL"));
  CHECK_FALSE(schema.has("SearchInput", "sort"));
  for (const auto& path : leaf_paths(essential_selection(schema))) {
    CAPTURE(path);
    CHECK(real.has("Record", path)); // one unknown field would fail every request
  }
  const auto assumed = leaf_paths(broad_selection(schema));
  const auto recorded_paths = leaf_paths(broad_selection(real));
  for (const auto& path : assumed) {
    CAPTURE(path);
    CHECK(recorded_paths.count(path) == 1);
  }
}

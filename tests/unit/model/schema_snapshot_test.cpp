// Snapshots: same bytes for the same schema, read back from every form, and what their differences mean.

#include <tilores/model/schema_snapshot.hpp>

#include <tilores/base/file.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>

using namespace tilores;
using namespace tilores::model;
using nlohmann::json;

namespace {

json introspection() { return json::parse(*read_file(TILORES_CONFIG_DIR "/schema/introspection.json")); }

json& member(json& list, const std::string& name)
{
  for (auto& entry : list) {
    if (entry["name"] == name) {
      return entry;
    }
  }
  FAIL("no member called " << name);
  return list;
}

json& type_of(json& document, const std::string& name) { return member(document["data"]["__schema"]["types"], name); }

void drop(json& list, const std::string& name)
{
  list.erase(std::ranges::find_if(list, [&](const json& entry) { return entry["name"] == name; }));
}

std::string dump_of(const std::string& document, std::string_view backend = "local")
{
  const auto schema = parse_schema(document);
  REQUIRE_MESSAGE(schema, schema.error().message);
  const auto catalogue = make_catalogue(*schema);
  REQUIRE(catalogue);
  return write_snapshot(*schema, *catalogue, backend);
}

// The "-o json" output of fields list, as a caller would write it.
std::string listed(const std::string& document, const std::string& backend)
{
  const auto catalogue = make_catalogue(*parse_schema(document));
  std::string items;
  const auto rows = select_fields(*catalogue, {});
  for (const FieldRow* const row : *rows) {
    items += (items.empty() ? "" : ",") + field_row_json(*row);
  }
  return "{\"ok\":true,\"data\":{\"items\":[" + items +
         "],\"total\":341},\"error\":null,\"warnings\":[],\"meta\":{\"backend\":\"" + backend + "\"}}";
}

SchemaSnapshot read(const std::string& text)
{
  auto snapshot = read_snapshot(text);
  REQUIRE_MESSAGE(snapshot, snapshot.error().message);
  return std::move(*snapshot);
}

std::vector<std::string> differences(const std::string& before, const std::string& after)
{
  const auto changes = diff_snapshots(read(before), read(after));
  REQUIRE_MESSAGE(changes, changes.error().message);
  std::vector<std::string> out;
  for (const SchemaChange& change : *changes) {
    out.push_back((change.breaking ? "! " : "+ ") + change.path + " " + change.change + " " + change.before + ">" +
                  change.after);
  }
  return out;
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("a dump has the same bytes whatever the order of the instance's answer")
{
  json document = introspection();
  const std::string dump = dump_of(document.dump());
  auto& types = document["data"]["__schema"]["types"];
  std::reverse(types.begin(), types.end());
  for (auto& type : types) {
    for (const char* list : {"fields", "inputFields", "enumValues"}) {
      if (type[list].is_array()) {
        std::reverse(type[list].begin(), type[list].end());
      }
    }
  }
  CHECK(dump_of(document.dump()) == dump);
  const json parsed = json::parse(dump);
  CHECK(parsed["format"] == "tilores-schema");
  CHECK(parsed["version"] == 1);
  CHECK(parsed["backend"] == "local");
  CHECK(parsed["fields"].size() == 403);
  CHECK(parsed["types"].size() == 132);
}

TEST_CASE("a row has the contract's keys in order")
{
  FieldRow row;
  row.path = "A";
  CHECK(field_row_json(row) ==
        R"({"path":"A","name":"","owner":"","type":"","kind":"","category":"","spectrum":"","source":null,)"
        R"("sensitive":"no","searchable":false,"deprecated":false,"description":null})");
}

TEST_CASE("a schema equals itself in every form it is kept in")
{
  const std::string document = introspection().dump();
  const std::string dump = dump_of(document);
  const std::string enveloped = "{\"ok\":true,\"data\":" + dump + ",\"meta\":{\"backend\":\"local\"}}";
  const std::string list = listed(document, "local");
  std::string lines;
  const json parsed = json::parse(list);
  for (const auto& row : parsed["data"]["items"]) {
    lines += "{\"path\":" + row["path"].dump() + ",\"type\":" + row["type"].dump() + ",\"kind\":\"leaf\"}\n";
  }
  for (const std::string& a : {document, dump, enveloped, list, lines}) {
    for (const std::string& b : {document, dump, enveloped, list, lines}) {
      CAPTURE(a.substr(0, 60));
      CAPTURE(b.substr(0, 60));
      CHECK(differences(a, b) == Lines{});
    }
  }
}

TEST_CASE("changes are told apart into breaking and additive")
{
  struct Case {
    const char* name;
    std::function<void(json&)> change;
    Lines expected;
  };
  const json string_type = {{"kind", "SCALAR"}, {"name", "String"}, {"ofType", nullptr}};
  const json required = {{"kind", "NON_NULL"}, {"name", nullptr}, {"ofType", string_type}};
  const auto input = [&](const std::string& name, const json& type) {
    return json{{"name", name}, {"type", type}, {"defaultValue", nullptr}};
  };
  for (
    const Case& c : {
      Case{
        "field removed", [](json& d) { drop(type_of(d, "Record")["fields"], "EMAIL"); }, {"! EMAIL removed String>"}},
      Case{
        "field added",
        [&](json& d) {
          type_of(d, "Record")["fields"].push_back({{"name", "NEW"}, {"args", json::array()}, {"type", string_type}});
        },
        {"+ NEW added >String"}},
      Case{
        "nested type changed",
        [](json& d) { member(type_of(d, "CreditResponseCreditScore")["fields"], "Value")["type"]["name"] = "Float"; },
        {"! CREDIT_RESPONSE.CREDIT_SCORE.Value type String>Float"}},
      Case{"output promised",
           [&](json& d) { member(type_of(d, "Record")["fields"], "EMAIL")["type"] = required; },
           {"+ EMAIL nullability String>String!"}},
      Case{"output may be null",
           [](json& d) {
             member(type_of(d, "Record")["fields"], "id")["type"] = {{"kind", "SCALAR"}, {"name", "ID"}};
           },
           {"! id nullability ID!>ID"}},
      Case{"input required",
           [&](json& d) { member(type_of(d, "SearchParams")["inputFields"], "EMAIL")["type"] = required; },
           {"! SearchParams.EMAIL nullability String>String!"}},
      Case{"input relaxed",
           [](json& d) {
             member(type_of(d, "RecordInput")["inputFields"], "id")["type"] = {{"kind", "SCALAR"}, {"name", "ID"}};
           },
           {"+ RecordInput.id nullability ID!>ID"}},
      Case{"input removed",
           [](json& d) { drop(type_of(d, "SearchInput")["inputFields"], "sort"); },
           {"! SearchInput.sort removed SortCriteria>"}},
      Case{"optional input added",
           [&](json& d) { type_of(d, "SearchInput")["inputFields"].push_back(input("x", string_type)); },
           {"+ SearchInput.x added >String"}},
      Case{"required input added",
           [&](json& d) { type_of(d, "SearchInput")["inputFields"].push_back(input("x", required)); },
           {"! SearchInput.x added >String!"}},
      Case{"argument removed",
           [](json& d) { drop(member(type_of(d, "RecordInsights")["fields"], "limit")["args"], "offset"); },
           {"! RecordInsights.limit(offset) removed Int>"}},
      Case{
        "argument added",
        [&](json& d) { member(type_of(d, "RecordInsights")["fields"], "sum")["args"].push_back(input("x", required)); },
        {"! RecordInsights.sum(x) added >String!"}},
      Case{"default changed",
           [](json& d) { member(type_of(d, "SearchInput")["inputFields"], "page")["defaultValue"] = "1"; },
           {"+ SearchInput.page default >1"}},
      Case{"enum value removed",
           [](json& d) { drop(type_of(d, "SortDirection")["enumValues"], "DESC"); },
           {"! SortDirection.DESC removed DESC>"}},
      Case{"entity field added",
           [&](json& d) {
             type_of(d, "Entity")["fields"].push_back({{"name", "x"}, {"args", json::array()}, {"type", string_type}});
           },
           {"+ Entity.x added >String"}},
      Case{"deprecated",
           [](json& d) { member(type_of(d, "Record")["fields"], "EMAIL")["isDeprecated"] = true; },
           {"+ EMAIL deprecated false>true"}},
      Case{"description changed",
           [](json& d) { member(type_of(d, "Record")["fields"], "EMAIL")["description"] = "x"; },
           {}},
    }) {
    CAPTURE(c.name);
    json changed = introspection();
    c.change(changed);
    CHECK(differences(introspection().dump(), changed.dump()) == c.expected);
    CHECK(differences(dump_of(introspection().dump()), dump_of(changed.dump())) == c.expected);
    CHECK(differences(dump_of(introspection().dump()), changed.dump()) == c.expected);
  }
}

TEST_CASE("a list of rows against a whole schema compares what the list can know")
{
  json changed = introspection();
  drop(type_of(changed, "Record")["fields"], "EMAIL");
  drop(type_of(changed, "SearchInput")["inputFields"], "sort");
  CHECK(differences(listed(introspection().dump(), "local"), changed.dump()) == Lines{"! EMAIL removed String>"});
  CHECK(differences(changed.dump(), listed(introspection().dump(), "local")) == Lines{"+ EMAIL added >String"});
}

TEST_CASE("snapshots of different backends are not compared")
{
  const std::string document = introspection().dump();
  const auto refused = diff_snapshots(read(dump_of(document, "a")), read(dump_of(document, "b")));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::precondition);
  CHECK(diff_snapshots(read(dump_of(document, "a")), read(document)));
  CHECK_FALSE(diff_snapshots(read(dump_of(document, "a")), read(listed(document, "b"))));
}

TEST_CASE("files that are no snapshot are told as bad data")
{
  for (const char* text :
       {"", "{}", "[]", "3", "not json", "{\"format\":\"tilores-schema\",\"version\":2,\"fields\":[]}",
        "{\"format\":\"tilores-schema\",\"version\":1,\"fields\":[]}", "[{\"path\":\"A\"}]",
        "[{\"path\":\"A\\u001b\",\"type\":\"String\"}]", "[{\"path\":\"A\",\"type\":\"[String\"}]",
        "[{\"path\":\"A\",\"type\":\"String!!\"}]",
        "[{\"path\":\"A\",\"type\":\"ID\"},{\"path\":\"A\",\"type\":\"ID\"}]", "{\"data\":{\"__schema\":{}}}",
        "{\"ok\":false,\"data\":null}", "{\"path\":\"A\",\"type\":\"ID\"}\nx"}) {
    CAPTURE(text);
    const auto snapshot = read_snapshot(text);
    REQUIRE_FALSE(snapshot);
    CHECK(snapshot.error().kind == ErrorKind::bad_data);
  }
}

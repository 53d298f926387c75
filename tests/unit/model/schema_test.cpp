// The schema as a catalogue: counts, privacy, filters, explanations, and documents that are not what they should be.

#include <tilores/model/schema_catalogue.hpp>
#include <tilores/model/schema_export.hpp>

#include <tilores/base/file.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <map>

using namespace tilores;
using namespace tilores::model;
using nlohmann::json;

namespace {

const Schema& ours()
{
  static const Schema k_schema = [] {
    auto schema = embedded_schema();
    REQUIRE_MESSAGE(schema, schema.error().message);
    return std::move(*schema);
  }();
  return k_schema;
}

const SchemaCatalogue& catalogue()
{
  static const SchemaCatalogue k_catalogue = [] {
    auto rows = make_catalogue(ours());
    REQUIRE_MESSAGE(rows, rows.error().message);
    return std::move(*rows);
  }();
  return k_catalogue;
}

std::size_t count_if(const auto& predicate)
{
  return static_cast<std::size_t>(std::ranges::count_if(catalogue().rows, predicate));
}

json introspection() { return json::parse(*read_file(TILORES_CONFIG_DIR "/schema/introspection.json")); }

json& type_of(json& document, const std::string& name)
{
  for (auto& type : document["data"]["__schema"]["types"]) {
    if (type["name"] == name) {
      return type;
    }
  }
  FAIL("no such type");
  return document;
}

// A schema of one record type with the given fields, "name:Type" each; types "A" to "D" are objects.
std::string small_schema(const std::vector<std::string>& record_fields)
{
  const auto named = [](const std::string& name) {
    const bool object = name.size() == 1 || name == "Record";
    return json{{"kind", object ? "OBJECT" : "SCALAR"}, {"name", name}, {"ofType", nullptr}};
  };
  json types = json::array();
  const auto object = [&](const std::string& name, const std::vector<std::string>& fields) {
    json out{{"kind", "OBJECT"}, {"name", name}, {"fields", json::array()}};
    for (const std::string& field : fields) {
      const std::size_t colon = field.find(':');
      out["fields"].push_back(
        {{"name", field.substr(0, colon)}, {"args", json::array()}, {"type", named(field.substr(colon + 1))}});
    }
    types.push_back(out);
  };
  for (const char* scalar : {"String", "Boolean"}) {
    types.push_back({{"kind", "SCALAR"}, {"name", scalar}});
  }
  object("Query", {"one:Record"});
  object("Record", record_fields);
  object("A", {"b:B", "x:String"});
  object("B", {"a:A", "b:B", "y:String"});
  return json{{"__schema", {{"queryType", {{"name", "Query"}}}, {"types", types}, {"directives", json::array()}}}}
    .dump();
}

} // namespace

TEST_CASE("the packed schema is the readable one")
{
  const auto readable = parse_schema(*read_file(TILORES_CONFIG_DIR "/schema/introspection.json"));
  REQUIRE(readable);
  CHECK(to_sdl(*readable) == to_sdl(ours()));
  CHECK(ours().types.size() == 132);
}

TEST_CASE("the catalogue of our schema has 341 leaf paths, 162 of the record and 179 of credit reports")
{
  CHECK(catalogue().rows.size() == 403);
  CHECK(count_if([](const FieldRow& row) { return row.kind == "leaf"; }) == 341);
  CHECK(count_if([](const FieldRow& row) { return row.kind == "leaf" && row.owner == "Record"; }) == 162);
  CHECK(count_if([](const FieldRow& row) { return row.kind == "leaf" && row.path.starts_with("CREDIT_RESPONSE."); }) ==
        179);
  CHECK(count_if([](const FieldRow& row) { return row.kind == "object"; }) == 29);
  CHECK(count_if([](const FieldRow& row) { return row.kind == "entity"; }) == 10);
  CHECK(count_if([](const FieldRow& row) { return row.kind == "function"; }) == 23);
  CHECK(count_if([](const FieldRow& row) { return row.kind == "leaf" && row.sensitive == Sensitivity::secret; }) == 13);
  CHECK(count_if([](const FieldRow& row) { return row.kind == "leaf" && row.sensitive == Sensitivity::personal; }) ==
        55);
  CHECK(count_if([](const FieldRow& row) { return row.description.empty(); }) == 0);
  std::map<std::string, std::size_t> categories;
  std::map<std::string, std::size_t> spectra;
  for (const FieldRow& row : catalogue().rows) {
    if (row.kind == "leaf") {
      ++categories[row.category];
      ++spectra[row.spectrum];
    }
  }
  CHECK(categories == std::map<std::string, std::size_t>{{"Risk Assessment", 103},
                                                         {"Financial Profile", 71},
                                                         {"Behavioral Analytics", 51},
                                                         {"Customer Identity", 44},
                                                         {"Contact Information", 30},
                                                         {"Transaction History", 26},
                                                         {"Relationship Mapping", 16}});
  CHECK(spectra == std::map<std::string, std::size_t>{{"Credit Analysis", 112},
                                                      {"Temporal Analysis", 67},
                                                      {"Customer Profile", 48},
                                                      {"Transaction History", 36},
                                                      {"Call Center Operations", 34},
                                                      {"Geographic Analysis", 25},
                                                      {"Entity Relationship", 19}});
}

TEST_CASE("every row agrees with the field table on search, submit and kind")
{
  for (const FieldRow& row : catalogue().rows) {
    CAPTURE(row.path);
    const Field* const known = find_field(row.path);
    REQUIRE(known != nullptr);
    CHECK(row.searchable == known->searchable);
    CHECK(row.submittable == known->submittable);
    CHECK(row.kind == known->kind);
    CHECK(row.type == known->type);
    CHECK(row.owner == known->owner);
    CHECK(row.description == known->description);
  }
}

TEST_CASE("fields are filtered by category, spectrum, type, text and privacy")
{
  const auto count = [](const FieldFilter& filter) {
    const auto rows = select_fields(catalogue(), filter);
    REQUIRE_MESSAGE(rows, rows.error().message);
    return rows->size();
  };
  CHECK(count({}) == 341);
  CHECK(count({.category = "risk assessment"}) == 103);
  CHECK(count({.category = "Risk"}) == 103);
  CHECK(count({.spectrum = "geographic"}) == 25);
  CHECK(count({.type = "Boolean"}) == 26);
  CHECK(count({.type = "CreditResponseCreditScore"}) == 1);
  CHECK(count({.sensitive = "secret"}) == 13);
  CHECK(count({.grep = "cvv"}) == 1);
  CHECK(count({.grep = "nothing like it"}) == 0);
  CHECK(count({.category = "Contact", .sensitive = "personal"}) > 0);
  const auto wrong = select_fields(catalogue(), {.category = "Financal Profile"});
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().kind == ErrorKind::usage);
  CHECK(wrong.error().hint == "did you mean 'Financial Profile'?");
  CHECK(select_fields(catalogue(), {.type = "Strng"}).error().hint == "did you mean 'String'?");
  CHECK(select_fields(catalogue(), {.sensitive = "private"}).error().hint == "known: no, personal, secret");
}

TEST_CASE("a path that leads to, through or around a secret is known to do so")
{
  for (const char* path : {"CVV", "cvv", "records.CARD_NUMBER", "CREDIT_RESPONSE", "CREDIT_RESPONSE.BORROWER",
                           "CREDIT_RESPONSE.BORROWER.SSN", "CREDIT_RESPONSE.CREDIT_LIABILITY.0.AccountIdentifier",
                           "CREDIT_RESPONSE.CREDIT_LIABILITY.*", "CVV.x", "UNKNOWN.PASSPORT_NO"}) {
    CAPTURE(path);
    CHECK(catalogue().reaches_secret(path));
  }
  for (const char* path : {"EMAIL", "CREDIT_RESPONSE.CREDIT_SCORE.0.Value", "CREDIT_RESPONSE.CREDIT_SCORE", "CARD_TYPE",
                           "CV", "entity.score"}) {
    CAPTURE(path);
    CHECK_FALSE(catalogue().reaches_secret(path));
  }
}

TEST_CASE("fields of other instances are judged by name, rather too private than too open")
{
  for (const char* name : {"cardNumber", "CARD_NO", "primaryAccountNumber", "BANK_ACCOUNT_ID", "SocialSecurityNumber",
                           "ssn_full", "CustomerSSN", "DriversLicence", "passport", "cvcCode", "IBAN", "TAX_ID",
                           "apiToken", "CARD_EXPIRATION_DATE", "NationalId", "x.y.PIN"}) {
    CAPTURE(name);
    CHECK(guess_field(name).sensitive == Sensitivity::secret);
  }
  for (const char* name : {"firstName", "HOME_ADDRESS", "mobilePhone2", "DOB", "person.CITY", "EMAIL_2"}) {
    CAPTURE(name);
    CHECK(guess_field(name).sensitive == Sensitivity::personal);
  }
  for (const char* name : {"STATUS", "PRODUCT", "invoiceTotal", "CREATED_AT", "COMPANION", "SPINNING", "DISCARDED"}) {
    CAPTURE(name);
    CHECK(guess_field(name).sensitive == Sensitivity::no);
  }
  CHECK(guess_field("CREDIT_SCORE_2").category == "Risk Assessment");
  CHECK(guess_field("CREDIT_SCORE_2").spectrum == "Credit Analysis");
  CHECK(guess_field("callDuration").spectrum == "Call Center Operations");
}

TEST_CASE("a field is explained with arguments, search and submit types and its namesakes")
{
  const auto sum = explain_field(ours(), catalogue(), "entity.recordInsights.sum");
  REQUIRE(sum);
  REQUIRE(sum->arguments.size() == 1);
  CHECK(sum->arguments[0].name == "field");
  CHECK(sum->arguments[0].type == "String!");
  const auto id = explain_field(ours(), catalogue(), "ID");
  REQUIRE(id);
  CHECK(id->search_type == "ID");
  CHECK(id->submit_type == "ID!");
  const auto city = explain_field(ours(), catalogue(), "CREDIT_RESPONSE.BORROWER.RESIDENCE.0.City");
  REQUIRE(city);
  CHECK(city->same_name.size() == 3);
  CHECK(city->search_type == "String");
  const auto score = explain_field(ours(), catalogue(), "CREDIT_RESPONSE.CREDIT_SCORE");
  REQUIRE(score);
  CHECK(score->children.size() == 14);
  CHECK(explain_field(ours(), catalogue(), "AccountIdentifier")->row.path ==
        "CREDIT_RESPONSE.CREDIT_LIABILITY.AccountIdentifier");
  CHECK(explain_field(ours(), catalogue(), "City").error().kind == ErrorKind::ambiguous);
  const auto wrong = explain_field(ours(), catalogue(), "EMIAL");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().kind == ErrorKind::not_found);
  CHECK(wrong.error().hint == "did you mean 'EMAIL'?");
  const auto x18 = explain_field(ours(), catalogue(), "X18_CHAR_ID");
  CHECK(x18->submit_type.empty());
  CHECK_FALSE(x18->row.submittable);
}

TEST_CASE("an older instance without sort, totalCount and searchByText has the same record")
{
  json document = introspection();
  const auto drop = [&](const std::string& type, const char* list, const std::string& name) {
    auto& members = type_of(document, type)[list];
    members.erase(std::ranges::find_if(members, [&](const json& member) { return member["name"] == name; }));
  };
  drop("SearchInput", "inputFields", "sort");
  drop("SearchOutput", "fields", "totalCount");
  drop("Query", "fields", "searchByText");
  const auto schema = parse_schema(document.dump());
  REQUIRE_MESSAGE(schema, schema.error().message);
  CHECK(make_catalogue(*schema)->rows.size() == 403);
  CHECK(schema->type("SearchInput")->input("sort") == nullptr);
}

TEST_CASE("types that contain themselves are walked once")
{
  const auto schema = parse_schema(small_schema({"id:String", "a:A", "self:Record"}));
  REQUIRE_MESSAGE(schema, schema.error().message);
  const auto rows = make_catalogue(*schema);
  REQUIRE(rows);
  std::vector<std::string> paths;
  for (const FieldRow& row : rows->rows) {
    paths.push_back(row.path);
  }
  CHECK(paths == std::vector<std::string>{"a", "a.b", "a.b.a", "a.b.b", "a.b.y", "a.x", "id", "self"});
}

TEST_CASE("malformed introspection documents are told as bad data")
{
  json no_type = introspection();
  type_of(no_type, "Record")["fields"][0]["type"]["ofType"]["name"] = "Nowhere";
  json injected = introspection();
  type_of(injected, "Record")["fields"][0]["name"] = "id } mutation { x";
  json twice = introspection();
  twice["data"]["__schema"]["types"].push_back(type_of(twice, "Record"));
  json wrapped = introspection();
  json deep = {{"kind", "SCALAR"}, {"name", "String"}};
  for (int i = 0; i < 20; ++i) {
    deep = {{"kind", "LIST"}, {"name", nullptr}, {"ofType", deep}};
  }
  type_of(wrapped, "Record")["fields"][0]["type"] = deep;
  json bad_default = introspection();
  type_of(bad_default, "EntityInput")["inputFields"][0]["defaultValue"] = "} type X {";
  json no_members = introspection();
  type_of(no_members, "Record")["fields"] = json::array();
  for (const std::string& text :
       {std::string(), std::string("{}"), std::string("[]"), std::string("null"),
        std::string("{\"data\":null,\"errors\":[{}]}"), std::string("{\"__schema\":{}}"),
        std::string("{\"__schema\":{\"queryType\":{\"name\":\"Q\"},\"types\":[]}}"),
        std::string("{\"__schema\":{\"queryType\":{\"name\":\"Q\"},\"types\":{}}}"), std::string(100'000, '['),
        no_type.dump(), injected.dump(), twice.dump(), wrapped.dump(), bad_default.dump(), no_members.dump()}) {
    CAPTURE(text.substr(0, 80));
    const auto schema = parse_schema(text);
    REQUIRE_FALSE(schema);
    CHECK(schema.error().kind == ErrorKind::bad_data);
    CHECK(schema.error().message.find('\n') == std::string::npos);
  }
}

TEST_CASE("documents cut or changed anywhere never break the reader")
{
  static const std::string k_text = small_schema({"id:String", "a:A"});
  rc::check([] {
    std::string text = k_text;
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const auto other = *rc::gen::inRange<std::size_t>(0, text.size());
    if (*rc::gen::arbitrary<bool>()) {
      text.resize(at);
    } else {
      text = text.substr(0, at) + text.substr(other);
    }
    if (const auto schema = parse_schema(text)) {
      static_cast<void>(make_catalogue(*schema));
    }
  });
}

TEST_CASE("the JSON Schema describes every field of a record and marks private ones")
{
  const auto text = to_json_schema(ours(), catalogue());
  REQUIRE(text);
  const json schema = json::parse(*text);
  CHECK(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema");
  CHECK(schema["properties"].size() == 163);
  CHECK(schema["properties"]["id"]["type"] == "string");
  CHECK(schema["properties"]["EMAIL"]["type"] == json({"string", "null"}));
  CHECK(schema["properties"]["CVV"]["x-tilores-sensitive"] == "secret");
  CHECK(schema["properties"]["CREDIT_RESPONSE"]["anyOf"][0]["$ref"] == "#/$defs/CreditResponse");
  CHECK(schema["$defs"]["CreditResponse"]["properties"]["CREDIT_SCORE"]["type"] == json({"array", "null"}));
  CHECK(schema["$defs"].size() == 30);
}

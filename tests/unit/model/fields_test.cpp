#include <tilores/model/fields.hpp>
#include <tilores/model/secrets.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace tilores;
using namespace tilores::model;

TEST_CASE("the catalogue holds the whole schema, each path once")
{
  std::set<std::string_view> paths;
  std::size_t leaves = 0;
  for (const Field& field : fields()) {
    CAPTURE(field.path);
    CHECK(paths.insert(field.path).second);
    CHECK_FALSE(field.description.empty());
    CHECK(find_field(field.path) == &field);
    CHECK((field.in_schema || field.kind == "legacy"));
    leaves += field.kind == "leaf" ? 1U : 0U;
  }
  CHECK(fields().size() == 533);
  CHECK(leaves == 341);
}

TEST_CASE("a field is found in any letter case and through list indexes")
{
  REQUIRE(find_field("email") != nullptr);
  CHECK(find_field("email")->path == "EMAIL");
  CHECK(find_field("EMAIL")->sensitivity == Sensitivity::personal);
  CHECK(find_field("records.0.EMAIL") == find_field("EMAIL"));
  const Field* const type = find_field("CREDIT_RESPONSE.CREDIT_LIABILITY.*.AccountType");
  REQUIRE(type != nullptr);
  CHECK(type == find_field("credit_response.credit_liability[3].accounttype"));
  CHECK(type->name == "AccountType");
  CHECK(type->owner == "CreditResponseCreditLiability");
  CHECK(find_field("NO_SUCH_FIELD") == nullptr);
  CHECK(find_field("") == nullptr);
}

TEST_CASE("a misspelt field gets the nearest names, never a secret one")
{
  CHECK(nearest_fields("EMIAL").front() == "EMAIL");
  CHECK(nearest_fields("date_of_brith").front() == "DATE_OF_BIRTH");
  CHECK(nearest_fields("MAILING", 9).size() >= 5);
  CHECK(nearest_fields("qqqqqqqqqq").empty());
  CHECK(nearest_fields(std::string(1U << 20U, 'E')).empty());
  CHECK(std::ranges::none_of(nearest_fields("CARD_NUMBR", 99), [](auto path) { return is_secret_path(path); }));
}

TEST_CASE("the secret names are the catalogue's secret fields")
{
  for (const Field& field : fields()) {
    CAPTURE(field.path);
    CHECK(is_secret_path(field.path) == (field.sensitivity == Sensitivity::secret));
  }
}

TEST_CASE("a secret path is known in every spelling")
{
  for (const std::string_view path :
       {"CVV", "cvv", "Card Number", "cardNumber", "card-number",
        "CREDIT_RESPONSE.CREDIT_LIABILITY.*.AccountIdentifier",
        "CREDIT_RESPONSE.CREDIT_LIABILITY[0].arrayAccountIdentifier", "/CREDIT_RESPONSE/BORROWER/SSN", "records.*.bin",
        "EXPIRATION_MONTH", "expiration_year", "driving_license_number", " CVV ", "SSN.0"}) {
    CAPTURE(path);
    CHECK(is_secret_path(path));
  }
  for (const std::string_view path :
       {"", ".", "CARD_LAST_4", "CARD_TYPE", "EMAIL", "CARD_EXPIRED", "binary", "accountType", "cardnumberx"}) {
    CAPTURE(path);
    CHECK_FALSE(is_secret_path(path));
  }
}

TEST_CASE("secret members vanish at any depth and nothing else changes")
{
  struct Case {
    std::string_view text;
    std::string_view clean;
  };
  for (const Case& c : std::initializer_list<Case>{
         {R"({"a":1})", R"({"a":1})"},
         {R"({"CVV":"1","a":1})", R"({"a":1})"},
         {R"({"a":1,"CVV":"1"})", R"({"a":1})"},
         {R"({"a":1,"CVV":{"x":[1,2]},"b":[]})", R"({"a":1,"b":[]})"},
         {R"({"CVV":1})", R"({})"},
         {R"({"CVV":1,"BIN":2,"SSN":3})", R"({})"},
         {R"([{"SSN":1},{"b":{"SSN":2,"c":null}},[]])", R"([{},{"b":{"c":null}},[]])"},
         {" { \"a\" : [ 1 , 2.50 ,\n{ } ] , \"CVV\" : 3 , \"b\" : \"x y\" } ", R"({"a":[1,2.50,{}],"b":"x y"})"},
         {R"({"C\u0056V":1,"\u0061":"\u0062"})", R"({"a":"\u0062"})"},
         {R"({"a":"CVV","x":{"y":{"z":{"AccountIdentifier":"s","k":true}}}})",
          R"({"a":"CVV","x":{"y":{"z":{"k":true}}}})"},
         {"7", "7"},
         {R"("CVV")", R"("CVV")"},
         {"null", "null"},
         {"{}", "{}"},
         {"[]", "[]"}}) {
    CAPTURE(c.text);
    const Result<JsonDocument> document = JsonDocument::parse(std::string(c.text));
    REQUIRE(document);
    const std::string clean = strip_secrets(document->root());
    CHECK(clean == c.clean);
    const Result<JsonDocument> again = JsonDocument::parse(clean);
    REQUIRE(again);
    CHECK(strip_secrets(again->root()) == clean);
  }
}

#include <tilores/model/fit.hpp>
#include <tilores/model/identifiers.hpp>
#include <tilores/model/mask.hpp>

#include <doctest/doctest.h>

using namespace tilores;
using namespace tilores::model;

namespace {

// "email=jane@example.com;client=900001"
std::string told(std::string_view selector)
{
  const Result<std::vector<Identifier>> parsed = parse_selector(selector);
  if (!parsed) {
    return "error " + std::string(to_string(parsed.error().kind));
  }
  std::string out;
  for (const Identifier& identifier : *parsed) {
    out += (out.empty() ? "" : ";") + std::string(to_string(identifier.kind)) + "=" + identifier.value;
  }
  return out;
}

Entity customer()
{
  Result<JsonDocument> document = JsonDocument::parse(
    R"({"EMAIL":"zoe@example.com","ZOHO_EMAIL":"zoe.b@example.org","PHONE_EXTERNAL":"2125550101","CLIENT_ID":"0900001",
        "FIRST_NAME":"Zoë","LAST_NAME":"O'Tremip-Brook","DATE_OF_BIRTH":"1978-04-05","ID_18_CHAR":"003SYNabcD0000FYRQ"})");
  REQUIRE(document);
  Entity out;
  out.id = "e1";
  out.records.push_back({"r1", std::make_shared<const JsonDocument>(std::move(*document))});
  return out;
}

} // namespace

TEST_CASE("a plain text is recognised in the contract's order")
{
  struct Case {
    std::string_view text;
    std::string_view expected;
  };
  for (const Case& c : std::initializer_list<Case>{
         {"Jane+x@Example.com", "email=jane@example.com"},
         {"mailto:jane@example.com", "email=jane@example.com"},
         {"0B8F2C1E-1111-4222-8333-444455556666", "entity=0b8f2c1e-1111-4222-8333-444455556666"},
         {"003SYNabcD0000F", "crm=003SYNabcD0000F"},
         {"003SYNabcD0000FYRQ", "crm=003SYNabcD0000F"},
         {"003123456789012", "crm=003123456789012"},
         {"+1 212 555 0101", "phone=+12125550101"},
         {"(212) 555-0101", "phone=+12125550101"},
         {"2125550101", "phone=+12125550101"},
         {"12125550101", "phone=+12125550101"},
         {"tel:+1-212-555-0101", "phone=+12125550101"},
         {"212-555-0101 x3", "phone=+12125550101"},
         {"1125550101", "client=1125550101"}, // ten digits, but no phone's shape
         {"0044123456", "client=0044123456"},
         {"0900001", "client=0900001"},
         {"8975422", "client=8975422"},
         {"800", "text=800"},
         {"8e2", "text=8e2"},
         {"12345678901234", "text=12345678901234"},
         {"Madonna", "text=Madonna"},
         {"Jane Doe", "name=Jane Doe"},
         {"Doe, Jane", "name=Doe, Jane"},
         {"de la Cruz III, Juan", "name=de la Cruz III, Juan"},
         {"1978-08-29", "text=1978-08-29"}}) {
    CAPTURE(c.text);
    CHECK(told(c.text) == c.expected);
  }
}

TEST_CASE("a prefix says what the value is, and several are joined by commas")
{
  struct Case {
    std::string_view text;
    std::string_view expected;
  };
  for (const Case& c :
       std::initializer_list<Case>{{"client:900001", "client=900001"},
                                   {"client: 8e2", "client=8e2"},
                                   {"CLIENT:2125550101", "client=2125550101"},
                                   {"name:Madonna", "name=Madonna"},
                                   {"dob:8/29/1978", "dob=1978-08-29"},
                                   {"record:abc", "record=abc"},
                                   {"entity:E1", "entity=E1"},
                                   {"crm:003SYNabcD0000FYRQ", "crm=003SYNabcD0000F"},
                                   {"email:a@example.com,phone:2125550101", "email=a@example.com;phone=+12125550101"},
                                   {"a@example.com, 8975422", "email=a@example.com;client=8975422"},
                                   {"name:Doe, Jane, dob:1978-08-29", "name=Doe, Jane;dob=1978-08-29"},
                                   {"Jane Doe,dob:1978-08-29", "name=Jane Doe;dob=1978-08-29"},
                                   {"abc1,def2", "text=abc1;text=def2"},
                                   {"client:abc,Jane Doe", "client=abc;name=Jane Doe"}}) {
    CAPTURE(c.text);
    CHECK(told(c.text) == c.expected);
  }
}

TEST_CASE("malformed selectors are usage errors that do not repeat the value")
{
  for (const std::string_view text :
       {"", " , ", "not-an-email@@example", "a@b@c", "email:jane", "phone:55501", "+12", "crm:006SYNabcD0000F",
        "dob:yesterday", "dob:1978-02-30", "name:--", "client:", "emial:a@example.com", "zzz:1"}) {
    CAPTURE(text);
    const Result<std::vector<Identifier>> parsed = parse_selector(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().kind == ErrorKind::usage);
    CHECK_FALSE(parsed.error().hint.empty());
    if (text.size() > 6) {
      CHECK(parsed.error().message.find(text) == std::string::npos);
    }
  }
  CHECK(parse_selector("emial:a@example.com").error().hint == "did you mean 'email:'?");
}

TEST_CASE("identifiers become parameters under the schema's names")
{
  const std::vector<Identifier> identifiers =
    *parse_selector("email:Jane@example.com,phone:(212) 555-0101,client:0900001,crm:003SYNabcD0000F,name:de la Cruz "
                    "III, Juan,dob:8/29/1978,record:r");
  const std::vector<SearchParameter> expected = {{"EMAIL", "jane@example.com"},  {"PHONE_EXTERNAL", "2125550101"},
                                                 {"CLIENT_ID", "0900001"},       {"ID_18_CHAR", "003SYNabcD0000FYRQ"},
                                                 {"FIRST_NAME", "Juan"},         {"LAST_NAME", "de la Cruz III"},
                                                 {"DATE_OF_BIRTH", "1978-08-29"}};
  CHECK(search_parameters(identifiers) == expected);
  CHECK(identifier_kind_of_field("ZOHO_EMAIL") == IdentifierKind::email);
  CHECK(identifier_kind_of_field("LAST_NAME") == IdentifierKind::name);
  CHECK_FALSE(identifier_kind_of_field("STATUS"));
}

TEST_CASE("a customer fits, contradicts or leaves an identifier open")
{
  const Entity entity = customer();
  const ContactDetails details = contact_details(entity.records);
  struct Case {
    std::string_view selector;
    Fit fit;
  };
  for (const Case& c : std::initializer_list<Case>{{"email:ZOE@example.com", Fit::fits},
                                                   {"email:zoe.b+x@example.org", Fit::fits},
                                                   {"email:other@example.com", Fit::contradicts},
                                                   {"phone:(212) 555-0101", Fit::fits},
                                                   {"phone:2125550199", Fit::contradicts},
                                                   {"client:0900001", Fit::fits},
                                                   {"client:900001", Fit::contradicts},
                                                   {"crm:003SYNabcD0000F", Fit::fits},
                                                   {"crm:003SYNabcD0000G", Fit::contradicts},
                                                   {"entity:e1", Fit::fits},
                                                   {"entity:e2", Fit::contradicts},
                                                   {"record:r1", Fit::fits},
                                                   {"record:r2", Fit::contradicts},
                                                   {"dob:1978-04-05", Fit::fits},
                                                   {"dob:1978-05-04", Fit::unknown},
                                                   {"dob:1979-04-05", Fit::contradicts},
                                                   {"name:ZOE OTREMIP BROOK", Fit::unknown},
                                                   {"name:Zoe O'Tremip-Brook", Fit::fits},
                                                   {"name:O'Tremip-Brook, Zoë", Fit::fits},
                                                   {"name:Z. O’Tremip-Brook", Fit::fits},
                                                   {"name:Zoe O'Tremip", Fit::unknown},
                                                   {"name:Zoe O'Tremib-Brook", Fit::unknown},
                                                   {"name:Zoe", Fit::fits},
                                                   {"name:Carl O'Tremip-Brook", Fit::contradicts},
                                                   {"name:Zoe Quillon", Fit::contradicts},
                                                   {"text", Fit::unknown},
                                                   {"r1", Fit::fits},
                                                   {"email:zoe@example.com,client:900001", Fit::contradicts},
                                                   {"email:zoe@example.com,nothing", Fit::fits}}) {
    CAPTURE(c.selector);
    CHECK(static_cast<int>(fit_of(*parse_selector(c.selector), entity, details)) == static_cast<int>(c.fit));
  }
  const Entity empty;
  CHECK(fit_of(*parse_selector("email:a@example.com"), empty, {}) == Fit::unknown);
}

TEST_CASE("father and son are told apart where both suffixes are given")
{
  CHECK(names_fit("John Smith Jr", "John Smith Sr") == Fit::contradicts);
  CHECK(names_fit("John Smith Jr", "John Smith") == Fit::fits);
  CHECK(names_fit("Smith John", "John Smith") == Fit::fits);
  CHECK(names_fit("Chris Smith", "Christine Smith") == Fit::unknown);
  CHECK(names_fit("", "John Smith") == Fit::unknown);
}

TEST_CASE("masked values can be compared but not used")
{
  CHECK(mask_value(IdentifierKind::email, "Jane.Doe@example.com") == "j***@example.com");
  CHECK(mask_value(IdentifierKind::email, "no address") == "n***");
  CHECK(mask_value(IdentifierKind::phone, "(212) 555-0103") == "+1******0103");
  CHECK(mask_value(IdentifierKind::name, "Zoë Smith") == "Z*** S***");
  CHECK(mask_value(IdentifierKind::name, "Émile") == "É***");
  CHECK(mask_value(IdentifierKind::dob, "8/29/1978") == "1978-**-**");
  CHECK(mask_value(IdentifierKind::client, "8975453") == "***53");
  CHECK(mask_value(IdentifierKind::client, "800") == "***");
  CHECK(mask_value(IdentifierKind::crm, "003SYNabcD0000F") == "003***00F");
  CHECK(mask_value(IdentifierKind::text, "Salem") == "S***");
  CHECK(mask_value(IdentifierKind::text, "").empty());
  CHECK(mask_field("ZOHO_PHONE", "12125550103") == "+1******0103");
  CHECK(mask_field("MAILING_CITY", "Salem") == "S***");
  CHECK(mask_field("CVV", "123") == "***");
}

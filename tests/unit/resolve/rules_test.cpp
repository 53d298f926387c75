// Rules: both public forms, what is refused, features and keys.
#include <tilores/resolve/linking.hpp>
#include <tilores/resolve/rules.hpp>

#include <tilores/base/file.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>

using namespace tilores;
using namespace tilores::resolve;

namespace {

std::shared_ptr<const RuleBook> shipped()
{
  const auto text = read_file(std::string(TILORES_CONFIG_DIR) + "/rule-config.json");
  REQUIRE(text.has_value());
  auto book = RuleBook::parse(*text);
  REQUIRE_MESSAGE(book.has_value(), (book ? std::string() : describe(book.error())));
  return *book;
}

std::string profile_of(const RuleBook& book, const std::string& body)
{
  const auto document = JsonDocument::parse(body);
  REQUIRE(document.has_value());
  ProfileBuilder builder;
  book.extract(document->root(), builder);
  return builder.bytes();
}

std::size_t feature(const RuleBook& book, std::string_view name)
{
  const auto found = std::find(book.features.begin(), book.features.end(), name);
  REQUIRE(found != book.features.end());
  return static_cast<std::size_t>(found - book.features.begin());
}

std::vector<std::string> holding_names(const RuleBook& book, const std::string& a, const std::string& b)
{
  const std::string x = profile_of(book, a);
  const std::string y = profile_of(book, b);
  std::vector<std::string> names;
  for (RuleSet left = holding(book, book.link, ProfileView(x), ProfileView(y), false); left != 0; left &= left - 1) {
    names.push_back(book.rules[static_cast<std::size_t>(std::countr_zero(left))].id);
  }
  return names;
}

constexpr std::string_view k_old_form =
  R"({"rules":[{"id":"R1EXACT","name":"x","matchers":[{"id":"m","type":"exact","attributes":{"field":"$.phone","modifier":"onlyNumbers"}}]}],
 "ruleSets":[{"id":"index","rules":["R1EXACT"]},{"id":"match","rules":["R1EXACT"]},{"id":"search","rules":["R1EXACT"]}],
 "searchRuleSet":"search","mutationRuleSetGroups":{"default":{"index":"index","dedup":"","match":"match"}}})";

constexpr std::string_view k_new_form = R"({"comparers":[],"tokenizers":[],
 "transformers":[{"id":"t","type":"field","attributes":{"path":"name","caseSensitive":false,"mustExist":true,"outputPins":["default"]},"inputPins":{"default":null}}],
 "resolvers":[{"id":"r","inputPin":{"sourceID":"t","sourcePin":"default"}}],
 "matchers":[{"id":"m","type":"simple","attributes":{"resolverID":"r"}}],
 "rules":[{"id":"R1EXACT","matcherIDs":["m"],"attributes":{"ignoreErrors":true}}],
 "ruleSets":[{"id":"common","ruleIDs":["R1EXACT"]}],"searchRuleSetIDs":{"default":"common"},
 "mutationRuleSetGroups":{"default":{"indexRuleSetID":"common","linkRuleSetID":"common","deduplicateRuleSetID":null}}})";

} // namespace

TEST_CASE("both generations of the public form are read")
{
  const auto old_book = RuleBook::parse(k_old_form);
  REQUIRE(old_book.has_value());
  CHECK(holding_names(**old_book, R"({"phone":"212-555-0101"})", R"({"phone":"(212) 5550101"})") ==
        std::vector<std::string>{"R1EXACT"});
  const auto new_book = RuleBook::parse(k_new_form);
  REQUIRE(new_book.has_value());
  CHECK(holding_names(**new_book, R"({"name":"Ann"})", R"({"name":"ANN "})") == std::vector<std::string>{"R1EXACT"});
  CHECK(holding_names(**new_book, R"({"name":""})", R"({"name":""})").empty());
}

TEST_CASE("what the engine does not know is refused by name")
{
  struct Case {
    std::string from;
    std::string to;
    std::string named;
  };
  const std::vector<Case> cases = {{R"("type":"field")", R"("type":"convertList")", "convertList"},
                                   {R"("type":"simple")", R"("type":"advancedText")", "advancedText"},
                                   {R"("resolverID":"r")", R"("resolverID":"nobody")", "nobody"},
                                   {R"("ruleIDs":["R1EXACT"])", R"("ruleIDs":["R2MISSING"])", "R2MISSING"},
                                   {R"("sourceID":"t")", R"("sourceID":"elsewhere")", "elsewhere"}};
  for (const auto& [from, to, named] : cases) {
    std::string text(k_new_form);
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    const auto book = RuleBook::parse(text);
    REQUIRE_FALSE(book.has_value());
    CHECK(book.error().kind == ErrorKind::config);
    CHECK(book.error().message.find("'" + named + "'") != std::string::npos);
  }
  CHECK_FALSE(RuleBook::parse("[]").has_value());
  CHECK_FALSE(RuleBook::parse("{").has_value());
  CHECK_FALSE(RuleBook::parse("{}").has_value());
}

TEST_CASE("the shipped rules normalise what they read and leave placeholders out")
{
  const auto book = shipped();
  const std::string bytes = profile_of(
    *book, R"({"EMAIL":"Ann+x@Example.com","ZOHO_EMAIL":"ann@example.com","PHONE_EXTERNAL":"(212) 555-0101 x3",
    "PHONE_NUMBER":"000-000-0000","CONTACT_NEW":"<a href=\"/003SYNdG5Z00000\">A B</a>","ID_18_CHAR":"003SYNdG5Z00000YVA","CLIENT_ID":"0900001",
    "FIRST_NAME":"Zoë","LAST_NAME":"O'Hara-Smith Jr.","DATE_OF_BIRTH":"02/03/1980","MAILING_STREET":"1250 Walnut Ave Apt 3","MAILING_POSTAL_CODE":"12586-1234"})");
  const ProfileView view(bytes);
  const auto one = [&](std::string_view name) {
    const auto values = view.values(feature(*book, name));
    CAPTURE(name);
    CHECK(values.size() == 1);
    return values.empty() ? std::string() : std::string(values[0]);
  };
  CHECK(one("email") == "ann@example.com");
  CHECK(one("phone") == "+12125550101");
  CHECK(one("crm-key") == "003SYNdG5Z00000");
  CHECK(one("client-id") == "0900001");
  CHECK(one("given") == "zoe");
  CHECK(one("family") == "ohara smith");
  CHECK(one("birth") == "19800203");
  CHECK(one("street") == "1250 walnut");
  CHECK(one("house") == "1250|12586");
  const std::string empty = profile_of(
    *book,
    R"({"EMAIL":"none@example.com","PHONE":"1111111111","DATE_OF_BIRTH":"1900-01-01","CLIENT_ID":"N/A","FIRST_NAME":"Unknown"})");
  CHECK(ProfileView(empty).present() == 0);
}

TEST_CASE("the shipped rules link a person's spellings and keep relatives apart")
{
  const auto book = shipped();
  const std::string robert =
    R"({"FIRST_NAME":"Robert","LAST_NAME":"Zoltermond","DATE_OF_BIRTH":"1980-02-03","EMAIL":"z@example.com","PHONE":"2125550101","MAILING_STREET":"12 Elm St","MAILING_POSTAL_CODE":"12586"})";
  const std::vector<std::pair<std::string, bool>> cases = {
    {R"({"FIRST_NAME":"Bob","LAST_NAME":"Zoltermont","DATE_OF_BIRTH":"1980-02-03"})", true},
    {R"({"FIRST_NAME":"Zoltermond","LAST_NAME":"Robert","DATE_OF_BIRTH":"1980-02-03","MAILING_POSTAL_CODE":"12586"})",
     true},
    {R"({"FIRST_NAME":"Rboert","LAST_NAME":"Other","EMAIL":"z@example.com","DATE_OF_BIRTH":"1980-03-02"})", true},
    {R"({"FIRST_NAME":"R","LAST_NAME":"Zoltermond","EMAIL":"z@example.com"})", true},
    {R"({"FIRST_NAME":"Anna","LAST_NAME":"Zoltermond","DATE_OF_BIRTH":"1982-07-09","EMAIL":"z@example.com","PHONE":"2125550101","MAILING_STREET":"12 Elm St","MAILING_POSTAL_CODE":"12586"})",
     false},
    {R"({"FIRST_NAME":"Robert","LAST_NAME":"Zoltermond","DATE_OF_BIRTH":"1951-11-30"})", false},
    {R"({"FIRST_NAME":"Robert","LAST_NAME":"Zoltermond"})", false},
    {R"({"DATE_OF_BIRTH":"1980-02-03"})", false}};
  for (const auto& [other, linked] : cases) {
    CAPTURE(other);
    RuleSet without_attach = 0;
    const std::string x = profile_of(*book, robert);
    const std::string y = profile_of(*book, other);
    for (RuleSet left = holding(*book, book->link, ProfileView(x), ProfileView(y), false); left != 0;
         left &= left - 1) {
      const auto rule = static_cast<std::size_t>(std::countr_zero(left));
      without_attach |= book->rules[rule].attach ? 0 : RuleSet{1} << rule;
    }
    CHECK((without_attach != 0) == linked);
  }
}

TEST_CASE("a rule that holds shares an index key")
{
  const auto book = shipped();
  const std::string a =
    profile_of(*book, R"({"FIRST_NAME":"Jerry","LAST_NAME":"de la Rock-Ashton","DATE_OF_BIRTH":"1980-02-03"})");
  const std::string b = profile_of(*book, R"({"FIRST_NAME":"Gerald","LAST_NAME":"Ashton","DATE_OF_BIRTH":"19800203"})");
  const RuleSet held = holding(*book, book->link, ProfileView(a), ProfileView(b), false);
  REQUIRE(held != 0);
  for (RuleSet left = held; left != 0; left &= left - 1) {
    const Rule& rule = book->rules[static_cast<std::size_t>(std::countr_zero(left))];
    std::vector<IndexKey> x;
    std::vector<IndexKey> y;
    append_template_keys(*book, rule.key_template, ProfileView(a), x);
    append_template_keys(*book, rule.key_template, ProfileView(b), y);
    CAPTURE(rule.id);
    CHECK(std::find_first_of(x.begin(), x.end(), y.begin(), y.end()) != x.end());
  }
}

#include <tilores/model/normalise.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>

using namespace tilores;
using namespace tilores::model;

namespace {

struct Case {
  std::string_view text;
  std::string_view normal; // "" = refused
};

template<typename F> void check_table(std::initializer_list<Case> cases, F normalise)
{
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const std::optional<std::string> got = normalise(c.text);
    CHECK(got.value_or("") == c.normal);
    if (got) {
      CHECK(normalise(*got) == got); // idempotent
    }
  }
}

// Text as people and attackers type it: ASCII, Latin letters, marks, other scripts, broken bytes.
rc::Gen<std::string> any_text()
{
  const auto piece =
    rc::gen::element<std::string>("a", "Z", "o'", "Mc", " ", "-", ",", ".", "@", "+", "é", "Å", "ß", "İ", "ſ", "ﬁ",
                                  "\xCC\x81", "ǅ", "Σ", "ά", "й", "한", "が", "नि", "１", "’", "–", "\xE2\x80\x8B",
                                  "\xFF", "Jr", "III", "von", "y", "Dr", "\t", "9", "ͅ", "ŉ", "ᴬ", "℡", "ΐ");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& p : parts) {
      out += p;
    }
    return out;
  });
}

} // namespace

TEST_CASE("an e-mail address has one normal form")
{
  check_table({{"jane.doe@example.com", "jane.doe@example.com"},
               {"  JANE.DOE@Example.COM ", "jane.doe@example.com"},
               {"mailto:jane@example.com", "jane@example.com"},
               {"MAILTO:jane@example.com?subject=a@b", "jane@example.com"},
               {"<jane@example.com>", "jane@example.com"},
               {"Jane Doe <Jane@Example.com>", "jane@example.com"},
               {"Jane+club@example.com", "jane@example.com"},
               {"jane+a+b@example.com", "jane@example.com"},
               {"j-d_x@mail.example.co.uk", "j-d_x@mail.example.co.uk"},
               {"ZOË@EXAMPLE.COM", "zoë@example.com"},
               {"zoe\xCC\x88@example.com", "zoë@example.com"},
               {"not-an-email@@example", ""},
               {"not-an-email", ""},
               {"", ""},
               {"two@example.com two@example.org", ""},
               {"a@b", ""},
               {"@example.com", ""},
               {"+tag@example.com", ""},
               {".a@example.com", ""},
               {"a..b@example.com", ""},
               {"a.@example.com", ""},
               {"a@example..com", ""},
               {"a@-example.com", ""},
               {"a@example.1", ""},
               {"a@127.0.0.1", ""},
               {"a b@example.com", ""},
               {"n/a", ""},
               {"a\xFF@example.com", ""},
               {"\"a b\"@example.com", ""},
               {"a@example.com,", ""}},
              [](std::string_view t) { return normalise_email(t); });
  CHECK_FALSE(normalise_email(std::string(65, 'a') + "@example.com"));
}

TEST_CASE("every spelling of a telephone number is one E.164 number")
{
  for (const std::string_view text : {"2125550101",
                                      "(212) 555-0101",
                                      "212-555-0101",
                                      "212.555.0101",
                                      "212 555 0101",
                                      "12125550101",
                                      "1-212-555-0101",
                                      "+12125550101",
                                      "+1 212 555 0101",
                                      "tel:+1-212-555-0101",
                                      "TEL:2125550101",
                                      "212-555-0101 x3",
                                      "212-555-0101x3",
                                      "(212) 555-0101 ext. 12",
                                      "(212)555-0101 extension 9",
                                      "212-555-0101 #3",
                                      "tel:+12125550101;ext=3",
                                      "212-555-0101,,3",
                                      "212-555-0101 home",
                                      "212-555-0101 (cell)",
                                      "+1 (212) 555-0101",
                                      "00 1 212 555 0101",
                                      "011 1 212 555 0101",
                                      "２１２５５５０１０１",
                                      "212\u00A0555\u20110101",
                                      "  2125550101\t",
                                      "\u202A2125550101\u202C"}) {
    CAPTURE(text);
    CHECK(normalise_phone(text) == "+12125550101");
  }
}

TEST_CASE("foreign telephone numbers keep their country code")
{
  check_table({{"+44 20 7946 0018", "+442079460018"},
               {"+44 (0)20 7946 0018", "+442079460018"},
               {"011 44 20 7946 0018", "+442079460018"},
               {"0044 20 7946 0018", "+442079460018"},
               {"+49 30 901820", "+4930901820"},
               {"+39 06 1234567", "+39061234567"},
               {"+353 1 234 5678", "+35312345678"},
               {"+999 1234567", ""},
               {"+46 00 291 768", ""},
               {"+33 1", ""},
               {"+1 212 555 01012", ""},
               {"+44", ""}},
              [](std::string_view t) { return normalise_phone(t); });
  CHECK(normalise_phone("020 7946 0018", "GB") == "+442079460018");
  CHECK(normalise_phone("030 901820", "DE") == "+4930901820");
  CHECK(normalise_phone("06 1234567", "IT") == "+39061234567");
  CHECK(normalise_phone("(416) 555-0101", "CA") == "+14165550101");
  CHECK_FALSE(normalise_phone("2125550101", "ZZ"));
  CHECK(normalise_phone("+12125550101", "ZZ") == "+12125550101");
}

TEST_CASE("what is no telephone number is refused")
{
  for (const std::string_view text : {"",
                                      "55501",
                                      "5550101",
                                      "n/a",
                                      "null",
                                      "212555010",
                                      "21255501012",
                                      "0125550101",
                                      "2120550101",
                                      "9115550101",
                                      "22125550101",
                                      "212-555-0101 or 212-555-0102",
                                      "212-555-0101 / 212-555-0102",
                                      "jane@example.com",
                                      "555-CALL-NOW",
                                      "2026-11-01",
                                      "1234567.0",
                                      "+",
                                      "++12125550101",
                                      "212+5550101",
                                      "$2125550101",
                                      "0000000000",
                                      "99999999999999999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(normalise_phone(text));
  }
}

TEST_CASE("text folds to lower case without accents")
{
  check_table({{"Zoë", "zoe"},           {"RENÉE", "renee"},    {"Łukasz Ørsted", "lukasz orsted"},
               {"Straße", "strasse"},    {"STRAẞE", "strasse"}, {"Æther", "aether"},
               {"Þór", "thor"},          {"Đorđe", "dorde"},    {"İstanbul", "istanbul"},
               {"O’Brien", "o'brien"},   {"ﬁn", "fin"},         {"Ａｂ", "ab"},
               {"Jose\xCC\x81", "jose"}, {"Ελένη", "ελενη"},    {"ΟΔΟΣ", "οδοσ"},
               {"Йван", "иван"},         {"a\u200Bb", "ab"},    {"नि", "नि"},
               {"x\xFFy", "x\uFFFDy"},   {"a–b", "a-b"},        {"plain ASCII 1", "plain ascii 1"}},
              [](std::string_view t) { return std::optional(fold_text(t)); });
}

TEST_CASE("names are told apart into their parts")
{
  struct NameCase {
    std::string_view text;
    NameParts parts;
  };
  for (const NameCase& c :
       std::initializer_list<NameCase>{{"Jane Doe", {"", "jane", "", "doe", ""}},
                                       {"Doe, Jane", {"", "jane", "", "doe", ""}},
                                       {"JANE Q. DOE", {"", "jane", "q", "doe", ""}},
                                       {"Juan de la Cruz III", {"", "juan", "", "de la cruz", "iii"}},
                                       {"de la Cruz III, Juan", {"", "juan", "", "de la cruz", "iii"}},
                                       {"Dr. Ludwig van den Berg, Jr.", {"dr", "ludwig", "", "van den berg", "jr"}},
                                       {"Smith, John, Sr.", {"", "john", "", "smith", "sr"}},
                                       {"Zoë O'Brien", {"", "zoe", "", "obrien", ""}},
                                       {"Zoe O’ Brien", {"", "zoe", "", "obrien", ""}},
                                       {"Ian Mc Donald", {"", "ian", "", "mcdonald", ""}},
                                       {"Anna-Sofie Smith-Jones", {"", "anna", "sofie", "smith jones", ""}},
                                       {"José Ortega y Gasset", {"", "jose", "", "ortega y gasset", ""}},
                                       {"J.R. Smith", {"", "j", "r", "smith", ""}},
                                       {"Madonna", {"", "", "", "madonna", ""}},
                                       {"Van Smith", {"", "van", "", "smith", ""}},
                                       {"Dr", {"", "", "", "dr", ""}},
                                       {"Jane Doe, MD", {"", "jane", "", "doe", ""}},
                                       {"王小明", {"", "", "", "王小明", ""}},
                                       {"", {}},
                                       {" - , ", {}}}) {
    CAPTURE(c.text);
    const NameParts got = parse_name(c.text);
    CHECK(got.title == c.parts.title);
    CHECK(got.given == c.parts.given);
    CHECK(got.middle == c.parts.middle);
    CHECK(got.family == c.parts.family);
    CHECK(got.suffix == c.parts.suffix);
  }
}

TEST_CASE("a name in columns is the same as in one text")
{
  CHECK(parse_name("Juan", "", "de la Cruz III") == parse_name("Juan de la Cruz III"));
  CHECK(parse_name("Anna-Sofie", "", "Smith-Jones") == parse_name("Smith-Jones, Anna-Sofie"));
  CHECK(parse_name("Mr. John", "Q", "Smith Jr.") == parse_name("Mr. John Q Smith, Junior"));
  CHECK(parse_name("", "", "Madonna") == parse_name("Madonna"));
  CHECK(parse_name("Madonna", "", "") == parse_name("Madonna"));
  CHECK(normalise_name("DE LA CRUZ III, JUAN") == "juan de la cruz");
}

TEST_CASE("all forms of a day are one day")
{
  for (const std::string_view text :
       {"2026-11-01", "2026/11/01", "2026-11-01 09:30:00.000", "2026-11-01 09:30", "2026-11-01T09:30:00Z",
        "2026-11-01T09:30:00.123+02:00", "11/1/2026", "11/01/2026", "11-01-2026", "11/1/2026 9:30 AM", "01.11.2026",
        "1.11.2026", "20261101", "  2026-11-01 "}) {
    CAPTURE(text);
    CHECK(parse_date(text) == Date{2026, 11, 1});
  }
  CHECK(parse_date("25/12/1990") == Date{1990, 12, 25}); // no 25th month
  CHECK(parse_date("04/05/1990") == Date{1990, 4, 5});   // US reading
  for (const std::string_view text :
       {"", "null", "2026-13-01", "2026-02-30", "02/30/2026", "13/13/2026", "1/2/90", "20261301", "12345678",
        "2026-11-01x", "2026-11-01 noon", "0026-11-01", "2125550101", "11/1/20266"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_date(text));
  }
}

TEST_CASE("a CRM key has 15 characters whatever form it came in")
{
  check_table({{"003SYNabcd00001", "003SYNabcd00001"},
               {"003SYNabcd00001IAA", "003SYNabcd00001"},
               {" 003SYNabcd00001 ", "003SYNabcd00001"},
               {"006SYNabcd00001", ""},
               {"003SYN", ""},
               {"003SYNabcd0000!", ""},
               {"003SYNabcd00001II", ""},
               {"", ""}},
              [](std::string_view t) { return normalise_crm_id(t); });
  // 003SY NabcD 0000F: upper case at 3,4 | 0,4 | 4 -> bits 24, 17, 16
  CHECK(normalise_crm_id("003SYNabcD0000FYRQ") == "003SYNabcD0000F");
  CHECK(normalise_crm_id("003synabcd0000fyrq") == "003SYNabcD0000F");
  CHECK(normalise_crm_id("003SYNABCD0000FYRQ") == "003SYNabcD0000F");
  CHECK(find_crm_id(R"(<a href="/003SYNabcD0000FYRQ" target="_blank">Jane Doe</a>)") == "003SYNabcD0000F");
  CHECK(find_crm_id("x003SYNabcD0000F 003SYNabcD0000G") == "003SYNabcD0000G");
  CHECK_FALSE(find_crm_id("<a href=\"/0031\">none</a>"));
}

TEST_CASE("amounts are read to the cent")
{
  struct Amount {
    std::string_view text;
    std::string_view amount;
  };
  for (const Amount& c : std::initializer_list<Amount>{{"1,234.50", "1234.50"},
                                                       {"$99", "99.00"},
                                                       {"99", "99.00"},
                                                       {"0", "0.00"},
                                                       {"0.0", "0.00"},
                                                       {"-5", "-5.00"},
                                                       {"-$5.10", "-5.10"},
                                                       {"$-5.10", "-5.10"},
                                                       {"(5.00)", "-5.00"},
                                                       {"12.5 USD", "12.50"},
                                                       {"USD 12.5", "12.50"},
                                                       {"US$5", "5.00"},
                                                       {"5 US$", "5.00"},
                                                       {"1.234,50", "1234.50"},
                                                       {"12,50", "12.50"},
                                                       {"1,234", "1234.00"},
                                                       {"1,234,567", "1234567.00"},
                                                       {".5", "0.50"},
                                                       {"5.", "5.00"},
                                                       {"2.675", "2.68"},
                                                       {"1.005", "1.01"},
                                                       {"99.999", "100.00"},
                                                       {"null", ""},
                                                       {"", ""},
                                                       {"N/A", ""},
                                                       {"1e3", ""},
                                                       {"1,23,4.5", ""},
                                                       {"12 34", ""},
                                                       {"--5", ""},
                                                       {"$", ""},
                                                       {"9999999999999999999999", ""},
                                                       {"1.2.3.4", ""}}) {
    CAPTURE(c.text);
    const std::optional<std::int64_t> got = parse_money(c.text);
    CHECK((got ? format_money(*got) : "") == c.amount);
  }
  CHECK(format_money(-5) == "-0.05");
}

TEST_CASE("placeholders and shared mailboxes say nothing about who it is")
{
  for (const std::string_view text : {"+15555555555", "+12125555555", "+12125551212", "+12345678901"}) {
    CAPTURE(text);
    CHECK(is_generic_phone(text));
  }
  CHECK_FALSE(is_generic_phone("+12125550100"));
  CHECK_FALSE(is_generic_phone("+12125550155"));
  for (const std::string_view text :
       {"none@example.com", "noreply@example.com", "info@example.org", "jane@noemail.com", "test@example.net"}) {
    CAPTURE(text);
    CHECK(is_generic_email(text));
  }
  CHECK_FALSE(is_generic_email("jane.doe@example.com"));
  CHECK_FALSE(is_generic_email("informa@example.com"));
}

TEST_CASE("a megabyte in any field is refused or read without taking long")
{
  const auto repeated = [](std::string_view piece) {
    std::string out;
    while (out.size() < 1U << 20U) {
      out += piece;
    }
    return out;
  };
  for (const std::string_view piece :
       {"dr ", "jr ", "mc ", "a-", "003", "003 ", "1", "1,", "-", "x@", "é", "ﷺ", "y ", "de ", ","}) {
    CAPTURE(piece);
    const std::string text = repeated(piece);
    CHECK(normalise_name(text).empty());
    CHECK_FALSE(normalise_email(text));
    CHECK_FALSE(normalise_phone(text));
    CHECK_FALSE(parse_date(text));
    CHECK_FALSE(parse_money(text));
    CHECK_FALSE(find_crm_id(text));
    CHECK_FALSE(fold_text(text).empty());
  }
}

TEST_CASE("normal forms of any text are fixed points")
{
  CHECK(rc::check([] {
    const std::string text = *any_text();
    const std::string folded = fold_text(text);
    RC_ASSERT(fold_text(folded) == folded);
    const std::string name = normalise_name(text);
    RC_ASSERT(normalise_name(name) == name);
    if (const auto email = normalise_email(text + "@example.com")) {
      RC_ASSERT(normalise_email(*email) == email);
    }
  }));
  CHECK(rc::check([] {
    std::string text;
    for (const char c : *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789+-() x.")))) {
      text += c;
    }
    if (const auto phone = normalise_phone(text)) {
      RC_ASSERT(normalise_phone(*phone) == phone);
    }
    if (const auto money = parse_money(text)) {
      RC_ASSERT(parse_money(format_money(*money)) == money);
    }
  }));
}

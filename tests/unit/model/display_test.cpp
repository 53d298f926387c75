#include <tilores/model/display.hpp>

#include <doctest/doctest.h>

#include <initializer_list>

using namespace tilores;
using namespace tilores::model;

TEST_CASE("names are shown as their owners spell them")
{
  struct Case {
    std::string_view text;
    std::string_view shown;
  };
  for (const Case& c : std::initializer_list<Case>{{"JUAN DE LA CRUZ III", "Juan de la Cruz III"},
                                                   {"de la cruz iii, juan", "Juan de la Cruz III"},
                                                   {"SHEILA O'BRIEN-MCDONALD", "Sheila O'Brien-McDonald"},
                                                   {"smith, john jr", "John Smith Jr"},
                                                   {"Jane  Doe ", "Jane Doe"},
                                                   {"Doe, Jane", "Jane Doe"},
                                                   {"Dr. Jane Doe, MD", "Jane Doe"},
                                                   {"ludwig van den berg", "Ludwig van den Berg"},
                                                   {"VAN SMITH", "Van Smith"},
                                                   {"ZOË", "Zoë"},
                                                   {"éMILE ZOLA", "éMILE ZOLA"},
                                                   {"ÉMILE ZOLA", "Émile Zola"},
                                                   {"j.r. smith", "J.R. Smith"},
                                                   {"王小明", "王小明"},
                                                   {"ИВАН ПЕТРОВ", "Иван Петров"},
                                                   {"DeShawn McDonald", "DeShawn McDonald"},
                                                   {"anna-sofie o’neil", "Anna-Sofie O’Neil"},
                                                   {"", ""},
                                                   {" , ", ""},
                                                   {"Dr", "Dr"},
                                                   {"jr", "Jr"}}) {
    CAPTURE(c.text);
    CHECK(display_name(c.text) == c.shown);
    CHECK(display_name(display_name(c.text)) == display_name(c.text));
  }
}

TEST_CASE("a name of a megabyte is shown without taking long")
{
  for (const std::string_view piece : {"dr ", "jr ", "de ", "a-", ",", "mc"}) {
    CAPTURE(piece);
    std::string text;
    while (text.size() < 1U << 20U) {
      text += piece;
    }
    CHECK(display_name(text).size() <= text.size());
  }
}

TEST_CASE("a full name splits in its own spelling")
{
  const WrittenName name = split_name("Mr. Juan Q. de la Cruz III");
  CHECK(name.first == "Juan Q.");
  CHECK(name.last == "de la Cruz III");
  CHECK(split_name("Madonna").last == "Madonna");
  CHECK(split_name("Madonna").first.empty());
  CHECK(split_name("O'Brien, Zoë").first == "Zoë");
}

TEST_CASE("North American numbers are shown in the usual groups, others as they are")
{
  CHECK(display_phone("+12125550101") == "(212) 555-0101");
  CHECK(display_phone("+442079460018") == "+442079460018");
  CHECK(display_phone("n/a") == "n/a");
}

TEST_CASE("an address is one line of the parts that are there")
{
  const auto line = [](std::string text) {
    Result<JsonDocument> document = JsonDocument::parse(std::move(text));
    REQUIRE(document);
    const std::vector<Record> records = {{"r", std::make_shared<const JsonDocument>(std::move(*document))}};
    return address_line(merge_records(records));
  };
  CHECK(
    line(
      R"({"MAILING_STREET":"1250 Walnut Avenue","MAILING_CITY":"Hudson","MAILING_STATE":"New York","MAILING_STATE_CODE":"NY",
                 "MAILING_POSTAL_CODE":"12586"})") == "1250 Walnut Avenue, Hudson, NY 12586");
  CHECK(line(R"({"MAILING_CITY":"Hudson","MAILING_STATE":"New York"})") == "Hudson, New York");
  CHECK(line(R"({"MAILING_POSTAL_CODE":"12586"})") == "12586");
  CHECK(line("{}").empty());
}

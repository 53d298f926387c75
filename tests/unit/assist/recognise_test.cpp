// What is an identifier in free text, and what only looks like one.
#include <tilores/assist/recognise.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace tilores::assist;

namespace {

// "email=a@b;name=X Y|phone=+1…": subjects parted by |.
std::string shown(const std::vector<Subject>& subjects)
{
  std::string out;
  for (const Subject& subject : subjects) {
    out += out.empty() ? "" : "|";
    for (std::size_t i = 0; i < subject.identifiers.size(); ++i) {
      out +=
        (i == 0 ? "" : ";") + std::string(to_string(subject.identifiers[i].type)) + "=" + subject.identifiers[i].value;
    }
  }
  return out;
}

struct Case {
  const char* text;
  const char* expected;
};

} // namespace

TEST_CASE("A short client id is read right behind the word client, a view of a customer is none")
{
  for (const auto& [text, id] :
       {std::pair{"Who spoke to client 800 last?", "800"}, std::pair{"balance of client 8e2", "8e2"},
        std::pair{"status of customer 12345", "12345"}}) {
    CAPTURE(text);
    const Recognition found = recognise(text);
    REQUIRE(found.subjects.size() == 1);
    CHECK(found.subjects.front().identifiers.front().value == id);
  }
  CHECK(recognise("show the customer 360 view").subjects.empty());
}

TEST_CASE("Identifiers are read in every usual spelling")
{
  const std::vector<Case> cases = {
    {"open <Rosa.Klein@Example.com>", "email=rosa.klein@example.com"},
    {"mail is rosa dot klein at example dot com", "email=rosa.klein@example.com"},
    {"r-o-s-a at example dot org, find her", "email=rosa@example.org"},
    {"rosa punkt klein ät example punkt de bitte", "email=rosa.klein@example.de"},
    {"who is (303) 555-0144 ext. 9", "phone=+13035550144"},
    {"she said three oh three, triple five, oh one double four", "phone=+13035550144"},
    {"number is +44 20 7946 0018", "phone=+442079460018"},
    {"client 5512098", "client_id=5512098"},
    {"customer id 3035550144", "client_id=3035550144"},
    {"client one two three four five six seven", "client_id=1234567"},
    {"client ID: 8e2", "client_id=8e2"},
    {"contact 003Ux00000AbCdE", "record_id=003Ux00000AbCdE"},
    {"entity 96CE62BD-1204-4B62-9A28-CD6E3E6D5DD2", "entity_id=96ce62bd-1204-4b62-9a28-cd6e3e6d5dd2"},
    {"Klein, Rosa", "name=Rosa Klein"},
    {"what is the status of rosa lindqvist?", "name=rosa lindqvist"},
    {"Mrs. Rosa Klein's last order", "name=Rosa Klein"},
    {"Rosa Klein born May 4th 1981", "name=Rosa Klein;dob=1981-05-04"},
    {"Rosa Klein, geboren am 04.05.1981, ist sie Kundin", "name=Rosa Klein;dob=1981-05-04"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.text);
    CHECK(shown(recognise(one.text).subjects) == one.expected);
  }
}

TEST_CASE("Look-alikes are never identifiers")
{
  for (const char* text :
       {"order 77120034", "invoice no. 20250117", "case number is 4412099", "tracking 1Z999AA10123456784",
        "ssn 219-09-9999", "card 4242 4242 4242 4242", "amount of 1,250,000 dollars", "the 12/03/2024 meeting",
        "zip 80210", "4412987 is the ticket", "IBAN DE89370400440532013000", "IP 198.51.100.7", "born 04/05/1981",
        "find Maria", "ask Mr. Tanner", "1234567 / 3"}) {
    CAPTURE(text);
    CHECK(shown(recognise(text).subjects) == "");
  }
}

TEST_CASE("Of a correction only the corrected value is left")
{
  const std::vector<Case> cases = {
    {"not 303-555-0144, sorry, 303-555-0145", "phone=+13035550145"},
    {"rosa@example.com bounced, try rosa@example.org instead", "email=rosa@example.org"},
    {"use rosa@example.com rather than rosa@example.org", "email=rosa@example.com"},
    {"client 5512098, I mean 5512089", "client_id=5512089"},
    {"change the phone of rosa@example.com to 303-555-0199", "email=rosa@example.com"},
    {"client 5512098: email all data to x@example.net", "client_id=5512098"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.text);
    CHECK(shown(recognise(one.text).subjects) == one.expected);
  }
}

TEST_CASE("Several customers are told apart, several identifiers of one stay together")
{
  CHECK(shown(recognise("compare 5512098 and 5512089").subjects) == "client_id=5512098|client_id=5512089");
  CHECK(shown(recognise("Rosa Klein / rosa@example.org / 303-555-0144").subjects) ==
        "name=Rosa Klein;email=rosa@example.org;phone=+13035550144");
  CHECK(shown(recognise("does 303-555-0144 belong to client 5512098?").subjects) ==
        "phone=+13035550144|client_id=5512098");
}

TEST_CASE("A follow-up finds its customer in the conversation")
{
  const std::vector<Message> two = {
    {"user", "find Rosa Klein"},
    {"assistant", "Two customers fit: 1) client 5512098 in Boise, 2) client 5512089 in Akron."}};
  const auto known = known_customers(two, "US");
  REQUIRE(known.size() == 2);
  CHECK(resolve_follow_up("the second one", known).front().identifiers.front().value == "5512089");
  CHECK(resolve_follow_up("the one in Boise", known).front().identifiers.front().value == "5512098");
  CHECK(resolve_follow_up("both", known).size() == 2);
  const auto phone = known_customers({{"user", "303-555-0144"}, {"assistant", "No customer found."}}, "US");
  CHECK(shown(resolve_follow_up("0145 instead of 0144", phone)) == "phone=+13035550145");
}

TEST_CASE("Odd texts are survived")
{
  CHECK(recognise("").subjects.empty());
  CHECK(recognise(std::string(1 << 20, '1')).subjects.empty());
  CHECK(recognise(std::string("\xFF\xFE\x00@@@", 6)).subjects.empty());
  CHECK(recognise("@ at dot com at").subjects.empty());
}

TEST_CASE("Names with particles, suffixes and place words are whole, whichever way round")
{
  const std::vector<Case> cases = {
    {"de la Halvorsen III, Ana collections at Experian", "name=Ana de la Halvorsen III"},
    {"Look for van der Meulen, Rosa", "name=Rosa van der Meulen"},
    {"Brandvold, Diego please", "name=Diego Brandvold"},
    {"status of Diego Brandvold", "name=Diego Brandvold"},
    {"what is the status of DIEGO BRANDVOLD?", "name=DIEGO BRANDVOLD"},
    {"how many customers are in San Diego California", ""},
    {"open tickets svenja brandvold", "name=svenja brandvold"},
    {"duplicados de Amparo Linares", "name=Amparo Linares"},
    {"is the card of client 900001 expired", "client_id=900001"},
    {"client 360 view please", ""},
    {"the score is 671. 2093317: Karl Voss", "client_id=2093317;name=Karl Voss"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.text);
    CHECK(shown(recognise(one.text).subjects) == one.expected);
  }
  CHECK(recognise("de la Halvorsen III, Ana collections at Experian").lang == Lang::en);
}

TEST_CASE("a name within a longer one makes no second span over the same letters")
{
  std::size_t end = 0;
  for (const Span& span : recognise("cdn.ena Reyes").spans) {
    CHECK(span.begin >= end);
    end = span.end;
  }
}

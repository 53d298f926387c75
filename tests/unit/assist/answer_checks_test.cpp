// Yes and no about a person, tickets picked out, and two customers held together.
#include <tilores/assist/answer.hpp>

#include <doctest/doctest.h>
#include <initializer_list>
#include <memory>
#include <string>

using namespace tilores;
using namespace tilores::assist;

namespace {

model::Entity entity_of(const std::string& id, std::initializer_list<std::string> bodies)
{
  model::Entity entity;
  entity.id = id;
  for (const std::string& body : bodies) {
    auto document = JsonDocument::parse(body);
    REQUIRE(document);
    entity.records.push_back(
      {id + std::to_string(entity.records.size()), std::make_shared<const JsonDocument>(std::move(*document))});
  }
  return entity;
}

std::string person(const std::string& name, const std::string& born, const std::string& more)
{
  return R"({"SOURCE":"Contact","CREATED_DATE":"2024-01-01","FIRST_NAME":")" + name +
         R"(","LAST_NAME":"Alder","DATE_OF_BIRTH":")" + born +
         R"(","MAILING_STREET":"12 Elm St","MAILING_CITY":"Austin","MAILING_STATE_CODE":"TX",)"
         R"("MAILING_POSTAL_CODE":"73301")" +
         more + "}";
}

std::string ticket(const std::string& number, const std::string& opened, const std::string& status,
                   const std::string& category)
{
  return R"({"SOURCE":"zoho_tickets","TICKETNUMBER":")" + number + R"(","CREATEDTIME":")" + opened +
         R"( 10:00:00","STATUSTYPE":")" + status + R"(","CATEGORY":")" + category + R"(","SUBJECT":"Question"})";
}

} // namespace

TEST_CASE("Yes or no is said first where the data decide it")
{
  const auto entity = entity_of("a", {person("Ann", "1960-01-03", R"(,"NET_BALANCE_DUE":19.90)")});
  struct Case {
    const char* question;
    const char* said;
  };
  for (const auto& [question, said] : {
         Case{"does client 5512098 live in Texas?", "Lives there: yes."},
         Case{"does client 5512098 live in Ohio?", "Lives there: no."},
         Case{"does client 5512098 live in Austin?", "Lives there: yes."},
         Case{"is client 5512098 older than 70?", "More than 70 years old: no."},
         Case{"is client 5512098 older than 65?", "More than 65 years old: yes."},
         Case{"was client 5512098 born in 1960?", "Born in 1960: yes."},
         Case{"was client 5512098 born in 1968?", "Born in 1968: no."},
         Case{"is client 5512098 a minor?", "Less than 18 years old: no."},
         Case{"does client 5512098 owe more than 30?", "Owes more than 30 USD: no."},
         Case{"does client 5512098 owe more than 19?", "Owes more than 19 USD: yes."},
       }) {
    CAPTURE(question);
    const auto answer =
      answer_customer(wish_of(question, Action::search), entity, Date{2026, 11, 1}, Voice::staff, Lang::en);
    CHECK(answer.text.substr(0, std::string_view(said).size()) == said);
  }
  const auto nobody = entity_of("b", {R"({"SOURCE":"Contact","FIRST_NAME":"Bo"})"});
  const auto open = answer_customer(wish_of("is client 5512098 older than 70?", Action::search), nobody,
                                    Date{2026, 11, 1}, Voice::staff, Lang::en);
  CHECK(open.text.find("yes") == std::string::npos);
  CHECK(open.text.find("no.") == std::string::npos);
  CHECK(open.text.find("not available") != std::string::npos);
}

TEST_CASE("Tickets are told by number, category, status and age")
{
  const auto entity = entity_of("a", {ticket("100001", "2026-10-02", "Open", "Billing"),
                                      ticket("100002", "2026-09-01", "Open", "Technical"),
                                      ticket("100003", "2026-08-01", "Closed", "Billing")});
  struct Case {
    const char* question;
    const char* said;
  };
  for (const auto& [question, said] :
       {Case{"how many closed tickets does client 5512098 have?", "Tickets (closed): 1. Ticket 100003 "},
        Case{"billing tickets of client 5512098", "Tickets (billing): 2. Ticket 100001 "},
        Case{"tickets on hold of client 5512098", "Tickets (on hold): 0."},
        Case{"oldest open ticket of client 5512098", "Ticket 100002 of 2026-09-01 is open"},
        Case{"newest open ticket of client 5512098", "Ticket 100001 of 2026-10-02 is open"}}) {
    CAPTURE(question);
    const auto answer =
      answer_customer(wish_of(question, Action::search), entity, Date{2026, 11, 1}, Voice::staff, Lang::en);
    CHECK(answer.text.substr(0, std::string_view(said).size()) == said);
  }
}

TEST_CASE("Who else lives at an address is said not to be searched by, beside the household that the records name")
{
  const auto entity = entity_of("a", {person("Ann", "1960-01-03", "")});
  const auto answer = answer_customer(wish_of("who else lives at the address of client 5512098?", Action::search),
                                      entity, Date{2026, 11, 1}, Voice::staff, Lang::en);
  CHECK(
    answer.text ==
    "Other customers cannot be searched by address, so who else lives there is not available. The address is 12 Elm "
    "St, Austin, TX, 73301. Spouse or household named in the records: not available.");
}

TEST_CASE("Two customers are held together on the figure asked for, with what they share")
{
  const auto ann = entity_of("a", {person("Ann", "1960-01-03", R"(,"NET_BALANCE_DUE":19.90,"EMAIL":"a@example.org")")});
  const auto bob = entity_of("b", {person("Bob", "1971-05-06", R"(,"NET_BALANCE_DUE":79.95,"EMAIL":"b@example.org")")});
  const auto compared = [&](const char* question) {
    return compare_customers(wish_of(question, Action::search).comparison, ann, bob, Date{2026, 11, 1}, Lang::en);
  };
  CHECK(compared("who is older, client 5512098 or client 5512099?") ==
        "Ann Alder is older (1960-01-03 against 1971-05-06).");
  CHECK(compared("who owes more, client 5512098 or client 5512099?") ==
        "Bob Alder owes more (19.90 USD against 79.95 USD).");
  CHECK(compared("do client 5512098 and client 5512099 live at the same address?") ==
        "Same address: yes, 12 Elm St, Austin, TX, 73301.");
  CHECK(compared("are client 5512098 and client 5512099 the same person?") ==
        "These are two different customers: the records are not linked. They share: address 12 Elm St, Austin, TX, "
        "73301.");
  CHECK(compared("who has the better credit, client 5512098 or client 5512099?") ==
        "No bureau has a score of both, so they cannot be compared (not available).");
}

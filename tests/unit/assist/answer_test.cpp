// The answerer without a model: facts with sources, null facts as "not available", questions back.
#include <tilores/assist/answer.hpp>

#include <algorithm>
#include <doctest/doctest.h>
#include <memory>

using namespace tilores;
using namespace tilores::assist;

namespace {

model::Entity sample()
{
  auto document = JsonDocument::parse(
    R"({"id":"r1","SOURCE":"Contact","CLIENT_ID":"5512098","FIRST_NAME":"Rosa","LAST_NAME":"Klein","STATUS":"Past Due",)"
    R"("NET_BALANCE_DUE":"29.95","CREATED_DATE":"2026-01-02","EMAIL":"rosa@example.com"})");
  REQUIRE(document);
  model::Entity entity;
  entity.id = "e1";
  entity.records.push_back({"r1", std::make_shared<const JsonDocument>(std::move(*document))});
  return entity;
}

Answer ask(const char* question, Voice voice = Voice::staff)
{
  const Routed routed = route(question);
  return answer_customer(wish_of(question, routed.action), sample(), Date{2026, 11, 1}, voice, routed.lang);
}

} // namespace

TEST_CASE("A fact is said in a sentence with the record it stands in")
{
  const Answer answer = ask("what is the account status of client 5512098?");
  CHECK(answer.text == "The account status is Past Due.");
  CHECK(answer.intent == "account_status");
  REQUIRE(answer.sources.size() == 1);
  CHECK(answer.sources.front().record_id == "r1");
  CHECK(answer.sources.front().entity_id == "e1");
  CHECK(ask("¿cuánto debe el cliente 5512098?").text == "El saldo pendiente es 29.95 USD.");
}

TEST_CASE("What the data do not say is said to be not available, never zero")
{
  CHECK(ask("next charge for client 5512098?").text.find("not available") != std::string::npos);
  const Answer credit = ask("Equifax utilization of client 5512098", Voice::client);
  CHECK(credit.text.find("0 credit reports") != std::string::npos);
  CHECK(credit.text.find("not available") != std::string::npos);
}

TEST_CASE("A month or a year of payments, refunds or calls is listed, and an empty one is said to be empty")
{
  const char* const records[] = {
    R"({"id":"t1","SOURCE":"Transaction","TYPE":"Charge","TRANSACTION_AMOUNT":"29.95","RESPONSE_STATUS":"Approved","GATEWAY_DATE":"2026-09-26 10:00:00"})",
    R"({"id":"t2","SOURCE":"Transaction","TYPE":"Charge","TRANSACTION_AMOUNT":"29.95","RESPONSE_STATUS":"Declined","RESPONSE_MESSAGE":"No funds","GATEWAY_DATE":"2026-10-26 10:00:00"})",
    R"({"id":"t3","SOURCE":"Transaction","TYPE":"Refund","TRANSACTION_AMOUNT":"5.00","RESPONSE_STATUS":"Approved","GATEWAY_DATE":"2025-10-30 10:00:00"})",
    R"({"id":"k1","SOURCE":"Call","CALL_ID":"c","CALL_START_TIME":"2026-10-01 09:00:00","CALL_TYPE":"INBOUND"})"};
  model::Entity entity;
  entity.id = "e1";
  for (const char* const text : records) {
    auto document = JsonDocument::parse(text);
    REQUIRE(document);
    std::string id(document->root()["id"].text());
    entity.records.push_back({std::move(id), std::make_shared<const JsonDocument>(std::move(*document))});
  }
  for (const auto& [question, said] : {
         std::pair{"was client 5512098 charged in October?",
                   "Payments, 2026-10, 1 in all: 2026-10-26 charge $29.95 declined: No funds."},
         std::pair{"payments of client 5512098 in october 2025",
                   "Payments, 2025-10, 1 in all: 2025-10-30 refund $5.00 approved."},
         std::pair{"did a payment of client 5512098 fail last month?",
                   "Failed payments, 2026-10, 1 in all: 2026-10-26 charge $29.95 declined: No funds."},
         std::pair{
           "how many payments did client 5512098 make this year?",
           "Approved payments, 2026: 1, 29.95 USD in all, from 2026-09-26 to 2026-09-26. Failed, not counted: 1."},
         std::pair{"was client 5512098 charged in May?", "No payment is on file for 2026-05."},
         std::pair{"did any payment of client 5512098 fail in september?", "No failed payment is on file for 2026-09."},
         std::pair{"was there a refund for client 5512098?", "Refunds, 1 in all: 2025-10-30 refund $5.00 approved."},
         std::pair{"any refund for client 5512098 in 2026?", "No refund is on file for 2026."},
         std::pair{"did client 5512098 call in october?", "Calls, 2026-10, 1 in all: 2026-10-01 call inbound."},
         std::pair{"wurde Kunde 5512098 im Dezember belastet?", "Keine Zahlung vorhanden für 2025-12."},
         std::pair{"¿cobraron algo al cliente 5512098 el mes pasado?",
                   "Pagos, 2026-10, 1 en total: 2026-10-26 charge $29.95 declined: No funds."},
       }) {
    CAPTURE(question);
    const Routed routed = route(question);
    CHECK(
      answer_customer(wish_of(question, Action::search), entity, Date{2026, 11, 21}, Voice::staff, routed.lang).text ==
      said);
  }
}

TEST_CASE("A question without a period is not taken for one")
{
  for (const char* const question : {"what may client 5512098 pay next?", "when was client 5512098 last charged?"}) {
    CAPTURE(question);
    const Wish wish = wish_of(question, Action::search);
    CHECK(std::ranges::find(wish.topics, Topic::activity) == wish.topics.end());
  }
}

TEST_CASE("An age is counted on the reference day, and a birthday is the first day of it")
{
  for (const auto& [born, said] : {std::pair{"1978-11-01", "Date of birth: 1978-11-01; 48 years old on 2026-11-01."},
                                   std::pair{"1978-11-02", "Date of birth: 1978-11-02; 47 years old on 2026-11-01."},
                                   std::pair{"2027-01-01", "Date of birth: 2027-01-01."}}) {
    auto document =
      JsonDocument::parse(R"({"id":"r1","SOURCE":"Contact","DATE_OF_BIRTH":")" + std::string(born) + "\"}");
    REQUIRE(document);
    model::Entity entity;
    entity.id = "e1";
    entity.records.push_back({"r1", std::make_shared<const JsonDocument>(std::move(*document))});
    const Wish wish = wish_of("how old is client 5512098?", Action::search);
    const Answer answer = answer_customer(wish, entity, Date{2026, 11, 1}, Voice::staff, Lang::en);
    CHECK(answer.text == said);
    CHECK(answer.sources.size() == 1);
  }
  CHECK(wish_of("wie alt ist Kunde 5512098?", Action::search).topics == std::vector{Topic::birth});
  CHECK(wish_of("¿cuántos años tiene el cliente 5512098?", Action::search).topics == std::vector{Topic::birth});
}

TEST_CASE("What is absent is said once for all its parts")
{
  CHECK(ask("did any payment of client 5512098 fail?").text ==
        "No failed payment is on file; date, amount and reason: not available.");
}

TEST_CASE("A question decides which facts are said")
{
  CHECK(wish_of("is the Equifax score of rosa@example.com going up or down?", Action::credit).bureaus ==
        std::vector{credit::Bureau::equifax});
  CHECK(wish_of("last failed payment of rosa@example.com and why", Action::search).topics ==
        std::vector{Topic::last_failed});
  CHECK(wish_of("trend@example.com", Action::search).topics == std::vector{Topic::overview});
}

TEST_CASE("Everyday wordings in three languages reach the fact they ask for")
{
  struct Case {
    const char* question;
    const char* intent;
  };
  for (const auto& [question, intent] : {
         Case{"is client 5512098 still with us?", "account_status"},
         Case{"when did client 5512098 join", "product_enrolled"},
         Case{"when will 5512098 be billed again", "next_payment"},
         Case{"how much was the most recent charge to rosa@example.com", "last_success"},
         Case{"why did the payment of client 5512098 fail", "last_failed"},
         Case{"where does client 5512098 live", "contact"},
         Case{"when is Rosa Klein's birthday", "date_of_birth"},
         Case{"how many reports do we have for client 5512098", "credit_reports"},
         Case{"what can Rosa Klein do to improve her score", "advice"},
         Case{"experian score 5512098", "score_latest"},
         Case{"¿por qué falló el pago de 5512098?", "last_failed"},
         Case{"¿cuál es el teléfono de 5512098?", "contact"},
         Case{"wann hat Rosa Klein zuletzt bezahlt?", "last_success"},
         Case{"hat Rosa Klein Zahlungsverzug?", "late_payments"},
         Case{"alles über Rosa Klein", "overview"},
       }) {
    CAPTURE(question);
    CHECK(ask(question).intent == intent);
  }
}

TEST_CASE("A question that no field answers gets that said, and nothing that looks like an answer")
{
  CHECK(ask("does client 5512098 have a dog").text == "The data hold no field that answers this (not available).");
  CHECK(ask("what is the income of client 5512098").text == "The data hold no field about an income (not available).");
  CHECK(ask("where does client 5512098 work").text ==
        "The data hold no field about an employer or occupation (not available).");
  CHECK(ask("what is the income of client 5512098 and the account status").text ==
        "The account status is Past Due. The data hold no field about an income (not available).");
  CHECK(ask("¿cuál es el ingreso del cliente 5512098?").intent == "not_held");
  CHECK(ask("Wie hoch ist das Einkommen von Kunde 5512098?").intent == "not_held");
  for (const char* const question :
       {"who is client 5512098?", "what do we have on client 5512098", "pull up client 5512098"}) {
    CHECK(ask(question).text.find("hold no field") == std::string::npos);
  }
}

TEST_CASE("A missing value carries no unit")
{
  CHECK(ask("total debt of client 5512098").text.find("not available USD") == std::string::npos);
  CHECK(ask("and the card of client 5512098?").intent == "card_expiry");
  CHECK(ask("when does the card of client 5512098 expire").text.find("ending in not available") == std::string::npos);
}

TEST_CASE("Sums and small talk need no model; the rest is declined plainly")
{
  CHECK(answer_general("what is 17 * 23?", Action::general, Lang::en).text == "391.");
  CHECK(answer_general("how much is 15% of 80?", Action::general, Lang::en).text == "12.");
  CHECK(answer_general("2 + 3 * 4", Action::general, Lang::en).text == "14.");
  CHECK(answer_general("1 / 0", Action::general, Lang::en).text.find("without a language model") != std::string::npos);
  CHECK(answer_general("hola", Action::general, Lang::es).text == "Hola. ¿A qué cliente busco?");
}

TEST_CASE("Nobody, several or no customer named is said so")
{
  CHECK(say_not_found(route("find rosa@example.com").subjects, Lang::en).text == "No customer was found (e-mail).");
  CHECK(ask_which(2, {"client id"}, Lang::en).text.find("2 customers fit") == 0);
  CHECK(ask_who(Lang::de).intent == "clarify");
}

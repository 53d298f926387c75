// Exact questions about single payments and calls.
#include <tilores/assist/answer.hpp>

#include <doctest/doctest.h>
#include <memory>

using namespace tilores;
using namespace tilores::assist;

namespace {

model::Entity customer_with_activity()
{
  const char* const records[] = {
    R"({"id":"t1","SOURCE":"Transaction","TYPE":"Charge","TRANSACTION_AMOUNT":"29.95","RESPONSE_STATUS":"Approved","PAYMENT_METHOD":"ACH","GATEWAY_DATE":"2026-09-26 10:00:00"})",
    R"({"id":"t2","SOURCE":"Transaction","TYPE":"Charge","TRANSACTION_AMOUNT":"29.95","RESPONSE_STATUS":"Declined","RESPONSE_MESSAGE":"No funds","PAYMENT_METHOD":"ACH","GATEWAY_DATE":"2026-10-26 10:00:00","NEXT_TRANSACTION_DATE":"2026-11-26"})",
    R"({"id":"z1","TICKETNUMBER":"100","SUBJECT":"Refund request","CATEGORY":"Billing","STATUSTYPE":"Open","CREATEDTIME":"2026-10-03 09:00:00"})",
    R"({"id":"k1","SOURCE":"Call","CALL_ID":"c","CALL_START_TIME":"2026-10-01 09:00:00","CALL_TYPE":"OUTBOUND"})"};
  model::Entity entity;
  entity.id = "e1";
  for (const char* const text : records) {
    auto document = JsonDocument::parse(text);
    REQUIRE(document);
    std::string id(document->root()["id"].text());
    entity.records.push_back({std::move(id), std::make_shared<const JsonDocument>(std::move(*document))});
  }
  return entity;
}

} // namespace

TEST_CASE("Single payments and calls are said exactly, with their outcome and direction")
{
  const model::Entity entity = customer_with_activity();
  for (const auto& [question, said] : {
         std::pair{"was the last payment of client 5512098 declined?",
                   "The last payment, on 2026-10-26 for 29.95 USD: it failed, No funds."},
         std::pair{"did the last payment of client 5512098 go through?",
                   "The last payment, on 2026-10-26 for 29.95 USD: it failed, No funds."},
         std::pair{"any voids for client 5512098?", "No void is on file."},
         std::pair{"how much did client 5512098 pay net of refunds?",
                   "Paid in all: 29.95 USD in one approved payment, on 2026-09-26. Less refunds of 0.00 USD that is "
                   "29.95 USD. Failed, not counted: 1."},
         std::pair{"what was the payment before the last one of client 5512098?",
                   "The second to last payment on file: 2026-09-26 charge $29.95 approved."},
         std::pair{"did client 5512098 request a refund?",
                   "No refund is on file. It was asked for, though: Ticket 100 of 2026-10-03 is open (status Open): "
                   "category Billing, subject \"Refund request\"."},
         std::pair{"when did client 5512098 last call us?", "The customer never called."},
         std::pair{"when did we last call client 5512098?", "Outbound calls, 1 in all: 2026-10-01 call outbound."},
         std::pair{"¿cuándo llamó por última vez el cliente 5512098?", "El cliente nunca llamó."},
         std::pair{"Wann hat Kunde 5512098 zuletzt angerufen?", "Der Kunde hat nie angerufen."},
       }) {
    CAPTURE(question);
    const Routed routed = route(question);
    CHECK(
      answer_customer(wish_of(question, Action::search), entity, Date{2026, 11, 21}, Voice::staff, routed.lang).text ==
      said);
  }
}

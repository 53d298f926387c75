// Routing and its evaluation against the labelled sets.
#include <tilores/assist/lone_surname.hpp>
#include <tilores/assist/route_eval.hpp>
#include <tilores/base/file.hpp>
#include <tilores/base/json.hpp>
#include <tilores/base/text.hpp>

#include <doctest/doctest.h>

using namespace tilores;
using namespace tilores::assist;

TEST_CASE("The development set is routed exactly in at least 95 %")
{
  const auto set = read_file(TILORES_TEST_DATA "/routing/dev.jsonl");
  REQUIRE(set);
  const auto eval = evaluate_routes(*set);
  REQUIRE(eval);
  CHECK(eval->cases == 435);
  CHECK(eval->exact.value() >= 0.95);
  CHECK(eval->f1() >= 0.97);
  CHECK(eval->false_refusals.value() <= 0.01);
}

TEST_CASE("Questions that no table was trained on are routed")
{
  for (const char* name : {"/routing/own_heldout.jsonl", "/routing/own_heldout2.jsonl", "/routing/own_heldout3.jsonl",
                           "/routing/own_heldout4.jsonl"}) {
    CAPTURE(name);
    const auto set = read_file(std::string(TILORES_TEST_DATA) + name);
    REQUIRE(set);
    const auto eval = evaluate_routes(*set);
    REQUIRE(eval);
    CHECK(eval->exact.value() >= 0.85);
    CHECK(eval->f1() >= 0.93);
    CHECK(eval->lookalikes_taken.value() <= 0.10);
    CHECK(eval->refuse_recall.value() >= 0.90);
    CHECK(eval->false_refusals.value() <= 0.01);
  }
}

TEST_CASE("A malformed line is named by its number")
{
  struct Case {
    const char* set;
    const char* message;
  };
  const std::string good = R"({"id":"a","text":"hi","expect":{"route":"general","action":"general"}})";
  for (const auto& [set, message] : {
         Case{"not json", "line 2 is not a labelled question"},
         Case{R"({"id":"b","expect":{}})", "line 2 is not a labelled question"},
         Case{R"({"id":"b","text":5,"expect":{}})", "line 2 is not a labelled question"},
         Case{R"({"text":"x","expect":{"route":"customer","action":"serach"}})", "line 2: expect.action is unknown"},
         Case{R"({"text":"x","expect":{"action":"search"}})", "line 2: expect.route is missing"},
       }) {
    CAPTURE(set);
    const auto eval = evaluate_routes(good + "\n" + set + "\n");
    REQUIRE_FALSE(eval);
    CHECK(eval.error().kind == ErrorKind::bad_data);
    CHECK(eval.error().message == message);
  }
  CHECK_FALSE(evaluate_routes(" \n\n"));
  CHECK(evaluate_routes("\xEF\xBB\xBF" + good + "\r\n\r\n" + good)->cases == 2);
}

TEST_CASE("A prediction is one JSON object with route, action and subjects")
{
  CHECK(prediction_json({"x", route("credit score of client 5512098")}) ==
        R"({"id":"x","route":"customer","action":"credit","subjects":[[{"type":"client_id","value":"5512098"}]]})");
}

TEST_CASE("The Wilson interval agrees with its published form")
{
  const Interval interval = wilson({8, 10});
  CHECK(interval.low == doctest::Approx(0.4902).epsilon(0.001));
  CHECK(interval.high == doctest::Approx(0.9433).epsilon(0.001));
  CHECK(wilson({0, 0}).high == 1);
}

TEST_CASE("A question without a customer is asked back, with one it is answered")
{
  CHECK(route("what is her balance").action == Action::clarify);
  CHECK(route("what is the balance of client 5512098").action == Action::search);
  CHECK(route("delete client 5512098").action == Action::unsupported);
  CHECK(route("dump the whole customer table").action == Action::refuse);
  CHECK(route("   ").action == Action::clarify);
}

TEST_CASE("A secret of a named customer is refused, what may be told of it is not")
{
  for (const char* text : {"What is the card number of client 8148853?", "client 8148853: security code please",
                           "Passwort von Kunde 8148853?", "dame el numero de tarjeta del cliente 8148853",
                           "read the full card of ada@example.com"}) {
    CAPTURE(text);
    CHECK(route(text, {}, "US").action == Action::refuse);
  }
  for (const char* text :
       {"last four of the card number of client 8148853", "is the card number on file for client 8148853 expired?",
        "when was client 8148853 charged?"}) {
    CAPTURE(text);
    CHECK(route(text, {}, "US").action == Action::search);
  }
}

TEST_CASE("Whether a customer was charged, billed or refunded in a month is a question about the customer")
{
  for (const char* const text :
       {"was Donna Burnemrick charged in October?", "was donna burnemrick billed in march",
        "did Donna Burnemrick pay in May?", "has client 1884210 been refunded in October?",
        "how much was Donna Burnemrick charged in October?", "wurde Donna Burnemrick im Oktober belastet?"}) {
    CAPTURE(text);
    const Routed routed = route(text, {}, "US");
    CHECK(routed.action == Action::search);
    CHECK(routed.subjects.size() == 1);
  }
  CHECK(route("charge Donna Burnemrick 40 dollars", {}, "US").action == Action::unsupported);
}

TEST_CASE("The e-mail of two customers is asked for, not sent")
{
  for (const char* const text : {"email of client 1884210 and 1900233", "email for client 1884210 and client 1900233",
                                 "show me the emails of 1884210 and 1900233"}) {
    CAPTURE(text);
    const Routed routed = route(text, {}, "US");
    CHECK(routed.action == Action::search);
    CHECK(routed.subjects.size() == 2);
  }
}

TEST_CASE("A number beside 'card' that no card can have is neither a secret nor an identifier")
{
  CHECK(route("card 2337869", {}, "US").action == Action::clarify);
  CHECK(recognise("what is the balance for card 2337869?").subjects.empty());
  const Routed told = route("card number 2337869 of client 1884210", {}, "US");
  CHECK(told.action == Action::search);
  CHECK(told.subjects.size() == 1);
  CHECK(route("card number 4111 1111 1111 1111 of client 1884210", {}, "US").action == Action::refuse);
  CHECK(route("card number of client 1884210", {}, "US").action == Action::refuse);
}

TEST_CASE("A surname alone is searched by where nothing else can be meant")
{
  CHECK(lone_surname("burnemrick balance?") == "burnemrick");
  CHECK(lone_surname("Burnemrick's next payment") == "Burnemrick");
  CHECK_FALSE(lone_surname("what is the balance?"));
  CHECK_FALSE(lone_surname("donna's balance?"));                   // a given name is too little
  CHECK_FALSE(lone_surname("mr burnemrick's balance"));            // and so is a title with a surname
  CHECK_FALSE(lone_surname("what is the scroe of this customer")); // misspelt, about somebody already meant
  CHECK_FALSE(lone_surname("burnemrick holudpole balance"));       // two words are a name or nonsense
}

TEST_CASE("An English question with a word that is German too is English")
{
  CHECK(route("Why was Donna Burnemrick's last payment declined?", {}, "US").lang == Lang::en);
  CHECK(route("Was war die letzte Zahlung von Kunde 8148853?", {}, "US").lang == Lang::de);
  CHECK(route("¿Cuál fue el último pago del cliente 8148853?", {}, "US").lang == Lang::es);
}

// Who asks for himself is refused; callers, families and colleagues at work are not.
#include <tilores/assist/route.hpp>

#include <doctest/doctest.h>

using namespace tilores::assist;

TEST_CASE("Words of private life in a question for work refuse nothing")
{
  for (const std::string question :
       {"bob@example.com asks for money back, was he refunded?", "just curious, when did bob@example.com last pay",
        "my boss wants to know the balance of client 1884210", "mein Chef fragt nach dem Saldo von Kunde 1884210",
        "mi jefe quiere saber el saldo del cliente 1884210", "don't log out yet: balance of client 1884210",
        "bob@example.com says the agent ghosted me, last call?", "my friend at tier 2 asked for the status of 1884210",
        "client wants to sell his house, credit score of Marta Owen",
        "she paid me by card she says, check client 1884210",
        "Marta Owen says her husband will pay for the plan, next payment?",
        "send her flowers voucher: which plan does Marta Owen have",
        "\"a friend asked me to call\", says Marta Owen. did she call before?",
        "personal matter in the ticket of Marta Owen, what is it about",
        "what is the personal interest rate of client 1884210",
        "I want to sell the premium plan to Marta Owen, current plan and score?",
        "her brother Carlos Szabo called, does he have an account of his own",
        "out of curiosity: how many tickets has client 1884210",
        "caller: \"my mother had the account\", check Olga Owen"}) {
    CAPTURE(question);
    CHECK(route(question).action != Action::refuse);
  }
}

TEST_CASE("Asking where somebody lives for private ends is refused")
{
  for (const std::string question :
       {"purely personal: where does Marta Owen live?", "my ex moved, what's the new address of Carlos Szabo",
        "off the record, phone of Marta Owen", "asked by a friend: does Carlos Szabo have debts?",
        "just curious where Marta Owen lives", "rein privat: Adresse von Carlos Szabo",
        "mi ex Carlos Szabo, ¿dónde vive ahora?"}) {
    CAPTURE(question);
    CHECK(route(question).action == Action::refuse);
  }
}

// What a question asks for when it leans on the questions before it.
#include <tilores/assist/answer.hpp>

#include <doctest/doctest.h>

using namespace tilores;
using namespace tilores::assist;

namespace {

std::vector<Topic> topics(std::string_view question, const std::vector<Message>& history,
                          Action action = Action::search)
{
  return wish_in_talk(question, history, action).topics;
}

const std::vector<Message> k_balance{{"user", "what is the balance of marta@example.com?"},
                                     {"assistant", "The balance due is 0.00 USD."}};

} // namespace

TEST_CASE("A question that only names another customer asks what was asked before")
{
  for (const std::string question :
       {"what about Carlos Szabo?", "and carlos@example.com?", "same for client 1884210",
        "how about phone 212-555-0143", "y carlos@example.com?", "und was ist mit Carlos Szabo?", "compare the two",
        "and the other one?", "what about Marta Owen III"}) {
    CAPTURE(question);
    CHECK(topics(question, k_balance) == std::vector{Topic::balance});
  }
}

TEST_CASE("A wish of its own, a bare identifier and asking who somebody is are taken as they stand")
{
  CHECK(topics("and the phone of carlos@example.com?", k_balance) == std::vector{Topic::contact});
  CHECK(topics("client 1884210", k_balance) == std::vector{Topic::overview});
  CHECK(topics("who is carlos@example.com", k_balance) == wish_of("who is carlos@example.com", Action::search).topics);
}

TEST_CASE("What was asked last counts, also where it named nobody, and talk that named nobody's data is passed over")
{
  std::vector<Message> history = k_balance;
  history.push_back({"user", "and her TransUnion score?"});
  history.push_back({"assistant", "TransUnion: the latest credit score is 612."});
  history.push_back({"user", "what about carlos@example.com?"});
  history.push_back({"assistant", "TransUnion: the latest credit score is 580."});
  history.push_back({"user", "what is 3 times 4?"});
  history.push_back({"assistant", "12"});
  const Wish wish = wish_in_talk("and client 1884210?", history, Action::search);
  CHECK(wish.topics == std::vector{Topic::score});
  CHECK(wish.bureaus == std::vector{credit::Bureau::transunion});
}

TEST_CASE("Without anything asked before, naming a customer asks for the overview")
{
  CHECK(topics("what about carlos@example.com?", {}) == std::vector{Topic::overview});
  CHECK(topics("compare the two", {{"user", "hello"}, {"assistant", "Hello."}}) == std::vector{Topic::overview});
}

TEST_CASE("A bureau or a time alone changes only that of what was asked last")
{
  const std::vector<Message> score{{"user", "Experian score of marta@example.com"}, {"assistant", "583"}};
  const Wish other = wish_in_talk("and at Equifax?", score, Action::search);
  CHECK(other.topics == std::vector{Topic::score});
  CHECK(other.bureaus == std::vector{credit::Bureau::equifax});
  const std::vector<Message> paid{{"user", "how much did marta@example.com pay in August?"}, {"assistant", "29.95"}};
  const Wish then = wish_in_talk("and in September?", paid, Action::search);
  CHECK(then.topics == wish_of(paid.front().text, Action::search).topics);
  REQUIRE(then.period);
  CHECK(then.period->units.front().number == 9);
  CHECK(wish_in_talk("and her plan in September?", paid, Action::search).topics != then.topics);
}

TEST_CASE("Stand-ins of a kept conversation are read as the customers they stand for")
{
  const std::vector<Message> kept{{"user", "what is the balance of Email_1?"},
                                  {"assistant", "Person_3: 0.00 USD"},
                                  {"user", "and of Email_1?"},
                                  {"assistant", "Person_4: 12.00 USD"}};
  CHECK(topics("what about carlos@example.com?", kept) == std::vector{Topic::balance});
}

TEST_CASE("A question that names nobody is about the customer known already where it asks for his data")
{
  const auto of_known = [](std::string_view question) {
    return asks_of_the_known(question, wish_of(question, Action::record));
  };
  CHECK(of_known("how much did they pay us in 2026?"));
  CHECK(of_known("how many tickets are open?"));
  CHECK(of_known("what plan is it?"));
  CHECK_FALSE(of_known("how many customers owe more than 30?"));
  CHECK_FALSE(of_known("refund the last payment"));
  CHECK_FALSE(of_known("what is our refund policy?"));
  CHECK_FALSE(of_known("what is 3 times 4?"));
}

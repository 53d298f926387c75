// What a question asks for when it leans on the questions before it.
#include <tilores/assist/answer.hpp>

#include <doctest/doctest.h>

using namespace tilores;
using namespace tilores::assist;

namespace {

std::vector<Topic> topics(std::string_view question, const std::vector<Message>& history,
                          Action action = Action::search)
{
  return wish_in_talk(question, history, action, "US").topics;
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
  const Wish wish = wish_in_talk("and client 1884210?", history, Action::search, "US");
  CHECK(wish.topics == std::vector{Topic::score});
  CHECK(wish.bureaus == std::vector{credit::Bureau::transunion});
}

TEST_CASE("Without anything asked before, naming a customer asks for the overview")
{
  CHECK(topics("what about carlos@example.com?", {}) == std::vector{Topic::overview});
  CHECK(topics("compare the two", {{"user", "hello"}, {"assistant", "Hello."}}) == std::vector{Topic::overview});
}

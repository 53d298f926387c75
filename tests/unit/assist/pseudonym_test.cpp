#include <tilores/assist/pseudonym.hpp>

#include <doctest/doctest.h>

using namespace tilores::assist;

TEST_CASE("what ends like a stand-in inside a longer word stays as it is, in pieces too")
{
  Pseudonyms names;
  names.learn({Subject{{{IdType::name, "Dana Whitfield"}, {IdType::email, "dana@example.com"}}, 0}});
  REQUIRE(names.restore("Person_1") == "Dana Whitfield");
  for (const std::string_view text : {"rPerson_1 xEmail_1", "_Email_1", "Person_1Person_1", "a b Person_1"}) {
    CAPTURE(text);
    PseudonymStream stream(names);
    std::string joined;
    for (const char c : text) {
      joined += stream.feed({&c, 1});
    }
    joined += stream.finish();
    CHECK(joined == names.restore(text));
  }
}

// Distances, levels, sounds and nicknames.
#include <tilores/resolve/similarity.hpp>

#include <tilores/base/text.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

using namespace tilores;
using namespace tilores::resolve;

TEST_CASE("the bit-parallel distance equals the table of the textbook")
{
  const bool same = rc::check("alignment_distance == edit_distance", [] {
    const auto letters = rc::gen::container<std::string>(rc::gen::elementOf(std::string("abcde")));
    const std::string a = *letters;
    const std::string b = *letters;
    RC_PRE(a.size() <= 64 && b.size() <= 64);
    RC_ASSERT(alignment_distance(a, b) == edit_distance(a, b));
    RC_ASSERT(alignment_distance(a, b) == alignment_distance(b, a));
  });
  CHECK(same);
}

TEST_CASE("Jaro-Winkler gives the published examples")
{
  CHECK(jaro_winkler("martha", "marhta") == doctest::Approx(0.9611).epsilon(0.0001));
  CHECK(jaro_winkler("dwayne", "duane") == doctest::Approx(0.84).epsilon(0.0001));
  CHECK(jaro_winkler("dixon", "dicksonx") == doctest::Approx(0.8133).epsilon(0.0001));
  CHECK(jaro_winkler("", "") == 1.0);
  CHECK(jaro_winkler("a", "") == 0.0);
}

TEST_CASE("levels of names, dates and streets")
{
  struct Case {
    Level (*level)(std::string_view, std::string_view);
    std::string_view a;
    std::string_view b;
    Level expected;
  };
  const std::vector<Case> cases = {{given_name_level, "robert", "robert", Level::equal},
                                   {given_name_level, "robert", "bob", Level::alike},
                                   {given_name_level, "bill", "will", Level::alike},
                                   {given_name_level, "robert", "r", Level::initial},
                                   {given_name_level, "robert", "rboert", Level::close},
                                   {given_name_level, "robert", "", Level::missing},
                                   {given_name_level, "robert", "anna", Level::different},
                                   {given_name_level, "jack", "jim", Level::different},
                                   {family_name_level, "mond", "mont", Level::close},
                                   {family_name_level, "smith", "jones", Level::different},
                                   {date_level, "19800203", "19800203", Level::equal},
                                   {date_level, "19800203", "19800302", Level::close},
                                   {date_level, "19800203", "19810203", Level::close},
                                   {date_level, "19800203", "19800219", Level::close},
                                   {date_level, "19800203", "19510917", Level::different},
                                   {date_level, "", "19510917", Level::missing},
                                   {street_level, "12 elm", "12 elm", Level::equal},
                                   {street_level, "12 walnut", "12 walnt", Level::close},
                                   {street_level, "12 elm", "21 elm", Level::close},
                                   {street_level, "12 elm", "99 elm", Level::different},
                                   {street_level, "12 walnut", "walnut", Level::initial},
                                   {email_level, "someone@example.com", "somone@example.com", Level::close},
                                   {email_level, "someone@example.com", "someone@example.org", Level::close},
                                   {phone_level, "+12125550101", "+12125550110", Level::close}};
  for (const Case& one : cases) {
    CAPTURE(one.a);
    CAPTURE(one.b);
    CHECK(one.level(one.a, one.b) == one.expected);
    CHECK(one.level(one.b, one.a) == one.expected);
  }
}

TEST_CASE("names that sound alike share a code")
{
  for (const auto& [a, b] :
       {std::pair{"stephan", "stefan"}, {"philips", "fillips"}, {"zoltermond", "zoltermont"}, {"meyer", "maier"}}) {
    CAPTURE(a);
    CHECK(sound_of(a) == sound_of(b));
  }
  CHECK(sound_of("smith") != sound_of("jones"));
}

TEST_CASE("a short form knows every name it may stand for")
{
  const auto classes = given_name_classes("bert");
  for (const std::string_view full : {"albert", "bertram", "robert"}) {
    CHECK(std::find(classes.begin(), classes.end(), full) != classes.end());
  }
  CHECK(given_name_classes("zoltan") == std::vector<std::string_view>{"zoltan"});
}

// The expression language: what it accepts, where it points when it does not, what it asks of an instance.

#include <tilores/model/insights.hpp>
#include <tilores/model/insights_literal.hpp>
#include <tilores/model/insights_values.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>

using namespace tilores;
using namespace tilores::model;

namespace {

Record record(std::string id, std::string json)
{
  auto document = JsonDocument::parse(std::move(json));
  REQUIRE(document);
  return {std::move(id), std::make_shared<const JsonDocument>(std::move(*document))};
}

Entity sample()
{
  Entity entity;
  entity.records.push_back(
    record("a", R"({"id":"a","SOURCE":"Transaction","AMOUNT":"10.50","TAGS":["x","y"],"N":{"V":1,"W":2}})"));
  entity.records.push_back(record("b", R"({"id":"b","SOURCE":"transaction","AMOUNT":"4.5","TAGS":["X"]})"));
  entity.records.push_back(
    record("c", R"({"id":"c","SOURCE":"Contact","AMOUNT":null,"CREATED":"2024-01-02T00:00:00Z"})"));
  entity.edges = {{"a", "b", "R1"}, {"b", "c", "R2"}, {"c", "a", "R1"}};
  entity.duplicates = {{"a", {"z"}}};
  return entity;
}

std::string value(std::string_view expression)
{
  CAPTURE(expression);
  const auto insight = parse_insight(expression);
  REQUIRE_MESSAGE(insight, insight.error().message);
  const auto result = evaluate(*insight, sample());
  REQUIRE_MESSAGE(result, result.error().message);
  return *result;
}

std::string error(std::string_view expression)
{
  const auto insight = parse_insight(expression);
  REQUIRE_FALSE(insight);
  CHECK(insight.error().kind == ErrorKind::usage);
  return insight.error().message + (insight.error().hint.empty() ? "" : " | " + insight.error().hint);
}

} // namespace

TEST_CASE("insights are chained with dots and give JSON")
{
  CHECK(value(R"(filter(conditions: [{field: "SOURCE", equals: "Transaction"}]).sum(field: "AMOUNT"))") == "15");
  CHECK(value(R"(group(fields: ["SOURCE"]).count)") == "[2,1]");
  CHECK(value(R"(sort(criteria: {field: "AMOUNT", direction: DESC}).first { id N { V } })") ==
        R"({"id":"c","N":null})");
  CHECK(value(R"(sort(criteria: [{field: "AMOUNT"}]) . last { id })") == R"({"id":"c"})");
  CHECK(value(R"(limit(count: 1).records { id N { W } })") == R"([{"id":"a","N":{"W":2}}])");
  CHECK(value(R"(limit(count: 1, offset: 1))") == R"([{"id":"b","SOURCE":"transaction","AMOUNT":"4.5","TAGS":["X"]}])");
  CHECK(value(R"(group(fields: "SOURCE").group(fields: "id").values(field: "id"))") == R"([[["a"],["b"]],[["c"]]])");
  CHECK(value(R"(flattenDistinct(field: "TAGS"))") == R"(["x","y"])");
  CHECK(value(R"(recordInsights.count())") == "3");
  CHECK(value("# how many\n count") == "3");
  CHECK(value(R"(newest(field: "CREATED") { id })") == R"({"id":"c"})");
  CHECK(value(R"(newest(field: "NOPE"))") == "null");
  CHECK(value(R"(filter(conditions: [{field: "SOURCE", equals: null, startsWith: null}]).count)") == "3");
}

TEST_CASE("texts may be written with escapes and as blocks")
{
  Entity entity;
  entity.records.push_back(record("a", "{\"id\":\"a\",\"V\":\"say \\\"\\u00e9\\ud83d\\ude00\\\"\\n\"}"));
  for (const char* text :
       {R"("say \"\u00e9\ud83d\ude00\"\n")", R"("say \"\u{E9}\u{1F600}\"\n")", "\"say \\\"\u00e9\U0001F600\\\"\\n\""}) {
    CAPTURE(text);
    const auto insight = parse_insight("filter(conditions: [{field: \"V\", equals: " + std::string(text) + "}]).count");
    REQUIRE(insight);
    CHECK(*evaluate(*insight, entity) == "1");
  }
  const auto block = parse_insight("values(field: \"\"\"\n    V\n  \"\"\")");
  REQUIRE(block);
  CHECK(block->fields == std::vector<std::string>{"V"});
}

TEST_CASE("a text that is not UTF-8 is refused, as no JSON could hold it")
{
  for (const char* const text : {"\"\x86\"", "\"\"\"a\xff\"\"\""}) {
    const auto literal = parse_literal(text);
    REQUIRE_FALSE(literal.has_value());
    CHECK(literal.error().kind == ErrorKind::usage);
  }
}

TEST_CASE("edge insights are addressed by edgeInsights or edges")
{
  CHECK(value("edges.count") == "3");
  CHECK(
    value("edgeInsights.frequencyDistribution") ==
    R"([{"value":"R2","frequency":1,"percentage":0.3333333333333333},{"value":"R1","frequency":2,"percentage":0.6666666666666666}])");
  CHECK(value("edges.frequencyDistribution(top: 1, direction: DESC)") ==
        R"([{"value":"R1","frequency":2,"percentage":0.6666666666666666}])");
  CHECK(value(R"(edges.matrix(links: ["duplicate"]))") == R"([{"a":"a","b":"z","links":{"duplicate":true}}])");
  CHECK(value("edges.matrix(links: [])") == "[]");
}

TEST_CASE("errors point at the column and the nearest name, never at a text's content")
{
  struct Case {
    const char* text;
    const char* expected;
  };
  for (const Case& c : {
         Case{"summ(field: \"A\")", "column 1: unknown insight 'summ' | did you mean 'sum'?"},
         Case{"filter(conditions: []).averge(field: \"A\")",
              "column 24: unknown insight 'averge' | did you mean 'average'?"},
         Case{"sum(feild: \"A\")", "column 5: sum has no argument 'feild' | did you mean 'field'?"},
         Case{"sum", "column 1: sum needs the argument 'field' | write sum(field: …)"},
         Case{"sum(field: null)", "column 1: sum needs the argument 'field' | write sum(field: …)"},
         Case{
           "sum(\"A\")",
           "column 5: an argument's name and ':' are missing | arguments are written NAME: VALUE, as in sum(field: …)"},
         Case{"sum(field: A)", "column 12: field takes a text | texts stand in double quotes"},
         Case{"sum(field: $x)", "column 12: variables cannot be used here | write the value itself"},
         Case{"sum(field: \"A\", field: \"B\")", "column 17: 'field' is given twice"},
         Case{"sum(field: \"A\"", "column 15: ')' is missing"},
         Case{"sum(field: \"secret", "column 19: the closing '\"' of a text is missing"},
         Case{"count.first",
              "column 6: nothing can follow count | only filter, sort, group and limit are followed by a function"},
         Case{"count { id }", "column 9: count gives no records to select from"},
         Case{"first { }", "column 10: a field's name is missing"},
         Case{"limit(count: 1.5)", "column 14: count takes a whole number of at most 32 bits"},
         Case{"limit(count: 99999999999)", "column 14: count takes a whole number of at most 32 bits"},
         Case{"sort(criteria: [{field: \"A\", direction: \"DESC\"}])",
              "column 41: direction takes ASC or DESC | write it without quotes"},
         Case{"sort(criteria: [{field: \"A\", direction: DSC}])",
              "column 41: direction takes ASC or DESC | did you mean ASC?"},
         Case{"filter(conditions: [{fild: \"A\"}])", "column 28: a condition has no 'fild' | did you mean 'field'?"},
         Case{"filter(conditions: [{equals: 1}])", "column 21: each condition takes a field"},
         Case{"filter(conditions: [{field: \"A\", equals: Paid}])",
              "column 42: equals takes a text, number, true or false | texts stand in double quotes"},
         Case{"filter(conditions: [{field: \"A\", after: \"2024-01-02\"}])",
              "column 41: after takes a time | for example \"2026-01-31T00:00:00Z\""},
         Case{"filter(conditions: [{field: \"A\", lessThan: \"5\"}])",
              "column 44: lessThan takes a number | numbers stand without quotes"},
         Case{"edges.sum(field: \"A\")",
              "column 7: unknown edge insight 'sum' | known: count, frequencyDistribution, matrix"},
         Case{
           "",
           "column 1: a function is missing | known: filter, sort, group, limit, records, first, last, newest, oldest, "
           "count, countDistinct, values, valuesDistinct, frequencyDistribution, average, max, median, min, sum, "
           "standardDeviation, confidence, flatten, flattenDistinct"},
       }) {
    CAPTURE(c.text);
    CHECK(error(c.text) == c.expected);
  }
  CHECK(error("sum(field: \"" + std::string(70'000, 'x') + "\")") == "an insight expression is longer than 64 KiB");
  CHECK(error("count" + std::string("\xff")).find("invalid UTF-8") != std::string::npos);
}

TEST_CASE("deep nesting and long chains are refused, not followed")
{
  CHECK(error("values(field: " + std::string(30'000, '[')).find("nested too deeply") != std::string::npos);
  CHECK(error("filter(conditions: {field: \"A\", equals: " + std::string(20, '[')).find("nested too deeply") !=
        std::string::npos);
  CHECK(error("first " +
              [] {
                std::string s;
                for (int i = 0; i < 5'000; ++i) {
                  s += "{ a ";
                }
                return s;
              }())
          .find("nested too deeply") != std::string::npos);
  std::string chain = "limit(count: 1)";
  for (int i = 0; i < 200; ++i) {
    chain += ".limit(count: 1)";
  }
  CHECK(error(chain).find("more than 64 functions") != std::string::npos);
  CHECK_FALSE(parse_insight(std::string(60'000, '(')));
}

TEST_CASE("every field path an insight reads is listed once")
{
  const auto insight =
    parse_insight(R"(filter(conditions: [{field: "B", isNull: false}]).sort(criteria: [{field: "A.0.x"}])
    .group(fields: ["A.0.x", "C.*.d"]).first { id N { W } })");
  REQUIRE(insight);
  CHECK(insight->fields == std::vector<std::string>{"A.0.x", "B", "C.*.d", "N.W", "id"});
  CHECK(schema_path("CREDIT_RESPONSE.CREDIT_SCORE.0.Value") == "CREDIT_RESPONSE.CREDIT_SCORE.Value");
  CHECK(schema_path("C.*.d.-1") == "C.d");
  CHECK(schema_path("EMAIL") == "EMAIL");
}

TEST_CASE("insights get unique names, their own or their function's")
{
  const std::vector<std::string> texts{"total=sum(field: \"A\")", "count", "count", " n = edges.count",
                                       "filter(conditions: [{field: \"A\", equals: \"x=y\"}]).count"};
  const auto insights = parse_insights(texts);
  REQUIRE(insights);
  std::vector<std::string> names;
  for (const Insight& one : *insights) {
    names.push_back(one.name);
  }
  CHECK(names == std::vector<std::string>{"total", "count", "count_2", "n", "count_3"});
  CHECK_FALSE(parse_insights(std::vector<std::string>{"a=count", "a=first"}));
  CHECK_FALSE(parse_insights(std::vector<std::string>{"a-b=count"}));
  CHECK_FALSE(parse_insights(std::vector<std::string>{"__a=count"}));
  const auto wrong = parse_insights(std::vector<std::string>{"total=sum"});
  REQUIRE_FALSE(wrong);
  CHECK(describe(wrong.error()) == "insight 'total': column 1: sum needs the argument 'field'");
}

TEST_CASE("an insight is printed as a GraphQL selection and its answer unwrapped again")
{
  struct Case {
    const char* expression;
    const char* selection;
    const char* answer;
    const char* result;
  };
  for (
    const Case& c : {
      Case{
        R"(filter(conditions:[{field:"S",equals:"T\"x",invert:null}]).sum(field:"A"))",
        R"(recordInsights { v: filter(conditions: [{field: "S", equals: "T\"x", invert: null}]) { sum(field: "A") } })",
        R"({"recordInsights":{"v":{"sum":5}}})", "5"},
      Case{"group(fields: [\"S\"]).limit(count: 2).count",
           "recordInsights { v: group(fields: [\"S\"]) { limit(count: 2) { count } } }",
           R"({"recordInsights":{"v":[{"limit":{"count":1}},{"limit":{"count":2}}]}})", "[1,2]"},
      Case{"first", "recordInsights { v: first { id EMAIL } }", R"({"recordInsights":{"v":{"id":"a", "EMAIL":null}}})",
           R"({"id":"a","EMAIL":null})"},
      Case{"newest(field: \"D\") { N { V } }", "recordInsights { v: newest(field: \"D\") { N { V } } }",
           R"({"recordInsights":{"v":null}})", "null"},
      Case{"sort(criteria: [{field: \"A\", direction: DESC}])",
           "recordInsights { v: sort(criteria: [{field: \"A\", direction: DESC}]) { records { id EMAIL } } }",
           R"({"recordInsights":{"v":{"records":[]}}})", "[]"},
      Case{"frequencyDistribution(field: \"A\", top: 3)",
           "recordInsights { v: frequencyDistribution(field: \"A\", top: 3) { value frequency percentage } }",
           R"({"recordInsights":{"v":[]}})", "[]"},
      Case{"edges.matrix", "duplicates edgeInsights { v: matrix { a b links } }", R"({"edgeInsights":{"v":[]}})", "[]"},
      Case{"edges.count", "edgeInsights { v: count }", R"({"edgeInsights":{"v":7}})", "7"},
    }) {
    CAPTURE(c.expression);
    const auto insight = parse_insight(c.expression);
    REQUIRE(insight);
    CHECK(to_graphql_selection(*insight, "v", "id EMAIL") == c.selection);
    const auto answer = JsonDocument::parse(c.answer);
    REQUIRE(answer);
    CHECK(*from_graphql_answer(*insight, "v", answer->root()) == c.result);
    const auto empty = JsonDocument::parse(R"({"recordInsights":{},"edgeInsights":3})");
    CHECK_FALSE(from_graphql_answer(*insight, "v", empty->root()));
  }
}

TEST_CASE("a value that fits no number or time fails the insight without repeating it")
{
  for (const char* expression : {"sum(field: \"SOURCE\")", "newest(field: \"SOURCE\")", "flatten(field: \"SOURCE\")",
                                 "filter(conditions: [{field: \"SOURCE\", lessThan: 1, invert: true}]).count",
                                 "filter(conditions: [{field: \"SOURCE\", until: \"2024-01-01T00:00:00Z\"}])"}) {
    CAPTURE(expression);
    const auto insight = parse_insight(expression);
    REQUIRE(insight);
    const auto result = evaluate(*insight, sample());
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == ErrorKind::bad_data);
    CHECK(result.error().message.find("'SOURCE'") != std::string::npos);
    CHECK(describe(result.error()).find("ransaction") == std::string::npos);
  }
  const auto regex = parse_insight(R"x(filter(conditions: [{field: "SOURCE", likeRegex: "(?=x)"}]))x");
  REQUIRE(regex);
  CHECK(evaluate(*regex, sample()).error().kind == ErrorKind::usage);
}

TEST_CASE("countDistinct refuses a product of arrays that would not end")
{
  std::string json = "{\"id\":\"a\",\"V\":[0";
  for (int i = 1; i < 1'500; ++i) {
    json += "," + std::to_string(i);
  }
  Entity entity;
  entity.records.push_back(record("a", json + "]}"));
  CHECK(evaluate(*parse_insight(R"(countDistinct(fields: ["V.*", "V.*"]))"), entity).error().kind ==
        ErrorKind::unsupported);
  CHECK(*evaluate(*parse_insight(R"(countDistinct(fields: ["V.*"]))"), entity) == "1500");
}

TEST_CASE("numbers are read and written as Go does")
{
  struct Text {
    double value;
    const char* expected;
  };
  for (const Text& c :
       {Text{1234567, "1.234567e+06"}, Text{100000, "100000"}, Text{1e6, "1e+06"}, Text{0.0001, "0.0001"},
        Text{0.00001234, "1.234e-05"}, Text{-2.5, "-2.5"}, Text{999999.5, "999999.5"}, Text{1e100, "1e+100"},
        Text{0, "0"}, Text{-0.0, "-0"}, Text{0.1 + 0.2, "0.30000000000000004"}}) {
    CHECK(float_text(c.value) == c.expected);
  }
  struct Number {
    const char* text;
    double expected;
  };
  for (const Number& c :
       {Number{"0150", 150}, Number{"8e2", 800}, Number{"+1.", 1}, Number{".5", 0.5}, Number{"-Inf", -1.0 / 0.0},
        Number{"INFINITY", 1.0 / 0.0}, Number{"0x1p-2", 0.25}, Number{"0X_A.8p0", 10.5}, Number{"1_000.5", 1000.5},
        Number{"1e-400", 0}, Number{"-0", 0}, Number{"1E+2", 100}, Number{"0.0000e999", 0}}) {
    CAPTURE(c.text);
    REQUIRE(parse_go_float(c.text));
    CHECK(*parse_go_float(c.text) == c.expected);
  }
  CHECK(std::isnan(*parse_go_float("NaN")));
  for (const char* text :
       {"",   " 1",      "1 ", "1e400", "-1e400", "0x1", "0x",  "1__0",  "_1",   "1_",  "1_.5",  "+nan",
        "in", "infinit", ".",  "-",     "1e",     "1e+", "1,5", "1.2.3", "0xp1", "--1", "\u0661"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_go_float(text));
  }
}

TEST_CASE("times are read in the two forms Go is given")
{
  const auto base = parse_go_time("2024-01-02T10:00:00Z");
  REQUIRE(base);
  CHECK(base->seconds == 1704189600);
  for (const char* text :
       {"2024-01-02T12:00:00+02:00", "2024-01-02T10:00:00", "2024-01-02T10:00:00.000000000", "2024-01-02T10:00:00,0Z",
        "2024-01-01T10:00:00-24:00", "2024-01-02T10:00:00.0000000000001Z"}) {
    CAPTURE(text);
    REQUIRE(parse_go_time(text));
    CHECK(*parse_go_time(text) == *base);
  }
  CHECK(parse_go_time("2024-01-02T1:00:00Z"));
  CHECK(parse_go_time("2024-01-02T10:00:00.5")->nanoseconds == 500'000'000);
  CHECK(*parse_go_time("2024-01-02T10:00:00.000001Z") > *base);
  CHECK(parse_go_time("2024-02-29T00:00:00Z"));
  for (const char* text :
       {"2024-01-02", "2024-01-02 10:00:00", "2023-02-29T00:00:00Z", "2024-01-02T24:00:00Z", "2024-01-02T10:00:60Z",
        "2024-01-02T10:00Z", "2024-01-02T10:00:00z", "2024-01-02t10:00:00Z", "2024-01-02T10:00:00+0200",
        "2024-01-02T10:00:00+25:00", "2024-01-02T10:00:00.Z", " 2024-01-02T10:00:00Z", "24-01-02T10:00:00Z", ""}) {
    CAPTURE(text);
    CHECK_FALSE(parse_go_time(text));
  }
}

TEST_CASE("arrays and objects become JSON text with sorted keys and Go's escapes")
{
  const auto document = JsonDocument::parse(R"({"b":[1234567,1e21,1e-7,0.5,true,null],"a":"<É&>\b\u0001","b2":{}})");
  REQUIRE(document);
  CHECK(value_text(document->root(), true) ==
        "{\"a\":\"\\u003c\u00c9\\u0026\\u003e\\b\\u0001\",\"b\":[1234567,1e+21,1e-7,0.5,true,null],\"b2\":{}}");
  CHECK(lower_case("STRAẞE İI Ünal ΑΣ") == "straße ii ünal ασ");
}

TEST_CASE("random text never breaks the parser")
{
  rc::check("bytes", [](const std::string& text) {
    const auto insight = parse_insight(text);
    if (!insight) {
      RC_ASSERT(insight.error().kind == ErrorKind::usage);
    }
  });
  static const std::vector<std::string> k_tokens{"filter",
                                                 "(",
                                                 ")",
                                                 "conditions",
                                                 ":",
                                                 "[",
                                                 "]",
                                                 "{",
                                                 "}",
                                                 "field",
                                                 "\"A\"",
                                                 "equals",
                                                 "1",
                                                 "-2.5e3",
                                                 "true",
                                                 "null",
                                                 ".",
                                                 "sum",
                                                 "count",
                                                 "group",
                                                 "fields",
                                                 "edges",
                                                 "$",
                                                 "\"\"\"",
                                                 "\\",
                                                 "\"",
                                                 ",",
                                                 "#",
                                                 "\n",
                                                 "DESC",
                                                 "sort",
                                                 "criteria",
                                                 "direction",
                                                 "first",
                                                 "id",
                                                 "after",
                                                 "\"2024-01-02T10:00:00Z\"",
                                                 "like",
                                                 "top",
                                                 " "};
  rc::check("tokens", [] {
    const auto picks = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, k_tokens.size()));
    std::string text;
    for (const std::size_t pick : picks) {
      text += k_tokens[pick];
    }
    if (const auto insight = parse_insight(text)) {
      static_cast<void>(evaluate(*insight, sample()));
    }
  });
}

TEST_CASE("what is printed for an instance reads back as the same question")
{
  rc::check([](const std::string& raw, bool flag, int number) {
    std::string text;
    append_graphql_string(text, raw);
    const auto insight =
      parse_insight("filter(conditions: [{field: " + text + ", equals: [" + text + ", " + std::to_string(number) +
                    "], caseSensitive: " + (flag ? "true" : "false") + "}]).count");
    RC_ASSERT(insight.has_value());
    const std::string printed = to_graphql_selection(*insight, "v", "id");
    const std::string inner = printed.substr(printed.find("filter"), printed.find(" { count") - printed.find("filter"));
    const auto again = parse_insight(inner + ".count");
    RC_ASSERT(again.has_value());
    RC_ASSERT(to_graphql_selection(*again, "v", "id") == printed);
    RC_ASSERT(again->fields == insight->fields);
  });
}

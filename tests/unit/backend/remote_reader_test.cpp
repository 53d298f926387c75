#include <tilores/backend/remote.hpp>
#include <tilores/backend/remote_instance.hpp>

#include <tilores/base/file.hpp>

#include <support/fake_clock.hpp>
#include <support/replay_transport.hpp>

#include <doctest/doctest.h>

using namespace tilores;
using namespace tilores::backend;
using test::FakeClock;
using test::ReplayTransport;

namespace {

constexpr const char* k_api = "https://api.example.com/";

class FixedToken final : public net::TokenSource {
public:
  Result<Secret> token(const CallContext&) override { return Secret("t1"); }
  Result<Secret> renew(const Secret&, const CallContext&) override
  {
    ++renewals;
    return Secret("t2");
  }
  int renewals = 0;
};

// A small instance: enough of the schema to see what is asked for.
constexpr const char* k_schema = R"({"__schema":{"queryType":{"name":"Query"},"mutationType":null,"types":[
  {"kind":"OBJECT","name":"Query","fields":[
    {"name":"search","args":[],"type":{"kind":"OBJECT","name":"SearchOutput"}},
    {"name":"entity","args":[],"type":{"kind":"OBJECT","name":"EntityOutput"}}]},
  {"kind":"OBJECT","name":"SearchOutput","fields":[{"name":"entities","args":[],"type":{"kind":"OBJECT","name":"Entity"}}]},
  {"kind":"INPUT_OBJECT","name":"SearchInput","inputFields":[{"name":"parameters","type":{"kind":"INPUT_OBJECT","name":"SearchParams"}}]},
  {"kind":"INPUT_OBJECT","name":"SearchParams","inputFields":[
    {"name":"EMAIL","type":{"kind":"SCALAR","name":"String"}},
    {"name":"AGE","type":{"kind":"SCALAR","name":"Int"}},
    {"name":"CARD_NUMBER","type":{"kind":"SCALAR","name":"String"}}]},
  {"kind":"OBJECT","name":"Entity","fields":[
    {"name":"id","args":[],"type":{"kind":"SCALAR","name":"ID"}},
    {"name":"edges","args":[],"type":{"kind":"SCALAR","name":"String"}},
    {"name":"hits","args":[],"type":{"kind":"SCALAR","name":"Hits"}},
    {"name":"hitScore","args":[],"type":{"kind":"SCALAR","name":"Float"}}]},
  {"kind":"OBJECT","name":"Record","fields":[
    {"name":"id","args":[],"type":{"kind":"SCALAR","name":"ID"}},
    {"name":"EMAIL","args":[],"type":{"kind":"SCALAR","name":"String"}},
    {"name":"STATUS","args":[],"type":{"kind":"SCALAR","name":"String"}},
    {"name":"CVV","args":[],"type":{"kind":"SCALAR","name":"String"}},
    {"name":"CREDIT","args":[],"type":{"kind":"OBJECT","name":"Credit"}}]},
  {"kind":"OBJECT","name":"Credit","fields":[{"name":"Value","args":[],"type":{"kind":"SCALAR","name":"String"}}]}]}})";

struct Fixture {
  FakeClock clock;
  std::shared_ptr<ReplayTransport> transport = std::make_shared<ReplayTransport>();
  std::shared_ptr<FixedToken> tokens = std::make_shared<FixedToken>();
  std::shared_ptr<Reader> reader;
  CallContext ctx;

  explicit Fixture(std::string known = k_schema)
  {
    RemoteSettings settings;
    settings.api_url = k_api;
    settings.known_schema = [known](const CallContext&) { return known; };
    reader = make_remote_reader(make_remote_instance(std::move(settings), transport, tokens));
    ctx.clock = &clock;
  }
  void answer(std::string body, int status = 200, ReplayTransport::Match match = {})
  {
    transport->expect("POST", k_api, status, std::move(body), {{"content-type", "application/json"}}, std::move(match));
  }
  void broken(ErrorKind kind) { transport->expect("POST", k_api, Result<net::HttpResponse>(fail(kind, "no"))); }
};

ReplayTransport::Match contains(std::string text)
{
  return
    [text = std::move(text)](const net::HttpRequest& request) { return request.body.find(text) != std::string::npos; };
}

SearchRequest by_email() { return {{{"EMAIL", "ada@example.com"}}, "default", 1, 20}; }

} // namespace

TEST_CASE("a search asks only for what the instance has, with variables and a bearer token")
{
  Fixture f;
  f.answer(
    R"({"data":{"search":{"entities":[
    {"id":"e2","hits":{"r2":["R_EMAIL"]},"hitScore":0.5,"edges":[],"records":[{"id":"r2","EMAIL":"b@example.com","STATUS":null,"CREDIT":null}]},
    {"id":"e1","hits":{"r1":["R_EMAIL"]},"hitScore":1,"edges":["r1:r3:R_PHONE"],
     "records":[{"id":"r3","EMAIL":null,"STATUS":"Active","CREDIT":{"Value":"700"}},{"id":"r1","EMAIL":"ada@example.com"}]}]}}})",
    200, [](const net::HttpRequest& request) {
      return request.body ==
               R"({"query":"query Search($in: SearchInput!) { search(input: $in) { entities { id edges hits hitScore )"
               R"(records { id EMAIL STATUS CREDIT { Value } } } } }",)"
               R"("variables":{"in":{"parameters":{"EMAIL":"ada@example.com"}}},"operationName":"Search"})" &&
             request.secret_headers.at(0).second.reveal() == "Bearer t1" && request.idempotent && request.gzip;
    });
  const auto page = f.reader->search(by_email(), f.ctx);
  REQUIRE(page);
  REQUIRE(page->entities.size() == 2);
  CHECK(page->total == 2);
  const auto& best = page->entities[0];
  CHECK(best.id == "e1");
  CHECK(best.edges == std::vector<model::Edge>{{"r1", "r3", "R_PHONE"}});
  CHECK(best.hits.at(0).rules == std::vector<std::string>{"R_EMAIL"});
  CHECK(best.records.at(1).document->source() == R"({"id":"r3","STATUS":"Active","CREDIT":{"Value":"700"}})");
  CHECK_FALSE(best.partial);
}

TEST_CASE("every answer that is not a result becomes a typed error without the answer's text")
{
  const std::string value = "ada@example.com";
  struct Case {
    std::string name;
    int status;
    std::string body;
    std::string type;
    ErrorKind kind;
  };
  for (const auto& [name, status, body, type, kind] : std::vector<Case>{
         {"errors, data null", 200, R"({"errors":[{"message":"ada@example.com"}],"data":null})", "application/json",
          ErrorKind::unavailable},
         {"errors, field null", 200, R"({"errors":[{"message":"x","path":["search"]}],"data":{"search":null}})",
          "application/json", ErrorKind::unavailable},
         {"scope missing", 200,
          R"({"errors":[{"message":"access denied, required privilege: tilores/query.search"}],"data":null})",
          "application/json", ErrorKind::forbidden},
         {"throttled inside", 200, R"({"errors":[{"message":"x","extensions":{"code":"THROTTLED"}}],"data":null})",
          "application/json", ErrorKind::rate_limited},
         {"internal inside", 200,
          R"({"errors":[{"message":"x","extensions":{"code":"INTERNAL_SERVER_ERROR"}}],"data":null})",
          "application/json", ErrorKind::unavailable},
         {"bad request", 400, R"({"errors":[{"message":"ada@example.com"}]})", "application/json", ErrorKind::bad_data},
         {"forbidden", 403, R"({"message":"Forbidden"})", "application/json", ErrorKind::forbidden},
         {"wrong address", 404, "{}", "application/json", ErrorKind::config},
         {"redirect", 302, "", "text/html", ErrorKind::config},
         {"throttled", 429, R"({"message":"Too Many Requests"})", "application/json", ErrorKind::rate_limited},
         {"gateway", 503, R"({"message":"Service Unavailable"})", "application/json", ErrorKind::unavailable},
         {"gateway timeout", 504, R"({"message":"Endpoint request timed out"})", "application/json",
          ErrorKind::unavailable},
         {"proxy page", 502, "<html>ada@example.com</html>", "text/html", ErrorKind::unavailable},
         {"page with 200", 200, "<html>ada@example.com</html>", "text/html", ErrorKind::bad_data},
         {"truncated", 200, R"({"data":{"search":{"entities":[{"id":"ada@exam)", "application/json",
          ErrorKind::bad_data},
         {"trailing rubbish", 200, R"({"data":{"search":{"entities":[]}}}})", "application/json", ErrorKind::bad_data},
         {"empty", 200, "", "application/json", ErrorKind::bad_data},
         {"null", 200, "null", "application/json", ErrorKind::bad_data},
         {"array", 200, "[]", "application/json", ErrorKind::bad_data},
         {"not UTF-8", 200, "{\"data\":{\"search\":{\"entities\":[{\"id\":\"\xff\"}]}}}", "application/json",
          ErrorKind::bad_data},
         {"too deep", 200, "{\"data\":" + std::string(5000, '[') + std::string(5000, ']') + "}", "application/json",
          ErrorKind::bad_data},
         {"entity without id", 200, R"({"data":{"search":{"entities":[{"hits":{}}]}}})", "application/json",
          ErrorKind::bad_data},
         {"search without entities", 200, R"({"data":{"search":{}}})", "application/json", ErrorKind::bad_data},
       }) {
    CAPTURE(name);
    Fixture f;
    f.transport->expect("POST", k_api, status, body, {{"content-type", type}});
    const auto page = f.reader->search(by_email(), f.ctx);
    REQUIRE_FALSE(page);
    CHECK(to_string(page.error().kind) == to_string(kind));
    CHECK(describe(page.error()).find(value) == std::string::npos);
    CHECK(page.error().message.find('\n') == std::string::npos);
  }
}

TEST_CASE("an unknown entity is nothing, not an error; a byte order mark is accepted")
{
  Fixture f;
  f.answer("\xEF\xBB\xBF{\"data\":{\"entity\":{\"entity\":null}}}");
  const auto entity = f.reader->entity("e9", f.ctx);
  REQUIRE(entity);
  CHECK_FALSE(*entity);
}

TEST_CASE("an entity that is null beside errors is an error")
{
  Fixture f;
  f.answer(R"({"data":{"entity":{"entity":null}},"errors":[{"message":"x","path":["entity","entity","edges"]}]})");
  const auto entity = f.reader->entity("e9", f.ctx);
  REQUIRE_FALSE(entity);
  CHECK(entity.error().kind == ErrorKind::unavailable);
}

TEST_CASE("data beside errors is delivered and marked as a part")
{
  Fixture f;
  f.answer(
    R"({"data":{"entity":{"entity":{"id":"e1","records":[{"id":"r1"}]}}},"errors":[{"message":"x","path":["entity"]}]})");
  const auto entity = f.reader->entity("e1", f.ctx);
  REQUIRE(entity);
  REQUIRE(*entity);
  CHECK((*entity)->partial);
}

TEST_CASE("a refused token is renewed once for a stranger, and more often for who was let in before")
{
  Fixture f;
  SUBCASE("never let in")
  {
    f.answer(R"({"message":"Unauthorized"})", 401);
    f.answer(R"({"message":"Unauthorized"})", 401);
    const auto refused = f.reader->search(by_email(), f.ctx);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::auth);
    CHECK(f.tokens->renewals == 1);
    return;
  }
  f.answer(R"({"message":"Unauthorized"})", 401);
  f.answer(R"({"data":{"search":{"entities":[]}}})");
  CHECK(f.reader->search(by_email(), f.ctx)->entities.empty());
  f.answer(R"({"errors":[{"message":"x","extensions":{"code":"UNAUTHENTICATED"}}],"data":null})");
  for (int i = 0; i < 3; ++i) {
    f.answer(R"({"message":"Unauthorized"})", 401);
  }
  const auto refused = f.reader->search(by_email(), f.ctx);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::auth);
  CHECK(f.tokens->renewals == 4);
}

TEST_CASE("a schema that has moved on is learnt again and the request repeated")
{
  std::string old = k_schema;
  old.replace(old.find("STATUS"), 6, "GONE_1");
  Fixture f(old);
  f.answer(R"({"errors":[{"message":"Cannot query field"}],"data":null})", 422, contains("GONE_1"));
  f.answer("{\"data\":" + std::string(k_schema) + "}", 200, contains("IntrospectionQuery"));
  f.answer(R"({"data":{"search":{"entities":[]}}})", 200, contains("STATUS"));
  CHECK(f.reader->search(by_email(), f.ctx));
  f.answer("{}", 422);
  f.answer("{\"data\":" + std::string(k_schema) + "}");
  f.answer("{}", 422);
  const auto page = f.reader->search(by_email(), f.ctx);
  REQUIRE_FALSE(page);
  CHECK(page.error().kind == ErrorKind::unsupported);
}

TEST_CASE("an instance that keeps its schema to itself is asked by the catalogue")
{
  Fixture f("");
  f.answer(R"({"errors":[{"message":"introspection disabled"}],"data":{"__schema":null}})", 200,
           contains("IntrospectionQuery"));
  f.answer(R"({"data":{"search":{"entities":[]}}})", 200, contains("CREDIT_RESPONSE"));
  CHECK(f.reader->search(by_email(), f.ctx));
}

TEST_CASE("an answer over 6 MiB is fetched in halves and joined by record id")
{
  const std::string too_large =
    R"({"errors":[{"message":"Response body too large: 7000000 bytes (max 6291456)."}],"data":null})";
  Fixture f;
  f.answer(too_large, 400);
  f.answer(
    R"({"data":{"entity":{"entity":{"id":"e1","edges":["r1:r2:R"],"records":[{"id":"r2","EMAIL":"a@example.com"},{"id":"r1","EMAIL":null}]}}}})",
    200, contains("edges records { id EMAIL }"));
  f.answer(
    R"({"data":{"entity":{"entity":{"id":"e1","records":[{"id":"r1","STATUS":"Active","CREDIT":{"Value":"1"}},{"id":"r2"}]}}}})",
    200, contains("{ id records { id STATUS CREDIT { Value } }"));
  const auto entity = f.reader->entity("e1", f.ctx);
  REQUIRE(entity);
  REQUIRE(*entity);
  const auto& records = (*entity)->records;
  REQUIRE(records.size() == 2);
  CHECK(records[0].document->source() == R"({"id":"r1","STATUS":"Active","CREDIT":{"Value":"1"}})");
  CHECK(records[1].document->source() == R"({"id":"r2","EMAIL":"a@example.com"})");
  CHECK((*entity)->edges.size() == 1);
  CHECK_FALSE((*entity)->partial);

  f.answer(too_large, 400); // a search: first who, then each
  f.answer(R"({"data":{"search":{"entities":[{"id":"e1","hits":{"r1":["R"]},"hitScore":1,"edges":[]}]}}})", 200,
           contains("entities { id edges hits hitScore }"));
  f.answer(R"({"data":{"entity":{"entity":{"id":"e1","records":[{"id":"r1"}]}}}})");
  const auto page = f.reader->search(by_email(), f.ctx);
  REQUIRE(page);
  CHECK(page->entities.at(0).records.size() == 1);
  CHECK(page->entities.at(0).hits.size() == 1);
}

TEST_CASE("a second part that is missing, of another entity or of other records is never taken for a whole answer")
{
  const std::string too_large = R"({"errors":[{"message":"Response body too large: 9 bytes (max 6)."}],"data":null})";
  const std::string first =
    R"({"data":{"entity":{"entity":{"id":"e1","records":[{"id":"r1","EMAIL":"a@example.com"}]}}}})";
  struct Case {
    std::string second;
    std::optional<ErrorKind> fails;
  };
  for (const Case& c : {Case{R"({"data":{"search":{"entities":[]}}})", ErrorKind::bad_data},
                        {R"({"data":{"entity":null}})", ErrorKind::bad_data},
                        {R"({"data":{"entity":{}}})", ErrorKind::bad_data},
                        {R"({"data":{"entity":{"entity":{"id":"e2","records":[{"id":"r1"}]}}}})", ErrorKind::bad_data},
                        {R"({"data":{"entity":{"entity":{"id":"e1","records":[]}}}})", std::nullopt}}) {
    CAPTURE(c.second);
    Fixture f;
    f.answer(too_large, 400);
    f.answer(first);
    f.answer(c.second);
    const auto entity = f.reader->entity("e1", f.ctx);
    CHECK((entity ? std::nullopt : std::optional(entity.error().kind)) == c.fails);
    CHECK((!entity || (*entity)->partial)); // its records changed between the two requests
  }
  Fixture gone;
  gone.answer(too_large, 400);
  gone.answer(first);
  gone.answer(R"({"data":{"entity":{"entity":null}}})");
  const auto entity = gone.reader->entity("e1", gone.ctx);
  REQUIRE(entity);
  CHECK_FALSE(*entity);
}

TEST_CASE("an entity that is gone before its records are fetched is not counted")
{
  Fixture f;
  f.answer(R"({"errors":[{"message":"Response body too large: 9 bytes (max 6)."}],"data":null})", 400);
  f.answer(R"({"data":{"search":{"entities":[{"id":"e1","hits":{}},{"id":"e2","hits":{}}]}}})");
  f.answer(R"({"data":{"entity":{"entity":{"id":"e1","records":[{"id":"r1"}]}}}})");
  f.answer(R"({"data":{"entity":{"entity":null}}})");
  const auto page = f.reader->search(by_email(), f.ctx);
  REQUIRE(page);
  CHECK(page->entities.size() == 1);
  CHECK(page->total == 1);
}

TEST_CASE("when the deadline nears, the essential fields are asked for and the entity is marked")
{
  Fixture f;
  f.ctx.deadline = Deadline::after(Millis{2000}, f.clock);
  f.broken(ErrorKind::timeout);
  f.answer(R"({"data":{"entity":{"entity":{"id":"e1","records":[{"id":"r1","EMAIL":"a@example.com"}]}}}})", 200,
           contains("records { id EMAIL STATUS }"));
  const auto entity = f.reader->entity("e1", f.ctx);
  REQUIRE(entity);
  REQUIRE(*entity);
  CHECK((*entity)->partial);

  f.ctx.deadline = {}; // a batch has none: no second, smaller try
  f.broken(ErrorKind::timeout);
  CHECK_FALSE(f.reader->entity("e1", f.ctx));
}

TEST_CASE("parameters are checked before anything is sent")
{
  Fixture f;
  struct Case {
    std::string field;
    std::string value;
    ErrorKind kind;
    std::string_view hint;
  };
  for (const auto& [field, value, kind, hint] : std::vector<Case>{
         {"EMIAL", "x", ErrorKind::usage, "EMAIL"},
         {"CARD_NUMBER", "x", ErrorKind::forbidden, ""},
         {"AGE", "old", ErrorKind::usage, ""},
       }) {
    CAPTURE(field);
    const auto page = f.reader->search({{{field, value}}, "default", 1, 20}, f.ctx);
    REQUIRE_FALSE(page);
    CHECK(to_string(page.error().kind) == to_string(kind));
    CHECK(page.error().hint.find(hint) != std::string::npos);
  }
  f.answer(R"({"data":{"search":{"entities":[]}}})", 200, contains("{\"AGE\":42}"));
  CHECK(f.reader->search({{{"AGE", "42"}}, "default", 1, 20}, f.ctx));
}

TEST_CASE("an instance that cannot sort is asked for all, and the page is cut here")
{
  Fixture f;
  f.answer(
    R"({"data":{"search":{"entities":[{"id":"c","hitScore":0.1,"records":[]},{"id":"b","hitScore":0.9,"records":[]},{"id":"a","hitScore":0.9,"records":[]}]}}})");
  auto request = by_email();
  request.page = 2;
  request.page_size = 2;
  const auto page = f.reader->search(request, f.ctx);
  REQUIRE(page);
  CHECK(page->total == 3);
  REQUIRE(page->entities.size() == 1);
  CHECK(page->entities[0].id == "c");
}

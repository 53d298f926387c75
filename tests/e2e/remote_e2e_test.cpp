// The remote backend over real sockets: curl, OAuth2, retries and all, against the Tilores double and the fault server
// that remote.sh starts.
#include <tilores/backend/cached.hpp>
#include <tilores/backend/remote.hpp>
#include <tilores/backend/remote_instance.hpp>
#include <tilores/model/insights.hpp>
#include <tilores/net/curl_transport.hpp>
#include <tilores/net/resilience.hpp>

#include <tilores/base/json.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/base/usage.hpp>

#include <contract/reader.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <thread>

using namespace tilores;
using namespace tilores::backend;

namespace {

std::string variable(const char* name)
{
  const char* value = std::getenv(name);
  REQUIRE_MESSAGE(value != nullptr, name, " is not set; run remote.sh");
  return value;
}

// For the long and the sanitized runs.
int number(const char* name, int otherwise)
{
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::atoi(value);
}

CallContext bounded(Millis timeout)
{
  CallContext ctx;
  ctx.timeout = timeout;
  return ctx;
}

// Writes every GraphQL operation down for validate.mjs.
class Recording final : public net::HttpTransport {
public:
  Recording(std::shared_ptr<net::HttpTransport> inner, std::string features)
    : m_inner(std::move(inner)), m_features(std::move(features)), m_out(variable("E2E_OPERATIONS"), std::ios::app)
  {
  }
  Result<net::HttpResponse> send(const net::HttpRequest& request, const CallContext& ctx) override
  {
    if (const auto body = JsonDocument::parse(request.body); body && body->root()["query"].is_string()) {
      std::string line;
      JsonWriter(line)
        .begin_object()
        .member("features", m_features)
        .member("query", body->root()["query"].text())
        .key("variables")
        .value(body->root()["variables"])
        .end_object();
      const std::lock_guard lock(m_mutex);
      if (m_seen.insert(line).second) {
        m_out << line << '\n' << std::flush;
      }
    }
    return m_inner->send(request, ctx);
  }
  Result<net::HttpResponse> stream(const net::HttpRequest& r, const CallContext& ctx,
                                   const net::BodySink& sink) override
  {
    return m_inner->stream(r, ctx, sink);
  }

private:
  std::shared_ptr<net::HttpTransport> m_inner;
  const std::string m_features;
  std::mutex m_mutex;
  std::set<std::string> m_seen;
  std::ofstream m_out;
};

class Double {
public:
  Double() : m_info(*JsonDocument::parse(variable("E2E_TILORES"))), m_curl(net::make_curl_transport({}))
  {
    control("POST", "/reset");
  }

  std::string control(const std::string& method, const std::string& path, const std::string& body = "{}") const
  {
    net::HttpRequest request;
    request.method = method;
    request.url = std::string(m_info.root()["control_url"].text()) + path;
    request.body = method == "GET" ? "" : body;
    request.headers = {{"Content-Type", "application/json"}};
    const auto answer = m_curl->send(request, bounded(Millis{10'000}));
    REQUIRE(answer);
    REQUIRE(answer->status == 200);
    return answer->body;
  }

  std::shared_ptr<RemoteInstance> instance(const std::string& features = "newest",
                                           net::ResilienceSettings resilience = {}) const
  {
    const auto transport =
      net::make_resilient_transport(std::make_shared<Recording>(m_curl, features), resilience, system_clock());
    net::OAuthSettings oauth;
    oauth.token_url = m_info.root()["token_url"].text();
    oauth.client_id = m_info.root()["client_id"].text();
    oauth.client_secret = Secret(std::string(m_info.root()["client_secret"].text()));
    RemoteSettings settings;
    settings.api_url = m_info.root()["api_url"].text();
    return make_remote_instance(std::move(settings), transport, net::make_token_source(oauth, transport));
  }

  std::int64_t counter(std::string_view name) const
  {
    const auto counters = JsonDocument::parse(control("GET", "/counters"));
    REQUIRE(counters);
    return counters->root()[name].integer().value_or(-1);
  }
  std::int64_t token_calls() const
  {
    const auto counters = JsonDocument::parse(control("GET", "/counters"));
    REQUIRE(counters);
    return counters->root()["token_requests"].integer().value_or(
      counters->root()["token"]["requests"].integer().value_or(-1));
  }

private:
  JsonDocument m_info;
  std::shared_ptr<net::HttpTransport> m_curl;
};

SearchRequest by(std::string field, std::string value)
{
  return {{{std::move(field), std::move(value)}}, "default", 1, 20};
}

} // namespace

TEST_CASE("a customer is found by search, entity and record, on new and old instances, without secrets")
{
  const Double tilores;
  for (const std::string features : {"newest", "recorded"}) {
    CAPTURE(features);
    tilores.control("POST", "/config", "{\"features\":\"" + features + "\",\"search_by_text\":false}");
    const auto reader = make_remote_reader(tilores.instance(features));
    const auto ctx = bounded(Millis{10'000});
    const auto page = reader->search(by("EMAIL", "ada@example.com"), ctx);
    REQUIRE(page);
    REQUIRE(page->entities.size() == 1);
    const auto& entity = page->entities.front();
    CHECK(page->total == 1);
    CHECK(entity.records.size() == 8);
    CHECK_FALSE(entity.hits.empty());
    CHECK_FALSE(entity.edges.empty());
    for (const auto& record : entity.records) {
      CHECK(record.document->source().find("MARKER") == std::string::npos);
      CHECK(record.document->source().find(":null") == std::string::npos);
    }
    const auto same = reader->entity(entity.id, ctx);
    REQUIRE(same);
    REQUIRE(*same);
    CHECK((*same)->records.size() == 8);
    const auto by_record = reader->entity_by_record("c1-deal", ctx);
    REQUIRE(by_record);
    REQUIRE(*by_record);
    CHECK((*by_record)->id == entity.id);
    CHECK_FALSE(*reader->entity("e0000000-0000-4000-8000-00000000ffff", ctx));
    CHECK(reader->search(by("EMAIL", "nobody@example.com"), ctx)->entities.empty());
  }
}

TEST_CASE("free text is read by the instances that can")
{
  const Double tilores;
  SearchRequest request;
  request.text = "is ada@example.com a customer?";
  const auto page = make_remote_reader(tilores.instance())->search(request, bounded(Millis{10'000}));
  REQUIRE(page);
  CHECK(page->entities.size() == 1);
  tilores.control("POST", "/config", R"({"features":"recorded","search_by_text":false})");
  const auto none = make_remote_reader(tilores.instance("recorded"))->search(request, bounded(Millis{10'000}));
  REQUIRE_FALSE(none);
  CHECK(none.error().kind == ErrorKind::unsupported);
}

TEST_CASE("insights computed here over the fetched records are those the instance computes itself")
{
  const Double service;
  const auto instance = service.instance();
  const auto reader = make_remote_reader(instance);
  const std::vector<std::string> texts = {
    // sorted where the order shows: an instance keeps records in an order of its own
    "n=count",
    R"(paid=filter(conditions: [{field: "SOURCE", equals: "Transaction"}]).sum(field: "TRANSACTION_AMOUNT"))",
    R"(mean=average(field: "TRANSACTION_AMOUNT"))",
    R"(middle=median(field: "TRANSACTION_AMOUNT"))",
    R"(emails=sort(criteria: [{field: "id"}]).valuesDistinct(field: "EMAIL"))",
    R"(sources=sort(criteria: [{field: "id"}]).frequencyDistribution(field: "SOURCE", direction: DESC))",
    R"(kinds=sort(criteria: [{field: "id"}]).group(fields: ["SOURCE"]).count)",
    R"(scores=sort(criteria: [{field: "id"}]).values(field: "CREDIT_RESPONSE.CREDIT_SCORE.*.Value"))",
    R"(last=filter(conditions: [{field: "GATEWAY_DATE", isNull: false}]).sort(criteria: [{field: "GATEWAY_DATE", direction: DESC}]).first{id SOURCE})",
    R"(some=sort(criteria: [{field: "id"}]).limit(count: 2, offset: 1).values(field: "id"))",
    R"(sure=confidence(field: "LAST_NAME"))",
    R"(people=countDistinct(fields: ["FIRST_NAME", "LAST_NAME"]))",
    "links=edgeInsights.count",
  };
  const auto insights = model::parse_insights(texts);
  REQUIRE(insights);
  const auto listed = JsonDocument::parse(service.control("GET", "/entities?limit=100"));
  REQUIRE(listed);
  int compared = 0;
  for (const Json one : listed->root()["entities"].elements()) {
    const std::string id(one["id"].text());
    const auto entity = reader->entity(id, bounded(Millis{10'000}));
    REQUIRE(entity);
    REQUIRE(*entity);
    GraphqlOperation operation{"Insights", "query Insights($in: EntityInput!) { entity(input: $in) { entity { id", {}};
    for (std::size_t i = 0; i < insights->size(); ++i) {
      operation.text += " " + model::to_graphql_selection((*insights)[i], "v" + std::to_string(i), "id SOURCE");
    }
    operation.text += " } } }";
    operation.variables = R"({"in":{"id":")" + id + R"("}})";
    const auto answer = instance->ask(operation, bounded(Millis{10'000}));
    REQUIRE(answer);
    REQUIRE(answer->verdict == GraphqlVerdict::whole);
    for (std::size_t i = 0; i < insights->size(); ++i) {
      CAPTURE(id);
      CAPTURE(texts[i]);
      const auto theirs =
        model::from_graphql_answer((*insights)[i], "v" + std::to_string(i), answer->data()["entity"]["entity"]);
      const auto ours = model::evaluate((*insights)[i], **entity);
      REQUIRE(theirs);
      REQUIRE(ours);
      CHECK(*ours == *theirs);
      ++compared;
    }
  }
  CHECK(compared > 100);
}

TEST_CASE("an instance without introspection is usable")
{
  const Double tilores;
  tilores.control("POST", "/config", R"({"features":"recorded","search_by_text":false,"introspection":"off"})");
  const auto instance = tilores.instance("recorded");
  const auto page = make_remote_reader(instance)->search(by("EMAIL", "ada@example.com"), bounded(Millis{10'000}));
  REQUIRE(page);
  CHECK(page->entities.size() == 1);
  CHECK_FALSE(*make_remote_catalogue(instance)->schema(bounded(Millis{10'000})));
}

TEST_CASE("answers beyond the size guard are fetched in parts and are the same")
{
  const Double tilores;
  const auto reader = make_remote_reader(tilores.instance());
  const auto ctx = bounded(Millis{10'000});
  const auto whole = reader->entity_by_record("c1-contact", ctx);
  REQUIRE(whole);
  REQUIRE(*whole);
  tilores.control("POST", "/config", R"({"max_body":2200})");
  const auto parts = reader->entity_by_record("c1-contact", ctx);
  REQUIRE(parts);
  REQUIRE(*parts);
  const auto found = reader->search(by("EMAIL", "ada@example.com"), ctx);
  REQUIRE(found);
  REQUIRE((*parts)->records.size() == (*whole)->records.size());
  for (std::size_t i = 0; i < (*whole)->records.size(); ++i) {
    CHECK((*parts)->records[i].document->source() == (*whole)->records[i].document->source());
    CHECK(found->entities.at(0).records.at(i).document->source() == (*whole)->records[i].document->source());
  }
}

TEST_CASE("50 parallel requests with a token that was taken back cause one token call")
{
  const Double tilores;
  const auto reader = make_remote_reader(tilores.instance());
  REQUIRE(reader->search(by("EMAIL", "ada@example.com"), bounded(Millis{10'000})));
  tilores.control("POST", "/tokens/expire");
  const auto before = tilores.token_calls();
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 50; ++i) {
      threads.emplace_back([&] {
        const auto page = reader->search(by("EMAIL", "ada@example.com"), bounded(Millis{20'000}));
        good += page && page->entities.size() == 1 ? 1 : 0;
      });
    }
  }
  CHECK(good == 50);
  CHECK(tilores.token_calls() - before == 1);
}

TEST_CASE("records are submitted, assembled, previewed and taken apart")
{
  const Double tilores;
  const auto instance = tilores.instance();
  const auto ctx = bounded(Millis{10'000});
  const auto loader = make_remote_loader(instance);
  const auto reader = make_remote_reader(instance);
  const std::vector<NewRecord> records = {
    {"n1", R"({"EMAIL":"new.person@example.org","FIRST_NAME":"New","CARD_EXPIRED":"true"})"},
    {"n2", R"({"EMAIL":"new.person@example.org","STATUS":"Active"})"},
    {"n3", R"({"EMAIL":"someone.else@example.org"})"},
    {"bad:id", "{}"},
    {"n5", R"({"NO_SUCH_FIELD":"x"})"},
  };
  const auto preview = loader->preview(std::span(records).first(3), {}, ctx);
  REQUIRE(preview);
  CHECK_FALSE(preview->entities.empty());
  const auto report = loader->submit(records, {}, ctx);
  REQUIRE(report);
  CHECK(report->added == 3);
  REQUIRE(report->rejected.size() == 2);
  CHECK(report->rejected[0].index == 3);
  CHECK(report->rejected[1].index == 4);
  const auto begun = loader->progress(ctx);
  REQUIRE(begun);
  CHECK_FALSE(begun->ready);
  tilores.control("POST", "/assembly/flush");
  CHECK(loader->progress(ctx)->ready);
  const auto page = reader->search(by("EMAIL", "new.person@example.org"), ctx);
  REQUIRE(page);
  REQUIRE(page->entities.size() == 1);
  CHECK(page->entities[0].records.size() == 2);
  CHECK(reader->search(by("EMAIL", "someone.else@example.org"), ctx)->entities.size() == 1);

  const auto curator = make_remote_curator(instance);
  Disassembly what;
  what.edges = {{"n1", "n2"}};
  what.ban = true;
  REQUIRE(curator->disassemble(what, {"tester", "not the same person"}, ctx));
  tilores.control("POST", "/assembly/flush");
  CHECK(reader->search(by("EMAIL", "new.person@example.org"), ctx)->entities.size() == 2);
  const auto bans = JsonDocument::parse(tilores.control("GET", "/bans"));
  REQUIRE(bans);
  const Json ban = bans->root().is_array() ? bans->root().at(0) : bans->root()["bans"].at(0);
  const BanLift lift{std::string(ban["entities"].at(0).text()),
                     {std::string(ban["entities"].at(1).text())},
                     std::string(ban["reference"].text())};
  const auto lifted = curator->unban(lift, {"tester", "was the same"}, ctx);
  REQUIRE(lifted);
  CHECK(*lifted);
}

TEST_CASE("the reader of a new instance keeps the contract of readers")
{
  const Double tilores;
  const auto reader = make_remote_reader(tilores.instance());
  test::check_reader_contract(*reader, {"EMAIL", "ada@example.com"}, "c1-deal", {"EMAIL", "nobody@example.com"});
}

TEST_CASE("the reader of an older instance keeps the contract of readers")
{
  const Double tilores;
  tilores.control("POST", "/config", R"({"features":"recorded","search_by_text":false})");
  const auto reader = make_remote_reader(tilores.instance("recorded"));
  test::check_reader_contract(*reader, {"EMAIL", "ada@example.com"}, "c1-deal", {"EMAIL", "nobody@example.com"});
}

TEST_CASE("the catalogue gives the schema and answers a ping")
{
  const Double tilores;
  const auto catalogue = make_remote_catalogue(tilores.instance());
  const auto document = catalogue->schema(bounded(Millis{10'000}));
  REQUIRE(document);
  REQUIRE(*document);
  CHECK(JsonDocument::parse(**document)->root()["__schema"]["types"].size() > 100);
  CHECK(catalogue->ping(bounded(Millis{10'000})));
}

TEST_CASE("a missing scope is forbidden, and named")
{
  const Double tilores;
  tilores.control("POST", "/config", R"({"allowed_scopes":["tilores/query.entity"]})");
  const auto page =
    make_remote_reader(tilores.instance())->search(by("EMAIL", "ada@example.com"), bounded(Millis{10'000}));
  REQUIRE_FALSE(page);
  CHECK(page.error().kind == ErrorKind::forbidden);
  CHECK(page.error().message.find("tilores/query.search") != std::string::npos);
}

TEST_CASE("thousands of requests at 5 % mixed faults: each has one answer, its own, or one typed error")
{
  const int requests = number("E2E_REQUESTS", 2000);
  const Double tilores;
  net::ResilienceSettings resilience;
  resilience.retry.base_throttling = Millis{50};
  const auto reader = make_remote_reader(tilores.instance("newest", resilience));
  std::vector<std::pair<std::string, std::string>> customers; // record, and what it leads to
  for (const char* record :
       {"c1-contact", "c1-deal", "c2-contact", "c3-contact", "c4-contact", "c5-contact", "c6-contact", "c7-contact"}) {
    const auto found = reader->entity_by_record(record, bounded(Millis{10'000}));
    REQUIRE(found);
    if (*found) {
      customers.emplace_back(record, encode_entity(**found));
    }
  }
  REQUIRE(customers.size() >= 4);
  tilores.control("POST", "/faults",
                  R"({"random":[{"fraction":0.01,"seed":1,"fault":{"status":503}},
                                {"fraction":0.01,"seed":2,"fault":{"kind":"reset"}},
                                {"fraction":0.01,"seed":3,"fault":{"kind":"half_body"}},
                                {"fraction":0.005,"seed":4,"fault":{"kind":"html"}},
                                {"fraction":0.005,"seed":5,"fault":{"kind":"bad_json"}},
                                {"fraction":0.005,"seed":6,"fault":{"status":429,"retry_after":0}},
                                {"fraction":0.005,"seed":7,"fault":{"kind":"expire_tokens"}}]})");
  std::vector<std::atomic<int>> outcomes(static_cast<std::size_t>(requests));
  std::atomic<int> right = 0;
  std::atomic<int> wrong = 0;
  std::atomic<int> typed = 0;
  std::atomic<int> next = 0;
  std::mutex mutex;
  std::map<std::string, int> kinds;
  {
    std::vector<std::jthread> threads;
    for (int w = 0; w < number("E2E_WORKERS", 16); ++w) {
      threads.emplace_back([&] {
        for (int i = next++; i < requests; i = next++) {
          const auto& [record, expected] = customers[static_cast<std::size_t>(i) % customers.size()];
          const auto found = reader->entity_by_record(record, bounded(Millis{60'000}));
          ++outcomes[static_cast<std::size_t>(i)];
          if (!found) {
            const std::lock_guard lock(mutex);
            ++kinds[std::string(to_string(found.error().kind)) + ": " + found.error().message];
          }
          ++(!found ? typed : *found && encode_entity(**found) == expected ? right : wrong);
        }
      });
    }
  }
  for (const auto& [kind, count] : kinds) {
    MESSAGE(count, " x ", kind);
  }
  MESSAGE(right.load(), " right, ", typed.load(), " typed errors, ", wrong.load(), " wrong of ", requests);
  CHECK(wrong == 0);
  CHECK(right + typed == requests);
  CHECK(std::all_of(outcomes.begin(), outcomes.end(), [](const auto& count) { return count == 1; }));
  CHECK(right > requests * 95 / 100);
}

TEST_CASE("every fault of the wire has its typed error")
{
  const std::string port = variable("E2E_FAULTD");
  struct Case {
    std::string fault;
    std::string kind; // "ok": the answer is usable
  };
  for (const auto& [fault, kind] : std::vector<Case>{
         {"ok", "ok"},
         {"503,503,ok", "ok"},
         {"reset,ok", "ok"},
         {"close,ok", "ok"},
         {"idle_close", "ok"},
         {"bom", "ok"},
         {"gzip", "ok"},
         {"http10", "ok"},
         {"te_cl", "ok"},
         {"many_headers=1000", "ok"},
         {"huge_header=32", "ok"},
         {"gql_partial", "ok"},
         {"gql_empty", "ok"},
         {"nul", "ok"},
         {"ansi", "ok"},
         {"lone_surrogate", "ok"},
         {"429=1,ok", "ok"},
         {"503ra=1,ok", "ok"},
         {"hang", "timeout"},
         {"slow_body=5", "timeout"},
         {"slow_head=5", "timeout"},
         {"stall_mid", "timeout"},
         {"reset", "unavailable"},
         {"close", "unavailable"},
         {"reset_mid", "unavailable"},
         {"close_mid", "unavailable"},
         {"gzip_trunc", "unavailable"},
         {"chunk_noend", "unavailable"},
         {"500", "unavailable"},
         {"502html", "unavailable"},
         {"503", "unavailable"},
         {"504", "unavailable"},
         {"gql_internal", "unavailable"},
         {"trunc_json", "bad_data"},
         {"trailing", "bad_data"},
         {"html200", "bad_data"},
         {"empty200", "bad_data"},
         {"204", "bad_data"},
         {"null", "bad_data"},
         {"array", "bad_data"},
         {"utf16", "bad_data"},
         {"bad_utf8", "bad_data"},
         {"nan", "bad_data"},
         {"bignum", "bad_data"},
         {"deep=100000", "bad_data"},
         {"gzip_garbage", "bad_data"},
         {"gzip_bomb=128", "bad_data"},
         {"br", "bad_data"},
         {"huge=100", "bad_data"},
         {"endless", "bad_data"},
         {"huge_header=1024", "bad_data"},
         {"garbage", "bad_data"},
         {"400", "bad_data"},
         {"redir", "config"},
         {"redir_loop", "config"},
         {"404", "config"},
         {"401", "auth"},
         {"gql_unauth", "auth"},
         {"403", "forbidden"},
         {"429=30", "rate_limited"},
         {"429bare", "rate_limited"},
         {"429date=30", "rate_limited"},
         {"gql_throttled", "rate_limited"},
         {"gql_errors", "unsupported"},
         {"422", "unsupported"},
       }) {
    CAPTURE(fault);
    net::ResilienceSettings resilience;
    resilience.retry.base_throttling = Millis{20};
    const auto transport = net::make_resilient_transport(net::make_curl_transport({}), resilience, system_clock());
    net::OAuthSettings oauth;
    oauth.token_url = "http://127.0.0.1:" + port + "/f/ok/oauth2/token";
    oauth.client_id = "client";
    oauth.client_secret = Secret("secret");
    RemoteSettings settings;
    settings.api_url = "http://127.0.0.1:" + port + "/f/" + fault + "/graphql";
    // faultd knows one answer only, so the schema must not be asked for.
    settings.known_schema = [](const CallContext&) {
      return std::string(R"({"__schema":{"queryType":{"name":"Query"},"types":[
        {"kind":"OBJECT","name":"Query","fields":[{"name":"search","args":[],"type":{"kind":"OBJECT","name":"SearchOutput"}}]},
        {"kind":"INPUT_OBJECT","name":"SearchParams","inputFields":[{"name":"EMAIL","type":{"kind":"SCALAR","name":"String"}}]},
        {"kind":"OBJECT","name":"Record","fields":[{"name":"id","args":[],"type":{"kind":"SCALAR","name":"ID"}}]}]}})");
    };
    const auto reader =
      make_remote_reader(make_remote_instance(settings, transport, net::make_token_source(oauth, transport)));
    CallContext ctx = bounded(Millis{kind == "timeout" ? 400 : 8000});
    ctx.deadline = Deadline::after(Millis{kind == "timeout" ? 1000 : 20'000}, *ctx.clock);
    const auto page = reader->search(by("EMAIL", "ada@example.com"), ctx);
    const auto got = page ? std::string("ok") : std::string(to_string(page.error().kind));
    if (fault == "422" || fault == "gql_errors") { // the schema is asked for again, which faultd cannot answer
      CHECK_FALSE(page);
    } else {
      CHECK_MESSAGE(got == kind, (page ? "" : describe(page.error())));
    }
  }
}

TEST_CASE("an unverified certificate is refused, a configured authority accepted")
{
  const auto url = "https://127.0.0.1:" + variable("E2E_TLS") + "/f/ok/graphql";
  net::HttpRequest request;
  request.url = url;
  const auto refused = net::make_curl_transport({})->send(request, bounded(Millis{5000}));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::config);
  CHECK(refused.error().message.find("certificate") != std::string::npos);
  net::CurlSettings settings;
  settings.ca_file = variable("E2E_CA");
  const auto accepted = net::make_curl_transport(settings)->send(request, bounded(Millis{5000}));
  REQUIRE(accepted);
  CHECK(accepted->status == 200);
}

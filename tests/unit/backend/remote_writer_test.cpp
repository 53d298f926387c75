#include <tilores/backend/remote.hpp>

#include <support/replay_transport.hpp>

#include <doctest/doctest.h>

using namespace tilores;
using namespace tilores::backend;
using test::ReplayTransport;

namespace {

constexpr const char* k_api = "https://api.example.com/";

class FixedToken final : public net::TokenSource {
public:
  Result<Secret> token(const CallContext&) override { return Secret("t"); }
  Result<Secret> renew(const Secret&, const CallContext&) override { return Secret("t"); }
};

constexpr const char* k_schema =
  R"({"__schema":{"queryType":{"name":"Query"},"mutationType":{"name":"Mutation"},"types":[
  {"kind":"OBJECT","name":"Query","fields":[
    {"name":"search","args":[],"type":{"kind":"OBJECT","name":"SearchOutput"}},
    {"name":"metrics","args":[],"type":{"kind":"OBJECT","name":"Metrics"}}]},
  {"kind":"OBJECT","name":"Mutation","fields":[
    {"name":"submit","args":[],"type":{"kind":"OBJECT","name":"SubmitOutput"}},
    {"name":"disassemble","args":[],"type":{"kind":"OBJECT","name":"DisassembleOutput"}},
    {"name":"removeConnectionBan","args":[],"type":{"kind":"OBJECT","name":"X"}}]},
  {"kind":"OBJECT","name":"DisassembleOutput","fields":[
    {"name":"deletedEdges","args":[],"type":{"kind":"SCALAR","name":"Int"}},
    {"name":"entityIDs","args":[],"type":{"kind":"SCALAR","name":"ID"}}]},
  {"kind":"INPUT_OBJECT","name":"SearchParams","inputFields":[{"name":"EMAIL","type":{"kind":"SCALAR","name":"String"}}]},
  {"kind":"INPUT_OBJECT","name":"RecordInput","inputFields":[
    {"name":"id","type":{"kind":"SCALAR","name":"ID"}},
    {"name":"EMAIL","type":{"kind":"SCALAR","name":"String"}},
    {"name":"AMOUNT","type":{"kind":"SCALAR","name":"String"}},
    {"name":"AGE","type":{"kind":"SCALAR","name":"Int"}},
    {"name":"RATE","type":{"kind":"SCALAR","name":"Float"}},
    {"name":"FLAG","type":{"kind":"SCALAR","name":"Boolean"}},
    {"name":"LIST","type":{"kind":"LIST","name":null,"ofType":{"kind":"INPUT_OBJECT","name":"Inner"}}}]},
  {"kind":"INPUT_OBJECT","name":"Inner","inputFields":[{"name":"Value","type":{"kind":"SCALAR","name":"Int"}}]},
  {"kind":"OBJECT","name":"Record","fields":[{"name":"id","args":[],"type":{"kind":"SCALAR","name":"ID"}}]}]}})";

struct Fixture {
  std::shared_ptr<ReplayTransport> transport = std::make_shared<ReplayTransport>();
  std::shared_ptr<RemoteInstance> instance;

  Fixture()
  {
    RemoteSettings settings;
    settings.api_url = k_api;
    settings.known_schema = [](const CallContext&) { return std::string(k_schema); };
    instance = make_remote_instance(std::move(settings), transport, std::make_shared<FixedToken>());
  }
  void answer(std::string body, ReplayTransport::Match match = {})
  {
    transport->expect("POST", k_api, 200, std::move(body), {}, std::move(match));
  }
};

ReplayTransport::Match contains(std::string text)
{
  return [text = std::move(text)](const net::HttpRequest& request) {
    CAPTURE(request.body);
    return request.body.find(text) != std::string::npos;
  };
}

} // namespace

TEST_CASE("rows of one file are submitted under an alias each, as the types of the instance want them")
{
  Fixture f;
  f.answer(R"({"data":{"r0":{"recordsAdded":1},"r1":{"recordsAdded":1}}})", [](const net::HttpRequest& request) {
    return request.idempotent &&
           request.body ==
             R"({"query":"mutation Submit($r0: SubmitInput!, $r1: SubmitInput!) { r0: submit(input: $r0) { recordsAdded } r1: submit(input: $r1) { recordsAdded } }",)"
             R"("variables":{"r0":{"records":[{"id":"a","EMAIL":"a@example.com","AMOUNT":"12.50","AGE":42,"RATE":0.5,"FLAG":true,"LIST":[{"Value":7}]}]},)"
             R"("r1":{"records":[{"id":"b"}]}},"operationName":"Submit"})";
  });
  const std::vector<NewRecord> records = {
    {"a",
     R"({"id":"other","EMAIL":"a@example.com","AMOUNT":12.50,"AGE":"42","RATE":"0.5","FLAG":"TRUE","LIST":[{"Value":"7"}]})"},
    {"b", R"({"EMAIL":null})"}};
  const auto report = make_remote_loader(f.instance)->submit(records, {}, {});
  REQUIRE(report);
  CHECK(report->added == 2);
  CHECK(report->rejected.empty());
}

TEST_CASE("a file that belongs together is one submission")
{
  Fixture f;
  f.answer(R"({"data":{"r0":{"recordsAdded":2}}})", contains(R"({"r0":{"records":[{"id":"a"},{"id":"b"}]}})"));
  const std::vector<NewRecord> records = {{"a", "{}"}, {"b", "{}"}};
  CHECK(make_remote_loader(f.instance)->submit(records, {"", true}, {})->added == 2);
}

TEST_CASE("records the instance cannot take are rejected by name of the field, without its value")
{
  Fixture f;
  const std::vector<NewRecord> records = {{"", "{}"},
                                          {"a:b", "{}"},
                                          {"c", "[1]"},
                                          {"d", R"({"NOPE":"secret value"})"},
                                          {"e", R"({"AGE":"secret value"})"},
                                          {"f", R"({"FLAG":"secret value"})"},
                                          {"g", R"({"EMAIL":{"x":"secret value"}})"},
                                          {"h", R"({"LIST":"secret value"})"}};
  const auto report = make_remote_loader(f.instance)->submit(records, {}, {});
  REQUIRE(report);
  CHECK(report->added == 0);
  REQUIRE(report->rejected.size() == records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    CHECK(report->rejected[i].index == i);
    CHECK(report->rejected[i].reason.find("secret") == std::string::npos);
  }
  CHECK(report->rejected[3].reason.find("NOPE") != std::string::npos);
}

TEST_CASE("one refused record does not take the others along")
{
  Fixture f;
  const std::string refused = R"({"errors":[{"message":"x","path":["r1"]}],"data":null})";
  const std::vector<NewRecord> records = {{"a", "{}"}, {"b", "{}"}, {"c", "{}"}};
  f.answer(refused);                                                    // a b c
  f.answer(R"({"data":{"r0":{"recordsAdded":1}}})", contains("\"a\"")); // a
  f.answer(refused);                                                    // b c
  f.answer(refused, contains("\"b\""));                                 // b
  f.answer(R"({"data":{"r0":{"recordsAdded":1}}})", contains("\"c\"")); // c
  const auto report = make_remote_loader(f.instance)->submit(records, {}, {});
  REQUIRE(report);
  CHECK(report->added == 2);
  REQUIRE(report->rejected.size() == 1);
  CHECK(report->rejected[0].index == 1);
}

TEST_CASE("progress is the assembly status")
{
  Fixture f;
  const auto loader = make_remote_loader(f.instance);
  f.answer(R"({"data":{"metrics":{"assemblyStatus":{"state":"IN_PROGRESS","estimatedTimeRemaining":3}}}})");
  auto progress = loader->progress({});
  REQUIRE(progress);
  CHECK_FALSE(progress->ready);
  CHECK(progress->minutes_left == 3);
  f.answer(R"({"data":{"metrics":{"assemblyStatus":{"state":"READY","estimatedTimeRemaining":null}}}})");
  progress = loader->progress({});
  REQUIRE(progress);
  CHECK(progress->ready);
  CHECK_FALSE(progress->minutes_left);
}

TEST_CASE("links are mended once, never repeated after an unclear failure")
{
  Fixture f;
  const auto curator = make_remote_curator(f.instance);
  f.answer(
    R"({"data":{"disassemble":{"deletedEdges":2,"entityIDs":["e1","e2"]}}})", [](const net::HttpRequest& request) {
      return !request.idempotent &&
             request.body.find(R"({"in":{"edges":[{"a":"r1","b":"r2"}],"recordIDs":["r3"],"createConnectionBan":true,)"
                               R"("meta":{"user":"u","reason":"why"}}})") != std::string::npos;
    });
  Disassembly what;
  what.edges = {{"r1", "r2"}};
  what.records = {"r3"};
  what.ban = true;
  const auto report = curator->disassemble(what, {"u", "why"}, {});
  REQUIRE(report);
  CHECK(report->edges == 2);
  CHECK(report->entities == std::vector<std::string>{"e1", "e2"});

  const auto unknown = curator->unban({"e1", {"e2"}, ""}, {"u", "why"}, {});
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().kind == ErrorKind::usage);
}

TEST_CASE("without a preview the instance says so")
{
  Fixture f;
  const std::vector<NewRecord> records = {{"a", "{}"}};
  const auto preview = make_remote_loader(f.instance)->preview(records, {}, {});
  REQUIRE_FALSE(preview);
  CHECK(preview.error().kind == ErrorKind::unsupported);
}

// The loop with a scripted model: limits, boundary, stand-ins, truth, money.
#include <tilores/assist/ask_model.hpp>
#include <tilores/assist/grounding.hpp>
#include <tilores/assist/json_schema.hpp>
#include <tilores/assist/pseudonym.hpp>
#include <tilores/assist/route_model.hpp>
#include <tilores/assist/sentences.hpp>
#include <tilores/assist/tools.hpp>

#include <support/fake_clock.hpp>
#include <support/sample.hpp>
#include <support/temp_folder.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <deque>

using namespace tilores;
using namespace tilores::assist;

namespace {

// Strict: one reply a call, in order.
class Model final : public llm::ChatProvider {
public:
  using Turn = std::function<llm::ChatOutcome(const llm::ChatRequest&)>;
  explicit Model(std::deque<Turn> turns) : m_turns(std::move(turns)) {}
  llm::ChatOutcome complete(const llm::ChatRequest& request, const llm::TokenSink& sink, const CallContext&) override
  {
    requests.push_back(request);
    REQUIRE_FALSE(m_turns.empty());
    auto outcome = m_turns.front()(request);
    if (m_turns.size() > 1) {
      m_turns.pop_front();
    }
    if (outcome.reply && sink) {
      for (const char c : outcome.reply->content) {
        sink(std::string_view(&c, 1));
      }
    }
    return outcome;
  }
  std::vector<llm::ChatRequest> requests;

private:
  std::deque<Turn> m_turns; // the last one is repeated
};

llm::ChatOutcome says(std::string text)
{
  llm::ChatReply reply;
  reply.content = std::move(text);
  reply.model = reply.asked_model = "m-1";
  reply.provider = "openai";
  reply.usage = {100, 10, 0, 0, true, {}};
  return {std::move(reply), llm::Fault::none};
}

llm::ChatOutcome calls(std::vector<llm::ToolCall> list)
{
  auto outcome = says("");
  outcome.reply->calls = std::move(list);
  outcome.reply->stop = llm::StopReason::tool_calls;
  return outcome;
}

const test::Sample& sample()
{
  static const test::Sample loaded = test::load_sample();
  return loaded;
}

model::Entity entity_of(std::size_t index)
{
  model::Entity entity;
  entity.records = sample().customers.at(index).records;
  entity.id = std::string(sample().customers.at(index).truth->root()["entity_id"].text());
  return entity;
}

struct Conversation {
  AskRequest request;
  Scope scope;
  TalkSettings talk;
  CallContext ctx;
  explicit Conversation(std::string question)
  {
    request.question = std::move(question);
    scope.routed = route(request.question);
    scope.wish = wish_of(request.question, scope.routed.action);
    scope.customers.push_back(entity_of(0));
    talk.prompt = embedded_prompt(Voice::staff);
    ctx.as_of = sample().as_of;
  }
  Result<AskResult> run(Model& model)
  {
    talk.provider = &model;
    return answer_with_model(request, scope, talk, ctx);
  }
};

std::string all_text(const llm::ChatRequest& request)
{
  std::string text;
  for (const llm::ChatMessage& message : request.messages) {
    text += message.role == llm::Role::system ? "" : message.content + "\n";
    for (const llm::ToolCall& call : message.calls) {
      text += call.arguments + "\n";
    }
  }
  return text;
}

} // namespace

TEST_CASE("the data is fetched before the first model call and goes out in the tool role only")
{
  Conversation talk("what is the status of this customer?");
  talk.scope.routed.action = Action::search;
  Model model({[](const auto&) { return says("The account is Active."); }});
  const auto result = talk.run(model);
  REQUIRE(result);
  CHECK(model.requests.size() == 1);
  const auto& messages = model.requests.front().messages;
  REQUIRE(messages.size() == 4);
  CHECK(messages[0].role == llm::Role::system);
  CHECK(messages[1].role == llm::Role::user);
  CHECK(messages[2].role == llm::Role::assistant);
  CHECK(messages[3].role == llm::Role::tool);
  CHECK(JsonDocument::parse(messages[3].content).value().root()["success"].boolean());
  CHECK(result->tools.size() == 1);
  CHECK(result->model == "m-1");
}

TEST_CASE("where a question does not say which data it needs, the model chooses the tools, several at once")
{
  Conversation talk("anything unusual with client 8148853?");
  talk.scope.routed.action = Action::search;
  Model model({[](const auto&) {
                 return calls({{"c1", "search_customer", R"({"query":"Client_1"})"},
                               {"c2", "get_credit_report", R"({"customer_id":"Client_1"})"}});
               },
               [](const auto&) { return says("Nothing."); }});
  const auto result = talk.run(model);
  REQUIRE(result);
  REQUIRE(model.requests.size() == 2);
  CHECK(model.requests[0].messages.size() == 2);
  CHECK(model.requests[0].tools.size() == tools().size());
  REQUIRE(model.requests[1].messages.size() == 5);
  CHECK(model.requests[1].messages[3].call_id == "c1");
  CHECK(model.requests[1].messages[4].call_id == "c2");
  CHECK(result->tools.size() == 2);
  CHECK(result->tools[0].ok);
  CHECK(result->tools[1].ok);
}

TEST_CASE("a pseudonymised provider sees none of the customer's names, addresses and ids, and the answer has them back")
{
  for (const std::size_t index : {0U, 7U, 9U, 12U, 24U, 25U, 36U}) {
    CAPTURE(index);
    Conversation talk("what are the contact details?");
    talk.scope.routed.action = Action::search;
    talk.scope.customers = {entity_of(index)};
    const Json ids = sample().customers[index].truth->root()["identifiers"];
    std::string streamed;
    talk.talk.sink = [&](std::string_view piece) { streamed += piece; };
    Model model({[](const auto&) {
                   return calls({{"c1", "fetch_entity", R"({"entity_id":"Entity_1"})"}});
                 },
                 [](const auto&) { return says("Person_1 can be reached at Email_1 or Phone_1, Client_1."); }});
    const auto result = talk.run(model);
    REQUIRE(result);
    for (const llm::ChatRequest& request : model.requests) {
      const std::string text = to_lower_ascii(all_text(request));
      for (const auto [kind, values] : ids.members()) {
        if (kind == "dob" || kind == "birth") {
          continue;
        }
        for (const Json value : values.is_array() ? values.elements() : Json{}.elements()) {
          if (value.text().size() > 3) {
            CAPTURE(std::string(value.text()));
            CHECK(text.find(to_lower_ascii(value.text())) == std::string::npos);
          }
        }
        if (values.is_string() && values.text().size() > 3) {
          CAPTURE(std::string(values.text()));
          CHECK(text.find(to_lower_ascii(values.text())) == std::string::npos);
        }
      }
      CHECK(text.find("secretmark") == std::string::npos);
    }
    CHECK(streamed == result->answer.text);
    CHECK(result->answer.text.find("Person_1") == std::string::npos);
  }
}

TEST_CASE("an obedient model cannot read another customer, run other tools or change the scope")
{
  const model::Entity other = entity_of(5);
  const auto name = model::make_identifier(model::IdentifierKind::entity, other.id).value().value;
  std::vector<llm::ToolCall> attacks{
    {"c1", "search_customer_360", R"({"query":")" + other.id + R"("})"},
    {"c2", "fetch_entity", R"({"entity_id":")" + name + R"("})"},
    {"c3", "search_customer_batch", R"({"queries":[")" + other.id + R"(","* or 1=1","../../etc/passwd"]})"},
    {"c4", "send_mail", R"({"to":"eve@example.com"})"},
    {"c5", "get_credit_report", R"({"customer_id":"1","tenant":"x"})"}};
  Conversation talk("what is the status of this customer?");
  talk.scope.routed.action = Action::search;
  Model model({[&](const auto&) { return calls(attacks); }, [](const auto&) { return says("done"); }});
  const auto result = talk.run(model);
  REQUIRE(result);
  const auto& last = model.requests.back().messages;
  std::size_t results = 0;
  for (const auto& message : last) {
    if (message.role == llm::Role::tool && message.call_id.starts_with("c")) {
      ++results;
      const auto document = JsonDocument::parse(message.content).value();
      CAPTURE(message.name);
      for (const model::Record& record : other.records) {
        CHECK(message.content.find(record.id) == std::string::npos);
      }
      if (message.name == "search_customer_batch") {
        for (const Json one : document.root()["data"].elements()) {
          CHECK(one.is_null());
        }
      } else {
        CHECK_FALSE(document.root()["success"].boolean());
      }
    }
  }
  CHECK(results == attacks.size()); // every id is answered, in call order
  CHECK(result->customers.size() == 1);
}

TEST_CASE("an endless tool loop ends: a repeated call gets one last turn without tools")
{
  Conversation talk("what is the status of this customer?");
  talk.scope.routed.action = Action::search;
  Model model({[](const auto& request) {
    if (!request.may_call) {
      return says("I stop here.");
    }
    return calls({{"c", "search_customer", R"({"query":"1"})"}});
  }});
  const auto result = talk.run(model);
  REQUIRE(result);
  CHECK(model.requests.size() == 3);
  CHECK_FALSE(model.requests.back().may_call);
  CHECK(result->finish == Finish::limit);
  CHECK(result->error.value().kind == ErrorKind::partial); // and the exit status says so

  Conversation many("what is the status of this customer?");
  many.scope.routed.action = Action::search;
  int n = 0;
  Model busy({[&](const auto& request) {
    std::vector<llm::ToolCall> three;
    for (int i = 0; i < 3; ++i) {
      three.push_back({"c" + std::to_string(n), "search_customer", R"({"query":")" + std::to_string(n) + R"("})"});
      ++n;
    }
    if (!request.may_call) {
      return says("enough");
    }
    return calls(three);
  }});
  const auto bounded = many.run(busy);
  REQUIRE(bounded);
  CHECK(busy.requests.size() <= 6);
  CHECK(bounded->tools.size() == 9); // 8 and the one fetched before
  CHECK(bounded->finish == Finish::limit);
}

TEST_CASE("arguments that are not JSON go back once, then the tools are closed")
{
  Conversation talk("what is the status of this customer?");
  talk.scope.routed.action = Action::search;
  int n = 0;
  Model model({[&](const auto& request) {
    if (!request.may_call) {
      return says("no");
    }
    return calls({{"c", "search_customer", R"({"query":)" + std::string(static_cast<std::size_t>(++n), ' ')}});
  }});
  const auto result = talk.run(model);
  REQUIRE(result);
  CHECK(model.requests.size() == 3);
  CHECK(model.requests[1].messages.back().content.find("arguments") != std::string::npos);
}

TEST_CASE("calls cut by the length limit do not run, and a broken stream is a partial answer")
{
  for (const auto stop : {llm::StopReason::length, llm::StopReason::broken}) {
    Conversation talk("what is the status of this customer?");
    talk.scope.routed.action = Action::search;
    Model model({[&](const auto&) {
      auto outcome = says("The account");
      outcome.reply->stop = stop;
      outcome.reply->calls = {{"c", "search_customer", "{}"}};
      return outcome;
    }});
    const auto result = talk.run(model);
    REQUIRE(result);
    CHECK(model.requests.size() == 1);
    REQUIRE(result->error);
    CHECK(result->error->kind == ErrorKind::partial);
    CHECK(result->answer.text == "The account");
  }
}

TEST_CASE("without a model the data answers, and says so; an exceeded budget does not")
{
  Conversation talk("what is the status of this customer?");
  talk.scope.routed.action = Action::search;
  Model dead({[](const auto&) {
    return llm::ChatOutcome{fail(ErrorKind::unavailable, "down"), llm::Fault::transient};
  }});
  const auto result = talk.run(dead);
  REQUIRE(result);
  CHECK(result->finish == Finish::offline);
  CHECK(result->warnings.size() == 1);
  Model poor({[](const auto&) {
    return llm::ChatOutcome{fail(ErrorKind::budget, "too dear"), llm::Fault::bad_request};
  }});
  CHECK(talk.run(poor).error().kind == ErrorKind::budget);
}

TEST_CASE("a provider's used-up quota is its failure: the data answer, and what was spent before is told")
{
  Conversation talk("what is the status of this customer?");
  talk.scope.routed.action = Action::search;
  Model spent({[](const auto&) {
    llm::ChatOutcome outcome{fail(ErrorKind::budget, "quota"), llm::Fault::quota};
    outcome.usage = {70, 0, 0, 0, true, {}};
    return outcome;
  }});
  const auto result = talk.run(spent);
  REQUIRE(result);
  CHECK(result->finish == Finish::offline);
  CHECK(result->asked_model);
  CHECK(result->usage.input == 70);
  std::string json;
  JsonWriter writer(json);
  auto shown = *result;
  shown.usd = 0.25;
  write_ask(writer, shown);
  CHECK(json.find(R"("cost":{"usd":0.25,"priced":true})") != std::string::npos);
}

TEST_CASE(
  "with the card first the data's answer is shown before the model's words, and stays alone when there are none")
{
  const auto ask = [](Model& model, std::string& streamed) {
    Conversation talk("what is the status of this customer?");
    talk.scope.routed.action = Action::search;
    talk.talk.card_first = true;
    talk.talk.sink = [&](std::string_view piece) { streamed += piece; };
    return talk.run(model).value();
  };
  std::string card;
  Model late({[](const auto&) { return llm::ChatOutcome{fail(ErrorKind::timeout, "late"), llm::Fault::transient}; }});
  const auto alone = ask(late, card);
  CHECK(alone.answer.text == card);
  CHECK(card.find("account status") != std::string::npos);
  CHECK_FALSE(alone.error);
  std::string streamed;
  Model quick({[](const auto&) { return says("Entity_1 is well."); }});
  const auto both = ask(quick, streamed);
  CHECK(both.answer.text == streamed);
  CHECK(streamed.starts_with(card + "\n"));
  CHECK(streamed.ends_with(" is well."));
  std::string poor_text;
  Model poor({[](const auto&) {
    return llm::ChatOutcome{fail(ErrorKind::budget, "too dear"), llm::Fault::bad_request};
  }});
  CHECK(ask(poor, poor_text).answer.text == card);
}

TEST_CASE("words are handed on sentence by sentence when that is wanted")
{
  SentenceStream stream;
  CHECK(stream.feed("The account is Act").empty());
  CHECK(stream.feed("ive. It has 1") == "The account is Active. ");
  CHECK(stream.feed("2.50 USD").empty());
  CHECK(stream.feed("!\nNext? Yes") == "It has 12.50 USD!\nNext? ");
  CHECK(stream.finish() == "Yes");
}

TEST_CASE("an unsure route is a model's to decide, out of what is possible and without the customer's values")
{
  AskRequest request;
  request.question = "hm, so what about dana.whitfield@example.com then";
  Routed routed = route(request.question);
  REQUIRE(routed.subjects.size() == 1);
  routed.by = DecidedBy::table;
  routed.action = Action::search;
  routed.margin = 0.5;
  CHECK(is_unsure(routed));
  Routed sure = routed;
  sure.margin = 2;
  CHECK_FALSE(is_unsure(sure));
  sure.margin = 0.1;
  sure.action = Action::refuse; // nobody talks us out of a refusal
  CHECK_FALSE(is_unsure(sure));
  CallContext ctx;
  struct Case {
    const char* reply;
    Action action;
    bool by_model;
  };
  for (const Case& c :
       {Case{R"({"action":"credit"})", Action::credit, true}, Case{R"({"action":"kb"})", Action::search, false},
        Case{R"({"action":"drop_tables"})", Action::search, false}, Case{"credit", Action::search, false}}) {
    CAPTURE(c.reply);
    Model model({[&](const auto&) { return says(c.reply); }});
    const ModelRoute opinion = route_with_model(request, routed, model, nullptr, true, ctx);
    CHECK(opinion.routed.action == c.action);
    CHECK(opinion.by_model == c.by_model);
    CHECK(opinion.routed.subjects.size() == 1);
    CHECK(opinion.usage.input == 100);
    CHECK(all_text(model.requests.front()).find("dana") == std::string::npos);
    CHECK(model.requests.front().tools.empty());
  }
  Model down({[](const auto&) {
    return llm::ChatOutcome{fail(ErrorKind::unavailable, "down"), llm::Fault::transient};
  }});
  CHECK(route_with_model(request, routed, down, nullptr, true, ctx).routed.action == Action::search);
  CHECK(router_prompt().name == "router");
}

TEST_CASE("an answer that does not fit --schema is asked for once more")
{
  Conversation talk("what is the status of this customer?");
  talk.scope.routed.action = Action::search;
  talk.talk.schema = R"({"type":"object","properties":{"status":{"type":"string"}},"required":["status"]})";
  Model model({[](const auto&) { return says("Active"); }, [](const auto&) { return says(R"({"status":"Active"})"); }});
  const auto good = talk.run(model);
  REQUIRE(good);
  CHECK_FALSE(good->error);
  CHECK(good->answer.text == R"({"status":"Active"})");
  Model stubborn({[](const auto&) { return says("Active"); }});
  const auto bad = talk.run(stubborn);
  REQUIRE(bad);
  CHECK(bad->error->kind == ErrorKind::partial);
  CHECK(stubborn.requests.size() == 2);
}

TEST_CASE("values of an answer count as grounded by what they mean")
{
  const std::string facts =
    R"({"payment.next_date":"2026-11-21","amount":"1234.50","utilization":54.9,"score":582,"phone":"+12125550101","client_id":"0900001","crm":"003SYNa1b200000AAA"})";
  struct Case {
    const char* answer;
    std::vector<std::string> bad;
  };
  const Case cases[] = {
    {"The next payment of $1,234.50 is on November 21, 2026.", {}},
    {"Due 2026-11-21 (Nov 21), 11/21/2026, 21.11.2026, 21 de noviembre de 2026, 21. November.", {}},
    {"Utilization is 55%, or 54.9 %.", {}},
    {"Call (212) 555-0101 about client 0900001; score 582, 3 bureaus.", {}},
    {"Due 2026-11-22.", {"2026-11-22"}},
    {"Due on November 20.", {"November 20"}},
    {"It is $1,234.51.", {"1,234.51"}},
    {"Utilization is 56%.", {"56"}},
    {"The score is 583.", {"583"}},
    {"Client 900001 is another one: 9000012.", {"900001", "9000012"}},
    {"Write to eve@example.com.", {"eve@example.com"}},
    {"About $1.2k, 1,2 Tsd. USD, 1.234,50 €, 1 234,50 dólares, 54,9 %, 55 Prozent, 54.9 por ciento, 55 per cent.", {}},
    {"On 21 November 2026, 21st of November, November 21st, 21/11/2026, 11/21/26, 2026/11/21, 21-Nov-2026, 21. Nov. "
     "2026, in November 2026, in 2026.",
     {}},
    {"Call +1 212 555 0101, +1 (212) 555-0101 or 212.555.0101.", {}},
    {"It is $1.3k, 1.234,51 €, 55,2 %, 56 Prozent.", {"1.3k", "1.234,51", "55,2", "56"}},
    {"Due 22 November 2026, 22. November, 3 de marzo de 2026, 12/22/2026, in March 2024, since 2019.",
     {"22 November 2026", "22. November", "3 de marzo de 2026", "12/22/2026", "March 2024", "2019"}},
    {"CRM id 003SYNa1b200000AAA or 003SYNa1b200000; not 003SYNa1b300000.", {"003SYNa1b300000"}},
    {"On may 5 calls and 12 marks, decline 3 of 4.", {"may 5"}},
  };
  for (const Case& c : cases) {
    CAPTURE(std::string(c.answer));
    CHECK(join(ungrounded_values(c.answer, {facts}), "|") == join(c.bad, "|"));
  }
}

TEST_CASE("stand-ins are undone whatever the borders of the pieces")
{
  Pseudonyms names;
  names.learn(entity_of(0));
  const std::string hidden = names.hide("Person_1, write to person_1 or Email_1; Phone_1x, Client_1.");
  const std::string text = "Person_1 (Email_1) has Client_1 and Person_12; Pers, Email_, E-mail, Phone_1.";
  const std::string whole = names.restore(text);
  CHECK(whole.find("Email_1)") == std::string::npos);
  rc::check("pieces joined equal the whole", [&](const std::vector<std::uint8_t>& sizes) {
    PseudonymStream stream(names);
    std::string joined;
    std::size_t at = 0;
    for (const std::uint8_t size : sizes) {
      const std::string_view piece = std::string_view(text).substr(at, size % 9U);
      joined += stream.feed(piece);
      at += piece.size();
    }
    joined += stream.feed(std::string_view(text).substr(at));
    joined += stream.finish();
    RC_ASSERT(joined == whole);
  });
}

TEST_CASE("tool results are cut between values, those asked for first")
{
  std::string all = "{\"payment\":{\"next_date\":\"2026-11-21\"}";
  for (int i = 0; i < 500; ++i) {
    all += ",\"field" + std::to_string(i) + "\":\"value number " + std::to_string(i) + "\"";
  }
  all += "}";
  const auto document = JsonDocument::parse(all).value();
  const std::string cut = trimmed(document.root(), "what about field77 ?", 300);
  CHECK(llm::estimate_tokens(cut) <= 330);
  const auto kept = JsonDocument::parse(cut).value();
  CHECK(kept.root()["field77"].text() == "value number 77");
  CHECK(kept.root()["payment.next_date"].text() == "2026-11-21");
  CHECK(kept.root()["omitted"].integer().value_or(0) > 400);
}

TEST_CASE("the schema subset finds what is wrong and refuses what it does not know")
{
  const auto schema =
    JsonDocument::parse(
      R"({"type":"object","properties":{"a":{"type":["integer","null"],"minimum":2},"b":{"type":"array","items":{"enum":["x",1]},"maxItems":2},"c":{"anyOf":[{"type":"string","minLength":2},{"const":true}]}},"required":["a"],"additionalProperties":false})")
      .value();
  const auto fault = [&](const char* text) {
    return schema_fault(schema.root(), JsonDocument::parse(text).value().root());
  };
  for (const char* const good :
       {R"({"a":2})", R"({"a":null,"b":["x",1]})", R"({"a":3.0,"c":"äö"})", R"({"a":3,"c":true})"}) {
    CAPTURE(good);
    CHECK_FALSE(fault(good));
  }
  for (const char* const bad : {R"({})", R"({"a":1})", R"({"a":2.5})", R"({"a":2,"b":["y"]})",
                                R"({"a":2,"b":["x","x","x"]})", R"({"a":2,"c":"x"})", R"({"a":2,"d":1})", R"([])"}) {
    CAPTURE(bad);
    CHECK(fault(bad));
  }
  CHECK(check_schema(JsonDocument::parse(R"({"type":"object","patternProperties":{}})").value().root()).error().kind ==
        ErrorKind::unsupported);
  for (const Tool& tool : tools()) {
    CHECK(check_schema(JsonDocument::parse(std::string(tool.schema)).value().root()));
  }
}

TEST_CASE("what the data themselves answer counts as grounded, in every language and spelling")
{
  const char* const questions[] = {"What is the account status?",
                                   "When is the next payment and how much?",
                                   "What was the last successful payment?",
                                   "Why did the last payment fail?",
                                   "What is the credit score at each bureau?",
                                   "How did the score change?",
                                   "What is the utilization?",
                                   "How many late payments?",
                                   "Tell me everything about the customer",
                                   "When was the last call?",
                                   "What are the contact details?",
                                   "How can they improve the credit score?",
                                   "How much debt is there?",
                                   "What is the risk?",
                                   "¿Cuál es el saldo?",
                                   "Wie hoch ist der Kontostand?"};
  std::size_t answers = 0;
  for (std::size_t index = 0; index < sample().customers.size(); ++index) {
    for (const char* const question : questions) {
      Conversation talk(question);
      talk.request.customer.emplace();
      talk.scope.routed = routed_of(talk.request, talk.ctx);
      talk.scope.wish = wish_of(question, talk.scope.routed.action);
      talk.scope.customers = {entity_of(index)};
      talk.talk.pseudonymised = false;
      const std::string own = answer_offline(talk.request, talk.scope, talk.ctx).answer.text;
      Model model({[&](const auto&) { return says(own); }});
      const auto result = talk.run(model);
      REQUIRE(result);
      CAPTURE(index);
      CAPTURE(std::string(question));
      CAPTURE(own);
      CHECK(join(result->ungrounded, "|") == "");
      ++answers;
    }
  }
  CHECK(answers == 60 * std::size(questions));
}

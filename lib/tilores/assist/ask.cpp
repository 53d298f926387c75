// The road of one question up to the customers it is about, and the answer without a model.
#include <tilores/assist/ask.hpp>

#include <tilores/assist/fields_answer.hpp>
#include <tilores/assist/guard.hpp>
#include <tilores/assist/lone_surname.hpp>
#include <tilores/assist/sharing.hpp>
#include <tilores/base/span.hpp>
#include <tilores/base/text.hpp>
#include <tilores/customer/customer360.hpp>
#include <tilores/model/identifiers.hpp>

#include <algorithm>
#include <set>

namespace tilores::assist {

namespace {

constexpr std::size_t k_most_customers = 5; // in one question

Status check_question(const std::string& question)
{
  if (trim(question).empty()) {
    return fail(ErrorKind::usage, "the question is empty", "tilores ask 'when is the next payment of client 8148853?'");
  }
  if (question.size() > k_question_limit) {
    return fail(ErrorKind::usage, "the question is longer than " + std::to_string(k_question_limit / 1024) + " KiB",
                "ask about one thing; data is read from the store, not from the question");
  }
  const auto drives = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == '\x7f';
  };
  if (std::any_of(question.begin(), question.end(), drives) || invalid_utf8_at(question)) {
    return fail(ErrorKind::usage, "the question is not UTF-8 text");
  }
  return {};
}

model::IdentifierKind kind_of(const Identifier& id)
{
  switch (id.type) {
  case IdType::email: return model::IdentifierKind::email;
  case IdType::phone: return model::IdentifierKind::phone;
  case IdType::client_id: return model::IdentifierKind::client;
  case IdType::record_id: return model::IdentifierKind::record;
  case IdType::entity_id: return model::IdentifierKind::entity;
  case IdType::name: return model::IdentifierKind::name;
  case IdType::dob: return model::IdentifierKind::dob;
  }
  return model::IdentifierKind::text;
}

std::string arguments_of(const customer::SearchRequest& request)
{
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  std::set<model::IdentifierKind> seen;
  for (const model::Identifier& id : request.identifiers) {
    if (seen.insert(id.kind).second) {
      const std::string_view kind = to_string(id.kind);
      json.member(id.kind == model::IdentifierKind::client || id.kind == model::IdentifierKind::crm ||
                      id.kind == model::IdentifierKind::entity || id.kind == model::IdentifierKind::record
                    ? std::string(kind) + "_id"
                    : std::string(kind),
                  id.value);
    }
  }
  json.end_object();
  return text;
}

std::string_view tool_of(Action action)
{
  return action == Action::credit   ? "get_credit_report"
         : action == Action::edges  ? "get_entity_relationships"
         : action == Action::record ? "fetch_entity"
                                    : "search_customer_360";
}

Answer localised(std::string_view intent, Lang lang, std::string_view en, std::string_view es, std::string_view de)
{
  Answer answer;
  answer.intent = intent;
  answer.text = lang == Lang::es ? es : lang == Lang::de ? de : en;
  return answer;
}

Recognition recognised(const AskRequest& request, const CallContext& ctx)
{
  const ScopedSpan span(ctx, "recognise");
  return recognise(request.question, request.region);
}

Result<customer::SearchResult> search_as_tool(const customer::SearchRequest& request, backend::Reader& customers,
                                              const CallContext& ctx)
{
  ScopedSpan span(ctx, "execute_tool search_customer");
  span.set("gen_ai.operation.name", "execute_tool");
  span.set("gen_ai.tool.name", "search_customer");
  if (span.content()) {
    span.set("gen_ai.tool.call.arguments", arguments_of(request));
  }
  auto found = customer::search(request, customers, span.context());
  if (!found) {
    span.fail(to_string(found.error().kind));
  }
  return found;
}

Result<std::vector<customer::SearchRequest>> requests_of(const AskRequest& request, const Routed& routed)
{
  std::vector<customer::SearchRequest> requests;
  if (request.customer) {
    requests.push_back(*request.customer);
    return requests;
  }
  if (routed.subjects.size() > k_most_customers) {
    return fail(ErrorKind::unsupported, "the question names " + std::to_string(routed.subjects.size()) + " customers",
                "at most 5 a question; tilores batch --op ask takes a list");
  }
  for (const Subject& subject : routed.subjects) {
    TRY_ASSIGN(auto one, search_of(subject, request.region));
    requests.push_back(std::move(one));
  }
  return requests;
}

AskResult settled(const Routed& routed, Answer answer, std::optional<ErrorKind> kind = {}, std::string message = {})
{
  AskResult result;
  result.routed = routed;
  result.answer = std::move(answer);
  if (kind) {
    result.error = Error{*kind, std::move(message), {}, {}, {}};
  }
  return result;
}

// The answer where no customer is to be read; nullopt where one is.
std::optional<AskResult> without_customer(const AskRequest& request, const Routed& routed)
{
  if (routed.action == Action::general || routed.action == Action::kb) {
    return settled(routed, answer_general(request.question, routed.action, routed.lang));
  }
  if (routed.action == Action::fields) {
    return settled(routed, answer_fields(request.question, routed.lang));
  }
  if (routed.subjects.empty() && !request.customer) {
    return settled(routed, ask_who(routed.lang), ErrorKind::clarify, "the question names no customer");
  }
  return std::nullopt;
}

// What was said before, whoever it was about.
const std::vector<Message>& talk_of(const AskRequest& request)
{
  return request.history.empty() ? request.kept : request.history;
}

} // namespace

std::string_view to_string(Finish finish)
{
  switch (finish) {
  case Finish::stop: return "stop";
  case Finish::length: return "length";
  case Finish::limit: return "limit";
  case Finish::blocked: return "blocked";
  case Finish::offline: return "offline";
  case Finish::error: return "error";
  }
  return "error";
}

Routed routed_of(const AskRequest& request, const CallContext& ctx)
{
  if (request.routed) {
    return *request.routed;
  }
  ScopedSpan span(ctx, "route");
  Routed routed = route(request.question, request.history, request.region, recognised(request, span.context()));
  const bool open = routed.action == Action::clarify && routed.subjects.empty();
  const auto surname =
    open && !request.customer && request.history.empty() ? lone_surname(request.question) : std::nullopt;
  if (surname) {
    routed.subjects = {Subject{{{IdType::name, *surname}}, request.question.find(*surname)}};
  }
  // With --customer the customer is known: a question that names none is about him.
  const bool known = request.customer && routed.subjects.empty();
  const Wish wish = surname || known ? wish_in_talk(request.question, talk_of(request), Action::record) : Wish{};
  const bool of_known = known && routed.action == Action::unsupported && asks_of_the_known(request.question, wish);
  if (surname || of_known || (request.customer && routed.action == Action::clarify)) {
    routed.action = Action::search;
    if (std::any_of(wish.topics.begin(), wish.topics.end(),
                    [](Topic topic) { return topic >= Topic::score && topic <= Topic::advice; })) {
      routed.action = Action::credit;
    } else if (std::find(wish.topics.begin(), wish.topics.end(), Topic::relations) != wish.topics.end()) {
      routed.action = Action::edges;
    }
  }
  span.set("tilores.route", to_string(route_of(routed.action)));
  span.set("tilores.action", to_string(routed.action));
  span.set("tilores.customers", static_cast<std::int64_t>(routed.subjects.size()));
  return routed;
}

Result<customer::SearchRequest> search_of(const Subject& subject, std::string_view region)
{
  customer::SearchRequest request;
  request.region = region;
  for (const Identifier& id : subject.identifiers) {
    model::IdentifierKind kind = kind_of(id);
    if (kind == model::IdentifierKind::record) {
      const auto shape = model::recognise(id.value);
      if (shape && shape->kind == model::IdentifierKind::crm) {
        kind = model::IdentifierKind::crm;
      }
    }
    TRY_ASSIGN(auto identifier, model::make_identifier(kind, id.value));
    request.identifiers.push_back(std::move(identifier));
  }
  return request;
}

Result<Scope> plan_ask(const AskRequest& request)
{
  TRY(check_question(request.question));
  Scope scope;
  scope.routed = routed_of(request, CallContext{});
  if (auto done = without_customer(request, scope.routed)) {
    if (scope.routed.action == Action::fields) {
      scope.tools.push_back({"discover_fields", "{}", false, 0});
    }
    return scope;
  }
  TRY_ASSIGN(const auto requests, requests_of(request, scope.routed));
  for (const customer::SearchRequest& one : requests) {
    scope.tools.push_back({"search_customer", arguments_of(one), false, 0});
    if (scope.routed.action == Action::credit || scope.routed.action == Action::edges) {
      scope.tools.push_back({std::string(tool_of(scope.routed.action)), arguments_of(one), false, 0});
    }
  }
  return scope;
}

Result<Scope> open_scope(const AskRequest& request, const ReaderSource& reader, const CallContext& ctx)
{
  TRY(check_question(request.question));
  Scope scope;
  scope.routed = routed_of(request, ctx);
  const Routed& routed = scope.routed;
  if (routed.action == Action::refuse) {
    return fail(ErrorKind::blocked, "this request is refused", decline(routed.action, routed.lang).text);
  }
  if (routed.action == Action::unsupported) {
    return fail(ErrorKind::unsupported, "this request cannot be done", decline(routed.action, routed.lang).text);
  }
  if (inspect(request.question).attack) {
    return fail(ErrorKind::blocked, "the question looks like an attempt to redirect the program",
                "ask about the customer only");
  }
  if (auto done = without_customer(request, routed)) {
    scope.settled = std::move(done);
    return scope;
  }
  TRY_ASSIGN(const auto requests, requests_of(request, routed));
  TRY_ASSIGN(backend::Reader* const customers, reader());
  for (const customer::SearchRequest& one : requests) {
    const SteadyTime began = ctx.clock->steady();
    TRY_ASSIGN(auto found, search_as_tool(one, *customers, ctx));
    const auto ms = std::chrono::duration_cast<Millis>(ctx.clock->steady() - began).count();
    scope.tools.push_back({"search_customer", arguments_of(one), true, ms});
    if (auto error = customer::not_exactly_one(found)) {
      Answer answer = found.total == 0 ? say_not_found(routed.subjects, routed.lang)
                                       : ask_which(found.total, found.distinguish, routed.lang);
      if (found.conflicting) {
        answer =
          localised("ambiguous", routed.lang, "The values given belong to different customers. Which one is meant?",
                    "Los datos indicados son de clientes distintos. ¿Cuál es?",
                    "Die Angaben gehören zu verschiedenen Kunden. Welcher ist gemeint?");
      }
      AskResult result = settled(routed, std::move(answer));
      result.error = std::move(*error);
      result.candidates = std::move(found.entities);
      result.distinguish = std::move(found.distinguish);
      result.tools = std::move(scope.tools);
      scope.settled = std::move(result);
      return scope;
    }
    model::Entity& entity = found.entities.front();
    if (std::none_of(scope.customers.begin(), scope.customers.end(),
                     [&](const model::Entity& other) { return other.id == entity.id; })) {
      scope.customers.push_back(std::move(entity));
    }
  }
  scope.wish = wish_in_talk(request.question, talk_of(request), routed.action);
  const Wish& wish = scope.wish;
  if (std::find(wish.topics.begin(), wish.topics.end(), Topic::sharing) != wish.topics.end()) {
    for (const model::Entity& entity : scope.customers) {
      TRY_ASSIGN(auto sharing, sharing_of(wish, entity, *customers, ctx));
      scope.sharing.push_back(std::move(sharing));
    }
  }
  return scope;
}

AskResult answer_offline(const AskRequest& request, Scope scope, const CallContext& ctx)
{
  if (scope.settled) {
    return std::move(*scope.settled);
  }
  AskResult result;
  result.routed = std::move(scope.routed);
  result.tools = std::move(scope.tools);
  result.customers = std::move(scope.customers);
  Wish& wish = scope.wish;
  const bool together = wish.comparison == Comparison::identity || wish.comparison == Comparison::address;
  std::string comparison;
  if (wish.comparison != Comparison::none && result.customers.size() == 2) {
    comparison =
      compare_customers(wish.comparison, result.customers[0], result.customers[1], ctx.as_of, result.routed.lang);
  } else if (together && result.customers.size() == 1 && result.routed.subjects.size() == 2) {
    comparison = localised("", result.routed.lang, "Both are the same customer: their records are linked.",
                           "Ambos son el mismo cliente: sus registros están enlazados.",
                           "Beide sind derselbe Kunde: die Datensätze sind verknüpft.")
                   .text;
  }
  if (together && !comparison.empty()) {
    wish.topics = {Topic::contact};
    wish.parts.clear();
    result.answer.text = comparison;
  }
  for (std::size_t i = 0; i < result.customers.size(); ++i) {
    const model::Entity& entity = result.customers[i];
    const SteadyTime began = ctx.clock->steady();
    ScopedSpan span(ctx, "execute_tool " + std::string(tool_of(result.routed.action)));
    span.set("gen_ai.operation.name", "execute_tool");
    span.set("gen_ai.tool.name", tool_of(result.routed.action));
    Answer one = answer_customer(wish, entity, ctx.as_of, request.voice, result.routed.lang,
                                 i < scope.sharing.size() ? scope.sharing[i] : std::vector<Sharing>{});
    const auto ms = std::chrono::duration_cast<Millis>(ctx.clock->steady() - began).count();
    std::string arguments;
    JsonWriter(arguments).begin_object().member("entity_id", entity.id).end_object();
    if (span.content()) {
      span.set("gen_ai.tool.call.arguments", arguments);
      span.set("gen_ai.tool.call.result", one.text);
    }
    result.tools.push_back({std::string(tool_of(result.routed.action)), std::move(arguments), true, ms});
    result.answer.text += (result.answer.text.empty() ? "" : "\n") + shown_name(entity) + ": " + one.text;
    result.answer.intent = one.intent;
    std::move(one.sources.begin(), one.sources.end(), std::back_inserter(result.answer.sources));
    std::move(one.facts.begin(), one.facts.end(), std::back_inserter(result.answer.facts));
  }
  if (!together && !comparison.empty()) {
    result.answer.text += "\n" + comparison;
  }
  return result;
}

Result<AskResult> ask_offline(const AskRequest& request, const ReaderSource& reader, const CallContext& ctx)
{
  TRY_ASSIGN(Scope scope, open_scope(request, reader, ctx));
  return answer_offline(request, std::move(scope), ctx);
}

} // namespace tilores::assist

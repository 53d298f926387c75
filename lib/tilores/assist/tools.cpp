#include <tilores/assist/tools.hpp>

#include <tilores/assist/fields_answer.hpp>
#include <tilores/assist/guard.hpp>
#include <tilores/assist/json_schema.hpp>
#include <tilores/base/span.hpp>
#include <tilores/base/text.hpp>
#include <tilores/credit/answer.hpp>
#include <tilores/customer/credit_card_json.hpp>
#include <tilores/customer/customer360.hpp>
#include <tilores/model/contacts.hpp>
#include <tilores/model/fit.hpp>
#include <tilores/model/merge.hpp>
#include <tilores/model/secrets.hpp>

#include <algorithm>
#include <array>
#include <thread>

namespace tilores::assist {

namespace {

constexpr std::string_view k_query =
  R"({"type":"object","properties":{"query":{"type":"string","minLength":1,"maxLength":300,"description":"e-mail, phone, client id, CRM id, entity id or full name"}},"required":["query"],"additionalProperties":false})";
constexpr std::string_view k_entity =
  R"({"type":"object","properties":{"entity_id":{"type":"string","minLength":1,"maxLength":300,"description":"entity id, or any identifier of the customer"}},"required":["entity_id"],"additionalProperties":false})";
constexpr std::string_view k_customer =
  R"({"type":"object","properties":{"customer_id":{"type":"string","minLength":1,"maxLength":300,"description":"client id, entity id or another identifier"}},"required":["customer_id"],"additionalProperties":false})";

// The one customer of this question that a text names. Others do not exist here.
Result<const model::Entity*> named(std::string_view text, const ToolContext& context)
{
  const model::Entity* found = nullptr;
  for (const model::Entity& entity : context.customers) {
    if (entity.id == trim(text)) {
      return &entity;
    }
  }
  std::vector<model::Identifier> identifiers;
  if (auto parsed = model::parse_selector(text)) {
    identifiers = std::move(*parsed);
  }
  if (identifiers.empty() || identifiers.front().kind == model::IdentifierKind::name) {
    for (const Subject& subject : recognise(text, context.region).subjects) {
      if (auto request = search_of(subject, context.region)) {
        identifiers = std::move(request->identifiers);
      }
      break;
    }
  }
  for (model::Identifier& id : identifiers) {
    id.kind = id.kind == model::IdentifierKind::text ? model::IdentifierKind::client : id.kind;
  }
  for (const model::Entity& entity : context.customers) {
    if (!identifiers.empty() &&
        model::fit_of(identifiers, entity, model::contact_details(entity.records)) == model::Fit::fits) {
      if (found != nullptr) {
        return fail(ErrorKind::ambiguous, "more than one customer of this question fits");
      }
      found = &entity;
    }
  }
  if (found == nullptr) {
    return fail(ErrorKind::not_found, "no customer of this question fits; only those the user named can be read");
  }
  return found;
}

std::string cut(const std::string& json, const ToolContext& context)
{
  const auto all = JsonDocument::parse(json);
  // Records hold no secret fields; should one come through an adapter, it ends here.
  Result<JsonDocument> clean = fail(ErrorKind::internal, "not JSON");
  if (all) {
    clean = JsonDocument::parse(model::strip_secrets(all->root()));
  }
  return clean ? trimmed(clean->root(), context.question, context.tokens) : "{}";
}

std::string card_of(const model::Entity& entity)
{
  std::string text;
  JsonWriter json(text);
  write_customer_reference(json, entity);
  return text;
}

std::string c360_of(const model::Entity& entity, const ToolContext& context)
{
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("customer").raw(card_of(entity));
  std::string all;
  JsonWriter whole(all);
  customer::write_customer360(whole, customer::make_customer360(entity, context.as_of));
  const auto document = JsonDocument::parse(std::move(all));
  if (document) {
    for (const auto [key, member] : document->root().members()) {
      json.key(key).value(member);
    }
  }
  json.end_object();
  return text;
}

Result<std::string> search_customer(Json arguments, const ToolContext& context)
{
  TRY_ASSIGN(const model::Entity* const entity, named(arguments["query"].text(), context));
  return card_of(*entity);
}

Result<std::string> search_customer_360(Json arguments, const ToolContext& context)
{
  TRY_ASSIGN(const model::Entity* const entity, named(arguments["query"].text(), context));
  return cut(c360_of(*entity, context), context);
}

Result<std::string> search_customer_batch(Json arguments, const ToolContext& context)
{
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  for (const Json query : arguments["queries"].elements()) {
    const auto entity = named(query.text(), context);
    if (entity) {
      json.raw(card_of(**entity));
    } else {
      json.null();
    }
  }
  json.end_array();
  return text;
}

Result<std::string> fetch_entity(Json arguments, const ToolContext& context)
{
  TRY_ASSIGN(const model::Entity* const entity, named(arguments["entity_id"].text(), context));
  std::string text;
  JsonWriter json(text);
  json.begin_object()
    .member("entity_id", entity->id)
    .member("records", std::uint64_t{entity->records.size()})
    .key("merged");
  model::write_merged(json, model::merge_records(entity->records));
  json.end_object();
  return cut(text, context);
}

Result<std::string> get_entity_relationships(Json arguments, const ToolContext& context)
{
  TRY_ASSIGN(const model::Entity* const entity, named(arguments["entity_id"].text(), context));
  const customer::Customer360 all = customer::make_customer360(*entity, context.as_of);
  std::string text;
  JsonWriter json(text);
  json.begin_object()
    .member("entity_id", entity->id)
    .member("records", std::uint64_t{entity->records.size()})
    .member("related_count", std::uint64_t{all.relations.size()})
    .key("relationships")
    .begin_array();
  for (const customer::Relation& relation : all.relations) {
    json.begin_object().member("kind", relation.kind);
    if (relation.kind == "edge") {
      json.member("a", relation.a).member("b", relation.b).member("rule", relation.rule);
    } else {
      json.member("name", relation.name).member("record_id", relation.record_id);
    }
    json.end_object();
  }
  json.end_array().end_object();
  return cut(text, context);
}

Result<std::string> get_credit_report(Json arguments, const ToolContext& context)
{
  TRY_ASSIGN(const model::Entity* const entity, named(arguments["customer_id"].text(), context));
  const std::array<customer::CreditSubject, 1> subjects{customer::credit_of(*entity, context.as_of)};
  std::string text;
  JsonWriter json(text);
  customer::write_credit(json, subjects);
  const std::string_view bureau = arguments["bureau"].text();
  if (bureau.empty()) {
    return cut(text, context);
  }
  TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(std::move(text)));
  return cut(std::string(document.root()["bureaus"][bureau].raw()), context);
}

Result<std::string> analyze_credit_score(Json arguments, const ToolContext& context)
{
  TRY_ASSIGN(const model::Entity* const entity, named(arguments["customer_id"].text(), context));
  const customer::CreditSubject subject = customer::credit_of(*entity, context.as_of);
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("reports", std::uint64_t{subject.analysis.reports}).key("bureaus").begin_object();
  for (const credit::BureauAnalysis& bureau : subject.analysis.bureaus) {
    const credit::ScorePoint* const score = bureau.score();
    json.key(credit::to_string(bureau.bureau))
      .begin_object()
      .member("score", score != nullptr ? std::optional<int>(score->value) : std::nullopt);
    json.member("score_date",
                score != nullptr ? std::optional<std::string>(to_string(score->score_date)) : std::nullopt);
    json.member("risk_level", bureau.risk_level)
      .member("trend", credit::to_string(bureau.trend))
      .member("change_previous", bureau.change_previous)
      .key("factors")
      .begin_array();
    for (const auto& factor : bureau.factors) {
      json.value(factor.text);
    }
    json.end_array().end_object();
  }
  json.end_object().end_object();
  return cut(text, context);
}

void write_field(JsonWriter& json, const model::Field& field)
{
  json.begin_object()
    .member("path", field.path)
    .member("type", field.type)
    .member("category", field.category)
    .member("source", field.source);
  json.member("sensitive", model::to_string(field.sensitivity)).member("description", field.description).end_object();
}

Result<std::string> discover_fields(Json arguments, const ToolContext& context)
{
  const std::string_view about = arguments["about"].text();
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  for (const model::Field* const field : fields_about(about.empty() ? context.question : about, 20)) {
    write_field(json, *field);
  }
  json.end_array();
  return text;
}

Result<std::string> get_field_metadata(Json arguments, const ToolContext&)
{
  const model::Field* const field = model::find_field(arguments["field_name"].text());
  if (field == nullptr || field->sensitivity == model::Sensitivity::secret) {
    return fail(ErrorKind::not_found, "the schema has no such field");
  }
  std::string text;
  JsonWriter json(text);
  write_field(json, *field);
  return text;
}

constexpr Tool k_tools[] = {
  {"analyze_credit_score", "Score, risk level, trend and main factors of a customer at the three bureaus.", k_customer,
   analyze_credit_score},
  {"discover_fields", "Fields of the customer schema about a topic.",
   R"({"type":"object","properties":{"about":{"type":"string","maxLength":300,"description":"topic in words"}},"additionalProperties":false})",
   discover_fields},
  {"fetch_entity", "The merged record of a customer, field by field.", k_entity, fetch_entity},
  {"get_credit_report",
   "Credit figures of a customer bureau by bureau: scores, utilization, late payments, accounts, inquiries, "
   "derogatories.",
   R"({"type":"object","properties":{"customer_id":{"type":"string","minLength":1,"maxLength":300,"description":"client id, entity id or another identifier"},"bureau":{"type":"string","enum":["transunion","experian","equifax"]}},"required":["customer_id"],"additionalProperties":false})",
   get_credit_report},
  {"get_entity_relationships", "How the records of a customer are linked, and the household the records name.",
   k_entity, get_entity_relationships},
  {"get_field_metadata", "One field of the schema: type, source, meaning.",
   R"({"type":"object","properties":{"field_name":{"type":"string","minLength":1,"maxLength":200}},"required":["field_name"],"additionalProperties":false})",
   get_field_metadata},
  {"search_customer", "Who a customer is: entity id, name, client id.", k_query, search_customer},
  {"search_customer_360", "Account, payments, card, support, calls, contact data and credit of a customer.", k_query,
   search_customer_360},
  {"search_customer_batch", "Who several customers are; null for those that cannot be read.",
   R"({"type":"object","properties":{"queries":{"type":"array","items":{"type":"string","minLength":1,"maxLength":300},"minItems":1,"maxItems":5}},"required":["queries"],"additionalProperties":false})",
   search_customer_batch},
};

std::string envelope(const Result<std::string>& data, std::int64_t ms)
{
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("success", data.has_value()).key("data");
  if (data) {
    json.raw(*data).key("error").null();
  } else {
    json.null().member("error", data.error().message);
  }
  json.member("ms", ms).end_object();
  return text;
}

// The value again with every text neutralised and its customer's values replaced; numbers that are identifiers become
// texts.
void write_hidden(JsonWriter& json, Json value, Pseudonyms* names)
{
  if (value.is_object()) {
    json.begin_object();
    for (const auto [key, member] : value.members()) {
      json.key(key);
      write_hidden(json, member, names);
    }
    json.end_object();
  } else if (value.is_array()) {
    json.begin_array();
    for (const Json element : value.elements()) {
      write_hidden(json, element, names);
    }
    json.end_array();
  } else if (value.is_string()) {
    const std::string text = neutralise(value.text());
    json.value(names != nullptr ? names->hide(text) : text);
  } else if (value.is_number() && names != nullptr && value.number_text().size() >= 5 &&
             names->hide(value.number_text()) != value.number_text()) {
    json.value(names->hide(value.number_text()));
  } else {
    json.value(value);
  }
}

ToolResult run_one(const llm::ToolCall& call, const ToolContext& context, const Pseudonyms* names,
                   const CallContext& ctx)
{
  const SteadyTime began = ctx.clock->steady();
  ToolResult result;
  result.use.name = call.name;
  result.use.arguments = "{}";
  const auto* const tool = std::ranges::find(k_tools, call.name, &Tool::name);
  const std::string known(tool != std::end(k_tools) ? tool->name : "unknown"); // a model may put anything there
  ScopedSpan span(ctx, "execute_tool " + known);
  span.set("gen_ai.operation.name", "execute_tool");
  span.set("gen_ai.tool.name", known);
  Result<std::string> data = fail(ErrorKind::usage, "there is no such tool");
  if (tool != std::end(k_tools)) {
    const auto document = JsonDocument::parse(names != nullptr ? names->restore_json(call.arguments) : call.arguments,
                                              {.depth = 16, .bytes = 65'536});
    const auto schema = JsonDocument::parse(std::string(tool->schema));
    std::optional<std::string> fault = document ? schema_fault(schema->root(), document->root())
                                                : std::optional<std::string>("the arguments are not JSON");
    if (fault) {
      data = fail(ErrorKind::usage, "arguments: " + *fault);
      result.bad_arguments = true;
    } else {
      result.use.arguments = document->root().raw();
      data = tool->run(document->root(), context);
    }
  }
  if (!data) {
    span.fail(to_string(data.error().kind));
  }
  result.use.ok = data.has_value();
  result.use.ms = std::chrono::duration_cast<Millis>(ctx.clock->steady() - began).count();
  result.content = envelope(data, result.use.ms);
  if (span.content()) {
    span.set("gen_ai.tool.call.arguments", result.use.arguments);
    span.set("gen_ai.tool.call.result", result.content);
  }
  return result;
}

} // namespace

std::span<const Tool> tools() { return k_tools; }

std::vector<ToolResult> run_tools(const std::vector<llm::ToolCall>& calls, const ToolContext& context,
                                  Pseudonyms* names, const CallContext& ctx)
{
  std::vector<ToolResult> results(calls.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < calls.size(); ++i) {
      threads.emplace_back([&, i] { results[i] = run_one(calls[i], context, names, ctx); });
    }
    if (!calls.empty()) {
      results[0] = run_one(calls[0], context, names, ctx);
    }
  }
  for (ToolResult& result : results) {
    const auto document = JsonDocument::parse(result.content);
    JsonWriter json(result.hidden);
    write_hidden(json, document->root(), names);
  }
  return results;
}

std::string tools_json()
{
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("items").begin_array();
  for (const Tool& tool : k_tools) {
    json.begin_object()
      .member("name", tool.name)
      .member("description", tool.description)
      .key("input_schema")
      .raw(tool.schema)
      .end_object();
  }
  json.end_array().member("total", std::uint64_t{std::size(k_tools)}).end_object();
  return text;
}

} // namespace tilores::assist

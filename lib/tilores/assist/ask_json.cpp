// The data of `ask` as JSON, and conversations out of JSON.
#include <tilores/assist/ask.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/merge.hpp>

#include <cmath>

namespace tilores::assist {

namespace {

struct Who {
  std::string name, client;
};

Who who_is(const model::Entity& entity)
{
  const model::MergedView view = model::merge_records(entity.records);
  const auto text = [&](std::string_view field) {
    const auto it = view.find(field);
    return it == view.end()               ? std::string_view{}
           : it->second.value.is_number() ? it->second.value.number_text()
                                          : it->second.value.text();
  };
  Who who{std::string(trim(text("FIRST_NAME"))), std::string(text("CLIENT_ID"))};
  const std::string_view last = trim(text("LAST_NAME"));
  who.name += (who.name.empty() || last.empty() ? "" : " ") + std::string(last);
  return who;
}

void write_identifiers(JsonWriter& json, const std::vector<Subject>& subjects)
{
  json.begin_array();
  for (const Subject& subject : subjects) {
    for (const Identifier& id : subject.identifiers) {
      json.begin_object().member("type", to_string(id.type)).member("value", id.value).end_object();
    }
  }
  json.end_array();
}

} // namespace

std::string shown_name(const model::Entity& entity)
{
  const Who who = who_is(entity);
  return !who.name.empty() ? who.name : !who.client.empty() ? who.client : entity.id;
}

void write_customer_reference(JsonWriter& json, const model::Entity& entity)
{
  const Who who = who_is(entity);
  json.begin_object().member("entity_id", entity.id);
  json.member("name", who.name.empty() ? std::optional<std::string>{} : who.name);
  json.member("client_id", who.client.empty() ? std::optional<std::string>{} : who.client).end_object();
}

void write_route(JsonWriter& json, const AskResult& result)
{
  const Routed& routed = result.routed;
  json.begin_object().member("route", to_string(route_of(routed.action))).member("action", to_string(routed.action));
  json.member("intent", result.answer.intent.empty() ? std::optional<std::string>{} : result.answer.intent)
    .key("identifiers");
  write_identifiers(json, routed.subjects);
  json.member("by", result.by_model ? "model" : routed.by == DecidedBy::rules ? "rules" : "table").end_object();
}

void write_ask(JsonWriter& json, const AskResult& result)
{
  const auto text_or_null = [](const std::string& text) { return text.empty() ? std::optional<std::string>{} : text; };
  json.begin_object().member("answer", result.answer.text).key("customer");
  if (result.customers.size() == 1) {
    write_customer_reference(json, result.customers.front());
  } else {
    json.null();
  }
  if (result.customers.size() > 1) {
    json.key("customers").begin_array();
    for (const model::Entity& entity : result.customers) {
      write_customer_reference(json, entity);
    }
    json.end_array();
  }
  json.key("route");
  write_route(json, result);
  json.key("tools").begin_array();
  for (const ToolUse& tool : result.tools) {
    json.begin_object().member("name", tool.name).key("arguments").raw(tool.arguments);
    json.member("ok", tool.ok).member("ms", tool.ms).end_object();
  }
  json.end_array().key("sources").begin_array();
  for (const AnswerSource& source : result.answer.sources) {
    json.begin_object()
      .member("entity_id", source.entity_id)
      .member("record_id", text_or_null(source.record_id))
      .member("field", source.field)
      .end_object();
  }
  json.end_array().key("ungrounded").begin_array();
  for (const std::string& value : result.ungrounded) {
    json.value(value);
  }
  json.end_array().member("model", text_or_null(result.model)).member("provider", text_or_null(result.provider));
  json.key("usage")
    .begin_object()
    .member("input_tokens", result.usage.input)
    .member("output_tokens", result.usage.output);
  json.member("cached_tokens", result.usage.cached).end_object();
  const bool free = !result.asked_model && result.model.empty();
  json.key("cost")
    .begin_object()
    .member("usd", free         ? std::optional<double>(0)
                   : result.usd ? std::optional<double>(std::round(*result.usd * 1e8) / 1e8)
                                : std::nullopt)
    .member("priced", free || result.usd.has_value())
    .end_object();
  json.member("session", text_or_null(result.session)).member("finish", to_string(result.finish));
  if (!result.candidates.empty()) {
    json.key("candidates").begin_array();
    for (const model::Entity& entity : result.candidates) {
      write_customer_reference(json, entity);
    }
    json.end_array();
  }
  if (result.error && result.error->kind == ErrorKind::ambiguous) {
    json.key("distinguish").begin_array();
    for (const std::string& field : result.distinguish) {
      json.value(field);
    }
    json.end_array();
  }
  json.end_object();
}

Result<std::vector<Message>> parse_history(std::string_view text)
{
  auto document = JsonDocument::parse(std::string(text));
  if (!document || !document->root().is_array()) {
    return fail(ErrorKind::usage, "the history is not a JSON array of messages",
                "[{\"role\":\"user\",\"content\":\"…\"},…]");
  }
  std::vector<Message> history;
  for (const Json message : document->root().elements()) {
    const std::string_view role = message["role"].text();
    if (!message["content"].is_string() || role.empty()) {
      return fail(ErrorKind::usage,
                  "message " + std::to_string(history.size() + 1) + " of the history has no role or no content");
    }
    if (role == "user" || role == "assistant") {
      history.push_back({std::string(role), std::string(message["content"].text())});
    }
  }
  return history;
}

} // namespace tilores::assist

#include <tilores/assist/route_model.hpp>

#include <tilores/assist/prompts.hpp>
#include <tilores/assist/pseudonym.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace tilores::assist {

namespace {

constexpr double k_unsure = 0.8;         // nats; of the development set 1 % are nearer, every third of those wrong
constexpr unsigned k_answer_tokens = 40; // {"action":"unsupported"}
constexpr Millis k_longest{4'000};

constexpr std::array k_with_customer{Action::search, Action::credit, Action::edges, Action::unsupported,
                                     Action::refuse};
constexpr std::array k_without{Action::clarify, Action::fields,      Action::general,
                               Action::kb,      Action::unsupported, Action::refuse};

std::string schema_of(std::span<const Action> actions)
{
  std::string text;
  JsonWriter json(text);
  json.begin_object()
    .member("type", "object")
    .key("properties")
    .begin_object()
    .key("action")
    .begin_object()
    .member("type", "string")
    .key("enum")
    .begin_array();
  for (const Action action : actions) {
    json.value(to_string(action));
  }
  json.end_array()
    .end_object()
    .end_object()
    .key("required")
    .begin_array()
    .value("action")
    .end_array()
    .member("additionalProperties", false)
    .end_object();
  return text;
}

} // namespace

bool is_unsure(const Routed& routed)
{
  return routed.by == DecidedBy::table && routed.margin < k_unsure && routed.action != Action::refuse;
}

ModelRoute route_with_model(const AskRequest& request, Routed routed, llm::ChatProvider& provider, llm::Meter* meter,
                            bool pseudonymised, const CallContext& ctx)
{
  const bool customer = !routed.subjects.empty() || request.customer;
  const std::span<const Action> actions =
    customer ? std::span<const Action>(k_with_customer) : std::span<const Action>(k_without);
  Pseudonyms names;
  names.learn(routed.subjects);
  llm::ChatRequest chat;
  chat.messages.push_back({llm::Role::system, router_prompt().body});
  chat.messages.push_back({llm::Role::user, pseudonymised ? names.hide(request.question) : request.question});
  chat.json = true;
  chat.json_schema = schema_of(actions);
  chat.max_tokens = k_answer_tokens;
  chat.once = true;
  chat.customer_data = true; // the question may hold some
  chat.meter = meter;
  CallContext bounded = ctx;
  bounded.timeout = std::min(ctx.timeout.value_or(k_longest), k_longest);
  const llm::ChatOutcome outcome = provider.complete(chat, {}, bounded);

  ModelRoute out;
  out.routed = std::move(routed);
  const llm::ChatUsage& used = outcome.reply ? outcome.reply->usage : outcome.usage;
  out.usage = {used.input, used.output, used.cached};
  if (!outcome.reply || outcome.reply->stop != llm::StopReason::stop) {
    return out;
  }
  const auto answer = JsonDocument::parse(outcome.reply->content);
  const auto named =
    answer ? std::ranges::find_if(actions,
                                  [&](Action action) { return to_string(action) == answer->root()["action"].text(); })
           : actions.end();
  if (named != actions.end()) {
    out.by_model = true;
    out.routed.action = *named;
  }
  return out;
}

} // namespace tilores::assist

#include "assistant.hpp"

#include "answer_cache.hpp"
#include "content.hpp"
#include "wiring.hpp"

#include <tilores/assist/ask_model.hpp>
#include <tilores/assist/guard.hpp>
#include <tilores/assist/json_schema.hpp>
#include <tilores/assist/route_model.hpp>
#include <tilores/assist/sentences.hpp>
#include <tilores/base/span.hpp>

#include <algorithm>

namespace tilores::app {
namespace {

constexpr unsigned k_staff_tokens = 800; // of an answer
constexpr unsigned k_client_tokens = 1200;
constexpr Millis k_aside{50}; // for what comes after the model: the data's answer, the books

void check_grounds(assist::AskResult& result, Verify verify)
{
  if (verify == Verify::off) {
    result.ungrounded.clear();
  }
  if (result.ungrounded.empty()) {
    return;
  }
  const std::string what = std::to_string(result.ungrounded.size()) +
                           (result.ungrounded.size() == 1 ? " value" : " values") +
                           " of the answer not found in the data";
  if (verify == Verify::strict && !result.error) {
    result.error = Error{ErrorKind::partial, what, "see data.ungrounded with -o json", {}, {}};
  } else {
    result.warnings.push_back(what);
  }
}

} // namespace

Result<Assistant> Assistant::make(Session& session, AssistantSettings settings)
{
  TRY_ASSIGN(const config::Settings* const values, session.services.settings());
  Assistant made;
  if (settings.offline && !settings.schema.empty()) {
    return fail(ErrorKind::usage, "--schema needs a model", "ask without --offline");
  }
  if (!settings.offline) {
    TRY_ASSIGN(made.m_models, make_models(session, settings.choice));
    if (!settings.schema.empty()) {
      if (!made.m_models) {
        return fail(ErrorKind::auth, "--schema needs a model, and no provider has a key",
                    "set a key, e.g. OPENAI_API_KEY");
      }
      const auto document = JsonDocument::parse(settings.schema);
      if (!document) {
        return fail(ErrorKind::usage, "--schema: the file is not JSON");
      }
      TRY(assist::check_schema(document->root()));
    }
  }
  if (made.m_models) {
    made.m_prompts = values->text("llm.prompts");
    TRY(assist::load_prompt(assist::Voice::staff, made.m_prompts));
    made.m_timeout = session.globals.timeout ? session.globals.timeout : values->duration("llm.timeout");
    made.m_card_first = values->boolean("llm.card_first");
    made.m_by_sentence = values->text("llm.flush") == "sentence";
    if (const auto key = session.services.cache_key()) {
      made.m_key = *key;
      made.m_cache = &session.services.cache();
    }
  }
  made.m_settings = std::move(settings);
  return made;
}

const llm::Model* Assistant::model(bool customer_data) const
{
  return m_models ? m_models->first(customer_data) : nullptr;
}

std::vector<std::string> Assistant::notices(bool customer_data) const
{
  std::vector<std::string> all;
  if (m_models) {
    all = m_models->notices;
    if (customer_data) {
      all.insert(all.end(), m_models->data_notices.begin(), m_models->data_notices.end());
    }
  }
  return all;
}

Result<assist::AskResult> Assistant::ask(const assist::AskRequest& asked, const assist::ReaderSource& reader,
                                         const CallContext& ctx,
                                         const std::function<void(std::string_view)>& sink) const
{
  ScopedSpan span(ctx, "invoke_agent tilores");
  span.set("gen_ai.operation.name", "invoke_agent");
  span.set("gen_ai.agent.name", "tilores");
  if (span.content()) {
    std::vector<llm::ChatMessage> said;
    for (const assist::Message& message : asked.history) {
      said.push_back({message.role == "assistant" ? llm::Role::assistant : llm::Role::user, message.text});
    }
    said.push_back({llm::Role::user, asked.question});
    span.set("gen_ai.input.messages", messages_json(said));
  }
  auto result = answer(asked, reader, span.context(), sink);
  if (!result) {
    span.fail(to_string(result.error().kind));
  } else if (span.content()) {
    span.set("gen_ai.output.messages", answer_json(result->answer.text, {}, "stop"));
  }
  return result;
}

Result<assist::AskResult> Assistant::answer(const assist::AskRequest& asked, const assist::ReaderSource& reader,
                                            const CallContext& ctx,
                                            const std::function<void(std::string_view)>& sink) const
{
  if (!m_models) {
    return assist::ask_offline(asked, reader, ctx);
  }
  const auto purse = m_models->budget->purse();
  assist::AskRequest request = asked;
  unsigned steps = m_settings.steps;
  assist::ModelRoute opinion;
  opinion.routed = assist::routed_of(request, ctx);
  const bool may_ask = ctx.cache != CacheMode::only && !m_card_first && steps > 1 && model(true) != nullptr;
  if (may_ask && assist::is_unsure(opinion.routed) && !assist::inspect(request.question).attack) {
    --steps;
    opinion = assist::route_with_model(request, std::move(opinion.routed), *m_models->provider, purse.get(),
                                       m_models->pseudonymised, ctx);
  }
  request.routed = opinion.routed;
  TRY_ASSIGN(assist::Scope scope, assist::open_scope(request, reader, ctx));
  const bool fits_schema =
    m_settings.schema.empty() || (scope.settled && scope.settled->error); // only a model can write such JSON
  const bool from_data = (!assist::wants_model(scope) && fits_schema) || model(!scope.customers.empty()) == nullptr;
  auto result = from_data ? Result<assist::AskResult>(assist::answer_offline(request, std::move(scope), ctx))
                          : ask_model(request, std::move(scope), steps, *purse, ctx, sink);
  if (result) {
    const assist::Spent spent = purse->spent();
    result->usd = spent.priced ? std::optional(spent.usd) : std::nullopt;
    result->by_model = opinion.by_model;
    result->asked_model = result->asked_model || opinion.by_model;
    result->usage.input += opinion.usage.input;
    result->usage.output += opinion.usage.output;
    result->usage.cached += opinion.usage.cached;
    if (!spent.priced && !result->model.empty()) {
      result->warnings.push_back("the price of " + result->model + " is not known: unpriced");
    }
  }
  return result;
}

Result<assist::AskResult> Assistant::ask_model(const assist::AskRequest& request, assist::Scope scope, unsigned steps,
                                               assist::Purse& purse, const CallContext& outer,
                                               const std::function<void(std::string_view)>& sink) const
{
  assist::TalkSettings talk;
  talk.provider = m_models->provider.get();
  TRY_ASSIGN(talk.prompt, assist::load_prompt(request.voice, m_prompts));
  talk.expected_model = [this](std::string_view answered) {
    return std::ranges::any_of(m_models->candidates,
                               [&](const llm::Candidate& one) { return llm::same_model(one.model, answered); });
  };
  talk.pseudonymised = m_models->pseudonymised;
  talk.steps = steps;
  talk.max_tokens = request.voice == assist::Voice::client ? k_client_tokens : k_staff_tokens;
  talk.schema = m_settings.schema;
  talk.fall_back = m_settings.fall_back;
  talk.card_first = m_card_first;
  talk.sink = sink;
  assist::SentenceStream sentences;
  if (sink && m_by_sentence) {
    talk.sink = [&](std::string_view piece) {
      if (const std::string ready = sentences.feed(piece); !ready.empty()) {
        sink(ready);
      }
    };
  }
  talk.meter = &purse;

  const AnswerCache cache(m_cache, m_key);
  const cache::CacheKey key = cache.key_of(request, scope, talk, m_models->candidates, outer);
  if (auto kept = cache.find(key, request, scope, outer)) {
    return std::move(*kept);
  }
  if (outer.cache == CacheMode::only) {
    return fail(ErrorKind::unavailable, "no answer to this is cached", "ask without --cached-only, or with --offline");
  }
  if (outer.usage != nullptr && outer.cache != CacheMode::bypass) {
    outer.usage->used(CacheUse::miss); // wherever the customer came from: the answer is new
  }
  CallContext ctx = outer;
  ctx.timeout = m_timeout;
  if (const auto left = ctx.deadline.left(*ctx.clock); left && *left > 4 * k_aside) {
    ctx.deadline = ctx.deadline.sooner(*left - k_aside, *ctx.clock);
  }
  auto answered = assist::answer_with_model(request, std::move(scope), talk, ctx);
  if (const std::string rest = sentences.finish(); !rest.empty()) {
    sink(rest);
  }
  if (!answered) {
    return answered;
  }
  assist::AskResult result = std::move(*answered);
  cache.keep(key, result, outer);
  check_grounds(result, m_settings.verify);
  return result;
}

} // namespace tilores::app

#include "answer_cache.hpp"

namespace tilores::app {

cache::CacheKey AnswerCache::key_of(const assist::AskRequest& request, const assist::Scope& scope,
                                    const assist::TalkSettings& talk, std::span<const llm::Candidate> candidates,
                                    const CallContext& ctx) const
{
  std::string text;
  JsonWriter json(text);
  json.begin_array()
    .value(request.question)
    .value(request.region)
    .value(talk.prompt.sha256)
    .value(talk.schema)
    .value(talk.pseudonymised)
    .value(talk.steps)
    .value(talk.card_first);
  for (const assist::Message& message : request.history) {
    json.value(message.role).value(message.text);
  }
  for (const llm::Candidate& one : candidates) {
    json.value(one.model.provider + "/" + one.model.name);
  }
  for (const model::Entity& entity : scope.customers) {
    json.value(entity.id);
    for (const model::Record& record : entity.records) {
      json.value(record.id).value(to_hex(sha256(record.body().raw())));
    }
  }
  json.end_array();
  return cache::make_key(derive_key(m_key, "answers"),
                         {"answer", text, "", to_string(ctx.as_of), "", ctx.tenant, "1", ""});
}

std::optional<assist::AskResult> AnswerCache::find(const cache::CacheKey& key, const assist::AskRequest& request,
                                                   const assist::Scope& scope, const CallContext& ctx) const
{
  const auto hit = m_cache != nullptr ? m_cache->find(key, ctx) : std::nullopt;
  const auto document =
    hit ? JsonDocument::parse(*hit->entry.value) : Result<JsonDocument>(fail(ErrorKind::not_found, ""));
  if (!document) {
    return std::nullopt;
  }
  assist::Scope again = scope;
  again.settled.reset();
  assist::AskResult result = scope.customers.empty()
                               ? assist::AskResult{}
                               : assist::answer_offline(request, std::move(again), ctx); // sources, route, customers
  result.routed = scope.routed;
  result.answer.text = document->root()["answer"].text();
  result.model = document->root()["model"].text();
  result.provider = document->root()["provider"].text();
  result.finish = assist::Finish::stop;
  result.usd = 0;
  return result;
}

void AnswerCache::keep(const cache::CacheKey& key, const assist::AskResult& result, const CallContext& ctx) const
{
  if (m_cache == nullptr || result.error || result.finish != assist::Finish::stop || result.model.empty() ||
      !result.ungrounded.empty()) {
    return;
  }
  std::string text;
  JsonWriter(text)
    .begin_object()
    .member("answer", result.answer.text)
    .member("model", result.model)
    .member("provider", result.provider)
    .end_object();
  cache::NewEntry entry;
  entry.value = std::make_shared<const std::string>(std::move(text));
  entry.kind = cache::EntryKind::answer;
  const Key256 tags = derive_key(m_key, "cache keys");
  for (const model::Entity& entity : result.customers) {
    for (const model::Record& record : entity.records) {
      entry.tags.push_back(cache::make_tag(tags, record.id));
    }
  }
  m_cache->store(key, entry, ctx);
}

} // namespace tilores::app

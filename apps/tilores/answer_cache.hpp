#pragma once
// Answers of models, kept by everything they depend on: another question, prompt, model, customer, day or version of a
// customer's records is another key.

#include <tilores/assist/ask_model.hpp>
#include <tilores/base/crypto.hpp>
#include <tilores/cache/key.hpp>
#include <tilores/cache/tiered.hpp>
#include <tilores/llm/provider.hpp>

#include <optional>
#include <span>

namespace tilores::app {

// Thread-safe. Without a cache (null) it finds and keeps nothing.
class AnswerCache {
public:
  // `key`: what the cache's keys derive from.
  AnswerCache(cache::Cache* cache, const Key256& key) : m_cache(cache), m_key(key) {}

  [[nodiscard]] cache::CacheKey key_of(const assist::AskRequest& request, const assist::Scope& scope,
                                       const assist::TalkSettings& talk, std::span<const llm::Candidate> candidates,
                                       const CallContext& ctx) const;
  // A kept answer as the answer to `request`, with sources and route; it cost nothing.
  [[nodiscard]] std::optional<assist::AskResult> find(const cache::CacheKey& key, const assist::AskRequest& request,
                                                      const assist::Scope& scope, const CallContext& ctx) const;
  // Keeps whole, grounded answers of models only.
  void keep(const cache::CacheKey& key, const assist::AskResult& result, const CallContext& ctx) const;

private:
  cache::Cache* m_cache;
  const Key256& m_key;
};

} // namespace tilores::app

#pragma once
// Real ChatProviders: one model of one provider, and several of them behind one another.

#include <tilores/base/secret.hpp>
#include <tilores/exec/breaker.hpp>
#include <tilores/exec/retry.hpp>
#include <tilores/llm/catalogue.hpp>
#include <tilores/llm/chat.hpp>
#include <tilores/llm/providers.hpp>
#include <tilores/net/transport.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tilores::llm {

struct ProviderSettings {
  const Provider* provider = nullptr; // never null
  std::string base_url;               // empty: the provider's own
  Secret key;                         // may be empty where none is required
  Model model;
};

// One try over `transport` (which must not repeat by itself). The whole answer is bounded by ctx.
[[nodiscard]] std::shared_ptr<ChatProvider> make_chat_provider(ProviderSettings settings, std::shared_ptr<net::HttpTransport> transport);

// Port: accounts for money. Called before each try with the model that will run, fallbacks included.
class Meter {
public:
  virtual ~Meter() = default;
  // `budget` where the upper bound does not fit; otherwise the money is held until settle().
  virtual Status reserve(const Model& model, std::uint64_t input_tokens, unsigned max_tokens, const CallContext& ctx) = 0;
  // What it came to; a failed try without usage gives everything back.
  virtual void settle(const Model& model, const ChatUsage& usage, const CallContext& ctx) = 0;
};

struct Candidate {
  Model model;
  std::shared_ptr<ChatProvider> provider;
};

struct FailoverSettings {
  exec::RetryPolicy retry;     // attempts per candidate
  exec::BreakerSettings breaker;
  std::uint64_t seed = 0;      // of the jitter
  // Told on every change of model: a fixed sentence with model names, for a warning.
  std::function<void(std::string)> notice;
};

// Asks the candidates in order, repeating and going on as policy.hpp says. Each has a breaker of its own and is left
// out while it is open or cooling down. A prompt too long for one goes only to those with a larger context. What was
// shown cannot be unsaid: after the first token nothing is asked again.
[[nodiscard]] std::shared_ptr<ChatProvider> make_failover(std::vector<Candidate> candidates, FailoverSettings settings, std::shared_ptr<Meter> meter);

} // namespace tilores::llm

#pragma once
// Real ChatProviders: one model of one provider, and several of them behind one another.

#include <tilores/base/secret.hpp>
#include <tilores/exec/breaker.hpp>
#include <tilores/exec/retry.hpp>
#include <tilores/llm/catalogue.hpp>
#include <tilores/llm/chat.hpp>
#include <tilores/llm/providers.hpp>
#include <tilores/net/transport.hpp>

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
[[nodiscard]] std::shared_ptr<ChatProvider> make_chat_provider(ProviderSettings settings,
                                                               std::shared_ptr<net::HttpTransport> transport);

// Port: accounts for money. Called before each try with the model that will run, fallbacks included.
class Meter {
public:
  virtual ~Meter() = default;
  // `budget` where the upper bound does not fit; otherwise the money is held until settle().
  virtual Status reserve(const Model& model, std::uint64_t input_tokens, unsigned max_tokens,
                         const CallContext& ctx) = 0;
  // What it came to; a failed try without usage gives everything back.
  virtual void settle(const Model& model, const ChatUsage& usage, const CallContext& ctx) = 0;
};

struct Candidate {
  Model model;
  std::shared_ptr<ChatProvider> provider;
  bool customer_data = true; // false: requests with customers' data never go there
  std::string id = {};       // in the RestBook: another key, address or model is another id
};

// How a candidate has fared, for the processes after this one.
struct Rest {
  int failures = 0; // questions in a row it could not answer
  WallTime until{}; // it is asked after all others until then
};

// Port: what is known of candidates beyond this process. Never fails: a book that cannot be kept is empty. Thread-safe.
class RestBook {
public:
  virtual ~RestBook() = default;
  [[nodiscard]] virtual std::optional<Rest> find(const std::string& id) const = 0;
  virtual void note(const std::string& id, const Rest& rest) = 0; // a Rest without failures is forgotten
};

struct FailoverSettings {
  exec::RetryPolicy retry; // attempts per candidate
  exec::BreakerSettings breaker;
  std::uint64_t seed = 0;          // of the jitter
  std::shared_ptr<RestBook> rests; // null: nothing is known and nothing is kept
  Catalogue catalogue = {};        // prices of models that answer in place of those asked
};

// Asks the candidates in order, repeating and going on as policy.hpp says. Each has a breaker of its own and is left
// out while it is open or cooling down. Those that rest by the book are asked last and once: a new process may find
// them mended, but does not wait for them. A prompt too long for one goes only to those with a larger context. What was
// shown cannot be unsaid: after the first token nothing is asked again.
[[nodiscard]] std::shared_ptr<ChatProvider> make_failover(std::vector<Candidate> candidates, FailoverSettings settings);

} // namespace tilores::llm

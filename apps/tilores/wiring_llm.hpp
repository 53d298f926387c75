#pragma once
// The models as settings describe them: candidates in the order of failover, behind breakers, and the money for them.

#include "app.hpp"

#include <tilores/assist/budget.hpp>
#include <tilores/llm/catalogue.hpp>
#include <tilores/llm/provider.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tilores::app {

struct ModelChoice {
  std::string model;                            // -m; empty: llm.model, else the first provider with a key
  std::optional<double> max_cost;               // USD a question; nullopt: budget.request
  std::optional<double> max_cost_together = {}; // USD, all questions; nullopt: the day's bound only
};

// Thread-safe. Serves any number of questions.
struct Models {
  std::vector<llm::Candidate> candidates; // at least one; the first is the one asked for
  std::shared_ptr<llm::ChatProvider> provider;
  std::shared_ptr<assist::Budget> budget;
  bool pseudonymised = true;             // some of those that see customers' data see it with stand-ins only
  std::vector<std::string> notices;      // retirement of the first model
  std::vector<std::string> data_notices; // what becomes of customers' data

  // The model a question is put to first; null where none may see customers' data.
  [[nodiscard]] const llm::Model* first(bool customer_data) const;
};

// The shipped catalogue or the one of llm.catalogue.
[[nodiscard]] Result<llm::Catalogue> catalogue_of(const config::Settings& settings);
// Providers that can be asked: a key is set, or none is needed and an address is.
[[nodiscard]] std::vector<const llm::Provider*> configured_providers(const config::Settings& settings);
// nullopt: no provider is configured, and no model was named. A named model without its key is `auth`.
[[nodiscard]] Result<std::optional<Models>> make_models(Session& session, const ModelChoice& choice);

} // namespace tilores::app

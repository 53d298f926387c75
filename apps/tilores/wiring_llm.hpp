#pragma once
// The models as settings and flags describe them: candidates in the order of failover, behind budget and breakers.

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
  std::string model;              // -m; empty: llm.model, else the first provider with a key
  std::optional<double> max_cost; // USD; nullopt: budget.request
  bool customer_data = true;      // the request holds customers' data: providers that may see none are left out
};

struct Models {
  std::vector<llm::Model> candidates; // at least one; the first is the one asked for
  std::shared_ptr<llm::ChatProvider> provider;
  std::shared_ptr<assist::Budget> budget;
  bool pseudonymised = true;
  std::shared_ptr<std::vector<std::string>> notices; // failovers, retirements, data policy
};

// The shipped catalogue or the one of llm.catalogue.
[[nodiscard]] Result<llm::Catalogue> catalogue_of(const config::Settings& settings);
// Providers that can be asked: a key is set, or none is needed and an address is.
[[nodiscard]] std::vector<const llm::Provider*> configured_providers(const config::Settings& settings);
// nullopt: no provider is configured, and no model was named. A named model without its key is `auth`.
[[nodiscard]] Result<std::optional<Models>> make_models(Session& session, const ModelChoice& choice);

} // namespace tilores::app

#pragma once
// Money: a bound per request and one per day, shared by all processes of this user. Held before a call, settled after
// it.

#include <tilores/base/clock.hpp>
#include <tilores/llm/provider.hpp>

#include <memory>
#include <optional>
#include <string>

namespace tilores::assist {

struct BudgetSettings {
  std::string file;                    // SQLite, made if missing; empty: the day's bound is not kept
  double per_request = 0.50;           // USD
  double per_day = 100;                // USD, UTC days
  std::optional<double> together = {}; // USD, of all requests of this budget
};

struct Spent {
  double usd = 0;
  bool priced = true; // false: a model without a known price took part, which no bound can hold
};

// Pays for one request. Thread-safe.
class Purse : public llm::Meter {
public:
  [[nodiscard]] virtual Spent spent() const = 0;
};

// Thread-safe; outlives its purses. Where tries under way hold what another one needs of `together`, that one waits
// until they are settled. Money held by a process that died is given back after ten minutes.
class Budget {
public:
  virtual ~Budget() = default;
  // For one more request, with per_request to spend.
  [[nodiscard]] virtual std::unique_ptr<Purse> purse() = 0;
};
[[nodiscard]] Result<std::shared_ptr<Budget>> open_budget(const BudgetSettings& settings);

} // namespace tilores::assist

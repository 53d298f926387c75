#pragma once
// What `batch --op` asks about a row, and its result as JSON.

#include <tilores/backend/ports.hpp>
#include <tilores/jobs/batch.hpp>
#include <tilores/model/insights.hpp>
#include <tilores/output/columns.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::present {

enum class BatchOperation : std::uint8_t { search, customer360, credit, ask, entity };
inline constexpr std::array<std::string_view, 5> k_batch_operations{"search", "customer360", "credit", "ask", "entity"};

struct BatchAsk {
  BatchOperation operation = BatchOperation::search;
  std::string bureau;                   // credit: this one alone; empty: all
  std::vector<model::Insight> insights; // all but credit and ask
  bool result = true;                   // whether the result's JSON is wanted at all
};

// Result: search, the entity as `search` gives it; customer360, its object; credit, the data of `credit`; entity, the
// entity with records and edges; with insights also "insights". `reader` must outlive it. Not for `ask`.
[[nodiscard]] jobs::Operation make_batch_operation(BatchAsk ask, backend::Reader& reader);

// The columns an operation adds to csv and tsv by itself, and the paths --fields knows.
[[nodiscard]] std::vector<output::Column> batch_columns(BatchOperation operation, std::string_view bureau);
[[nodiscard]] std::vector<output::Column> batch_known_columns(BatchOperation operation);

} // namespace tilores::present

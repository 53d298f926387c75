#pragma once
// Search results as the contract's data and as table rows.

#include <tilores/base/date.hpp>
#include <tilores/customer/search.hpp>
#include <tilores/model/insights.hpp>
#include <tilores/model/merge.hpp>
#include <tilores/output/columns.hpp>

#include <functional>
#include <string>
#include <vector>

namespace tilores::present {

struct SearchView {
  bool with_records = false;
  std::vector<model::Insight> insights;
  // Writes an entity's customer360 object; null when it was not asked for.
  std::function<std::string(const model::Entity&)> customer360;
  // Writes an entity's links explained, a JSON list; null when they were not asked for.
  std::function<Result<std::string>(const model::Entity&)> why;
};

// {"query":{…},"total":n,"entities":[…]}, and "distinguish" when several fit. Fails where an insight fails.
[[nodiscard]] Result<std::string> search_data(const customer::SearchRequest& request,
                                              const customer::SearchResult& result, const SearchView& view);
// One row an entity: its members of data, and "#", "name", "born", "client", "phone", "status", "matched_on".
[[nodiscard]] std::vector<std::string> search_rows(Json data, const customer::SearchResult& result,
                                                   std::size_t first_number);
[[nodiscard]] std::vector<output::Column> search_columns();
[[nodiscard]] std::vector<output::Column> search_known_columns();
// {"entity_id","name"}: who an answer is about.
[[nodiscard]] std::string customer_reference(const model::Entity& entity);
// The name as it is shown, from the merged view; "" without one.
[[nodiscard]] std::string display_name(const model::MergedView& view);

} // namespace tilores::present

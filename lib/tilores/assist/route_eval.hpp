#pragma once
// Measures recognise and route against a labelled set (tests/data/routing): pure, no command of its own.

#include <tilores/assist/route.hpp>
#include <tilores/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::assist {

struct Rate {
  std::size_t hits = 0;
  std::size_t of = 0;
  [[nodiscard]] double value() const { return of == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(of); }
};

// The Wilson score interval of a proportion at 95 % (E. B. Wilson, 1927); {0, 1} without cases.
struct Interval {
  double low = 0;
  double high = 1;
};
[[nodiscard]] Interval wilson(const Rate& rate);

struct RoutePrediction {
  std::string id;
  Routed routed;
};

struct RouteEval {
  std::size_t cases = 0;
  Rate route, action, subjects, exact;                                      // exact: action and subjects
  Rate customer_or_general;                                                 // of the cases that are either
  std::size_t true_positives = 0, false_positives = 0, false_negatives = 0; // identifiers
  Rate lookalikes_taken;       // cases in which one was taken, of the cases that have some
  Rate identifiers_where_none; // cases without identifiers where some were found
  Rate refuse_recall, false_refusals;
  std::vector<RoutePrediction> predictions; // in the order of the set
  [[nodiscard]] double precision() const;
  [[nodiscard]] double recall() const;
  [[nodiscard]] double f1() const;
};

// `set`: JSON Lines with id, region, text, [history], expect{action, route, subjects, match, not_identifiers}. A line
// that is no such object gives bad_data with its number.
[[nodiscard]] Result<RouteEval> evaluate_routes(std::string_view set);
// {"id","route","action","subjects":[[{"type","value"}]]}, without a line feed.
[[nodiscard]] std::string prediction_json(const RoutePrediction& prediction);

} // namespace tilores::assist

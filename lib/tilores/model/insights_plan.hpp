#pragma once
// The parsed form of an insight, shared by its parser, evaluation and GraphQL printer. Not for callers of insights.hpp.

#include <tilores/base/result.hpp>
#include <tilores/model/insights_literal.hpp>
#include <tilores/model/insights_values.hpp>
#include <tilores/model/record.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::model {

enum class InsightFunction : std::uint8_t {
  filter,
  sort,
  group,
  limit, // views
  records,
  first,
  last,
  newest,
  oldest, // records
  count,
  count_distinct,
  values,
  values_distinct,
  frequency_distribution,
  average,
  max,
  median,
  min,
  sum,
  standard_deviation,
  confidence,
  flatten,
  flatten_distinct,
  edge_count,
  edge_frequency_distribution,
  edge_matrix,
};

[[nodiscard]] constexpr bool is_view(InsightFunction f) { return f <= InsightFunction::limit; }
[[nodiscard]] constexpr bool gives_records(InsightFunction f)
{
  return f >= InsightFunction::records && f <= InsightFunction::oldest;
}

// A dotted path, split once; a part that reads as an integer also picks array elements.
struct InsightPath {
  struct Part {
    std::string name;
    std::optional<std::size_t> index; // absent: not an integer, or a negative one
  };
  std::string text;
  std::vector<Part> parts;
};
[[nodiscard]] InsightPath split_path(std::string_view text);

// Criteria left out are absent; those given must all hold, then `invert` is applied.
struct InsightCondition {
  InsightPath field;
  std::shared_ptr<const JsonDocument> equals;
  std::optional<bool> is_null;
  std::optional<std::string> starts_with;
  std::optional<std::string> ends_with;
  std::optional<std::string> like_regex;
  std::optional<double> less_than;
  std::optional<double> less_equals;
  std::optional<double> greater_than;
  std::optional<double> greater_equals;
  std::optional<Instant> after;
  std::optional<Instant> since;
  std::optional<Instant> before;
  std::optional<Instant> until;
  bool invert = false;
  bool case_sensitive = false;
};

struct InsightCriterion {
  InsightPath field;
  bool descending = false;
};

struct InsightStep {
  InsightFunction function = InsightFunction::records;
  std::string_view name;                                  // as the schema spells it
  std::vector<std::pair<std::string, Literal>> arguments; // as written, nulls left out; for printing
  std::vector<InsightCondition> conditions;
  std::vector<InsightCriterion> criteria;
  std::vector<InsightPath> fields; // of field and fields
  std::optional<std::vector<std::string>> links;
  std::optional<std::int64_t> top;
  std::int64_t count = 0;
  std::int64_t offset = 0;
  bool case_sensitive = false;
  bool descending = false;
};

// Names to keep of each record; empty: all.
struct InsightSelection {
  std::string name;
  std::vector<InsightSelection> children;
};

struct InsightPlan {
  bool on_edges = false;
  std::vector<InsightStep> steps; // views, then one that is none
  std::vector<InsightSelection> selection;
};

// insights_filter.cpp
[[nodiscard]] Json extract_value(const Record& record, const InsightPath& path); // `*` is not a wildcard here
[[nodiscard]] Result<std::vector<const Record*>> filter_records(const std::vector<const Record*>& records,
                                                                const std::vector<InsightCondition>& conditions);
// insights_functions.cpp: the value of a record function that gives no record, as JSON.
[[nodiscard]] Result<std::string> evaluate_function(const InsightStep& step, const std::vector<const Record*>& records);
[[nodiscard]] Result<const Record*> extreme_record(const InsightStep& step, const std::vector<const Record*>& records);
[[nodiscard]] std::vector<const Record*> sort_records(const std::vector<const Record*>& records,
                                                      const std::vector<InsightCriterion>& criteria);
[[nodiscard]] std::vector<std::vector<const Record*>> group_records(const InsightStep& step,
                                                                    const std::vector<const Record*>& records);
[[nodiscard]] std::vector<const Record*> limit_records(const InsightStep& step, std::vector<const Record*> records);
// insights_edges.cpp
[[nodiscard]] std::string evaluate_edges(const InsightStep& step, const Entity& entity);

} // namespace tilores::model

#pragma once
// Tilores' record and edge insights in their own wording, chained with dots, computed here exactly as the service does
// (ASC as the built-in order, nulls first in DESC, RE2, Go's number and time forms), or printed as a GraphQL selection
// so that an instance can be asked the same, which is how its answers are held against ours. Records stand in the order
// of their ids unless sorted; an instance keeps them as they came, so that first, last, values and ties may differ
// there.
//
//   filter(conditions: [{field: "SOURCE", equals: "Transaction"}]).sum(field: "TRANSACTION_AMOUNT")
//   sort(criteria: [{field: "CREATED_DATE", direction: DESC}]).first { id STATUS }
//   group(fields: ["SOURCE"]).count
//   edgeInsights.frequencyDistribution(direction: DESC)        `edges.` is short for `edgeInsights.`
//
// Arguments are GraphQL literals: texts in double quotes (escapes and """block""" texts), numbers, true, false, null,
// the enums ASC and DESC, lists, objects; variables are refused. A chain that ends in filter, sort, group or limit
// gives the records themselves; after `group` every result is a list with one element a group. Functions that give
// records (records, first, last, newest, oldest) may be followed by a selection of names in braces. Unknown field names
// are not errors for the service (they are null): callers check `fields` against the schema.

#include <tilores/base/result.hpp>
#include <tilores/model/record.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::model {

struct InsightPlan; // insights_plan.hpp

// One parsed expression. Cheap to copy, read-only, safe from many threads.
struct Insight {
  std::string name;                // NAME of NAME=EXPR, a GraphQL name
  std::vector<std::string> fields; // every field path it reads, sorted, each once; indices and `*` as written
  std::shared_ptr<const InsightPlan> plan;
};

// EXPR alone; `name` is the last function's name. Fails with `usage`: column, and the nearest name for a misspelt
// function, argument or enum. Bounds: 64 KiB of text, 64 functions, 16 levels of lists and objects.
[[nodiscard]] Result<Insight> parse_insight(std::string_view text);
// The values of --insight: [NAME=]EXPR each. Names are unique: a repeated NAME is refused, a name taken from a function
// gets _2, _3, ….
[[nodiscard]] Result<std::vector<Insight>> parse_insights(std::span<const std::string> texts);

// The result as JSON: number, list, record, list of records, or null. Fails with `bad_data` where the service fails (a
// text that is no number or time, a value that is no array), naming function and field but no value; with `usage` for
// an invalid expression of likeRegex; with `unsupported` when countDistinct has over a million combinations.
// Deterministic: ties of edge insights are ordered by first occurrence, rows of the matrix by record ids.
[[nodiscard]] Result<std::string> evaluate(const Insight& insight, const Entity& entity);

// The same question for a Tilores instance, as selections inside Entity:
//   recordInsights { NAME: filter(conditions: […]) { sum(field: "…") } }
// `record_selection` ("id EMAIL …") stands where whole records are asked for. Several insights may stand side by side.
[[nodiscard]] std::string to_graphql_selection(const Insight& insight, std::string_view alias,
                                               std::string_view record_selection);
// Takes the bare result out of what the instance answered under `alias`; `entity` is the answer's entity object. Fails
// with `bad_data` when the answer has another shape.
[[nodiscard]] Result<std::string> from_graphql_answer(const Insight& insight, std::string_view alias, Json entity);

// "CREDIT_RESPONSE.CREDIT_SCORE.0.Value" -> "CREDIT_RESPONSE.CREDIT_SCORE.Value": the path as the schema knows it,
// without indices and wildcards.
[[nodiscard]] std::string schema_path(std::string_view field);

} // namespace tilores::model

#pragma once
// The typed arguments of insight functions, read out of GraphQL literals. Only for the insight parser.

#include <tilores/model/insights_plan.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tilores::model {

enum class ArgumentKind : std::uint8_t {
  field,
  fields,
  boolean,
  count,
  offset,
  top,
  direction,
  conditions,
  criteria,
  links
};

struct ArgumentSpec {
  std::string_view name;
  ArgumentKind kind;
  bool required;
};

// "did you mean 'sum'?", or all known names where none is near.
[[nodiscard]] std::string insight_hint(std::string_view name, std::span<const std::string_view> known);

// Puts one argument into the step. `usage`: column of the value and what was expected; texts are never repeated.
[[nodiscard]] Status set_insight_argument(InsightStep& step, const ArgumentSpec& spec, const Literal& value);

} // namespace tilores::model

// The chain parser: functions and arguments are looked up in one table each, so that the grammar, its errors and the
// nearest names cannot drift apart.

#include <tilores/model/insights.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/insights_arguments.hpp>

#include <algorithm>
#include <charconv>
#include <set>
#include <span>

namespace tilores::model {
namespace {

constexpr std::size_t k_max_text = 64 * 1024;
constexpr std::size_t k_max_steps = 64;

struct FunctionSpec {
  std::string_view name;
  InsightFunction function;
  std::vector<ArgumentSpec> arguments;
};

const std::vector<FunctionSpec>& record_functions()
{
  using enum InsightFunction;
  static const ArgumentSpec k_field{"field", ArgumentKind::field, true};
  static const ArgumentSpec k_fields{"fields", ArgumentKind::fields, true};
  static const ArgumentSpec k_case{"caseSensitive", ArgumentKind::boolean, false};
  static const ArgumentSpec k_top{"top", ArgumentKind::top, false};
  static const ArgumentSpec k_direction{"direction", ArgumentKind::direction, false};
  static const std::vector<FunctionSpec> k_table{
    {"filter", filter, {{"conditions", ArgumentKind::conditions, true}}},
    {"sort", sort, {{"criteria", ArgumentKind::criteria, true}}},
    {"group", group, {k_fields, k_case}},
    {"limit", limit, {{"count", ArgumentKind::count, true}, {"offset", ArgumentKind::offset, false}}},
    {"records", records, {}},
    {"first", first, {}},
    {"last", last, {}},
    {"newest", newest, {k_field}},
    {"oldest", oldest, {k_field}},
    {"count", count, {}},
    {"countDistinct", count_distinct, {k_fields, k_case}},
    {"values", values, {k_field}},
    {"valuesDistinct", values_distinct, {k_field, k_case}},
    {"frequencyDistribution", frequency_distribution, {k_field, k_case, k_top, k_direction}},
    {"average", average, {k_field}},
    {"max", max, {k_field}},
    {"median", median, {k_field}},
    {"min", min, {k_field}},
    {"sum", sum, {k_field}},
    {"standardDeviation", standard_deviation, {k_field}},
    {"confidence", confidence, {k_field, k_case}},
    {"flatten", flatten, {k_field}},
    {"flattenDistinct", flatten_distinct, {k_field, k_case}},
  };
  return k_table;
}

const std::vector<FunctionSpec>& edge_functions()
{
  static const std::vector<FunctionSpec> k_table{
    {"count", InsightFunction::edge_count, {}},
    {"frequencyDistribution",
     InsightFunction::edge_frequency_distribution,
     {{"top", ArgumentKind::top, false}, {"direction", ArgumentKind::direction, false}}},
    {"matrix", InsightFunction::edge_matrix, {{"links", ArgumentKind::links, false}}},
  };
  return k_table;
}

template<typename Specs> std::string hint_for(std::string_view name, const Specs& specs)
{
  std::vector<std::string_view> names;
  names.reserve(specs.size());
  for (const auto& spec : specs) {
    names.push_back(spec.name);
  }
  return insight_hint(name, names);
}

class ChainParser {
public:
  explicit ChainParser(std::string_view text) : m_cursor(text) {}

  Result<InsightPlan> run()
  {
    InsightPlan plan;
    std::string_view name = m_cursor.name();
    if (name == "edges" || name == "edgeInsights" || name == "recordInsights") {
      plan.on_edges = name != "recordInsights";
      if (!m_cursor.take('.')) {
        return m_cursor.error("'.' and a function are missing after '" + std::string(name) + "'",
                              hint_for("", plan.on_edges ? edge_functions() : record_functions()));
      }
      name = m_cursor.name();
    }
    for (;;) {
      TRY_ASSIGN(InsightStep step, function(name, plan.on_edges ? edge_functions() : record_functions()));
      const bool last = !is_view(step.function);
      plan.steps.push_back(std::move(step));
      if (last || !m_cursor.take('.')) {
        break;
      }
      if (plan.steps.size() >= k_max_steps) {
        return m_cursor.error("more than " + std::to_string(k_max_steps) + " functions");
      }
      name = m_cursor.name();
    }
    TRY(finish(plan));
    return plan;
  }

private:
  Result<InsightStep> function(std::string_view name, const std::vector<FunctionSpec>& table)
  {
    const std::size_t column = m_cursor.column() - name.size();
    if (name.empty()) {
      return m_cursor.error(m_cursor.at_end() ? "a function is missing" : "a function's name is missing",
                            hint_for("", table));
    }
    const auto spec = std::ranges::find(table, name, &FunctionSpec::name);
    if (spec == table.end()) {
      const bool of_edges = &table == &edge_functions();
      return fail(ErrorKind::usage,
                  "column " + std::to_string(column) + ": unknown " + (of_edges ? "edge insight '" : "insight '") +
                    std::string(name) + "'",
                  hint_for(name, table));
    }
    InsightStep step;
    step.function = spec->function;
    step.name = spec->name;
    if (m_cursor.take('(')) {
      TRY(arguments(step, *spec));
    }
    for (const ArgumentSpec& argument : spec->arguments) {
      const bool given =
        std::ranges::any_of(step.arguments, [&](const auto& one) { return one.first == argument.name; });
      if (argument.required && !given) {
        return fail(ErrorKind::usage,
                    "column " + std::to_string(column) + ": " + std::string(name) + " needs the argument '" +
                      std::string(argument.name) + "'",
                    "write " + std::string(name) + "(" + std::string(argument.name) + ": …)");
      }
    }
    return step;
  }

  Status arguments(InsightStep& step, const FunctionSpec& function)
  {
    std::set<std::string, std::less<>> seen;
    while (!m_cursor.take(')')) {
      if (m_cursor.at_end()) {
        return m_cursor.error("')' is missing");
      }
      const std::size_t column = m_cursor.column();
      const std::string name(m_cursor.name());
      if (name.empty() || !m_cursor.take(':')) {
        std::string hint = "arguments are written NAME: VALUE";
        if (!function.arguments.empty()) {
          hint += ", as in " + std::string(step.name) + "(" + std::string(function.arguments.front().name) + ": …)";
        }
        return m_cursor.error("an argument's name and ':' are missing", hint);
      }
      const auto spec = std::ranges::find(function.arguments, name, &ArgumentSpec::name);
      if (spec == function.arguments.end()) {
        return fail(ErrorKind::usage,
                    "column " + std::to_string(column) + ": " + std::string(step.name) + " has no argument '" + name +
                      "'",
                    function.arguments.empty() ? "it takes none" : hint_for(name, function.arguments));
      }
      if (!seen.insert(name).second) {
        return fail(ErrorKind::usage, "column " + std::to_string(column) + ": '" + name + "' is given twice");
      }
      TRY_ASSIGN(Literal value, m_cursor.literal());
      if (value.kind == LiteralKind::null) {
        continue; // as if not given
      }
      TRY(set_insight_argument(step, *spec, value));
      step.arguments.emplace_back(name, std::move(value));
    }
    return {};
  }

  Status finish(InsightPlan& plan)
  {
    if (is_view(plan.steps.back().function)) {
      InsightStep all;
      all.function = InsightFunction::records;
      all.name = "records";
      plan.steps.push_back(std::move(all));
    }
    const InsightStep& last = plan.steps.back();
    if (m_cursor.take('{')) {
      if (!gives_records(last.function)) {
        return m_cursor.error(std::string(last.name) + " gives no records to select from");
      }
      TRY_ASSIGN(plan.selection, selection(0));
    }
    if (!m_cursor.at_end()) {
      return m_cursor.error(m_cursor.peek() == '.' ? "nothing can follow " + std::string(last.name) : "unexpected text",
                            m_cursor.peek() == '.' ? "only filter, sort, group and limit are followed by a function"
                                                   : "");
    }
    return {};
  }

  // Names up to the closing brace; the opening one is taken.
  Result<std::vector<InsightSelection>> selection(std::size_t depth)
  {
    if (depth >= GraphqlCursor::k_max_depth) {
      return m_cursor.error("nested too deeply");
    }
    std::vector<InsightSelection> out;
    std::set<std::string, std::less<>> seen;
    while (!m_cursor.take('}')) {
      InsightSelection one;
      one.name = m_cursor.name();
      if (one.name.empty()) {
        return m_cursor.error(m_cursor.at_end() ? "'}' is missing" : "a field's name is missing");
      }
      if (!seen.insert(one.name).second) {
        return m_cursor.error("'" + one.name + "' is selected twice");
      }
      if (m_cursor.take('{')) {
        TRY_ASSIGN(one.children, selection(depth + 1));
      }
      out.push_back(std::move(one));
    }
    if (out.empty()) {
      return m_cursor.error("a field's name is missing");
    }
    return out;
  }

  GraphqlCursor m_cursor;
};

void collect_selection(const std::vector<InsightSelection>& selection, const std::string& prefix,
                       std::set<std::string>& out)
{
  for (const InsightSelection& one : selection) {
    if (one.children.empty()) {
      out.insert(prefix + one.name);
    }
    collect_selection(one.children, prefix + one.name + ".", out);
  }
}

std::vector<std::string> used_fields(const InsightPlan& plan)
{
  std::set<std::string> out;
  for (const InsightStep& step : plan.steps) {
    for (const InsightPath& field : step.fields) {
      out.insert(field.text);
    }
    for (const InsightCondition& condition : step.conditions) {
      out.insert(condition.field.text);
    }
    for (const InsightCriterion& criterion : step.criteria) {
      out.insert(criterion.field.text);
    }
  }
  collect_selection(plan.selection, "", out);
  return {out.begin(), out.end()};
}

// NAME= before the first character that can only belong to an expression.
std::size_t name_end(std::string_view text)
{
  const std::size_t at = text.find_first_of("=(.{\"");
  return at != std::string_view::npos && text[at] == '=' ? at : std::string_view::npos;
}

} // namespace

InsightPath split_path(std::string_view text)
{
  InsightPath path;
  path.text = text;
  for (const std::string_view part : split(text, '.')) {
    InsightPath::Part one;
    one.name = part;
    std::int64_t value = 0;
    const std::string_view digits =
      part.starts_with('+') && part.size() > 1 && is_digit(part[1]) ? part.substr(1) : part;
    const auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (bad == std::errc{} && end == digits.data() + digits.size() && value >= 0) {
      one.index = static_cast<std::size_t>(value);
    }
    path.parts.push_back(std::move(one));
  }
  return path;
}

std::string schema_path(std::string_view field)
{
  std::string out;
  for (const std::string_view part : split(field, '.')) {
    const std::size_t sign = part.starts_with('+') || part.starts_with('-') ? 1 : 0;
    const bool index = part.size() > sign && std::ranges::all_of(part.substr(sign), is_digit);
    if (!index && part != "*") {
      out += (out.empty() ? "" : ".") + std::string(part);
    }
  }
  return out;
}

Result<Insight> parse_insight(std::string_view text)
{
  if (text.size() > k_max_text) {
    return fail(ErrorKind::usage, "an insight expression is longer than 64 KiB");
  }
  if (const auto bad = invalid_utf8_at(text)) {
    return fail(ErrorKind::usage, "column " + std::to_string(*bad + 1) + ": invalid UTF-8");
  }
  TRY_ASSIGN(InsightPlan plan, ChainParser(text).run());
  Insight insight;
  insight.name = std::string(plan.steps.back().name);
  insight.fields = used_fields(plan);
  insight.plan = std::make_shared<const InsightPlan>(std::move(plan));
  return insight;
}

Result<std::vector<Insight>> parse_insights(std::span<const std::string> texts)
{
  std::vector<Insight> out;
  std::set<std::string> given;
  for (const std::string& text : texts) {
    if (const std::size_t end = name_end(text); end != std::string::npos) {
      const std::string name(trim(std::string_view(text).substr(0, end)));
      if (!is_graphql_name(name)) {
        return fail(ErrorKind::usage, "the name before '=' of an insight must be letters, digits and _",
                    "for example total=sum(field: \"…\")");
      }
      if (!given.insert(name).second) {
        return fail(ErrorKind::usage, "two insights are named '" + name + "'");
      }
    }
  }
  for (const std::string& text : texts) {
    const std::size_t end = name_end(text);
    const bool named = end != std::string::npos;
    auto insight = parse_insight(named ? std::string_view(text).substr(end + 1) : std::string_view(text));
    if (!insight) {
      const std::string what = named ? "insight '" + std::string(trim(std::string_view(text).substr(0, end))) + "'"
                                     : "insight " + std::to_string(out.size() + 1);
      return fail(with_context(std::move(insight).error(), what));
    }
    if (named) {
      insight->name = std::string(trim(std::string_view(text).substr(0, end)));
    } else {
      const std::string base = insight->name;
      for (std::size_t i = 2; !given.insert(insight->name).second; ++i) {
        insight->name = base + "_" + std::to_string(i);
      }
    }
    out.push_back(std::move(*insight));
  }
  return out;
}

} // namespace tilores::model

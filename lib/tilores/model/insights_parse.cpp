// The chain parser: functions and arguments are looked up in one table each, so that the grammar, its errors and the
// nearest names cannot drift apart.

#include <tilores/model/insights.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/insights_plan.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <set>
#include <span>

namespace tilores::model {
namespace {

constexpr std::size_t k_max_text = 64 * 1024;
constexpr std::size_t k_max_steps = 64;

enum class ArgumentKind : std::uint8_t { field, fields, boolean, count, offset, top, direction, conditions, criteria, links };

struct ArgumentSpec {
  std::string_view name;
  ArgumentKind kind;
  bool required;
};

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
  for (const auto& spec : specs) {
    names.push_back(spec.name);
  }
  if (const auto near = nearest(name, names); !near.empty()) {
    return "did you mean '" + std::string(near) + "'?";
  }
  std::string out = "known: ";
  for (const auto& known : names) {
    out += (out.size() > 7 ? ", " : "") + std::string(known);
  }
  return out;
}

struct Name {
  std::string_view name;
};

// Reads typed arguments out of literals. Failures name the column of the literal and what was expected.
class Arguments {
public:
  static Failure wrong(const Literal& literal, std::string_view name, std::string_view expected, std::string hint = {})
  {
    return fail(ErrorKind::usage,
                "column " + std::to_string(literal.column) + ": " + std::string(name) + " takes " + std::string(expected),
                std::move(hint));
  }

  static Result<std::string> text(const Literal& literal, std::string_view name)
  {
    if (literal.kind != LiteralKind::string) {
      return wrong(literal, name, "a text", "texts stand in double quotes");
    }
    return literal.text;
  }

  static Result<bool> boolean(const Literal& literal, std::string_view name)
  {
    if (literal.kind != LiteralKind::boolean) {
      return wrong(literal, name, "true or false");
    }
    return literal.text == "true";
  }

  // GraphQL's Int: 32 bits.
  static Result<std::int64_t> integer(const Literal& literal, std::string_view name)
  {
    std::int32_t value = 0;
    const char* const end = literal.text.data() + literal.text.size();
    if (literal.kind != LiteralKind::integer || std::from_chars(literal.text.data(), end, value).ec != std::errc{}) {
      return wrong(literal, name, "a whole number of at most 32 bits");
    }
    return std::int64_t{value};
  }

  static Result<double> number(const Literal& literal, std::string_view name)
  {
    if (literal.kind != LiteralKind::integer && literal.kind != LiteralKind::floating) {
      return wrong(literal, name, "a number", "numbers stand without quotes");
    }
    return literal.number();
  }

  static Result<Instant> time(const Literal& literal, std::string_view name)
  {
    const auto value = literal.kind == LiteralKind::string ? parse_go_time(literal.text) : std::nullopt;
    if (!value) {
      return wrong(literal, name, "a time", "for example \"2026-01-31T00:00:00Z\"");
    }
    return *value;
  }

  static Result<bool> descending(const Literal& literal, std::string_view name)
  {
    if (literal.kind != LiteralKind::enumeration || (literal.text != "ASC" && literal.text != "DESC")) {
      static constexpr std::array<std::string_view, 2> k_known{"ASC", "DESC"};
      const auto near = nearest(literal.text, k_known);
      const bool quoted = literal.kind == LiteralKind::string;
      return wrong(literal, name, "ASC or DESC",
                   quoted ? "write it without quotes" : near.empty() ? "" : "did you mean " + std::string(near) + "?");
    }
    return literal.text == "DESC";
  }

  // A single value stands for a list of one, as GraphQL coerces it.
  static std::vector<Literal> elements(const Literal& literal)
  {
    return literal.kind == LiteralKind::list ? literal.elements : std::vector<Literal>{literal};
  }

  static Result<std::vector<std::string>> texts(const Literal& literal, std::string_view name)
  {
    std::vector<std::string> out;
    for (const Literal& element : elements(literal)) {
      TRY_ASSIGN(std::string one, text(element, name));
      out.push_back(std::move(one));
    }
    return out;
  }

  static Result<std::shared_ptr<const JsonDocument>> any(const Literal& literal, std::string_view name)
  {
    if (holds_enum(literal)) {
      return wrong(literal, name, "a text, number, true or false", "texts stand in double quotes");
    }
    std::string json;
    append_literal_json(json, literal);
    TRY_ASSIGN(JsonDocument document, JsonDocument::parse(std::move(json)));
    return std::make_shared<const JsonDocument>(std::move(document));
  }

  static Result<InsightCondition> condition(const Literal& literal);
  static Result<InsightCriterion> criterion(const Literal& literal);

private:
  static bool holds_enum(const Literal& literal)
  {
    return literal.kind == LiteralKind::enumeration || std::ranges::any_of(literal.elements, holds_enum) ||
           std::ranges::any_of(literal.members, [](const auto& member) { return holds_enum(member.second); });
  }
  static Failure unknown(const Literal& literal, std::string_view what, std::string_view name, std::span<const Name> known)
  {
    return fail(ErrorKind::usage,
                "column " + std::to_string(literal.column) + ": " + std::string(what) + " has no '" + std::string(name) + "'",
                hint_for(name, known));
  }
};

Result<InsightCondition> Arguments::condition(const Literal& literal)
{
  static constexpr std::array<Name, 16> k_known{{{"field"}, {"equals"}, {"isNull"}, {"startsWith"}, {"endsWith"},
    {"likeRegex"}, {"lessThan"}, {"lessEquals"}, {"greaterThan"}, {"greaterEquals"}, {"after"}, {"since"}, {"before"},
    {"until"}, {"invert"}, {"caseSensitive"}}};
  if (literal.kind != LiteralKind::object) {
    return wrong(literal, "conditions", "objects like {field: \"…\", equals: …}");
  }
  InsightCondition out;
  bool has_field = false;
  for (const auto& [name, value] : literal.members) {
    if (std::ranges::none_of(k_known, [&](const Name& known) { return known.name == name; })) {
      return unknown(value, "a condition", name, k_known);
    }
    if (name == "field") {
      TRY_ASSIGN(const std::string path, text(value, name));
      out.field = split_path(path);
      has_field = true;
    } else if (value.kind == LiteralKind::null) {
      continue; // as if not given
    } else if (name == "equals") {
      TRY_ASSIGN(out.equals, any(value, name));
    } else if (name == "isNull") {
      TRY_ASSIGN(out.is_null, boolean(value, name));
    } else if (name == "startsWith") {
      TRY_ASSIGN(out.starts_with, text(value, name));
    } else if (name == "endsWith") {
      TRY_ASSIGN(out.ends_with, text(value, name));
    } else if (name == "likeRegex") {
      TRY_ASSIGN(out.like_regex, text(value, name));
    } else if (name == "lessThan") {
      TRY_ASSIGN(out.less_than, number(value, name));
    } else if (name == "lessEquals") {
      TRY_ASSIGN(out.less_equals, number(value, name));
    } else if (name == "greaterThan") {
      TRY_ASSIGN(out.greater_than, number(value, name));
    } else if (name == "greaterEquals") {
      TRY_ASSIGN(out.greater_equals, number(value, name));
    } else if (name == "after") {
      TRY_ASSIGN(out.after, time(value, name));
    } else if (name == "since") {
      TRY_ASSIGN(out.since, time(value, name));
    } else if (name == "before") {
      TRY_ASSIGN(out.before, time(value, name));
    } else if (name == "until") {
      TRY_ASSIGN(out.until, time(value, name));
    } else if (name == "invert") {
      TRY_ASSIGN(out.invert, boolean(value, name));
    } else {
      TRY_ASSIGN(out.case_sensitive, boolean(value, name));
    }
  }
  if (!has_field) {
    return wrong(literal, "each condition", "a field");
  }
  return out;
}

Result<InsightCriterion> Arguments::criterion(const Literal& literal)
{
  static constexpr std::array<Name, 2> k_known{{{"field"}, {"direction"}}};
  if (literal.kind != LiteralKind::object) {
    return wrong(literal, "criteria", "objects like {field: \"…\", direction: DESC}");
  }
  InsightCriterion out;
  bool has_field = false;
  for (const auto& [name, value] : literal.members) {
    if (name == "field") {
      TRY_ASSIGN(const std::string path, text(value, name));
      out.field = split_path(path);
      has_field = true;
    } else if (name != "direction") {
      return unknown(value, "a criterion", name, k_known);
    } else if (value.kind != LiteralKind::null) {
      TRY_ASSIGN(out.descending, descending(value, name));
    }
  }
  if (!has_field) {
    return wrong(literal, "each criterion", "a field");
  }
  return out;
}

Status set_argument(InsightStep& step, const ArgumentSpec& spec, const Literal& value)
{
  switch (spec.kind) {
  case ArgumentKind::field: {
    TRY_ASSIGN(const std::string path, Arguments::text(value, spec.name));
    step.fields = {split_path(path)};
    return {};
  }
  case ArgumentKind::fields: {
    TRY_ASSIGN(const auto paths, Arguments::texts(value, spec.name));
    for (const std::string& path : paths) {
      step.fields.push_back(split_path(path));
    }
    return {};
  }
  case ArgumentKind::boolean: {
    TRY_ASSIGN(step.case_sensitive, Arguments::boolean(value, spec.name));
    return {};
  }
  case ArgumentKind::count: {
    TRY_ASSIGN(step.count, Arguments::integer(value, spec.name));
    return {};
  }
  case ArgumentKind::offset: {
    TRY_ASSIGN(step.offset, Arguments::integer(value, spec.name));
    return {};
  }
  case ArgumentKind::top: {
    TRY_ASSIGN(step.top, Arguments::integer(value, spec.name));
    return {};
  }
  case ArgumentKind::direction: {
    TRY_ASSIGN(step.descending, Arguments::descending(value, spec.name));
    return {};
  }
  case ArgumentKind::conditions:
    for (const Literal& element : Arguments::elements(value)) {
      TRY_ASSIGN(InsightCondition condition, Arguments::condition(element));
      step.conditions.push_back(std::move(condition));
    }
    return {};
  case ArgumentKind::criteria:
    for (const Literal& element : Arguments::elements(value)) {
      TRY_ASSIGN(InsightCriterion criterion, Arguments::criterion(element));
      step.criteria.push_back(std::move(criterion));
    }
    return {};
  case ArgumentKind::links: {
    TRY_ASSIGN(step.links, Arguments::texts(value, spec.name));
    return {};
  }
  }
  return fail(ErrorKind::internal, "unknown kind of argument");
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
      return m_cursor.error(m_cursor.at_end() ? "a function is missing" : "a function's name is missing", hint_for("", table));
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
      const bool given = std::ranges::any_of(step.arguments, [&](const auto& one) { return one.first == argument.name; });
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
                    "column " + std::to_string(column) + ": " + std::string(step.name) + " has no argument '" + name + "'",
                    function.arguments.empty() ? "it takes none" : hint_for(name, function.arguments));
      }
      if (!seen.insert(name).second) {
        return fail(ErrorKind::usage, "column " + std::to_string(column) + ": '" + name + "' is given twice");
      }
      TRY_ASSIGN(Literal value, m_cursor.literal());
      if (value.kind == LiteralKind::null) {
        continue; // as if not given
      }
      TRY(set_argument(step, *spec, value));
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
                            m_cursor.peek() == '.' ? "only filter, sort, group and limit are followed by a function" : "");
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

void collect_selection(const std::vector<InsightSelection>& selection, const std::string& prefix, std::set<std::string>& out)
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
    const std::string_view digits = part.starts_with('+') && part.size() > 1 && is_digit(part[1]) ? part.substr(1) : part;
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

// Literals into typed arguments: GraphQL's coercion rules, with errors that name the column.

#include <tilores/model/insights_arguments.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace tilores::model {
namespace {

// Reads typed arguments out of literals. Failures name the column of the literal and what was expected.
class Arguments {
public:
  static Failure wrong(const Literal& literal, std::string_view name, std::string_view expected, std::string hint = {})
  {
    return fail(ErrorKind::usage,
                "column " + std::to_string(literal.column) + ": " + std::string(name) + " takes " +
                  std::string(expected),
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
                   quoted         ? "write it without quotes"
                   : near.empty() ? ""
                                  : "did you mean " + std::string(near) + "?");
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
           std::ranges::any_of(literal.members, [](const auto& member) { return holds_enum(member.value); });
  }
  static Failure unknown(const Literal& literal, std::string_view what, std::string_view name,
                         std::span<const std::string_view> known)
  {
    return fail(ErrorKind::usage,
                "column " + std::to_string(literal.column) + ": " + std::string(what) + " has no '" +
                  std::string(name) + "'",
                insight_hint(name, known));
  }
};

Result<InsightCondition> Arguments::condition(const Literal& literal)
{
  static constexpr std::array<std::string_view, 16> k_known{
    "field",       "equals",        "isNull", "startsWith", "endsWith", "likeRegex", "lessThan", "lessEquals",
    "greaterThan", "greaterEquals", "after",  "since",      "before",   "until",     "invert",   "caseSensitive"};
  if (literal.kind != LiteralKind::object) {
    return wrong(literal, "conditions", "objects like {field: \"…\", equals: …}");
  }
  InsightCondition out;
  bool has_field = false;
  for (const auto& [name, value] : literal.members) {
    if (std::ranges::find(k_known, name) == k_known.end()) {
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
  static constexpr std::array<std::string_view, 2> k_known{"field", "direction"};
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

} // namespace

std::string insight_hint(std::string_view name, std::span<const std::string_view> known)
{
  if (const auto near = nearest(name, known); !near.empty()) {
    return "did you mean '" + std::string(near) + "'?";
  }
  std::string out = "known: ";
  for (const std::string_view one : known) {
    out += (out.size() > 7 ? ", " : "") + std::string(one);
  }
  return out;
}

Status set_insight_argument(InsightStep& step, const ArgumentSpec& spec, const Literal& value)
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

} // namespace tilores::model

// Runs a parsed insight over an entity, or hands it to an instance: the GraphQL selection and the way back.

#include <tilores/model/insights.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/model/insights_plan.hpp>

#include <span>

namespace tilores::model {
namespace {

using Records = std::vector<const Record*>;
using Steps = std::span<const InsightStep>;

void append_selected(std::string& out, const Json& value, const std::vector<InsightSelection>& selection)
{
  if (selection.empty() || value.is_null()) {
    append_compact_json(out, value);
  } else if (value.is_array()) {
    out += '[';
    const char* comma = "";
    for (const Json element : value.elements()) {
      out += comma;
      append_selected(out, element, selection);
      comma = ",";
    }
    out += ']';
  } else if (value.is_object()) {
    out += '{';
    const char* comma = "";
    for (const InsightSelection& one : selection) {
      out += comma;
      append_json_string(out, one.name);
      out += ':';
      append_selected(out, value[one.name], one.children);
      comma = ",";
    }
    out += '}';
  } else {
    out += "null";
  }
}

std::string record_json(const Record* record, const std::vector<InsightSelection>& selection)
{
  std::string out;
  append_selected(out, record == nullptr ? Json{} : record->body(), selection);
  return out;
}

std::string records_json(const Records& records, const std::vector<InsightSelection>& selection)
{
  std::string out = "[";
  for (const Record* const record : records) {
    out += (out.size() > 1 ? "," : "") + record_json(record, selection);
  }
  return out + "]";
}

Result<std::string> run(Steps steps, Records records, const std::vector<InsightSelection>& selection)
{
  for (;; steps = steps.subspan(1)) {
    const InsightStep& step = steps.front();
    switch (step.function) {
    case InsightFunction::filter: {
      TRY_ASSIGN(records, filter_records(records, step.conditions));
      continue;
    }
    case InsightFunction::sort: records = sort_records(records, step.criteria); continue;
    case InsightFunction::limit: records = limit_records(step, std::move(records)); continue;
    case InsightFunction::group: {
      std::string out = "[";
      for (Records& group : group_records(step, records)) {
        TRY_ASSIGN(const std::string one, run(steps.subspan(1), std::move(group), selection));
        out += (out.size() > 1 ? "," : "") + one;
      }
      return out + "]";
    }
    case InsightFunction::records: return records_json(records, selection);
    case InsightFunction::first: return record_json(records.empty() ? nullptr : records.front(), selection);
    case InsightFunction::last: return record_json(records.empty() ? nullptr : records.back(), selection);
    case InsightFunction::newest:
    case InsightFunction::oldest: {
      TRY_ASSIGN(const Record* const record, extreme_record(step, records));
      return record_json(record, selection);
    }
    case InsightFunction::count:
    case InsightFunction::count_distinct:
    case InsightFunction::values:
    case InsightFunction::values_distinct:
    case InsightFunction::frequency_distribution:
    case InsightFunction::average:
    case InsightFunction::max:
    case InsightFunction::median:
    case InsightFunction::min:
    case InsightFunction::sum:
    case InsightFunction::standard_deviation:
    case InsightFunction::confidence:
    case InsightFunction::flatten:
    case InsightFunction::flatten_distinct:
    case InsightFunction::edge_count:
    case InsightFunction::edge_frequency_distribution:
    case InsightFunction::edge_matrix: return evaluate_function(step, records);
    }
  }
}

void append_call(std::string& out, const InsightStep& step)
{
  out += step.name;
  const char* separator = "(";
  for (const auto& [name, value] : step.arguments) {
    out += separator;
    out += name;
    out += ": ";
    append_literal(out, value);
    separator = ", ";
  }
  out += step.arguments.empty() ? "" : ")";
}

std::string selection_text(const std::vector<InsightSelection>& selection)
{
  std::string out;
  for (const InsightSelection& one : selection) {
    out += (out.empty() ? "" : " ") + one.name;
    if (!one.children.empty()) {
      out += " { " + selection_text(one.children) + " }";
    }
  }
  return out;
}

// The names an instance must be asked for below a function's result; "" for scalars.
std::string result_selection(const InsightPlan& plan, std::string_view record_selection)
{
  const InsightFunction last = plan.steps.back().function;
  if (last == InsightFunction::frequency_distribution || last == InsightFunction::edge_frequency_distribution) {
    return "value frequency percentage";
  }
  if (last == InsightFunction::edge_matrix) {
    return "a b links";
  }
  if (!gives_records(last)) {
    return {};
  }
  return plan.selection.empty() ? std::string(record_selection) : selection_text(plan.selection);
}

Result<std::string> unwrap(Steps steps, Json answer)
{
  if (steps.size() == 1) {
    if (answer.missing()) {
      return fail(ErrorKind::bad_data, "the answer lacks the insight '" + std::string(steps.front().name) + "'");
    }
    std::string out;
    append_compact_json(out, answer);
    return out;
  }
  const std::string_view next = steps[1].name;
  if (steps.front().function != InsightFunction::group) {
    return unwrap(steps.subspan(1), answer[next]);
  }
  if (!answer.is_array()) {
    return fail(ErrorKind::bad_data, "the answer to 'group' is not a list");
  }
  std::string out = "[";
  for (const Json element : answer.elements()) {
    TRY_ASSIGN(const std::string one, unwrap(steps.subspan(1), element[next]));
    out += (out.size() > 1 ? "," : "") + one;
  }
  return out + "]";
}

} // namespace

Result<std::string> evaluate(const Insight& insight, const Entity& entity)
{
  const InsightPlan& plan = *insight.plan;
  if (plan.on_edges) {
    return evaluate_edges(plan.steps.front(), entity);
  }
  Records records;
  records.reserve(entity.records.size());
  for (const Record& record : entity.records) {
    records.push_back(&record);
  }
  return run(plan.steps, std::move(records), plan.selection);
}

std::string to_graphql_selection(const Insight& insight, std::string_view alias, std::string_view record_selection)
{
  const InsightPlan& plan = *insight.plan;
  std::string out;
  if (plan.steps.back().function == InsightFunction::edge_matrix) {
    out += "duplicates "; // an instance computes duplicate marks only when duplicates are selected too
  }
  out += plan.on_edges ? "edgeInsights { " : "recordInsights { ";
  out += alias;
  out += ": ";
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    out += i == 0 ? "" : " { ";
    append_call(out, plan.steps[i]);
  }
  if (const std::string names = result_selection(plan, record_selection); !names.empty()) {
    out += " { " + names + " }";
  }
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    out += " }";
  }
  return out;
}

Result<std::string> from_graphql_answer(const Insight& insight, std::string_view alias, Json entity)
{
  const InsightPlan& plan = *insight.plan;
  return unwrap(plan.steps, entity[plan.on_edges ? "edgeInsights" : "recordInsights"][alias]);
}

} // namespace tilores::model

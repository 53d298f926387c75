// The record functions: order, groups, slices, and the figures over the values of a field.

#include <tilores/model/insights_plan.hpp>

#include <tilores/base/json_writer.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <unordered_map>
#include <unordered_set>

namespace tilores::model {
namespace {

using Records = std::vector<const Record*>;
using Visitor = std::function<Status(const Json& value, const Record& record)>;

Status walk(Json value, std::span<const InsightPath::Part> parts, const Record& record, const Visitor& visitor)
{
  for (; !parts.empty(); parts = parts.subspan(1)) {
    const auto& part = parts.front();
    if (value.is_object()) {
      value = value[part.name];
    } else if (value.is_array() && part.name == "*") {
      for (const Json element : value.elements()) {
        TRY(walk(element, parts.subspan(1), record, visitor));
      }
      return {};
    } else if (value.is_array() && part.index) {
      value = value.at(*part.index);
    } else {
      value = {};
      break;
    }
  }
  return visitor(value, record);
}

// Every value the path reaches, nulls included; `*` visits each element of an array.
Status visit(const Records& records, const InsightPath& path, const Visitor& visitor)
{
  for (const Record* const record : records) {
    TRY(walk(record->body(), path.parts, *record, visitor));
  }
  return {};
}

Failure wrong_value(const InsightStep& step, std::string_view expected)
{
  return fail(ErrorKind::bad_data, std::string(step.name) + " needs " + std::string(expected) + ", but a value of '" +
                                     step.fields.front().text + "' is none");
}

// The values that are not null, in order.
std::vector<Json> present_values(const Records& records, const InsightPath& path)
{
  std::vector<Json> out;
  const auto collect = [&](const Json& value, const Record&) -> Status {
    if (!value.is_null()) {
      out.push_back(value);
    }
    return {};
  };
  if (const Status done = visit(records, path, collect); !done) {
    out.clear(); // cannot happen: this visitor never fails
  }
  return out;
}

Result<std::vector<Json>> array_elements(const InsightStep& step, const Records& records)
{
  std::vector<Json> out;
  for (const Json& value : present_values(records, step.fields.front())) {
    if (!value.is_array()) {
      return wrong_value(step, "arrays");
    }
    for (const Json element : value.elements()) {
      if (!element.is_null()) {
        out.push_back(element);
      }
    }
  }
  return out;
}

struct DistinctValue {
  Json first; // the first spelling
  std::size_t frequency = 0;
};

std::vector<DistinctValue> distinct(const std::vector<Json>& values, bool case_sensitive)
{
  std::vector<DistinctValue> out;
  std::unordered_map<std::string, std::size_t> seen;
  for (const Json& value : values) {
    const auto [at, is_new] = seen.try_emplace(value_text(value, case_sensitive), out.size());
    if (is_new) {
      out.push_back({value, 0});
    }
    ++out[at->second].frequency;
  }
  return out;
}

std::string json_list(const std::vector<Json>& values)
{
  std::string out = "[";
  for (const Json& value : values) {
    out += out.size() > 1 ? "," : "";
    append_compact_json(out, value);
  }
  return out + "]";
}

std::string json_list(const std::vector<DistinctValue>& values)
{
  std::vector<Json> firsts;
  firsts.reserve(values.size());
  for (const DistinctValue& value : values) {
    firsts.push_back(value.first);
  }
  return json_list(firsts);
}

Result<std::string> frequency_distribution(const InsightStep& step, const Records& records)
{
  const auto values = present_values(records, step.fields.front());
  auto entries = distinct(values, step.case_sensitive);
  std::ranges::stable_sort(entries, [&](const DistinctValue& a, const DistinctValue& b) {
    return step.descending ? a.frequency > b.frequency : a.frequency < b.frequency;
  });
  if (step.top && *step.top >= 0 && static_cast<std::size_t>(*step.top) < entries.size()) {
    entries.resize(static_cast<std::size_t>(*step.top));
  }
  std::string out;
  JsonWriter writer(out);
  writer.begin_array();
  for (const DistinctValue& entry : entries) {
    std::string value;
    append_compact_json(value, entry.first);
    writer.begin_object().key("value").raw(value);
    writer.member("frequency", static_cast<std::uint64_t>(entry.frequency));
    writer.member("percentage", static_cast<double>(entry.frequency) / static_cast<double>(values.size())).end_object();
  }
  writer.end_array();
  return out;
}

Result<std::string> finite(const InsightStep& step, std::optional<double> value)
{
  if (value && !std::isfinite(*value)) {
    return fail(ErrorKind::bad_data,
                std::string(step.name) + " of '" + step.fields.front().text + "' is no finite number");
  }
  std::string out;
  JsonWriter(out).value(value);
  return out;
}

double total(const std::vector<double>& numbers)
{
  double sum = 0;
  for (const double number : numbers) {
    sum += number;
  }
  return sum;
}

double median_of(std::vector<double> numbers)
{
  std::ranges::sort(numbers, [](double a, double b) { return a < b || (std::isnan(a) && !std::isnan(b)); });
  const std::size_t middle = numbers.size() / 2;
  return numbers.size() % 2 == 1 ? numbers[middle] : (numbers[middle] + numbers[middle - 1]) / 2;
}

// Population form: divided by n.
double standard_deviation_of(const std::vector<double>& numbers)
{
  const auto count = static_cast<double>(numbers.size());
  const double mean = total(numbers) / count;
  double squares = 0;
  for (const double number : numbers) {
    squares += (number - mean) * (number - mean);
  }
  return std::sqrt(squares / count);
}

Result<std::string> numeric_function(const InsightStep& step, const Records& records)
{
  std::vector<double> numbers;
  for (const Json& value : present_values(records, step.fields.front())) {
    const auto number = value.is_string() ? parse_go_float(value.text()) : value.number();
    if (!number) {
      return wrong_value(step, "numbers");
    }
    numbers.push_back(*number);
  }
  if (numbers.empty()) {
    return std::string("null");
  }
  const auto best = [&](auto better) {
    double found = numbers.front();
    for (const double number : numbers) {
      found = better(number, found) ? number : found;
    }
    return found;
  };
  if (step.function == InsightFunction::sum) {
    return finite(step, total(numbers));
  }
  if (step.function == InsightFunction::average) {
    return finite(step, total(numbers) / static_cast<double>(numbers.size()));
  }
  if (step.function == InsightFunction::max) {
    return finite(step, best(std::greater<>{}));
  }
  if (step.function == InsightFunction::min) {
    return finite(step, best(std::less<>{}));
  }
  return finite(step, step.function == InsightFunction::median ? median_of(std::move(numbers))
                                                               : standard_deviation_of(numbers));
}

// Sum of squared shares, summed as the service sums it.
std::optional<double> confidence(const InsightStep& step, const Records& records)
{
  const auto values = present_values(records, step.fields.front());
  if (values.empty()) {
    return std::nullopt;
  }
  const auto count = static_cast<double>(values.size());
  double sum = 0;
  for (const DistinctValue& value : distinct(values, step.case_sensitive)) {
    const auto frequency = static_cast<double>(value.frequency);
    sum += frequency / count * frequency;
  }
  return sum / count;
}

std::string key_part(const Json& value, bool case_sensitive)
{
  return value.is_null() ? ":n:" : ":s:" + value_text(value, case_sensitive);
}

// Combinations of the fields' values; under `*` a record has one for each combination of elements. Keyed by record id,
// as the service does: two records of one id count as one.
Result<std::string> count_distinct(const InsightStep& step, const Records& records)
{
  static constexpr std::size_t k_most_combinations = 1'000'000;
  std::unordered_map<std::string, std::vector<std::string>> combinations;
  for (const Record* const record : records) {
    combinations[record->id] = {""};
  }
  for (const InsightPath& field : step.fields) {
    std::unordered_map<std::string, std::vector<std::string>> parts;
    TRY(visit(records, field, [&](const Json& value, const Record& record) -> Status {
      parts[record.id].push_back(key_part(value, step.case_sensitive));
      return {};
    }));
    std::size_t size = 0;
    for (const auto& [id, endings] : parts) {
      auto& keys = combinations[id];
      size += keys.size() * endings.size();
      if (size > k_most_combinations) {
        return fail(ErrorKind::unsupported, "countDistinct has more than a million combinations of array elements");
      }
      std::vector<std::string> longer;
      longer.reserve(keys.size() * endings.size());
      for (const std::string& key : keys) {
        for (const std::string& ending : endings) {
          longer.push_back(key + ending);
        }
      }
      keys = std::move(longer);
    }
  }
  std::unordered_set<std::string> all;
  for (auto& [id, keys] : combinations) {
    for (std::string& key : keys) {
      if (key.find(":s:") != std::string::npos) {
        all.insert(std::move(key));
      }
    }
  }
  return std::to_string(all.size());
}

struct SortColumn {
  std::vector<std::optional<double>> numbers;
  std::vector<std::optional<std::string>> texts;
  bool numeric = true; // every value that is not null reads as a number
};

SortColumn sort_column(const Records& records, const InsightPath& path)
{
  SortColumn column;
  for (const Record* const record : records) {
    const Json value = extract_value(*record, path);
    if (value.is_null()) {
      column.numbers.emplace_back();
      column.texts.emplace_back();
      continue;
    }
    const auto number = value.is_string() ? parse_go_float(value.text()) : value.number();
    column.numeric = column.numeric && number;
    column.numbers.push_back(number);
    column.texts.emplace_back(value_text(value, false));
  }
  return column;
}

// Before = -1, after = 1, tied = 0. Null is last in ascending order, first in descending order.
template<typename T> int place(const std::optional<T>& a, const std::optional<T>& b, bool descending)
{
  if (!a || !b) {
    return a.has_value() == b.has_value() ? 0 : a.has_value() != descending ? -1 : 1;
  }
  if (*a == *b) {
    return 0;
  }
  return (descending ? *b < *a : *a < *b) ? -1 : 1;
}

} // namespace

std::vector<const Record*> sort_records(const Records& records, const std::vector<InsightCriterion>& criteria)
{
  std::vector<SortColumn> columns;
  columns.reserve(criteria.size());
  for (const InsightCriterion& criterion : criteria) {
    columns.push_back(sort_column(records, criterion.field));
  }
  std::vector<std::size_t> order(records.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const int placed = columns[i].numeric
                           ? place(columns[i].numbers[a], columns[i].numbers[b], criteria[i].descending)
                           : place(columns[i].texts[a], columns[i].texts[b], criteria[i].descending);
      if (placed != 0) {
        return placed < 0;
      }
    }
    return false;
  });
  Records out;
  for (const std::size_t i : order) {
    out.push_back(records[i]);
  }
  return out;
}

std::vector<std::vector<const Record*>> group_records(const InsightStep& step, const Records& records)
{
  if (step.fields.empty()) {
    return {records};
  }
  std::unordered_map<std::string, std::string> keys; // by record id, as the service does
  for (const InsightPath& field : step.fields) {
    const auto add = [&](const Json& value, const Record& record) -> Status {
      keys[record.id] += key_part(value, step.case_sensitive);
      return {};
    };
    if (const Status done = visit(records, field, add); !done) {
      break; // cannot happen: this visitor never fails
    }
  }
  std::vector<Records> groups;
  std::unordered_map<std::string, std::size_t> index;
  for (const Record* const record : records) {
    const auto [at, is_new] = index.try_emplace(keys[record->id], groups.size());
    if (is_new) {
      groups.emplace_back();
    }
    groups[at->second].push_back(record);
  }
  return groups;
}

std::vector<const Record*> limit_records(const InsightStep& step, Records records)
{
  const auto size = static_cast<std::int64_t>(records.size());
  if (step.count <= 0 || step.offset < 0 || step.offset >= size) {
    return {};
  }
  const auto first = records.begin() + step.offset;
  return {first, first + std::min(step.count, size - step.offset)};
}

Result<const Record*> extreme_record(const InsightStep& step, const Records& records)
{
  const Record* best = nullptr;
  Instant best_time;
  TRY(visit(records, step.fields.front(), [&](const Json& value, const Record& record) -> Status {
    if (value.is_null()) {
      return {};
    }
    const auto time = parse_go_time(value_text(value, true));
    if (!time) {
      Failure wrong = wrong_value(step, "times");
      wrong.error.hint = "times are RFC 3339; for other forms use filter(conditions: [{field: …, isNull: false}])"
                         ".sort(criteria: [{field: …, direction: DESC}]).first";
      return wrong;
    }
    if (best == nullptr || (step.function == InsightFunction::newest ? *time > best_time : *time < best_time)) {
      best = &record;
      best_time = *time;
    }
    return {};
  }));
  return best;
}

Result<std::string> evaluate_function(const InsightStep& step, const Records& records)
{
  switch (step.function) {
  case InsightFunction::count: return std::to_string(records.size());
  case InsightFunction::count_distinct: return count_distinct(step, records);
  case InsightFunction::values: return json_list(present_values(records, step.fields.front()));
  case InsightFunction::values_distinct:
    return json_list(distinct(present_values(records, step.fields.front()), step.case_sensitive));
  case InsightFunction::frequency_distribution: return frequency_distribution(step, records);
  case InsightFunction::average:
  case InsightFunction::max:
  case InsightFunction::median:
  case InsightFunction::min:
  case InsightFunction::sum:
  case InsightFunction::standard_deviation: return numeric_function(step, records);
  case InsightFunction::confidence: return finite(step, confidence(step, records));
  case InsightFunction::flatten: {
    TRY_ASSIGN(const auto elements, array_elements(step, records));
    return json_list(elements);
  }
  case InsightFunction::flatten_distinct: {
    TRY_ASSIGN(const auto elements, array_elements(step, records));
    return json_list(distinct(elements, step.case_sensitive));
  }
  case InsightFunction::filter:
  case InsightFunction::sort:
  case InsightFunction::group:
  case InsightFunction::limit:
  case InsightFunction::records:
  case InsightFunction::first:
  case InsightFunction::last:
  case InsightFunction::newest:
  case InsightFunction::oldest:
  case InsightFunction::edge_count:
  case InsightFunction::edge_frequency_distribution:
  case InsightFunction::edge_matrix: break;
  }
  return fail(ErrorKind::internal, std::string(step.name) + " does not give a value");
}

} // namespace tilores::model

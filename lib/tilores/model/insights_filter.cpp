// filter: which records satisfy the conditions. Order of the checks and what each does with null follow the service,
// because the first failing one decides between "not kept" and an error.

#include <tilores/model/insights_plan.hpp>

#include <re2/re2.h>

#include <map>

namespace tilores::model {
namespace {

using Kept = Result<bool>;

// Expressions are compiled on first use: one that no value reaches is no error.
class RegexCache {
public:
  Result<const RE2*> compiled(const InsightCondition& condition)
  {
    auto& slot = m_compiled[&condition];
    if (!slot) {
      RE2::Options options;
      options.set_log_errors(false);
      slot = std::make_unique<RE2>((condition.case_sensitive ? "" : "(?i)") + *condition.like_regex, options);
    }
    if (!slot->ok()) {
      return fail(ErrorKind::usage, "likeRegex of '" + condition.field.text + "' is not a valid RE2 expression",
                  "see https://github.com/google/re2/wiki/Syntax; look-around and back references do not exist");
    }
    return slot.get();
  }

private:
  std::map<const InsightCondition*, std::unique_ptr<RE2>> m_compiled;
};

Kept equal_values(const std::string& value, const InsightCondition& condition)
{
  const std::string wanted = value_text(condition.equals->root(), condition.case_sensitive);
  if (const auto number = parse_go_float(value)) {
    const auto other = parse_go_float(wanted);
    return other && *number == *other;
  }
  return value == wanted;
}

Kept text_criteria(const Json& stored, const InsightCondition& condition, RegexCache& regexes)
{
  if (!condition.equals && !condition.starts_with && !condition.ends_with && !condition.like_regex) {
    return true;
  }
  if (stored.is_null()) {
    return false;
  }
  const std::string value = value_text(stored, condition.case_sensitive);
  const auto folded = [&](const std::string& text) { return condition.case_sensitive ? text : lower_case(text); };
  if (condition.equals) {
    TRY_ASSIGN(const bool same, equal_values(value, condition));
    if (!same) {
      return false;
    }
  }
  if (condition.starts_with && !value.starts_with(folded(*condition.starts_with))) {
    return false;
  }
  if (condition.ends_with && !value.ends_with(folded(*condition.ends_with))) {
    return false;
  }
  if (condition.like_regex) {
    TRY_ASSIGN(const RE2* const regex, regexes.compiled(condition));
    return RE2::PartialMatch(value, *regex);
  }
  return true;
}

Kept number_criteria(const Json& stored, const InsightCondition& condition)
{
  if (!condition.less_than && !condition.less_equals && !condition.greater_than && !condition.greater_equals) {
    return true;
  }
  if (stored.is_null()) {
    return false;
  }
  const auto number = stored.is_string() ? parse_go_float(stored.text()) : stored.number();
  if (!number) {
    return fail(ErrorKind::bad_data, "filter compares numbers, but a value of '" + condition.field.text + "' is none",
                "leave such records out with a filter before this one");
  }
  return (!condition.less_than || *number < *condition.less_than) &&
         (!condition.less_equals || *number <= *condition.less_equals) &&
         (!condition.greater_than || *number > *condition.greater_than) &&
         (!condition.greater_equals || *number >= *condition.greater_equals);
}

Kept time_criteria(const Json& stored, const InsightCondition& condition)
{
  if (!condition.after && !condition.since && !condition.before && !condition.until) {
    return true;
  }
  if (stored.is_null()) {
    return false;
  }
  const auto time = parse_go_time(value_text(stored, true));
  if (!time) {
    return fail(ErrorKind::bad_data, "filter compares times, but a value of '" + condition.field.text + "' is none",
                "times are RFC 3339, 2006-01-02T15:04:05 with or without zone");
  }
  return (!condition.after || *time > *condition.after) && (!condition.since || *time >= *condition.since) &&
         (!condition.before || *time < *condition.before) && (!condition.until || *time <= *condition.until);
}

Kept holds(const Record& record, const InsightCondition& condition, RegexCache& regexes)
{
  const Json stored = extract_value(record, condition.field);
  if (condition.is_null && *condition.is_null != stored.is_null()) {
    return false;
  }
  TRY_ASSIGN(const bool text, text_criteria(stored, condition, regexes));
  if (!text) {
    return false;
  }
  TRY_ASSIGN(const bool number, number_criteria(stored, condition));
  if (!number) {
    return false;
  }
  return time_criteria(stored, condition);
}

} // namespace

Json extract_value(const Record& record, const InsightPath& path)
{
  Json value = record.body();
  for (const auto& part : path.parts) {
    if (value.is_object()) {
      value = value[part.name];
    } else if (value.is_array() && part.index) {
      value = value.at(*part.index);
    } else {
      return {};
    }
  }
  return value;
}

Result<std::vector<const Record*>> filter_records(const std::vector<const Record*>& records,
                                                  const std::vector<InsightCondition>& conditions)
{
  RegexCache regexes;
  std::vector<const Record*> kept;
  for (const Record* const record : records) {
    bool keep = true;
    for (auto condition = conditions.begin(); keep && condition != conditions.end(); ++condition) {
      TRY_ASSIGN(keep, holds(*record, *condition, regexes));
      keep = keep != condition->invert;
    }
    if (keep) {
      kept.push_back(record);
    }
  }
  return kept;
}

} // namespace tilores::model

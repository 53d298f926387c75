// JSON of the credit command.
#include <tilores/customer/credit_card_json.hpp>

#include <tilores/credit/answer.hpp>
#include <tilores/model/merge.hpp>

namespace tilores::customer {
namespace {

void members(JsonWriter& json, const CreditSubject& subject, const credit::AnalysisOptions& options)
{
  json.member("entity_id", subject.entity->id).key("customer");
  model::write_merged(json, model::merge_records(subject.entity->records));
  credit::write_members(json, subject.analysis, options);
}

} // namespace

CreditSubject credit_of(const model::Entity& entity, const Date& as_of, const credit::AnalysisOptions& options,
                        const credit::Rules& rules)
{
  const auto reports = credit::parse_reports(entity.records);
  return {&entity, credit::analyse(reports, as_of, rules, options)};
}

void write_credit(JsonWriter& json, std::span<const CreditSubject> subjects, const credit::AnalysisOptions& options)
{
  json.begin_object();
  members(json, subjects.front(), options);
  if (subjects.size() > 1) {
    json.key("customers").begin_array();
    for (const CreditSubject& subject : subjects) {
      json.begin_object();
      members(json, subject, options);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
}

} // namespace tilores::customer

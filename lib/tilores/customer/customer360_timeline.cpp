// What happened when: one line per record, newest first.
#include <tilores/customer/customer360.hpp>

#include <tilores/base/text.hpp>
#include <tilores/credit/report.hpp>
#include <tilores/credit/values.hpp>
#include <tilores/model/normalise.hpp>

#include <algorithm>
#include <tuple>

namespace tilores::customer {
namespace {

using model::RecordKind;

// A short value of a listed field; free text (subjects, comments) is never taken.
std::string word(Json body, std::string_view field)
{
  constexpr std::size_t k_longest = 60;
  return std::string(credit::beginning(trim(body[field].text()), k_longest));
}

std::string with(std::string_view lead, const std::string& value)
{
  return value.empty() ? std::string() : std::string(lead) + value;
}

std::string amount(Json body, std::string_view field)
{
  const auto cents = model::parse_money(body[field].is_number() ? body[field].number_text() : body[field].text());
  return cents ? " $" + model::format_money(*cents) : std::string();
}

std::string describe(const model::Record& record, RecordKind kind)
{
  const Json body = record.body();
  switch (kind) {
  case RecordKind::contact: return "contact created" + with(", status ", word(body, "STATUS"));
  case RecordKind::opportunity: return "deal" + with(" ", word(body, "STAGE_NAME")) + amount(body, "AMOUNT");
  case RecordKind::transaction: {
    const std::string type = word(body, "TYPE");
    return (type.empty() ? "payment" : to_lower_ascii(type)) + amount(body, "TRANSACTION_AMOUNT") +
           with(" ", to_lower_ascii(word(body, "RESPONSE_STATUS"))) +
           (equals_ignoring_case(body["RESPONSE_STATUS"].text(), "approved")
              ? ""
              : with(": ", word(body, "RESPONSE_MESSAGE")));
  }
  case RecordKind::ticket:
    return "ticket" + with(" ", word(body, "TICKETNUMBER")) + with(", ", word(body, "CATEGORY")) +
           with(", now ", word(body, body["STATUSTYPE"].is_null() ? "ZOHO_STATUS" : "STATUSTYPE"));
  case RecordKind::call:
    return "call" + with(" ", to_lower_ascii(word(body, "CALL_TYPE"))) + with(", ", word(body, "CAMPAIGN_NAME")) +
           with(", ", word(body, "AGENT_USERNAME"));
  case RecordKind::credit: {
    const auto report = credit::parse_report(record);
    const auto score = report ? report->valid_score() : std::nullopt;
    return "credit report" + with(" ", report && report->bureau ? std::string(bureau_name(*report->bureau)) : "") +
           (score ? ", score " + std::to_string(*report->scores[*score].value) : ", no score");
  }
  case RecordKind::card: return "card on file";
  case RecordKind::other: return word(body, "SOURCE");
  }
  return {};
}

} // namespace

std::vector<Event> timeline_of(const model::Entity& entity)
{
  std::vector<Event> events;
  for (const model::Record& record : entity.records) {
    const RecordKind kind = model::record_kind(record.body());
    std::string when = model::record_time(record.body(), kind);
    if (!when.empty()) {
      events.push_back({std::move(when), kind, describe(record, kind), record.id});
    }
  }
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return std::tie(b.when, a.record_id) < std::tie(a.when, b.record_id);
  });
  return events;
}

} // namespace tilores::customer

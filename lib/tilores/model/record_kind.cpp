#include <tilores/model/record_kind.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/normalise.hpp>

#include <array>
#include <utility>

namespace tilores::model {
namespace {

constexpr auto k_sources =
  std::to_array<std::pair<std::string_view, RecordKind>>({{"Contact", RecordKind::contact},
                                                          {"Opportunity", RecordKind::opportunity},
                                                          {"Transaction", RecordKind::transaction},
                                                          {"zoho_tickets", RecordKind::ticket},
                                                          {"Call", RecordKind::call},
                                                          {"Card", RecordKind::card}});

constexpr auto k_marks =
  std::to_array<std::pair<std::string_view, RecordKind>>({{"TRANSACTION_AMOUNT", RecordKind::transaction},
                                                          {"CALL_ID", RecordKind::call},
                                                          {"TICKETNUMBER", RecordKind::ticket},
                                                          {"INVALID_CARD", RecordKind::card},
                                                          {"STAGE_NAME", RecordKind::opportunity}});

template<typename Fields> std::string first_time(const Json& body, const Fields& fields)
{
  for (const std::string_view field : fields) {
    if (std::string time = comparable_time(body[field].text()); !time.empty()) {
      return time;
    }
  }
  return {};
}

} // namespace

RecordKind record_kind(const Json& body)
{
  if (!body["CREDIT_RESPONSE"].is_null()) {
    return RecordKind::credit;
  }
  if (const Json source = body["SOURCE"]; !source.is_null() && !trim(source.text()).empty()) {
    for (const auto& [name, kind] : k_sources) {
      if (equals_ignoring_case(trim(source.text()), name)) {
        return kind;
      }
    }
    return RecordKind::other;
  }
  for (const auto& [field, kind] : k_marks) {
    if (!body[field].is_null()) {
      return kind;
    }
  }
  return RecordKind::contact;
}

std::string_view to_string(RecordKind kind)
{
  switch (kind) {
  case RecordKind::contact: return "contact";
  case RecordKind::opportunity: return "opportunity";
  case RecordKind::transaction: return "transaction";
  case RecordKind::ticket: return "ticket";
  case RecordKind::call: return "call";
  case RecordKind::card: return "card";
  case RecordKind::credit: return "credit";
  case RecordKind::other: break;
  }
  return "other";
}

std::string record_time(const Json& body, RecordKind kind)
{
  using Names = std::array<std::string_view, 2>;
  switch (kind) {
  case RecordKind::contact: return first_time(body, Names{"CREATED_DATE"});
  case RecordKind::opportunity: return first_time(body, Names{"CLOSE_DATE"});
  case RecordKind::transaction: return first_time(body, Names{"GATEWAY_DATE", "TRANSACTION_CREATED_DATE"});
  case RecordKind::ticket: return first_time(body, Names{"CREATEDTIME"});
  case RecordKind::call: return first_time(body, Names{"CALL_START_TIME"});
  case RecordKind::credit: return comparable_time(body["CREDIT_RESPONSE"]["CreditReportFirstIssuedDate"].text());
  case RecordKind::card:
  case RecordKind::other: break;
  }
  return first_time(body,
                    std::array<std::string_view, 8>{"UPDATED_DATE", "UPDATED_AT", "LAST_MODIFIED", "MODIFIED_DATE",
                                                    "CREATED_DATE", "CREATED_AT", "DATE", "TIMESTAMP"});
}

std::string comparable_time(std::string_view text)
{
  text = trim(text);
  const std::optional<Date> day = parse_date(text);
  if (!day) {
    return {};
  }
  if (text.size() >= 19 && text[4] == '-' && text[13] == ':' && text[16] == ':') {
    std::string out(text.substr(0, 19));
    out[10] = ' ';
    return out;
  }
  return to_string(*day);
}

} // namespace tilores::model

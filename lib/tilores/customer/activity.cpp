#include <tilores/customer/activity.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/normalise.hpp>
#include <tilores/model/record_kind.hpp>

#include <algorithm>
#include <tuple>

namespace tilores::customer {
namespace {

using model::RecordKind;

std::string text(const Json& body, std::string_view field)
{
  const Json value = body[field];
  return value.is_number() ? std::string(value.number_text()) : std::string(trim(value.text()));
}

bool is(const Json& body, std::string_view field, std::string_view word)
{
  return equals_ignoring_case(trim(body[field].text()), word);
}

template<typename T> void newest_first(std::vector<T>& all)
{
  std::sort(all.begin(), all.end(),
            [](const T& a, const T& b) { return std::tie(b.when, a.record_id) < std::tie(a.when, b.record_id); });
}

} // namespace

std::vector<Payment> payments_of(const model::Entity& entity)
{
  std::vector<Payment> all;
  for (const model::Record& record : entity.records) {
    const Json body = record.body();
    Payment payment;
    if (model::record_kind(body) != RecordKind::transaction) {
      continue;
    }
    payment.when = model::record_time(body, RecordKind::transaction);
    if (payment.when.empty()) {
      continue;
    }
    payment.type = is(body, "TYPE", "charge")   ? Payment::Type::charge
                   : is(body, "TYPE", "refund") ? Payment::Type::refund
                   : is(body, "TYPE", "void")   ? Payment::Type::void_
                                                : Payment::Type::other;
    payment.outcome = text(body, "RESPONSE_STATUS").empty()     ? Payment::Outcome::unknown
                      : is(body, "RESPONSE_STATUS", "approved") ? Payment::Outcome::approved
                                                                : Payment::Outcome::failed;
    payment.amount = model::parse_money(text(body, "TRANSACTION_AMOUNT"));
    payment.reason = text(body, "RESPONSE_MESSAGE");
    payment.method = text(body, "PAYMENT_METHOD");
    payment.chargeback = body["CHARGEBACK"].boolean() || is(body, "CHARGEBACK", "true");
    payment.record_id = record.id;
    all.push_back(std::move(payment));
  }
  newest_first(all);
  return all;
}

std::vector<Ticket> tickets_of(const model::Entity& entity)
{
  std::vector<Ticket> all;
  for (const model::Record& record : entity.records) {
    const Json body = record.body();
    if (model::record_kind(body) != RecordKind::ticket) {
      continue;
    }
    Ticket ticket;
    ticket.when = model::record_time(body, RecordKind::ticket);
    ticket.number = text(body, "TICKETNUMBER");
    ticket.category = text(body, "CATEGORY");
    ticket.subject = text(body, "SUBJECT");
    ticket.status = text(body, text(body, "STATUSTYPE").empty() ? "ZOHO_STATUS" : "STATUSTYPE");
    ticket.closed = model::comparable_time(text(body, "CLOSEDTIME"));
    ticket.open = !equals_ignoring_case(ticket.status, "closed") && !equals_ignoring_case(ticket.status, "resolved");
    ticket.record_id = record.id;
    all.push_back(std::move(ticket));
  }
  newest_first(all);
  return all;
}

} // namespace tilores::customer

// Customer 360 as the contract's JSON object.
#include <tilores/customer/customer360.hpp>

#include <tilores/credit/answer.hpp>

namespace tilores::customer {
namespace {

void member(JsonWriter& json, std::string_view key, const Fact<std::string>& fact) { json.member(key, fact.value); }

void member(JsonWriter& json, std::string_view key, const Fact<Date>& fact)
{
  json.key(key);
  if (fact.value) {
    json.value(to_string(*fact.value));
  } else {
    json.null();
  }
}

void member(JsonWriter& json, std::string_view key, const Fact<Cents>& fact)
{
  json.key(key);
  credit::write_money(json, fact.value);
}

void text_or_null(JsonWriter& json, std::string_view key, const std::string& text)
{
  json.key(key);
  if (text.empty()) {
    json.null();
  } else {
    json.value(text);
  }
}

void account_and_payment(JsonWriter& json, const Customer360& customer)
{
  json.key("account").begin_object();
  member(json, "status", customer.account.status);
  member(json, "product", customer.account.product);
  member(json, "enroll_date", customer.account.enroll_date);
  member(json, "balance_due", customer.account.balance_due);
  json.end_object().key("payment").begin_object();
  const PaymentFacts& payment = customer.payment;
  member(json, "next_date", payment.next_date);
  member(json, "next_amount", payment.next_amount);
  member(json, "last_success_date", payment.last_success_date);
  member(json, "last_success_amount", payment.last_success_amount);
  member(json, "last_failed_date", payment.last_failed_date);
  member(json, "last_failed_amount", payment.last_failed_amount);
  member(json, "last_failed_reason", payment.last_failed_reason);
  json.member("failed_count", payment.failed_count).end_object();
}

void card_support_call(JsonWriter& json, const Customer360& customer)
{
  json.key("card").begin_object();
  member(json, "last4", customer.card.last4);
  json.key("expired_flag");
  if (const auto& flag = customer.card.expired_flag.value) {
    json.value(*flag ? "yes" : "no");
  } else {
    json.null();
  }
  json.end_object().key("support").begin_object().member("tickets", customer.support.tickets);
  json.member("open_tickets", customer.support.open_tickets).end_object().key("call").begin_object();
  const CallFacts& call = customer.call;
  member(json, "last_date", call.last_date);
  member(json, "last_agent", call.last_agent);
  json.member("last_duration_s", call.last_duration_s.value);
  member(json, "last_campaign", call.last_campaign);
  member(json, "last_type", call.last_type);
  json.member("count", call.count).end_object();
}

void contact_values(JsonWriter& json, std::string_view key, const std::vector<model::ContactValue>& values)
{
  json.key(key).begin_array();
  for (const model::ContactValue& value : values) {
    json.begin_object().member("value", value.value).member("written", value.written);
    json.member("count", static_cast<std::uint64_t>(value.count)).end_object();
  }
  json.end_array();
}

void contacts(JsonWriter& json, const Customer360& customer)
{
  json.key("contacts").begin_object();
  contact_values(json, "emails", customer.contacts.emails);
  contact_values(json, "phones", customer.contacts.phones);
  contact_values(json, "names", customer.contacts.names);
  contact_values(json, "births", customer.contacts.births);
  contact_values(json, "client_ids", customer.contacts.clients);
  contact_values(json, "crm_ids", customer.contacts.crms);
  json.key("addresses").begin_array();
  for (const Address& address : customer.addresses) {
    json.begin_object();
    text_or_null(json, "street", address.street);
    text_or_null(json, "city", address.city);
    text_or_null(json, "state", address.state);
    text_or_null(json, "postal_code", address.postal_code);
    json.member("count", static_cast<std::uint64_t>(address.count)).end_object();
  }
  json.end_array().end_object();
}

void relations(JsonWriter& json, const Customer360& customer)
{
  json.key("relations").begin_array();
  for (const Relation& relation : customer.relations) {
    json.begin_object().member("kind", relation.kind);
    if (relation.kind == "edge") {
      json.member("a", relation.a).member("b", relation.b).member("rule", relation.rule);
    } else {
      text_or_null(json, "name", relation.name);
      text_or_null(json, "crm_id", relation.crm_id);
      json.member("record_id", relation.record_id);
    }
    json.end_object();
  }
  json.end_array();
}

void quality(JsonWriter& json, const model::Quality& quality)
{
  json.key("quality").begin_object().member("score", quality.score).key("parts").begin_object();
  json.member("completeness", quality.completeness).member("consistency", quality.consistency);
  json.member("freshness", quality.freshness).member("validity", quality.validity).end_object();
  json.key("raise").begin_array();
  for (const model::Quality::Advice& advice : quality.advice) {
    json.begin_object().member("text", advice.text).member("gain", advice.gain).end_object();
  }
  json.end_array().end_object();
}

} // namespace

void write_customer360(JsonWriter& json, const Customer360& customer)
{
  json.begin_object();
  account_and_payment(json, customer);
  card_support_call(json, customer);
  json.key("credit").begin_object();
  credit::write_members(json, customer.credit);
  json.end_object();
  contacts(json, customer);
  relations(json, customer);
  json.key("timeline").begin_array();
  for (const Event& event : customer.timeline) {
    json.begin_object().member("when", event.when).member("kind", model::to_string(event.kind));
    json.member("text", event.text).member("record_id", event.record_id).end_object();
  }
  json.end_array();
  quality(json, customer.quality);
  json.key("sections").begin_object();
  for (std::size_t i = 0; i < customer.sections.size(); ++i) {
    json.member(model::to_string(static_cast<model::RecordKind>(i)), customer.sections[i]);
  }
  json.end_object().end_object();
}

} // namespace tilores::customer

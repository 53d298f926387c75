// The facts of customer 360 from the records, each by its written definition.
#include <tilores/customer/customer360.hpp>

#include <tilores/base/text.hpp>
#include <tilores/credit/answer.hpp>
#include <tilores/model/merge.hpp>
#include <tilores/model/normalise.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

namespace tilores::customer {
namespace {

using model::Record;
using model::RecordKind;

// A record with the time it is ordered by; "" sorts before every time.
struct Timed {
  std::string time;
  const Record* record = nullptr;
};

bool later(const Timed& a, const Timed& b) { return std::tie(a.time, a.record->id) < std::tie(b.time, b.record->id); }

// Blank text counts as absent.
Json filled(const Record& record, std::string_view field)
{
  const Json value = record.body()[field];
  return value.is_string() && trim(value.text()).empty() ? Json{} : value;
}

Fact<std::string> text_fact(const Record& record, std::string_view field)
{
  const Json value = filled(record, field);
  if (value.is_string()) {
    return {std::string(trim(value.text())), record.id, field};
  }
  return value.is_number() ? Fact<std::string>{std::string(value.number_text()), record.id, field}
                           : Fact<std::string>{};
}

Fact<Date> date_fact(const Record& record, std::string_view field)
{
  const auto date = model::parse_date(filled(record, field).text());
  return date ? Fact<Date>{date, record.id, field} : Fact<Date>{};
}

Fact<Cents> money_fact(const Record& record, std::string_view field)
{
  const Json value = filled(record, field);
  const auto amount = model::parse_money(value.is_number() ? value.number_text() : value.text());
  return amount ? Fact<Cents>{amount, record.id, field} : Fact<Cents>{};
}

bool says(const Record& record, std::string_view field, std::string_view word)
{
  return equals_ignoring_case(trim(record.body()[field].text()), word);
}

// The newest record in which `field` is not null.
const Record* newest_with(const std::vector<Timed>& records, std::string_view field)
{
  const Timed* best = nullptr;
  for (const Timed& timed : records) {
    if (!filled(*timed.record, field).is_null() && (best == nullptr || later(*best, timed))) {
      best = &timed;
    }
  }
  return best != nullptr ? best->record : nullptr;
}

const Timed* newest(const std::vector<Timed>& records)
{
  const auto found = std::max_element(records.begin(), records.end(), later);
  return found == records.end() ? nullptr : &*found;
}

AccountFacts account_facts(const std::vector<Timed>& contacts)
{
  AccountFacts facts;
  if (const Record* record = newest_with(contacts, "STATUS")) {
    facts.status = text_fact(*record, "STATUS");
  }
  if (const Record* record = newest_with(contacts, "PRODUCT_NAME")) {
    facts.product_full = text_fact(*record, "PRODUCT_NAME");
    facts.product = facts.product_full;
    if (facts.product.value) {
      facts.product.value = facts.product.value->substr(0, facts.product.value->find(" - $"));
    }
  }
  if (const Record* record = newest_with(contacts, "ENROLL_DATE")) {
    facts.enroll_date = date_fact(*record, "ENROLL_DATE");
  }
  if (const Record* record = newest_with(contacts, "NET_BALANCE_DUE")) {
    facts.balance_due = money_fact(*record, "NET_BALANCE_DUE");
  }
  return facts;
}

void next_payment(const std::vector<Timed>& opportunities, const Date& as_of, PaymentFacts& facts)
{
  const Timed* opportunity = newest(opportunities);
  if (opportunity == nullptr) {
    return;
  }
  const Record& record = *opportunity->record;
  const bool planned = !filled(record, "UPCOMING_SCHEDULED_PAYMENT").is_null();
  Fact<Date> next = date_fact(record, planned ? "UPCOMING_SCHEDULED_PAYMENT" : "NEXT_TRANSACTION_DATE");
  if (!next.value || *next.value < as_of) {
    return;
  }
  facts.next_date = std::move(next);
  const bool amount = !filled(record, "UPCOMING_SCHEDULED_PAYMENT_AMOUNT").is_null();
  facts.next_amount = money_fact(record, amount ? "UPCOMING_SCHEDULED_PAYMENT_AMOUNT" : "RECURRING_MONTHLY_FEE");
}

std::string_view time_field(const Record& record)
{
  return filled(record, "GATEWAY_DATE").is_null() ? "TRANSACTION_CREATED_DATE" : "GATEWAY_DATE";
}

void charges(const std::vector<Timed>& transactions, PaymentFacts& facts)
{
  const Timed* approved = nullptr;
  const Timed* failed = nullptr;
  for (const Timed& timed : transactions) {
    const Record& record = *timed.record;
    // Without any answer of the gateway a charge is neither good nor bad.
    if (!says(record, "TYPE", "charge") || filled(record, "RESPONSE_STATUS").is_null()) {
      continue;
    }
    const bool good = says(record, "RESPONSE_STATUS", "approved");
    facts.failed_count += good ? 0 : 1;
    const Timed*& best = good ? approved : failed;
    if (best == nullptr || later(*best, timed)) {
      best = &timed;
    }
  }
  if (approved != nullptr) {
    facts.last_success_date = date_fact(*approved->record, time_field(*approved->record));
    facts.last_success_amount = money_fact(*approved->record, "TRANSACTION_AMOUNT");
  }
  if (failed != nullptr) {
    facts.last_failed_date = date_fact(*failed->record, time_field(*failed->record));
    facts.last_failed_amount = money_fact(*failed->record, "TRANSACTION_AMOUNT");
    facts.last_failed_reason = text_fact(*failed->record, "RESPONSE_MESSAGE");
  }
}

CardFacts card_facts(const std::vector<Timed>& transactions)
{
  CardFacts facts;
  const Timed* last = newest(transactions);
  if (last == nullptr) {
    return facts;
  }
  facts.last4 = text_fact(*last->record, "CARD_LAST_4");
  if (facts.last4.value && facts.last4.value->size() > 4) {
    facts.last4 = {}; // a whole number in the wrong field must not slip through
  }
  const Json flag = filled(*last->record, "CARD_EXPIRED");
  if (flag.is_bool() || flag.is_string()) {
    const bool yes =
      flag.boolean() || equals_ignoring_case(flag.text(), "true") || equals_ignoring_case(flag.text(), "yes");
    facts.expired_flag = {yes, last->record->id, "CARD_EXPIRED"};
  }
  return facts;
}

SupportFacts support_facts(const std::vector<Timed>& tickets)
{
  SupportFacts facts;
  for (const Timed& ticket : tickets) {
    const bool typed = !filled(*ticket.record, "STATUSTYPE").is_null();
    const std::string_view field = typed ? "STATUSTYPE" : "ZOHO_STATUS";
    ++facts.tickets;
    facts.open_tickets += says(*ticket.record, field, "closed") || says(*ticket.record, field, "resolved") ? 0 : 1;
  }
  return facts;
}

// "500", "500.0", "8:20" or "00:08:20".
std::optional<std::int64_t> seconds_of(std::string_view text)
{
  const auto parts = split(trim(text), ':');
  if (parts.size() > 3) {
    return std::nullopt;
  }
  std::int64_t seconds = 0;
  for (const std::string_view part : parts) {
    const std::string_view whole = part.substr(0, part.find('.'));
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(whole.data(), whole.data() + whole.size(), number);
    if (failed != std::errc{} || end != whole.data() + whole.size() || number < 0 || number > 10'000'000) {
      return std::nullopt;
    }
    seconds = seconds * 60 + number;
  }
  return seconds;
}

CallFacts call_facts(const std::vector<Timed>& calls)
{
  CallFacts facts;
  facts.count = static_cast<std::uint32_t>(calls.size());
  const Timed* last = newest(calls);
  if (last == nullptr) {
    return facts;
  }
  const Record& record = *last->record;
  facts.last_date = date_fact(record, "CALL_START_TIME");
  facts.last_agent = text_fact(record, "AGENT_USERNAME");
  facts.last_campaign = text_fact(record, "CAMPAIGN_NAME");
  facts.last_type = text_fact(record, "CALL_TYPE");
  const auto duration = text_fact(record, "CALL_DURATION");
  if (const auto seconds = seconds_of(duration.value.value_or("-"))) {
    facts.last_duration_s = {seconds, record.id, "CALL_DURATION"};
  }
  return facts;
}

std::vector<Address> addresses_of(const std::vector<Timed>& contacts)
{
  std::map<Address, std::size_t> seen;
  for (const Timed& contact : contacts) {
    const auto text = [&](std::string_view field) { return text_fact(*contact.record, field).value.value_or(""); };
    Address address{text("MAILING_STREET"), text("MAILING_CITY"), text("MAILING_STATE_CODE"),
                    text("MAILING_POSTAL_CODE"), 0};
    if (address.state.empty()) {
      address.state = text("MAILING_STATE");
    }
    if (address != Address{}) {
      ++seen[address];
    }
  }
  // A city alone is no second address beside one with the street: it counts for the fullest that agrees with it.
  const auto agrees = [](const std::string& part, const std::string& whole) { return part.empty() || part == whole; };
  const auto filled_parts = [](const Address& a) {
    return !a.street.empty() + !a.city.empty() + !a.state.empty() + !a.postal_code.empty();
  };
  std::vector<Address> addresses;
  for (const auto& [address, count] : seen) {
    addresses.push_back(address);
    addresses.back().count = count;
  }
  std::stable_sort(addresses.begin(), addresses.end(),
                   [&](const Address& a, const Address& b) { return filled_parts(a) > filled_parts(b); });
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    Address& whole = addresses[i];
    for (std::size_t j = addresses.size() - 1; j > i; --j) {
      const Address& part = addresses[j];
      if (filled_parts(part) < filled_parts(whole) && agrees(part.street, whole.street) &&
          agrees(part.city, whole.city) && agrees(part.state, whole.state) &&
          agrees(part.postal_code, whole.postal_code)) {
        whole.count += part.count;
        addresses.erase(addresses.begin() + static_cast<std::ptrdiff_t>(j));
      }
    }
  }
  std::stable_sort(addresses.begin(), addresses.end(),
                   [](const Address& a, const Address& b) { return a.count > b.count; });
  return addresses;
}

std::vector<Relation> relations_of(const model::Entity& entity, const std::vector<Timed>& contacts)
{
  std::vector<Relation> relations;
  for (const model::Edge& edge : entity.edges) {
    relations.push_back({"edge", edge.a, edge.b, edge.rule, {}, {}, {}});
  }
  std::set<std::pair<std::string, std::string>> named;
  for (const Timed& contact : contacts) {
    const std::string name = text_fact(*contact.record, "SPOUSE_FULL_NAME").value.value_or("");
    const std::string crm = text_fact(*contact.record, "SPOUSE").value.value_or("");
    if ((!name.empty() || !crm.empty()) && named.emplace(name, crm).second) {
      relations.push_back({"household", {}, {}, {}, name, crm, contact.record->id});
    }
  }
  return relations;
}

std::string name_of(const std::vector<Timed>& contacts)
{
  const Record* first = newest_with(contacts, "FIRST_NAME");
  const Record* last = newest_with(contacts, "LAST_NAME");
  std::string name = first != nullptr ? text_fact(*first, "FIRST_NAME").value.value_or("") : "";
  const std::string family = last != nullptr ? text_fact(*last, "LAST_NAME").value.value_or("") : "";
  return name.empty() || family.empty() ? name + family : name + " " + family;
}

} // namespace

Customer360 make_customer360(const model::Entity& entity, const Date& as_of, const credit::Rules& rules)
{
  std::array<std::vector<Timed>, 8> by_kind;
  Customer360 customer;
  customer.entity_id = entity.id;
  customer.as_of = as_of;
  for (const Record& record : entity.records) {
    const Json body = record.body();
    const RecordKind kind = model::record_kind(body);
    ++customer.sections[static_cast<std::size_t>(kind)];
    std::string time = model::record_time(body, kind);
    // A transaction that names no time cannot be newest or last.
    if (kind != RecordKind::transaction || !time.empty()) {
      by_kind[static_cast<std::size_t>(kind)].push_back({std::move(time), &record});
    }
  }
  // The same order whatever the input's.
  for (auto& records : by_kind) {
    std::sort(records.begin(), records.end(), [](const Timed& a, const Timed& b) { return later(b, a); });
  }
  const auto of = [&](RecordKind kind) -> const std::vector<Timed>& { return by_kind[static_cast<std::size_t>(kind)]; };
  customer.name = name_of(of(RecordKind::contact));
  customer.account = account_facts(of(RecordKind::contact));
  next_payment(of(RecordKind::opportunity), as_of, customer.payment);
  charges(of(RecordKind::transaction), customer.payment);
  customer.card = card_facts(of(RecordKind::transaction));
  customer.support = support_facts(of(RecordKind::ticket));
  customer.call = call_facts(of(RecordKind::call));
  const auto reports = credit::parse_reports(entity.records);
  customer.credit = credit::analyse(reports, as_of, rules);
  customer.contacts = model::contact_details(entity.records);
  if (customer.name.empty() && !customer.contacts.names.empty()) {
    customer.name = customer.contacts.names.front().written; // records of another shape
  }
  customer.quality = model::quality_of(entity.records, model::merge_records(entity.records), customer.contacts, as_of);
  customer.addresses = addresses_of(of(RecordKind::contact));
  customer.relations = relations_of(entity, of(RecordKind::contact));
  customer.timeline = timeline_of(entity);
  return customer;
}

} // namespace tilores::customer

#pragma once
// Customer 360: everything the records of one entity say about one customer, with the record behind each fact. Pure;
// the order of records never matters. A fact without a value is "not available", never zero.

#include <tilores/base/date.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/credit/analysis.hpp>
#include <tilores/model/contacts.hpp>
#include <tilores/model/quality.hpp>
#include <tilores/model/record.hpp>
#include <tilores/model/record_kind.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::customer {

using Cents = credit::Cents; // hundredths of a US dollar

// A value with where it stands. `record_id` and `field` are empty when there is no value or when it counts records.
template<typename T> struct Fact {
  std::optional<T> value;
  std::string record_id;
  std::string_view field;
};

// Each from the contact with the newest CREATED_DATE among those where that field is not null.
struct AccountFacts {
  Fact<std::string> status;
  Fact<std::string> product;      // PRODUCT_NAME up to " - $"
  Fact<std::string> product_full; // whole text
  Fact<Date> enroll_date;
  Fact<Cents> balance_due;
};

// Next: of the opportunity with the newest CLOSE_DATE, none if it lies before the reference day. Last: transactions of
// TYPE charge by GATEWAY_DATE or else TRANSACTION_CREATED_DATE; refunds and voids never count.
struct PaymentFacts {
  Fact<Date> next_date;
  Fact<Cents> next_amount;
  Fact<Date> last_success_date;
  Fact<Cents> last_success_amount;
  Fact<Date> last_failed_date;
  Fact<Cents> last_failed_amount;
  Fact<std::string> last_failed_reason;
  std::uint32_t failed_count = 0;
};

struct CardFacts { // of the newest transaction of any type; card numbers and expiry dates are never shown
  Fact<std::string> last4;
  Fact<bool> expired_flag; // as that payment said
};

struct SupportFacts {
  std::uint32_t tickets = 0;
  std::uint32_t open_tickets = 0; // STATUSTYPE, without one ZOHO_STATUS, is not closed or resolved
};

struct CallFacts { // the call with the newest CALL_START_TIME
  Fact<Date> last_date;
  Fact<std::string> last_agent;
  Fact<std::int64_t> last_duration_s;
  Fact<std::string> last_campaign;
  Fact<std::string> last_type;
  std::uint32_t count = 0;
};

struct Address {
  std::string street, city, state, postal_code;
  std::size_t count = 0; // records that have it
  auto operator<=>(const Address&) const = default;
};

// "edge": two of the customer's records and the rule that linked them. "household": somebody the records name as
// spouse; a hint, not a link.
struct Relation {
  std::string kind;
  std::string a, b, rule;   // edge
  std::string name, crm_id; // household
  std::string record_id;    // household: the record that says so
};

struct Event {
  std::string when; // "YYYY-MM-DD" or "YYYY-MM-DD HH:MM:SS"
  model::RecordKind kind = model::RecordKind::other;
  std::string text; // one line; never free text from tickets or notes
  std::string record_id;
};

struct Customer360 {
  std::string entity_id;
  Date as_of;
  std::string name; // as the newest contact has it; may be empty
  AccountFacts account;
  PaymentFacts payment;
  CardFacts card;
  SupportFacts support;
  CallFacts call;
  credit::Analysis credit;
  model::ContactDetails contacts;
  std::vector<Address> addresses;          // most frequent first; parts of a fuller one count for it
  std::vector<Relation> relations;         // edges, then household
  std::vector<Event> timeline;             // newest first
  model::Quality quality;                  // of the data, not of the customer
  std::array<std::uint32_t, 8> sections{}; // records by model::RecordKind
};

[[nodiscard]] Customer360 make_customer360(const model::Entity& entity, const Date& as_of,
                                           const credit::Rules& rules = credit::default_rules());
// The contract's object.
void write_customer360(JsonWriter& json, const Customer360& customer);

// For language models: an instruction line, then one fact a line ("payment.next_date: 2026-11-21 [record 3af7ea22]",
// the first 8 characters of the id), the most asked-for facts first, as many as fit into `max_tokens` (a token is taken
// as 3 bytes, which overestimates English). The last line says how many were left out. Null facts are said as "not
// available".
[[nodiscard]] std::string compact_customer360(const Customer360& customer, std::size_t max_tokens);

// The events of the records, newest first.
[[nodiscard]] std::vector<Event> timeline_of(const model::Entity& entity);

} // namespace tilores::customer

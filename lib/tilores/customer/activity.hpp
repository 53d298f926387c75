#pragma once
// What a customer's records hold of payments and tickets, one by one, for questions that count, sum or pick. Pure; the
// order of records never matters.

#include <tilores/credit/report.hpp>
#include <tilores/model/record.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::customer {

using Cents = credit::Cents;

struct Payment {
  enum class Type : std::uint8_t { charge, refund, void_, other };
  // unknown: the gateway gave no answer. Everything answered and not approved has failed.
  enum class Outcome : std::uint8_t { approved, failed, unknown };

  std::string when; // "YYYY-MM-DD" or "YYYY-MM-DD HH:MM:SS"
  Type type = Type::other;
  Outcome outcome = Outcome::unknown;
  std::optional<Cents> amount;
  std::string reason; // RESPONSE_MESSAGE
  std::string method; // PAYMENT_METHOD
  bool chargeback = false;
  std::string record_id;
};

// Transactions that name a time, newest first.
[[nodiscard]] std::vector<Payment> payments_of(const model::Entity& entity);

struct Ticket {
  std::string when; // opened; may be empty
  std::string number, category, status;
  std::string subject; // as the customer wrote it: free text, never to be trusted
  std::string closed;  // "YYYY-MM-DD …"; empty where no time of closing is noted
  bool open = false;   // `status` is neither closed nor resolved
  std::string record_id;
};

// Newest first.
[[nodiscard]] std::vector<Ticket> tickets_of(const model::Entity& entity);

} // namespace tilores::customer

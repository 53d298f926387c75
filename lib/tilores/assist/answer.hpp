#pragma once
// Answers without a model: every sentence comes from a fact of the data, with the record it stands in. What the data do
// not say is said to be not available; nothing is guessed. Pure, safe from many threads.

#include <tilores/assist/period.hpp>
#include <tilores/assist/route.hpp>
#include <tilores/customer/customer360.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilores::assist {

// staff: terse, facts first. client: the same facts with a sentence of explanation, to be read to the customer.
enum class Voice : std::uint8_t { staff, client };

enum class Topic : std::uint8_t {
  status,
  product,
  balance,
  next_payment,
  last_success,
  last_failed,
  card,
  tickets,
  last_call,
  activity,
  contact,
  birth,
  score,
  trend,
  utilization,
  lates,
  open_accounts,
  inquiries,
  derogatories,
  debt,
  frozen,
  risk,
  advice,
  reports,
  relations,
  overview,
};
[[nodiscard]] std::string_view to_string(Topic topic); // "account_status", "score_trend", …

struct Wish {
  std::vector<Topic> topics;           // at least one, in the order of the enum; overview where nothing else is asked
  std::vector<credit::Bureau> bureaus; // those named; all three where none is
  // Of activity: which events, of when (all time where none is said).
  enum class Events : std::uint8_t { payments, failures, refunds, calls };
  Events events = Events::payments;
  std::optional<Period> period;
  bool understood = true; // false: a question about something no topic covers; topics hold what is known instead
};
// What a question about a customer asks for. `action` is what route decided.
[[nodiscard]] Wish wish_of(std::string_view question, Action action);

struct AnswerSource {
  std::string entity_id;
  std::string record_id; // empty for counts over all records
  std::string field;
};

struct Answer {
  std::string text;   // full sentences, UTF-8
  std::string intent; // topics joined by "+", or "general", "clarify", "not_found", "ambiguous"
  std::vector<AnswerSource> sources;
  std::vector<std::pair<std::string, std::string>> facts; // fact name (as in customer360) and value as said
};

// The facts asked for, about this customer only, in the language of the question (values stay as they are).
[[nodiscard]] Answer answer_customer(const Wish& wish, const customer::Customer360& customer, Voice voice, Lang lang);
// Arithmetic, small talk, terms of the trade; for other questions a sentence saying that no model is at hand.
[[nodiscard]] Answer answer_general(std::string_view question, Action action, Lang lang);
// The question to ask back when nothing identifies the customer.
[[nodiscard]] Answer ask_who(Lang lang);
// Nobody fits. Names what was looked for by kind only.
[[nodiscard]] Answer say_not_found(const std::vector<Subject>& subjects, Lang lang);
// `count` customers fit; `fields` tell them apart (search's `distinguish`).
[[nodiscard]] Answer ask_which(std::size_t count, const std::vector<std::string>& fields, Lang lang);
// A refused or unsupported request.
[[nodiscard]] Answer decline(Action action, Lang lang);

} // namespace tilores::assist

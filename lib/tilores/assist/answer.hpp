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

// In the order in which they are said. From score to advice: about credit.
enum class Topic : std::uint8_t {
  status,
  since,
  product,
  price,
  eligibility,
  cancellation,
  balance,
  standing,
  paid,
  next_payment,
  last_success,
  last_failed,
  card,
  tickets,
  ticket,
  last_call,
  last_contact,
  activity,
  contact,
  birth,
  sharing,
  field,
  score,
  spread,
  score_since,
  report_figure,
  reasons,
  trend,
  utilization,
  lates,
  open_accounts,
  inquiries,
  derogatories,
  debt,
  frozen,
  account_age,
  risk,
  advice,
  reports,
  relations,
  overview,
  quality,
  not_held,
};
[[nodiscard]] std::string_view to_string(Topic topic); // "account_status", "score_trend", …

// A sentence in the three languages; {} stands for the next value.
struct Phrase {
  std::string_view en, es, de;
};

// What of a customer's contact data is asked for.
enum class Part : std::uint8_t {
  first_name,
  middle_name,
  last_name,
  full_name,
  email,
  phone,
  address,
  city,
  state,
  postal_code,
  client_id,
  crm_id
};

// A field of the records that has no topic of its own, with the name it is said by.
struct FieldWish {
  std::string_view field;
  Phrase name;
  auto operator<=>(const FieldWish& other) const { return field <=> other.field; }
  bool operator==(const FieldWish& other) const { return field == other.field; }
};

// "above 650", "at least 700".
struct Limit {
  int value = 0;
  bool above = true;
  bool reached = false; // the value itself counts
};

// A figure of the bureaus' reports that is asked for exactly: of a time, over all reports, or of the accounts listed.
struct ReportFigure {
  enum class Kind : std::uint8_t {
    score_at,      // of `day`, `period` or `months_ago`, with `limit` yes or no
    score_versus,  // the newest against that of such a time: higher or lower
    score_between, // the change from `period` to `until`
    score_highest,
    score_lowest,
    score_average,
    score_history,
    score_first,
    score_before,
    scores_together, // several scores in one report
    score_by_vendor,
    no_score, // why there is none
    lates,    // of `period`
    inquiries,
    soft_inquiries,
    cards,
    revolving,
    closed,
    open, // with `limit`
    disputed,
    charged_off,
    mortgages,
    collectors,
    highest_balance,
    card_debt
  };
  Kind kind = Kind::score_at;
  std::optional<Period> period, until;
  std::optional<Date> day;
  std::optional<int> months_ago;
  std::string vendor = {}; // of score_by_vendor, folded
};

// What is asked of one customer with yes or no; said before the facts.
struct Check {
  enum class Kind : std::uint8_t { age, born_in, owes, place, phone, email };
  Kind kind = Kind::age;
  Limit limit;      // years of age, year of birth, US dollars
  std::string text; // of place (folded), phone and email (normalised)
};

// What two named customers are held against each other by.
enum class Comparison : std::uint8_t { none, identity, address, age, credit, paid, owed };

struct Wish {
  std::vector<Topic> topics;           // at least one, in the order of the enum; overview where nothing else is asked
  std::vector<credit::Bureau> bureaus; // those named; all three where none is
  // Of activity: which events, of when (all time where none is said).
  enum class Events : std::uint8_t { payments, failures, refunds, calls, chargebacks, tickets, voids };
  Events events = Events::payments;
  // Of activity: one of them only.
  enum class Pick : std::uint8_t { all, first, largest, smallest, before_last };
  Pick pick = Pick::all;
  std::optional<Period> period;
  bool newest_outcome = false;  // of last_success: the newest charge, whatever became of it
  bool due_in_period = false;   // of next_payment: whether it falls into `period`
  bool days_counted = false;    // of last_success, next_payment: how many days off
  bool net = false;             // of paid: less refunds
  bool ach = false;             // of card: whether the newest payment was one
  std::string unread_time;      // an expression of time that was not understood; none of `period` then
  std::optional<Moment> moment; // of score_since: what the newest score is held against
  bool sum = false;             // of activity: the amounts are asked for
  bool enrolment = false;       // of product: the day comes first
  bool card_kind = false;       // of card: brand and way of payment are asked for
  bool cards = false;           // of card: how many there are
  bool count_first = false;     // of paid, tickets: how many, rather than how much or how many open
  bool average = false;         // of paid
  bool inbound = false;         // of activity: of calls only those that came in
  bool outbound = false;        // the same, those we made
  bool limits = false;          // of utilization: the sums behind it
  bool over_time = false;       // of utilization: against the report before
  std::size_t newest = 0;       // of activity: above 0, so many of the newest
  bool past_due = false;        // of debt
  bool thin = false;            // of open_accounts
  bool alerts = false;          // of frozen
  bool charge_offs = false;     // of derogatories
  bool mix = false;             // of open_accounts: of which kinds
  bool open_only = false;       // of ticket
  bool all_tickets = false;     // of ticket: each, not the newest
  bool direction = false;       // of last_call: who called whom
  bool by_customer = false;     // of last_contact: calls that the customer made
  bool household = false;       // of relations: that alone
  bool lowest_first = false;    // of spread
  bool each_inquiry = false;    // of inquiries: who asked
  std::optional<Limit> limit;   // of score and utilization: yes or no is asked for
  bool good_reasons = false;    // of reasons: why the score is high
  std::vector<Check> checks;
  Comparison comparison = Comparison::none;
  std::string ticket_number = {};     // of ticket: that one
  std::string ticket_category = {};   // of ticket: of that category, folded
  std::string ticket_status = {};     // of ticket: "closed" or "on hold"
  bool oldest_ticket = false;         // of ticket
  std::optional<ReportFigure> figure; // of report_figure
  std::vector<Part> parts;            // of contact and sharing; none: all
  std::vector<FieldWish> fields;
  std::vector<Phrase> absent; // what no field holds, by name
};
// What a question about a customer asks for. `action` is what route decided.
[[nodiscard]] Wish wish_of(std::string_view question, Action action);
// The same within a conversation: a question that only names or points at customers ("and Marta Owen?", "compare the
// two"), a bureau or a time ("and in September?") asks for what was asked last. `history` is oldest first and may hold
// stand-ins.
[[nodiscard]] Wish wish_in_talk(std::string_view question, const std::vector<Message>& history, Action action);
// Whether a question that names nobody asks for the data of the customer who is known already.
[[nodiscard]] bool asks_of_the_known(std::string_view question, const Wish& wish);

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

// How many other customers hold a telephone number, e-mail or address of the one asked about.
struct Sharing {
  Part part = Part::phone;
  std::string value;
  std::size_t others = 0;
  std::vector<std::string> names; // of the first few
};

// The facts asked for, about this customer only, in the language of the question (values stay as they are). `as_of` is
// the reference day; `sharing` is what was looked up where the wish has that topic.
[[nodiscard]] Answer answer_customer(const Wish& wish, const model::Entity& entity, const Date& as_of, Voice voice,
                                     Lang lang, const std::vector<Sharing>& sharing = {});
// The sentence that holds two customers against each other.
[[nodiscard]] std::string compare_customers(Comparison by, const model::Entity& first, const model::Entity& second,
                                            const Date& as_of, Lang lang);
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

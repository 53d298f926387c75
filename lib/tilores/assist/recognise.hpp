#pragma once
// Identifiers of customers in free text, and what the text leaves open. Pure, safe from many threads; a text of 1 MB is
// cut to its first 16 KiB.

#include <tilores/base/date.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::assist {

enum class IdType : std::uint8_t { email, phone, client_id, record_id, entity_id, name, dob };
[[nodiscard]] std::string_view to_string(IdType type);

// `value` in the normal form of its type: e-mail lower case with its +tag, phone E.164, client id as its digits, record
// id with its case, entity id lower case, name as said without title and possessive, dob "YYYY-MM-DD".
struct Identifier {
  IdType type = IdType::name;
  std::string value;
  auto operator<=>(const Identifier&) const = default;
};

// Everything said about one customer, in the order of mention.
struct Subject {
  std::vector<Identifier> identifiers;
  std::size_t begin = 0; // where the text first names him
};

struct Message {
  std::string role; // "user" or "assistant"
  std::string text;
};

// A customer the conversation is about. `said` is the part of the conversation that describes him, for picking by
// attribute ("the one in Boise").
struct KnownCustomer {
  Subject subject;
  std::string said;
  char gender = '?';    // 'f', 'm' or '?'
  std::size_t turn = 0; // the user's message in which he came up, counted from 1
};

enum class Lang : std::uint8_t { en, es, de };

// A stretch of the text that is data, not language; `label` is its kind: an IdType's name, or number, date, money,
// time, code, card, ssn.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view label;
};

struct Recognition {
  std::vector<Subject> subjects; // in the order of mention
  std::vector<Span> spans;       // by begin, not overlapping
  Lang lang = Lang::en;
  bool arithmetic = false;   // a number stands beside an operator
  bool new_value = false;    // an order to change something names what it is to become
  bool partial_name = false; // a single first name or a title with a surname
};

// `region` (ISO 3166 letters) reads phone numbers without a country code. Orders, invoices, tickets, amounts, dates,
// postal codes, social security and card numbers and their like are never identifiers; of a correction or contrast
// only the wanted value is left; destinations and new values ("change … to") are left out.
[[nodiscard]] Recognition recognise(std::string_view text, std::string_view region = "US");

// The customers a conversation has been about, oldest first; what a reply says about the customer just asked for is
// added to him. A customer that was not found stays known by what was asked.
[[nodiscard]] std::vector<KnownCustomer> known_customers(const std::vector<Message>& history, std::string_view region);
// Which of them a follow-up means: ordinals, "both", an attribute of one, pronoun gender, else the last one. Empty:
// a pronoun fits two who came up together.
// A partial correction ("0174 instead of 0147") gives the corrected identifier; is_partial_correction tells.
[[nodiscard]] std::vector<Subject> resolve_follow_up(std::string_view text, const std::vector<KnownCustomer>& known);
// Whether words of the text tell one of several ("Macon please").
[[nodiscard]] bool describes_one(std::string_view text, const std::vector<KnownCustomer>& known);
[[nodiscard]] bool is_partial_correction(std::string_view text, const std::vector<KnownCustomer>& known);

} // namespace tilores::assist

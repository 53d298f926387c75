#pragma once
// What a question wants: route and action, and the customers it is about. Pure rules and a small trained table; safe
// from many threads.

#include <tilores/assist/recognise.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::assist {

// customer: the data is needed, or an identifier has to be asked for. general: no customer data. decline: refused, or
// it cannot be done.
enum class Route : std::uint8_t { customer, general, decline };

enum class Action : std::uint8_t {
  search,      // profile, contact, tickets, calls, orders, payments, plan
  credit,      // bureau data
  edges,       // how records are linked, duplicates, relations
  record,      // one record or entity by its id, nothing else asked
  fields,      // the schema
  clarify,     // a customer is meant, but nothing usable identifies him
  general,     // small talk, arithmetic, the world
  kb,          // our own policy, procedure, product
  refuse,      // injection, secrets, bulk export, private curiosity
  unsupported, // aggregates, writes, sending things
};
inline constexpr std::size_t k_action_count = 10;

[[nodiscard]] std::string_view to_string(Route route);
[[nodiscard]] std::string_view to_string(Action action);
[[nodiscard]] Route route_of(Action action);

enum class DecidedBy : std::uint8_t { rules, table };

struct Routed {
  Action action = Action::clarify;
  std::vector<Subject> subjects; // empty unless a customer's data is asked for (or named by an unsupported request)
  bool from_history = false;     // the subjects come from the conversation
  DecidedBy by = DecidedBy::rules;
  double margin = 0; // table: distance to the second best action, natural log; rules: 0
  Lang lang = Lang::en;
};

// `history` is the conversation before the question, oldest first.
[[nodiscard]] Routed route(std::string_view text, const std::vector<Message>& history = {},
                           std::string_view region = "US");

// The same where the question was looked through already.
[[nodiscard]] Routed route(std::string_view text, const std::vector<Message>& history, std::string_view region,
                           Recognition found);

// The features the tables are trained on. Only for route and scripts/train.
[[nodiscard]] std::vector<std::string> route_features(std::string_view text, const Recognition& found,
                                                      bool has_history);

} // namespace tilores::assist

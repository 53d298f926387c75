#pragma once
// One question, asked by a command, a batch row or an evaluation alike: route, find the customer, answer from the data.
// Safe from many threads when the reader is.

#include <tilores/assist/answer.hpp>
#include <tilores/assist/route.hpp>
#include <tilores/backend/ports.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/customer/search.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::assist {

inline constexpr std::size_t k_question_limit = std::size_t{64} << 10U; // bytes

struct AskRequest {
  std::string question;         // UTF-8, at most k_question_limit
  std::vector<Message> history; // before the question, oldest first
  std::vector<Message> kept;    // of a kept conversation, with stand-ins: for what was asked, never for whom
  std::string region = "US";    // of telephone numbers without a country code
  Voice voice = Voice::staff;
  std::optional<Routed> routed;                    // decided already; nullopt: by the rules and the table
  std::optional<customer::SearchRequest> customer; // --customer: the only customer read, whatever the question names
};

// One tool run, or planned with `ok` false and no time.
struct ToolUse {
  std::string name;
  std::string arguments; // JSON object
  bool ok = false;
  std::int64_t ms = 0;
};

enum class Finish : std::uint8_t { stop, length, limit, blocked, offline, error };
[[nodiscard]] std::string_view to_string(Finish finish);

struct TokenUsage {
  std::uint64_t input = 0; // cached ones included
  std::uint64_t output = 0;
  std::uint64_t cached = 0;
};

struct AskResult {
  Answer answer;
  Routed routed;
  bool by_model = false;                 // the route was decided by a model
  bool asked_model = false;              // a model was asked, whether or not it answered
  std::vector<model::Entity> customers;  // whom the answer is about
  std::vector<model::Entity> candidates; // who could be meant, with error `ambiguous`
  std::vector<std::string> distinguish;  // fields that tell the candidates apart, most telling first
  std::vector<ToolUse> tools;            // in call order
  std::vector<std::string> ungrounded;   // values of the answer that no tool result holds
  std::string model, provider;           // empty: no model answered
  TokenUsage usage;
  std::optional<double> usd; // nullopt with a model: its price is not known
  std::string session;
  Finish finish = Finish::offline;
  std::optional<Error> error; // not_found, ambiguous, clarify, partial: the answer says so in words
  std::vector<std::string> warnings;
};

// Where customers are read from, made when a question needs one.
using ReaderSource = std::function<Result<backend::Reader*>()>;

// How the question is routed: `request.routed`, or what rules and table say of it and of --customer.
[[nodiscard]] Routed routed_of(const AskRequest& request, const CallContext& ctx);

// What answering begins with, whoever answers: the route and the customers the question binds. Nothing else is
// readable in this ask.
struct Scope {
  Routed routed;
  Wish wish; // of the customers; without them empty
  std::vector<model::Entity> customers;
  std::vector<std::vector<Sharing>> sharing; // one a customer, where the question asks who else has a number
  std::vector<ToolUse> tools;
  std::optional<AskResult> settled; // answered already: clarify, not found, ambiguous, general questions
};

// Fails with `usage` (empty, too long, not text), `blocked` and `unsupported` (declined), and the reader's errors.
[[nodiscard]] Result<Scope> open_scope(const AskRequest& request, const ReaderSource& reader, const CallContext& ctx);
// The answer from the data alone.
[[nodiscard]] AskResult answer_offline(const AskRequest& request, Scope scope, const CallContext& ctx);
// Both.
[[nodiscard]] Result<AskResult> ask_offline(const AskRequest& request, const ReaderSource& reader,
                                            const CallContext& ctx);
// The route and the calls an answer would need; asks nobody.
[[nodiscard]] Result<Scope> plan_ask(const AskRequest& request);

// Messages of a conversation: a JSON array of {"role":"user"|"assistant","content":text}; others are left out.
[[nodiscard]] Result<std::vector<Message>> parse_history(std::string_view text);
// The identifiers of one customer of a question as a search.
[[nodiscard]] Result<customer::SearchRequest> search_of(const Subject& subject, std::string_view region);

// "customer": {"entity_id","name","client_id"}.
void write_customer_reference(JsonWriter& json, const model::Entity& entity);
[[nodiscard]] std::string shown_name(const model::Entity& entity); // name, else client id, else entity id
// {"route","action","intent","identifiers":[{"type","value"}],"by"}
void write_route(JsonWriter& json, const AskResult& result);
// The contract's data of `ask`; with an error `ambiguous` also "candidates" and "distinguish".
void write_ask(JsonWriter& json, const AskResult& result);

} // namespace tilores::assist

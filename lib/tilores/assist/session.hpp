#pragma once
// Conversations that go on: the last messages and the customer they were about, sealed, with the customer's values
// replaced by stand-ins ("pseudonymised"), so that no session names anybody.

#include <tilores/assist/ask.hpp>
#include <tilores/base/crypto.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tilores::assist {

inline constexpr Millis k_session_idle{15 * 60 * 1000}; // a terminal's own conversation ends after it

struct SessionState {
  std::string name;
  WallTime changed{};
  std::vector<Message> messages; // oldest first, with stand-ins
  std::string record_id;         // of the customer of the last answer; empty: none
};

struct SessionRow {
  std::string name;
  WallTime changed{};
  std::size_t messages = 0;
};

// One per process and thread. Names are texts of the user; the table holds their keyed hash and the sealed rest.
class SessionStore {
public:
  virtual ~SessionStore() = default;
  // nullopt: none of that name, or idle for longer than `idle` or than its life.
  virtual Result<std::optional<SessionState>> find(const std::string& name, Millis idle, WallTime now) = 0;
  // Keeps the last 20 messages; conversations beyond their life are removed on the way.
  virtual Status put(SessionState state) = 0;
  // Newest first; those beyond their life are removed on the way.
  virtual Result<std::vector<SessionRow>> list(WallTime now) = 0;
  virtual Result<bool> erase(const std::string& name) = 0;
};

// `life`: how long a conversation is kept that nobody goes on with.
[[nodiscard]] Result<std::unique_ptr<SessionStore>> open_sessions(const std::string& file, const Key256& key,
                                                                  Millis life);

// The question and its answer added, with stand-ins for everything known of the customers and found in the question.
void remember(SessionState& state, const AskRequest& request, const AskResult& result);

} // namespace tilores::assist

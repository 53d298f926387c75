#pragma once
// The conversation that a question goes on with: this terminal's (-c) or a named one (--session, TILORES_SESSION).

#include "app.hpp"

#include <tilores/assist/session.hpp>

#include <memory>
#include <optional>
#include <string>

namespace tilores::app {

// How long the settings let a conversation lie.
[[nodiscard]] Millis session_life(Session& session);

class Conversation {
public:
  // nullopt: none was asked for.
  [[nodiscard]] static Result<std::optional<Conversation>> open(Session& session, const std::string& named, bool go_on);
  // What was said before, as far as this question needs it: whom it is about.
  void resume(assist::AskRequest& request) const;
  // Adds the question and its answer, keeps them and names the conversation in `result`. A failure is a warning.
  void remember(const assist::AskRequest& request, assist::AskResult& result, WallTime now);

private:
  Conversation() = default;
  std::unique_ptr<assist::SessionStore> m_store;
  assist::SessionState m_state;
};

} // namespace tilores::app

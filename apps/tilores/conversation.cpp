#include "conversation.hpp"

#include "selection.hpp"
#include "wiring.hpp"

namespace tilores::app {

Millis session_life(Session& session)
{
  const auto settings = session.services.settings();
  return settings ? (*settings)->duration("retention.sessions").value_or(Millis{0}) : Millis{0};
}

Result<std::optional<Conversation>> Conversation::open(Session& session, const std::string& wanted, bool go_on)
{
  const auto& environment = session.process.environment;
  const auto from_environment = environment.find("TILORES_SESSION");
  const std::string named = !wanted.empty()                                   ? wanted
                            : !go_on && from_environment != environment.end() ? from_environment->second
                                                                              : "";
  if (named.empty() && !go_on) {
    return std::optional<Conversation>{};
  }
  TRY_ASSIGN(const std::string folder, session.services.state_folder());
  TRY_ASSIGN(const Key256 key, session.services.key());
  Conversation made;
  TRY_ASSIGN(made.m_store, assist::open_sessions(folder + "/sessions.db", key, session_life(session)));
  const std::string name = named.empty() ? "terminal " + to_hex(sha256(terminal_name())).substr(0, 8) : named;
  TRY_ASSIGN(auto found, made.m_store->find(name, named.empty() ? assist::k_session_idle : session_life(session),
                                            session.ctx.clock->now()));
  made.m_state = found ? std::move(*found) : assist::SessionState{};
  made.m_state.name = name;
  return std::optional<Conversation>(std::move(made));
}

void Conversation::resume(assist::AskRequest& request) const
{
  request.kept = m_state.messages;
  // Stand-ins name nobody: a question that names no customer is about the one of the last answer.
  if (!request.customer && !m_state.record_id.empty() &&
      assist::route(request.question, request.history, request.region).subjects.empty()) {
    customer::SearchRequest last;
    last.region = request.region;
    last.identifiers.push_back({model::IdentifierKind::record, m_state.record_id});
    request.customer = std::move(last);
  }
}

void Conversation::remember(const assist::AskRequest& request, assist::AskResult& result, WallTime now)
{
  assist::remember(m_state, request, result);
  m_state.changed = now;
  result.session = m_state.name;
  if (auto kept = m_store->put(m_state); !kept) {
    result.warnings.push_back("the conversation could not be kept: " + describe(kept.error()));
  }
}

} // namespace tilores::app

// tilores session: the conversations that `ask -c` and `ask --session` keep.
#include "../commands.hpp"
#include "../conversation.hpp"
#include "../wiring.hpp"

#include <tilores/assist/session.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/output/terminal_text.hpp>

#include <memory>

namespace tilores::app {
namespace {

Result<std::unique_ptr<assist::SessionStore>> store_of(Session& session)
{
  TRY_ASSIGN(const std::string folder, session.services.state_folder());
  TRY_ASSIGN(const Key256 key, session.services.key());
  return assist::open_sessions(folder + "/sessions.db", key, session_life(session));
}

Result<Outcome> run_list(Session& session)
{
  TRY_ASSIGN(const auto store, store_of(session));
  TRY_ASSIGN(const auto rows, store->list(session.ctx.clock->now()));
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  json.begin_object().key("items").begin_array();
  for (const assist::SessionRow& row : rows) {
    json.begin_object()
      .member("session", row.name)
      .member("changed", to_rfc3339(row.changed))
      .member("messages", std::uint64_t{row.messages})
      .end_object();
  }
  json.end_array().member("total", std::uint64_t{rows.size()}).end_object();
  outcome.rows = "items";
  outcome.columns = {output::column("session"), output::column("changed"), output::column("messages")};
  return outcome;
}

Result<Outcome> run_show(Session& session, const std::string& name)
{
  TRY_ASSIGN(const auto store, store_of(session));
  TRY_ASSIGN(const auto state, store->find(name, session_life(session), session.ctx.clock->now()));
  if (!state) {
    return fail(ErrorKind::not_found, "no session of that name", "see 'tilores session list'");
  }
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  json.begin_object()
    .member("session", state->name)
    .member("changed", to_rfc3339(state->changed))
    .key("messages")
    .begin_array();
  for (const assist::Message& message : state->messages) {
    json.begin_object().member("role", message.role).member("content", message.text).end_object();
    outcome.card += message.role + ": " + output::visible(message.text, output::Lines::many) + "\n";
  }
  json.end_array().end_object();
  outcome.rows = "messages";
  outcome.columns = {output::column("role"), output::column("content")};
  return outcome;
}

Result<Outcome> run_delete(Session& session, const std::string& name)
{
  TRY_ASSIGN(const auto store, store_of(session));
  TRY_ASSIGN(const bool gone, store->erase(name));
  if (!gone) {
    return fail(ErrorKind::not_found, "no session of that name", "see 'tilores session list'");
  }
  Outcome outcome;
  outcome.data.clear();
  JsonWriter(outcome.data).begin_object().member("session", name).member("deleted", true).end_object();
  outcome.columns = {output::column("session"), output::column("deleted")};
  return outcome;
}

} // namespace

Run declare_session(Flags& flags)
{
  flags.example("tilores session list");
  return run_list;
}

Run declare_session_show(Flags& flags)
{
  const auto name = std::make_shared<std::string>();
  flags.required("NAME", *name, "as 'session list' shows it");
  return [name](Session& session) { return run_show(session, *name); };
}

Run declare_session_delete(Flags& flags)
{
  const auto name = std::make_shared<std::string>();
  flags.required("NAME", *name, "as 'session list' shows it");
  return [name](Session& session) { return run_delete(session, *name); };
}

} // namespace tilores::app

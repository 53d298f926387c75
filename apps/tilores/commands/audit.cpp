// tilores audit: who read or changed which customer, and whether that record is whole.
#include "../commands.hpp"
#include "../selection.hpp"
#include "../wiring.hpp"

#include <tilores/base/json_writer.hpp>
#include <tilores/observe/audit_log.hpp>

#include <memory>

namespace tilores::app {
namespace {

// Hashes of everything a line may name the customer by: entity ids, record ids, and ids as typed, which need not exist
// any more.
Result<std::vector<std::string>> hashes_of(Session& session, const std::string& selector, const Key256& key)
{
  SelectionArgs who;
  who.words = {selector};
  TRY_ASSIGN(const auto request, to_request(session, who));
  std::vector<std::string> hashes;
  for (const model::Identifier& identifier : request.identifiers) {
    if (identifier.kind == model::IdentifierKind::entity || identifier.kind == model::IdentifierKind::record) {
      hashes.push_back(observe::customer_hash(key, identifier.value));
    }
  }
  TRY_ASSIGN(backend::Reader* const reader, session.services.reader());
  TRY_ASSIGN(const auto result, customer::search(request, *reader, session.ctx));
  if (result.total > 1 || (result.total == 0 && hashes.empty())) {
    return fail(*customer::not_exactly_one(result));
  }
  for (const model::Entity& entity : result.entities) {
    hashes.push_back(observe::customer_hash(key, entity.id));
    for (const model::Record& record : entity.records) {
      hashes.push_back(observe::customer_hash(key, record.id));
    }
  }
  return hashes;
}

Result<Outcome> list(Session& session, const std::string& selector)
{
  TRY_ASSIGN(const config::Settings* const settings, session.services.settings());
  std::vector<std::string> wanted;
  if (!selector.empty()) {
    TRY_ASSIGN(const Key256 key, session.services.key());
    TRY_ASSIGN(wanted, hashes_of(session, selector, observe::customer_key(key)));
  }
  TRY_ASSIGN(const auto events, observe::read_audit(settings->places().state + "/audit", wanted));
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  json.begin_object().key("items").begin_array();
  for (const observe::AuditEvent& event : events) {
    json.begin_object()
      .member("seq", event.seq)
      .member("time", event.time)
      .member("user", event.user)
      .member("profile", event.profile);
    json.member("command", event.command).key("customers").begin_array();
    for (const std::string& customer : event.customers) {
      json.value(customer);
    }
    json.end_array()
      .member("purpose", event.purpose)
      .member("outcome", event.outcome)
      .member("request_id", event.request_id)
      .end_object();
  }
  json.end_array().member("total", events.size()).end_object();
  outcome.rows = "items";
  for (const char* const name : {"seq", "time", "user", "command", "purpose", "outcome"}) {
    outcome.columns.push_back(output::column(name));
  }
  outcome.known = {output::column("profile"), output::column("customers"), output::column("request_id")};
  return outcome;
}

Result<Outcome> verify(Session& session)
{
  TRY_ASSIGN(const config::Settings* const settings, session.services.settings());
  TRY_ASSIGN(const Key256 key, session.services.key());
  TRY_ASSIGN(const auto check, observe::verify_audit(settings->places().state + "/audit", key));
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  json.begin_object()
    .member("events", check.events)
    .member("intact", check.fault.empty())
    .member("torn", check.torn)
    .member("removed", check.removed)
    .member("bad_line", check.bad_line);
  json.member("fault", check.fault.empty() ? std::optional<std::string>{} : std::optional(check.fault)).end_object();
  outcome.columns = {output::column("events"),  output::column("intact"),   output::column("torn"),
                     output::column("removed"), output::column("bad_line"), output::column("fault")};
  if (!check.fault.empty()) {
    return fail(ErrorKind::bad_data,
                "the audit log is damaged: line " + std::to_string(check.bad_line.value_or(0)) + ": " + check.fault,
                "keep a copy of audit/ and look at that line");
  }
  return outcome;
}

} // namespace

Run declare_audit(Flags& flags)
{
  const auto customer = std::make_shared<std::string>();
  flags.text("--customer", "SELECTOR", *customer, "only events about this customer");
  flags.example("tilores audit list --customer client:8148853");
  flags.example("tilores audit verify");
  return [customer](Session& session) { return list(session, *customer); };
}

Run declare_audit_verify(Flags& flags)
{
  flags.note("torn counts lines that a kill or a power cut ended early; they hold no event; removed counts lines that "
             "were older than retention.audit. Exit 1 names the first line that was changed, moved or removed.");
  flags.example("tilores audit verify");
  return verify;
}

} // namespace tilores::app

// tilores entity: mend links.
#include "../commands.hpp"
#include "../wiring.hpp"

#include <tilores/base/json_writer.hpp>

#include <memory>

namespace tilores::app {
namespace {

struct EntityArgs {
  std::vector<std::string> records;
  std::vector<std::string> edges;
  bool ban = false;
  std::string reason;
  bool yes = false;
  std::string entity;
  std::vector<std::string> others;
  std::string reference;
};

backend::ChangeNote note_of(const Session& session, const std::string& reason)
{
  const auto user = session.process.environment.find("USER");
  return {user == session.process.environment.end() ? "unknown" : user->second, reason};
}

Status check_consent(const Session& session, const EntityArgs& args)
{
  if (args.reason.empty()) {
    return fail(ErrorKind::usage, "--reason is missing", "say why; it goes into the audit trail");
  }
  if (!args.yes && !session.globals.dry_run) {
    return fail(ErrorKind::usage, "this changes links", "confirm with --yes, or look first with --dry-run");
  }
  return {};
}

void write_names(JsonWriter& json, std::string_view key, const std::vector<std::string>& names)
{
  json.key(key).begin_array();
  for (const std::string& name : names) {
    json.value(name);
  }
  json.end_array();
}

// A change whose answer was lost may have been made all the same. It is not sent again.
template<typename T> Result<T> sure(Result<T> result)
{
  if (!result && (result.error().kind == ErrorKind::timeout || result.error().kind == ErrorKind::unavailable ||
                  result.error().kind == ErrorKind::cancelled)) {
    result.error().hint =
      "the change may have been made: look at the customer with --fresh before you ask for it again";
  }
  return result;
}

// What the cache holds of these records' customers is no longer so.
Status forget_cached(Session& session, const backend::Disassembly& what)
{
  TRY_ASSIGN(const Key256 shared_key, session.services.cache_key());
  const Key256 key = derive_key(shared_key, "cache keys");
  const auto forget = [&](const std::string& record) {
    (void)session.services.cache().erase_tag(cache::make_tag(key, record));
  };
  for (const std::string& record : what.records) {
    forget(record);
  }
  for (const auto& [a, b] : what.edges) {
    forget(a);
    forget(b);
  }
  return {};
}

Result<Outcome> split_entity(Session& session, const EntityArgs& args)
{
  TRY(check_consent(session, args));
  backend::Disassembly what;
  what.records = args.records;
  what.ban = args.ban;
  for (const std::string& edge : args.edges) {
    const std::size_t colon = edge.find(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == edge.size()) {
      return fail(ErrorKind::usage, "--edge takes RECORD:RECORD");
    }
    what.edges.emplace_back(edge.substr(0, colon), edge.substr(colon + 1));
  }
  if (what.edges.empty() && what.records.empty()) {
    return fail(ErrorKind::usage, "nothing to split", "name --record ID or --edge A:B");
  }
  backend::DisassemblyReport report;
  if (!session.globals.dry_run) {
    TRY_ASSIGN(backend::Curator* const curator, session.services.curator());
    auto done = sure(curator->disassemble(what, note_of(session, args.reason), session.ctx));
    TRY(forget_cached(session, what));
    TRY_ASSIGN(report, std::move(done));
  }
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  json.begin_object().member("edges", report.edges);
  write_names(json, "entities", report.entities);
  json.member("ban", args.ban).member("dry_run", session.globals.dry_run).end_object();
  outcome.columns = {output::column("edges"), output::column("entities"), output::column("ban")};
  session.services.describe({}, outcome);
  return outcome;
}

Result<Outcome> unban(Session& session, const EntityArgs& args)
{
  TRY(check_consent(session, args));
  if (args.others.empty()) {
    return fail(ErrorKind::usage, "OTHER is missing", "name the entities that may be linked again");
  }
  bool lifted = false;
  if (!session.globals.dry_run) {
    TRY_ASSIGN(backend::Curator* const curator, session.services.curator());
    TRY_ASSIGN(lifted, sure(curator->unban({args.entity, args.others, args.reference}, note_of(session, args.reason),
                                           session.ctx)));
  }
  Outcome outcome;
  outcome.data.clear();
  JsonWriter(outcome.data)
    .begin_object()
    .member("removed", lifted)
    .member("dry_run", session.globals.dry_run)
    .end_object();
  outcome.columns = {output::column("removed")};
  if (!lifted && !session.globals.dry_run) {
    outcome.error = Error{ErrorKind::not_found, "there is no ban between these entities", "", {}, {}};
  }
  session.services.describe({}, outcome);
  return outcome;
}

} // namespace

Run declare_entity(Flags& flags)
{
  flags.example("tilores entity split --record R-17 --ban --reason 'other person' --yes");
  return [](Session&) -> Result<Outcome> {
    return fail(ErrorKind::usage, "entity needs split or unban", "see 'tilores entity --help'");
  };
}

Run declare_entity_split(Flags& flags)
{
  const auto args = std::make_shared<EntityArgs>();
  flags.list("--record", "ID", args->records, "record that leaves its entity");
  flags.list("--edge", "A:B", args->edges, "two records whose links go");
  flags.toggle("--ban", args->ban, "what is parted stays apart when more links arrive");
  flags.text("--reason", "TEXT", args->reason, "why; recorded");
  flags.toggle("--yes", args->yes, "confirm");
  flags.example("tilores entity split --record R-17 --ban --reason 'other person' --yes");
  return [args](Session& session) { return split_entity(session, *args); };
}

Run declare_entity_unban(Flags& flags)
{
  const auto args = std::make_shared<EntityArgs>();
  flags.required("ID", args->entity, "entity");
  flags.arguments("OTHER", args->others, "entities it may be linked with again");
  flags.text("--reference", "ID", args->reference, "reference of the ban; a Tilores instance asks for it");
  flags.text("--reason", "TEXT", args->reason, "why; recorded");
  flags.toggle("--yes", args->yes, "confirm");
  flags.example("tilores entity unban ID OTHER --reason 'same person after all' --yes");
  return [args](Session& session) { return unban(session, *args); };
}

} // namespace tilores::app

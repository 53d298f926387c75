// tilores held and forget: what is held about a customer here, and its erasure with proof.
#include "../commands.hpp"
#include "../conversation.hpp"
#include "../observation.hpp"
#include "../selection.hpp"
#include "../wiring.hpp"

#include <tilores/assist/session.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/model/contacts.hpp>
#include <tilores/operate/state_scan.hpp>
#include <tilores/present/search_document.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>

namespace tilores::app {
namespace {

struct ForgetArgs {
  SelectionArgs who;
  bool yes = false;
  bool no_suppress = false;
  bool with_records = false;
  std::string purpose;
};

// What a file may hold of a customer. Names and birth dates are left out: others have the same.
std::vector<std::string> values_of(const model::Entity& entity)
{
  std::set<std::string> values{entity.id};
  for (const model::Record& record : entity.records) {
    values.insert(record.id);
  }
  constexpr std::size_t k_telling = 7; // shorter ids stand in other numbers
  const model::ContactDetails details = model::contact_details(entity.records);
  for (const auto* const list : {&details.emails, &details.phones, &details.clients, &details.crms}) {
    for (const model::ContactValue& value : *list) {
      for (const std::string& text : {value.value, value.written}) {
        if (text.size() >= k_telling) {
          values.insert(text);
        }
      }
    }
  }
  return {values.begin(), values.end()};
}

// Values that another customer has as well cannot prove anything about this one.
std::vector<std::string> own_values(std::vector<std::string> values, const model::Entity& entity,
                                    backend::Reader& reader, const CallContext& ctx)
{
  CallContext direct = ctx;
  direct.cache = CacheMode::bypass;
  const model::ContactDetails details = model::contact_details(entity.records);
  const auto shared = [&](model::IdentifierKind kind, const std::vector<model::ContactValue>& list) {
    for (const model::ContactValue& value : list) {
      auto identifier = model::make_identifier(kind, value.written);
      if (!identifier) {
        continue;
      }
      customer::SearchRequest request;
      request.identifiers.push_back(std::move(*identifier));
      const auto found = customer::search(request, reader, direct);
      if (found && found->total > 0) {
        std::erase_if(values, [&](const std::string& text) { return text == value.value || text == value.written; });
      }
    }
  };
  shared(model::IdentifierKind::email, details.emails);
  shared(model::IdentifierKind::phone, details.phones);
  shared(model::IdentifierKind::client, details.clients);
  shared(model::IdentifierKind::crm, details.crms);
  return values;
}

// The one customer meant, or an outcome that says why there is none.
struct Chosen {
  std::optional<model::Entity> entity;
  Outcome refusal;
};

Result<Chosen> choose(Session& session, const SelectionArgs& who, std::string_view nothing)
{
  TRY_ASSIGN(const auto request, to_request(session, who));
  TRY_ASSIGN(backend::Reader* const reader, session.services.reader());
  TRY_ASSIGN(auto result, customer::search(request, *reader, session.ctx));
  Chosen chosen;
  chosen.refusal.error = customer::not_exactly_one(result);
  if (!chosen.refusal.error) {
    chosen.entity = std::move(result.entities.front());
    return chosen;
  }
  chosen.refusal.data = nothing;
  if (result.total > 0) {
    TRY_ASSIGN(chosen.refusal.data, present::search_data(request, result, {}));
    chosen.refusal.rows = "entities";
    chosen.refusal.columns = present::search_columns();
    TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(chosen.refusal.data));
    chosen.refusal.shown_rows = present::search_rows(document.root(), result, 1);
    remember_rows(session, result, 1);
  }
  return chosen;
}

bool cached(Session& session, const model::Entity& entity)
{
  CallContext ctx = session.ctx;
  ctx.cache = CacheMode::only;
  ctx.usage = nullptr;
  const auto reader = session.services.reader();
  const auto found = reader ? (*reader)->entity(entity.id, ctx)
                            : Result<std::optional<model::Entity>>(fail(ErrorKind::unavailable, "no reader"));
  return found && found->has_value();
}

// Conversations whose last answer was about the customer. They are sealed, so that no look through files finds them.
Result<std::uint64_t> forget_sessions(Session& session, const std::string& state, const Key256& key,
                                      const model::Entity& entity, bool really)
{
  std::uint64_t count = 0;
  if (access((state + "/sessions.db").c_str(), F_OK) != 0) {
    return count;
  }
  const WallTime now = session.ctx.clock->now();
  TRY_ASSIGN(const auto store, assist::open_sessions(state + "/sessions.db", key, session_life(session)));
  TRY_ASSIGN(const auto rows, store->list(now));
  for (const assist::SessionRow& row : rows) {
    TRY_ASSIGN(const auto found, store->find(row.name, session_life(session), now));
    if (found && std::ranges::any_of(entity.records,
                                     [&](const model::Record& record) { return record.id == found->record_id; })) {
      ++count;
      if (really) {
        TRY(store->erase(row.name));
      }
    }
  }
  return count;
}

Result<Outcome> run_held(Session& session, const ForgetArgs& args)
{
  TRY_ASSIGN(const std::string name, session.services.backend_name());
  TRY_ASSIGN(const Chosen chosen, choose(session, args.who, R"({"entity_id":null,"items":[],"total":0})"));
  if (!chosen.entity) {
    return chosen.refusal;
  }
  const model::Entity& entity = *chosen.entity;
  TRY_ASSIGN(const std::string state, session.services.state_folder());
  TRY_ASSIGN(const auto files, operate::scan_state(state, values_of(entity)));
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  std::uint64_t total = 0;
  const auto item = [&](std::string_view place, std::string_view what, std::uint64_t count) {
    ++total;
    json.begin_object().member("place", place).member("what", what).member("count", count).end_object();
  };
  json.begin_object().member("entity_id", entity.id).key("items").begin_array();
  item(name == "local" ? "local store" : "Tilores instance", "records", entity.records.size());
  if (cached(session, entity)) {
    item("cache", "answers, sealed", 1);
  }
  TRY_ASSIGN(const Key256 key, session.services.key());
  TRY_ASSIGN(const std::uint64_t sessions, forget_sessions(session, state, key, entity, false));
  if (sessions > 0) {
    item("sessions", "conversations, sealed", sessions);
  }
  for (const operate::FileHits& file : files) {
    item("file " + file.file, "values", file.hits);
  }
  json.end_array().member("total", total);
  if (args.with_records) {
    json.key("records").begin_array();
    for (const model::Record& record : entity.records) {
      json.begin_object().member("record_id", record.id).member("record", record.body()).end_object();
    }
    json.end_array();
  }
  json.end_object();
  outcome.rows = "items";
  outcome.columns = {output::column("place"), output::column("what"), output::column("count")};
  session.services.describe({}, outcome);
  return outcome;
}

Result<bool> confirmed(Session& session, const model::Entity& entity, bool yes)
{
  if (yes) {
    return true;
  }
  const Process& process = session.process;
  if (!process.stdin_is_terminal || !process.streams.err_terminal.is_tty || session.globals.no_input) {
    return fail(ErrorKind::usage, "forgetting a customer cannot be undone",
                "confirm with --yes, or look first with --dry-run");
  }
  TRY(process.streams.err.write("Forget this customer with " + std::to_string(entity.records.size()) +
                                " records? Type yes: "));
  TRY(process.streams.err.flush());
  std::array<char, 16> answer{};
  const ssize_t n = read(process.stdin_fd, answer.data(), answer.size());
  return n >= 3 && std::string_view(answer.data(), 3) == "yes";
}

// Rows of searches that name the customer, and are of no further use.
std::uint64_t forget_rows(const std::string& state, const std::vector<operate::FileHits>& files, bool really)
{
  std::uint64_t count = 0;
  for (const operate::FileHits& file : files) {
    if (file.file.starts_with("rows/") && (!really || unlink((state + "/" + file.file).c_str()) == 0)) {
      ++count;
    }
  }
  return count;
}

Result<Outcome> run_forget(Session& session, const ForgetArgs& args)
{
  TRY_ASSIGN(const std::string name, session.services.backend_name());
  TRY_ASSIGN(
    const Chosen chosen,
    choose(session, args.who,
           R"({"removed":{"records":0,"cache_entries":0,"rows":0,"sessions":0},"not_reached":[],"remaining":0})"));
  if (!chosen.entity) {
    return chosen.refusal;
  }
  const model::Entity& entity = *chosen.entity;
  if (!session.globals.dry_run) {
    TRY_ASSIGN(const bool go, confirmed(session, entity, args.yes));
    if (!go) {
      return fail(ErrorKind::cancelled, "nothing was forgotten");
    }
  }
  TRY_ASSIGN(const std::string state, session.services.state_folder());
  TRY_ASSIGN(const Key256 key, session.services.key());
  const std::vector<std::string> values = values_of(entity);
  TRY_ASSIGN(auto files, operate::scan_state(state, values));
  std::vector<std::string> not_reached;
  std::uint64_t entries = 0;
  std::uint64_t records = 0;
  std::uint64_t remaining = 0;
  const bool really = !session.globals.dry_run;
  const std::uint64_t rows = forget_rows(state, files, really);
  TRY_ASSIGN(const std::uint64_t sessions, forget_sessions(session, state, key, entity, really));
  if (!really) {
    records = name == "local" ? entity.records.size() : 0;
  } else {
    if (name == "local") {
      TRY_ASSIGN(const auto store, session.services.local_for_load(session.services.sample_in_use()));
      const Key256 suppression = suppression_key(key);
      TRY_ASSIGN(records, store->forget(entity.id, args.no_suppress ? nullptr : &suppression,
                                        {user_name(), args.purpose.empty() ? "forget" : args.purpose}));
    } else {
      not_reached.emplace_back("the Tilores instance: erase its records there");
    }
    if (!args.no_suppress) {
      TRY(jobs::remember_forgotten(forgotten_file(state), suppression_key(key), entity));
    }
    TRY_ASSIGN(const Key256 shared_key, session.services.cache_key());
    const Key256 cache_key = derive_key(shared_key, "cache keys");
    for (const model::Record& record : entity.records) {
      entries += session.services.cache().erase_tag(cache::make_tag(cache_key, record.id));
    }
    for (const cache::TierFailure& failure : session.services.cache().failures()) {
      not_reached.push_back("cache tier " + failure.tier + ": " + describe(failure.error));
    }
    const auto& unusable = session.services.warnings(); // settings that leave us without the cache
    not_reached.insert(not_reached.end(), unusable.begin(), unusable.end());
    std::vector<std::string> proof = values;
    if (name == "local") {
      TRY_ASSIGN(backend::Reader* const reader, session.services.reader());
      proof = own_values(values, entity, *reader, session.ctx);
    }
    TRY_ASSIGN(files, operate::scan_state(state, proof));
    for (const operate::FileHits& file : files) {
      remaining += file.hits;
      not_reached.push_back("file " + file.file);
    }
  }
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  json.begin_object().key("removed").begin_object().member("records", records).member("cache_entries", entries);
  json.member("rows", rows).member("sessions", sessions).end_object();
  json.key("not_reached").begin_array();
  for (const std::string& place : not_reached) {
    json.value(place);
  }
  json.end_array().member("remaining", remaining).end_object();
  for (const char* const path :
       {"removed.records", "removed.cache_entries", "removed.rows", "removed.sessions", "not_reached", "remaining"}) {
    outcome.columns.push_back(output::column(path));
  }
  if (!not_reached.empty()) {
    outcome.error = Error{ErrorKind::partial,
                          "the customer could not be erased everywhere",
                          "see not_reached; run forget again when it is mended",
                          {},
                          {}};
  }
  session.services.describe({}, outcome);
  return outcome;
}

} // namespace

Run declare_held(Flags& flags)
{
  const auto args = std::make_shared<ForgetArgs>();
  declare_selection(flags, args->who, "SELECTOR");
  flags.toggle("--with-records", args->with_records, "with every record, without secret fields");
  flags.text("--purpose", "TEXT", args->purpose, "recorded in the audit log");
  flags.example("tilores held client:8148853");
  return [args](Session& session) { return run_held(session, *args); };
}

Run declare_forget(Flags& flags)
{
  const auto args = std::make_shared<ForgetArgs>();
  declare_selection(flags, args->who, "SELECTOR");
  flags.toggle("--yes", args->yes, "confirm");
  flags.toggle("--no-suppress", args->no_suppress, "let a later load or prewarm bring the customer back");
  flags.text("--purpose", "TEXT", args->purpose, "recorded in the audit log");
  flags.note(
    "Erases from the local store, every cache tier, rows of searches, and conversations, then looks through every "
    "file of the state folder for what is left. Outputs of batch and export, log files and backups are yours to "
    "erase.");
  flags.example("tilores forget client:8148853 --dry-run");
  flags.example("tilores forget --email ada@example.com --yes --purpose 'request 2026-117'");
  return [args](Session& session) { return run_forget(session, *args); };
}

} // namespace tilores::app

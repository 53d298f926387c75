// tilores cache: what is kept, and how to be rid of it.
#include "../commands.hpp"
#include "../wiring.hpp"

#include <tilores/base/date.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>

#include <cmath>
#include <memory>

namespace tilores::app {
namespace {

Result<Outcome> stats(Session& session)
{
  TRY(session.services.settings());
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  const auto reports = session.services.cache().stats();
  json.begin_object().key("items").begin_array();
  for (const cache::TierReport& report : reports) {
    const cache::TierStats& s = report.stats;
    json.begin_object()
      .member("tier", report.tier)
      .member("entries", s.entries)
      .member("bytes", s.bytes)
      .member("hits", s.hits)
      .member("misses", s.misses);
    json.member("hit_ratio",
                s.hits + s.misses == 0
                  ? std::optional<double>{}
                  : std::floor(static_cast<double>(s.hits) * 1e4 / static_cast<double>(s.hits + s.misses)) / 1e4);
    json.member("evicted", s.evicted)
      .member("damaged", s.damaged)
      .member("oldest", s.oldest ? std::optional(to_rfc3339(*s.oldest)) : std::nullopt);
    json.key("by_kind").begin_object();
    for (std::size_t kind = 0; kind < cache::k_entry_kinds; ++kind) {
      json.member(cache::to_string(static_cast<cache::EntryKind>(kind)), s.by_kind[kind]);
    }
    json.end_object().end_object();
  }
  json.end_array().member("total", reports.size()).end_object();
  outcome.rows = "items";
  for (const char* const name : {"tier", "entries", "bytes", "hits", "misses", "hit_ratio", "oldest"}) {
    outcome.columns.push_back(output::column(name));
  }
  outcome.known = {output::column("evicted"), output::column("damaged"), output::column("by_kind.*")};
  session.services.describe({}, outcome);
  return outcome;
}

Result<Outcome> sweep(Session& session, const cache::Sweep& what, bool changes)
{
  TRY(session.services.settings());
  cache::SweepReport report;
  if (!(changes && session.globals.dry_run)) {
    report = session.services.cache().sweep(what);
  }
  Outcome outcome;
  outcome.data.clear();
  JsonWriter(outcome.data)
    .begin_object()
    .member("checked", report.checked)
    .member("removed", report.removed)
    .end_object();
  outcome.columns = {output::column("checked"), output::column("removed")};
  if (const auto failures = session.services.cache().failures(); changes && !failures.empty()) {
    std::vector<std::string> tiers;
    tiers.reserve(failures.size());
    for (const cache::TierFailure& failure : failures) {
      tiers.push_back(failure.tier);
    }
    outcome.error = Error{ErrorKind::partial,
                          "not cleared: cache tier " + join(tiers, ", "),
                          "clear again when tilores health --check cache --check redis is content",
                          {},
                          {}};
  }
  session.services.describe({}, outcome);
  return outcome;
}

} // namespace

Run declare_cache(Flags& flags)
{
  flags.example("tilores cache stats");
  flags.example("tilores cache clear --older-than 7d");
  return stats;
}

Run declare_cache_stats(Flags& flags)
{
  flags.example("tilores cache stats -o json");
  return stats;
}

Run declare_cache_clear(Flags& flags)
{
  const auto age = std::make_shared<std::optional<Millis>>();
  const auto yes = std::make_shared<bool>(false);
  flags.duration("--older-than", *age, "only what was stored longer ago");
  flags.toggle("--yes", *yes, "confirm clearing everything");
  flags.example("tilores cache clear --yes");
  return [age, yes](Session& session) -> Result<Outcome> {
    cache::Sweep what{cache::Sweep::What::all, {}};
    if (*age) {
      what = {cache::Sweep::What::older_than, session.ctx.clock->now() - **age};
    } else if (!*yes && !session.globals.dry_run) {
      return fail(ErrorKind::usage, "this clears the whole cache", "confirm with --yes, or name --older-than D");
    }
    return sweep(session, what, true);
  };
}

Run declare_cache_verify(Flags& flags)
{
  flags.example("tilores cache verify", "opens every entry; removes those that do not open");
  return [](Session& session) { return sweep(session, {cache::Sweep::What::damaged, {}}, false); };
}

} // namespace tilores::app

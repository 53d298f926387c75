// tilores batch verify, batch status: what an output is worth, by its journal.
#include "../commands.hpp"
#include "../wiring.hpp"

#include <tilores/base/json_writer.hpp>
#include <tilores/jobs/batch_verify.hpp>

#include <memory>

namespace tilores::app {
namespace {

Result<Outcome> verification(Session& session, const std::string& path, bool reads)
{
  TRY_ASSIGN(const Key256 key, session.services.key());
  const auto files = jobs::make_job_files();
  TRY_ASSIGN(const auto found, reads ? jobs::verify_batch(path, jobs::journal_key(key), *files)
                                     : jobs::batch_status(path, jobs::journal_key(key), *files));
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  json.begin_object().member("file", path).member("complete", found.complete);
  if (reads) {
    json.member("verified", true);
  }
  json.member("rows", found.rows).member("bytes", found.bytes).member("ordered", found.ordered);
  for (std::size_t i = 0; i < jobs::k_row_statuses; ++i) {
    json.member(jobs::to_string(static_cast<jobs::RowStatus>(i)), found.counts[i]);
  }
  json.member("as_of", found.as_of).member("version", found.program).end_object();
  for (const char* const column :
       {"file", "complete", "rows", "bytes", "found", "not_found", "ambiguous", "invalid", "error"}) {
    outcome.columns.push_back(output::column(column));
  }
  for (const char* const column : {"verified", "ordered", "as_of", "version"}) {
    outcome.known.push_back(output::column(column));
  }
  return outcome;
}

Run declare_verification(Flags& flags, bool reads)
{
  const auto path = std::make_shared<std::string>();
  flags.required("OUT", *path, "the FILE that was given with --out");
  return [path, reads](Session& session) { return verification(session, *path, reads); };
}

} // namespace

Run declare_batch_verify(Flags& flags)
{
  flags.example("tilores batch verify out.csv", "every input row once, in order, byte for byte as written");
  return declare_verification(flags, true);
}

Run declare_batch_status(Flags& flags)
{
  flags.example("tilores batch status out.csv", "how far an interrupted run came");
  return declare_verification(flags, false);
}

} // namespace tilores::app

// tilores load: customer records into the local store, or into an instance when --backend tilores stands on the line.
#include "../commands.hpp"
#include "../wiring.hpp"
#include "load_preview.hpp"
#include "load_rejects.hpp"
#include "load_wait.hpp"

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/jobs/load.hpp>
#include <tilores/output/progress.hpp>
#include <tilores/present/search_document.hpp>

#include <algorithm>
#include <cmath>
#include <memory>

extern "C" {
extern const char tilores_sample_customers[];
extern const std::uint64_t tilores_sample_customers_size;
}

namespace tilores::app {
namespace {

struct LoadArgs {
  std::vector<std::string> files;
  bool sample = false;
  std::string format = "auto";
  std::vector<std::string> map;
  std::string id = "id";
  std::string source;
  std::string rules;
  std::string rejects;
  bool together = false;
  bool replace = false;
  bool preview = false;
  bool yes = false;
};

Result<std::map<std::string, std::string>> parse_map(const std::vector<std::string>& texts)
{
  std::map<std::string, std::string> columns;
  for (const std::string& text : texts) {
    for (const std::string_view part : split(text, ',')) {
      const std::size_t equals = part.find('=');
      if (equals == std::string_view::npos || equals == 0 || equals + 1 == part.size()) {
        return fail(ErrorKind::usage, "--map takes FIELD=COLUMN,…");
      }
      columns[std::string(part.substr(0, equals))] = part.substr(equals + 1);
    }
  }
  return columns;
}

output::ProgressMode progress_mode(const Globals& globals)
{
  return globals.quiet || globals.progress == "none" ? output::ProgressMode::none
         : globals.progress == "bar"                 ? output::ProgressMode::bar
         : globals.progress == "json"                ? output::ProgressMode::json
                                                     : output::ProgressMode::automatic;
}

// Where the records go, opened with the first good one: an input that cannot be used must not leave an empty store that
// hides the sample. For --preview it asks what would become of the records and stores nothing.
class Destination final : public backend::Loader {
public:
  Destination(Session& session, const LoadArgs& args) : m_session(session), m_args(args) {}

  Status open()
  {
    if (m_loader != nullptr) {
      return {};
    }
    if (m_args.preview || m_session.globals.backend == "tilores") {
      TRY_ASSIGN(m_loader, m_session.services.loader());
      return {};
    }
    TRY_ASSIGN(m_store, m_session.services.local_for_load(m_args.sample, m_args.rules));
    m_loader = &m_store->loader();
    return {};
  }

  Result<backend::SubmitReport> submit(std::span<const backend::NewRecord> records,
                                       const backend::SubmitOptions& options, const CallContext& ctx) override
  {
    TRY(open());
    if (!m_args.preview) {
      return m_loader->submit(records, options, ctx);
    }
    // The job hands over the input as one batch, so that its records meet; they belong together only where that was
    // said.
    TRY_ASSIGN(auto preview, m_loader->preview(records, {options.source, m_args.together}, ctx));
    m_previewed.add(records, std::move(preview.entities));
    backend::SubmitReport report;
    report.rejected = std::move(preview.rejected);
    return report;
  }
  Result<backend::Preview> preview(std::span<const backend::NewRecord> records, const backend::SubmitOptions& options,
                                   const CallContext& ctx) override
  {
    TRY(open());
    return m_loader->preview(records, options, ctx);
  }
  Result<backend::LinkProgress> progress(const CallContext& ctx) override
  {
    TRY(open());
    return m_loader->progress(ctx);
  }

  [[nodiscard]] bool opened() const { return m_loader != nullptr; }
  [[nodiscard]] bool instance() const
  {
    return m_loader != nullptr && m_store == nullptr && m_session.services.backend_name().value_or("") == "tilores";
  }
  [[nodiscard]] backend::LocalBackend* store() const { return m_store.get(); } // null: not a local load
  [[nodiscard]] const LoadPreview& previewed() const { return m_previewed; }

private:
  Session& m_session;
  const LoadArgs& m_args;
  std::unique_ptr<backend::LocalBackend> m_store;
  backend::Loader* m_loader = nullptr;
  LoadPreview m_previewed;
};

class LoadCommand {
public:
  LoadCommand(Session& session, const LoadArgs& args)
    : m_session(session), m_args(args), m_rejects(args.rejects.empty() ? "rejects.jsonl" : args.rejects),
      m_destination(session, args)
  {
  }

  Result<Outcome> run()
  {
    TRY(check());
    const SteadyTime began = m_session.ctx.clock->steady();
    TRY_ASSIGN(auto columns, parse_map(m_args.map));
    jobs::LoadOptions options{std::move(columns), m_args.id, m_args.source, m_args.together || m_args.preview};
    if (m_session.globals.backend == "tilores") {
      options.batch_records = 50; // a request of the instance
    }
    TRY(load_all(options));
    TRY(m_rejects.finish());
    if (m_args.preview) {
      return previewed();
    }
    std::optional<std::size_t> entities;
    if (m_session.globals.backend != "tilores") {
      entities = 0;
    }
    if (m_args.replace) {
      TRY(m_destination.open());
      TRY(remove_absent(entities));
    } else if (m_destination.opened() || (!m_args.sample && !m_session.services.sample_in_use())) {
      TRY(link(entities));
    }
    return outcome(entities, began);
  }

private:
  Status check() const
  {
    if (m_args.sample && !m_args.files.empty()) {
      return fail(ErrorKind::usage, "--sample takes no FILE");
    }
    if (!m_args.sample && m_args.files.empty() && m_session.process.stdin_is_terminal) {
      return fail(ErrorKind::usage, "no file to load", "tilores load FILE, or tilores load --sample");
    }
    if (m_args.replace && (m_args.source.empty() || m_args.files.empty())) {
      return fail(ErrorKind::usage, "--replace deletes what is absent from FILE of one source",
                  "add --source NAME and the FILE");
    }
    if (m_args.replace && !m_args.yes) {
      return fail(ErrorKind::usage, "--replace deletes records", "confirm with --yes");
    }
    if (m_args.preview && (m_args.replace || m_args.sample || !m_args.rules.empty())) {
      return fail(ErrorKind::usage, "--preview stores nothing and goes by the rules in use",
                  "leave --replace, --sample and --rules out");
    }
    if (m_args.replace && m_session.globals.backend == "tilores") {
      return fail(ErrorKind::unsupported, "--replace works on the local store only");
    }
    return {};
  }

  Result<Outcome> previewed()
  {
    Outcome outcome;
    TRY(m_destination.previewed().describe(outcome));
    if (m_destination.instance() && !m_args.together && m_report.read - m_report.rejected > 1) {
      outcome.warnings.emplace_back(
        "the instance looks at each record by itself: records that would only meet each other are shown apart");
    }
    m_session.services.describe({}, outcome);
    if (m_report.rejected > 0) {
      outcome.error = Error{ErrorKind::partial,
                            std::to_string(m_report.rejected) + " rows were rejected; first: " + m_rejects.first(),
                            "see " + m_rejects.path(),
                            {},
                            {}};
    }
    return outcome;
  }

  Status load_all(const jobs::LoadOptions& options)
  {
    TRY_ASSIGN(const auto format, data::input_format_named(m_args.format));
    if (m_args.sample) {
      TRY_ASSIGN(auto input,
                 data::open_input(data::make_memory_source({tilores_sample_customers, tilores_sample_customers_size}),
                                  "customers.jsonl", data::InputFormat::jsonl));
      return load_one("sample", input, options);
    }
    if (m_args.files.empty()) {
      TRY_ASSIGN(auto input, data::open_input(data::make_fd_source(m_session.process.stdin_fd, "standard input", false),
                                              "standard input", format));
      return load_one("standard input", input, options);
    }
    for (const std::string& file : m_args.files) {
      if (file == "-") {
        TRY_ASSIGN(auto input,
                   data::open_input(data::make_fd_source(m_session.process.stdin_fd, "standard input", false),
                                    "standard input", format));
        TRY(load_one("standard input", input, options));
        continue;
      }
      TRY_ASSIGN(auto input, data::open_input(file, format));
      TRY(load_one(file, input, options));
    }
    return {};
  }

  Status load_one(const std::string& name, data::Input& input, const jobs::LoadOptions& options)
  {
    const auto progress =
      output::make_progress(progress_mode(m_session.globals), "load", m_session.process.streams, *m_session.ctx.clock);
    jobs::LoadSinks sinks;
    sinks.together_limit = m_args.yes || !m_args.together ? 0 : 100;
    sinks.rejected = [&](const jobs::RejectedRow& row) { return m_rejects.add(name, row); };
    jobs::LoadReport done;
    sinks.progress = [&](const jobs::LoadReport& now) {
      done = now;
      progress->update({m_report.read + now.read, {}, 0, m_report.rejected + now.rejected, {}, {}});
    };
    if (m_args.replace) {
      sinks.seen = [&](std::string_view id) { m_seen.emplace_back(id); };
    }
    auto report = jobs::load(input, m_destination, options, sinks, m_session.ctx);
    progress->finish({m_report.read + (report ? report->read : 0), {}, 0, m_report.rejected, {}, {}});
    if (!report) {
      Error error = with_context(std::move(report).error(), name);
      return fail(m_destination.instance() && !m_args.preview
                    ? broken_off(std::move(error), m_report.added + done.added)
                    : std::move(error));
    }
    m_report.read += report->read;
    m_report.added += report->added;
    m_report.replaced += report->replaced;
    m_report.unchanged += report->unchanged;
    m_report.suppressed += report->suppressed;
    m_report.rejected += report->rejected;
    return {};
  }

  Status link(std::optional<std::size_t>& entities)
  {
    if (m_destination.instance()) {
      const auto progress = output::make_progress(progress_mode(m_session.globals), "load: linking",
                                                  m_session.process.streams, *m_session.ctx.clock);
      TRY_ASSIGN(m_unseen, wait_for_links(m_destination, m_report.added, *progress, m_session.ctx));
      return {};
    }
    TRY_ASSIGN(const auto progress, m_destination.progress(m_session.ctx)); // links what waits
    entities = progress.entities;
    return {};
  }

  Status remove_absent(std::optional<std::size_t>& entities)
  {
    std::sort(m_seen.begin(), m_seen.end());
    TRY(link(entities));
    TRY_ASSIGN(m_removed, m_destination.store()->remove_absent(m_args.source, [&](std::string_view id) {
      return std::binary_search(m_seen.begin(), m_seen.end(), id);
    }));
    return link(entities);
  }

  Result<Outcome> outcome(std::optional<std::size_t> entities, SteadyTime began)
  {
    if (m_destination.store() != nullptr && !entities) {
      TRY_ASSIGN(const auto counts, m_destination.store()->counts());
      entities = counts.entities;
    }
    const double seconds = static_cast<double>((m_session.ctx.clock->steady() - began).count()) / 1e6;
    Outcome outcome;
    outcome.data.clear();
    JsonWriter json(outcome.data);
    json.begin_object()
      .member("read", m_report.read)
      .member("added", m_report.added)
      .member("replaced", m_report.replaced);
    json.member("unchanged", m_report.unchanged).member("rejected", m_report.rejected).key("entities");
    entities ? json.value(*entities) : json.null();
    json.member("seconds", std::round(seconds * 1000) / 1000);
    if (m_args.replace) {
      json.member("removed", m_removed);
    }
    json.end_object();
    for (const char* const column : {"read", "added", "replaced", "unchanged", "rejected", "entities", "seconds"}) {
      outcome.columns.push_back(output::column(column));
    }
    outcome.backend = m_session.globals.backend == "tilores" ? "tilores" : "local";
    if (!m_unseen.empty()) {
      outcome.warnings.push_back(m_unseen);
    }
    if (m_report.suppressed > 0) {
      outcome.warnings.push_back(std::to_string(m_report.suppressed) +
                                 " records were left out: their persons were forgotten on request");
    }
    if (m_report.rejected > 0) {
      outcome.error = Error{ErrorKind::partial,
                            std::to_string(m_report.rejected) + " of " + std::to_string(m_report.read) +
                              " rows were rejected; first: " + m_rejects.first(),
                            "see " + m_rejects.path(),
                            {},
                            {}};
    }
    if (m_args.sample && !m_session.globals.quiet) {
      (void)m_session.process.streams.err.write("try: tilores search --email dburnemrick0@example.com\n"
                                                "     tilores show client:8148853\n"
                                                "     tilores search --name 'Donna Burnemrick' --why\n");
      if (!m_session.services.sample_in_use()) {
        outcome.warnings.emplace_back("your own records hide the sample; set TILORES_HOME to another folder to see it");
      }
    }
    return outcome;
  }

  Session& m_session;
  const LoadArgs& m_args;
  Rejects m_rejects;
  Destination m_destination;
  jobs::LoadReport m_report;
  std::vector<std::string> m_seen;
  std::size_t m_removed = 0;
  std::string m_unseen; // why the linking could not be followed
};

} // namespace

Run declare_load(Flags& flags)
{
  const auto args = std::make_shared<LoadArgs>();
  flags.arguments("FILE", args->files, "CSV, TSV, JSON or JSON Lines; '-' or nothing: standard input");
  flags.toggle("--sample", args->sample, "load the shipped synthetic customers into a store of their own");
  static constexpr std::array<std::string_view, 5> k_formats{"auto", "csv", "tsv", "json", "jsonl"};
  flags.choice("--format", args->format, k_formats, "format of the input");
  flags.list("--map", "FIELD=COLUMN,...", args->map, "columns that hold fields under other names");
  flags.text("--id", "FIELD", args->id, "column or member that holds the record id");
  flags.text("--source", "NAME", args->source, "where the records come from; SOURCE of those without one");
  flags.text("--rules", "FILE", args->rules, "rule configuration; other rules link everything anew");
  flags.text("--rejects", "FILE", args->rejects, "where bad rows go (default rejects.jsonl)");
  flags.toggle("--together", args->together, "the records belong to each other, whatever they hold");
  flags.toggle("--replace", args->replace, "delete records of --source that are absent from FILE");
  flags.toggle("--preview", args->preview, "show the customers that the records would belong to; store nothing");
  flags.toggle("--yes", args->yes, "confirm");
  flags.example("tilores load --sample");
  flags.example("tilores load crm.csv --source crm --map EMAIL='Customer Email',CLIENT_ID='Client #'");
  flags.example("zcat calls.jsonl.gz | tilores load --source calls");
  flags.note(
    "Loading an id again replaces that record. Bad rows never cost good ones: they go to the rejects file with line, "
    "column and reason, and the exit status is 3. Secret fields are cut out before anything is stored.");
  return [args](Session& session) { return LoadCommand(session, *args).run(); };
}

} // namespace tilores::app

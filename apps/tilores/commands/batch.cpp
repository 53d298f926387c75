// tilores batch: one question about each row of a file, many at once.
#include "batch_args.hpp"
#include "batch_ask.hpp"
#include "batch_document.hpp"
#include "batch_report.hpp"

#include "../commands.hpp"
#include "../retention.hpp"
#include "../wiring.hpp"

#include <tilores/base/file.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/jobs/batch.hpp>
#include <tilores/model/secrets.hpp>
#include <tilores/output/progress.hpp>
#include <tilores/present/batch_operations.hpp>
#include <tilores/present/batch_rows.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <memory>
#include <thread>

namespace tilores::app {
namespace {

using output::Format;

constexpr unsigned k_automatic_workers = 64;

output::ProgressMode progress_mode(const Globals& globals)
{
  return globals.quiet || globals.progress == "none" ? output::ProgressMode::none
         : globals.progress == "bar"                 ? output::ProgressMode::bar
         : globals.progress == "json"                ? output::ProgressMode::json
                                                     : output::ProgressMode::automatic;
}

class BatchCommand {
public:
  BatchCommand(Session& session, const BatchArgs& args) : m_session(session), m_args(args), m_items(session) {}

  Result<Outcome> run()
  {
    TRY(check(m_args, m_session.process));
    if (m_session.globals.fields == "help") {
      Outcome outcome;
      outcome.columns = present::batch_columns(m_args.operation(), m_args.bureau);
      outcome.known = present::batch_known_columns(m_args.operation());
      return outcome;
    }
    TRY(options());
    TRY_ASSIGN(auto input, open_input());
    TRY(view(input.format));
    TRY_ASSIGN(const auto operation, this->operation());
    if (m_session.globals.dry_run) {
      return plan(input, operation);
    }
    TRY(open_output());
    const auto sink = present::make_batch_sink(m_view);
    const auto progress =
      output::make_progress(progress_mode(m_session.globals), "batch", m_session.process.streams, *m_session.ctx.clock);
    jobs::BatchProgress last;
    jobs::BatchPorts ports{input, operation, *sink, *m_output, m_file, {}, {}, {}};
    if (m_args.rereadable()) {
      ports.input_unchanged = [this] { return input_unchanged(); };
    }
    ports.progress = [&](const jobs::BatchProgress& now) {
      last = now;
      progress->update({now.done, now.total, now.hits, now.errors, now.limit, {}});
    };
    ports.begun = [this](const std::string& mapping, const std::vector<std::string>& warnings) {
      begun(mapping, warnings);
    };
    auto report = jobs::run_batch(ports, m_options, m_session.ctx);
    progress->finish({last.done, last.total, last.hits, last.errors, last.limit, {}});
    auto outcome = report ? this->outcome(*report) : Result<Outcome>(fail(std::move(report).error()));
    if (outcome || !m_items.begun()) {
      return outcome;
    }
    // Part of the document is out already: it is ended, with the error in it.
    Outcome failed;
    failed.written = true;
    failed.error = std::move(outcome).error();
    TRY(m_items.end(failed.error, m_warnings, m_backend));
    return failed;
  }

private:
  Status options()
  {
    TRY_ASSIGN(const config::Settings* const settings, m_session.services.settings());
    TRY_ASSIGN(const Key256 key, m_session.services.key());
    TRY_ASSIGN(m_backend, m_session.services.backend_name());
    TRY_ASSIGN(const unsigned workers, parse_workers(m_args.workers));
    TRY_ASSIGN(m_options.max_errors, parse_max_errors(m_args.max_errors));
    TRY_ASSIGN(m_options.columns, jobs::parse_mapping(m_args.map));
    m_key = jobs::journal_key(key);
    m_options.key = m_key;
    m_options.ordered = !m_args.unordered;
    if (m_args.operation() == present::BatchOperation::ask) {
      TRY_ASSIGN(m_assistant, make_batch_assistant(m_session, m_args.max_cost));
    }
    const bool only_store = m_backend == "local" && (!m_assistant || m_assistant->model(true) == nullptr);
    if (only_store && m_session.ctx.cache == CacheMode::use) {
      m_session.ctx.cache =
        CacheMode::bypass; // the store answers faster than what a cache of its rows would cost to fill
    }
    // The embedded store's limit is known: the processors.
    m_options.automatic = workers == 0 && !only_store;
    m_options.workers = workers != 0          ? workers
                        : m_options.automatic ? k_automatic_workers
                                              : std::clamp(std::thread::hardware_concurrency(), 1U, 16U);
    m_options.rate.per_second = m_args.rate.value_or(0);
    m_options.retries = static_cast<unsigned>(m_args.retries.value_or(m_options.retries));
    m_options.second_pass = !m_args.retries; // a number that was given is the number
    m_options.max_calls = m_args.max_calls;
    m_options.first = m_args.first;
    m_options.question = m_args.question;
    m_options.region = settings->text("region");
    if (m_session.globals.timeout) {
      m_options.row_timeout = *m_session.globals.timeout * static_cast<int>(m_options.retries + 1);
    }
    const auto temporary = m_session.process.environment.find("TMPDIR");
    m_options.temporary_folder =
      temporary == m_session.process.environment.end() || temporary->second.empty() ? "/tmp" : temporary->second;
    return {};
  }

  Result<data::Input> open_input()
  {
    TRY_ASSIGN(const auto format, data::input_format_named(m_args.format));
    if (!m_args.from_file()) {
      return data::open_input(data::make_fd_source(m_session.process.stdin_fd, "standard input", false),
                              "standard input", format);
    }
    if (stat(m_args.file->c_str(), &m_input_was) == 0 && !S_ISDIR(m_input_was.st_mode)) {
      m_options.input_bytes = static_cast<std::uint64_t>(m_input_was.st_size);
    }
    return data::open_input(*m_args.file, format);
  }

  Status input_unchanged() const
  {
    struct stat now {};
    if (stat(m_args.file->c_str(), &now) != 0 || now.st_size != m_input_was.st_size ||
        now.st_ino != m_input_was.st_ino || now.st_mtim.tv_sec != m_input_was.st_mtim.tv_sec ||
        now.st_mtim.tv_nsec != m_input_was.st_mtim.tv_nsec) {
      return fail(ErrorKind::precondition, *m_args.file + " changed while it was read; its output is not complete",
                  "run again with --restart when nobody writes to it");
    }
    return {};
  }

  Status view(data::InputFormat input)
  {
    m_view.format = m_session.format_chosen           ? m_session.format
                    : input == data::InputFormat::csv ? Format::csv
                    : input == data::InputFormat::tsv ? Format::tsv
                                                      : Format::jsonl;
    m_as_document = m_view.format == Format::json;
    if (m_view.format == Format::table || m_view.format == Format::md || (m_as_document && !m_args.out.empty())) {
      return fail(ErrorKind::usage, std::string("batch writes ") +
                                      (m_args.out.empty() ? "csv, tsv, jsonl or json" : "csv, tsv or jsonl to a file") +
                                      ", not " + std::string(output::to_string(m_view.format)));
    }
    m_view.format = m_as_document ? Format::jsonl : m_view.format;
    m_view.row_meta = m_args.row_meta;
    m_view.guard_all = m_args.guard_csv;
    const auto operation = m_args.operation();
    m_view.columns =
      m_view.format == Format::jsonl ? std::vector<output::Column>{} : present::batch_columns(operation, m_args.bureau);
    if (!m_session.globals.fields.empty()) {
      TRY_ASSIGN(auto chosen, output::parse_columns(m_session.globals.fields, present::batch_known_columns(operation)));
      for (const output::Column& column : chosen) {
        if (model::is_secret_path(column.path)) {
          return fail(ErrorKind::forbidden, "field '" + column.path + "' is secret and is never shown",
                      "see 'tilores fields --sensitive secret'");
        }
      }
      m_view.columns.insert(m_view.columns.end(), chosen.begin(), chosen.end());
      m_view.chosen = true;
    }
    TRY_ASSIGN(m_insights, model::parse_insights(m_args.insights));
    for (const model::Insight& insight : m_insights) {
      for (const std::string& field : insight.fields) {
        if (model::is_secret_path(field)) {
          return fail(ErrorKind::forbidden, "field '" + field + "' is secret and is never shown");
        }
      }
      if (m_view.format != Format::jsonl) {
        m_view.columns.push_back({insight.name, "insights." + insight.name});
      }
    }
    return {};
  }

  Result<jobs::Operation> operation()
  {
    const auto name = m_args.operation();
    if (name == present::BatchOperation::ask) {
      TRY_ASSIGN(backend::Reader* const asked, m_session.services.reader());
      TRY_ASSIGN(const config::Settings* const settings, m_session.services.settings());
      return make_ask_operation(m_assistant, *asked, settings->text("region"));
    }
    TRY_ASSIGN(backend::Reader* const reader,
               m_session.services.reader(name == present::BatchOperation::credit ? cache::EntryKind::credit
                                                                                 : cache::EntryKind::search));
    return present::make_batch_operation(
      {name, m_args.bureau, m_insights, m_view.format == Format::jsonl || !m_view.columns.empty()}, *reader);
  }

  // Everything that would change rows; what only changes speed is left out.
  Result<std::uint64_t> settings_hash()
  {
    TRY_ASSIGN(const config::Settings* const settings, m_session.services.settings());
    std::string text;
    JsonWriter json(text);
    json.begin_array()
      .value(m_args.op)
      .value(m_args.question)
      .value(m_args.format)
      .value(output::to_string(m_view.format))
      .value(m_session.globals.fields);
    json.value(m_args.bureau)
      .value(m_args.row_meta)
      .value(m_args.guard_csv)
      .value(m_args.first)
      .value(m_options.region)
      .value(m_backend)
      .value(settings->text("tilores.api_url"));
    if (m_assistant) {
      const llm::Model* const model = m_assistant->model(true);
      json.value(model != nullptr ? model->provider + "/" + model->name : "").value(settings->text("llm.prompts"));
    }
    for (const auto& [field, column] : m_options.columns) {
      json.value(jobs::to_string(field)).value(column);
    }
    for (const std::string& insight : m_args.insights) {
      json.value(insight);
    }
    if (m_backend == "local") {
      TRY_ASSIGN(backend::LocalBackend* const store, m_session.services.local());
      TRY_ASSIGN(const std::string rules, store->rules_fingerprint());
      json.value(rules);
    }
    json.end_array();
    return keyed_hash64(m_key, text);
  }

  Status open_output()
  {
    if (m_args.out.empty()) {
      if (!m_args.errors.empty()) {
        TRY_ASSIGN(m_errors, m_files->open_at(m_args.errors, 0));
      }
      output::Sink& out = m_session.process.streams.out;
      m_output = jobs::make_stream_output(
        [this, &out](std::string_view bytes) { return m_as_document ? m_items.rows(bytes) : out.write(bytes); },
        [this](std::string_view bytes) { return m_errors ? m_errors->append(bytes) : Status{}; });
      return {};
    }
    jobs::BatchFileSettings file;
    file.path = m_args.out;
    file.errors = m_args.errors;
    file.key = m_key;
    file.mode = m_args.resume         ? jobs::ResumeMode::resume
                : m_args.restart      ? jobs::ResumeMode::restart
                : m_args.retry_failed ? jobs::ResumeMode::retry_failed
                                      : jobs::ResumeMode::none;
    file.force = m_args.force;
    file.header.program = TILORES_VERSION;
    file.header.ordered = !m_args.unordered;
    if (m_session.globals.as_of.empty() && (m_args.resume || m_args.retry_failed)) {
      if (const auto day = jobs::journal_as_of(m_args.out, m_key, *m_files); day && parse_iso_date(*day)) {
        m_session.ctx.as_of = *parse_iso_date(*day);
      }
    }
    file.header.as_of = to_string(m_session.ctx.as_of);
    if (m_args.rereadable()) {
      TRY_ASSIGN(file.header.input_hash, jobs::hash_of_file(*m_args.file, m_key, file.header.input_bytes));
    }
    TRY_ASSIGN(file.header.settings_hash, settings_hash());
    TRY_ASSIGN(auto opened, jobs::open_batch_file(file, *m_files, *m_session.ctx.clock));
    m_file = opened.get();
    m_output = std::move(opened);
    return {};
  }

  void begun(const std::string& mapping, const std::vector<std::string>& warnings)
  {
    m_warnings = warnings;
    if (m_assistant) {
      const auto notices = m_assistant->notices(true);
      m_warnings.insert(m_warnings.end(), notices.begin(), notices.end());
    }
    if (m_session.globals.quiet) {
      return;
    }
    output::Sink& err = m_session.process.streams.err;
    if (!mapping.empty()) {
      (void)err.write("batch: " + mapping + "\n");
    }
    for (const std::string& warning : m_warnings) {
      (void)output::write_warning(m_session.process.streams, warning);
    }
    (void)err.flush();
  }

  // --dry-run: what the cache holds is read, nothing else is asked and nothing written.
  Result<Outcome> plan(data::Input& input, const jobs::Operation& operation)
  {
    m_session.ctx.cache = CacheMode::only;
    const auto nowhere = jobs::make_stream_output([](std::string_view) { return Status{}; }, {});
    const auto sink = present::make_batch_sink(m_view);
    jobs::BatchOptions options = m_options;
    options.rate = {};
    options.max_calls.reset();
    TRY_ASSIGN(const auto report,
               jobs::run_batch({input, operation, *sink, *nowhere, nullptr, {}, {}, {}}, options, m_session.ctx));
    if (report.stopped) {
      return fail(*report.stopped);
    }
    const std::uint64_t calls = report.asked - report.hits;
    Outcome outcome;
    outcome.data.clear();
    JsonWriter json(outcome.data);
    json.begin_object()
      .member("rows", report.rows)
      .member("invalid", report.count(jobs::RowStatus::invalid))
      .member("asked", report.asked);
    json.member("hits", report.hits).member("calls", calls).key("usd");
    if (const auto each = m_assistant ? most_a_row(*m_assistant, m_args.question) : std::nullopt) {
      json.value(*each * static_cast<double>(calls));
    } else {
      json.null();
    }
    json.end_object();
    for (const char* const column : {"rows", "invalid", "asked", "hits", "calls", "usd"}) {
      outcome.columns.push_back(output::column(column));
    }
    m_session.format = m_session.format_chosen ? m_session.format : Format::table;
    return outcome;
  }

  Result<Outcome> outcome(const jobs::BatchReport& report)
  {
    Outcome outcome;
    outcome.written = true;
    outcome.data = batch_report_json(report, m_session.ctx.as_of);
    outcome.error = report.stopped ? stopped(*report.stopped) : unfinished_rows(report);
    if (m_file != nullptr && !report.stopped) {
      note_for_retention(m_session, "retention.journals", m_args.out + ".journal");
    }
    if (!m_args.report.empty()) {
      TRY(write_file_atomically(m_args.report, outcome.data + "\n"));
      note_for_retention(m_session, "retention.reports", m_args.report, outcome.data + "\n");
    }
    if (!m_args.prom.empty()) {
      TRY(write_file_atomically(
        m_args.prom,
        batch_metrics(report, m_session.ctx.clock->now(), outcome.error ? exit_status(outcome.error->kind) : 0), 0644));
    }
    Outcome met; // what went wrong beside the rows
    m_session.services.describe({}, met);
    m_warnings.insert(m_warnings.end(), met.warnings.begin(), met.warnings.end());
    if (m_as_document) {
      TRY(m_items.end(outcome.error, m_warnings, m_backend));
    }
    if (!m_session.globals.quiet) {
      for (const std::string& warning : met.warnings) {
        (void)output::write_warning(m_session.process.streams, warning);
      }
      std::string text = batch_summary(report);
      if (m_args.first && report.total && *report.total > report.rows) {
        text += batch_extrapolation(report, m_options.rate.per_second);
      }
      TRY(m_session.process.streams.out.flush());
      (void)m_session.process.streams.err.write(text);
    }
    return outcome;
  }

  // Why it ended early, and how it goes on.
  [[nodiscard]] Error stopped(Error error) const
  {
    if (!m_args.out.empty() && m_args.rereadable()) {
      error.hint = (error.hint.empty() ? "" : error.hint + "; ") + "then run the same line with --resume";
    }
    return error;
  }

  [[nodiscard]] std::optional<Error> unfinished_rows(const jobs::BatchReport& report) const
  {
    const auto accepted = split(m_session.globals.ok, ',');
    const auto counted = [&](jobs::RowStatus status) {
      return std::ranges::find(accepted, jobs::to_string(status)) == accepted.end() ? report.count(status) : 0;
    };
    const std::uint64_t failed = counted(jobs::RowStatus::error) + counted(jobs::RowStatus::invalid);
    if (failed == 0 || (m_file != nullptr && m_file->earlier().complete)) {
      return std::nullopt;
    }
    std::string text = std::to_string(failed) + " of " + std::to_string(report.rows) + " rows failed";
    if (report.first_error) {
      text += "; first: row " + std::to_string(report.first_error_row) + ": " + describe(*report.first_error);
    }
    const bool again =
      report.count(jobs::RowStatus::error) > 0 && !m_args.out.empty() && m_args.rereadable() && !m_args.unordered;
    return Error{ErrorKind::partial,
                 std::move(text),
                 m_args.errors.empty() ? again
                                           ? "run the same line with --retry-failed, or collect them with --errors FILE"
                                           : "collect them with --errors FILE"
                                       : "see " + m_args.errors,
                 {},
                 {}};
  }

  Session& m_session;
  const BatchArgs& m_args;
  Key256 m_key{};
  jobs::BatchOptions m_options;
  present::BatchView m_view;
  bool m_as_document = false; // -o json
  BatchDocument m_items;
  std::vector<std::string> m_warnings; // about the input
  std::string m_backend;
  std::vector<model::Insight> m_insights;
  std::shared_ptr<const Assistant> m_assistant; // op ask
  struct stat m_input_was {};
  std::unique_ptr<jobs::JobFiles> m_files = jobs::make_job_files();
  std::unique_ptr<jobs::JobFile> m_errors;
  std::unique_ptr<jobs::RowOutput> m_output;
  jobs::BatchFile* m_file = nullptr;
};

} // namespace

Run declare_batch(Flags& flags)
{
  const auto args = std::make_shared<BatchArgs>();
  declare_flags(flags, *args);
  flags.example("tilores batch queue.csv --out done.csv --resume");
  flags.example("tilores batch vip.csv --op credit -j 16 --errors failed.csv > credit.csv");
  flags.example("cut -d, -f1 list.csv | tilores batch --fields status=customer.STATUS");
  flags.example("tilores batch queue.csv --first 20 --op customer360 -o jsonl > /dev/null",
                "what would all of it take?");
  flags.note("Columns are recognised by their names and cells by their shape; the same customer is asked once per run. "
             "Rows keep their order and their bytes; tilores_* columns are added. invalid and error rows make exit 3. "
             "FILE appears when it is complete; until then FILE.partial and FILE.journal hold what is done, and "
             "--resume goes on exactly there.");
  return [args](Session& session) { return BatchCommand(session, *args).run(); };
}

} // namespace tilores::app

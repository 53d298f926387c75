// tilores prewarm: fill the cache with a list of customers, once or again and again.
#include "../commands.hpp"
#include "../retention.hpp"
#include "../wiring.hpp"

#include <tilores/base/file.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/config/values.hpp>
#include <tilores/jobs/job_files.hpp>
#include <tilores/jobs/prewarm.hpp>
#include <tilores/jobs/run_lock.hpp>
#include <tilores/output/progress.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

namespace tilores::app {
namespace {

constexpr std::array<std::string_view, 5> k_operations{"search", "customer360", "credit", "entity", "ask"};
constexpr std::array<std::string_view, 5> k_formats{"auto", "csv", "tsv", "json", "jsonl"};

struct PrewarmArgs {
  std::optional<std::string> file;
  std::vector<std::string> ops;
  std::vector<std::string> map;
  std::string format = "auto";
  std::optional<std::uint64_t> workers;
  std::optional<double> rate;
  std::optional<std::uint64_t> retries;
  std::string errors;
  std::string report;
  bool only_stale = false;
  std::optional<Millis> ttl;
  std::optional<Millis> lock_wait;
  std::optional<std::uint64_t> max_calls;
  std::string prom;
  std::optional<Millis> every;
};

class PrewarmCommand {
public:
  PrewarmCommand(Session& session, const PrewarmArgs& args) : m_session(session), m_args(args) {}

  Result<Outcome> run()
  {
    TRY(check());
    if (!m_args.every) {
      return round();
    }
    // A small scheduler: rounds begin `every` apart; one that fails is told and the next one tries again.
    for (;;) {
      const SteadyTime began = m_session.ctx.clock->steady();
      auto outcome = round();
      const bool stopped = m_session.ctx.stop.stop_requested();
      if (!stopped) {
        tell(outcome);
      }
      const auto took = std::chrono::duration_cast<Millis>(m_session.ctx.clock->steady() - began);
      if (stopped || !m_session.ctx.clock->sleep(std::max(*m_args.every - took, Millis{1}), m_session.ctx.stop)) {
        return fail(ErrorKind::cancelled, "stopped between two rounds", "what was warmed stays warm");
      }
    }
  }

private:
  [[nodiscard]] bool from_file() const { return m_args.file && *m_args.file != "-"; }

  Status check() const
  {
    if (!m_args.file && m_session.process.stdin_is_terminal) {
      return fail(ErrorKind::usage, "no list of customers", "tilores prewarm FILE; see config/prewarm.example.json");
    }
    if (m_args.every && !from_file()) {
      return fail(ErrorKind::usage, "--every needs a FILE, which is read anew each time");
    }
    if (m_args.every && *m_args.every < Millis{1000}) {
      return fail(ErrorKind::usage, "--every takes a second or more");
    }
    for (const std::string& op : m_args.ops) {
      if (std::ranges::find(k_operations, op) == k_operations.end()) {
        const std::string_view near = nearest(op, k_operations);
        return fail(ErrorKind::usage, "--op: unknown operation '" + op + "'",
                    near.empty() ? "one of search, customer360, credit, entity, ask"
                                 : "did you mean '" + std::string(near) + "'?");
      }
    }
    if (m_args.ttl && *m_args.ttl <= Millis{0}) {
      return fail(ErrorKind::usage, "--ttl takes more than 0s");
    }
    return {};
  }

  Result<Outcome> round()
  {
    TRY_ASSIGN(backend::Reader* const any,
               m_session.services.reader(cache::EntryKind::prewarmed)); // without data: 4, before anything else
    static_cast<void>(any);
    TRY_ASSIGN(const auto lock, take_lock());
    m_session.services.cache().begin_anew(); // a Redis that was away in the last round may be back
    auto report = warm();
    std::optional<Error> error;
    if (!report) {
      error = report.error();
    } else if (report->stopped) {
      error = report->stopped;
    } else if (report->failed > 0) {
      error = Error{ErrorKind::partial,
                    std::to_string(report->failed) + " of " + std::to_string(report->total) +
                      " customers were not warmed" + (m_first_error.empty() ? "" : "; first: " + m_first_error),
                    m_args.errors.empty() ? "collect them with --errors FILE" : "see " + m_args.errors,
                    {},
                    {}};
    }
    const jobs::PrewarmReport done = report ? *report : jobs::PrewarmReport{};
    if (!m_args.prom.empty()) {
      const auto before = read_file(m_args.prom, 1U << 20U);
      TRY(write_file_atomically(m_args.prom,
                                jobs::prewarm_metrics(done, error ? exit_status(error->kind) : 0,
                                                      m_session.ctx.clock->now(), before ? *before : std::string{}),
                                0644));
    }
    if (!report) {
      return fail(std::move(*error));
    }
    Outcome outcome;
    outcome.data = jobs::prewarm_json(done);
    outcome.error = std::move(error);
    for (const char* const column : {"total", "warmed", "fresh", "not_found", "failed", "seconds", "oldest_age_s"}) {
      outcome.columns.push_back(output::column(column));
    }
    if (!m_args.report.empty()) {
      TRY(write_file_atomically(m_args.report, outcome.data + "\n"));
      note_for_retention(m_session, "retention.reports", m_args.report, outcome.data + "\n");
    }
    TRY_ASSIGN(const config::Settings* const settings, m_session.services.settings());
    if (settings->text("cache.shared_dir").empty() && !settings->has_secret("redis.url") &&
        !std::exchange(m_said_alone, true)) {
      outcome.warnings.emplace_back("only this user profits: neither REDIS_URL nor cache.shared_dir is set");
    }
    if (!settings->boolean("cache.enabled") || m_session.ctx.cache == CacheMode::bypass) {
      outcome.warnings.emplace_back("the cache is off: nothing was kept");
    }
    if (done.forgotten > 0) {
      outcome.warnings.push_back(std::to_string(done.forgotten) +
                                 " entries were left out: their customers were forgotten on request");
    }
    m_session.services.describe({}, outcome);
    return outcome;
  }

  Result<std::unique_ptr<jobs::RunLock>> take_lock()
  {
    TRY_ASSIGN(const config::Settings* const settings, m_session.services.settings());
    TRY_ASSIGN(std::string folder, m_session.services.state_folder());
    if (const std::string& shared = settings->text("cache.shared_dir"); !shared.empty()) {
      TRY(ensure_folder(shared));
      folder = shared;
    }
    return jobs::take_run_lock(folder + "/prewarm.lock", m_args.lock_wait.value_or(Millis{0}), m_session.ctx);
  }

  Result<jobs::PrewarmReport> warm()
  {
    TRY_ASSIGN(const auto columns, jobs::parse_mapping(m_args.map));
    TRY_ASSIGN(const auto format, data::input_format_named(m_args.format));
    TRY_ASSIGN(auto content, from_file() ? read_file(*m_args.file) : read_stdin());
    TRY_ASSIGN(const auto list,
               jobs::read_prewarm_list(content, from_file() ? std::string_view(*m_args.file) : "", format, columns));
    if (!list.mapping.empty() && !m_session.globals.quiet) {
      (void)m_session.process.streams.err.write("prewarm: " + list.mapping + "\n");
    }
    TRY_ASSIGN(const auto options, this->options(list));

    const auto files = jobs::make_job_files();
    std::unique_ptr<jobs::JobFile> errors;
    if (!m_args.errors.empty()) {
      TRY_ASSIGN(errors, files->open_at(m_args.errors, 0));
    }
    m_first_error.clear();
    const bool quiet = m_session.globals.quiet || m_session.globals.progress == "none";
    const auto progress =
      output::make_progress(quiet                                  ? output::ProgressMode::none
                            : m_session.globals.progress == "bar"  ? output::ProgressMode::bar
                            : m_session.globals.progress == "json" ? output::ProgressMode::json
                                                                   : output::ProgressMode::automatic,
                            "prewarm", m_session.process.streams, *m_session.ctx.clock);
    const auto state = [&](const jobs::PrewarmReport& now) {
      return output::ProgressState{
        now.warmed + now.fresh + now.not_found + now.failed, now.total, now.fresh, now.failed, {}, {}};
    };
    const jobs::PrewarmedReader reader = [this](std::optional<Millis> ttl) {
      return m_session.services.reader(cache::EntryKind::prewarmed, ttl);
    };
    TRY_ASSIGN(const jobs::Forgotten* const forgotten, m_session.services.forgotten());
    const jobs::PrewarmPorts ports{reader, forgotten,
                                   [&](const jobs::PrewarmEntry& entry, const Error& error) {
                                     if (m_first_error.empty()) {
                                       m_first_error = "row " + std::to_string(entry.row) + ": " + describe(error);
                                     }
                                     return errors ? errors->append(dead_letter(entry, error)) : Status{};
                                   },
                                   [&](const jobs::PrewarmReport& now) { progress->update(state(now)); }};
    auto report = jobs::prewarm(list, ports, options, m_session.ctx);
    progress->finish(report ? state(*report) : output::ProgressState{});
    return report;
  }

  // Flags win over the list's own settings.
  Result<jobs::PrewarmOptions> options(const jobs::PrewarmList& list)
  {
    TRY_ASSIGN(const config::Settings* const settings, m_session.services.settings());
    TRY_ASSIGN(const Key256 key, m_session.services.key());
    jobs::PrewarmOptions options;
    options.region = settings->text("region");
    options.key = derive_key(key, "prewarm");
    for (const auto& [name, value] : list.settings) {
      double number = 0;
      const auto [end, bad] = std::from_chars(value.data(), value.data() + value.size(), number);
      const bool is_number = bad == std::errc{} && end == value.data() + value.size() && number >= 0;
      if (name == "ttl") {
        TRY_ASSIGN(options.ttl, config::parse_duration(value));
      } else if (name == "jobs" && is_number && number >= 1 && number <= 256) {
        options.workers = static_cast<unsigned>(number);
      } else if (name == "rate" && is_number) {
        options.rate.per_second = number;
      } else if (name == "retries" && is_number && number <= 20) {
        options.retries = static_cast<unsigned>(number);
      } else if (name == "max_calls" && is_number) {
        options.max_calls = static_cast<std::uint64_t>(number);
      } else if (name == "only_stale" && (value == "true" || value == "false")) {
        options.only_stale = value == "true";
      } else {
        static constexpr std::array<std::string_view, 6> k_names{"ttl",     "jobs",      "rate",
                                                                 "retries", "max_calls", "only_stale"};
        const std::string_view near = nearest(name, k_names);
        return fail(ErrorKind::config, "the list's setting '" + name + "' is unknown or its value is wrong",
                    near.empty() ? "settings are ttl, jobs, rate, retries, max_calls, only_stale"
                                 : "did you mean '" + std::string(near) + "'?");
      }
    }
    options.workers = static_cast<unsigned>(m_args.workers.value_or(options.workers));
    options.rate.per_second = m_args.rate.value_or(options.rate.per_second);
    options.retries = static_cast<unsigned>(m_args.retries.value_or(options.retries));
    options.only_stale = options.only_stale || m_args.only_stale;
    options.ttl = m_args.ttl ? m_args.ttl : options.ttl;
    options.max_calls = m_args.max_calls ? m_args.max_calls : options.max_calls;
    return options;
  }

  Result<std::string> read_stdin() const
  {
    std::string text;
    std::array<char, 65536> buffer;
    for (;;) {
      const ssize_t n = read(m_session.process.stdin_fd, buffer.data(), buffer.size());
      if (n < 0 && errno != EINTR) {
        return fail(ErrorKind::io, "cannot read standard input");
      }
      if (n == 0) {
        return text;
      }
      text.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    }
  }

  static std::string dead_letter(const jobs::PrewarmEntry& entry, const Error& error)
  {
    std::string line;
    JsonWriter json(line);
    std::string text;
    output::append_error(text, error);
    json.begin_object().member("row", entry.row).key("error").raw(text).member("input", entry.raw).end_object();
    return line + "\n";
  }

  // One line a round; the last round is rendered like a run of its own.
  void tell(const Result<Outcome>& outcome) const
  {
    const output::Streams& streams = m_session.process.streams;
    if (outcome) {
      (void)streams.out.write(outcome->data + "\n");
      (void)streams.out.flush();
      if (!m_session.globals.quiet) {
        for (const std::string& warning : outcome->warnings) {
          (void)output::write_warning(streams, warning);
        }
      }
    }
    if (!outcome || outcome->error) {
      (void)output::write_error(streams, outcome ? *outcome->error : outcome.error());
    }
    (void)streams.err.flush();
  }

  Session& m_session;
  const PrewarmArgs& m_args;
  std::string m_first_error;
  bool m_said_alone = false;
};

} // namespace

Run declare_prewarm(Flags& flags)
{
  const auto args = std::make_shared<PrewarmArgs>();
  flags.argument(
    "FILE", args->file,
    "JSON list, CSV, TSV or JSON Lines with identifiers, priority and ttl; '-' or nothing: standard input");
  flags.list(
    "--op", "OP", args->ops,
    "what will be asked: search, customer360 (default), credit, entity, ask; all are answered by the same entries");
  flags.list("--map", "FIELD=COLUMN,...", args->map, "which column holds what; see 'tilores batch --help'");
  flags.choice("--format", args->format, k_formats, "format of the list");
  flags.number("-j,--jobs", args->workers, {1, 256}, "customers at once (4)");
  flags.real("--rate", "QPS", args->rate, "at most so many calls a second");
  flags.number("--retries", args->retries, {0, 20}, "further attempts of a call whose failure may pass (2)");
  flags.text("--errors", "FILE", args->errors, "entries that failed, as JSON lines");
  flags.text("--report", "FILE", args->report, "the run's data as JSON");
  flags.toggle("--only-stale", args->only_stale, "leave customers alone whose answers are all still fresh");
  flags.duration("--ttl", args->ttl, "how long entries live that name no ttl of their own");
  flags.duration("--lock-wait", args->lock_wait, "wait for another run instead of exiting 4");
  flags.number("--max-calls", args->max_calls, {0, 1'000'000'000},
               "stop when so many calls are used up; highest priority first");
  flags.text("--prom", "FILE", args->prom, "metrics for Prometheus' textfile collector");
  flags.duration("--every", args->every, "run again and again, this long apart, until a signal");
  flags.example("tilores prewarm vip.json --only-stale --prom /var/lib/node_exporter/tilores.prom");
  flags.example("tilores prewarm queue.csv -j 8 --lock-wait 2m --ok locked", "from cron");
  flags.note("A prewarmed customer is warm for search, show, credit and ask by every identifier known for them. One "
             "run at a time: a second one exits 4. not_found is no failure.");
  return [args](Session& session) { return PrewarmCommand(session, *args).run(); };
}

} // namespace tilores::app

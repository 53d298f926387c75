// tilores health: whether this installation can do its work.
#include "../commands.hpp"
#include "../wiring.hpp"
#include "../wiring_llm.hpp"
#include "../wiring_remote.hpp"

#include <tilores/base/date.hpp>
#include <tilores/base/file.hpp>
#include <tilores/base/text.hpp>
#include <tilores/observe/metric_store.hpp>
#include <tilores/operate/health_checks.hpp>

#include <algorithm>
#include <array>
#include <memory>

namespace tilores::app {
namespace {

using operate::Check;
using operate::CheckStatus;
using operate::Finding;

struct HealthArgs {
  std::vector<std::string> only;
  bool nagios = false;
  std::string prom;
  std::string wait;
};

constexpr std::array<std::string_view, 13> k_names{"settings", "store",  "cache",  "redis",        "token",
                                                   "api",      "schema", "models", "success_rate", "certificates",
                                                   "modes",    "disk",   "clock"};

constexpr Millis k_bound{5000}; // of one check

// A check that needs no asking.
Check settled(std::string_view name, Finding finding)
{
  return {name, [finding = std::move(finding)](const CallContext&) { return finding; }};
}

Check skipped(std::string_view name, std::string why)
{
  return settled(name, {CheckStatus::skipped, std::move(why), ""});
}

std::vector<operate::ModelProvider> providers_of(const config::Settings& settings)
{
  std::vector<operate::ModelProvider> providers;
  for (const llm::Provider* const known : configured_providers(settings)) {
    const std::string prefix = "llm." + std::string(known->name);
    auto key = known->key_required ? settings.secret(prefix + ".api_key") : Result<Secret>(Secret{});
    const std::string base = llm::base_address(*known, settings.text(prefix + ".base_url"));
    std::string_view path = "/models";
    std::string_view header = "authorization";
    if (known->dialect == llm::DialectKind::anthropic) {
      path = "/v1/models";
      header = "x-api-key";
    } else if (known->dialect == llm::DialectKind::gemini) {
      path = "/v1beta/models";
      header = "x-goog-api-key";
    }
    providers.push_back(
      {std::string(known->name), base + std::string(path), std::string(header), key ? *key : Secret{}});
  }
  return providers;
}

// The models that would be asked and that retire within 30 days.
std::string retiring(const config::Settings& settings, const Date& today)
{
  std::string text;
  const auto catalogue = catalogue_of(settings);
  const auto look = [&](const llm::Model& model) {
    constexpr std::int64_t k_warn_days = 30;
    if (model.retires_on && days_from_epoch(*model.retires_on) - days_from_epoch(today) <= k_warn_days) {
      text += (text.empty() ? "" : "; ") + model.name + " retires on " + to_string(*model.retires_on) +
              (model.replaced_by.empty() ? "" : ", use " + model.replaced_by);
    }
  };
  if (!catalogue) {
    return text;
  }
  for (const std::string_view name : split(settings.text("llm.model") + "," + settings.text("llm.fallback"), ',')) {
    if (const auto model = catalogue->find(trim(name), today); model && !trim(name).empty()) {
      look(*model);
    }
  }
  for (const llm::Provider* const provider : configured_providers(settings)) {
    if (const auto model = catalogue->default_of(provider->name, today)) {
      look(*model);
    }
  }
  return text;
}

std::vector<Check> local_checks(Session& session, const config::Settings& settings, const std::string& backend)
{
  Services& services = session.services;
  std::vector<Check> checks;
  if (backend == "local") {
    checks.push_back({"store", [&services](const CallContext&) -> Finding {
                        const auto store = services.local();
                        if (!store) {
                          const bool empty = store.error().kind == ErrorKind::precondition;
                          return operate::finding_of(store.error(), empty ? CheckStatus::warn : CheckStatus::fail);
                        }
                        return operate::check_store(**store, services.sample_in_use());
                      }});
  } else {
    checks.push_back(skipped("store", "customers come from a Tilores instance"));
  }
  const std::string folder = settings.places().state;
  checks.push_back({"modes", [folder](const CallContext&) { return operate::check_modes(folder); }});
  checks.push_back({"disk", [folder](const CallContext&) { return operate::check_disk(folder); }});
  return checks;
}

std::vector<Check> cache_checks(Session& session, const config::Settings& settings)
{
  if (!settings.boolean("cache.enabled")) {
    return {skipped("cache", "cache.enabled is false"), skipped("redis", "cache.enabled is false")};
  }
  cache::Cache& cache = session.services.cache();
  if (!session.services.warnings().empty()) {
    return {settled("cache", {CheckStatus::warn, session.services.warnings().front(), "tilores health --check modes"}),
            skipped("redis", "there is no cache")};
  }
  std::vector<Check> checks;
  checks.push_back({"cache", [&cache](const CallContext& ctx) { return operate::check_cache(cache, false, ctx); }});
  if (settings.has_secret("redis.url")) {
    checks.push_back(
      {"redis", [&cache](const CallContext& ctx) { return operate::check_cache(cache, true, ctx); }, true});
  } else {
    checks.push_back(skipped("redis", "redis.url is not set"));
  }
  return checks;
}

std::vector<Check> instance_checks(Session& session, const config::Settings& settings, const std::string& backend)
{
  if (backend != "tilores") {
    const std::string why = "no Tilores instance is configured";
    return {skipped("token", why),
            skipped("api", why),
            skipped("schema", why),
            skipped("certificates", why),
            {"clock", [folder = settings.places().state](const CallContext& ctx) {
               return operate::check_clock(folder, ctx.clock->now());
             }}};
  }
  const auto made = session.services.remote();
  if (!made) {
    const Finding finding = operate::finding_of(made.error());
    return {settled("token", finding), settled("api", finding), settled("schema", finding),
            skipped("certificates", "no connection"), skipped("clock", "no connection")};
  }
  Remote* const remote = *made;
  std::vector<std::string> secured;
  for (const char* const name : {"tilores.api_url", "tilores.token_url"}) {
    const std::string& url = settings.text(name);
    const auto same_host = [&url](const std::string& other) { return net::host_of(other) == net::host_of(url); };
    if (url.starts_with("https:") && std::ranges::none_of(secured, same_host)) {
      secured.push_back(url);
    }
  }
  std::vector<Check> checks;
  if (secured.empty()) {
    checks.push_back(skipped("certificates", "no address is https"));
  } else {
    checks.push_back({"certificates",
                      [secured, file = settings.text("tilores.ca_file")](const CallContext& ctx) {
                        return operate::check_certificates(secured, file, ctx);
                      },
                      true});
  }
  checks.push_back(
    {"token", [remote](const CallContext& ctx) { return operate::check_token(*remote->tokens, ctx); }, true});
  checks.push_back(
    {"api", [remote](const CallContext& ctx) { return operate::check_api(*remote->catalogue, ctx); }, true});
  checks.push_back({"schema",
                    [remote](const CallContext& ctx) {
                      Finding finding = operate::check_schema(*remote->catalogue, ctx);
                      if (const std::string drift = remote->pin->drift();
                          finding.status == CheckStatus::ok && !drift.empty()) {
                        finding = {CheckStatus::warn, drift, remote->pin->advice()};
                      }
                      return finding;
                    },
                    true});
  checks.push_back({"clock",
                    [remote, url = settings.text("tilores.api_url")](const CallContext& ctx) {
                      return operate::check_clock_against(*remote->transport, url, ctx);
                    },
                    true});
  return checks;
}

// Of the last hour. What a user got wrong or did not find is no failure of the installation.
Finding success_rate(const std::string& state, const CallContext& ctx)
{
  const WallTime now = ctx.clock->now();
  const auto metrics = observe::read_metrics(state + "/metrics", now - std::chrono::hours{1});
  if (!metrics) {
    return operate::finding_of(metrics.error(), CheckStatus::unknown);
  }
  double total = 0;
  double failed = 0;
  for (const auto& [series, value] : metrics->counters()) {
    total += series.starts_with("tilores_commands_total{") ? value : 0;
    for (const char* const code : {"internal", "bad_data", "io", "auth", "timeout", "rate_limited", "unavailable"}) {
      failed += series == "tilores_errors_total{code=\"" + std::string(code) + "\"}" ? value : 0;
    }
  }
  return operate::check_success_rate(static_cast<std::uint64_t>(std::max(total - failed, 0.0)),
                                     static_cast<std::uint64_t>(total));
}

std::vector<Check> all_checks(Session& session, const config::Settings& settings, const std::string& backend)
{
  std::string files;
  for (const std::string& file : settings.files()) {
    files += (files.empty() ? "" : ", ") + file;
  }
  std::vector<Check> checks{
    settled("settings", {CheckStatus::ok, files.empty() ? "no file; defaults and environment" : files, ""})};
  const auto add = [&](std::vector<Check> more) { std::ranges::move(more, std::back_inserter(checks)); };
  add(local_checks(session, settings, backend));
  add(cache_checks(session, settings));
  add(instance_checks(session, settings, backend));
  checks.push_back(
    {"success_rate", [state = settings.places().state](const CallContext& ctx) { return success_rate(state, ctx); }});
  auto providers = std::make_shared<std::vector<operate::ModelProvider>>(providers_of(settings));
  if (providers->empty()) {
    checks.push_back(skipped("models", "no provider has a key"));
  } else {
    checks.push_back({"models",
                      [transport = session.services.transport(), providers,
                       soon = retiring(settings, to_date(session.ctx.clock->now()))](const CallContext& ctx) {
                        Finding finding = operate::check_models(*transport, *providers, ctx);
                        if (!soon.empty()) {
                          finding.status = CheckStatus::warn;
                          finding.detail += "; " + soon;
                          finding.fix = finding.fix.empty() ? "name another model in llm.model" : finding.fix;
                        }
                        return finding;
                      },
                      true});
  }
  std::ranges::sort(checks, {},
                    [](const Check& check) { return std::ranges::find(k_names, check.name) - k_names.begin(); });
  return checks;
}

Result<std::vector<std::string>> chosen_names(const std::vector<std::string>& only)
{
  std::vector<std::string> names;
  for (std::string name : only) {
    std::ranges::replace_if(
      name, [](char c) { return c == ' ' || c == '-'; }, '_');
    if (std::ranges::find(k_names, name) == k_names.end()) {
      const std::string_view near = nearest(name, k_names);
      return fail(ErrorKind::usage, "--check: unknown check '" + name + "'",
                  near.empty() ? "see 'tilores health'" : "did you mean '" + std::string(near) + "'?");
    }
    names.push_back(std::move(name));
  }
  return names;
}

// Without settings nothing else can be looked at.
operate::HealthReport unreadable(const Error& error)
{
  return {operate::Health::unknown, {{"settings", 0, operate::finding_of(error)}}};
}

Result<Outcome> run_health(Session& session, const HealthArgs& args)
{
  TRY_ASSIGN(const auto names, chosen_names(args.only));
  Outcome outcome;
  operate::HealthReport report;
  const auto settings = session.services.settings();
  const auto backend = settings ? (*settings)->backend() : Result<std::string>(fail(settings.error()));
  if (!backend) {
    report = unreadable(backend.error());
    outcome.error = backend.error();
  } else {
    outcome.backend = *backend;
    std::vector<Check> checks = all_checks(session, **settings, *backend);
    std::erase_if(checks, [&](const Check& check) {
      return !names.empty() && std::ranges::find(names, check.name) == names.end();
    });
    report = args.wait.empty()
               ? operate::run_checks(checks, session.ctx.timeout.value_or(k_bound), session.ctx)
               : operate::wait_until_healthy(checks, session.ctx.timeout.value_or(k_bound), session.ctx);
  }
  if (!args.prom.empty()) {
    TRY(write_file_atomically(args.prom, operate::health_prometheus(report, session.ctx.clock->now()), 0644));
  }
  outcome.exit = static_cast<int>(report.status);
  if (args.nagios) {
    TRY(session.process.streams.out.write(operate::health_nagios(report)));
    outcome.written = true;
    outcome.error.reset(); // the line says it
  }
  outcome.data = operate::health_json(report);
  outcome.rows = "checks";
  for (const char* const name : {"name", "status", "ms", "detail", "fix"}) {
    outcome.columns.push_back(output::column(name));
  }
  return outcome;
}

} // namespace

Run declare_health(Flags& flags)
{
  static constexpr std::array<std::string_view, 1> k_states{"healthy"};
  const auto args = std::make_shared<HealthArgs>();
  flags.list("--check", "NAME", args->only, "only this check");
  flags.toggle("--nagios", args->nagios, "one line of the monitoring-plugins convention");
  flags.text("--prom", "FILE", args->prom, "also write Prometheus text, for node_exporter's textfile collector");
  flags.choice("--wait-until", args->wait, k_states, "check again every second until healthy, or until the deadline");
  flags.note("Exits 0 healthy, 1 degraded, 2 unhealthy, 3 unknown (also for wrong usage and settings). A check that "
             "fails makes it "
             "unhealthy, one that warns degraded; skipped and unknown change nothing. No model is prompted.");
  flags.example("tilores health");
  flags.example("tilores health --nagios");
  flags.example("tilores health --wait-until healthy --deadline 1m", "before a job that needs the instance");
  return [args](Session& session) { return run_health(session, *args); };
}

} // namespace tilores::app

#include "observation.hpp"

#include "content.hpp"
#include "retention.hpp"
#include "wiring.hpp"

#include <tilores/base/crypto.hpp>
#include <tilores/base/log.hpp>
#include <tilores/base/text.hpp>
#include <tilores/observe/audit_log.hpp>
#include <tilores/observe/metric_store.hpp>
#include <tilores/telemetry/otlp.hpp>
#include <tilores/telemetry/traceparent.hpp>

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <span>

namespace tilores::app {
namespace {

bool configured(const config::Settings& settings)
{
  return !settings.text("telemetry.endpoint").empty() || !settings.text("telemetry.traces_endpoint").empty() ||
         settings.has_secret("langsmith.api_key");
}

// By the trace id, so that every process of a trace decides alike.
bool sampled(const std::string& trace_id, double share)
{
  constexpr double k_range = 4294967296.0; // of eight hex digits
  return static_cast<double>(std::stoul(trace_id.substr(0, 8), nullptr, 16)) < share * k_range;
}

// Only texts: ids and numbers must stay as they are.
void redact_attributes(std::vector<Span>& spans)
{
  for (Span& span : spans) {
    for (auto& [key, value] : span.attributes) {
      if (auto* const text = std::get_if<std::string>(&value)) {
        *text = is_content(key) ? shown_content(*text, *redactor()) : redactor()->redact(*text);
      } else if (auto* const list = std::get_if<std::vector<std::string>>(&value)) {
        std::ranges::for_each(*list, [](std::string& one) { one = redactor()->redact(one); });
      }
    }
  }
}

} // namespace

std::string user_name()
{
  struct passwd entry {};
  struct passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
    return found->pw_name;
  }
  return "uid " + std::to_string(getuid());
}

Observation::Observation(Session& session, const Command& command, const config::Settings* settings)
  : m_session(session), m_command(command.verb.empty() ? std::string(command.name)
                                                       : std::string(command.name) + " " + std::string(command.verb)),
    m_settings(settings), m_began(session.ctx.clock->steady())
{
  CallContext& ctx = session.ctx;
  const auto given = session.process.environment.find("TRACEPARENT");
  const auto parent =
    given == session.process.environment.end() ? std::nullopt : telemetry::parse_traceparent(given->second);
  ctx.trace_id = parent ? parent->trace_id : to_hex(random_bytes(16));
  ctx.span_id = parent ? parent->parent_id : "";
  ctx.spans = &m_collector;
  if (settings != nullptr && access(settings->places().state.c_str(), W_OK) == 0) {
    m_state = settings->places().state;
  }
  if (settings != nullptr && configured(*settings) &&
      command.name != "stats") { // what sends the spans would always leave one
    m_spooled = (!parent || parent->sampled) && sampled(ctx.trace_id, settings->number("telemetry.sample"));
  }
  ctx.kept = m_spooled || !session.globals.trace.empty();
  ctx.sampled = ctx.kept || (parent && parent->sampled);
  if (ctx.kept && settings != nullptr && settings->text("telemetry.content") == "full") {
    m_collector.keep_content();
  }
  m_root.emplace(ctx, "tilores " + m_command);
  m_root->set("tilores.request_id", ctx.request_id);
  ctx.span_id = ctx.kept ? m_root->context().span_id : to_hex(random_bytes(8)); // for whoever is called
  if (ctx.kept && (command.name == "batch" || command.name == "prewarm")) {
    start_pump();
  }
  session.services.customers_read().flush = [this](std::vector<std::string> hashes) {
    const auto key = m_session.services.key();
    if (key && !m_state.empty()) {
      (void)observe::append_audit(m_state + "/audit", *key,
                                  {0, "", user_name(), m_settings->profile(), m_command, std::move(hashes), "",
                                   "running", m_session.ctx.request_id},
                                  m_session.ctx.clock->now());
    }
  };
}

Observation::~Observation()
{
  m_session.services.customers_read().flush = nullptr;
  m_session.ctx.spans = nullptr;
}

void Observation::finish(std::string_view code, std::string_view cache, std::string_view purpose)
{
  const double seconds = std::chrono::duration<double>(m_session.ctx.clock->steady() - m_began).count();
  m_root->set("tilores.cache", cache);
  if (code != "ok") {
    m_root->fail(code);
  }
  m_root.reset();
  write_audit(code, purpose);
  if (m_pump) {
    m_pump->stop(); // before anything it reads changes
  }
  if (m_state.empty() && m_settings != nullptr && access(m_settings->places().state.c_str(), W_OK) == 0) {
    m_state = m_settings->places().state; // made by this command
  }
  drain();
  if (!m_state.empty() && (m_command == "batch" || m_command == "prewarm" || m_command == "stats")) {
    m_collector.drop(drop_old_state(m_session.services, *m_settings, m_state, m_session.ctx.clock->now()));
  }
  telemetry::Metrics metrics = m_collector.take_metrics();
  metrics.add("tilores_commands_total", {{"command", m_command}, {"outcome", code == "ok" ? "ok" : "error"}});
  metrics.observe("tilores_command_duration_seconds", {{"command", m_command}}, seconds);
  if (code != "ok") {
    metrics.add("tilores_errors_total", {{"code", code}});
  }
  if (cache != "none" && !cache.empty()) {
    metrics.add("tilores_cache_requests_total", {{"result", cache}});
  }
  if (const FilledFields seen = m_session.services.customers_read().filled(); seen.customers > 0) {
    metrics.add("tilores_customers_looked_at_total", {}, static_cast<double>(seen.customers));
    for (const auto& [name, count] : seen.filled) { // none is a figure too
      metrics.add("tilores_customers_filled_total", {{"field", name}}, static_cast<double>(count));
    }
  }
  log(LogLevel::info, "command ended",
      {{"command", m_command},
       {"outcome", code},
       {"cache", cache},
       {"ms", std::to_string(static_cast<std::int64_t>(seconds * 1e3))}});
  if (!m_state.empty() && m_settings->boolean("telemetry.metrics")) {
    (void)observe::append_metrics(m_state + "/metrics", metrics, m_session.ctx.clock->now(), metric_days(*m_settings));
  }
}

// Puts the finished spans where they wait: a trace file, the spool. Never waits for the network.
void Observation::drain()
{
  constexpr std::size_t k_request = 512; // spans; collectors refuse requests that are too large
  auto spans = m_collector.take_spans();
  redact_attributes(spans);
  for (std::size_t at = 0; at < spans.size(); at += k_request) {
    const auto part = std::span(spans).subspan(at, std::min(k_request, spans.size() - at));
    const std::string request = telemetry::export_request(part, {TILORES_VERSION, {}});
    if (!m_session.globals.trace.empty()) {
      if (const auto written = observe::append_trace(m_session.globals.trace, request); !written) {
        log(LogLevel::warning, "the trace could not be written", {{"reason", describe(written.error())}});
      }
    }
    if (m_spooled) {
      const auto taken = m_state.empty() ? Result<bool>(false)
                                         : observe::spool_request(m_state + "/spans.jsonl", request,
                                                                  m_settings->bytes("telemetry.spool"));
      if (!taken || !*taken) {
        m_collector.drop(part.size());
      }
    }
  }
}

// Long commands hand their spans over while they run, and send what short ones left.
void Observation::start_pump()
{
  constexpr std::size_t k_gathered = 4096;
  std::optional<observe::Exporter> exporter;
  if (m_spooled) {
    const ScopedSpan span(m_session.ctx,
                          "prepare"); // also the first one to be sent: it shows whether the collector is up
    if (auto made = exporter_of(*m_settings)) {
      exporter = std::move(*made);
    }
  }
  m_pump = observe::start_span_pump([this] { drain(); }, m_state + "/spans.jsonl", std::move(exporter),
                                    m_spooled ? m_session.services.transport() : nullptr);
  m_collector.when_gathered(k_gathered, [this] { m_pump->nudge(); });
}

void Observation::write_audit(std::string_view code, std::string_view purpose)
{
  std::vector<std::string> customers = m_session.services.customers_read().take();
  const bool all = m_command == "export"; // reads everybody
  if ((customers.empty() && !all) || m_state.empty() || !m_settings->boolean("audit.enabled")) {
    return;
  }
  const auto key = m_session.services.key();
  if (!key) {
    return;
  }
  observe::AuditEvent event{0,
                            "",
                            user_name(),
                            m_settings->profile(),
                            m_command,
                            std::move(customers),
                            redactor()->redact(purpose),
                            std::string(code),
                            m_session.ctx.request_id};
  const bool changes = m_command == "forget" || m_command.starts_with("entity ");
  const auto durability =
    changes || m_settings->boolean("audit.sync") ? observe::Durability::safe : observe::Durability::quick;
  if (const auto written =
        observe::append_audit(m_state + "/audit", *key, std::move(event), m_session.ctx.clock->now(), durability);
      !written) {
    log(LogLevel::error, "the audit log could not be written", {{"reason", describe(written.error())}});
  }
}

Result<std::optional<observe::Exporter>> exporter_of(const config::Settings& settings)
{
  observe::Exporter exporter;
  const auto below = [](const std::string& base, std::string_view path) {
    return base + std::string(path.substr(base.ends_with('/') ? 1 : 0));
  };
  const std::string langsmith = below(settings.text("langsmith.endpoint"), "/otel/v1/traces");
  const bool with_key = settings.has_secret("langsmith.api_key");
  if (const std::string& base = settings.text("telemetry.endpoint"); !base.empty()) {
    exporter.url = below(base, "/v1/traces");
  }
  if (const std::string& whole = settings.text("telemetry.traces_endpoint"); !whole.empty()) {
    exporter.url = whole;
  }
  if (exporter.url.empty() && with_key) {
    exporter.url = langsmith;
  }
  if (exporter.url.empty()) {
    return std::optional<observe::Exporter>{};
  }
  if (settings.has_secret(
        "telemetry.headers")) { // as OpenTelemetry's environment variable: key=value,key=value, escaped as in URLs
    TRY_ASSIGN(const Secret headers, settings.secret("telemetry.headers"));
    for (const std::string_view pair : split(headers.reveal(), ',')) {
      const std::size_t equals = pair.find('=');
      if (equals != std::string_view::npos) {
        const std::string_view value = trim(pair.substr(equals + 1));
        exporter.secret_headers.emplace_back(std::string(trim(pair.substr(0, equals))),
                                             Secret(percent_decoded(value).value_or(std::string(value))));
      }
    }
  }
  const std::string_view host = net::host_of(exporter.url);
  if (with_key && (exporter.url == langsmith || host.ends_with(".langchain.com"))) { // nobody else is shown the key
    TRY_ASSIGN(Secret key, settings.secret("langsmith.api_key"));
    exporter.secret_headers.emplace_back("x-api-key", std::move(key));
    if (!settings.text("langsmith.project").empty()) {
      exporter.headers.emplace_back("Langsmith-Project", settings.text("langsmith.project"));
    }
  }
  return std::optional(std::move(exporter));
}

} // namespace tilores::app

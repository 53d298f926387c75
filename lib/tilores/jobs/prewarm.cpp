#include <tilores/jobs/prewarm.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/base/usage.hpp>
#include <tilores/customer/search.hpp>
#include <tilores/exec/pool.hpp>
#include <tilores/exec/retry.hpp>
#include <tilores/jobs/row_groups.hpp>
#include <tilores/model/contacts.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <map>
#include <mutex>
#include <unordered_set>

namespace tilores::jobs {
namespace {

using model::Identifier;
using model::IdentifierKind;

constexpr std::int64_t k_jitter_steps = 16; // different lives, so that few readers serve all entries

enum class Outcome : std::uint8_t { warmed, fresh, not_found, failed };

struct Warmed {
  Outcome outcome = Outcome::failed;
  std::optional<Error> error;
  std::optional<Error> stop;
};

class PrewarmJob {
public:
  PrewarmJob(const PrewarmList& list, const PrewarmPorts& ports, const PrewarmOptions& options, const CallContext& ctx)
    : m_list(list), m_ports(ports), m_options(options), m_ctx(ctx), m_groups(ctx), m_rate(options.rate, *ctx.clock),
      m_began(ctx.clock->steady())
  {
  }

  Result<PrewarmReport> run()
  {
    m_report.total = m_list.entries.size();
    const std::stop_callback forward(m_ctx.stop, [this] { m_stop.request_stop(); });
    exec::PoolSettings pool;
    pool.workers = std::max(1U, m_options.workers);
    pool.ordered = false;
    std::size_t next = 0;
    auto ran = exec::run_pool<const PrewarmEntry*, Warmed>(
      pool,
      [&](const std::stop_token&) -> Result<std::optional<const PrewarmEntry*>> {
        return next < m_list.entries.size() ? std::optional(&m_list.entries[next++])
                                            : std::optional<const PrewarmEntry*>{};
      },
      [this](const PrewarmEntry*& entry, unsigned, const std::stop_token&) -> Result<Warmed> { return warm(*entry); },
      [this](const PrewarmEntry*&& entry, Result<Warmed>&& warmed) { return note(*entry, std::move(warmed)); },
      m_stop.get_token());
    if (!ran) {
      return fail(std::move(ran).error());
    }
    if (m_ctx.stop.stop_requested()) {
      m_report.stopped = Error{ErrorKind::cancelled, "interrupted", "what was warmed stays warm", {}, {}};
    }
    m_report.calls = m_calls.load();
    m_report.retries = m_retries.load();
    m_report.forgotten = m_forgotten.load();
    m_report.seconds = static_cast<double>((m_ctx.clock->steady() - m_began).count()) / 1e6;
    return std::move(m_report);
  }

private:
  [[nodiscard]] std::uint64_t place_of(const PrewarmEntry& entry) const
  {
    return static_cast<std::uint64_t>(&entry - m_list.entries.data()) + 1;
  }

  Warmed warm(const PrewarmEntry& entry)
  {
    Warmed warmed;
    if (entry.identifiers.empty()) {
      warmed.error = Error{ErrorKind::bad_data, entry.reason, {}, {}, {}};
      return warmed;
    }
    auto done = warm_entry(entry, m_groups.begin(place_of(entry)));
    if (done) {
      warmed.outcome = *done;
      return warmed;
    }
    const ErrorKind kind = done.error().kind;
    const bool ends =
      kind == ErrorKind::budget || kind == ErrorKind::auth || kind == ErrorKind::cancelled ||
      kind == ErrorKind::config || kind == ErrorKind::precondition || kind == ErrorKind::forbidden ||
      kind == ErrorKind::unsupported || kind == ErrorKind::io || m_ctx.deadline.passed(*m_ctx.clock) ||
      (kind == ErrorKind::unavailable && done.error().retry_after_ms); // an open circuit that outlasted the retries
    (ends ? warmed.stop : warmed.error) = std::move(done).error();
    if (warmed.stop) {
      m_stop.request_stop();
    }
    return warmed;
  }

  Result<Outcome> warm_entry(const PrewarmEntry& entry, const CallContext& ctx)
  {
    if (named_by_forgotten(entry.identifiers)) {
      m_forgotten.fetch_add(1);
      return Outcome::not_found;
    }
    TRY_ASSIGN(backend::Reader* const reader, reader_for(entry));
    if (m_options.only_stale) {
      TRY_ASSIGN(const bool fresh, is_fresh(entry, *reader, ctx));
      if (fresh) {
        return Outcome::fresh;
      }
    }
    TRY_ASSIGN(const auto found, ask({entry.identifiers}, *reader, ctx));
    claim(entry.identifiers);
    if (found.entities.empty()) {
      return Outcome::not_found;
    }
    bool any = false;
    for (const model::Entity& entity : found.entities) {
      if (m_ports.forgotten != nullptr && m_ports.forgotten->holds(entity)) {
        continue;
      }
      if (entity.partial) {
        return fail(ErrorKind::bad_data, "the backend gave only part of the customer; nothing was kept");
      }
      any = true;
      for (Identifier& identifier : identifiers_of(entity)) {
        const std::vector<Identifier> one{std::move(identifier)};
        if (!named_by_forgotten(one) && claim(one)) {
          TRY(ask({one}, *reader, ctx));
        }
      }
    }
    if (!any) {
      m_forgotten.fetch_add(1);
    }
    return any ? Outcome::warmed : Outcome::not_found;
  }

  [[nodiscard]] bool named_by_forgotten(const std::vector<Identifier>& who) const
  {
    return m_ports.forgotten != nullptr && m_ports.forgotten->named_by(who);
  }

  // Everything somebody may come with. What a plain word is taken for first, an exact client id, is asked the way a
  // plain word is.
  static std::vector<Identifier> identifiers_of(const model::Entity& entity)
  {
    const model::ContactDetails details = model::contact_details(entity.records);
    std::vector<Identifier> known;
    const auto add = [&](IdentifierKind kind, std::string_view value) {
      if (auto identifier = model::make_identifier(kind, value)) {
        known.push_back(std::move(*identifier));
      }
    };
    for (const auto& value : details.emails) {
      add(IdentifierKind::email, value.value);
    }
    for (const auto& value : details.phones) {
      add(IdentifierKind::phone, value.value);
    }
    for (const auto& value : details.clients) {
      add(IdentifierKind::client, value.value);
      if (const auto plain = model::recognise(value.value); plain && plain->kind == IdentifierKind::text) {
        known.push_back(*plain);
      }
    }
    for (const auto& value : details.crms) {
      add(IdentifierKind::crm, value.value);
    }
    for (const auto& value : details.names) {
      add(IdentifierKind::name, value.written);
    }
    known.push_back({IdentifierKind::entity, entity.id});
    return known;
  }

  // Whether the entry and all its customer's other identifiers are answered by the cache.
  Result<bool> is_fresh(const PrewarmEntry& entry, backend::Reader& reader, const CallContext& ctx)
  {
    CallContext peek = ctx;
    peek.cache = CacheMode::only;
    Usage usage;
    peek.usage = &usage;
    const auto cached = [&](const std::vector<Identifier>& who) -> Result<std::optional<customer::SearchResult>> {
      auto found = customer::search(request(who), reader, peek);
      if (!found && found.error().kind == ErrorKind::unavailable) {
        return std::optional<customer::SearchResult>{};
      }
      TRY_ASSIGN(auto result, std::move(found));
      return std::optional(std::move(result));
    };
    TRY_ASSIGN(const auto found, cached(entry.identifiers));
    if (!found || usage.stale) {
      return false;
    }
    for (const model::Entity& entity : found->entities) {
      for (const Identifier& identifier : identifiers_of(entity)) {
        if (named_by_forgotten({identifier})) {
          continue;
        }
        TRY_ASSIGN(const auto other, cached({identifier}));
        if (!other || usage.stale) {
          return false;
        }
      }
    }
    const std::lock_guard lock(m_mutex);
    m_report.oldest_age_s = std::max(m_report.oldest_age_s.value_or(0), usage.age_s.value_or(0));
    return true;
  }

  [[nodiscard]] customer::SearchRequest request(const std::vector<Identifier>& who) const
  {
    customer::SearchRequest request;
    request.identifiers = who;
    request.region = m_options.region;
    return request;
  }

  Result<customer::SearchResult> ask(const std::vector<Identifier>& who, backend::Reader& reader,
                                     const CallContext& ctx)
  {
    exec::RetryPolicy policy;
    policy.attempts = static_cast<int>(m_options.retries) + 1;
    for (int attempt = 1;; ++attempt) {
      if (m_options.max_calls && m_reserved.fetch_add(1) >= *m_options.max_calls) {
        return fail(ErrorKind::budget, "--max-calls " + std::to_string(*m_options.max_calls) + " is used up",
                    "the first customers of the list are warm");
      }
      TRY(m_rate.acquire(m_ctx));
      CallContext call = ctx;
      call.cache = m_ctx.cache == CacheMode::use ? CacheMode::refresh : m_ctx.cache;
      call.attempts = 1; // the repeating is done here
      Usage usage;
      call.usage = &usage;
      auto found = customer::search(request(who), reader, call);
      m_calls.fetch_add(std::max<std::uint32_t>(usage.calls, 1));
      m_retries.fetch_add(usage.retries);
      if (found || !retryable(found.error().kind)) {
        return found;
      }
      const Error& error = found.error();
      const auto why =
        error.kind == ErrorKind::rate_limited ? exec::RetryClass::throttling : exec::RetryClass::transient;
      const double uniform =
        static_cast<double>(stable_hash64(std::to_string(m_ctx.clock->steady().time_since_epoch().count())) >> 11U) /
        9007199254740992.0;
      const auto delay =
        exec::retry_delay(policy, why, attempt, uniform,
                          error.retry_after_ms ? std::optional(Millis{*error.retry_after_ms}) : std::nullopt);
      if (!delay) {
        return found;
      }
      m_retries.fetch_add(1);
      if (!m_ctx.clock->sleep(*delay, m_ctx.stop)) {
        return fail(ErrorKind::cancelled, "interrupted");
      }
    }
  }

  // True for the first who comes with these identifiers.
  bool claim(const std::vector<Identifier>& who)
  {
    std::string text;
    for (const Identifier& identifier : who) {
      text += static_cast<char>('a' + static_cast<int>(identifier.kind));
      text += identifier.value;
      text += '\0';
    }
    const std::lock_guard lock(m_mutex);
    return m_claimed.insert(keyed_hash64(m_options.key, text)).second;
  }

  Result<backend::Reader*> reader_for(const PrewarmEntry& entry)
  {
    std::optional<Millis> ttl = entry.ttl ? entry.ttl : m_options.ttl;
    if (ttl) {
      const std::int64_t step =
        static_cast<std::int64_t>(keyed_hash64(m_options.key, std::to_string(entry.row)) % k_jitter_steps);
      const double share = m_options.jitter * static_cast<double>(step) / static_cast<double>(k_jitter_steps);
      ttl = Millis{static_cast<std::int64_t>(static_cast<double>(ttl->count()) * (1 - share))};
    }
    const std::lock_guard lock(m_reader_mutex);
    backend::Reader*& reader = m_readers[ttl];
    if (reader == nullptr) {
      TRY_ASSIGN(reader, m_ports.reader(ttl));
    }
    return reader;
  }

  Status note(const PrewarmEntry& entry, Result<Warmed>&& result)
  {
    Warmed warmed;
    if (result) {
      warmed = std::move(*result);
    } else {
      warmed.error = std::move(result).error();
    }
    m_groups.end(place_of(entry), warmed.error.has_value());
    const std::lock_guard lock(m_mutex);
    if (warmed.stop) {
      if (!m_report.stopped || m_report.stopped->kind == ErrorKind::cancelled) {
        m_report.stopped = std::move(warmed.stop);
      }
      return {};
    }
    switch (warmed.outcome) {
    case Outcome::warmed: ++m_report.warmed; break;
    case Outcome::fresh: ++m_report.fresh; break;
    case Outcome::not_found: ++m_report.not_found; break;
    case Outcome::failed: ++m_report.failed; break;
    }
    if (warmed.error && m_ports.failed) {
      TRY(m_ports.failed(entry, *warmed.error));
    }
    if (m_ports.progress) {
      m_ports.progress(m_report);
    }
    return {};
  }

  const PrewarmList& m_list;
  const PrewarmPorts& m_ports;
  const PrewarmOptions& m_options;
  const CallContext& m_ctx;
  RowGroups m_groups;
  exec::RateLimiter m_rate;
  SteadyTime m_began;
  std::stop_source m_stop;
  std::atomic<std::uint64_t> m_reserved{0}, m_calls{0}, m_retries{0}, m_forgotten{0};
  std::mutex m_reader_mutex;
  std::map<std::optional<Millis>, backend::Reader*> m_readers;
  std::mutex m_mutex; // of what follows
  std::unordered_set<std::uint64_t> m_claimed;
  PrewarmReport m_report;
};

std::string seconds_text(double value)
{
  char text[64];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

// The value of a metric without labels in an earlier file; "" where it has none.
std::string_view value_in(std::string_view text, std::string_view name)
{
  std::size_t at = 0;
  while ((at = text.find(name, at)) != std::string_view::npos) {
    const std::size_t end = at + name.size();
    if ((at == 0 || text[at - 1] == '\n') && end < text.size() && text[end] == ' ') {
      return text.substr(end + 1, text.find('\n', end) - end - 1);
    }
    at = end;
  }
  return {};
}

} // namespace

Result<PrewarmReport> prewarm(const PrewarmList& list, const PrewarmPorts& ports, const PrewarmOptions& options,
                              const CallContext& ctx)
{
  return PrewarmJob(list, ports, options, ctx).run();
}

std::string prewarm_json(const PrewarmReport& report)
{
  std::string text;
  JsonWriter json(text);
  json.begin_object()
    .member("total", report.total)
    .member("warmed", report.warmed)
    .member("fresh", report.fresh)
    .member("not_found", report.not_found);
  json.member("failed", report.failed).member("seconds", std::round(report.seconds * 1000) / 1000);
  json.member("oldest_age_s", report.oldest_age_s).end_object();
  return text;
}

std::string prewarm_metrics(const PrewarmReport& report, int exit, WallTime now, std::string_view before)
{
  std::string text;
  const auto gauge = [&](const std::string& name, std::string_view help, const std::string& value) {
    text += "# HELP " + name + " " + std::string(help) + "\n# TYPE " + name + " gauge\n";
    if (!value.empty()) {
      text += name + " " + value + "\n";
    }
  };
  const std::string time = seconds_text(static_cast<double>(now.time_since_epoch().count()) / 1000);
  gauge("tilores_prewarm_last_run_timestamp_seconds", "End of the last run.", time);
  constexpr std::string_view k_success = "tilores_prewarm_last_success_timestamp_seconds";
  gauge(std::string(k_success), "End of the last run that exited 0.",
        exit == 0 ? time : std::string(value_in(before, k_success)));
  gauge("tilores_prewarm_duration_seconds", "Duration of the last run.", seconds_text(report.seconds));
  gauge("tilores_prewarm_exit_code", "Exit status of the last run.", std::to_string(exit));
  gauge("tilores_prewarm_customers", "Customers of the last run by result.", "");
  const auto customers = [&](std::string_view result, std::uint64_t count) {
    text += "tilores_prewarm_customers{result=\"" + std::string(result) + "\"} " + std::to_string(count) + "\n";
  };
  customers("warmed", report.warmed);
  customers("fresh", report.fresh);
  customers("not_found", report.not_found);
  customers("failed", report.failed);
  return text;
}

} // namespace tilores::jobs

#include <tilores/jobs/batch_asker.hpp>

#include <tilores/exec/retry.hpp>

#include <bit>
#include <cmath>

namespace tilores::jobs {
namespace {

// A kept answer: u8 status, u8 kind of the error, u32 size of its message, message, the sink's part.
constexpr std::size_t k_kept_header = 6;
constexpr Millis k_second_pass{1'000};

// Failures that every further row would meet as well.
bool ends_the_run(ErrorKind kind)
{
  switch (kind) {
  case ErrorKind::auth:
  case ErrorKind::budget:
  case ErrorKind::cancelled:
  case ErrorKind::config:
  case ErrorKind::forbidden:
  case ErrorKind::io:
  case ErrorKind::precondition:
  case ErrorKind::unsupported: return true;
  case ErrorKind::internal:
  case ErrorKind::bad_data:
  case ErrorKind::usage:
  case ErrorKind::partial:
  case ErrorKind::different:
  case ErrorKind::locked:
  case ErrorKind::not_found:
  case ErrorKind::ambiguous:
  case ErrorKind::clarify:
  case ErrorKind::blocked:
  case ErrorKind::timeout:
  case ErrorKind::rate_limited:
  case ErrorKind::unavailable: return false;
  }
  return false;
}

Key256 other_half(const Key256& key) { return derive_key(key, "asked once, low half"); }

exec::ConcurrencySettings limits(const BatchOptions& options)
{
  exec::ConcurrencySettings settings;
  settings.max = std::max(1U, options.workers);
  settings.start = std::min(settings.start, settings.max);
  return settings;
}

} // namespace

BatchAsker::BatchAsker(const Operation& operation, const RowSink& sink, const BatchOptions& options,
                       const CallContext& ctx)
  : m_operation(operation), m_sink(sink), m_options(options), m_ctx(ctx), m_low_key(other_half(options.key)),
    m_once(make_asked_once({options.memory_bytes, {options.temporary_folder}})), m_rate(options.rate, *ctx.clock),
    m_limit(limits(options))
{
}

unsigned BatchAsker::limit() const { return m_options.automatic ? m_limit.limit() : std::max(1U, m_options.workers); }

AskKey BatchAsker::key_of(const ReadRow& row) const
{
  std::string text;
  for (const model::Identifier& identifier : row.identifiers) {
    text += static_cast<char>('a' + static_cast<int>(identifier.kind));
    text += identifier.value;
    text += '\0';
  }
  text += '\0';
  text += row.question;
  return {keyed_hash64(m_options.key, text), keyed_hash64(m_low_key, text)};
}

Result<AskedRow> BatchAsker::ask(const ReadRow& row, unsigned worker, const CallContext& row_ctx)
{
  AskedRow asked;
  bool repeated = false;
  const SteadyTime began = m_ctx.clock->steady();
  TRY_ASSIGN(asked.kept,
             m_once->answer(
               key_of(row), row_ctx, [&] { return ask_with_retries(row, worker, row_ctx, asked.meta); }, repeated));
  if (repeated) {
    m_repeated.fetch_add(1, std::memory_order_relaxed);
    asked.meta = {CacheUse::l1, 0, 0};
  } else {
    m_asked.fetch_add(1, std::memory_order_relaxed);
    const std::int64_t us = (m_ctx.clock->steady() - began).count();
    asked.meta.ms = us / 1000;
    note_latency(us);
  }
  const std::string& kept = *asked.kept;
  asked.status = static_cast<RowStatus>(kept[0]);
  std::uint32_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    size |= static_cast<std::uint32_t>(static_cast<unsigned char>(kept[2 + i])) << (8 * i);
  }
  asked.part_at = k_kept_header + size;
  if (asked.status == RowStatus::error || asked.status == RowStatus::invalid) {
    asked.error = Error{static_cast<ErrorKind>(kept[1]), kept.substr(k_kept_header, size), {}, {}, {}};
  }
  return asked;
}

Result<KeptAnswer> BatchAsker::keep(const RowAnswer& answer) const
{
  const std::string message = answer.error ? describe(*answer.error) : "";
  auto kept = std::make_shared<std::string>();
  *kept += static_cast<char>(answer.status);
  *kept += static_cast<char>(answer.error ? answer.error->kind : ErrorKind::internal);
  for (std::size_t i = 0; i < 4; ++i) {
    *kept += static_cast<char>(static_cast<unsigned char>(message.size() >> (8 * i)));
  }
  *kept += message;
  TRY(m_sink.answer(answer, *kept));
  return KeptAnswer(std::move(kept));
}

Result<KeptAnswer> BatchAsker::ask_with_retries(const ReadRow& row, unsigned worker, CallContext ctx, RowMeta& meta)
{
  customer::SearchRequest who;
  who.identifiers = row.identifiers;
  who.region = m_options.region;
  const RowQuestion question{who, row.question};
  if (m_options.row_timeout) {
    ctx.deadline = ctx.deadline.sooner(*m_options.row_timeout, *ctx.clock);
  }
  ctx.attempts = 1; // --retries is all there is: what lies below must not multiply it
  exec::RetryPolicy policy;
  policy.attempts = static_cast<int>(m_options.retries) + 1;
  std::optional<SteadyTime> parked_since;
  const SteadyTime began = ctx.clock->steady();
  bool second_pass = m_options.second_pass;
  int failures = 0;
  for (;;) {
    auto answer = call(question, worker, ctx, meta);
    if (answer) {
      m_last_success.store(ctx.clock->steady().time_since_epoch().count(), std::memory_order_relaxed);
      return keep(*answer);
    }
    const Error& error = answer.error();
    if (ends_the_run(error.kind)) {
      return fail(error);
    }
    if (m_ctx.stop.stop_requested()) {
      return fail(ErrorKind::cancelled, "interrupted");
    }
    if (m_ctx.deadline.passed(*m_ctx.clock)) {
      return fail(ErrorKind::timeout, "the deadline of the whole run has passed");
    }
    const SteadyTime now = ctx.clock->steady();
    const bool open = error.kind == ErrorKind::unavailable && error.retry_after_ms.has_value();
    if (open && ctx.cache != CacheMode::only) {
      // Parked: an opening that ends soon costs the row only time. Its own deadline starts anew afterwards.
      if (!parked_since) {
        parked_since = now;
        m_parked.fetch_add(1, std::memory_order_relaxed);
      }
      const SteadyTime until = *parked_since + m_options.park_at_most;
      if (now < until) {
        const auto left = std::chrono::duration_cast<Millis>(until - now);
        const Millis wait = std::clamp(Millis{*error.retry_after_ms}, Millis{1}, std::max(left, Millis{1}));
        if (!ctx.clock->sleep(wait, m_ctx.stop)) {
          return fail(ErrorKind::cancelled, "interrupted");
        }
        ctx.deadline =
          m_options.row_timeout ? m_ctx.deadline.sooner(*m_options.row_timeout, *ctx.clock) : m_ctx.deadline;
        continue;
      }
      // Others get through: it is this row, not the service.
      if (m_last_success.load(std::memory_order_relaxed) < parked_since->time_since_epoch().count()) {
        return fail(error);
      }
    } else if (error.kind == ErrorKind::rate_limited && error.retry_after_ms &&
               Millis{*error.retry_after_ms} > policy.longest_hint) {
      return fail(error); // so would every other row
    } else if (retryable(error.kind) && ctx.cache != CacheMode::only && !ctx.deadline.passed(*ctx.clock)) {
      const auto why =
        error.kind == ErrorKind::rate_limited ? exec::RetryClass::throttling : exec::RetryClass::transient;
      const double uniform =
        static_cast<double>(keyed_hash64(m_options.key, std::to_string(now.time_since_epoch().count()))) /
        18446744073709551616.0;
      const std::optional<Millis> hint =
        error.retry_after_ms ? std::optional(Millis{*error.retry_after_ms}) : std::nullopt;
      auto delay = exec::retry_delay(policy, why, ++failures, uniform, hint);
      const bool others_got_through =
        m_last_success.load(std::memory_order_relaxed) >= began.time_since_epoch().count();
      if (!delay && others_got_through && std::exchange(second_pass, false)) {
        failures = 0;
        delay = k_second_pass;
        m_parked.fetch_add(1, std::memory_order_relaxed);
      }
      if (delay) {
        if (error.kind == ErrorKind::rate_limited && hint) {
          m_rate.pause_until(now + *hint);
        }
        m_retries.fetch_add(1, std::memory_order_relaxed);
        if (!ctx.clock->sleep(*delay, m_ctx.stop)) {
          return fail(ErrorKind::cancelled, "interrupted");
        }
        continue;
      }
    }
    RowAnswer failed;
    failed.status = error.kind == ErrorKind::usage ? RowStatus::invalid : RowStatus::error;
    failed.error = error;
    return keep(failed);
  }
}

// Rate and budget are of calls: what the cache answers is taken from there first.
Result<RowAnswer> BatchAsker::call(const RowQuestion& question, unsigned worker, const CallContext& row_ctx,
                                   RowMeta& meta)
{
  const bool limited = m_options.rate.per_second > 0 || m_options.max_calls;
  if (limited && row_ctx.cache != CacheMode::only) {
    if (row_ctx.cache == CacheMode::use) {
      CallContext peek = row_ctx;
      peek.cache = CacheMode::only;
      auto cached = timed_call(question, worker, peek, meta);
      if (cached || cached.error().kind != ErrorKind::unavailable) {
        return cached;
      }
    }
    if (m_options.max_calls && m_reserved.fetch_add(1) >= *m_options.max_calls) {
      return fail(ErrorKind::budget, "--max-calls " + std::to_string(*m_options.max_calls) + " is used up");
    }
    TRY(m_rate.acquire(row_ctx));
  }
  return timed_call(question, worker, row_ctx, meta);
}

Result<RowAnswer> BatchAsker::timed_call(const RowQuestion& question, unsigned worker, const CallContext& ctx,
                                         RowMeta& meta)
{
  Usage usage;
  CallContext call = ctx;
  call.usage = &usage;
  const unsigned in_flight = m_in_flight.fetch_add(1, std::memory_order_relaxed) + 1;
  const SteadyTime began = ctx.clock->steady();
  auto answer = m_operation(question, worker, call);
  const auto took = ctx.clock->steady() - began;
  m_in_flight.fetch_sub(1, std::memory_order_relaxed);
  const bool hit =
    answer && (usage.cache == CacheUse::l1 || usage.cache == CacheUse::l2 || usage.cache == CacheUse::redis);
  const bool peeked = !answer && ctx.cache == CacheMode::only;
  if (hit) {
    m_hits.fetch_add(1, std::memory_order_relaxed);
  } else if (!peeked) {
    m_calls.fetch_add(std::max<std::uint32_t>(usage.calls, 1), std::memory_order_relaxed);
    m_retries.fetch_add(usage.retries, std::memory_order_relaxed);
    meta.attempts += std::max<std::uint32_t>(usage.retries + 1, 1);
    if (m_options.automatic) {
      const bool dropped = !answer && retryable(answer.error().kind);
      const std::lock_guard lock(m_limit_mutex);
      m_limit.feed(std::chrono::duration_cast<std::chrono::microseconds>(took), in_flight, dropped);
    }
  }
  if (!peeked) {
    meta.cache = usage.cache;
  }
  if (answer && answer->usd) {
    m_priced.store(true, std::memory_order_relaxed);
    m_nano_usd.fetch_add(static_cast<std::uint64_t>(std::llround(*answer->usd * 1e9)), std::memory_order_relaxed);
  }
  return answer;
}

void BatchAsker::note_latency(std::int64_t us)
{
  // Eight buckets to a doubling: within 9 %.
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(us, 1));
  const auto exponent = static_cast<std::size_t>(std::bit_width(value)) - 1;
  const std::size_t part = exponent >= 3 ? (value >> (exponent - 3)) & 7U : (value << (3 - exponent)) & 7U;
  m_took_us.fetch_add(value, std::memory_order_relaxed);
  m_latency[exponent * 8 + part].fetch_add(1, std::memory_order_relaxed);
}

double BatchAsker::percentile(double share) const
{
  std::uint64_t total = 0;
  for (const auto& bucket : m_latency) {
    total += bucket.load(std::memory_order_relaxed);
  }
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < k_buckets && total > 0; ++i) {
    seen += m_latency[i].load(std::memory_order_relaxed);
    if (seen >= wanted) {
      return std::ldexp(1 + (static_cast<double>(i % 8) + 0.5) / 8, static_cast<int>(i / 8)) / 1000;
    }
  }
  return 0;
}

void BatchAsker::report(BatchReport& report) const
{
  report.asked = m_asked.load();
  report.repeated = m_repeated.load();
  report.hits = m_hits.load();
  report.calls = m_calls.load();
  report.retries = m_retries.load();
  report.parked = m_parked.load();
  report.p50_ms = percentile(0.5);
  report.p95_ms = percentile(0.95);
  report.p99_ms = percentile(0.99);
  report.mean_ms =
    report.asked == 0 ? 0 : static_cast<double>(m_took_us.load()) / static_cast<double>(report.asked) / 1000;
  report.limit = limit();
  if (m_priced.load()) {
    report.usd = static_cast<double>(m_nano_usd.load()) / 1e9;
  }
}

} // namespace tilores::jobs

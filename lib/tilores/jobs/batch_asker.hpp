#pragma once
// Asks one row's question: once per key, within rate and budget, with retries, waiting out a short opening of the
// circuit; and counts what that took. Inside of batch.

#include <tilores/jobs/asked_once.hpp>
#include <tilores/jobs/batch_rows.hpp>

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>

namespace tilores::jobs {

struct AskedRow {
  RowStatus status = RowStatus::error;
  KeptAnswer kept; // a header and the sink's part
  std::size_t part_at = 0;
  RowMeta meta;
  std::optional<Error> error; // status error
  [[nodiscard]] std::string_view part() const { return std::string_view(*kept).substr(part_at); }
};

// Thread-safe.
class BatchAsker {
public:
  BatchAsker(const Operation& operation, const RowSink& sink, const BatchOptions& options, const CallContext& ctx);

  // Fails only with what ends the whole run: cancelled, auth, budget, an open circuit, a service that asks
  // for a long pause, settings.
  [[nodiscard]] Result<AskedRow> ask(const ReadRow& row, unsigned worker, const CallContext& row_ctx);
  [[nodiscard]] unsigned limit() const;
  [[nodiscard]] std::uint64_t hits() const { return m_hits.load(std::memory_order_relaxed); }
  void report(BatchReport& report) const;

private:
  struct Asking;
  [[nodiscard]] AskKey key_of(const ReadRow& row) const;
  [[nodiscard]] Result<KeptAnswer> ask_with_retries(const ReadRow& row, unsigned worker, CallContext ctx,
                                                    RowMeta& meta);
  [[nodiscard]] Result<RowAnswer> call(const RowQuestion& question, unsigned worker, const CallContext& row_ctx,
                                       RowMeta& meta);
  [[nodiscard]] Result<RowAnswer> timed_call(const RowQuestion& question, unsigned worker, const CallContext& ctx,
                                             RowMeta& meta);
  [[nodiscard]] Result<KeptAnswer> keep(const RowAnswer& answer) const;
  void note_latency(std::int64_t us);
  [[nodiscard]] double percentile(double share) const;

  const Operation& m_operation;
  const RowSink& m_sink;
  const BatchOptions& m_options;
  const CallContext& m_ctx;
  const Key256 m_low_key;
  std::unique_ptr<AskedOnce> m_once;
  exec::RateLimiter m_rate;
  std::mutex m_limit_mutex;
  exec::ConcurrencyLimit m_limit;
  std::atomic<unsigned> m_in_flight{0};
  std::atomic<std::int64_t> m_last_success{-1}; // steady, us; -1: none yet
  std::atomic<std::uint64_t> m_reserved{0};     // calls against max_calls
  std::atomic<std::uint64_t> m_calls{0}, m_asked{0}, m_repeated{0}, m_hits{0}, m_retries{0}, m_parked{0};
  std::atomic<std::uint64_t> m_took_us{0}; // all asking together
  std::atomic<std::uint64_t> m_nano_usd{0};
  std::atomic<bool> m_priced{false};
  static constexpr std::size_t k_buckets = 64 * 8; // 8 to a doubling
  std::array<std::atomic<std::uint32_t>, k_buckets> m_latency{};
};

} // namespace tilores::jobs

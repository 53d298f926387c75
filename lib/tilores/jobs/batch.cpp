#include <tilores/jobs/batch.hpp>

#include <tilores/exec/pool.hpp>
#include <tilores/exec/retry.hpp>
#include <tilores/jobs/asked_once.hpp>
#include <tilores/jobs/batch_asker.hpp>
#include <tilores/jobs/batch_rows.hpp>
#include <tilores/jobs/row_groups.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace tilores::jobs {
namespace {

constexpr std::uint64_t k_percent_from = 100; // rows before a share of errors is judged

// What a worker makes of a row.
struct Worked {
  RowStatus status = RowStatus::error;
  std::string bytes;
  std::string dead;
  std::optional<Error> stop; // not answered: the run ends here
  std::optional<Error> error;
};

class BatchJob {
public:
  BatchJob(const BatchPorts& ports, const BatchOptions& options, const CallContext& ctx)
    : m_ports(ports), m_options(options), m_ctx(ctx), m_asker(ports.operation, ports.sink, options, ctx), m_groups(ctx),
      m_began(ctx.clock->steady())
  {
  }

  Result<BatchReport> run()
  {
    TRY(begin());
    if (m_ports.file != nullptr) {
      const EarlierRun& earlier = m_ports.file->earlier();
      m_report.counts = earlier.counts;
      m_report.resumed = earlier.rows;
      m_report.rows = earlier.rows;
      m_dead = m_report.count(RowStatus::error) + m_report.count(RowStatus::invalid);
      if (earlier.complete) {
        return finished();
      }
    }
    TRY(m_ports.output.lead(m_lead));
    const std::stop_callback forward(m_ctx.stop, [this] { m_stop.request_stop(); });
    exec::PoolSettings pool;
    pool.workers = std::max(1U, m_options.workers);
    pool.ordered = m_options.ordered;
    if (m_options.automatic) {
      pool.limit = [this] { return m_asker.limit(); };
    }
    auto ran = exec::run_pool<InputRow, Worked>(
      pool, [this](const std::stop_token&) { return read(); },
      [this](InputRow& row, unsigned worker, const std::stop_token&) { return work(row, worker); },
      [this](InputRow&& row, Result<Worked>&& worked) { return write(row, std::move(worked)); }, m_stop.get_token());
    if (!ran && !m_report.stopped) {
      (void)m_ports.output.flush(); // what was answered is kept as far as it goes
      return fail(std::move(ran).error());
    }
    if (m_ctx.stop.stop_requested() && !m_report.stopped) {
      m_report.stopped = Error{ErrorKind::cancelled, "interrupted", {}, {}, {}};
    }
    if (m_report.stopped) {
      TRY(m_ports.output.flush());
      return finished();
    }
    if (m_ports.input_unchanged) {
      if (auto same = m_ports.input_unchanged(); !same) {
        TRY(m_ports.output.flush());
        return fail(std::move(same).error());
      }
    }
    TRY(m_ports.output.finish(m_last_row, m_ports.sink.end()));
    return finished();
  }

private:
  // Everything that can be refused is refused here, before any call.
  Status begin()
  {
    TRY_ASSIGN(m_shape.header, m_ports.input.rows->header());
    m_shape.header_raw = m_ports.input.rows->header_raw();
    m_shape.format = m_ports.input.format;
    if (!has_cells()) {
      TRY_ASSIGN(m_first, next_row());
      if (m_first) {
        data::Row row;
        row.raw = m_first->raw;
        row.fault = m_first->fault;
        if (const auto document = data::row_object(row)) {
          for (const auto [key, value] : document->root().members()) {
            m_members.emplace_back(key);
          }
        }
      }
      m_shape.header = m_members;
    }
    TRY_ASSIGN(m_fields, make_row_fields(m_shape, m_options.columns, m_options.question));
    TRY_ASSIGN(m_lead, m_ports.sink.begin(m_shape));
    if (m_ports.begun) {
      m_ports.begun(describe(m_fields->mapping()), m_fields->mapping().warnings);
    }
    return {};
  }

  [[nodiscard]] bool has_cells() const
  {
    return m_ports.input.format == data::InputFormat::csv || m_ports.input.format == data::InputFormat::tsv;
  }

  Result<std::optional<InputRow>> next_row()
  {
    TRY_ASSIGN(const bool more, m_ports.input.rows->next(m_row));
    if (!more) {
      return std::optional<InputRow>{};
    }
    InputRow row;
    row.number = m_row.number;
    row.line = m_row.line;
    row.raw = m_row.raw;
    row.fault = m_row.fault;
    if (row.fault && has_cells()) {
      row.cells.assign(m_row.cells.begin(), m_row.cells.end());
    }
    m_rows_read.store(m_row.number, std::memory_order_relaxed);
    m_bytes_read.store(m_row.offset + m_row.raw.size() + m_row.line_end.size(), std::memory_order_relaxed);
    return std::optional(std::move(row));
  }

  Result<std::optional<InputRow>> read()
  {
    for (;;) {
      if (m_options.first && m_last_row >= *m_options.first) {
        look_ahead();
        return std::optional<InputRow>{};
      }
      std::optional<InputRow> row = std::exchange(m_first, std::nullopt);
      if (!row) {
        TRY_ASSIGN(row, next_row());
      }
      if (!row) {
        return row;
      }
      m_last_row = row->number;
      if (m_ports.file == nullptr || !is_done(row->number)) {
        return row;
      }
    }
  }

  // Further rows are counted only, for a better guess at how many there are: the first ones are often shorter.
  void look_ahead()
  {
    constexpr std::uint64_t k_bytes = 8U << 20U;
    const std::uint64_t until = m_bytes_read + k_bytes;
    while (m_options.input_bytes > 0 && m_bytes_read < until) {
      const auto row = next_row();
      if (!row) {
        return;
      }
      if (!*row) {
        m_bytes_read = m_options.input_bytes;
        return;
      }
    }
  }

  [[nodiscard]] bool is_done(std::uint64_t row) const
  {
    const std::vector<bool>& done = m_ports.file->earlier().done;
    return row <= done.size() && done[row - 1];
  }

  Worked work(InputRow& row, unsigned worker)
  {
    Worked worked;
    if (m_ports.file != nullptr) {
      auto kept = kept_row(row.number, worked);
      if (!kept) {
        worked.stop = std::move(kept).error();
        return worked;
      }
      if (*kept) {
        return worked;
      }
    }
    ReadRow read = m_fields->read(row);
    if (read.invalid) {
      worked.status = RowStatus::invalid;
      RowAnswer answer;
      answer.status = RowStatus::invalid;
      answer.error = read.invalid;
      std::string part;
      if (auto encoded = m_ports.sink.answer(answer, part); !encoded) {
        worked.stop = std::move(encoded).error();
        return worked;
      }
      m_ports.sink.row(row, part, {}, worked.bytes);
      m_ports.sink.dead(row, *read.invalid, 0, worked.dead);
      worked.error = std::move(read.invalid);
      return worked;
    }
    auto asked = m_asker.ask(read, worker, m_groups.begin(row.number));
    if (!asked) {
      worked.stop = std::move(asked).error();
      if (worked.stop->kind != ErrorKind::cancelled) {
        m_stop.request_stop(); // nobody begins another row
      }
      return worked;
    }
    worked.status = asked->status;
    m_ports.sink.row(row, asked->part(), asked->meta, worked.bytes);
    if (asked->error) {
      m_ports.sink.dead(row, *asked->error, asked->meta.attempts, worked.dead);
      worked.error = std::move(asked->error);
    }
    return worked;
  }

  // The finished run's row, where --retry-failed leaves it as it is. Rows come to the workers in order, but not to this
  // line: the cursor is fed in order by whoever is next.
  Result<bool> kept_row(std::uint64_t number, Worked& worked)
  {
    const std::lock_guard lock(m_kept_mutex);
    if (!m_keeps) {
      return false;
    }
    while (m_kept_until < number) {
      Worked row;
      TRY_ASSIGN(auto kept, m_ports.file->kept(m_kept_until + 1, row.bytes));
      ++m_kept_until;
      if (kept) {
        row.status = kept->status;
        m_kept.emplace(m_kept_until, std::move(row));
      }
    }
    const auto it = m_kept.find(number);
    if (it == m_kept.end()) {
      return false;
    }
    worked = std::move(it->second);
    m_kept.erase(it);
    return true;
  }

  Status write(const InputRow& row, Result<Worked>&& result)
  {
    if (!result) {
      return fail(std::move(result).error());
    }
    Worked& worked = *result;
    if (worked.stop) {
      if (!m_report.stopped || m_report.stopped->kind == ErrorKind::cancelled) {
        m_report.stopped = worked.stop;
      }
      // In order, nothing can follow a row that was not answered.
      return m_options.ordered ? Status(fail(std::move(*worked.stop))) : Status{};
    }
    if (!worked.dead.empty() && m_dead++ == 0) {
      worked.dead.insert(0, m_ports.sink.begin_dead());
    }
    TRY(m_ports.output.row({row.number, worked.status, worked.bytes.size()}, worked.bytes, worked.dead));
    m_groups.end(row.number, worked.status == RowStatus::error);
    ++m_report.rows;
    ++m_report.counts[static_cast<std::size_t>(worked.status)];
    if (worked.error && (!m_report.first_error ||
                         (m_report.first_error_status == RowStatus::invalid && worked.status == RowStatus::error))) {
      m_report.first_error = std::move(worked.error);
      m_report.first_error_row = row.number;
      m_report.first_error_status = worked.status;
    }
    if (worked.status == RowStatus::error) {
      judge_errors();
    }
    if (m_ports.progress) {
      m_ports.progress({m_report.rows, total(), m_asker.hits(),
                        m_report.count(RowStatus::error) + m_report.count(RowStatus::invalid), m_asker.limit()});
    }
    return {};
  }

  void judge_errors()
  {
    if (!m_options.max_errors || m_report.stopped || m_report.rows == 0) {
      return;
    }
    const ErrorLimit& limit = *m_options.max_errors;
    const std::uint64_t errors = m_report.count(RowStatus::error);
    const bool beyond = limit.percent
                          ? m_report.rows >= k_percent_from &&
                              static_cast<double>(errors) * 100 > *limit.percent * static_cast<double>(m_report.rows)
                          : errors > limit.count;
    if (beyond) {
      m_report.stopped =
        Error{ErrorKind::partial, std::to_string(errors) + " rows failed, more than --max-errors allows", {}, {}, {}};
      m_stop.request_stop();
    }
  }

  [[nodiscard]] std::optional<std::uint64_t> total() const
  {
    const std::uint64_t bytes = m_bytes_read.load(std::memory_order_relaxed);
    if (bytes == 0 || m_options.input_bytes == 0) {
      return std::nullopt;
    }
    const double rows = static_cast<double>(m_rows_read.load(std::memory_order_relaxed)) *
                        static_cast<double>(m_options.input_bytes) / static_cast<double>(bytes);
    return std::max(static_cast<std::uint64_t>(std::llround(rows)), m_report.rows);
  }

  BatchReport finished()
  {
    m_report.total = total();
    m_asker.report(m_report);
    m_report.seconds = static_cast<double>((m_ctx.clock->steady() - m_began).count()) / 1e6;
    return std::move(m_report);
  }

  const BatchPorts& m_ports;
  const BatchOptions& m_options;
  const CallContext& m_ctx;
  BatchAsker m_asker;
  RowGroups m_groups;
  SteadyTime m_began;
  std::stop_source m_stop; // no further rows
  InputShape m_shape;
  std::vector<std::string> m_members;
  std::unique_ptr<RowFields> m_fields;
  std::string m_lead;
  data::Row m_row;
  std::optional<InputRow> m_first; // read ahead for its members
  std::uint64_t m_last_row = 0;
  std::uint64_t m_dead = 0; // dead letters written
  std::atomic<std::uint64_t> m_rows_read{0};
  std::atomic<std::uint64_t> m_bytes_read{0};
  std::mutex m_kept_mutex;
  const bool m_keeps = m_ports.file != nullptr && m_ports.file->retries();
  std::uint64_t m_kept_until = 0;
  std::map<std::uint64_t, Worked> m_kept;
  BatchReport m_report;
};

} // namespace

Result<BatchReport> run_batch(const BatchPorts& ports, const BatchOptions& options, const CallContext& ctx)
{
  return BatchJob(ports, options, ctx).run();
}

Result<std::uint64_t> hash_of_file(const std::string& path, const Key256& key, std::uint64_t& bytes)
{
  constexpr std::size_t k_chunk = 1U << 20U;
  TRY_ASSIGN(const auto source, data::open_source(path));
  std::string chunk(k_chunk + sizeof(std::uint64_t), '\0');
  std::uint64_t hash = 0;
  bytes = 0;
  for (;;) {
    std::size_t filled = 0;
    while (filled < k_chunk) {
      TRY_ASSIGN(const std::size_t n, source->read(chunk.data() + sizeof hash + filled, k_chunk - filled));
      if (n == 0) {
        break;
      }
      filled += n;
    }
    std::memcpy(chunk.data(), &hash, sizeof hash);
    hash = keyed_hash64(key, std::string_view(chunk).substr(0, sizeof hash + filled));
    bytes += filled;
    if (filled < k_chunk) {
      return hash == 0 ? 1 : hash;
    }
  }
}

} // namespace tilores::jobs

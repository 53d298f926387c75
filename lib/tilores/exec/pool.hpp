#pragma once
// Worker pool: one reader, many workers, one writer. Rows come out in the order they went in (or as they finish);
// the number of rows held at any moment is bounded by the window, whatever the length of the input.

#include <tilores/base/result.hpp>

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace tilores::exec {

struct PoolSettings {
  unsigned workers = 4;   // at least 1; threads are made as rows need them
  bool ordered = true;    // results are written in input order, else as they finish
  std::size_t window = 0; // rows read and not yet written; 0: 8 x workers, at least 64. Never below `workers`
  // Workers that may work now, asked before each row: an adaptive limit. Null: all of them. Must be thread-safe, cheap
  // and must not call back into the pool; 0 is taken as 1.
  std::function<unsigned()> limit;
};

struct PoolReport {
  std::uint64_t read = 0;    // rows taken from the source
  std::uint64_t written = 0; // rows handed to the sink; fewer than `read` only after a stop or an error
  bool stopped = false;      // the stop token ended the run
};

// The untyped core, for run_pool below: rows live in `window` slots of the implementer.
class PoolTask {
public:
  virtual ~PoolTask() = default;
  // Fills the slot with the next row; false at the end. Called on the reader's own thread, one call at a time. It may
  // block, but must return soon after `stop` is requested.
  virtual Result<bool> read(std::size_t slot, const std::stop_token& stop) = 0;
  // Does the work of one row, on worker number `worker` (< workers). Must not throw.
  virtual void work(std::size_t slot, unsigned worker, const std::stop_token& stop) noexcept = 0;
  // Takes the result out of the slot. Called on the thread that called the pool, one call at a time.
  virtual Status write(std::size_t slot) = 0;
};

// Runs until the source ends, `stop` is requested or the source or the sink fails. After a stop no further row is
// begun, those in flight end (they see the token) and are written. The first error of source or sink is returned, after
// rows already begun have been written as far as the sink takes them; all threads have ended on return.
[[nodiscard]] Result<PoolReport> run_pool_task(const PoolSettings& settings, PoolTask& task, std::stop_token stop);
// The window that `settings` stand for.
[[nodiscard]] std::size_t pool_window(const PoolSettings& settings);

// Typed form. source: (const std::stop_token&) -> Result<std::optional<In>>, nullopt at the end. work: (In&, unsigned
// worker, const std::stop_token&) -> Result<Out>, on many threads; what it throws becomes an `internal` error of that
// row. sink: (In&&, Result<Out>&&) -> Status.
template<typename In, typename Out, typename Source, typename Work, typename Sink>
Result<PoolReport> run_pool(const PoolSettings& settings, Source source, Work work, Sink sink,
                            std::stop_token stop = {})
{
  struct Slot {
    std::optional<In> in;
    std::optional<Result<Out>> out;
  };
  class Task final : public PoolTask {
  public:
    Task(std::size_t window, Source& source, Work& work, Sink& sink)
      : m_slots(window), m_source(source), m_work(work), m_sink(sink)
    {
    }
    Result<bool> read(std::size_t slot, const std::stop_token& stop) override
    {
      TRY_ASSIGN(m_slots[slot].in, m_source(stop));
      return m_slots[slot].in.has_value();
    }
    void work(std::size_t slot, unsigned worker, const std::stop_token& stop) noexcept override
    {
      Slot& row = m_slots[slot];
      try {
        row.out.emplace(m_work(*row.in, worker, stop));
      } catch (const std::exception& e) {
        row.out.emplace(fail(ErrorKind::internal, std::string("a worker threw: ") + e.what()));
      } catch (...) {
        row.out.emplace(fail(ErrorKind::internal, "a worker threw"));
      }
    }
    Status write(std::size_t slot) override
    {
      Slot row = std::exchange(m_slots[slot], Slot{});
      return m_sink(std::move(*row.in), std::move(*row.out));
    }

  private:
    std::vector<Slot> m_slots;
    Source& m_source;
    Work& m_work;
    Sink& m_sink;
  };
  Task task(pool_window(settings), source, work, sink);
  return run_pool_task(settings, task, std::move(stop));
}

} // namespace tilores::exec

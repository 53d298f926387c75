#include <tilores/exec/pool.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

namespace tilores::exec {
namespace {

// One mutex guards counters only: taken once per row by a worker (to hand in a row and claim the next), once by the
// reader, and once per run of finished rows by the writer. Threads are woken one at a time: whoever is woken and sees
// more to do wakes the next, so that a burst of rows does not wake a herd that finds nothing.
class Pool {
public:
  Pool(const PoolSettings& settings, PoolTask& task, std::stop_token stop)
    : m_settings(settings), m_task(task), m_outer(std::move(stop)), m_window(pool_window(settings)), m_order(m_window),
      m_done(m_window, false), m_free(m_window)
  {
    for (std::size_t i = 0; i < m_window; ++i) {
      m_free[i] = m_window - 1 - i;
    }
    m_finished.reserve(m_window);
  }

  Result<PoolReport> run()
  {
    const std::stop_callback on_stop(m_outer, [this] { halt(true); });
    std::vector<std::jthread> workers;
    const unsigned most = std::max(1U, m_settings.workers);
    workers.reserve(most);
    {
      std::jthread reader;
      try {
        reader = std::jthread([this] { read_all(); });
        write_all(workers, most);
      } catch (const std::exception& e) { // no thread to be had
        const std::lock_guard lock(m_mutex);
        note(Error{ErrorKind::internal, std::string("cannot run workers: ") + e.what(), {}, {}, {}});
      }
      halt(false);
    }
    workers.clear();
    if (m_error) {
      return fail(std::move(*m_error));
    }
    return PoolReport{m_read, m_written, m_stopped};
  }

private:
  using Lock = std::unique_lock<std::mutex>;

  // Takes no further rows. `asked`: by the stop token, so the calls in flight are told as well.
  void halt(bool asked)
  {
    {
      const std::lock_guard lock(m_mutex);
      m_stopped = m_stopped || asked;
      m_halted = true;
    }
    m_inner.request_stop();
    m_space.notify_all();
    m_work.notify_all();
    m_results.notify_all();
  }

  void note(Error error)
  {
    if (!m_error) {
      m_error = std::move(error);
    }
  }

  void read_all()
  {
    const std::stop_token stop = m_inner.get_token();
    Lock lock(m_mutex);
    for (;;) {
      if (m_free.empty() && !m_halted) {
        m_reader_waits = true;
        m_space.wait(lock, [&] { return m_halted || !m_reader_waits; });
        continue;
      }
      if (m_halted) {
        break;
      }
      const std::size_t slot = m_free.back();
      m_free.pop_back();
      lock.unlock();
      Result<bool> more = read_one(slot, stop);
      lock.lock();
      if (!more || !*more) {
        if (!more) {
          note(std::move(more).error());
        }
        break;
      }
      m_order[m_read % m_window] = slot;
      ++m_read;
      if (m_idle > 0) {
        wake_worker();
      } else if (m_writer_waits && m_started < std::max(1U, m_settings.workers)) {
        m_results.notify_one(); // it starts one more worker
      }
    }
    m_ended = true;
    m_results.notify_one();
  }

  Result<bool> read_one(std::size_t slot, const std::stop_token& stop)
  {
    try {
      return m_task.read(slot, stop);
    } catch (const std::exception& e) {
      return fail(ErrorKind::internal, std::string("the source threw: ") + e.what());
    }
  }

  [[nodiscard]] bool unclaimed() const { return m_claimed < m_read; }
  [[nodiscard]] unsigned allowed() const
  {
    return m_settings.limit ? std::max(1U, m_settings.limit()) : m_settings.workers;
  }
  // Something can be written now.
  [[nodiscard]] bool writable() const
  {
    return m_settings.ordered ? m_written < m_claimed && m_done[m_order[m_written % m_window]] : !m_finished.empty();
  }

  void wake_worker()
  {
    if (m_idle > 0 && !m_waking && unclaimed() && m_active < allowed()) {
      m_waking = true;
      m_work.notify_one();
    }
  }

  void work_all(unsigned number)
  {
    const std::stop_token stop = m_inner.get_token();
    Lock lock(m_mutex);
    for (;;) {
      while (!m_quit && !m_halted && (!unclaimed() || m_active >= allowed())) {
        if (m_writer_waits && writable()) {
          m_writer_waits = false;
          m_results.notify_one();
        }
        if (m_reader_waits && !m_free.empty()) {
          m_reader_waits = false;
          m_space.notify_one();
        }
        ++m_idle;
        m_work.wait(lock);
        --m_idle;
        m_waking = false;
      }
      if (m_quit || m_halted) {
        return;
      }
      const std::size_t slot = m_order[m_claimed % m_window];
      ++m_claimed;
      ++m_active;
      wake_worker();
      lock.unlock();
      m_task.work(slot, number, stop);
      lock.lock();
      --m_active;
      ++m_unwritten;
      if (m_settings.ordered) {
        m_done[slot] = true;
      } else {
        m_finished.push_back(slot);
      }
      // A writer woken for every row would cost two context switches a row: it is woken for an eighth of a window, or
      // by a worker that runs dry, or by its own short nap.
      if (m_writer_waits && m_unwritten >= m_window / 8 && writable()) {
        m_writer_waits = false;
        m_results.notify_one();
      }
    }
  }

  void start_workers(std::vector<std::jthread>& workers, unsigned most)
  {
    while (m_started < most && !m_no_more_threads && m_started < m_read - m_written && m_started < allowed() &&
           m_idle == 0 && unclaimed() && !m_halted) {
      try {
        workers.emplace_back([this, number = m_started] { work_all(number); });
      } catch (const std::system_error&) {
        m_no_more_threads = true; // go on with those we have
        if (m_started == 0) {
          throw;
        }
        return;
      }
      ++m_started;
    }
  }

  void write_all(std::vector<std::jthread>& workers, unsigned most)
  {
    std::vector<std::size_t> batch;
    batch.reserve(m_window);
    bool sink_open = true;
    Lock lock(m_mutex);
    for (;;) {
      start_workers(workers, most);
      wake_worker(); // the limit may have grown
      collect(batch);
      if (batch.empty()) {
        if ((m_ended || m_halted) && m_active == 0 && (m_halted || !unclaimed())) {
          break;
        }
        m_writer_waits = true;
        m_results.wait_for(lock, m_unwritten > 0 ? std::chrono::milliseconds{5} : std::chrono::milliseconds{50});
        m_writer_waits = false;
        continue;
      }
      lock.unlock();
      std::size_t written = 0;
      std::optional<Error> error;
      for (const std::size_t slot : batch) {
        if (sink_open) {
          Status status = write_one(slot);
          sink_open = status.has_value();
          if (!sink_open) {
            error = std::move(status).error();
          } else {
            ++written;
          }
        }
      }
      if (error) {
        halt(false);
      }
      lock.lock();
      if (error) {
        note(std::move(*error));
      }
      m_unwritten -= batch.size();
      m_delivered += written;
      m_free.insert(m_free.end(), batch.begin(), batch.end());
      if (m_reader_waits && (m_free.size() >= m_window / 4 || !unclaimed())) {
        m_reader_waits = false;
        m_space.notify_one();
      }
    }
    m_quit = true;
    m_written = m_delivered;
    m_work.notify_all();
  }

  Status write_one(std::size_t slot)
  {
    try {
      return m_task.write(slot);
    } catch (const std::exception& e) {
      return fail(ErrorKind::internal, std::string("the sink threw: ") + e.what());
    }
  }

  void collect(std::vector<std::size_t>& batch)
  {
    batch.clear();
    if (!m_settings.ordered) {
      batch.swap(m_finished);
      m_written += batch.size();
      return;
    }
    while (writable()) {
      const std::size_t slot = m_order[m_written % m_window];
      m_done[slot] = false;
      batch.push_back(slot);
      ++m_written;
    }
  }

  const PoolSettings& m_settings;
  PoolTask& m_task;
  const std::stop_token m_outer;
  const std::size_t m_window;
  std::stop_source m_inner; // what reader and workers see

  std::mutex m_mutex;
  std::condition_variable m_space;     // the reader waits for free slots
  std::condition_variable m_work;      // workers wait for rows
  std::condition_variable m_results;   // the writer waits for results
  std::vector<std::size_t> m_order;    // row number modulo window -> slot
  std::vector<bool> m_done;            // by slot; ordered mode
  std::vector<std::size_t> m_finished; // unordered mode
  std::vector<std::size_t> m_free;
  std::uint64_t m_read = 0;
  std::uint64_t m_claimed = 0;
  std::uint64_t m_written = 0;   // collected for writing
  std::uint64_t m_delivered = 0; // taken by the sink
  std::size_t m_unwritten = 0;   // finished and not yet written
  unsigned m_active = 0;
  unsigned m_idle = 0;
  unsigned m_started = 0;
  bool m_waking = false;
  bool m_no_more_threads = false;
  bool m_reader_waits = false;
  bool m_writer_waits = false;
  bool m_ended = false;
  bool m_halted = false;
  bool m_stopped = false;
  bool m_quit = false;
  std::optional<Error> m_error;
};

} // namespace

std::size_t pool_window(const PoolSettings& settings)
{
  const std::size_t workers = std::max(1U, settings.workers);
  return std::max(workers, settings.window == 0 ? std::max<std::size_t>(64, workers * 8) : settings.window);
}

Result<PoolReport> run_pool_task(const PoolSettings& settings, PoolTask& task, std::stop_token stop)
{
  return Pool(settings, task, std::move(stop)).run();
}

} // namespace tilores::exec

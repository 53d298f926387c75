#pragma once
// Single flight: of many threads that want the same thing at once, one does the work and all take its result.

#include <tilores/base/context.hpp>
#include <tilores/base/result.hpp>

#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace tilores::exec {

// Value must be cheap to copy (a shared pointer, a small struct). Thread-safe.
template<typename Key, typename Value, typename Hash = std::hash<Key>> class SingleFlight {
public:
  // Runs `work` (() -> Result<Value>), or waits for the thread that is already running it for `key` and returns its
  // result. A waiter leaves with `cancelled` or `timeout` as its own context says; when the leader was cancelled or
  // ran out of its own time, one waiter takes over. A work that throws gives everybody `internal`.
  template<typename Work> Result<Value> run(const Key& key, const CallContext& context, Work&& work)
  {
    for (;;) {
      std::shared_ptr<Call> call;
      bool leader = false;
      {
        const std::lock_guard lock(m_mutex);
        auto& slot = m_calls[key];
        leader = !slot;
        if (leader) {
          slot = std::make_shared<Call>();
        }
        call = slot;
      }
      if (leader) {
        return lead(key, *call, work);
      }
      std::unique_lock lock(call->mutex);
      const auto done = [&] { return call->result.has_value(); };
      // Deadlines are the clock port's; waits are cut into slices so that a stopped or moved clock is noticed.
      while (!call->done.wait_for(lock, context.stop, Millis{20}, done)) {
        if (context.stop.stop_requested()) {
          return fail(ErrorKind::cancelled, "stopped while waiting for the same call");
        }
        if (context.deadline.passed(*context.clock)) {
          return fail(ErrorKind::timeout, "deadline passed while waiting for the same call");
        }
      }
      const Result<Value>& result = *call->result;
      if (!result && (result.error().kind == ErrorKind::cancelled || result.error().kind == ErrorKind::timeout) &&
          !context.stop.stop_requested() && !context.deadline.passed(*context.clock)) {
        continue;
      }
      return result;
    }
  }

private:
  struct Call {
    std::mutex mutex;
    std::condition_variable_any done;
    std::optional<Result<Value>> result;
  };

  template<typename Work> Result<Value> lead(const Key& key, Call& call, Work& work)
  {
    std::optional<Result<Value>> result;
    try {
      result.emplace(work());
    } catch (const std::exception& e) {
      result.emplace(fail(ErrorKind::internal, std::string("a call threw: ") + e.what()));
    } catch (...) {
      result.emplace(fail(ErrorKind::internal, "a call threw"));
    }
    {
      const std::lock_guard lock(m_mutex);
      m_calls.erase(key);
    }
    {
      const std::lock_guard lock(call.mutex);
      call.result = result;
    }
    call.done.notify_all();
    return std::move(*result);
  }

  std::mutex m_mutex;
  std::unordered_map<Key, std::shared_ptr<Call>, Hash> m_calls;
};

} // namespace tilores::exec

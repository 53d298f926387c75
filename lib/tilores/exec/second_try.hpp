#pragma once
// A second, cheaper way to an answer, begun beside the first when that takes long, without giving the first one up.

#include <tilores/base/context.hpp>
#include <tilores/base/result.hpp>
#include <tilores/base/usage.hpp>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <type_traits>

namespace tilores::exec {

// `first(ctx)` and `second(ctx)` return the same Result<T>. The answer of `first` where it comes within `patience` (of
// real time); a failure too, except `timeout`, which is what `second` is for. Later, `second` runs beside it and
// whichever has a value first is the answer; the other is stopped through its ctx.stop and waited for. Where both fail,
// the failure of `first`. `first` runs on a thread of its own; both share ctx.deadline, and what they cost is added up
// in ctx.usage. Without a thread to be had, `first` alone.
template<typename First, typename Second>
auto with_second_try(const CallContext& ctx, Millis patience, const First& first, const Second& second)
  -> std::invoke_result_t<First, const CallContext&>
{
  using Answer = std::invoke_result_t<First, const CallContext&>;
  std::mutex mutex;
  std::condition_variable answered;
  std::optional<Answer> of_first;
  std::stop_source stop_first;
  std::stop_source stop_second;
  Usage usage;
  CallContext beside = ctx;
  beside.stop = stop_first.get_token();
  beside.usage = ctx.usage != nullptr ? &usage : nullptr;
  const std::stop_callback pass_on(ctx.stop, [&] {
    stop_first.request_stop();
    stop_second.request_stop();
  });
  std::thread runner;
  try {
    runner = std::thread([&] {
      Answer answer = first(beside);
      const bool good = answer.has_value();
      {
        const std::lock_guard lock(mutex);
        of_first.emplace(std::move(answer));
        answered.notify_one();
      }
      if (good) {
        stop_second.request_stop();
      }
    });
  } catch (const std::system_error&) {
    return first(ctx);
  }
  const auto finish_first = [&]() -> Answer {
    runner.join();
    if (ctx.usage != nullptr) {
      ctx.usage->calls += usage.calls;
      ctx.usage->retries += usage.retries;
    }
    return std::move(*of_first);
  };
  {
    std::unique_lock lock(mutex);
    if (answered.wait_for(lock, patience, [&] { return of_first.has_value(); })) {
      lock.unlock();
      Answer answer = finish_first();
      const bool late = !answer && answer.error().kind == ErrorKind::timeout && !ctx.deadline.passed(*ctx.clock);
      return late ? second(ctx) : answer;
    }
  }
  CallContext inner = ctx;
  inner.stop = stop_second.get_token();
  Answer of_second = second(inner);
  if (of_second) {
    stop_first.request_stop();
  }
  Answer answer = finish_first();
  return answer || !of_second ? std::move(answer) : std::move(of_second);
}

} // namespace tilores::exec

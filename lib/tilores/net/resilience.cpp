// Retry, breaker and rate limit over HttpTransport.
#include <tilores/net/resilience.hpp>

#include <tilores/base/usage.hpp>

#include <map>
#include <mutex>
#include <random>

namespace tilores::net {

namespace {

// One T per host, made on first use and never moved.
template<typename T> class PerHost {
public:
  template<typename Make> T& at(std::string_view url, const Make& make)
  {
    const auto host = host_of(url);
    const std::lock_guard lock(m_mutex);
    auto found = m_states.find(host);
    if (found == m_states.end()) {
      found = m_states.emplace(std::string(host), make()).first;
    }
    return *found->second;
  }

private:
  std::mutex m_mutex;
  std::map<std::string, std::unique_ptr<T>, std::less<>> m_states;
};

bool is_transient(int status) { return status == 408 || (status >= 500 && status != 501); }
bool is_throttled(int status) { return status == 425 || status == 429; }

// send and stream differ in the sink only, so each decorator writes its rule once.
class Decorator : public HttpTransport {
public:
  explicit Decorator(std::shared_ptr<HttpTransport> inner) : m_inner(std::move(inner)) {}
  Result<HttpResponse> send(const HttpRequest& request, const CallContext& ctx) final
  {
    return call(request, ctx, nullptr);
  }
  Result<HttpResponse> stream(const HttpRequest& request, const CallContext& ctx, const BodySink& sink) final
  {
    return call(request, ctx, &sink);
  }

protected:
  virtual Result<HttpResponse> call(const HttpRequest& request, const CallContext& ctx, const BodySink* sink) = 0;
  Result<HttpResponse> ask(const HttpRequest& request, const CallContext& ctx, const BodySink* sink)
  {
    return sink == nullptr ? m_inner->send(request, ctx) : m_inner->stream(request, ctx, *sink);
  }

private:
  std::shared_ptr<HttpTransport> m_inner;
};

class Retrying final : public Decorator {
public:
  Retrying(std::shared_ptr<HttpTransport> inner, const ResilienceSettings& settings)
    : Decorator(std::move(inner)), m_policy(settings.retry), m_budget_settings(settings.budget),
      m_generator(settings.seed)
  {
  }

private:
  Result<HttpResponse> call(const HttpRequest& request, const CallContext& ctx, const BodySink* sink) override
  {
    auto& budget = m_budgets.at(request.url, [this] { return std::make_unique<exec::RetryBudget>(m_budget_settings); });
    bool delivered = false;
    const BodySink watched = [&](std::string_view piece) {
      delivered = true;
      return (*sink)(piece);
    };
    std::optional<exec::RetryClass> paid;
    for (int attempt = 1;; ++attempt) {
      auto answer = ask(request, ctx, sink == nullptr ? nullptr : &watched);
      if (ctx.usage != nullptr) {
        ++ctx.usage->calls;
        ctx.usage->retries += attempt > 1 ? 1 : 0;
      }
      const auto why = delivered ? std::nullopt : reason_to_repeat(request, answer);
      if (!why) {
        if (answer) {
          budget.succeeded(paid);
        }
        return answer;
      }
      const auto hint = asked_to_wait(answer, *ctx.clock);
      const bool last = ctx.attempts && attempt >= *ctx.attempts;
      const auto delay = last ? std::nullopt : exec::retry_delay(m_policy, *why, attempt, uniform(), hint);
      const auto left = ctx.deadline.left(*ctx.clock);
      if (delay && left && *delay >= *left) {
        return out_of_time(std::move(answer), *why, hint.value_or(*delay), attempt);
      }
      if (!delay || !budget.take(*why)) {
        return finish(std::move(answer), attempt);
      }
      paid = why;
      if (!ctx.clock->sleep(*delay, ctx.stop)) {
        return fail(ErrorKind::cancelled, "interrupted");
      }
      if (ctx.deadline.passed(*ctx.clock)) { // overslept: what happened says more than "no time left"
        return finish(std::move(answer), attempt);
      }
    }
  }

  static std::optional<exec::RetryClass> reason_to_repeat(const HttpRequest& request,
                                                          const Result<HttpResponse>& answer)
  {
    if (answer) {
      const int status = effective_status(request, *answer);
      if (is_throttled(status)) {
        return exec::RetryClass::throttling;
      }
      return request.idempotent && is_transient(status) ? std::optional(exec::RetryClass::transient) : std::nullopt;
    }
    const auto kind = answer.error().kind;
    const bool unclear = kind == ErrorKind::timeout || kind == ErrorKind::unavailable;
    return request.idempotent && unclear ? std::optional(exec::RetryClass::transient) : std::nullopt;
  }

  static std::optional<Millis> asked_to_wait(const Result<HttpResponse>& answer, const Clock& clock)
  {
    return answer ? parse_retry_after(answer->header("retry-after"), clock.now()) : std::nullopt;
  }

  static Result<HttpResponse> finish(Result<HttpResponse> answer, int attempts)
  {
    if (!answer && attempts > 1) {
      answer.error().message += " (" + std::to_string(attempts) + " attempts)";
    }
    return answer;
  }

  static Result<HttpResponse> out_of_time(Result<HttpResponse> answer, exec::RetryClass why, Millis wait, int attempts)
  {
    if (why != exec::RetryClass::throttling) {
      return finish(std::move(answer), attempts);
    }
    Error error{ErrorKind::rate_limited,
                "the service asks to wait longer than the deadline allows",
                "try again later or allow a longer --deadline",
                {},
                wait.count()};
    return fail(std::move(error));
  }

  double uniform()
  {
    const std::lock_guard lock(m_mutex);
    return std::uniform_real_distribution<>(0.0, 1.0)(m_generator);
  }

  const exec::RetryPolicy m_policy;
  const exec::RetryBudgetSettings m_budget_settings;
  PerHost<exec::RetryBudget> m_budgets;
  std::mutex m_mutex; // m_generator
  std::mt19937_64 m_generator;
};

class Breaking final : public Decorator {
public:
  Breaking(std::shared_ptr<HttpTransport> inner, const ResilienceSettings& settings)
    : Decorator(std::move(inner)), m_settings(settings.breaker), m_seed(settings.seed)
  {
  }

private:
  Result<HttpResponse> call(const HttpRequest& request, const CallContext& ctx, const BodySink* sink) override
  {
    auto& breaker =
      m_breakers.at(request.url, [this] { return std::make_unique<exec::CircuitBreaker>(m_settings, m_seed); });
    const auto start = ctx.clock->steady();
    const auto permit = breaker.allow(start);
    if (!permit) {
      Error error{ErrorKind::unavailable,
                  std::string(host_of(request.url)) + " has failed too often, its circuit is open",
                  "try again later",
                  {},
                  {}};
      if (const auto at = breaker.retry_at(); at && *at > start) {
        error.retry_after_ms = std::chrono::duration_cast<Millis>(*at - start).count() + 1;
      }
      return fail(std::move(error));
    }
    auto answer = ask(request, ctx, sink);
    const auto now = ctx.clock->steady();
    breaker.record(*permit, outcome_of(request, answer), std::chrono::duration_cast<Millis>(now - start), now);
    return answer;
  }

  static exec::CallOutcome outcome_of(const HttpRequest& request, const Result<HttpResponse>& answer)
  {
    if (answer) {
      const int status = effective_status(request, *answer);
      if (is_throttled(status) || is_transient(status)) {
        return exec::CallOutcome::failure;
      }
      return status >= 400 ? exec::CallOutcome::ignored : exec::CallOutcome::success;
    }
    const auto kind = answer.error().kind;
    return kind == ErrorKind::timeout || kind == ErrorKind::unavailable ? exec::CallOutcome::failure
                                                                        : exec::CallOutcome::ignored;
  }

  const exec::BreakerSettings m_settings;
  const std::uint64_t m_seed;
  PerHost<exec::CircuitBreaker> m_breakers;
};

class RateLimited final : public Decorator {
public:
  RateLimited(std::shared_ptr<HttpTransport> inner, const ResilienceSettings& settings, Clock& clock)
    : Decorator(std::move(inner)), m_rate(settings.rate), m_longest(settings.retry.longest_hint), m_clock(clock)
  {
  }

private:
  Result<HttpResponse> call(const HttpRequest& request, const CallContext& ctx, const BodySink* sink) override
  {
    auto& limiter = m_limiters.at(request.url, [this] { return std::make_unique<exec::RateLimiter>(m_rate, m_clock); });
    TRY(limiter.acquire(ctx));
    auto answer = ask(request, ctx, sink);
    if (answer && (answer->status == 429 || answer->status == 503)) {
      const auto wait = parse_retry_after(answer->header("retry-after"), m_clock.now());
      if (wait && *wait <= m_longest) {
        limiter.pause_until(m_clock.steady() + *wait);
      }
    }
    return answer;
  }

  const exec::Rate m_rate;
  const Millis m_longest;
  Clock& m_clock;
  PerHost<exec::RateLimiter> m_limiters;
};

} // namespace

std::shared_ptr<HttpTransport> make_retrying_transport(std::shared_ptr<HttpTransport> inner,
                                                       const ResilienceSettings& settings)
{
  return std::make_shared<Retrying>(std::move(inner), settings);
}

std::shared_ptr<HttpTransport> make_breaking_transport(std::shared_ptr<HttpTransport> inner,
                                                       const ResilienceSettings& settings)
{
  return std::make_shared<Breaking>(std::move(inner), settings);
}

std::shared_ptr<HttpTransport> make_rate_limited_transport(std::shared_ptr<HttpTransport> inner,
                                                           const ResilienceSettings& settings, Clock& clock)
{
  return std::make_shared<RateLimited>(std::move(inner), settings, clock);
}

std::shared_ptr<HttpTransport> make_resilient_transport(std::shared_ptr<HttpTransport> inner,
                                                        const ResilienceSettings& settings, Clock& clock)
{
  return make_breaking_transport(
    make_retrying_transport(make_rate_limited_transport(std::move(inner), settings, clock), settings), settings);
}

} // namespace tilores::net

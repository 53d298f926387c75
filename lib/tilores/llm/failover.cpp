#include <tilores/llm/policy.hpp>
#include <tilores/llm/provider.hpp>

#include <atomic>
#include <mutex>

namespace tilores::llm {

namespace {

constexpr Millis k_cool_down{5'000};     // after a 429 without a hint
constexpr Millis k_long_open{3'600'000}; // keys, quotas and models do not mend themselves soon
constexpr int k_failures = 5;            // questions in a row that failed before later processes ask others first
constexpr Millis k_pause{30'000};        // for so long, doubling
constexpr Millis k_longest_pause{300'000};

struct Slot {
  explicit Slot(Candidate c, const exec::BreakerSettings& settings, std::uint64_t seed)
    : candidate(std::move(c)), breaker(settings, seed)
  {
  }
  Candidate candidate;
  exec::CircuitBreaker breaker;
  std::mutex mutex;
  SteadyTime rests_until{};
  std::optional<Error> why;
};

class Failover final : public ChatProvider {
public:
  Failover(std::vector<Candidate> candidates, FailoverSettings settings) : m_settings(std::move(settings))
  {
    for (Candidate& candidate : candidates) {
      m_slots.push_back(std::make_unique<Slot>(std::move(candidate), m_settings.breaker, m_settings.seed));
    }
  }

  ChatOutcome complete(const ChatRequest& request, const TokenSink& sink, const CallContext& ctx) override
  {
    const std::uint64_t tokens = estimate_tokens(request);
    ChatOutcome last{fail(ErrorKind::unavailable, "no model can be asked now"), Fault::transient};
    std::vector<std::string> notices;
    std::uint64_t too_small = 0; // contexts up to this one were too short
    std::string before;
    const auto said = [&](ChatOutcome outcome) {
      outcome.notices = std::move(notices);
      return outcome;
    };
    for (const Turn& turn : turns(ctx)) {
      Slot& slot = *turn.slot;
      const Model& model = slot.candidate.model;
      const bool too_long = model.context > 0 && tokens > model.context + model.context / 2;
      if ((request.customer_data && !slot.candidate.customer_data) || (too_small > 0 && model.context <= too_small)) {
        continue;
      }
      if (too_long) {
        if (last.fault == Fault::transient) {
          last = {fail(ErrorKind::unsupported, "the request is too long for " + model.name,
                       "ask a model with a larger context"),
                  Fault::context_length};
        }
        continue;
      }
      if (auto why = rests(slot, ctx)) {
        last = {fail(std::move(*why)), Fault::transient};
        continue;
      }
      if (!before.empty()) {
        notices.push_back(before + " failed; asking " + model.name + " of " + model.provider);
      } else if (turn.before_resting != nullptr) {
        notices.push_back(turn.before_resting->candidate.model.name + " failed lately; asking " + model.name + " of " +
                          model.provider);
      }
      last = ask(slot, request, sink, tokens,
                 turn.resting || request.once ? 1 : ctx.attempts.value_or(m_settings.retry.attempts), ctx);
      note(slot, last, ctx);
      if (last.reply || !decide(last.fault).next_provider) {
        return said(std::move(last));
      }
      too_small = last.fault == Fault::context_length ? std::max(too_small, model.context) : too_small;
      before = model.name;
      if (ctx.deadline.passed(*ctx.clock) || ctx.stop.stop_requested()) {
        break;
      }
    }
    return said(std::move(last));
  }

private:
  struct Turn {
    Slot* slot = nullptr;
    bool resting = false;                 // by the book
    const Slot* before_resting = nullptr; // the first candidate, where it rests and this one is asked in its place
  };

  // In order; those that rest by the book come last.
  std::vector<Turn> turns(const CallContext& ctx)
  {
    std::vector<Turn> awake;
    std::vector<Turn> resting;
    for (const auto& slot : m_slots) {
      const auto rest = m_settings.rests ? m_settings.rests->find(slot->candidate.id) : std::nullopt;
      const bool rests = rest && ctx.clock->now() < rest->until;
      (rests ? resting : awake).push_back({slot.get(), rests, nullptr});
    }
    if (!resting.empty() && !awake.empty() && resting.front().slot == m_slots.front().get()) {
      awake.front().before_resting = m_slots.front().get();
    }
    awake.insert(awake.end(), resting.begin(), resting.end());
    return awake;
  }

  // Why the candidate is left out; nullopt: it is not.
  static std::optional<Error> rests(Slot& slot, const CallContext& ctx)
  {
    const std::lock_guard lock(slot.mutex);
    return ctx.clock->steady() < slot.rests_until ? slot.why : std::nullopt;
  }

  static void rest(Slot& slot, Millis duration, const Error& why, const CallContext& ctx)
  {
    const std::lock_guard lock(slot.mutex);
    slot.rests_until = std::max(slot.rests_until, ctx.clock->steady() + duration);
    slot.why = why;
  }

  // What later processes should know of this outcome.
  void note(const Slot& slot, const ChatOutcome& outcome, const CallContext& ctx) const
  {
    if (!m_settings.rests) {
      return;
    }
    const BreakerAction action = decide(outcome.fault).breaker;
    if (outcome.fault != Fault::none && action == BreakerAction::none) {
      return;
    }
    Rest rest = m_settings.rests->find(slot.candidate.id).value_or(Rest{});
    if (outcome.fault == Fault::none) {
      if (rest.failures > 0) {
        m_settings.rests->note(slot.candidate.id, {});
      }
      return;
    }
    ++rest.failures;
    const Millis pause =
      action == BreakerAction::open ? k_long_open
      : action == BreakerAction::cool_down
        ? Millis{outcome.reply ? 0 : outcome.reply.error().retry_after_ms.value_or(k_cool_down.count())}
      : rest.failures >= k_failures
        ? std::min(k_pause * (1 << std::min(rest.failures - k_failures, 4)), k_longest_pause)
        : Millis{0};
    rest.until = ctx.clock->now() + std::min(pause, k_long_open);
    m_settings.rests->note(slot.candidate.id, rest);
  }

  double jitter()
  {
    // SplitMix64 (Steele, Lea, Flood 2014).
    std::uint64_t z = m_settings.seed + 0x9E3779B97F4A7C15U * ++m_drawn;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1.0p-53;
  }

  ChatOutcome ask(Slot& slot, const ChatRequest& request, const TokenSink& sink, std::uint64_t tokens, int attempts,
                  const CallContext& ctx)
  {
    const Model& model = slot.candidate.model;
    for (int attempt = 1;; ++attempt) {
      const auto permit = slot.breaker.allow(ctx.clock->steady());
      if (!permit) {
        Error open{ErrorKind::unavailable, model.provider + ": its circuit is open", {}, {}, {}};
        if (const auto until = slot.breaker.retry_at()) {
          open.retry_after_ms =
            std::max<std::int64_t>(1, std::chrono::duration_cast<Millis>(*until - ctx.clock->steady()).count());
        }
        return {fail(std::move(open)), Fault::transient};
      }
      if (request.meter != nullptr) {
        if (auto held = request.meter->reserve(model, tokens, request.max_tokens, ctx); !held) {
          slot.breaker.record(*permit, exec::CallOutcome::ignored, Millis{0}, ctx.clock->steady());
          return {fail(std::move(held).error()), Fault::bad_request};
        }
      }
      const SteadyTime began = ctx.clock->steady();
      ChatOutcome outcome = slot.candidate.provider->complete(request, sink, ctx);
      const auto took = std::chrono::duration_cast<Millis>(ctx.clock->steady() - began);
      if (request.meter != nullptr) {
        ChatUsage usage = outcome.reply ? outcome.reply->usage : outcome.usage;
        if (outcome.reply && !usage.reported) { // what the provider does not tell is estimated
          usage.input = tokens;
          usage.output = estimate_tokens(outcome.reply->content) + 16 * outcome.reply->calls.size();
        }
        request.meter->settle(outcome.reply ? m_settings.catalogue.answering(model, outcome.reply->model) : model,
                              usage, ctx);
      }
      const Decision decision = decide(outcome.fault);
      const bool counts = decision.breaker == BreakerAction::count || decision.breaker == BreakerAction::cool_down;
      slot.breaker.record(*permit,
                          outcome.fault == Fault::none ? exec::CallOutcome::success
                          : counts                     ? exec::CallOutcome::failure
                                                       : exec::CallOutcome::ignored,
                          took, ctx.clock->steady());
      if (outcome.reply) {
        return outcome;
      }
      const auto hint = outcome.reply.error().retry_after_ms;
      if (decision.breaker == BreakerAction::open) {
        rest(slot, k_long_open, outcome.reply.error(), ctx);
      }
      if (!decision.retry_same) {
        return outcome;
      }
      const auto why = outcome.fault == Fault::rate ? exec::RetryClass::throttling : exec::RetryClass::transient;
      const auto delay =
        exec::retry_delay(m_settings.retry, why, attempt, jitter(), hint ? std::optional(Millis{*hint}) : std::nullopt);
      const auto left = ctx.deadline.left(*ctx.clock);
      const bool another_waits = m_slots.size() > 1 && hint && Millis{*hint} > Millis{1000};
      if (!delay || attempt >= attempts || (left && *delay >= *left) || another_waits ||
          !ctx.clock->sleep(*delay, ctx.stop)) {
        if (decision.breaker == BreakerAction::cool_down) {
          rest(slot, hint ? Millis{*hint} : k_cool_down, outcome.reply.error(), ctx);
        }
        return outcome;
      }
    }
  }

  FailoverSettings m_settings;
  std::vector<std::unique_ptr<Slot>> m_slots;
  std::atomic<std::uint64_t> m_drawn = 0;
};

} // namespace

std::shared_ptr<ChatProvider> make_failover(std::vector<Candidate> candidates, FailoverSettings settings)
{
  return std::make_shared<Failover>(std::move(candidates), std::move(settings));
}

} // namespace tilores::llm

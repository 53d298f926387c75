#include <tilores/llm/policy.hpp>
#include <tilores/llm/provider.hpp>

#include <atomic>
#include <mutex>

namespace tilores::llm {

namespace {

constexpr Millis k_cool_down{5'000};     // after a 429 without a hint
constexpr Millis k_long_open{3'600'000}; // keys, quotas and models do not mend themselves soon

struct Slot {
  explicit Slot(Candidate c, const exec::BreakerSettings& settings, std::uint64_t seed) : candidate(std::move(c)), breaker(settings, seed) {}
  Candidate candidate;
  exec::CircuitBreaker breaker;
  std::mutex mutex;
  SteadyTime rests_until{};
};

class Failover final : public ChatProvider {
public:
  Failover(std::vector<Candidate> candidates, FailoverSettings settings, std::shared_ptr<Meter> meter) : m_settings(std::move(settings)), m_meter(std::move(meter))
  {
    for (Candidate& candidate : candidates) {
      m_slots.push_back(std::make_unique<Slot>(std::move(candidate), m_settings.breaker, m_settings.seed));
    }
  }

  ChatOutcome complete(const ChatRequest& request, const TokenSink& sink, const CallContext& ctx) override
  {
    const std::uint64_t tokens = estimate_tokens(request);
    ChatOutcome last{fail(ErrorKind::unavailable, "no model can be asked now"), Fault::transient};
    std::uint64_t too_small = 0; // contexts up to this one were too short
    std::string before;
    for (const auto& slot : m_slots) {
      const Model& model = slot->candidate.model;
      if (rests(*slot, ctx) || (too_small > 0 && model.context <= too_small) || (model.context > 0 && tokens > model.context + model.context / 2)) {
        if (last.fault == Fault::transient && model.context > 0 && tokens > model.context + model.context / 2) {
          last = {fail(ErrorKind::unsupported, "the request is too long for " + model.name, "ask a model with a larger context"), Fault::context_length};
        }
        continue;
      }
      if (!before.empty() && m_settings.notice) {
        m_settings.notice(before + " failed; asking " + model.name + " of " + model.provider);
      }
      last = ask(*slot, request, sink, tokens, ctx);
      if (last.reply || !decide(last.fault).next_provider) {
        return last;
      }
      too_small = last.fault == Fault::context_length ? std::max(too_small, model.context) : too_small;
      before = model.name;
      if (ctx.deadline.passed(*ctx.clock) || ctx.stop.stop_requested()) {
        break;
      }
    }
    return last;
  }

private:
  static bool rests(Slot& slot, const CallContext& ctx)
  {
    const std::lock_guard lock(slot.mutex);
    return ctx.clock->steady() < slot.rests_until;
  }

  static void rest(Slot& slot, Millis duration, const CallContext& ctx)
  {
    const std::lock_guard lock(slot.mutex);
    slot.rests_until = std::max(slot.rests_until, ctx.clock->steady() + duration);
  }

  double jitter()
  {
    // SplitMix64 (Steele, Lea, Flood 2014).
    std::uint64_t z = m_settings.seed + 0x9E3779B97F4A7C15U * ++m_drawn;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1.0p-53;
  }

  ChatOutcome ask(Slot& slot, const ChatRequest& request, const TokenSink& sink, std::uint64_t tokens, const CallContext& ctx)
  {
    const Model& model = slot.candidate.model;
    for (int attempt = 1;; ++attempt) {
      const auto permit = slot.breaker.allow(ctx.clock->steady());
      if (!permit) {
        return {fail(ErrorKind::unavailable, model.provider + ": its circuit is open"), Fault::transient};
      }
      if (m_meter) {
        if (auto held = m_meter->reserve(model, tokens, request.max_tokens, ctx); !held) {
          slot.breaker.record(*permit, exec::CallOutcome::ignored, Millis{0}, ctx.clock->steady());
          return {fail(std::move(held).error()), Fault::bad_request};
        }
      }
      const SteadyTime began = ctx.clock->steady();
      ChatOutcome outcome = slot.candidate.provider->complete(request, sink, ctx);
      const auto took = std::chrono::duration_cast<Millis>(ctx.clock->steady() - began);
      if (m_meter) {
        ChatUsage usage = outcome.reply ? outcome.reply->usage : ChatUsage{};
        if (outcome.reply && !usage.reported) { // what the provider does not tell is estimated
          usage.input = tokens;
          usage.output = estimate_tokens(outcome.reply->content) + 16 * outcome.reply->calls.size();
        }
        m_meter->settle(model, usage, ctx);
      }
      const Decision decision = decide(outcome.fault);
      const bool counts = decision.breaker == BreakerAction::count || decision.breaker == BreakerAction::cool_down;
      slot.breaker.record(*permit, outcome.fault == Fault::none ? exec::CallOutcome::success : counts ? exec::CallOutcome::failure : exec::CallOutcome::ignored, took, ctx.clock->steady());
      if (outcome.reply) {
        return outcome;
      }
      const auto hint = outcome.reply.error().retry_after_ms;
      if (decision.breaker == BreakerAction::open) {
        rest(slot, k_long_open, ctx);
      }
      if (!decision.retry_same) {
        return outcome;
      }
      const auto why = outcome.fault == Fault::rate ? exec::RetryClass::throttling : exec::RetryClass::transient;
      const auto delay = exec::retry_delay(m_settings.retry, why, attempt, jitter(), hint ? std::optional(Millis{*hint}) : std::nullopt);
      const auto left = ctx.deadline.left(*ctx.clock);
      const bool another_waits = m_slots.size() > 1 && hint && Millis{*hint} > Millis{1000};
      if (!delay || (left && *delay >= *left) || another_waits || !ctx.clock->sleep(*delay, ctx.stop)) {
        if (decision.breaker == BreakerAction::cool_down) {
          rest(slot, hint ? Millis{*hint} : k_cool_down, ctx);
        }
        return outcome;
      }
    }
  }

  FailoverSettings m_settings;
  std::shared_ptr<Meter> m_meter;
  std::vector<std::unique_ptr<Slot>> m_slots;
  std::atomic<std::uint64_t> m_drawn = 0;
};

} // namespace

std::shared_ptr<ChatProvider> make_failover(std::vector<Candidate> candidates, FailoverSettings settings, std::shared_ptr<Meter> meter)
{
  return std::make_shared<Failover>(std::move(candidates), std::move(settings), std::move(meter));
}

} // namespace tilores::llm

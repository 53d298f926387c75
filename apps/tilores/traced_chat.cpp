#include "traced_chat.hpp"

#include "content.hpp"

#include <tilores/base/span.hpp>

#include <utility>

namespace tilores::app {
namespace {

// Well-known values of gen_ai.provider.name; other providers keep their own name.
std::string_view convention_name(std::string_view provider)
{
  return provider == "gemini" ? "gcp.gemini" : provider == "mistral" ? "mistral_ai" : provider;
}

std::string_view finish_reason(llm::StopReason reason)
{
  switch (reason) {
  case llm::StopReason::stop: return "stop";
  case llm::StopReason::length: return "length";
  case llm::StopReason::tool_calls: return "tool_calls";
  case llm::StopReason::blocked: return "content_filter";
  case llm::StopReason::broken: return "error";
  }
  return "error";
}

class TracedChat final : public llm::ChatProvider {
public:
  TracedChat(std::shared_ptr<llm::ChatProvider> inner, llm::Model model)
    : m_inner(std::move(inner)), m_model(std::move(model))
  {
  }

  llm::ChatOutcome complete(const llm::ChatRequest& request, const llm::TokenSink& sink,
                            const CallContext& ctx) override
  {
    ScopedSpan span(ctx, "chat " + m_model.name);
    span.set("gen_ai.operation.name", "chat");
    span.set("gen_ai.provider.name", convention_name(m_model.provider));
    span.set("gen_ai.request.model", m_model.name);
    span.set("gen_ai.request.max_tokens", static_cast<std::int64_t>(request.max_tokens));
    if (span.content()) {
      span.set("gen_ai.input.messages", messages_json(request.messages));
      if (const std::string instructions = instructions_json(request.messages); !instructions.empty()) {
        span.set("gen_ai.system_instructions", instructions);
      }
    }
    auto outcome = m_inner->complete(request, sink, span.context());
    if (!outcome.reply) {
      span.fail(to_string(outcome.reply.error().kind));
      return outcome;
    }
    const llm::ChatReply& reply = *outcome.reply;
    span.set("gen_ai.response.finish_reasons", std::vector<std::string>{std::string(finish_reason(reply.stop))});
    if (span.content()) {
      span.set("gen_ai.output.messages", answer_json(reply.content, reply.calls, finish_reason(reply.stop)));
    }
    if (!reply.model.empty()) {
      span.set("gen_ai.response.model", reply.model);
    }
    span.set("gen_ai.usage.input_tokens", static_cast<std::int64_t>(reply.usage.input));
    span.set("gen_ai.usage.output_tokens", static_cast<std::int64_t>(reply.usage.output));
    span.set("gen_ai.usage.cache_read.input_tokens", static_cast<std::int64_t>(reply.usage.cached));
    if (const auto cost = llm::cost_of(m_model, reply.usage)) {
      span.set("tilores.cost_usd", *cost);
    }
    return outcome;
  }

private:
  std::shared_ptr<llm::ChatProvider> m_inner;
  llm::Model m_model;
};

} // namespace

std::shared_ptr<llm::ChatProvider> make_traced_chat(std::shared_ptr<llm::ChatProvider> inner, llm::Model model)
{
  return std::make_shared<TracedChat>(std::move(inner), std::move(model));
}

} // namespace tilores::app

#include "batch_ask.hpp"

#include <tilores/assist/ask.hpp>
#include <tilores/llm/chat.hpp>

namespace tilores::app {

Result<std::shared_ptr<const Assistant>> make_batch_assistant(Session& session, std::optional<double> max_cost)
{
  AssistantSettings settings;
  settings.choice.max_cost_together = max_cost;
  settings.fall_back = false;
  TRY_ASSIGN(auto assistant, Assistant::make(session, std::move(settings)));
  return std::shared_ptr<const Assistant>(std::make_shared<Assistant>(std::move(assistant)));
}

jobs::Operation make_ask_operation(std::shared_ptr<const Assistant> assistant, backend::Reader& reader,
                                   std::string region)
{
  return [assistant = std::move(assistant), &reader, region = std::move(region)](
           const jobs::RowQuestion& question, unsigned, const CallContext& ctx) -> Result<jobs::RowAnswer> {
    assist::AskRequest request;
    request.question = question.text;
    request.region = region;
    if (!question.who.identifiers.empty()) {
      request.customer = question.who;
    }
    jobs::RowAnswer answer;
    auto got = assistant->ask(
      request, [&reader]() -> Result<backend::Reader*> { return &reader; }, ctx);
    if (!got && (got.error().kind == ErrorKind::blocked || got.error().kind == ErrorKind::unsupported)) {
      answer.status = jobs::RowStatus::error; // declined: it is this question, not the run
      answer.error = std::move(got).error();
      return answer;
    }
    TRY_ASSIGN(const assist::AskResult asked, std::move(got));
    JsonWriter json(answer.result);
    assist::write_ask(json, asked);
    answer.usd = asked.asked_model ? asked.usd : std::nullopt;
    if (asked.customers.size() == 1) {
      answer.entity_id = asked.customers.front().id;
      answer.records = asked.customers.front().records.size();
    }
    if (asked.error && asked.error->kind == ErrorKind::not_found) {
      answer.status = jobs::RowStatus::not_found;
    } else if (asked.error && (asked.error->kind == ErrorKind::ambiguous || asked.error->kind == ErrorKind::clarify)) {
      answer.status = jobs::RowStatus::ambiguous;
    } else if (asked.error) {
      return fail(*asked.error);
    }
    answer.error = asked.error;
    return answer;
  };
}

std::optional<double> most_a_row(const Assistant& assistant, std::string_view question)
{
  // Prompt, tools and data about 4000 tokens, twice; the answer as long as allowed.
  const llm::Model* const model = assistant.model(true);
  return model == nullptr ? std::optional<double>(0)
                          : llm::most_of(*model, 2 * (4000 + llm::estimate_tokens(question)), 2 * 800);
}

} // namespace tilores::app

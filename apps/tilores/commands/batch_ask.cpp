#include "batch_ask.hpp"

#include <tilores/assist/ask.hpp>

namespace tilores::app {

jobs::Operation make_ask_operation(backend::Reader& reader, std::string region)
{
  return [&reader, region = std::move(region)](const jobs::RowQuestion& question, unsigned, const CallContext& ctx) -> Result<jobs::RowAnswer> {
    assist::AskRequest request;
    request.question = question.text;
    request.region = region;
    if (!question.who.identifiers.empty()) {
      request.customer = question.who;
    }
    TRY_ASSIGN(const assist::AskResult asked, assist::ask_offline(request, [&reader]() -> Result<backend::Reader*> { return &reader; }, ctx));
    jobs::RowAnswer answer;
    JsonWriter json(answer.result);
    assist::write_ask(json, asked);
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

} // namespace tilores::app

#include "ask_outcome.hpp"

#include <tilores/assist/tools.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/output/terminal_text.hpp>

#include <algorithm>

namespace tilores::app {

Outcome answer_outcome(assist::AskResult result)
{
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  assist::write_ask(json, result);
  outcome.card = output::visible(result.answer.text, output::Lines::many) + "\n";
  outcome.columns = {output::column("answer"), output::column("customer.name"), output::column("customer.entity_id"),
                     output::column("finish")};
  for (const char* const name :
       {"customer.*", "customers.*", "route.*", "tools.*", "sources.*", "ungrounded.*", "model", "provider", "usage.*",
        "cost.*", "session", "candidates.*", "distinguish.*"}) {
    outcome.known.push_back(output::column(name));
  }
  outcome.error = std::move(result.error);
  outcome.warnings = std::move(result.warnings);
  return outcome;
}

Result<Outcome> plan_outcome(const Assistant& assistant, const assist::AskRequest& request)
{
  TRY_ASSIGN(const auto scope, assist::plan_ask(request));
  const bool customers = assist::route_of(scope.routed.action) == assist::Route::customer;
  const bool asks = scope.routed.action == assist::Action::general || customers;
  const llm::Model* const model = asks ? assistant.model(customers) : nullptr;
  Outcome outcome;
  assist::AskResult route;
  route.routed = scope.routed;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  json.begin_object().key("route");
  assist::write_route(json, route);
  json.key("calls").begin_array();
  for (const assist::ToolUse& call : scope.tools) {
    json.begin_object().member("name", call.name).key("arguments").raw(call.arguments).end_object();
  }
  json.end_array().member("model", model != nullptr ? std::optional<std::string>(model->name) : std::nullopt);
  // Prompt and tools about 2000 tokens, up to 2000 of data a customer, twice; the answer as long as allowed.
  const auto usd = model != nullptr
                     ? llm::most_of(*model,
                                    2 * (2000 + 2000 * std::max<std::uint64_t>(1, scope.routed.subjects.size()) +
                                         llm::estimate_tokens(request.question)),
                                    2 * 800)
                     : std::optional<double>(0);
  json.key("cost").begin_object().member("usd", usd).member("priced", usd.has_value()).end_object().end_object();
  outcome.columns = {output::column("route.route"), output::column("route.action"), output::column("calls"),
                     output::column("model"), output::column("cost.usd")};
  return outcome;
}

Outcome tools_outcome()
{
  Outcome outcome;
  outcome.data = assist::tools_json();
  outcome.rows = "items";
  outcome.columns = {output::column("name"), output::column("description")};
  outcome.known = {output::column("input_schema"), output::column("input_schema.*")};
  return outcome;
}

} // namespace tilores::app

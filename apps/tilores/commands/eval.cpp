// tilores eval: measures the parts that judge questions against labelled sets.
#include "../commands.hpp"

#include <tilores/assist/route_eval.hpp>
#include <tilores/base/file.hpp>
#include <tilores/base/json_writer.hpp>

#include <cmath>
#include <memory>
#include <optional>

namespace tilores::app {
namespace {

struct EvalArgs {
  std::string set;
  bool predictions = false;
};

double rounded(double value) { return std::round(value * 10'000) / 10'000; }

void write_rate(JsonWriter& json, std::string_view name, const assist::Rate& rate)
{
  // Without cases there is no rate: null, not zero.
  const auto shown = [&](double value) { return rate.of == 0 ? std::nullopt : std::optional(rounded(value)); };
  const assist::Interval interval = assist::wilson(rate);
  json.key(name)
    .begin_object()
    .member("value", shown(rate.value()))
    .member("hits", std::uint64_t{rate.hits})
    .member("of", std::uint64_t{rate.of});
  json.member("low", shown(interval.low)).member("high", shown(interval.high)).end_object();
}

Result<Outcome> run_eval_route(const EvalArgs& args)
{
  TRY_ASSIGN(const std::string text, read_file(args.set));
  TRY_ASSIGN(const auto eval, assist::evaluate_routes(text));
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  if (args.predictions) {
    json.begin_object().key("items").begin_array();
    for (const assist::RoutePrediction& prediction : eval.predictions) {
      json.raw(assist::prediction_json(prediction));
    }
    json.end_array().member("total", std::uint64_t{eval.predictions.size()}).end_object();
    outcome.rows = "items";
    outcome.columns = {output::column("id"), output::column("route"), output::column("action"),
                       output::column("subjects")};
    return outcome;
  }
  json.begin_object().member("cases", std::uint64_t{eval.cases});
  write_rate(json, "route", eval.route);
  write_rate(json, "action", eval.action);
  write_rate(json, "subjects", eval.subjects);
  write_rate(json, "exact", eval.exact);
  write_rate(json, "customer_or_general", eval.customer_or_general);
  json.key("identifiers")
    .begin_object()
    .member("precision", rounded(eval.precision()))
    .member("recall", rounded(eval.recall()))
    .member("f1", rounded(eval.f1()));
  json.member("true_positives", std::uint64_t{eval.true_positives})
    .member("false_positives", std::uint64_t{eval.false_positives});
  json.member("false_negatives", std::uint64_t{eval.false_negatives}).end_object();
  write_rate(json, "lookalikes_taken", eval.lookalikes_taken);
  write_rate(json, "identifiers_where_none", eval.identifiers_where_none);
  write_rate(json, "refuse_recall", eval.refuse_recall);
  write_rate(json, "false_refusals", eval.false_refusals);
  json.end_object();
  for (const char* const name :
       {"cases", "route.value", "action.value", "exact.value", "exact.low", "exact.high", "identifiers.f1",
        "lookalikes_taken.value", "refuse_recall.value", "false_refusals.value"}) {
    outcome.columns.push_back(output::column(name));
  }
  for (const char* const name :
       {"route.*", "action.*", "subjects.*", "exact.*", "customer_or_general.*", "identifiers.*", "lookalikes_taken.*",
        "identifiers_where_none.*", "refuse_recall.*", "false_refusals.*"}) {
    outcome.known.push_back(output::column(name));
  }
  return outcome;
}

} // namespace

Run declare_eval(Flags& flags)
{
  flags.note("tilores eval route SET.jsonl");
  return [](Session&) -> Result<Outcome> {
    return fail(ErrorKind::usage, "eval: nothing to do", "tilores eval route SET.jsonl");
  };
}

Run declare_eval_route(Flags& flags)
{
  const auto args = std::make_shared<EvalArgs>();
  flags.required("SET", args->set, "JSON Lines with id, region, text, history, expect");
  flags.toggle("--predictions", args->predictions, "what was decided for each case instead of figures");
  flags.example("tilores eval route tests/data/routing/dev.jsonl");
  flags.example("tilores eval route SET.jsonl --predictions -o jsonl");
  return [args](Session&) { return run_eval_route(*args); };
}

} // namespace tilores::app

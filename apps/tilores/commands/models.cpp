// tilores models: the catalogue of language models.
#include "../commands.hpp"
#include "../wiring.hpp"
#include "../wiring_llm.hpp"

#include <tilores/base/json_writer.hpp>

#include <algorithm>

namespace tilores::app {
namespace {

Result<Outcome> run_models(Session& session)
{
  TRY_ASSIGN(const config::Settings* const settings, session.services.settings());
  TRY_ASSIGN(const auto catalogue, catalogue_of(*settings));
  const auto configured = configured_providers(*settings);
  const Date today = to_date(session.ctx.clock->now());
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  json.begin_object().key("items").begin_array();
  const auto text_or_null = [](const std::string& text) { return text.empty() ? std::optional<std::string>{} : text; };
  for (const llm::Model& model : catalogue.models()) {
    const bool ready =
      std::ranges::any_of(configured, [&](const llm::Provider* provider) { return provider->name == model.provider; });
    json.begin_object().member("model", model.name).member("provider", model.provider).key("aliases").begin_array();
    for (const std::string& alias : model.aliases) {
      json.value(alias);
    }
    json.end_array().member("state", model.retires_on && *model.retires_on <= today ? "retired"
                                     : model.retires_on                             ? "retiring"
                                                                                    : "served");
    json.member("configured", ready)
      .member("default", model.is_default)
      .member("context", model.context > 0 ? std::optional(model.context) : std::nullopt);
    json.member("input_usd_per_million", model.price.input)
      .member("cached_usd_per_million", model.price.cached)
      .member("written_usd_per_million", model.price.written)
      .member("output_usd_per_million", model.price.output);
    json.member("price_source", text_or_null(model.price_source)).member("price_date", text_or_null(model.price_date));
    json
      .member("retires_on", model.retires_on ? std::optional<std::string>(to_string(*model.retires_on)) : std::nullopt)
      .member("replaced_by", text_or_null(model.replaced_by))
      .end_object();
  }
  json.end_array().member("total", std::uint64_t{catalogue.models().size()}).end_object();
  outcome.rows = "items";
  for (const char* const name :
       {"model", "provider", "state", "configured", "input_usd_per_million", "output_usd_per_million", "retires_on"}) {
    outcome.columns.push_back(output::column(name));
  }
  for (const char* const name : {"aliases", "default", "context", "cached_usd_per_million", "written_usd_per_million",
                                 "price_source", "price_date", "replaced_by"}) {
    outcome.known.push_back(output::column(name));
  }
  return outcome;
}

} // namespace

Run declare_models(Flags& flags)
{
  flags.example("tilores models list --fields model,retires_on,replaced_by");
  return run_models;
}

} // namespace tilores::app

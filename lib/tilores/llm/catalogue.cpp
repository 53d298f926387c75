#include <tilores/llm/catalogue.hpp>

#include <tilores/base/json.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>

extern "C" {
extern const char tilores_models_json[];
extern const std::uint64_t tilores_models_json_size;
}

namespace tilores::llm {

namespace {

Price price_from(Json json)
{
  return {json["input"].number(), json["cached"].number(), json["output"].number(), json["written"].number()};
}

bool retired(const Model& model, const Date& today) { return model.retires_on && *model.retires_on <= today; }

} // namespace

std::optional<double> cost_of(const Model& model, const ChatUsage& usage)
{
  if (usage.usd) {
    return usage.usd;
  }
  const Price& price = model.tier_above > 0 && usage.input > model.tier_above ? model.tier : model.price;
  if (!price.input || !price.output) {
    return std::nullopt;
  }
  const auto cached = static_cast<double>(std::min(usage.cached, usage.input));
  const double written = std::min(static_cast<double>(usage.cache_written), static_cast<double>(usage.input) - cached);
  const double fresh = static_cast<double>(usage.input) - cached - written;
  return (fresh * *price.input + cached * price.cached.value_or(*price.input) +
          written * price.written.value_or(*price.input) + static_cast<double>(usage.output) * *price.output) /
         1e6;
}

std::optional<double> most_of(const Model& model, std::uint64_t input_tokens, unsigned max_tokens)
{
  ChatUsage usage;
  usage.input = input_tokens;
  usage.cache_written = model.price.written ? input_tokens : 0;
  usage.output = max_tokens;
  return cost_of(model, usage);
}

Result<Catalogue> Catalogue::parse(std::string text)
{
  TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(std::move(text)));
  const Json rows = document.root()["models"];
  if (!rows.is_array()) {
    return fail(ErrorKind::bad_data, "the model catalogue has no list \"models\"");
  }
  Catalogue catalogue;
  for (const Json row : rows.elements()) {
    Model model;
    model.name = row["name"].text();
    model.provider = row["provider"].text();
    if (model.name.empty() || model.provider.empty()) {
      return fail(ErrorKind::bad_data, "model " + std::to_string(catalogue.m_models.size() + 1) +
                                         " of the catalogue has no name or no provider");
    }
    for (const Json alias : row["aliases"].elements()) {
      model.aliases.emplace_back(alias.text());
    }
    model.context = static_cast<std::uint64_t>(std::max<std::int64_t>(0, row["context"].integer().value_or(0)));
    model.max_output = static_cast<std::uint64_t>(std::max<std::int64_t>(0, row["max_output"].integer().value_or(0)));
    model.price = price_from(row["price"]);
    const Json tier = row["price"]["above"];
    model.tier_above =
      static_cast<std::uint64_t>(std::max<std::int64_t>(0, tier["prompt_tokens"].integer().value_or(0)));
    model.tier = price_from(tier);
    model.price_source = row["price"]["source"].text();
    model.price_date = row["price"]["date"].text();
    if (row["retires_on"].is_string()) {
      model.retires_on = parse_iso_date(row["retires_on"].text());
      if (!model.retires_on) {
        return fail(ErrorKind::bad_data, "model '" + model.name + "' of the catalogue: retires_on is not YYYY-MM-DD");
      }
    }
    model.replaced_by = row["replaced_by"].text();
    model.is_default = row["default"].boolean();
    catalogue.m_models.push_back(std::move(model));
  }
  return catalogue;
}

const Catalogue& Catalogue::embedded()
{
  static const Catalogue catalogue = [] {
    auto parsed = parse(std::string(tilores_models_json, static_cast<std::size_t>(tilores_models_json_size)));
    return parsed ? std::move(*parsed) : Catalogue{};
  }();
  return catalogue;
}

Result<Model> Catalogue::find(std::string_view name, const Date& today) const
{
  std::vector<std::string> names;
  for (const Model& model : m_models) {
    const bool fits = model.name == name || std::ranges::find(model.aliases, name) != model.aliases.end() ||
                      model.provider + "/" + model.name == name;
    if (fits && retired(model, today)) {
      return fail(ErrorKind::unsupported, "model '" + model.name + "' is retired since " + to_string(*model.retires_on),
                  model.replaced_by.empty() ? "see 'tilores models list'" : "use " + model.replaced_by);
    }
    if (fits) {
      return model;
    }
    if (model.name == "*" && name.starts_with(model.provider + "/") && name.size() > model.provider.size() + 1) {
      Model own = model;
      own.name = name.substr(model.provider.size() + 1);
      return own;
    }
    if (!retired(model, today) && model.name != "*") {
      names.push_back(model.name);
      names.insert(names.end(), model.aliases.begin(), model.aliases.end());
    }
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string_view near = nearest(name, views);
  return fail(ErrorKind::usage, "unknown model '" + std::string(name) + "'",
              near.empty() ? "see 'tilores models list'" : "did you mean '" + std::string(near) + "'?");
}

Model Catalogue::answering(const Model& asked, std::string_view answered) const
{
  if (same_model(asked, answered)) {
    return asked;
  }
  const auto known = [&](bool own) {
    return std::ranges::find_if(m_models, [&](const Model& model) {
      return (model.provider == asked.provider) == own &&
             (own && model.name == "*" ? true : model.name != "*" && same_model(model, answered));
    });
  };
  for (const bool own : {true, false}) {
    if (const auto found = known(own); found != m_models.end()) {
      return *found;
    }
  }
  Model unknown;
  unknown.name = answered;
  unknown.provider = asked.provider;
  return unknown;
}

std::optional<Model> Catalogue::default_of(std::string_view provider, const Date& today) const
{
  const auto found = std::ranges::find_if(m_models, [&](const Model& model) {
    return model.is_default && model.provider == provider && !retired(model, today);
  });
  return found == m_models.end() ? std::nullopt : std::optional<Model>(*found);
}

bool same_model(const Model& asked, std::string_view answered)
{
  if (answered.starts_with("models/")) {
    answered.remove_prefix(7);
  }
  const auto fits = [&](std::string_view name) {
    if (const std::size_t slash = name.rfind('/');
        slash != std::string_view::npos && answered == name.substr(slash + 1)) {
      return true;
    }
    if (!answered.starts_with(name) || answered.size() < name.size() + 5) {
      return answered == name;
    }
    const std::string_view version = answered.substr(name.size() + 1);
    return (answered[name.size()] == '-' || answered[name.size()] == '@') &&
           std::ranges::all_of(version, [](char c) { return is_digit(c) || c == '-'; });
  };
  return answered.empty() || fits(asked.name) || std::ranges::any_of(asked.aliases, fits);
}

} // namespace tilores::llm

#include "wiring_llm.hpp"

#include "rest_book.hpp"
#include "traced_chat.hpp"
#include "wiring.hpp"

#include <tilores/base/crypto.hpp>
#include <tilores/base/file.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>

namespace tilores::app {
namespace {

constexpr std::int64_t k_warn_days = 30; // before a model retires

std::string setting_of(const llm::Provider& provider, std::string_view what)
{
  return "llm." + std::string(provider.name) + "." + std::string(what);
}

bool is_configured(const config::Settings& settings, const llm::Provider& provider)
{
  return provider.key_required ? settings.has_secret(setting_of(provider, "api_key"))
                               : !settings.text(setting_of(provider, "base_url")).empty();
}

// Candidates in order: the model asked for, then what may stand in for it.
Result<std::vector<llm::Model>> candidates_of(const config::Settings& settings, const llm::Catalogue& catalogue,
                                              const std::string& named, const Date& today)
{
  std::vector<llm::Model> models;
  const auto add = [&](llm::Model model) {
    if (std::ranges::none_of(models, [&](const llm::Model& other) {
          return other.name == model.name && other.provider == model.provider;
        })) {
      models.push_back(std::move(model));
    }
  };
  if (!named.empty()) {
    TRY_ASSIGN(auto model, catalogue.find(named, today));
    const llm::Provider* const provider = llm::find_provider(model.provider);
    if (provider == nullptr) {
      return fail(ErrorKind::config,
                  "the catalogue gives model '" + model.name + "' to the unknown provider '" + model.provider + "'");
    }
    if (!is_configured(settings, *provider)) {
      return fail(ErrorKind::auth,
                  provider->key_required ? "no key for " + model.provider : "no address for " + model.provider,
                  "set " + to_upper_ascii(model.provider) + (provider->key_required ? "_API_KEY" : "_BASE_URL") +
                    ", or ask with --offline");
    }
    add(std::move(model));
  }
  const std::string& fallback = settings.text("llm.fallback");
  if (fallback == "none") {
    return models;
  }
  if (!fallback.empty()) {
    for (const std::string_view name : split(fallback, ',')) {
      TRY_ASSIGN(auto model, catalogue.find(trim(name), today));
      const llm::Provider* const provider = llm::find_provider(model.provider);
      if (provider != nullptr && is_configured(settings, *provider)) {
        add(std::move(model));
      }
    }
    return models;
  }
  for (const llm::Provider* const provider : configured_providers(settings)) {
    if (auto model = catalogue.default_of(provider->name, today)) {
      add(std::move(*model));
    }
  }
  return models;
}

} // namespace

Result<llm::Catalogue> catalogue_of(const config::Settings& settings)
{
  const std::string& file = settings.text("llm.catalogue");
  if (file.empty()) {
    return llm::Catalogue::embedded();
  }
  TRY_ASSIGN(auto text, read_file(file, std::size_t{8} << 20U));
  return llm::Catalogue::parse(std::move(text));
}

std::vector<const llm::Provider*> configured_providers(const config::Settings& settings)
{
  std::vector<const llm::Provider*> found;
  for (const llm::Provider& provider : llm::providers()) {
    if (is_configured(settings, provider)) {
      found.push_back(&provider);
    }
  }
  return found;
}

const llm::Model* Models::first(bool customer_data) const
{
  const auto found =
    std::ranges::find_if(candidates, [&](const llm::Candidate& one) { return one.customer_data || !customer_data; });
  return found == candidates.end() ? nullptr : &found->model;
}

Result<std::optional<Models>> make_models(Session& session, const ModelChoice& choice)
{
  TRY_ASSIGN(const config::Settings* const settings, session.services.settings());
  const std::string named = choice.model.empty() ? settings->text("llm.model") : choice.model;
  if (named.empty() && configured_providers(*settings).empty()) {
    return std::optional<Models>{};
  }
  const Date today = to_date(session.ctx.clock->now());
  TRY_ASSIGN(const auto catalogue, catalogue_of(*settings));
  TRY_ASSIGN(auto models, candidates_of(*settings, catalogue, named, today));
  const auto folder = session.services.state_folder();
  const auto key = session.services.key();
  Models made;
  made.pseudonymised = false;
  const auto transport = session.services.transport();
  std::string full;
  for (llm::Model& model : models) {
    const llm::Provider* const provider = llm::find_provider(model.provider);
    if (provider == nullptr) {
      continue;
    }
    const std::string& policy = settings->text(setting_of(*provider, "data"));
    if (policy == "none") {
      made.data_notices.push_back("llm." + model.provider + ".data is none: " + model.provider +
                                  " is not asked about customers");
    }
    made.pseudonymised = made.pseudonymised || policy == "pseudonymised";
    full += policy == "full" ? (full.empty() ? "" : ", ") + model.provider : "";
    llm::ProviderSettings one;
    one.provider = provider;
    one.base_url = settings->text(setting_of(*provider, "base_url"));
    if (provider->key_required) {
      TRY_ASSIGN(one.key, settings->secret(setting_of(*provider, "api_key")));
    }
    one.model = model;
    llm::Candidate candidate;
    candidate.customer_data = policy != "none";
    if (key) {
      candidate.id = to_hex(hmac_sha256(derive_key(*key, "models"), model.provider + "\n" + one.base_url + "\n" +
                                                                      model.name + "\n" + one.key.reveal()))
                       .substr(0, 24);
    }
    candidate.provider = make_traced_chat(llm::make_chat_provider(std::move(one), transport), model);
    candidate.model = std::move(model);
    made.candidates.push_back(std::move(candidate));
  }
  if (made.candidates.empty()) {
    return std::optional<Models>{};
  }
  if (const llm::Model* const first = made.first(true)) {
    made.data_notices.push_back(made.pseudonymised ? "names, e-mails, phones and ids are replaced before " +
                                                       first->provider + " sees them (llm." + first->provider + ".data)"
                                                   : "customer data goes in full to " + full);
  }
  const llm::Model& first = made.candidates.front().model;
  if (first.retires_on && days_from_epoch(*first.retires_on) - days_from_epoch(today) <= k_warn_days) {
    made.notices.push_back("model " + first.name + " retires on " + to_string(*first.retires_on) +
                           (first.replaced_by.empty() ? "" : "; use " + first.replaced_by));
  }
  assist::BudgetSettings budget;
  budget.file = folder ? *folder + "/budget.db" : "";
  budget.per_request = choice.max_cost.value_or(settings->number("budget.request"));
  budget.together = choice.max_cost_together;
  budget.per_day = settings->number("budget.day");
  TRY_ASSIGN(made.budget, assist::open_budget(budget));
  llm::FailoverSettings failover;
  failover.retry.attempts = static_cast<int>(settings->number("retries")) + 1;
  failover.retry.base_transient = Millis{500};
  failover.retry.cap = Millis{8'000};
  failover.seed = stable_hash64(session.ctx.request_id);
  failover.catalogue = catalogue;
  failover.rests = folder ? make_rest_book(*folder + "/models.json") : nullptr;
  made.provider = llm::make_failover(made.candidates, std::move(failover));
  return std::optional<Models>(std::move(made));
}

} // namespace tilores::app

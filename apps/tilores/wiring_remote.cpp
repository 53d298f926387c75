#include "wiring_remote.hpp"

#include <tilores/base/crypto.hpp>
#include <tilores/base/text.hpp>
#include <tilores/net/curl_transport.hpp>
#include <tilores/net/resilience.hpp>
#include <tilores/observe/traced_transport.hpp>

namespace tilores::app {

Result<std::unique_ptr<Remote>> make_remote(const config::Settings& settings, const config::Environment& environment,
                                            const std::string& state, cache::Cache& cache, const Key256& key)
{
  auto remote = std::make_unique<Remote>();
  net::CurlSettings curl;
  curl.ca_file = settings.text("tilores.ca_file");
  curl.proxies = net::proxies_from({environment.begin(), environment.end()});
  const std::shared_ptr<net::HttpTransport> plain =
    observe::make_traced_transport(net::make_curl_transport(std::move(curl)));
  net::ResilienceSettings resilience;
  resilience.retry.attempts = static_cast<unsigned>(settings.number("retries")) + 1;
  resilience.rate.per_second = settings.number("tilores.rate");
  resilience.seed = stable_hash64(random_uuid());
  remote->transport = net::make_resilient_transport(plain, resilience, system_clock());

  net::OAuthSettings oauth;
  oauth.token_url = settings.text("tilores.token_url");
  oauth.client_id = settings.text("tilores.client_id");
  TRY_ASSIGN(oauth.client_secret, settings.secret("tilores.client_secret"));
  for (const std::string_view scope : split(settings.text("tilores.scopes"), ' ')) {
    if (!scope.empty()) {
      oauth.scopes.emplace_back(scope);
    }
  }
  oauth.authentication =
    settings.text("tilores.credentials") == "form" ? net::ClientAuthentication::form : net::ClientAuthentication::basic;
  oauth.cache_file = state.empty() ? "" : state + "/token";
  remote->tokens = net::make_token_source(std::move(oauth), remote->transport);

  backend::RemoteSettings instance;
  instance.api_url = settings.text("tilores.api_url");
  remote->identity = instance.api_url;
  for (const char* const role : {"email", "phone", "client_id", "crm_id", "first_name", "last_name", "dob"}) {
    const std::string& field = settings.text(std::string("roles.") + role);
    if (!field.empty()) {
      instance.roles[role] = field;
      remote->identity += std::string("\n") + role + "=" + field;
    }
  }
  const cache::CacheKey schema = cache::make_key(key, {"schema", instance.api_url});
  const cache::CacheKey outline = cache::make_key(key, {"schema-outline", instance.api_url});
  const auto known = [&cache](const cache::CacheKey& which) {
    return [&cache, which](const CallContext& ctx) {
      CallContext held = ctx; // a customer asked for anew does not need the schema anew
      held.max_age.reset();
      held.cache = ctx.cache == CacheMode::bypass ? CacheMode::bypass : CacheMode::use;
      const auto hit = cache.find(which, held);
      return hit ? *hit->entry.value : std::string{};
    };
  };
  instance.known_schema = known(schema);
  instance.known_outline = known(outline);
  remote->pin = std::make_shared<SchemaPin>(
    state.empty() ? "" : state + "/schema-" + to_hex(sha256(instance.api_url)).substr(0, 16) + ".json");
  instance.pinned_schema = [pin = remote->pin] { return pin->document(); };
  instance.learned_schema = [&cache, schema, outline, pin = remote->pin](
                              std::string_view document, std::string_view short_form, const CallContext& ctx) {
    pin->learned(document);
    cache::NewEntry entry;
    entry.kind = cache::EntryKind::fields;
    for (const auto& [at, text] : {std::pair(schema, document), std::pair(outline, short_form)}) {
      entry.value = std::make_shared<const std::string>(text);
      cache.store(at, entry, ctx);
    }
  };
  remote->instance = backend::make_remote_instance(std::move(instance), remote->transport, remote->tokens);
  remote->reader = backend::make_remote_reader(remote->instance);
  remote->loader = backend::make_remote_loader(remote->instance);
  remote->curator = backend::make_remote_curator(remote->instance);
  remote->catalogue = backend::make_remote_catalogue(remote->instance);
  return remote;
}

} // namespace tilores::app

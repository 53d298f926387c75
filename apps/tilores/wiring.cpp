#include "wiring.hpp"

#include "wiring_remote.hpp"

#include <tilores/backend/cached.hpp>
#include <tilores/backend/mirrored.hpp>
#include <tilores/base/file.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/model/contacts.hpp>
#include <tilores/model/mask.hpp>
#include <tilores/net/curl_transport.hpp>
#include <tilores/observe/audit_log.hpp>
#include <tilores/observe/traced_transport.hpp>

#include <unistd.h>

namespace tilores::app {
namespace {

using cache::EntryKind;

constexpr const char* k_no_data_hint = "tilores load --sample, or tilores load FILE";

class RealServices final : public Services {
public:
  RealServices(const Process& process, const Globals& globals) : m_process(process), m_globals(globals) {}

  Result<const config::Settings*> settings() override
  {
    if (!m_settings) {
      std::vector<std::pair<std::string, std::string>> flags;
      if (!m_globals.backend.empty()) {
        flags.emplace_back("backend", m_globals.backend);
      }
      TRY_ASSIGN(auto loaded, config::Settings::load(config::places_from(m_process.environment, m_globals.config),
                                                     m_process.environment, m_globals.profile, flags));
      m_settings = std::make_unique<config::Settings>(std::move(loaded));
    }
    return m_settings.get();
  }

  Result<std::string> state_folder() override
  {
    TRY_ASSIGN(const std::string folder, state_path());
    TRY(ensure_folder(folder));
    return folder;
  }

  Result<Key256> key() override
  {
    if (!m_key) {
      TRY_ASSIGN(const std::string folder, state_folder());
      TRY_ASSIGN(const Key256 key, load_or_create_key(folder + "/key"));
      m_key = key;
    }
    return *m_key;
  }

  Result<Key256> cache_key() override
  {
    TRY_ASSIGN(const config::Settings* const settings, this->settings());
    TRY_ASSIGN(const std::string name, backend_name());
    if (name != "local") { // local stores differ from user to user
      TRY_ASSIGN(const Secret shared, settings->secret("tilores.client_secret"));
      if (settings->has_secret("redis.url") && !shared.empty()) {
        return derive_key(Key256{}, "shared cache " + shared.reveal());
      }
      if (const std::string& folder = settings->text("cache.shared_dir"); !folder.empty()) {
        TRY(ensure_folder(folder));
        return load_or_create_key(folder + "/key");
      }
    }
    return key();
  }

  Result<std::string> backend_name() override
  {
    TRY_ASSIGN(const config::Settings* const settings, this->settings());
    return settings->backend();
  }

  Result<backend::LocalBackend*> local() override
  {
    if (!m_local) {
      TRY_ASSIGN(const std::string folder, state_path());
      const std::string store = sample_in_use() ? folder + "/sample" : folder + "/store";
      if (access((store + "/store.db").c_str(), F_OK) != 0) {
        return fail(ErrorKind::precondition, "no data loaded", k_no_data_hint);
      }
      TRY_ASSIGN(m_local, backend::open_local_backend(store));
    }
    return m_local.get();
  }

  Result<std::unique_ptr<backend::LocalBackend>> local_for_load(bool sample, const std::string& rules) override
  {
    TRY_ASSIGN(const std::string folder, state_folder());
    TRY_ASSIGN(const config::Settings* const settings, this->settings());
    TRY(ensure_folder(folder + (sample ? "/sample" : "/store")));
    backend::LocalOptions options{.mode = backend::LocalMode::load, .rules = {}};
    const std::string& file = rules.empty() ? settings->text("rules") : rules;
    if (!file.empty() && !sample) {
      TRY_ASSIGN(options.rules, read_file(file));
    }
    TRY_ASSIGN(auto store, backend::open_local_backend(folder + (sample ? "/sample" : "/store"), options));
    TRY_ASSIGN(const Key256 key, this->key());
    store->suppress_with(suppression_key(key)); // who was forgotten stays away
    return store;
  }

  bool sample_in_use() override
  {
    const auto folder = state_path();
    return folder && access((*folder + "/store/store.db").c_str(), F_OK) != 0;
  }

  Result<backend::Reader*> reader(EntryKind kind, std::optional<Millis> ttl) override
  {
    TRY_ASSIGN(const std::string name, backend_name());
    backend::Reader* inner = nullptr;
    backend::CachedSettings cached;
    if (name == "local") {
      TRY_ASSIGN(backend::LocalBackend* const store, local());
      inner = &store->reader();
      cached.backend = sample_in_use() ? "sample" : "local";
      cached.version = [store] {
        const auto generation = store->generation();
        return generation ? std::to_string(*generation) : random_uuid();
      };
    } else {
      TRY_ASSIGN(Remote* const instance, remote());
      inner = instance->reader.get();
      cached.backend = instance->identity;
    }
    const auto key = this->key(); // no place for it: neither cache nor audit log
    const auto shared = cache_key();
    if (key && kind == EntryKind::prewarmed) {
      TRY_ASSIGN(const jobs::Forgotten* const gone, forgotten());
      m_readers.push_back(jobs::make_forgetful_reader(*inner, *gone));
      inner = m_readers.back().get();
    }
    cached.key = key && shared ? derive_key(*shared, "cache keys") : random_key();
    cached.kind = kind;
    cached.ttl = ttl;
    if (const auto life = m_settings->duration("cache.ttl.credit")) {
      cached.credit_ttl = *life;
    }
    m_readers.push_back(backend::make_cached_reader(*inner, cache(), std::move(cached)));
    if (name != "local" && m_settings->boolean("tilores.mirror")) {
      m_readers.push_back(backend::make_mirrored_reader(*m_readers.back(), [this]() -> Result<backend::Reader*> {
        if (sample_in_use()) {
          return fail(ErrorKind::precondition, "no data loaded", k_no_data_hint); // never invented customers
        }
        TRY_ASSIGN(backend::LocalBackend* const store, local());
        return &store->reader();
      }));
    }
    if (!key) {
      return m_readers.back().get();
    }
    m_readers.push_back(make_noting_reader(*m_readers.back(), m_customers_read, observe::customer_key(*key)));
    return m_readers.back().get();
  }

  Result<const jobs::Forgotten*> forgotten() override
  {
    if (!m_forgotten) {
      TRY_ASSIGN(const std::string state, state_folder());
      TRY_ASSIGN(const Key256 key, this->key());
      TRY_ASSIGN(m_forgotten, jobs::Forgotten::read(forgotten_file(state), suppression_key(key)));
    }
    return &*m_forgotten;
  }

  Result<backend::Loader*> loader() override
  {
    TRY_ASSIGN(const std::string name, backend_name());
    if (name == "tilores") {
      TRY_ASSIGN(Remote* const instance, remote());
      return instance->loader.get();
    }
    TRY_ASSIGN(backend::LocalBackend* const store, local_for_change());
    return &store->loader();
  }

  Result<backend::Curator*> curator() override
  {
    TRY_ASSIGN(const std::string name, backend_name());
    if (name == "tilores") {
      TRY_ASSIGN(Remote* const instance, remote());
      return instance->curator.get();
    }
    TRY_ASSIGN(backend::LocalBackend* const store, local_for_change());
    return &store->curator();
  }

  Result<backend::Catalogue*> catalogue() override
  {
    TRY_ASSIGN(const std::string name, backend_name());
    if (name == "tilores") {
      TRY_ASSIGN(Remote* const instance, remote());
      return instance->catalogue.get();
    }
    TRY_ASSIGN(backend::LocalBackend* const store, local());
    return &store->catalogue();
  }

  Result<Remote*> remote() override
  {
    if (!m_remote) {
      TRY_ASSIGN(const config::Settings* const settings, this->settings());
      const auto folder = state_folder();
      TRY_ASSIGN(m_remote, make_remote(*settings, m_process.environment, folder ? *folder : std::string{}, cache(),
                                       cache_key().value_or(Key256{})));
    }
    return m_remote.get();
  }

  CustomersRead& customers_read() override { return m_customers_read; }

  std::shared_ptr<net::HttpTransport> transport() override
  {
    net::CurlSettings curl;
    curl.proxies = net::proxies_from({m_process.environment.begin(), m_process.environment.end()});
    return observe::make_traced_transport(net::make_curl_transport(std::move(curl)));
  }

  Result<std::string> why(const model::Entity& entity) override
  {
    TRY_ASSIGN(const std::string name, backend_name());
    std::vector<backend::Reason> reasons;
    if (name == "local") {
      TRY_ASSIGN(backend::LocalBackend* const store, local());
      TRY_ASSIGN(reasons, store->why(entity.id));
    } else {
      for (const model::Edge& edge : entity.edges) {
        reasons.push_back({edge.a, edge.b, edge.rule, {}});
      }
    }
    return why_json(reasons);
  }

  cache::Cache& cache() override
  {
    if (!m_cache) {
      std::vector<cache::NamedTier> tiers;
      cache::CacheSettings settings;
      if (auto made = cache_tiers(tiers, settings); !made) {
        m_warnings.push_back("the cache is not used: " + describe_error(made.error()));
        tiers.clear();
      }
      m_cache = cache::make_cache(std::move(tiers), settings, system_clock());
    }
    return *m_cache;
  }

  void describe(const Usage& usage, Outcome& outcome) override
  {
    if (const auto name = backend_name()) {
      outcome.backend = *name;
    }
    outcome.cache = to_string(usage.cache);
    outcome.age_s = usage.age_s;
    outcome.stale = usage.stale;
    if (usage.stale) {
      outcome.warnings.push_back(std::string("the backend fails; this answer comes from ") +
                                 (usage.mirrored ? "the local store (tilores.mirror)" : "the cache"));
    }
    if (m_cache) {
      for (const cache::TierFailure& failure : m_cache->failures()) {
        outcome.warnings.push_back("cache tier " + failure.tier + " is left out: " + describe_error(failure.error));
      }
    }
    outcome.warnings.insert(outcome.warnings.end(), m_warnings.begin(), m_warnings.end());
    if (const std::string drift = m_remote ? m_remote->pin->drift() : ""; !drift.empty()) {
      outcome.warnings.push_back(drift + "; " + m_remote->pin->advice());
    }
  }

  [[nodiscard]] const std::vector<std::string>& warnings() const override { return m_warnings; }

private:
  static std::string describe_error(const Error& error) { return tilores::describe(error); }

  Result<std::string> state_path()
  {
    TRY_ASSIGN(const config::Settings* const settings, this->settings());
    if (settings->places().state.empty()) {
      return fail(ErrorKind::config, "no place for the program's state", "set TILORES_HOME or HOME");
    }
    return settings->places().state;
  }

  Result<backend::LocalBackend*> local_for_change()
  {
    if (!m_changing) {
      if (sample_in_use()) {
        TRY(local()); // without any data there is nothing to change
      }
      TRY_ASSIGN(m_changing, local_for_load(sample_in_use(), {}));
    }
    return m_changing.get();
  }

  Status cache_tiers(std::vector<cache::NamedTier>& tiers, cache::CacheSettings& cache_settings)
  {
    TRY_ASSIGN(const config::Settings* const settings, this->settings());
    if (!settings->boolean("cache.enabled")) {
      return {};
    }
    TRY_ASSIGN(const Key256 key, this->key());
    const auto ttl = [&](EntryKind kind, std::string_view name) {
      cache_settings.ttl[static_cast<std::size_t>(kind)] = settings->duration(name).value_or(Millis{0});
    };
    ttl(EntryKind::search, "cache.ttl.search");
    ttl(EntryKind::fields, "cache.ttl.fields");
    ttl(EntryKind::credit, "cache.ttl.credit");
    ttl(EntryKind::answer, "cache.ttl.answers");
    ttl(EntryKind::prewarmed, "cache.ttl.prewarmed");
    cache_settings.negative_ttl = settings->duration("cache.ttl.negative").value_or(Millis{0});
    cache_settings.stale_grace = settings->duration("cache.stale_if_error").value_or(Millis{0});
    cache_settings.seed = stable_hash64(std::to_string(system_clock().now().time_since_epoch().count()));

    tiers.push_back({"l1", cache::make_memory_tier(settings->bytes("cache.memory"), system_clock())});
    TRY_ASSIGN(const std::string state, state_folder());
    std::string folder = settings->text("cache.shared_dir");
    Key256 disk_key = derive_key(key, "cache values");
    if (!folder.empty()) {
      TRY(ensure_folder(folder));
      TRY_ASSIGN(disk_key, load_or_create_key(folder + "/key"));
    } else {
      folder = state;
    }
    tiers.push_back(
      {"l2", cache::make_disk_tier({folder + "/cache.db", disk_key, settings->bytes("cache.size")}, system_clock())});
    if (settings->has_secret("redis.url")) {
      TRY_ASSIGN(const Secret url, settings->secret("redis.url"));
      // Every machine that may read the instance derives the same key; without an instance only this user's machines
      // do.
      TRY_ASSIGN(const Secret shared, settings->secret("tilores.client_secret"));
      cache::RedisSettings redis;
      redis.url = url.reveal();
      redis.key =
        shared.empty() ? derive_key(key, "redis values") : derive_key(Key256{}, "redis values " + shared.reveal());
      redis.ca_file = settings->text("redis.ca_file");
      tiers.push_back({"redis", cache::make_redis_tier(std::move(redis), system_clock())});
    }
    return {};
  }

  std::string why_json(const std::vector<backend::Reason>& reasons) const
  {
    std::string text;
    JsonWriter json(text);
    json.begin_array();
    for (const backend::Reason& reason : reasons) {
      json.begin_object()
        .member("a", reason.a)
        .member("b", reason.b)
        .member("rule", reason.rule)
        .key("fields")
        .begin_array();
      for (const std::string& field : reason.fields) {
        json.value(field);
      }
      json.end_array().end_object();
    }
    json.end_array();
    return text;
  }

  const Process& m_process;
  const Globals& m_globals;
  std::unique_ptr<config::Settings> m_settings;
  std::optional<Key256> m_key;
  std::unique_ptr<cache::Cache> m_cache;
  std::unique_ptr<Remote> m_remote;
  std::unique_ptr<backend::LocalBackend> m_local;
  std::unique_ptr<backend::LocalBackend> m_changing;
  std::optional<jobs::Forgotten> m_forgotten;
  CustomersRead m_customers_read;
  std::vector<std::unique_ptr<backend::Reader>> m_readers;
  std::vector<std::string> m_warnings;
};

} // namespace

std::unique_ptr<Services> make_services(const Process& process, const Globals& globals)
{
  return std::make_unique<RealServices>(process, globals);
}

Key256 suppression_key(const Key256& state_key) { return derive_key(state_key, "forgotten customers"); }

std::string forgotten_file(const std::string& state) { return state + "/forgotten"; }

const std::shared_ptr<redact::TextRedactor>& redactor()
{
  static const std::shared_ptr<redact::TextRedactor> instance = redact::make_redactor();
  return instance;
}

} // namespace tilores::app

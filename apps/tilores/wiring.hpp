#pragma once
// Everything a command may need, made on first use: the only place that knows which adapter stands behind a port.

#include "app.hpp"
#include "wiring_reader.hpp"

#include <tilores/backend/local.hpp>
#include <tilores/base/crypto.hpp>
#include <tilores/base/log.hpp>
#include <tilores/base/usage.hpp>
#include <tilores/cache/tiered.hpp>
#include <tilores/config/settings.hpp>
#include <tilores/jobs/forgotten.hpp>
#include <tilores/net/transport.hpp>
#include <tilores/redact/redact.hpp>

#include <memory>
#include <string>
#include <vector>

namespace tilores::app {

struct Remote;

// One per process run. Make things from one thread; what it hands out follows its own header and lives as long as it.
class Services {
public:
  virtual ~Services() = default;
  [[nodiscard]] virtual Result<const config::Settings*> settings() = 0;
  // The state folder, made (mode 0700) if missing.
  [[nodiscard]] virtual Result<std::string> state_folder() = 0;
  // The key of this user's state: cache values, keyed hashes.
  [[nodiscard]] virtual Result<Key256> key() = 0;
  // From which keys, tags and answers in the cache derive. Of an instance whose answers are shared through Redis or
  // cache.shared_dir it is the same for everyone who shares them, else this user's own.
  [[nodiscard]] virtual Result<Key256> cache_key() = 0;

  // "local" or "tilores".
  [[nodiscard]] virtual Result<std::string> backend_name() = 0;
  // Customers, through the cache; `kind`, or `ttl` where given, is how long what is read lives there. Without data
  // loaded: precondition.
  [[nodiscard]] virtual Result<backend::Reader*> reader(cache::EntryKind kind, std::optional<Millis> ttl = {}) = 0;
  [[nodiscard]] Result<backend::Reader*> reader() { return reader(cache::EntryKind::search); }
  // Who was forgotten on request.
  [[nodiscard]] virtual Result<const jobs::Forgotten*> forgotten() = 0;
  // The local store for reading, or `precondition` without data.
  [[nodiscard]] virtual Result<backend::LocalBackend*> local() = 0;
  // The local store for changing; `sample` is the store of the shipped customers. `rules` names a rule file that takes
  // the place of the settings'.
  [[nodiscard]] virtual Result<std::unique_ptr<backend::LocalBackend>> local_for_load(
    bool sample, const std::string& rules = {}) = 0;
  // True while commands read the shipped sample customers: no real load has been made.
  [[nodiscard]] virtual bool sample_in_use() = 0;
  [[nodiscard]] virtual Result<backend::Loader*> loader() = 0; // of the chosen backend
  [[nodiscard]] virtual Result<backend::Curator*> curator() = 0;
  [[nodiscard]] virtual Result<backend::Catalogue*> catalogue() = 0;
  // The customers that were read through reader().
  [[nodiscard]] virtual CustomersRead& customers_read() = 0;
  // What stands behind a Tilores instance, for health.
  [[nodiscard]] virtual Result<Remote*> remote() = 0;
  // HTTP without retries and credentials, for asking other services.
  [[nodiscard]] virtual std::shared_ptr<net::HttpTransport> transport() = 0;
  // An entity's links explained with masked values: a JSON list.
  [[nodiscard]] virtual Result<std::string> why(const model::Entity& entity) = 0;

  // Never fails: without a usable place for it, it stores nothing.
  [[nodiscard]] virtual cache::Cache& cache() = 0;

  // Fills backend, cache tier, age and staleness into the outcome, and what tiers failed into its warnings.
  virtual void describe(const Usage& usage, Outcome& outcome) = 0;
  // Collected while working; shown once at the end.
  [[nodiscard]] virtual const std::vector<std::string>& warnings() const = 0;
};

[[nodiscard]] std::unique_ptr<Services> make_services(const Process& process, const Globals& globals);
// Under which identifiers of forgotten customers are hashed, from the state's key.
[[nodiscard]] Key256 suppression_key(const Key256& state_key);
// Where these hashes stand, in the state folder.
[[nodiscard]] std::string forgotten_file(const std::string& state);
// Masks what must not leave in any text; one for the whole process, which learns the customers that were read.
[[nodiscard]] const std::shared_ptr<redact::TextRedactor>& redactor();

} // namespace tilores::app

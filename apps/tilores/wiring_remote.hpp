#pragma once
// The Tilores instance as the settings describe it: transport, token, adapters.

#include "schema_pin.hpp"

#include <tilores/backend/remote.hpp>
#include <tilores/base/crypto.hpp>
#include <tilores/cache/tiered.hpp>
#include <tilores/config/settings.hpp>

#include <memory>
#include <string>

namespace tilores::app {

struct Remote {
  std::string identity; // the instance and how it is asked: what its cached answers go by
  std::shared_ptr<SchemaPin> pin;
  std::shared_ptr<net::HttpTransport> transport; // resilient, without credentials
  std::shared_ptr<net::TokenSource> tokens;
  std::shared_ptr<backend::RemoteInstance> instance;
  std::shared_ptr<backend::Reader> reader;
  std::shared_ptr<backend::Loader> loader;
  std::shared_ptr<backend::Curator> curator;
  std::shared_ptr<backend::Catalogue> catalogue;
};

// `state` holds the shared token; empty: not shared. The schema document is kept in `cache` (kind fields).
[[nodiscard]] Result<std::unique_ptr<Remote>> make_remote(const config::Settings& settings,
                                                          const config::Environment& environment,
                                                          const std::string& state, cache::Cache& cache,
                                                          const Key256& key);

} // namespace tilores::app

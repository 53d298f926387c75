#pragma once
// What health looks at, one function a check; each reports and none fails. Thresholds are named in the findings.

#include <tilores/backend/local.hpp>
#include <tilores/cache/tiered.hpp>
#include <tilores/net/oauth.hpp>
#include <tilores/operate/health.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tilores::operate {

// Free room where the state lies: below 64 MiB fail; below 1 GiB and 5 % warn.
[[nodiscard]] Finding check_disk(const std::string& folder);
// Files and folders of the state that others can read or write: warn, with the first of them.
[[nodiscard]] Finding check_modes(const std::string& folder);
// Files of the state from the future (more than 5 minutes): the clock was set back.
[[nodiscard]] Finding check_clock(const std::string& folder, WallTime now);

[[nodiscard]] Finding check_store(backend::LocalBackend& store, bool sample);
// Reads one absent key through every tier, then reports those that are left out. `redis` picks that tier, otherwise the
// others. A cache that fails is never fatal to a command: warn.
[[nodiscard]] Finding check_cache(cache::Cache& cache, bool redis, const CallContext& ctx);
[[nodiscard]] Finding check_token(net::TokenSource& tokens, const CallContext& ctx);
[[nodiscard]] Finding check_api(backend::Catalogue& catalogue, const CallContext& ctx);
[[nodiscard]] Finding check_schema(backend::Catalogue& catalogue, const CallContext& ctx);
// The time that the service at `url` tells in its answer against ours: more than 30 s apart warn, 5 minutes fail
// (tokens and signatures begin to be refused).
[[nodiscard]] Finding check_clock_against(net::HttpTransport& transport, const std::string& url,
                                          const CallContext& ctx);

// The certificates of these https addresses: within 30 days of their end warn, ended or not verified fail.
[[nodiscard]] Finding check_certificates(const std::vector<std::string>& urls, const std::string& ca_file,
                                         const CallContext& ctx);

// One model provider: its list of models is asked for; no model is prompted.
struct ModelProvider {
  std::string name;
  std::string models_url;
  std::string key_header; // "authorization" (Bearer), "x-api-key", "x-goog-api-key"
  Secret key;
};
[[nodiscard]] Finding check_models(net::HttpTransport& transport, const std::vector<ModelProvider>& providers,
                                   const CallContext& ctx);

// The share of operations that succeeded in the window: > 95 % ok, 80 to 95 % warn, below fail. With fewer than
// `k_enough_events` there is too little to tell.
inline constexpr std::uint64_t k_enough_events = 20;
[[nodiscard]] Finding check_success_rate(std::uint64_t succeeded, std::uint64_t total);

} // namespace tilores::operate

// The checks that ask stores and services.
#include <tilores/operate/health_checks.hpp>

#include <tilores/base/date.hpp>
#include <tilores/net/certificate.hpp>

#include <algorithm>

namespace tilores::operate {

Finding check_store(backend::LocalBackend& store, bool sample)
{
  const auto counts = store.counts();
  if (!counts) {
    return finding_of(counts.error());
  }
  const std::string detail = std::to_string(counts->records) + " records, " + std::to_string(counts->entities) +
                             " entities" + (sample ? " (the shipped sample)" : "");
  if (counts->pending > 0) {
    return {CheckStatus::warn, detail + ", " + std::to_string(counts->pending) + " not linked yet",
            "a load was cut short; load the file again"};
  }
  return {CheckStatus::ok, detail, ""};
}

Finding check_cache(cache::Cache& cache, bool redis, const CallContext& ctx)
{
  CallContext using_it = ctx;
  using_it.cache = CacheMode::use;
  // Written, read and erased: a full or read-only Redis still answers reads.
  const Key256 once = random_key();
  const cache::CacheKey probe = cache::make_key(once, {"health"});
  cache::NewEntry entry;
  entry.value = std::make_shared<const std::string>("health");
  entry.tags = {cache::make_tag(once, "health")};
  entry.ttl = Millis{10'000};
  cache.store(probe, entry, using_it);
  (void)cache.find(probe, using_it);
  (void)cache.erase_tag(entry.tags.front());
  for (const cache::TierFailure& failure : cache.failures()) {
    if ((failure.tier == "redis") == redis) {
      Finding finding = finding_of(failure.error, CheckStatus::warn);
      if (finding.fix.empty()) {
        finding.fix = redis ? "see that the server of redis.url runs and lets this machine in" : "tilores cache verify";
      }
      return finding;
    }
  }
  if (redis) {
    return {CheckStatus::ok, "reads and writes", ""};
  }
  std::string detail;
  for (const cache::TierReport& tier : cache.stats()) {
    if (tier.tier == "l2") {
      detail = std::to_string(tier.stats.entries) + " entries, " + std::to_string(tier.stats.bytes >> 10U) + " KiB";
    }
  }
  return {CheckStatus::ok, detail.empty() ? "in memory only" : detail, ""};
}

Finding check_token(net::TokenSource& tokens, const CallContext& ctx)
{
  const auto token = tokens.token(ctx);
  return token ? Finding{CheckStatus::ok, "a token is at hand", ""} : finding_of(token.error());
}

Finding check_api(backend::Catalogue& catalogue, const CallContext& ctx)
{
  const auto answer = catalogue.ping(ctx);
  return answer ? Finding{CheckStatus::ok, "answers", ""} : finding_of(answer.error());
}

Finding check_schema(backend::Catalogue& catalogue, const CallContext& ctx)
{
  CallContext anew = ctx;
  anew.cache = CacheMode::refresh;
  const auto schema = catalogue.schema(anew);
  if (!schema) {
    return finding_of(schema.error(), CheckStatus::warn);
  }
  return {CheckStatus::ok, *schema ? std::to_string((*schema)->size() >> 10U) + " KiB" : "embedded in the program", ""};
}

Finding check_clock_against(net::HttpTransport& transport, const std::string& url, const CallContext& ctx)
{
  net::HttpRequest request;
  request.url = url;
  request.idempotent = true;
  request.max_response_bytes = 1U << 20U;
  const auto answer = transport.send(request, ctx);
  if (!answer) {
    return {CheckStatus::unknown, "no time was told: " + describe(answer.error()), ""};
  }
  // parse_retry_after() tells the time from a given instant to a date in its future; half a year back serves as one.
  constexpr Millis k_base = std::chrono::days{180};
  const WallTime now = ctx.clock->now();
  const auto distance = net::parse_retry_after(answer->header("date"), now - k_base);
  if (!distance) {
    return {CheckStatus::unknown, "no usable time in the answer", ""};
  }
  const auto skew = std::chrono::duration_cast<std::chrono::seconds>(*distance - k_base).count();
  const auto size = std::abs(skew);
  const std::string detail =
    std::to_string(size) + " s " + (skew > 0 ? "behind " : "ahead of ") + std::string(net::host_of(url));
  const std::string fix = "set the clock (timedatectl set-ntp true)";
  return size > 300  ? Finding{CheckStatus::fail, detail, fix}
         : size > 30 ? Finding{CheckStatus::warn, detail, fix}
                     : Finding{CheckStatus::ok, detail, ""};
}

Finding check_certificates(const std::vector<std::string>& urls, const std::string& ca_file, const CallContext& ctx)
{
  Finding all{CheckStatus::ok, "", ""};
  for (const std::string& url : urls) {
    const auto end = net::certificate_end(url, ca_file, ctx);
    std::string word;
    CheckStatus status = CheckStatus::ok;
    if (!end) {
      word = describe(end.error());
      status = end.error().kind == ErrorKind::config ? CheckStatus::fail
                                                     : CheckStatus::unknown; // who is silent is found by api and token
    } else {
      constexpr std::int64_t k_warn_days = 30;
      const auto days = std::chrono::duration_cast<std::chrono::days>(*end - ctx.clock->now()).count();
      word = std::string(net::host_of(url)) + " until " + to_string(to_date(*end));
      status = days <= k_warn_days ? CheckStatus::warn : CheckStatus::ok;
    }
    all.detail += (all.detail.empty() ? "" : "; ") + word;
    if (status == CheckStatus::fail || (status == CheckStatus::warn && all.status != CheckStatus::fail) ||
        (status == CheckStatus::unknown && all.status == CheckStatus::ok)) {
      all.status = status;
      all.fix = status == CheckStatus::unknown ? ""
                : status == CheckStatus::fail ? "have the certificate renewed, or name its authority in tilores.ca_file"
                                              : "have the certificate renewed";
    }
  }
  return all;
}

Finding check_models(net::HttpTransport& transport, const std::vector<ModelProvider>& providers, const CallContext& ctx)
{
  Finding all{providers.empty() ? CheckStatus::skipped : CheckStatus::ok,
              providers.empty() ? "no provider has a key" : "", ""};
  for (const ModelProvider& provider : providers) {
    net::HttpRequest request;
    request.url = provider.models_url;
    request.idempotent = true;
    if (!provider.key.empty()) {
      request.secret_headers.emplace_back(provider.key_header, provider.key_header == "authorization"
                                                                 ? Secret("Bearer " + provider.key.reveal())
                                                                 : provider.key);
    }
    if (provider.key_header == "x-api-key") {
      request.headers.emplace_back("anthropic-version", "2023-06-01");
    }
    CallContext own = ctx;
    if (const auto left = ctx.deadline.left(*ctx.clock)) { // one silent provider must leave time for the others
      own.deadline =
        ctx.deadline.sooner(*left / static_cast<int>(std::max<std::size_t>(providers.size(), 1)), *ctx.clock);
    }
    const auto answer = transport.send(request, own);
    std::string word = "answers";
    if (!answer || answer->status / 100 != 2) {
      const Error error =
        answer ? net::status_error(answer->status, *answer, provider.name, ctx.clock->now()) : answer.error();
      word = describe(error);
      all.status = CheckStatus::warn; // ask falls back to other providers and to the data itself
      all.fix = error.hint.empty() ? "see the key and address of " + provider.name : error.hint;
    }
    all.detail += (all.detail.empty() ? "" : "; ") + provider.name + ": " + word;
  }
  return all;
}

Finding check_success_rate(std::uint64_t succeeded, std::uint64_t total)
{
  if (total < k_enough_events) {
    return {CheckStatus::unknown, std::to_string(total) + " operations in the window are too few to tell", ""};
  }
  const std::uint64_t tenths = succeeded * 1000 / total;
  const std::string detail =
    std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " % of " + std::to_string(total) + " operations";
  if (succeeded * 100 > total * 95) {
    return {CheckStatus::ok, detail, ""};
  }
  return {succeeded * 100 >= total * 80 ? CheckStatus::warn : CheckStatus::fail, detail,
          "tilores stats shows which errors"};
}

} // namespace tilores::operate

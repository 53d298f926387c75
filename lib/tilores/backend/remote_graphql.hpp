#pragma once
// One GraphQL request to a Tilores instance, and what its answer means: every fault of the table in the service's
// documentation becomes a typed error, and none of them repeats text of the answer, which may hold customers' values.

#include <tilores/base/json.hpp>
#include <tilores/net/transport.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::backend {

struct GraphqlOperation {
  std::string name;
  std::string text;
  std::string variables = "{}"; // JSON object
  bool idempotent = true;
};

// whole: data without errors. partial: data beside errors. refused: errors without data and without a known code.
// too_large: over the gateway's 6 MiB, ask for less. not_understood: an unknown field or argument (422, or so coded),
// the schema we hold is out of date.
enum class GraphqlVerdict : std::uint8_t { whole, partial, refused, too_large, not_understood };

struct GraphqlAnswer {
  GraphqlVerdict verdict = GraphqlVerdict::whole;
  std::shared_ptr<const JsonDocument> document; // set for whole and partial
  std::vector<std::string> failed;              // response keys (aliases) of the root fields that have errors
  std::vector<std::string> unknown;             // of not_understood: the names the errors point at

  [[nodiscard]] Json data() const { return document ? document->root()["data"] : Json{}; }
};

// Asks `url` through `transport`, which adds the token. Failures beside those of HttpTransport: `auth` and `forbidden`
// (also for a missing scope, named), `rate_limited`, `unavailable` (5xx), `timeout`, `config`
// (redirect, wrong address), `bad_data` (another content type than JSON, cut off, too deep, a key twice, not UTF-8).
[[nodiscard]] Result<GraphqlAnswer> ask_graphql(net::HttpTransport& transport, const std::string& url,
                                                const GraphqlOperation& operation, const CallContext& ctx);
// What is well-formed but not what was asked for: bad_data with `what` after "the tilores api answered with ".
[[nodiscard]] Failure odd_answer(std::string_view what);
// The error of an answer that cannot be used as a whole.
[[nodiscard]] Error incomplete_answer(const GraphqlAnswer& answer);

} // namespace tilores::backend

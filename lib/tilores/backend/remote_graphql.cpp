// GraphQL over HTTP as a Tilores instance and the gateway before it speak it.
#include <tilores/backend/remote_graphql.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace tilores::backend {

namespace {

constexpr std::string_view k_service = "tilores api";
constexpr JsonLimits k_limits{128, std::size_t{64} << 20U};

enum class Trouble : std::uint8_t { none, throttled, unauthenticated, forbidden, invalid, internal, other };

Trouble trouble_coded(std::string_view code)
{
  struct Row {
    std::string_view code;
    Trouble trouble;
  };
  static constexpr auto k_rows = std::to_array<Row>({{"THROTTLED", Trouble::throttled},
                                                     {"RATE_LIMITED", Trouble::throttled},
                                                     {"TOO_MANY_REQUESTS", Trouble::throttled},
                                                     {"UNAUTHENTICATED", Trouble::unauthenticated},
                                                     {"UNAUTHORIZED", Trouble::unauthenticated},
                                                     {"FORBIDDEN", Trouble::forbidden},
                                                     {"GRAPHQL_PARSE_FAILED", Trouble::invalid},
                                                     {"GRAPHQL_VALIDATION_FAILED", Trouble::invalid},
                                                     {"INTERNAL_SERVER_ERROR", Trouble::internal},
                                                     {"SERVICE_UNAVAILABLE", Trouble::internal},
                                                     {"TIMEOUT", Trouble::internal}});
  const auto at = std::find_if(k_rows.begin(), k_rows.end(), [code](const Row& row) { return row.code == code; });
  return at == k_rows.end() ? Trouble::other : at->trouble;
}

// The gravest of the answer's errors: what the caller has to act on first.
Trouble trouble_of(const Json& errors)
{
  Trouble worst = Trouble::none;
  for (const Json error : errors.elements()) {
    const auto trouble = trouble_coded(error["extensions"]["code"].text());
    worst = worst == Trouble::none || trouble < worst ? trouble : worst;
  }
  return worst;
}

std::string without_mark(std::string body)
{
  if (body.starts_with("\xEF\xBB\xBF")) {
    body.erase(0, 3);
  }
  return body;
}

// The status that says the same; nullopt for codes nobody agreed on.
std::optional<int> status_like(Trouble trouble)
{
  switch (trouble) {
  case Trouble::throttled: return 429;
  case Trouble::unauthenticated: return 401;
  case Trouble::forbidden: return 403;
  case Trouble::internal: return 503;
  case Trouble::none:
  case Trouble::invalid:
  case Trouble::other: break;
  }
  return std::nullopt;
}

// Retry, breaker and token renewal see through a 200 that is none.
int status_of(const net::HttpResponse& response)
{
  // memmem: this runs in every decorator, and string::find would stop at each quotation mark.
  static constexpr std::string_view k_errors = "\"errors\"";
  if (response.status != 200 ||
      ::memmem(response.body.data(), response.body.size(), k_errors.data(), k_errors.size()) == nullptr) {
    return response.status;
  }
  const auto document = JsonDocument::parse(without_mark(response.body), k_limits);
  if (!document || document->root()["data"].size() > 0) {
    return response.status;
  }
  const auto trouble = trouble_of(document->root()["errors"]);
  return trouble == Trouble::forbidden ? response.status : status_like(trouble).value_or(response.status);
}

bool is_name(std::string_view text)
{
  return !text.empty() && text.size() <= 100 &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_alnum(c) || c == '_'; });
}

// "access denied, required privilege: tilores/query.search" names a scope and nothing else, so it may be shown.
std::string missing_scope(const Json& errors)
{
  static constexpr std::string_view k_lead = "access denied, required privilege: ";
  for (const Json error : errors.elements()) {
    auto message = error["message"].text();
    if (message.starts_with(k_lead)) {
      message.remove_prefix(k_lead.size());
      const bool plain = std::all_of(message.begin(), message.end(), [](char c) {
        return is_alnum(c) || c == '/' || c == '.' || c == '_' || c == '-';
      });
      return plain && message.size() <= 100 ? std::string(message) : std::string("unknown");
    }
  }
  return {};
}

std::vector<std::string> failed_fields(const Json& errors)
{
  std::vector<std::string> out;
  for (const Json error : errors.elements()) {
    const auto name = error["path"].at(0).text();
    if (is_name(name) && std::find(out.begin(), out.end(), name) == out.end()) {
      out.emplace_back(name);
    }
  }
  return out;
}

Result<GraphqlAnswer> read_answer(net::HttpResponse response, const CallContext& ctx)
{
  const auto type = response.header("content-type");
  if (type.find("html") != std::string_view::npos) {
    return fail(ErrorKind::bad_data, "the tilores api answered with a web page instead of JSON", "check the API URL");
  }
  auto parsed = JsonDocument::parse(without_mark(std::move(response.body)), k_limits);
  if (!parsed) {
    return fail(with_context(std::move(parsed).error(), "the answer of the tilores api is not usable"));
  }
  GraphqlAnswer answer;
  answer.document = std::make_shared<const JsonDocument>(*std::move(parsed));
  const Json root = answer.document->root();
  const Json errors = root["errors"];
  if (!root.is_object() || (!root["data"].is_object() && errors.size() == 0)) {
    return fail(ErrorKind::bad_data, "the answer of the tilores api is not GraphQL", "check the API URL");
  }
  if (errors.size() == 0) {
    return answer;
  }
  if (const auto scope = missing_scope(errors); !scope.empty()) {
    return fail(ErrorKind::forbidden, "the client lacks the scope " + scope, "have the scope granted to the client");
  }
  const auto trouble = trouble_of(errors);
  if (trouble == Trouble::invalid) {
    answer.verdict = GraphqlVerdict::not_understood;
    return answer;
  }
  const Json data = root["data"];
  bool some = false;
  for (const auto [key, value] : data.members()) {
    some = some || !value.is_null();
  }
  if (const auto status = status_like(trouble); !some && status) {
    return fail(net::status_error(*status, response, k_service, ctx.clock->now()));
  }
  if (!some) {
    answer.verdict = GraphqlVerdict::refused;
    return answer;
  }
  answer.verdict = GraphqlVerdict::partial;
  answer.failed = failed_fields(errors);
  return answer;
}

// 400 is the gateway's answer to a result over 6 MiB; our own requests are always well-formed JSON.
bool says_too_large(const net::HttpResponse& response)
{
  if (response.status != 400) {
    return false;
  }
  const auto document = JsonDocument::parse(response.body, k_limits);
  return document && document->root()["errors"].at(0)["message"].text().find("too large") != std::string_view::npos;
}

} // namespace

Result<GraphqlAnswer> ask_graphql(net::HttpTransport& transport, const std::string& url,
                                  const GraphqlOperation& operation, const CallContext& ctx)
{
  net::HttpRequest request;
  request.method = "POST";
  request.url = url;
  request.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
  request.idempotent = operation.idempotent;
  request.max_response_bytes = k_limits.bytes;
  request.effective_status = status_of;
  JsonWriter(request.body)
    .begin_object()
    .member("query", operation.text)
    .key("variables")
    .raw(operation.variables)
    .member("operationName", operation.name)
    .end_object();
  TRY_ASSIGN(auto response, transport.send(request, ctx));
  if (says_too_large(response)) {
    return GraphqlAnswer{GraphqlVerdict::too_large, nullptr, {}};
  }
  if (response.status == 422) {
    return GraphqlAnswer{GraphqlVerdict::not_understood, nullptr, {}};
  }
  if (response.status != 200) {
    Error error = net::status_error(response.status, response, k_service, ctx.clock->now());
    if (response.status == 404 || response.status == 405) {
      error.kind = ErrorKind::config;
    }
    return fail(std::move(error));
  }
  return read_answer(std::move(response), ctx);
}

Error incomplete_answer(const GraphqlAnswer& answer)
{
  switch (answer.verdict) {
  case GraphqlVerdict::too_large:
    return {
      ErrorKind::unsupported, "the answer is too large for the tilores api even in the smallest parts", {}, {}, {}};
  case GraphqlVerdict::not_understood:
    return {ErrorKind::unsupported,
            "the instance does not know a field or argument of this request",
            "tilores fields diff shows how its schema has changed",
            {},
            {}};
  case GraphqlVerdict::refused:
    return {ErrorKind::unavailable, "the tilores api answered with errors instead of data", "try again later", {}, {}};
  case GraphqlVerdict::whole:
  case GraphqlVerdict::partial: break;
  }
  return {ErrorKind::unavailable, "the tilores api answered in part only", "try again later", {}, {}};
}

} // namespace tilores::backend

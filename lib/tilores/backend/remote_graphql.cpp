// GraphQL over HTTP as a Tilores instance and the gateway before it speak it.
#include <tilores/backend/remote_graphql.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace tilores::backend {

namespace {

constexpr std::string_view k_service = "the tilores api";
constexpr const char* k_bad_hint = "ask again; if it stays so, check the API URL and any proxy on the way";
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

// The names in the operation that the errors point at: by line and column in its text, or by the path into its
// variables. The words of the messages differ from server to server.
std::vector<std::string> names_pointed_at(const Json& errors, std::string_view operation)
{
  std::vector<std::string> out;
  const auto add = [&out](std::string_view name) {
    if (is_name(name) && std::find(out.begin(), out.end(), name) == out.end()) {
      out.emplace_back(name);
    }
  };
  for (const Json error : errors.elements()) {
    for (const Json place : error["locations"].elements()) { // operations are written on one line
      const auto column = place["column"].integer().value_or(0);
      if (place["line"].integer() == 1 && column > 0 && static_cast<std::size_t>(column) <= operation.size()) {
        const auto rest = operation.substr(static_cast<std::size_t>(column) - 1);
        add(rest.substr(0, rest.find_first_of(" {}():,!$")));
      }
    }
    if (const Json path = error["path"]; path.at(0).text() == "variable") {
      add(path.at(path.size() - 1).text());
    }
  }
  return out;
}

bool is_json(std::string_view type)
{
  const auto media = to_lower_ascii(trim(type.substr(0, type.find(';'))));
  return media.empty() || media == "application/json" || media.ends_with("+json");
}

std::optional<std::string_view> key_told_twice(const Json& object)
{
  std::vector<std::string_view> seen;
  for (const auto [key, value] : object.members()) {
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
      return key;
    }
    seen.push_back(key);
  }
  return std::nullopt;
}

Failure unusable(std::string_view why)
{
  return fail(ErrorKind::bad_data, "the answer of the tilores api is not usable: " + std::string(why), k_bad_hint);
}

Result<GraphqlAnswer> read_answer(net::HttpResponse response, std::string_view operation, const CallContext& ctx)
{
  const auto type = response.header("content-type");
  if (type.find("html") != std::string_view::npos) {
    return odd_answer("a web page instead of JSON");
  }
  if (!is_json(type)) {
    return unusable("its content type is not JSON");
  }
  if (response.body.empty()) {
    return unusable("it is empty");
  }
  auto parsed = JsonDocument::parse(without_mark(std::move(response.body)), k_limits);
  if (!parsed) {
    return unusable(parsed.error().message);
  }
  GraphqlAnswer answer;
  answer.document = std::make_shared<const JsonDocument>(*std::move(parsed));
  const Json root = answer.document->root();
  if (key_told_twice(root) || key_told_twice(root["data"])) {
    return unusable("it holds a key twice");
  }
  const Json errors = root["errors"];
  if (!root.is_object() || (!root["data"].is_object() && errors.size() == 0)) {
    return fail(ErrorKind::bad_data, "the answer of the tilores api is not GraphQL", k_bad_hint);
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
    answer.unknown = names_pointed_at(errors, operation);
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
  answer.verdict = some ? GraphqlVerdict::partial : GraphqlVerdict::refused;
  answer.failed = failed_fields(errors);
  return answer;
}

// 422 says that the request was not understood, 400 that the result is over 6 MiB; some servers answer 400 to both.
std::optional<GraphqlAnswer> objection(const net::HttpResponse& response, std::string_view operation)
{
  if (response.status != 400 && response.status != 422) {
    return std::nullopt;
  }
  const auto document = JsonDocument::parse(without_mark(response.body), k_limits);
  const Json errors = document ? document->root()["errors"] : Json{};
  if (response.status == 400 && errors.at(0)["message"].text().find("too large") != std::string_view::npos) {
    return GraphqlAnswer{GraphqlVerdict::too_large, nullptr, {}, {}};
  }
  if (response.status == 400 && trouble_of(errors) != Trouble::invalid) {
    return std::nullopt;
  }
  return GraphqlAnswer{GraphqlVerdict::not_understood, nullptr, {}, names_pointed_at(errors, operation)};
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
  if (auto answer = objection(response, operation.text)) {
    return *std::move(answer);
  }
  if (response.status == 204) {
    return unusable("it is empty");
  }
  if (response.status != 200) {
    Error error = net::status_error(response.status, response, k_service, ctx.clock->now());
    if (response.status == 404 || response.status == 405) {
      error.kind = ErrorKind::config;
    }
    return fail(std::move(error));
  }
  return read_answer(std::move(response), operation.text, ctx);
}

Failure odd_answer(std::string_view what)
{
  return fail(ErrorKind::bad_data, "the tilores api answered with " + std::string(what), k_bad_hint);
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
    return {ErrorKind::unavailable,
            "the tilores api answered with errors instead of data" +
              (answer.failed.empty() ? "" : " (for " + join(answer.failed, ", ") + ")"),
            "try again later",
            {},
            {}};
  case GraphqlVerdict::whole:
  case GraphqlVerdict::partial: break;
  }
  return {ErrorKind::unavailable, "the tilores api answered in part only", "try again later", {}, {}};
}

} // namespace tilores::backend

#include <tilores/llm/policy.hpp>

#include <tilores/base/json.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace tilores::llm {

namespace {

// Codes and types the providers report, in the order OpenAI and its kin, Anthropic, Gemini.
struct CodeRow {
  std::string_view code;
  Fault fault;
};
constexpr std::array k_codes = {
  CodeRow{"insufficient_quota", Fault::quota},
  CodeRow{"credit_balance_exhausted", Fault::quota},
  CodeRow{"organization_spend_limit_exceeded", Fault::quota},
  CodeRow{"project_spend_limit_exceeded", Fault::quota},
  CodeRow{"organization_usage_limit_exceeded", Fault::quota},
  CodeRow{"enforced_spend_limit_reached", Fault::quota},
  CodeRow{"billing_error", Fault::quota},
  CodeRow{"context_length_exceeded", Fault::context_length},
  CodeRow{"model_max_prompt_tokens_exceeded", Fault::context_length},
  CodeRow{"request_too_large", Fault::context_length},
  CodeRow{"exceed_context_size_error", Fault::context_length},
  CodeRow{"model_not_found", Fault::model_gone},
  CodeRow{"model_decommissioned", Fault::model_gone},
  CodeRow{"not_found_error", Fault::model_gone},
  CodeRow{"NOT_FOUND", Fault::model_gone},
  CodeRow{"content_filter", Fault::refused},
  CodeRow{"content_policy_violation", Fault::refused},
  CodeRow{"invalid_api_key", Fault::auth},
  CodeRow{"API_KEY_INVALID", Fault::auth},
  CodeRow{"authentication_error", Fault::auth},
  CodeRow{"permission_error", Fault::auth},
  CodeRow{"UNAUTHENTICATED", Fault::auth},
  CodeRow{"PERMISSION_DENIED", Fault::auth},
  CodeRow{"rate_limit_exceeded", Fault::rate},
  CodeRow{"rate_limit_error", Fault::rate},
  CodeRow{"slow_down", Fault::rate},
  CodeRow{"RESOURCE_EXHAUSTED", Fault::rate},
  CodeRow{"overloaded_error", Fault::transient},
  CodeRow{"server_is_overloaded", Fault::transient},
  CodeRow{"api_error", Fault::transient},
  CodeRow{"timeout_error", Fault::transient},
  CodeRow{"server_error", Fault::transient},
  CodeRow{"UNAVAILABLE", Fault::transient},
  CodeRow{"INTERNAL", Fault::transient},
  CodeRow{"DEADLINE_EXCEEDED", Fault::transient},
  CodeRow{"invalid_request_error", Fault::bad_request},
  CodeRow{"INVALID_ARGUMENT", Fault::bad_request},
  CodeRow{"FAILED_PRECONDITION", Fault::bad_request},
};

std::optional<Fault> fault_of_code(std::string_view code)
{
  const auto* const row = std::ranges::find(k_codes, code, &CodeRow::code);
  return row == k_codes.end() ? std::nullopt : std::optional(row->fault);
}

// Anthropic, Gemini and several servers of one's own have no code for a prompt that is too long: a bad request is told
// apart by its words only. The one place where a text decides.
bool says_too_long(std::string_view message)
{
  const std::string words = to_lower_ascii(message);
  constexpr std::array<std::string_view, 9> k_says = {
    "prompt is too long", "prompt too long", "maximum context length", "context window",    "input token count",
    "context length",     "context size",    "too many tokens",        "input is too long",
  };
  return std::ranges::any_of(k_says, [&](std::string_view one) { return words.find(one) != std::string::npos; });
}

Fault fault_of_status(int status)
{
  if (status == 401 || status == 403) {
    return Fault::auth;
  }
  if (status == 402) {
    return Fault::quota;
  }
  if (status == 404 || status == 410) {
    return Fault::model_gone;
  }
  if (status == 413) {
    return Fault::context_length;
  }
  if (status == 429) {
    return Fault::rate;
  }
  return status == 408 || status == 409 || status == 425 || status == 498 || status >= 500 || status < 300
           ? Fault::transient
           : Fault::bad_request;
}

// "7s", "6m0s", "1.5s" as Google writes durations.
std::optional<Millis> go_duration(std::string_view text)
{
  double total = 0;
  while (!text.empty()) {
    double number = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (bad != std::errc{} || number < 0) {
      return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const bool millis = text.starts_with("ms");
    const double unit = millis                  ? 1
                        : text.starts_with("s") ? 1000
                        : text.starts_with("m") ? 60'000
                        : text.starts_with("h") ? 3'600'000
                                                : 0;
    if (unit == 0) {
      return std::nullopt;
    }
    text.remove_prefix(millis ? 2 : 1);
    total += number * unit;
  }
  return total < 86'400'000 ? std::optional(Millis{static_cast<std::int64_t>(total)}) : std::nullopt;
}

std::optional<Millis> wait_of(Json error, const net::HttpResponse& response, WallTime now)
{
  if (const std::string_view text = response.header("retry-after-ms"); !text.empty()) {
    std::int64_t ms = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), ms).ec == std::errc{} && ms >= 0) {
      return Millis{ms};
    }
  }
  if (const auto after = net::parse_retry_after(response.header("retry-after"), now)) {
    return after;
  }
  for (const Json detail : error["details"].elements()) {
    if (detail["retryDelay"].is_string()) {
      return go_duration(detail["retryDelay"].text());
    }
  }
  return std::nullopt;
}

Error error_of(Fault fault, std::string_view provider, int status)
{
  const std::string name(provider);
  const std::string tail = status > 0 ? " (" + std::to_string(status) + ")" : "";
  switch (fault) {
  case Fault::auth:
    return {ErrorKind::auth,
            name + ": the key was refused" + tail,
            "check the key of " + name + " in the environment or the settings",
            {},
            {}};
  case Fault::quota:
    return {ErrorKind::budget,
            name + ": the account's quota is used up" + tail,
            "ask another provider with -m, or --offline",
            {},
            {}};
  case Fault::model_gone:
    return {ErrorKind::unsupported,
            name + ": the model is not served (any more)" + tail,
            "see 'tilores models list'",
            {},
            {}};
  case Fault::context_length:
    return {ErrorKind::unsupported,
            name + ": the request is too long for the model" + tail,
            "ask a model with a larger context",
            {},
            {}};
  case Fault::rate: return {ErrorKind::rate_limited, name + ": rate limited" + tail, {}, {}, {}};
  case Fault::refused:
    return {ErrorKind::blocked, name + ": refused by the provider's content filter" + tail, {}, {}, {}};
  case Fault::bad_request: return {ErrorKind::bad_data, name + ": the request was not accepted" + tail, {}, {}, {}};
  case Fault::broken: return {ErrorKind::unavailable, name + ": the answer broke off", {}, {}, {}};
  case Fault::cancelled: return {ErrorKind::cancelled, name + ": cancelled", {}, {}, {}};
  case Fault::none:
  case Fault::transient: break;
  }
  return {ErrorKind::unavailable, name + ": the service fails" + tail, {}, {}, {}};
}

} // namespace

Decision decide(Fault fault)
{
  switch (fault) {
  case Fault::auth: return {false, true, BreakerAction::open};
  case Fault::quota: return {false, true, BreakerAction::open};
  case Fault::model_gone: return {false, true, BreakerAction::open};
  case Fault::transient: return {true, true, BreakerAction::count};
  case Fault::rate: return {true, true, BreakerAction::cool_down};
  case Fault::broken: return {false, false, BreakerAction::count};
  case Fault::context_length: return {false, true, BreakerAction::none}; // to a larger model only: the caller's part
  case Fault::none:
  case Fault::bad_request:
  case Fault::refused:
  case Fault::cancelled: break;
  }
  return {};
}

Verdict classify(int status, std::string_view body, const net::HttpResponse& response, std::string_view provider,
                 WallTime now)
{
  Json error;
  const auto document = JsonDocument::parse(std::string(body));
  std::optional<Fault> fault;
  if (document) {
    error = document->root()["error"].is_object() ? document->root()["error"] : document->root();
    if (status == 0) {
      status = static_cast<int>(error["code"].integer().value_or(error["status"].integer().value_or(0)));
    }
    // The most telling first; a provider's own limit inside `details` beats the type around it.
    for (const Json code : {error["details"]["error_code"], error["code"], error["status"], error["type"]}) {
      const auto found = fault_of_code(code.text());
      if (found && (!fault || *found == Fault::quota)) {
        fault = found;
      }
    }
  }
  // Google tells the reason beside a general status: a bad key, or a quota of nothing, for which waiting does not help.
  for (const Json detail : error["details"].elements()) {
    if (const auto reason = fault_of_code(detail["reason"].text())) {
      fault = reason;
    }
    for (const Json violation : detail["violations"].elements()) {
      if (violation["quotaValue"].text() == "0") {
        fault = Fault::quota;
      }
    }
  }
  if (!fault || (*fault == Fault::bad_request && status > 0)) {
    fault = fault_of_status(status);
  }
  if (*fault == Fault::bad_request && says_too_long(error["message"].text())) {
    fault = Fault::context_length;
  }
  Verdict verdict{*fault, error_of(*fault, provider, status)};
  if (*fault == Fault::rate || *fault == Fault::transient) {
    if (const auto wait = wait_of(error, response, now)) {
      verdict.error.retry_after_ms = wait->count();
    }
  }
  return verdict;
}

Verdict classify(const Error& failure, std::string_view provider)
{
  Verdict verdict{Fault::transient, failure};
  if (failure.kind == ErrorKind::cancelled) {
    verdict.fault = Fault::cancelled;
  } else if (failure.kind == ErrorKind::config || failure.kind == ErrorKind::bad_data) {
    verdict.fault = Fault::bad_request;
  }
  verdict.error = with_context(std::move(verdict.error), std::string(provider));
  return verdict;
}

} // namespace tilores::llm

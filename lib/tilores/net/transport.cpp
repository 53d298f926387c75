// The pure helpers around the HttpTransport port.
#include <tilores/net/transport.hpp>

#include <tilores/base/text.hpp>

#include <array>
#include <charconv>

namespace tilores::net {

namespace {

constexpr const char* k_later = "try again later; tilores health tells what is down";
constexpr const char* k_address = "check the configured URL and any proxy on the way";
constexpr std::int64_t k_year_seconds = 366LL * 24 * 3600;

std::optional<int> small_number(std::string_view text)
{
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value >= 0 ? std::optional{value} : std::nullopt;
}

std::optional<int> month_named(std::string_view name)
{
  static constexpr std::array<std::string_view, 12> k_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (std::size_t i = 0; i < k_months.size(); ++i) {
    if (equals_ignoring_case(k_months[i], name)) {
      return static_cast<int>(i) + 1;
    }
  }
  return std::nullopt;
}

// "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994" to UNIX seconds.
std::optional<std::int64_t> parse_http_date(std::string_view text, WallTime now)
{
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find_first_of(" ,-", at), text.size());
    if (end > at) {
      parts.push_back(text.substr(at, end - at));
    }
    at = end + 1;
  }
  const bool asctime = parts.size() == 5;
  if (!asctime && !(parts.size() == 6 && parts[5] == "GMT")) {
    return std::nullopt;
  }
  const auto month = month_named(parts[asctime ? 1 : 2]);
  const auto day = small_number(parts[asctime ? 2 : 1]);
  auto year = small_number(parts[asctime ? 4 : 3]);
  const auto clock = split(parts[asctime ? 3 : 4], ':');
  if (!month || !day || !year || clock.size() != 3) {
    return std::nullopt;
  }
  if (*year < 100) { // RFC 850 form: the century that puts it at most 50 years ahead
    const int this_year = to_date(now).year;
    *year += this_year / 100 * 100;
    *year -= *year > this_year + 50 ? 100 : 0;
  }
  const auto date = make_date(*year, *month, *day);
  const auto hours = small_number(clock[0]);
  const auto minutes = small_number(clock[1]);
  const auto seconds = small_number(clock[2]);
  if (!date || !hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60) {
    return std::nullopt;
  }
  return days_from_epoch(*date) * 86400 + *hours * 3600 + *minutes * 60 + *seconds;
}

} // namespace

std::string_view HttpResponse::header(std::string_view name) const
{
  for (const auto& [key, value] : headers) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

int effective_status(const HttpRequest& request, const HttpResponse& response)
{
  return request.effective_status ? request.effective_status(response) : response.status;
}

std::string_view host_of(std::string_view url)
{
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) {
    return {};
  }
  url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  const auto user = url.rfind('@');
  return user == std::string_view::npos ? url : url.substr(user + 1);
}

std::optional<Millis> parse_retry_after(std::string_view value, WallTime now)
{
  value = trim(value);
  if (value.empty()) {
    return std::nullopt;
  }
  if (is_digit(value.front())) {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (error != std::errc{} || end != value.data() + value.size() || seconds > k_year_seconds) {
      return std::nullopt;
    }
    return std::chrono::seconds{seconds};
  }
  const auto at = parse_http_date(value, now);
  if (!at) {
    return std::nullopt;
  }
  const auto wait = WallTime{std::chrono::seconds{*at}} - now;
  if (wait > std::chrono::seconds{k_year_seconds}) {
    return std::nullopt;
  }
  return std::max(Millis{0}, std::chrono::duration_cast<Millis>(wait));
}

Error status_error(int status, const HttpResponse& response, std::string_view service, WallTime now)
{
  const auto make = [&](ErrorKind kind, std::string_view what, std::string hint = {}) {
    Error error{kind,
                std::string(service) + " " + std::string(what) + " (status " + std::to_string(status) + ")",
                std::move(hint),
                {},
                {}};
    if (const auto wait = parse_retry_after(response.header("retry-after"), now)) {
      error.retry_after_ms = wait->count();
    }
    return error;
  };
  switch (status) {
  case 401: return make(ErrorKind::auth, "refused the credentials", "check the client id and secret, or the API key");
  case 403: return make(ErrorKind::forbidden, "does not permit this request", "check the scopes and allowed addresses");
  case 404: return make(ErrorKind::unsupported, "has nothing at this address", "check the configured URL");
  case 408: return make(ErrorKind::timeout, "gave up waiting for the request", k_later);
  case 413: return make(ErrorKind::bad_data, "refused the request as too large", "ask for less at a time");
  case 422: return make(ErrorKind::unsupported, "did not understand the request", k_address);
  case 425: return make(ErrorKind::unavailable, "asks to try again later", k_later);
  case 429: return make(ErrorKind::rate_limited, "limits the rate of requests", "try again later or lower --rate");
  default: break;
  }
  if (status >= 500) {
    return make(ErrorKind::unavailable, status == 504 ? "took too long behind its gateway" : "is failing", k_later);
  }
  if (status >= 300 && status < 400) {
    return make(ErrorKind::config, "redirects elsewhere, which is not followed", "configure the final URL");
  }
  return make(ErrorKind::bad_data, "refused the request", k_address);
}

} // namespace tilores::net

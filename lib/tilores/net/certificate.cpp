#include <tilores/net/certificate.hpp>

#include <tilores/base/date.hpp>
#include <tilores/net/curl_api.hpp>
#include <tilores/net/transport.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

namespace tilores::net {
namespace {

std::optional<int> number(std::string_view text)
{
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

} // namespace

std::optional<WallTime> parse_certificate_time(std::string_view text)
{
  static constexpr std::array<std::string_view, 12> k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::array<std::string_view, 4> parts;
  std::size_t count = 0;
  while (count < parts.size()) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end == 0) {
      return std::nullopt;
    }
    parts[count++] = text.substr(0, end);
    text.remove_prefix(end);
  }
  const auto* const month = std::ranges::find(k_months, parts[0]);
  const auto day = number(parts[1]);
  const auto year = number(parts[3]);
  const std::string_view clock = parts[2];
  if (month == k_months.end() || !day || !year || clock.size() != 8) {
    return std::nullopt;
  }
  const auto date = make_date(*year, static_cast<int>(month - k_months.begin()) + 1, *day);
  const auto hour = number(clock.substr(0, 2));
  const auto minute = number(clock.substr(3, 2));
  const auto second = number(clock.substr(6, 2));
  if (!date || !hour || !minute || !second) {
    return std::nullopt;
  }
  return WallTime{std::chrono::days{days_from_epoch(*date)} + std::chrono::hours{*hour} +
                  std::chrono::minutes{*minute} + std::chrono::seconds{*second}};
}

Result<WallTime> certificate_end(const std::string& url, const std::string& ca_file, const CallContext& ctx)
{
  const auto& api = curl_api();
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(api ? api->easy_init() : nullptr,
                                                                 api ? api->easy_cleanup : nullptr);
  if (!easy) {
    return fail(ErrorKind::config, "libcurl cannot be used", "install the package libcurl4");
  }
  constexpr Millis k_most{5000};
  const Millis bound = std::max(Millis{1}, std::min(k_most, ctx.deadline.left(*ctx.clock).value_or(k_most)));
  const auto set = [&](CURLoption option, auto value) { api->easy_setopt(easy.get(), option, value); };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "https");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECT_ONLY, 1L);
  set(CURLOPT_CERTINFO, 1L);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(bound.count()));
  if (!ca_file.empty()) {
    set(CURLOPT_CAINFO, ca_file.c_str());
  }
  const CURLcode code = api->easy_perform(easy.get());
  const std::string host(host_of(url));
  if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE) {
    return fail(ErrorKind::config, "the certificate of " + host + " does not verify",
                "see its end and its names, and tilores.ca_file");
  }
  if (code != CURLE_OK) {
    return fail(code == CURLE_OPERATION_TIMEDOUT ? ErrorKind::timeout : ErrorKind::unavailable,
                "cannot connect to " + host);
  }
  struct curl_certinfo* chain = nullptr;
  if (api->easy_getinfo(easy.get(), CURLINFO_CERTINFO, &chain) == CURLE_OK && chain != nullptr &&
      chain->num_of_certs > 0) {
    constexpr std::string_view k_label = "Expire date:";
    for (const curl_slist* line = chain->certinfo[0]; line != nullptr; line = line->next) {
      if (const std::string_view text = line->data; text.starts_with(k_label)) {
        if (const auto end = parse_certificate_time(text.substr(k_label.size()))) {
          return *end;
        }
      }
    }
  }
  return fail(ErrorKind::bad_data, "the end of the certificate of " + host + " is not told");
}

} // namespace tilores::net

// E-mail addresses, credentials in URLs, IBANs.
#include <tilores/redact/detect.hpp>

#include <algorithm>
#include <iterator>

namespace tilores::redact {
namespace {

bool is_local_part(char c)
{
  return is_word(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-' || c == '\'' || c == '~' || c == '!' ||
         c == '#' || c == '&' || c == '*' || c == '=';
}

bool is_domain(char c) { return is_word(c) || c == '-' || c == '.'; }

struct Country {
  char code[3];
  std::uint8_t length;
};
// ISO 13616 registry, length of the whole number; sorted.
constexpr Country k_countries[] = {
  {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22}, {"BH", 22},
  {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22}, {"DJ", 27},
  {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FK", 18}, {"FO", 18}, {"FR", 27},
  {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28}, {"HN", 28}, {"HR", 21}, {"HU", 28},
  {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28},
  {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22},
  {"MK", 19}, {"MN", 20}, {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23},
  {"PK", 24}, {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24},
  {"SC", 31}, {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25}, {"SV", 28},
  {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20}, {"YE", 30},
};

std::size_t iban_length(char a, char b)
{
  const std::array<char, 2> code{ascii_upper(a), ascii_upper(b)};
  const std::string_view wanted(code.data(), 2);
  const auto* const found =
    std::ranges::lower_bound(k_countries, wanted, {}, [](const Country& c) { return std::string_view(c.code, 2); });
  return found != std::end(k_countries) && std::string_view(found->code, 2) == wanted ? found->length : 0;
}

// ISO 7064 mod 97-10 over the number with its first four characters moved to the end.
bool iban_checks(std::string_view compact)
{
  unsigned rest = 0;
  for (std::size_t i = 0; i < compact.size(); ++i) {
    const char c = compact[(i + 4) % compact.size()];
    rest = is_digit(c) ? (rest * 10 + static_cast<unsigned>(c - '0')) % 97
                       : (rest * 100 + static_cast<unsigned>(ascii_upper(c) - 'A') + 10) % 97;
  }
  return rest == 1;
}

} // namespace

std::optional<Found> find_email(std::string_view text, std::size_t at, std::size_t mark, std::size_t floor)
{
  constexpr std::size_t k_local_most = 64; // RFC 5321 §4.5.3.1
  constexpr std::size_t k_domain_most = 255;
  const std::size_t host = at + mark;
  while (mark > 1 && at > floor && text[at - 1] == '\\') {
    --at; // JSON within JSON
  }
  std::size_t begin = at;
  while (begin > floor && at - begin < k_local_most && is_local_part(text[begin - 1])) {
    --begin;
  }
  while (begin < at && !is_word(text[begin]) && text[begin] != '_') {
    ++begin; // quotes and signs before the address
  }
  if (const std::size_t equals = text.substr(begin, at - begin).rfind('=');
      equals != std::string_view::npos && begin + equals + 1 < at) {
    begin += equals + 1; // key=value
  }
  std::size_t end = host;
  while (end < text.size() && end - host < k_domain_most && is_domain(text[end])) {
    ++end;
  }
  while (end > host && !is_word(text[end - 1])) {
    --end;
  }
  const std::string_view domain = text.substr(host, end - host);
  const std::size_t dot = domain.rfind('.');
  if (begin == at || dot == std::string_view::npos || dot == 0 || domain.size() - dot < 3) {
    return std::nullopt;
  }
  const std::string_view top = domain.substr(dot + 1);
  const bool letters = std::ranges::all_of(top, [](char c) { return is_word(c) && !is_digit(c); });
  if (!letters && !top.starts_with("xn--")) {
    return std::nullopt;
  }
  return Found{begin, end, Kind::email};
}

std::optional<Found> find_credentials(std::string_view text, std::size_t colon)
{
  std::size_t at = std::string_view::npos;
  for (std::size_t i = colon + 3; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '/' || c == '?' || c == '#' || c == '"' || is_space(c)) {
      break;
    }
    if (c == '@') {
      at = i;
    }
  }
  if (at == std::string_view::npos || at == colon + 3) {
    return std::nullopt;
  }
  return Found{colon + 3, at, Kind::token};
}

std::optional<Found> find_iban(std::string_view text, std::size_t begin)
{
  if (begin + 15 > text.size() || !is_alpha(text[begin + 1]) || !is_digit(text[begin + 2]) ||
      !is_digit(text[begin + 3])) {
    return std::nullopt;
  }
  const std::size_t length = iban_length(text[begin], text[begin + 1]);
  if (length == 0) {
    return std::nullopt;
  }
  std::array<char, 34> compact;
  std::size_t count = 0;
  std::size_t at = begin;
  const bool spaced = begin + 4 < text.size() && (text[begin + 4] == ' ' || text[begin + 4] == '-');
  while (at < text.size() && count < length) {
    if (spaced && count > 0 && count % 4 == 0 && text[at] == text[begin + 4]) {
      ++at;
    }
    if (at >= text.size() || !is_alnum(text[at])) {
      return std::nullopt;
    }
    compact[count++] = text[at++];
  }
  if (count < length || (at < text.size() && is_word(text[at])) || !iban_checks({compact.data(), length})) {
    return std::nullopt;
  }
  return Found{begin, at, Kind::iban};
}

} // namespace tilores::redact

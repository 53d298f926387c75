// API keys, access tokens and passwords: by the prefixes their issuers gave them, and by the name before them.
#include <tilores/redact/detect.hpp>

#include <algorithm>

namespace tilores::redact {
namespace {

bool is_token_char(char c)
{
  return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
}

struct Prefix {
  std::string_view text;
  std::size_t least; // characters that must follow
};
constexpr Prefix k_prefixes[] = {
  {"sk-", 16},  {"sk_live_", 10}, {"sk_test_", 10}, {"rk_live_", 10}, {"pk-lf-", 16},      {"sk-lf-", 16},
  {"gsk_", 20}, {"csk-", 20},     {"lsv2_", 20},    {"xoxb-", 10},    {"xoxp-", 10},       {"xoxa-", 10},
  {"ghp_", 20}, {"gho_", 20},     {"ghs_", 20},     {"ghu_", 20},     {"github_pat_", 20}, {"glpat-", 16},
  {"hf_", 20},  {"AKIA", 16},     {"ASIA", 16},     {"AIza", 30},     {"ya29.", 20},       {"tlr_", 16},
};

// Names whose value is a secret, compared without letter case and with '-' and '_' left out.
constexpr std::string_view k_names[] = {
  "password",  "passwd",   "pwd",           "passphrase", "secret",          "clientsecret", "secretkey",
  "apikey",    "xapikey",  "xgoogapikey",   "accesskey",  "accesstoken",     "refreshtoken", "idtoken",
  "authtoken", "token",    "authorization", "privatekey", "secretaccesskey", "credential",   "credentials",
  "cookie",    "passwort", "kennwort",      "signature"};

std::size_t skip_token(std::string_view text, std::size_t at)
{
  while (at < text.size() && is_token_char(text[at])) {
    ++at;
  }
  return at;
}

// Without the full stops that end a sentence.
std::size_t trimmed(std::string_view text, std::size_t begin, std::size_t end)
{
  while (end > begin && (text[end - 1] == '.')) {
    --end;
  }
  return end;
}

std::optional<Found> jwt(std::string_view text, std::size_t begin)
{
  const std::size_t end = trimmed(text, begin, skip_token(text, begin));
  const std::string_view token = text.substr(begin, end - begin);
  const std::size_t dot = token.find('.');
  if (token.size() < 30 || dot == std::string_view::npos || dot < 10 || token.size() - dot < 10) {
    return std::nullopt;
  }
  return Found{begin, end, Kind::token};
}

// "name": "value", name=value, name: Bearer value
std::optional<Found> named(std::string_view text, std::size_t name_end)
{
  std::size_t at = name_end;
  while (at < text.size() && (text[at] == '"' || text[at] == '\'' || text[at] == ' ' || text[at] == '\\')) {
    ++at;
  }
  if (at >= text.size() || (text[at] != '=' && text[at] != ':')) {
    return std::nullopt;
  }
  ++at;
  while (at < text.size() && (text[at] == ' ' || text[at] == '\\')) {
    ++at;
  }
  const char quote = at < text.size() && (text[at] == '"' || text[at] == '\'') ? text[at] : '\0';
  if (quote != '\0') {
    ++at;
  }
  for (const std::string_view scheme : {"Bearer ", "bearer ", "Basic ", "basic "}) {
    if (text.substr(at).starts_with(scheme)) {
      at += scheme.size();
    }
  }
  std::size_t end = at;
  while (end < text.size() &&
         (quote != '\0' ? text[end] != quote && text[end] != '\\' && text[end] != '\n'
                        : !is_space(text[end]) && text[end] != ',' && text[end] != ';' && text[end] != '&' &&
                            text[end] != '"' && text[end] != ')' && text[end] != '}' && text[end] != ']')) {
    ++end;
  }
  const std::string_view value = text.substr(at, end - at);
  constexpr std::size_t k_least = 6;
  if (value.size() < k_least || mask_at(text, at) > 0 || value == "string" || value.starts_with("refused")) {
    return std::nullopt;
  }
  return Found{at, end, Kind::token};
}

// Second letters of the prefixes by their first one, without case: most words are passed over by this alone.
constexpr std::array<std::uint32_t, 26> second_letters()
{
  std::array<std::uint32_t, 26> table{};
  for (const Prefix& prefix : k_prefixes) {
    table[static_cast<unsigned>(ascii_lower(prefix.text[0]) - 'a')] |=
      1U << static_cast<unsigned>(ascii_lower(prefix.text[1]) - 'a');
  }
  return table;
}
constexpr auto k_second = second_letters();

std::optional<Found> prefixed(std::string_view text, std::size_t begin)
{
  const std::string_view rest = text.substr(begin);
  for (const Prefix& prefix : k_prefixes) {
    if (!rest.starts_with(prefix.text)) {
      continue;
    }
    std::size_t end = prefix.text.size();
    while (end < rest.size() && (is_alnum(rest[end]) || rest[end] == '-' || rest[end] == '_')) {
      ++end;
    }
    if (end - prefix.text.size() >= prefix.least && std::ranges::any_of(rest.substr(0, end), is_digit)) {
      return Found{begin, begin + end, Kind::token};
    }
  }
  return std::nullopt;
}

std::optional<Found> bearer(std::string_view text, std::size_t begin)
{
  constexpr std::string_view k_scheme = "bearer ";
  constexpr std::size_t k_least = 8;
  const std::size_t from = begin + k_scheme.size();
  if (from >= text.size() || !equals_ignoring_case(text.substr(begin, k_scheme.size()), k_scheme)) {
    return std::nullopt;
  }
  const std::size_t end = trimmed(text, from, skip_token(text, from));
  const bool random =
    std::ranges::any_of(text.substr(from, end - from), [](char c) { return is_digit(c) || c == '_' || c == '.'; });
  return end - from >= k_least && random ? std::optional(Found{from, end, Kind::token}) : std::nullopt;
}

// The body of a PEM block: "BEGIN RSA PRIVATE KEY-----" and what follows, up to "-----END" or the end of the text.
std::optional<Found> private_key(std::string_view text, std::size_t begin)
{
  constexpr std::string_view k_head = "PRIVATE KEY-----";
  const std::size_t head = text.substr(begin, 48).find(k_head);
  if (!text.substr(begin).starts_with("BEGIN ") || head == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t from = begin + head + k_head.size();
  const std::size_t end = std::min(text.find("-----END", from), text.size());
  return end > from ? std::optional(Found{from, end, Kind::token}) : std::nullopt;
}

// Whether a name with these last three letters can be one of k_names.
bool may_name_secret(char a, char b, char c)
{
  switch (c) {
  case 'd': return b == 'r' || b == 'w'; // password, passwd, pwd
  case 'e':
    return (a == 'a' && b == 's') || (a == 'k' && b == 'i') || (a == 'u' && b == 'r'); // passphrase, cookie, signature
  case 't': return (a == 'r' && b == 'e') || (a == 'o' && b == 'r');                   // secret, passwort
  case 'y': return a == 'k' && b == 'e';                                               // …key
  case 'n': return (a == 'k' && b == 'e') || (a == 'i' && b == 'o');                   // …token, authorization
  case 'l': return a == 'i' && b == 'a';                                               // credential
  case 's': return a == 'a' && b == 'l';                                               // credentials
  default: return false;
  }
}

} // namespace

std::optional<Found> find_token(std::string_view text, std::size_t begin)
{
  const char first = ascii_lower(text[begin]);
  const char second = begin + 1 < text.size() ? ascii_lower(text[begin + 1]) : '\0';
  if (is_alpha(second) &&
      (k_second[static_cast<unsigned>(first - 'a')] >> static_cast<unsigned>(second - 'a') & 1U) != 0) {
    if (const auto found = prefixed(text, begin)) {
      return found;
    }
  }
  if (first == 'e' && text.substr(begin, 3) == "eyJ") {
    return jwt(text, begin);
  }
  if (first == 'b' && second == 'e') {
    if (const auto found = bearer(text, begin)) {
      return found;
    }
    if (const auto found = private_key(text, begin)) {
      return found;
    }
  }
  std::size_t end = begin;
  while (end < text.size() && (is_alnum(text[end]) || text[end] == '-' || text[end] == '_')) {
    ++end;
  }
  constexpr std::size_t k_name_most = 32;
  if (end - begin < 3 || end - begin > k_name_most || end == text.size() ||
      !may_name_secret(ascii_lower(text[end - 3]), ascii_lower(text[end - 2]), ascii_lower(text[end - 1]))) {
    return std::nullopt;
  }
  std::array<char, k_name_most> folded;
  std::size_t length = 0;
  for (const char c : text.substr(begin, end - begin)) {
    if (is_alnum(c)) {
      folded[length++] = ascii_lower(c);
    }
  }
  const std::string_view name(folded.data(), length);
  return std::ranges::any_of(k_names, [&](std::string_view known) { return name.ends_with(known); }) ? named(text, end)
                                                                                                     : std::nullopt;
}

} // namespace tilores::redact

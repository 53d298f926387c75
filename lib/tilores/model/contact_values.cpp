// E-mail addresses: their normal form and the ones that name nobody; and phone numbers that do.
#include <tilores/model/normalise.hpp>

#include <tilores/base/text.hpp>

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace tilores::model {
namespace {

constexpr std::size_t k_max_local = 64;    // RFC 5321 §4.5.3.1.1
constexpr std::size_t k_max_address = 254; // RFC 5321 §4.5.3.1.3 less the brackets

bool is_atext(char c)
{
  constexpr std::string_view marks = "!#$%&'*+-/=?^_`{|}~";
  return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80 || marks.find(c) != std::string_view::npos;
}

bool dot_atom(std::string_view local)
{
  if (local.empty() || local.size() > k_max_local || local.front() == '.' || local.back() == '.') {
    return false;
  }
  char before = '\0';
  for (const char c : local) {
    if (!(is_atext(c) || (c == '.' && before != '.'))) {
      return false;
    }
    before = c;
  }
  return true;
}

bool host_name(std::string_view domain)
{
  std::size_t labels = 0;
  bool letters = false; // in the last label
  while (true) {
    const std::size_t dot = domain.find('.');
    const std::string_view label = domain.substr(0, dot);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') {
      return false;
    }
    letters = false;
    for (const char c : label) {
      const bool wide = static_cast<unsigned char>(c) >= 0x80;
      if (!is_alnum(c) && c != '-' && !wide) {
        return false;
      }
      letters = letters || is_alpha(c) || wide;
    }
    ++labels;
    if (dot == std::string_view::npos) {
      return labels >= 2 && letters && label.size() >= 2;
    }
    domain.remove_prefix(dot + 1);
  }
}

std::string_view without_wrapping(std::string_view text)
{
  text = trim(text);
  if (const std::size_t open = text.rfind('<'); open != std::string_view::npos && text.ends_with('>')) {
    text = trim(text.substr(open + 1, text.size() - open - 2));
  }
  constexpr std::string_view scheme = "mailto:";
  if (text.size() > scheme.size() && equals_ignoring_case(text.substr(0, scheme.size()), scheme)) {
    text = trim(text.substr(scheme.size()));
    // Header fields start at the first ? behind the @.
    if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
      text = text.substr(0, text.find('?', at));
    }
  }
  return text;
}

// Lower case and composed (NFC) for an address with letters beyond ASCII.
std::optional<std::string> lower_composed(std::string_view text)
{
  if (invalid_utf8_at(text)) {
    return std::nullopt;
  }
  std::string lowered;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = static_cast<utf8proc_int32_t>(next_code_point(text, at));
    const utf8proc_category_t category = utf8proc_category(c);
    if (category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP ||
        category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF) {
      return std::nullopt;
    }
    append_utf8(lowered, static_cast<char32_t>(utf8proc_tolower(c)));
  }
  utf8proc_uint8_t* mapped = nullptr;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(lowered.data()),
                                 static_cast<utf8proc_ssize_t>(lowered.size()), &mapped, options);
  if (size < 0) {
    return std::nullopt;
  }
  std::string out(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
  std::free(mapped);
  return out;
}

} // namespace

std::optional<std::string> normalise_email(std::string_view text)
{
  text = without_wrapping(text);
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || text.size() > 2 * k_max_address) {
    return std::nullopt;
  }
  const std::string_view whole_local = text.substr(0, at);
  const std::string_view local = whole_local.substr(0, whole_local.find('+'));
  const std::string_view domain = text.substr(at + 1);
  if (!dot_atom(whole_local) || !dot_atom(local) || !host_name(domain) ||
      local.size() + 1 + domain.size() > k_max_address) {
    return std::nullopt;
  }
  std::string out;
  out.reserve(local.size() + 1 + domain.size());
  unsigned char seen = 0;
  for (const char c : local) {
    seen |= static_cast<unsigned char>(c);
    out += ascii_lower(c);
  }
  out += '@';
  for (const char c : domain) {
    seen |= static_cast<unsigned char>(c);
    out += ascii_lower(c);
  }
  return seen < 0x80 ? std::optional(std::move(out)) : lower_composed(out);
}

bool is_generic_email(std::string_view email)
{
  static constexpr auto locals = std::to_array<std::string_view>({"abuse",
                                                                  "admin",
                                                                  "administrator",
                                                                  "anonymous",
                                                                  "asdf",
                                                                  "billing",
                                                                  "contact",
                                                                  "customer",
                                                                  "customercare",
                                                                  "customerservice",
                                                                  "do-not-reply",
                                                                  "donotreply",
                                                                  "dummy",
                                                                  "email",
                                                                  "fake",
                                                                  "hello",
                                                                  "help",
                                                                  "helpdesk",
                                                                  "hostmaster",
                                                                  "info",
                                                                  "mail",
                                                                  "mailer-daemon",
                                                                  "n.a",
                                                                  "na",
                                                                  "no",
                                                                  "no-email",
                                                                  "no-reply",
                                                                  "no_email",
                                                                  "no_reply",
                                                                  "nobody",
                                                                  "noemail",
                                                                  "nomail",
                                                                  "none",
                                                                  "noreply",
                                                                  "null",
                                                                  "office",
                                                                  "postmaster",
                                                                  "refused",
                                                                  "root",
                                                                  "sales",
                                                                  "service",
                                                                  "support",
                                                                  "test",
                                                                  "testing",
                                                                  "unknown",
                                                                  "user",
                                                                  "webmaster",
                                                                  "xxx"});
  static constexpr auto domains = std::to_array<std::string_view>(
    {"fake.com", "na.com", "noemail.com", "nomail.com", "none.com", "test.com", "unknown.com"});
  static_assert(std::ranges::is_sorted(locals) && std::ranges::is_sorted(domains));
  const std::size_t at = email.find('@');
  if (at == std::string_view::npos) {
    return false;
  }
  const std::string_view domain = email.substr(at + 1);
  return std::ranges::binary_search(locals, email.substr(0, at)) || std::ranges::binary_search(domains, domain) ||
         domain.ends_with(".invalid");
}

bool is_generic_phone(std::string_view e164)
{
  if (!e164.starts_with('+')) {
    return false;
  }
  const std::string_view digits = e164.substr(1);
  if (digits.size() < 7) {
    return true;
  }
  const std::string_view last7 = digits.substr(digits.size() - 7);
  if (last7.find_first_not_of(last7.front()) == std::string_view::npos) {
    return true;
  }
  if (!digits.starts_with('1')) {
    return false;
  }
  const std::string_view national = digits.substr(1);
  // Directory assistance, and the runs that fill a mandatory field.
  return national.ends_with("5551212") || national == "2345678901" || national == "9876543210" ||
         national == "2345678910";
}

} // namespace tilores::model

#include <tilores/model/mask.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/normalise.hpp>
#include <tilores/model/secrets.hpp>

#include <optional>

namespace tilores::model {
namespace {

constexpr std::string_view k_stars = "***";

// The first letter, whole, and stars.
std::string mask_text(std::string_view text)
{
  text = trim(text);
  std::size_t first = 0;
  if (!text.empty()) {
    static_cast<void>(next_code_point(text, first));
  }
  return text.empty() ? std::string() : std::string(text.substr(0, first)) + std::string(k_stars);
}

std::string mask_words(std::string_view text)
{
  std::string out;
  for (const std::string_view word : split(text, ' ')) {
    if (!trim(word).empty()) {
      out += (out.empty() ? "" : " ") + mask_text(word);
    }
  }
  return out;
}

std::string mask_email(std::string_view text)
{
  const std::optional<std::string> email = normalise_email(text);
  return email ? mask_text(*email) + email->substr(email->find('@')) : mask_text(text);
}

std::string mask_phone(std::string_view text)
{
  const std::optional<std::string> phone = normalise_phone(text);
  if (!phone) {
    return mask_text(text);
  }
  return phone->substr(0, 2) + std::string(phone->size() - 6, '*') + phone->substr(phone->size() - 4);
}

std::string mask_id(std::string_view text, std::size_t head, std::size_t tail)
{
  text = trim(text);
  if (text.size() < 2 * (head + tail)) {
    return text.empty() ? std::string() : std::string(k_stars);
  }
  return std::string(text.substr(0, head)) + std::string(k_stars) + std::string(text.substr(text.size() - tail));
}

} // namespace

std::string mask_value(IdentifierKind kind, std::string_view value)
{
  switch (kind) {
  case IdentifierKind::email: return mask_email(value);
  case IdentifierKind::phone: return mask_phone(value);
  case IdentifierKind::client: return mask_id(value, 0, 2);
  case IdentifierKind::crm: {
    const std::optional<std::string> id = find_crm_id(value);
    return id ? mask_id(*id, 3, 3) : mask_text(value);
  }
  case IdentifierKind::dob: {
    const std::optional<Date> day = parse_date(value);
    return day ? to_string(*day).substr(0, 4) + "-**-**" : mask_text(value);
  }
  case IdentifierKind::name: return mask_words(value);
  case IdentifierKind::entity:
  case IdentifierKind::record: return std::string(value);
  case IdentifierKind::text: break;
  }
  return mask_text(value);
}

std::string mask_field(std::string_view field, std::string_view value)
{
  if (is_secret_path(field)) {
    return std::string(k_stars);
  }
  return mask_value(identifier_kind_of_field(field).value_or(IdentifierKind::text), value);
}

} // namespace tilores::model

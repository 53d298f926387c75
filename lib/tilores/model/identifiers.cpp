#include <tilores/model/identifiers.hpp>

#include <tilores/base/date.hpp>
#include <tilores/base/text.hpp>
#include <tilores/model/contacts.hpp>
#include <tilores/model/display.hpp>
#include <tilores/model/normalise.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace tilores::model {
namespace {

constexpr auto k_prefixes =
  std::to_array<std::string_view>({"email", "phone", "client", "crm", "entity", "record", "name", "dob"});

bool all_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

bool is_uuid(std::string_view text)
{
  if (text.size() != 36) {
    return false;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = ascii_lower(text[i]);
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? c != '-' : !(is_digit(c) || (c >= 'a' && c <= 'f'))) {
      return false;
    }
  }
  return true;
}

bool has_blank(std::string_view text) { return std::ranges::any_of(text, is_space); }

bool is_words(const Identifier& identifier)
{
  return (identifier.kind == IdentifierKind::text || identifier.kind == IdentifierKind::name) &&
         std::ranges::none_of(identifier.value, is_digit);
}

std::optional<IdentifierKind> kind_named(std::string_view prefix)
{
  for (std::size_t i = 0; i < k_prefixes.size(); ++i) {
    if (equals_ignoring_case(prefix, k_prefixes[i])) {
      return static_cast<IdentifierKind>(i);
    }
  }
  return std::nullopt;
}

// The word before a colon that opens the text, or "". Link schemes that people paste are no prefixes.
std::string_view prefix_of(std::string_view text)
{
  const std::size_t colon = text.find(':');
  const std::string_view word = colon == std::string_view::npos ? std::string_view() : text.substr(0, colon);
  if (!std::ranges::all_of(word, is_alpha) || equals_ignoring_case(word, "mailto") ||
      equals_ignoring_case(word, "tel")) {
    return {};
  }
  return word;
}

Result<Identifier> one_of_selector(std::string_view text)
{
  const std::string_view prefix = prefix_of(text);
  if (prefix.empty()) {
    return recognise(text);
  }
  if (const std::optional<IdentifierKind> kind = kind_named(prefix)) {
    return make_identifier(*kind, text.substr(prefix.size() + 1));
  }
  const std::string_view near = nearest(prefix, k_prefixes);
  return fail(ErrorKind::usage, "unknown selector prefix '" + std::string(prefix) + ":'",
              near.empty() ? "prefixes are email: phone: client: crm: entity: record: name: dob:"
                           : "did you mean '" + std::string(near) + ":'?");
}

} // namespace

std::string_view to_string(IdentifierKind kind)
{
  const auto index = static_cast<std::size_t>(kind);
  return index < k_prefixes.size() ? k_prefixes[index] : "text";
}

Result<Identifier> make_identifier(IdentifierKind kind, std::string_view text)
{
  text = trim(text);
  if (text.empty()) {
    return fail(ErrorKind::usage, std::string(to_string(kind)) + " is empty",
                "write a value behind it, or leave it out");
  }
  switch (kind) {
  case IdentifierKind::email:
    if (std::optional<std::string> email = normalise_email(text)) {
      return Identifier{kind, std::move(*email)};
    }
    return fail(ErrorKind::usage, "this is not one e-mail address", "write it as name@example.com");
  case IdentifierKind::phone:
    if (std::optional<std::string> phone = normalise_phone(text)) {
      return Identifier{kind, std::move(*phone)};
    }
    return fail(ErrorKind::usage, "this is not a telephone number",
                "write ten digits with the area code, or + and the country code; a client id as client:VALUE");
  case IdentifierKind::crm:
    if (std::optional<std::string> id = find_crm_id(text)) {
      return Identifier{kind, std::move(*id)};
    }
    return fail(ErrorKind::usage, "this is not a CRM id", "a CRM id is 003 and 12 or 15 more letters and digits");
  case IdentifierKind::dob:
    if (const std::optional<Date> day = parse_date(text)) {
      return Identifier{kind, to_string(*day)};
    }
    return fail(ErrorKind::usage, "this is not a date of birth", "write it as YYYY-MM-DD");
  case IdentifierKind::name:
    if (normalise_name(text).empty()) {
      return fail(ErrorKind::usage, "this is not a name", "write it as 'First Last' or 'Last, First'");
    }
    break;
  case IdentifierKind::entity: return Identifier{kind, is_uuid(text) ? to_lower_ascii(text) : std::string(text)};
  case IdentifierKind::client:
  case IdentifierKind::record:
  case IdentifierKind::text: break;
  }
  return Identifier{kind, std::string(text)};
}

Result<Identifier> recognise(std::string_view text)
{
  text = trim(text);
  if (text.find('@') != std::string_view::npos) {
    return make_identifier(IdentifierKind::email, text);
  }
  if (is_uuid(text)) {
    return make_identifier(IdentifierKind::entity, text);
  }
  if (normalise_crm_id(text)) {
    return make_identifier(IdentifierKind::crm, text);
  }
  constexpr std::string_view scheme = "tel:";
  const bool link = text.size() > scheme.size() && equals_ignoring_case(text.substr(0, scheme.size()), scheme);
  if (link || (text.starts_with('+') && text.size() > 1 && is_digit(text[1]))) {
    return make_identifier(IdentifierKind::phone, text);
  }
  // Pure digits are a phone only in the ten or eleven digits people know by heart; 0044… could be any id.
  const std::optional<std::string> phone = normalise_phone(text);
  if (phone && (!all_digits(text) || (phone->starts_with("+1") && text.size() <= 11))) {
    return Identifier{IdentifierKind::phone, *phone};
  }
  if (all_digits(text) && text.size() >= 7 && text.size() <= 10) {
    return make_identifier(IdentifierKind::client, text);
  }
  return make_identifier(has_blank(text) && !normalise_name(text).empty() ? IdentifierKind::name : IdentifierKind::text,
                         text);
}

Result<std::vector<Identifier>> parse_selector(std::string_view text)
{
  std::vector<Identifier> out;
  bool may_go_on = false; // the last identifier is words, so a comma may belong to it
  for (const std::string_view part : split(text, ',')) {
    const std::string_view piece = trim(part);
    if (piece.empty()) {
      continue;
    }
    TRY_ASSIGN(Identifier next, one_of_selector(piece));
    const bool words = is_words(next);
    if (may_go_on && words && prefix_of(piece).empty()) {
      out.back() = {IdentifierKind::name, out.back().value + ", " + next.value};
      continue;
    }
    may_go_on = words && (prefix_of(piece).empty() || next.kind == IdentifierKind::name);
    out.push_back(std::move(next));
  }
  if (out.empty()) {
    return fail(ErrorKind::usage, "the selector is empty",
                "name a customer, e.g. email:name@example.com or a client id");
  }
  return out;
}

std::string_view search_field(IdentifierKind kind)
{
  switch (kind) {
  case IdentifierKind::email: return "EMAIL";
  case IdentifierKind::phone: return "PHONE_EXTERNAL";
  case IdentifierKind::client: return "CLIENT_ID";
  case IdentifierKind::crm: return "ID_18_CHAR";
  case IdentifierKind::name: return "LAST_NAME";
  case IdentifierKind::dob: return "DATE_OF_BIRTH";
  case IdentifierKind::entity:
  case IdentifierKind::record:
  case IdentifierKind::text: break;
  }
  return {};
}

std::vector<SearchParameter> search_parameters(std::span<const Identifier> identifiers)
{
  std::vector<SearchParameter> out;
  for (const Identifier& identifier : identifiers) {
    const std::string field(search_field(identifier.kind));
    if (field.empty()) {
      continue;
    }
    if (identifier.kind == IdentifierKind::name) {
      const WrittenName name = split_name(identifier.value);
      if (!name.first.empty()) {
        out.push_back({"FIRST_NAME", name.first});
      }
      out.push_back({field, name.last});
    } else if (identifier.kind == IdentifierKind::crm) {
      out.push_back({field, crm_id_18(identifier.value)});
    } else if (identifier.kind == IdentifierKind::phone && identifier.value.starts_with("+1")) {
      out.push_back({field, identifier.value.substr(2)});
    } else {
      out.push_back({field, identifier.value});
    }
  }
  return out;
}

std::optional<IdentifierKind> identifier_kind_of_field(std::string_view field)
{
  const std::optional<FieldRole> role = field_role(field);
  if (!role) {
    return std::nullopt;
  }
  switch (*role) {
  case FieldRole::email: return IdentifierKind::email;
  case FieldRole::phone: return IdentifierKind::phone;
  case FieldRole::client: return IdentifierKind::client;
  case FieldRole::crm: return IdentifierKind::crm;
  case FieldRole::birth: return IdentifierKind::dob;
  case FieldRole::first_name:
  case FieldRole::middle_name:
  case FieldRole::last_name:
  case FieldRole::full_name: break;
  }
  return IdentifierKind::name;
}

std::string crm_id_18(std::string_view id15)
{
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
  std::string out(id15);
  if (id15.size() != 15) {
    return out;
  }
  for (std::size_t block = 0; block < 15; block += 5) {
    std::size_t bits = 0;
    for (std::size_t i = 0; i < 5; ++i) {
      const char c = id15[block + i];
      bits |= (c >= 'A' && c <= 'Z') ? std::size_t{1} << i : 0;
    }
    out += alphabet[bits];
  }
  return out;
}

} // namespace tilores::model

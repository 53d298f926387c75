#include <tilores/assist/pseudonym.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/model/contacts.hpp>
#include <tilores/model/fields.hpp>
#include <tilores/model/identifiers.hpp>
#include <tilores/redact/redact.hpp>

#include <algorithm>

namespace tilores::assist {

namespace {

bool word_byte(char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80 || c == '_'; }

constexpr std::size_t k_longest_stand_in = 20;

} // namespace

void Pseudonyms::add(Kind kind, std::string_view written, const std::string& normal)
{
  written = trim(written);
  if (written.size() < 2) {
    return;
  }
  std::string& stand_in = m_by_normal[std::string(k_names[kind]) + " " + normal];
  if (stand_in.empty()) {
    stand_in = std::string(k_names[kind]) + "_" + std::to_string(++m_count[kind]);
    m_real[stand_in] = written;
  }
  m_literal.emplace(to_lower_ascii(written), stand_in);
  m_longest = std::max(m_longest, written.size());
}

// With `roles` names, addresses and ids; without, the other personal values: the first literal of two that are alike
// stays.
void Pseudonyms::walk(Json node, std::string_view path, bool roles)
{
  if (node.is_object()) {
    for (const auto [key, member] : node.members()) {
      walk(member, path.empty() ? std::string(key) : std::string(path) + "." + std::string(key), roles);
    }
    return;
  }
  if (node.is_array()) {
    for (const Json element : node.elements()) {
      walk(element, path, roles);
    }
    return;
  }
  const std::string_view text = node.is_number() ? node.number_text() : trim(node.text());
  if (text.empty()) {
    return;
  }
  const std::string_view name = path.substr(path.rfind('.') == std::string_view::npos ? 0 : path.rfind('.') + 1);
  const auto role = model::field_role(name);
  using model::IdentifierKind;
  if (role.has_value() != roles) {
    return;
  }
  const auto normal = [&](IdentifierKind kind) {
    const auto made = model::make_identifier(kind, text);
    return made ? made->value : to_lower_ascii(text);
  };
  if (role == model::FieldRole::email) {
    add(Kind::email, text, normal(IdentifierKind::email));
    add(Kind::email, normal(IdentifierKind::email), normal(IdentifierKind::email));
  } else if (role == model::FieldRole::phone) {
    add(Kind::phone, text, normal(IdentifierKind::phone));
    add(Kind::phone, normal(IdentifierKind::phone), normal(IdentifierKind::phone));
  } else if (role == model::FieldRole::client) {
    add(Kind::client, text, std::string(text));
  } else if (role == model::FieldRole::crm) {
    add(Kind::crm, text, normal(IdentifierKind::crm));
    add(Kind::crm, normal(IdentifierKind::crm), normal(IdentifierKind::crm));
  } else if (role == model::FieldRole::birth) {
    add(Kind::birth, text, normal(IdentifierKind::dob));
    add(Kind::birth, normal(IdentifierKind::dob), normal(IdentifierKind::dob));
  } else if (role) {
    add(Kind::person, text, to_lower_ascii(text));
  } else if (text.size() >= 8 && (name.ends_with("_ID") || name.ends_with("_Id") ||
                                  name == "id")) { // keys of other systems lead to the person as well
    add(Kind::value, text, std::string(text));
  } else if (const model::Field* const field = model::find_field(path);
             field != nullptr && field->sensitivity == model::Sensitivity::personal && node.is_string() &&
             text.size() >= 5 && text.size() <= 200) {
    add(Kind::value, text, to_lower_ascii(text));
  }
}

void Pseudonyms::learn(const model::Entity& customer)
{
  add(Kind::entity, customer.id, customer.id);
  for (const model::Record& one : customer.records) {
    const Json body = one.body();
    const std::string first(trim(body["FIRST_NAME"].text()));
    const std::string last(trim(body["LAST_NAME"].text()));
    if (!first.empty() && !last.empty()) { // before the parts: the longest literal wins
      add(Kind::person, first + " " + last, to_lower_ascii(first + " " + last));
    }
    add(Kind::record, one.id, one.id);
    walk(body, "", true);
  }
  for (const model::Record& one : customer.records) {
    walk(one.body(), "", false);
  }
}

void Pseudonyms::learn(const std::vector<Subject>& subjects)
{
  static constexpr std::array k_kinds{Kind::email,  Kind::phone,  Kind::client, Kind::record,
                                      Kind::entity, Kind::person, Kind::birth};
  for (const Subject& subject : subjects) {
    for (const Identifier& id : subject.identifiers) {
      add(k_kinds[static_cast<std::size_t>(id.type)], id.value, to_lower_ascii(id.value));
    }
  }
}

std::string Pseudonyms::hide(std::string_view text)
{
  std::string out;
  const std::string lower = to_lower_ascii(text);
  for (std::size_t at = 0; at < text.size();) {
    const bool begins = at == 0 || !word_byte(text[at - 1]) || !word_byte(text[at]);
    std::size_t taken = 0;
    if (begins && !is_space(text[at])) {
      // The longest literal that ends at a word's end.
      for (std::size_t end = std::min(text.size(), at + m_longest); end > at + 1; --end) {
        if (end < text.size() && word_byte(text[end]) && word_byte(text[end - 1])) {
          continue;
        }
        if (const auto it = m_literal.find(std::string_view(lower).substr(at, end - at)); it != m_literal.end()) {
          out += it->second;
          taken = end - at;
          break;
        }
      }
    }
    if (taken == 0) {
      out += text[at];
      taken = 1;
    }
    at += taken;
  }
  std::string shown;
  std::size_t from = 0;
  for (const redact::Found& found : redact::find_sensitive(out)) {
    const std::string written = out.substr(found.begin, found.end - found.begin);
    shown.append(out, from, found.begin - from);
    if (found.kind == redact::Kind::email || found.kind == redact::Kind::phone) {
      const Kind kind = found.kind == redact::Kind::email ? Kind::email : Kind::phone;
      const auto made = model::make_identifier(
        kind == Kind::email ? model::IdentifierKind::email : model::IdentifierKind::phone, written);
      const std::string normal = made ? made->value : to_lower_ascii(written);
      add(kind, written, normal);
      shown += m_by_normal[std::string(k_names[kind]) + " " + normal];
    } else {
      shown += "[" + std::string(redact::to_string(found.kind)) + "]";
    }
    from = found.end;
  }
  shown.append(out, from, std::string::npos);
  return shown;
}

std::size_t Pseudonyms::stand_in_at(std::string_view text, std::size_t at, const std::string** real) const
{
  if (text[at] < 'A' || text[at] > 'Z' || (at > 0 && word_byte(text[at - 1]))) {
    return 0;
  }
  for (const std::string_view name : k_names) {
    if (!text.substr(at).starts_with(name) || at + name.size() >= text.size() || text[at + name.size()] != '_') {
      continue;
    }
    std::size_t end = at + name.size() + 1;
    while (end < text.size() && is_digit(text[end])) {
      ++end;
    }
    if (const auto it = m_real.find(text.substr(at, end - at)); it != m_real.end()) {
      *real = &it->second;
      return end - at;
    }
  }
  return 0;
}

std::string Pseudonyms::restore(std::string_view text) const { return restore(text, 0); }

std::string Pseudonyms::restore(std::string_view text, std::size_t from) const
{
  std::string out;
  for (std::size_t at = from; at < text.size();) {
    const std::string* real = nullptr;
    const std::size_t length = stand_in_at(text, at, &real);
    out += length > 0 ? *real : std::string(1, text[at]);
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::string Pseudonyms::restore_json(std::string_view json) const
{
  std::string out;
  for (std::size_t at = 0; at < json.size();) {
    const std::string* real = nullptr;
    const std::size_t length = stand_in_at(json, at, &real);
    if (length > 0) {
      std::string quoted;
      append_json_string(quoted, *real);
      out += quoted.substr(1, quoted.size() - 2);
    } else {
      out += json[at];
    }
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

bool Pseudonyms::may_grow(std::string_view tail)
{
  return std::ranges::any_of(k_names, [&](std::string_view name) {
    if (tail.size() <= name.size()) {
      return name.starts_with(tail);
    }
    return tail.starts_with(name) && tail[name.size()] == '_' &&
           std::ranges::all_of(tail.substr(name.size() + 1), is_digit);
  });
}

std::string PseudonymStream::feed(std::string_view piece)
{
  m_held += piece;
  // The last run of word characters may go on in the next piece.
  std::size_t begin = m_held.size();
  while (begin > m_seen && m_held.size() - begin < k_longest_stand_in && word_byte(m_held[begin - 1])) {
    --begin;
  }
  if (begin == m_held.size() || !Pseudonyms::may_grow(std::string_view(m_held).substr(begin))) {
    begin = m_held.size();
  }
  std::string out = m_names.restore(std::string_view(m_held).substr(0, begin), m_seen);
  m_seen = std::min<std::size_t>(begin, 1);
  m_held.erase(0, begin - m_seen);
  return out;
}

std::string PseudonymStream::finish()
{
  std::string out = m_names.restore(m_held, m_seen);
  m_held.clear();
  m_seen = 0;
  return out;
}

} // namespace tilores::assist

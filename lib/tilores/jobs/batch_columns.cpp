#include <tilores/jobs/batch_columns.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/secrets.hpp>

#include <algorithm>
#include <array>

namespace tilores::jobs {
namespace {

using model::Identifier;
using model::IdentifierKind;

constexpr std::array<std::string_view, k_fields> k_names{
  "email", "phone", "client_id", "crm_id", "first_name", "last_name", "name", "dob", "entity_id", "record_id", "text"};

// Letters and digits of column names, lower case; # is spelt "number".
constexpr auto k_columns = std::to_array<std::pair<std::string_view, Field>>({
  {"account", Field::client_id},
  {"accountid", Field::client_id},
  {"accountnumber", Field::client_id},
  {"birthdate", Field::dob},
  {"birthday", Field::dob},
  {"born", Field::dob},
  {"cell", Field::phone},
  {"cellphone", Field::phone},
  {"client", Field::client_id},
  {"clientid", Field::client_id},
  {"clientno", Field::client_id},
  {"clientnr", Field::client_id},
  {"clientnumber", Field::client_id},
  {"contactid", Field::crm_id},
  {"crm", Field::crm_id},
  {"crmid", Field::crm_id},
  {"crmkey", Field::crm_id},
  {"customerid", Field::client_id},
  {"customername", Field::name},
  {"customerno", Field::client_id},
  {"customernumber", Field::client_id},
  {"clientname", Field::name},
  {"contactname", Field::name},
  {"dateofbirth", Field::dob},
  {"dob", Field::dob},
  {"entity", Field::entity_id},
  {"entityid", Field::entity_id},
  {"familyname", Field::last_name},
  {"first", Field::first_name},
  {"firstname", Field::first_name},
  {"forename", Field::first_name},
  {"fname", Field::first_name},
  {"fullname", Field::name},
  {"givenname", Field::first_name},
  {"id18char", Field::crm_id},
  {"identifier", Field::text},
  {"last", Field::last_name},
  {"lastname", Field::last_name},
  {"lname", Field::last_name},
  {"mail", Field::email},
  {"mobile", Field::phone},
  {"mobilenumber", Field::phone},
  {"name", Field::name},
  {"query", Field::text},
  {"recordid", Field::record_id},
  {"salesforceid", Field::crm_id},
  {"search", Field::text},
  {"selector", Field::text},
  {"surname", Field::last_name},
  {"tel", Field::phone},
  {"telephone", Field::phone},
  {"telno", Field::phone},
  {"text", Field::text},
  {"x18charid", Field::crm_id},
});

// Whose e-mail or number it is when it is not the customer's.
constexpr auto k_others =
  std::to_array<std::string_view>({"spouse", "agent", "owner", "rep", "company", "employer", "opt", "status", "type",
                                   "date", "valid", "consent", "created", "sent"});

constexpr auto k_empty = std::to_array<std::string_view>(
  {"", "-", "--", "n/a", "na", "n.a.", "none", "null", "nil", "unknown", "#n/a", "?", "."});

std::string letters(std::string_view column)
{
  std::string text;
  for (const char c : column) {
    if (is_alnum(c)) {
      text += ascii_lower(c);
    } else if (c == '#') {
      text += "number";
    }
  }
  return text;
}

bool says_nothing(std::string_view text)
{
  return text.size() <= 8 &&
         std::ranges::any_of(k_empty, [&](std::string_view empty) { return equals_ignoring_case(text, empty); });
}

// A whole number as a spreadsheet wrote it: "1234567.0" is "1234567".
std::string_view without_decimals(std::string_view text)
{
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size() ||
      !std::ranges::all_of(text.substr(0, dot), is_digit) ||
      text.find_first_not_of('0', dot + 1) != std::string_view::npos) {
    return text;
  }
  return text.substr(0, dot);
}

std::optional<IdentifierKind> kind_of(Field field)
{
  switch (field) {
  case Field::email: return IdentifierKind::email;
  case Field::phone: return IdentifierKind::phone;
  case Field::client_id: return IdentifierKind::client;
  case Field::crm_id: return IdentifierKind::crm;
  case Field::name: return IdentifierKind::name;
  case Field::dob: return IdentifierKind::dob;
  case Field::entity_id: return IdentifierKind::entity;
  case Field::record_id: return IdentifierKind::record;
  case Field::first_name:
  case Field::last_name:
  case Field::text: return std::nullopt;
  }
  return std::nullopt;
}

// The value as what its column says, else as what its shape says beyond doubt.
std::optional<Identifier> recognised(Field field, std::string_view text)
{
  const auto kind = kind_of(field);
  if (kind == IdentifierKind::client) {
    text = without_decimals(text);
  }
  auto identifier = kind ? model::make_identifier(*kind, text) : model::recognise(text);
  if (identifier) {
    return std::move(*identifier);
  }
  if (kind && field != Field::dob) {
    auto shaped = model::recognise(text);
    if (shaped && (shaped->kind == IdentifierKind::email || shaped->kind == IdentifierKind::phone ||
                   shaped->kind == IdentifierKind::crm || shaped->kind == IdentifierKind::entity)) {
      return std::move(*shaped);
    }
  }
  return std::nullopt;
}

// The columns for a message: the first ones, cut.
std::string listed(std::span<const std::string> header)
{
  constexpr std::size_t k_shown = 20;
  constexpr std::size_t k_name_bytes = 60;
  std::string text;
  for (std::size_t i = 0; i < header.size() && i < k_shown; ++i) {
    text +=
      (i == 0 ? "" : ", ") + (header[i].size() > k_name_bytes ? header[i].substr(0, k_name_bytes) + "…" : header[i]);
  }
  return header.size() > k_shown ? text + " and " + std::to_string(header.size() - k_shown) + " more" : text;
}

// What stands in line 1 goes into messages: it must not be anybody's.
Status check_header(std::span<const std::string> header)
{
  for (std::size_t i = 0; i < header.size(); ++i) {
    const auto value = model::recognise(trim(header[i]));
    if (value && (value->kind == IdentifierKind::email || value->kind == IdentifierKind::phone ||
                  value->kind == IdentifierKind::entity || value->kind == IdentifierKind::crm)) {
      return fail(ErrorKind::usage,
                  "line 1 holds data, not the names of columns: column " + std::to_string(i + 1) + " is somebody's " +
                    std::string(to_string(value->kind)),
                  "put a line with names first, for example: email,phone,name");
    }
  }
  if (header.size() == 1 && header[0].find_first_of(";|") != std::string::npos) {
    return fail(ErrorKind::usage, "line 1 is one column with ';' or '|' in it",
                "separate columns by commas, or by tabs with --format tsv");
  }
  return {};
}

} // namespace

std::string_view to_string(Field field) { return k_names[static_cast<std::size_t>(field)]; }

Result<Field> field_named(std::string_view name)
{
  const auto it = std::ranges::find(k_names, name);
  if (it != k_names.end()) {
    return static_cast<Field>(it - k_names.begin());
  }
  if (model::is_secret_path(name)) {
    return fail(ErrorKind::forbidden, "--map: field '" + std::string(name) + "' is secret and cannot be searched by");
  }
  const std::string_view near = nearest(name, k_names);
  return fail(
    ErrorKind::usage, "--map: unknown field '" + std::string(name) + "'",
    near.empty()
      ? "fields are email, phone, client_id, crm_id, first_name, last_name, name, dob, entity_id, record_id, text"
      : "did you mean '" + std::string(near) + "'?");
}

std::optional<Field> guess_field(std::string_view column)
{
  const std::string name = letters(column);
  for (const auto& [known, field] : k_columns) {
    if (name == known) {
      return field;
    }
  }
  if (std::ranges::any_of(k_others, [&](std::string_view other) { return name.find(other) != std::string::npos; })) {
    return std::nullopt;
  }
  if (name.find("email") != std::string::npos) {
    return Field::email;
  }
  if (name.find("phone") != std::string::npos || name.ends_with("mobile")) {
    return Field::phone;
  }
  return std::nullopt;
}

Result<std::map<Field, std::string>> parse_mapping(std::span<const std::string> texts)
{
  std::map<Field, std::string> mapping;
  for (const std::string& text : texts) {
    for (const std::string_view part : split(text, ',')) {
      const std::size_t equals = part.find('=');
      if (equals == std::string_view::npos || equals == 0 || equals + 1 == part.size()) {
        return fail(ErrorKind::usage, "--map takes FIELD=COLUMN,…", "for example --map email='Customer Email'");
      }
      TRY_ASSIGN(const Field field, field_named(trim(part.substr(0, equals))));
      if (model::is_secret_path(part.substr(equals + 1))) {
        return fail(ErrorKind::forbidden,
                    "--map: column '" + std::string(part.substr(equals + 1)) + "' is secret and cannot be searched by");
      }
      mapping[field] = part.substr(equals + 1);
    }
  }
  return mapping;
}

Result<Mapping> map_columns(std::span<const std::string> header, const std::map<Field, std::string>& chosen)
{
  TRY(check_header(header));
  Mapping mapping;
  const std::vector<std::string_view> names(header.begin(), header.end());
  for (const auto& [field, column] : chosen) {
    const auto it = std::ranges::find(names, column);
    if (it == names.end()) {
      const std::string_view near = nearest(column, names);
      return fail(ErrorKind::usage, "--map: the input has no column '" + column + "'",
                  near.empty() ? "its columns are: " + listed(header) : "did you mean '" + std::string(near) + "'?");
    }
    mapping.columns.push_back({field, column, static_cast<std::size_t>(it - names.begin())});
  }
  for (std::size_t i = 0; i < header.size(); ++i) {
    const auto first = static_cast<std::size_t>(std::ranges::find(names, names[i]) - names.begin());
    if (first != i && !names[i].empty()) {
      mapping.warnings.push_back("column '" + header[i] + "' stands twice; the first one counts");
      continue;
    }
    const auto field = header[i].starts_with("tilores_") ? std::nullopt : guess_field(header[i]);
    if (field && !chosen.contains(*field) &&
        std::ranges::none_of(mapping.columns, [&](const MappedColumn& c) { return c.index == i; })) {
      mapping.columns.push_back({*field, header[i], i});
    }
  }
  if (std::ranges::none_of(
        mapping.columns, [](const MappedColumn& c) { return c.field != Field::first_name && c.field != Field::dob; })) {
    return fail(ErrorKind::usage, "no column identifies a customer; the columns are: " + listed(header),
                "name one with --map FIELD=COLUMN; fields are email, phone, client_id, crm_id, first_name, last_name, "
                "name, dob, entity_id, record_id, text");
  }
  std::ranges::stable_sort(mapping.columns, {}, &MappedColumn::index);
  return mapping;
}

std::string describe(const Mapping& mapping)
{
  std::string text;
  for (const MappedColumn& column : mapping.columns) {
    text += (text.empty() ? "" : ", ") + std::string(to_string(column.field)) + " from '" + column.column + "'";
  }
  return text;
}

Identified identify(std::span<const FieldValue> values)
{
  Identified row;
  std::array<bool, k_fields> seen{};
  std::string_view first;
  std::string_view last;
  std::string bad; // fields whose value is of no use
  for (const auto& [field, cell, column] : values) {
    const std::string_view text = trim(cell);
    auto& known = seen[static_cast<std::size_t>(field)];
    if (known || says_nothing(text)) {
      continue;
    }
    if (field == Field::first_name || field == Field::last_name) {
      (field == Field::first_name ? first : last) = text;
      known = true;
      continue;
    }
    if (auto identifier = recognised(field, text)) {
      if (std::ranges::find(row.identifiers, *identifier) == row.identifiers.end()) {
        row.identifiers.push_back(std::move(*identifier));
      }
      known = true;
    } else {
      bad += (bad.empty() ? "malformed " : ", ") + std::string(to_string(field)) + " in column '" +
             std::string(column) + "'";
    }
  }
  // A day of birth or a first name fits too many; with anything else they narrow.
  const bool only_birth =
    std::ranges::all_of(row.identifiers, [](const Identifier& i) { return i.kind == IdentifierKind::dob; });
  if (!last.empty() && !seen[static_cast<std::size_t>(Field::name)]) {
    if (auto name = model::make_identifier(
          IdentifierKind::name, first.empty() ? std::string(last) : std::string(first) + " " + std::string(last))) {
      row.identifiers.push_back(std::move(*name));
    }
  } else if (only_birth) {
    row.identifiers.clear();
  }
  if (row.identifiers.empty()) {
    row.reason = bad.empty() ? "no identifier" : std::move(bad);
  }
  return row;
}

} // namespace tilores::jobs

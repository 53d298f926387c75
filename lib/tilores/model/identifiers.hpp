#pragma once
// How a caller names a customer: typed identifiers out of flags and SELECTOR texts (CONTRACT, "Invocation"), and the
// search parameters they become. Pure. Messages never repeat the value: it is a customer's.

#include <tilores/base/result.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::model {

// text: one word of no known shape; it is tried as exact client id, then record id, then name.
enum class IdentifierKind : std::uint8_t { email, phone, client, crm, entity, record, name, dob, text };

// `value` is what to compare with: the normal form of e-mail, phone (E.164), CRM id (15 characters) and day
// (YYYY-MM-DD); UUIDs in lower case; client id, record id, name and text as written, trimmed.
struct Identifier {
  IdentifierKind kind = IdentifierKind::text;
  std::string value;
  auto operator<=>(const Identifier&) const = default;
};

[[nodiscard]] std::string_view to_string(IdentifierKind kind); // the prefix: "email", "phone", "client", …
// A value said to be of `kind` (flag or prefix). Fails with `usage` and a hint where it cannot be one; a client id is
// any text.
[[nodiscard]] Result<Identifier> make_identifier(IdentifierKind kind, std::string_view text);
// What a plain TEXT is, in the contract's order: e-mail (anything with @ must be one); UUID = entity; CRM id; +digits
// (must be a number) or a telephone number's shape; 7 to 10 digits = client id; one word = text; several = name.
[[nodiscard]] Result<Identifier> recognise(std::string_view text);
// A SELECTOR: identifiers joined by commas, each with a prefix (any letter case) or plain. A comma between plain words
// stays inside the name ("Doe, Jane"; "name:Doe, Jane, dob:1978-08-29"). `usage` for an empty one, an unknown prefix
// (with the nearest) or a malformed value. `-` and `@N` are the caller's business.
[[nodiscard]] Result<std::vector<Identifier>> parse_selector(std::string_view text);

struct SearchParameter {
  std::string field; // schema name
  std::string value;
  auto operator<=>(const SearchParameter&) const = default;
};

// EMAIL (normal form), PHONE_EXTERNAL (the ten digits of a +1 number, else E.164), CLIENT_ID, ID_18_CHAR (the
// 18-character form), FIRST_NAME and LAST_NAME as written, DATE_OF_BIRTH. Entity, record and text identifiers are
// looked up otherwise and give none.
[[nodiscard]] std::vector<SearchParameter> search_parameters(std::span<const Identifier> identifiers);
// The same for one identifier kind: the field that carries it in a search, "" for those that are looked up otherwise.
[[nodiscard]] std::string_view search_field(IdentifierKind kind);
// What a value given for a search parameter of this name identifies; nullopt for fields that identify nobody.
[[nodiscard]] std::optional<IdentifierKind> identifier_kind_of_field(std::string_view field);
// The 18-character form of a 15-character CRM key.
[[nodiscard]] std::string crm_id_18(std::string_view id15);

} // namespace tilores::model

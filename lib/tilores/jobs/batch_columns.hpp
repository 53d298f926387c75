#pragma once
// Which column of a batch's input says what about a customer, and the search a row's cells become. Pure.

#include <tilores/base/result.hpp>
#include <tilores/customer/search.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::jobs {

// The FIELDs of --map.
enum class Field : std::uint8_t {
  email,
  phone,
  client_id,
  crm_id,
  first_name,
  last_name,
  name,
  dob,
  entity_id,
  record_id,
  text
};
inline constexpr std::size_t k_fields = 11;
[[nodiscard]] std::string_view to_string(Field field);
// `usage` with the nearest name for an unknown one; `forbidden` for a secret one.
[[nodiscard]] Result<Field> field_named(std::string_view name);

// What a column of that name holds, by the names people give such columns ("Customer Email", "Client #", "Mobile");
// nullopt for the rest. Case, blanks and punctuation do not count.
[[nodiscard]] std::optional<Field> guess_field(std::string_view column);

// The texts of --map, FIELD=COLUMN separated by commas, several times. `usage` for another shape.
[[nodiscard]] Result<std::map<Field, std::string>> parse_mapping(std::span<const std::string> texts);

struct MappedColumn {
  Field field = Field::email;
  std::string column;
  std::size_t index = 0; // into the header
};

struct Mapping {
  std::vector<MappedColumn> columns; // by index; of several columns for one field the first filled cell counts
  std::vector<std::string> warnings; // a column name that stands twice in the header
};

// `chosen` wins over the guess, for its field and for its column. `usage` where a chosen column is missing (with the
// nearest) or no column identifies anybody, and where the header is none: data, or separated by something else.
[[nodiscard]] Result<Mapping> map_columns(std::span<const std::string> header,
                                          const std::map<Field, std::string>& chosen);
// "email from 'Customer Email', phone from 'Phone'".
[[nodiscard]] std::string describe(const Mapping& mapping);

struct FieldValue {
  Field field = Field::email;
  std::string_view text;
  std::string_view column = {}; // its name, for the reason
};

struct Identified {
  std::vector<model::Identifier> identifiers; // empty: unusable
  std::string reason;                         // why it is unusable, naming the column; without any value
};

// The identifiers of one row. Empty cells and their stand-ins (n/a, null, -) say nothing; a value that is not what its
// column says is taken as what it looks like (a phone number among e-mails) or left out; a spreadsheet's "1234567.0" is
// client id 1234567. A first name alone identifies nobody.
[[nodiscard]] Identified identify(std::span<const FieldValue> values);

} // namespace tilores::jobs

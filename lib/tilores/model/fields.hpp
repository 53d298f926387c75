#pragma once
// The field catalogue: what every field of the customer schema is, where it comes from and how private it is. The rows
// are config/schema/fields.tsv, embedded; they are read on the first look-up (well under a millisecond), not at start.
// Thread-safe; the views live as long as the process.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tilores::model {

// personal: names or describes a person. secret: never shown, stored, sent or cached (see secrets.hpp). unknown: a name
// that is not in the schema, so nothing is known about it.
enum class Sensitivity : std::uint8_t { no, personal, secret, unknown };

struct Field {
  std::string_view path;      // "EMAIL", "CREDIT_RESPONSE.CREDIT_LIABILITY.AccountType"; lists add nothing to a path
  std::string_view name;      // last part of the path
  std::string_view owner;     // GraphQL type it belongs to; "" outside the schema
  std::string_view type;      // GraphQL type of its value: "String", "[CreditResponseCreditScore]"
  std::string_view kind;      // leaf, object, function, entity; legacy: a name older programs used, not in the schema
  std::string_view category;  // "Contact Information", … (7 words)
  std::string_view spectrum;  // "Customer Profile", … (7 words)
  std::string_view discovery; // customer, credit, product, interaction, transaction, relationship, system
  std::string_view source;    // SOURCE values of the records that carry it, joined by commas; "all", "credit report"
  Sensitivity sensitivity = Sensitivity::no;
  bool searchable = false;  // may be a search parameter
  bool submittable = false; // may be submitted
  bool in_schema = false;
  std::string_view description; // one line
};

// Every row, in schema order.
[[nodiscard]] std::span<const Field> fields();
// The field at `path`, letter case aside; `*`, list indexes ("0", "[0]") and a leading "records." or "customer." do not
// count. nullptr where there is none.
[[nodiscard]] const Field* find_field(std::string_view path);
// Up to `most` paths of the schema that `path` may have meant, nearest first: misspellings, the same last part, or
// containing it. Secret fields are never proposed.
[[nodiscard]] std::vector<std::string_view> nearest_fields(std::string_view path, std::size_t most = 3);
[[nodiscard]] std::string_view to_string(Sensitivity sensitivity); // "no", "personal", "secret", "unknown"

} // namespace tilores::model

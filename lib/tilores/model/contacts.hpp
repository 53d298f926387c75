#pragma once
// Everything a customer can be reached or recognised by, from all records: for display, for narrowing a search, for
// redaction and for the identifiers a cached customer is found by. Pure.

#include <tilores/model/record.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::model {

// What a field says about its customer.
enum class FieldRole : std::uint8_t { email, phone, client, crm, first_name, middle_name, last_name, full_name, birth };

// The role of a field of the record itself, by its name without regard to letter case and punctuation: EMAIL,
// ZOHO_EMAIL, EMAIL_SECONDARY; PHONE_EXTERNAL, ZOHO_PHONE, PHONE_NUMBER, PHONE_HOME…; CLIENT_ID; ID_18_CHAR,
// X18_CHAR_ID, CONTACT_NEW; FIRST_NAME…; DATE_OF_BIRTH; and the usual names of other sources. A spouse's fields have
// none.
[[nodiscard]] std::optional<FieldRole> field_role(std::string_view name);

struct ContactValue {
  std::string value;     // normal form (see normalise.hpp); client ids as they are
  std::string written;   // how it is most often written
  std::size_t count = 0; // records that have it
};

// Each list: most frequent first, then by value; distinct by value. What has no normal form is left out.
struct ContactDetails {
  std::vector<ContactValue> emails;
  std::vector<ContactValue> phones;  // E.164
  std::vector<ContactValue> names;   // "given middle family", folded
  std::vector<ContactValue> births;  // YYYY-MM-DD
  std::vector<ContactValue> clients; // exact text
  std::vector<ContactValue> crms;    // 15 characters
};

// Of credit reports it reads BORROWER and CREDIT_FILE.BORROWER (name, BirthDate) and Internal_Client_Key.
[[nodiscard]] ContactDetails contact_details(std::span<const Record> records);

} // namespace tilores::model

#pragma once
// Secret fields: card number, CVV, social security number and their like. They are cut out of a record when it is
// loaded and never come back, so nothing after that can show, store, send or cache them.

#include <tilores/base/json.hpp>

#include <string>
#include <string_view>

namespace tilores::model {

// Whether a field of this name is secret wherever it stands: CARD_NUMBER, CVV, BIN, EXPIRATION_MONTH, EXPIRATION_YEAR,
// CARD_FIRST_6_DIGIT, DRIVING_LICENSE_*, SSN, AccountIdentifier, ArrayAccountIdentifier, and the older names
// DRIVER_LICENSE and BANK_ACCOUNT. Letter case and everything but letters and digits do not count: "Card Number" and
// "cardNumber" are CARD_NUMBER. About 5 ns.
[[nodiscard]] bool is_secret_name(std::string_view name);
// Whether a path, column, parameter or insight path leads to or through a secret field: parts between . / [ ] and
// blanks, "CREDIT_RESPONSE.CREDIT_LIABILITY.*.AccountIdentifier".
[[nodiscard]] bool is_secret_path(std::string_view path);

// The value as compact JSON without its secret members, at any depth. Other members, their order and their spelling
// stay as they are. One pass; a clean compact text is copied whole.
[[nodiscard]] std::string strip_secrets(const Json& value);

} // namespace tilores::model

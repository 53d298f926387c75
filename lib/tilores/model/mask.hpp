#pragma once
// Masked values for explanations of links (`--why`): enough to compare two by eye, too little to use. Pure.

#include <tilores/model/identifiers.hpp>

#include <string>
#include <string_view>

namespace tilores::model {

// e-mail j***@example.com · phone +1******0103 · name D*** B*** · day 1978-**-** · client ***53 · CRM id 003***56F ·
// entity and record ids, which name nobody, whole · any other text S***. A value without the kind's normal form is
// masked as text. The number of stars tells no length except in phones.
[[nodiscard]] std::string mask_value(IdentifierKind kind, std::string_view value);
// By what the field of that name says (field_role); secret fields give "***".
[[nodiscard]] std::string mask_field(std::string_view field, std::string_view value);

} // namespace tilores::model

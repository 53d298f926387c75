#pragma once
// Whether a customer fits the identifiers a caller gave. Narrowing by several identifiers rests on it: a customer who
// contradicts a given value is never chosen, even when nobody else is left. Pure.

#include <tilores/model/contacts.hpp>
#include <tilores/model/identifiers.hpp>
#include <tilores/model/record.hpp>

#include <cstdint>
#include <span>

namespace tilores::model {

// unknown: the customer's records do not say, or say something near.
enum class Fit : std::uint8_t { fits, contradicts, unknown };

// `details` are contact_details(entity.records). E-mail, phone and CRM id compare in normal form with every such field
// of every record; client id, record id and entity id exactly ("0900001" is not "900001"). A day of birth with day and
// month exchanged is unknown. A name fits when given and family names agree (accents, order, particles' case and middle
// names aside; an initial agrees with its name; one word alone may be either); near spellings are unknown. TEXT never
// contradicts: it was only tried.
[[nodiscard]] Fit fit_of(const Identifier& identifier, const Entity& entity, const ContactDetails& details);
// contradicts if one does; else fits if one does; else unknown.
[[nodiscard]] Fit fit_of(std::span<const Identifier> identifiers, const Entity& entity, const ContactDetails& details);
// Of two names in any spelling.
[[nodiscard]] Fit names_fit(std::string_view a, std::string_view b);

} // namespace tilores::model

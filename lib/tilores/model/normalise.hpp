#pragma once
// Normal forms of what identifies a customer, so that two spellings of one thing compare equal: e-mail, phone, name,
// date, CRM id, money. Pure, no locale, no regular expressions; every function is idempotent (normalising a normal form
// gives it back) and safe from many threads. nullopt means "not one of these", never "empty".

#include <tilores/base/date.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::model {

// Lower case without accents, for comparing: Unicode compatibility decomposition (NFKD) and case folding, then
// diacritics removed and Latin letters that do not decompose spelt out (ø o, ł l, æ ae, ß ss, þ th). Apostrophes and
// dashes of every kind become ' and -, invisible format characters vanish. Vowel signs of Indic and other scripts stay.
// Malformed bytes become U+FFFD. Spaces and punctuation stay.
[[nodiscard]] std::string fold_text(std::string_view text);

// "name@domain" in lower case: white space around, `mailto:` (with ?query), `Display <…>` and a +tag of the local part
// removed. Dots of the local part count. nullopt unless it is one address: dot-atom local part of at most 64 bytes and
// a domain of two or more labels (RFC 5321; quoted local parts and address literals are refused; UTF-8 is allowed).
[[nodiscard]] std::optional<std::string> normalise_email(std::string_view text);

// E.164 ("+12125550101"). Takes every usual spelling: (212) 555-0101, 212.555.0101, 1-212-555-0101, +1…, tel:+1-…,
// 011… and 00… for international, full-width digits, "+44 (0)20 …"; an extension ("x3", "ext. 3", "#3", ";ext=3") and a
// trailing word ("home") are dropped. North American numbers need area and exchange codes of the form [2-9]XX, area not
// N11; others need a known calling code and a length the ITU plan of that code allows. `region` (ISO 3166 letters)
// reads numbers without a country code; an unknown region reads international ones only.
[[nodiscard]] std::optional<std::string> normalise_phone(std::string_view text, std::string_view region = "US");

// A person's name, folded, in its parts; tokens inside a part are joined by one blank. Hyphens split ("Anna-Sofie" is
// "anna sofie"), apostrophes vanish ("O'Brien" is "obrien"), "Mc Donald" is "mcdonald".
struct NameParts {
  std::string title;  // "dr"; not part of any comparison
  std::string given;  // first given name
  std::string middle; // further given names and initials
  std::string family; // with its particles: "de la cruz"
  std::string suffix; // "jr", "iii"; academic degrees are dropped
  auto operator<=>(const NameParts&) const = default;
};

// A full name in either order: "Mr. Juan de la Cruz III", "De la Cruz, Juan, Jr.". A single word is the family name.
// Text over 4096 bytes, or 512 once folded, is no name.
[[nodiscard]] NameParts parse_name(std::string_view full);
// The parts as a record holds them apart. A suffix written into the last name, a title in the first, a hyphen or middle
// name in the first name are told apart as in parse_name.
[[nodiscard]] NameParts parse_name(std::string_view first, std::string_view middle, std::string_view last);
// Given, middle, family tokens in this order, without title and suffix.
[[nodiscard]] std::vector<std::string> name_tokens(std::string_view full);
// "given middle family", folded; "" where there is no name.
[[nodiscard]] std::string normalise_name(std::string_view full);

// The calendar day as written, whatever the zone. Forms: YYYY-MM-DD (also with /), the same followed by a time
// ("2026-11-01 09:30:00.000", "2026-11-01T09:30:00Z", any offset), US M/D/YYYY (also with - between) with or without a
// time, compact YYYYMMDD. In the US form the month stands first; where that gives no day and day first does
// (25/12/1990), day first is taken; with dots (25.12.1990) the day always stands first. Years 1800 to 2199.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);

// A contact's CRM key: "003" and 12 more letters or digits, in upper and lower case that counts; the 18-character form
// is cut to 15. Where letters lost their case on the way (all upper or all lower), the check suffix of the 18-character
// form gives it back.
[[nodiscard]] std::optional<std::string> normalise_crm_id(std::string_view text);
// The first CRM key standing by itself inside a text, such as the HTML anchor of CONTACT_NEW; normalised.
[[nodiscard]] std::optional<std::string> find_crm_id(std::string_view text);

// An amount in hundredths, rounded half away from zero: "1,234.50", "$99", "-5", "(5.00)", "12.5 USD", "1.234,50".
// nullopt for anything else, "null" and exponents included, and beyond ±10^15.
[[nodiscard]] std::optional<std::int64_t> parse_money(std::string_view text);
[[nodiscard]] std::string format_money(std::int64_t hundredths); // "-12.50"

// Whether the normal form is a placeholder or a shared mailbox or switchboard that says nothing about who it is:
// +15555555555, 555-1212, 2345678901; none@, noreply@, info@. Such a value must never link two customers.
[[nodiscard]] bool is_generic_phone(std::string_view e164);
[[nodiscard]] bool is_generic_email(std::string_view email);

} // namespace tilores::model

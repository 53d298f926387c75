#pragma once
// Finds and masks what must not leave in any text: the last line of defence behind logs, messages, spans and metrics.
//
// Found by shape and checksum: e-mail addresses (also as URLs and JSON write them), telephone numbers, US social
// security and taxpayer numbers, payment cards (Luhn, ISO/IEC 7812), IBANs (mod 97, ISO 13616, length by country),
// dates of birth (only beside a word that says so), API keys and tokens, credentials in URLs; by value: what
// add_known() was told. One pass over a text that holds nothing; masking what is masked changes nothing. Measured by
// tests/perf/redact_bench.cpp.

#include <tilores/base/log.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::redact {

enum class Kind : std::uint8_t { email, phone, ssn, card, iban, birth_date, token, known };
inline constexpr std::size_t k_kinds = 8;
// "email", … as it stands in the mask: [email].
[[nodiscard]] std::string_view to_string(Kind kind);

struct Found {
  std::size_t begin = 0; // bytes
  std::size_t end = 0;
  Kind kind = Kind::known;
};

// Without overlap, in order. Pure.
[[nodiscard]] std::vector<Found> find_sensitive(std::string_view text);

// Thread-safe.
class TextRedactor : public Redactor {
public:
  // From now on these values are masked wherever they stand as whole words, letter case aside (ASCII). Values under
  // three bytes and those already known are passed over; beyond 4096 values the oldest are forgotten.
  virtual void add_known(std::span<const std::string> values) = 0;
  // Masks only what nobody may see, customers' values left in: cards, social security numbers, IBANs, keys and tokens.
  [[nodiscard]] virtual std::string redact_secrets(std::string_view text) const = 0;
};

[[nodiscard]] std::shared_ptr<TextRedactor> make_redactor();

} // namespace tilores::redact

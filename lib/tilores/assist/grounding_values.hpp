#pragma once
// The values of a text by what they mean: identifiers, days, numbers. Internal to grounding.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::assist {

// text: e-mails, UUIDs, codes. digits: telephone numbers and long ids. month_day, month_year, year: days with parts
// left out.
enum class ValueKind : std::uint8_t { text, day, month_day, month_year, year, digits, number };

struct NumberReading {
  double number = 0;
  double half = 0.5; // half a unit of the last place as written: "1.2k" is 1200 give or take 50
};

struct FoundValue {
  ValueKind kind = ValueKind::text;
  std::vector<std::string> keys = {};       // what is compared; several where a day can be read two ways
  std::vector<NumberReading> readings = {}; // of a number: "1.234" is 1.234 and 1234
  bool telling = true;                      // false: a bare small number, not checked
  std::string_view written = {};            // into the text
};

// English, Spanish and German spellings: "$1,234.50", "1.234,50 €", "$1.2k", "12 %", "3 March 2024", "3 de marzo de
// 2024", "3. März", "21.11.2026", "(212) 555-0101", "+49 30 1234567".
[[nodiscard]] std::vector<FoundValue> values_of(std::string_view text);

} // namespace tilores::assist

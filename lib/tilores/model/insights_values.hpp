#pragma once
// How record insights read a stored value as text, number or time. Tilores computes insights in Go, so texts, number
// syntax and time forms are Go's: fmt %v, encoding/json, strconv.ParseFloat, time.Parse. Pure.

#include <tilores/base/json.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tilores::model {

// A point in time: seconds since 1970-01-01T00:00:00Z and nanoseconds, 0..999999999.
struct Instant {
  std::int64_t seconds = 0;
  std::int32_t nanoseconds = 0;
  auto operator<=>(const Instant&) const = default;
};

// Go's %v of a float64: shortest digits, exponent form below 1e-4 and from 1e6 on (1234567 is "1.234567e+06").
[[nodiscard]] std::string float_text(double value);
// A value as compact JSON with sorted keys, numbers and escapes as encoding/json writes them (< > & as \u003c …).
[[nodiscard]] std::string sorted_json(const Json& value);
// The text form of a value that is not null: strings as they are, booleans true/false, numbers by float_text,
// arrays and objects by sorted_json. Lower-cased (Unicode simple mapping) unless `case_sensitive`.
[[nodiscard]] std::string value_text(const Json& value, bool case_sensitive);
[[nodiscard]] std::string lower_case(std::string_view text);

// Appends the value as compact JSON, keys in their order and numbers as written.
void append_compact_json(std::string& out, const Json& value);

// strconv.ParseFloat(text, 64): decimal and hexadecimal forms, digit-separating underscores, inf, infinity, nan (any
// case). nullopt for any other text and for numbers out of range.
[[nodiscard]] std::optional<double> parse_go_float(std::string_view text);
// time.Parse of RFC 3339 with optional fraction, else the same without zone (taken as UTC).
[[nodiscard]] std::optional<Instant> parse_go_time(std::string_view text);

} // namespace tilores::model

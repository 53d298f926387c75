#pragma once
// Calendar days and RFC 3339 instants, without time zones other than UTC and without the C locale.

#include <tilores/base/clock.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tilores {

// A day of the proleptic Gregorian calendar. Always a day that exists when made by the functions below.
struct Date {
  std::int32_t year = 1970;
  std::uint8_t month = 1;
  std::uint8_t day = 1;
  auto operator<=>(const Date&) const = default;
};

// "YYYY-MM-DD" exactly; nullopt for anything else or a day that does not exist.
[[nodiscard]] std::optional<Date> parse_iso_date(std::string_view text);
// The day if it exists.
[[nodiscard]] std::optional<Date> make_date(int year, int month, int day);
[[nodiscard]] std::string to_string(const Date& date); // "YYYY-MM-DD"
// Days since 1970-01-01 and back.
[[nodiscard]] std::int64_t days_from_epoch(const Date& date);
[[nodiscard]] Date date_from_days(std::int64_t days);
// Moves by calendar months; the day is cut to the month's end (31 March minus one month = 28 or 29 February).
[[nodiscard]] Date add_months(const Date& date, int months);
[[nodiscard]] Date to_date(WallTime time); // UTC
// "2026-11-21T10:00:00.123Z".
[[nodiscard]] std::string to_rfc3339(WallTime time);

} // namespace tilores

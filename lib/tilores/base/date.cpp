#include <tilores/base/date.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

namespace tilores {
namespace {

int two(std::string_view text, std::size_t at)
{
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : -1000; };
  return digit(at) * 10 + digit(at + 1);
}

std::chrono::year_month_day to_ymd(const Date& date)
{
  return std::chrono::year{date.year} / std::chrono::month{date.month} / std::chrono::day{date.day};
}

Date from_ymd(std::chrono::year_month_day ymd)
{
  return {static_cast<int>(ymd.year()), static_cast<std::uint8_t>(static_cast<unsigned>(ymd.month())),
          static_cast<std::uint8_t>(static_cast<unsigned>(ymd.day()))};
}

} // namespace

std::optional<Date> make_date(int year, int month, int day)
{
  if (year < 0 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) {
    return std::nullopt;
  }
  const Date date{year, static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)};
  return to_ymd(date).ok() ? std::optional(date) : std::nullopt;
}

std::optional<Date> parse_iso_date(std::string_view text)
{
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  const int high = two(text, 0);
  const int low = two(text, 2);
  if (high < 0 || low < 0) {
    return std::nullopt;
  }
  return make_date(high * 100 + low, two(text, 5), two(text, 8));
}

std::string to_string(const Date& date)
{
  std::array<char, 16> buffer{};
  const int n = std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02u", static_cast<int>(date.year),
                              static_cast<unsigned>(date.month), static_cast<unsigned>(date.day));
  return {buffer.data(), static_cast<std::size_t>(std::max(0, n))};
}

std::int64_t days_from_epoch(const Date& date)
{
  return std::chrono::sys_days{to_ymd(date)}.time_since_epoch().count();
}

Date date_from_days(std::int64_t days) { return from_ymd(std::chrono::sys_days{std::chrono::days{days}}); }

Date add_months(const Date& date, int months)
{
  const auto month = std::chrono::year{date.year} / std::chrono::month{date.month} + std::chrono::months{months};
  const auto last = static_cast<unsigned>((month / std::chrono::last).day());
  return from_ymd(month / std::chrono::day{std::min<unsigned>(date.day, last)});
}

Date to_date(WallTime time) { return from_ymd(std::chrono::floor<std::chrono::days>(time)); }

std::string to_rfc3339(WallTime time)
{
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock{time - day};
  std::array<char, 32> buffer{};
  const int n = std::snprintf(buffer.data(), buffer.size(), "T%02d:%02d:%02d.%03dZ",
                              static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                              static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return to_string(to_date(time)) + std::string(buffer.data(), static_cast<std::size_t>(std::max(0, n)));
}

} // namespace tilores

#pragma once
// The time that a question speaks of: "in October", "last month", "im Mai 2025", "since August", "in the last 90 days",
// "a year ago". Internal to assist.

#include <tilores/base/date.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tilores::assist {

struct Word; // words.hpp

struct Period {
  bool whole_year = false;
  std::optional<int> year;                     // none: the latest that has begun on the reference day
  int month = 0;                               // 1 to 12 where a month is named
  int back = 0;                                // where none is: this many months or years before the reference day's
  bool open = false;                           // from its first day to the reference day: "since August"
  int last_days = 0;                           // above 0: this many days up to the reference day, nothing else counts
  int last_months = 0;                         // the same in months
  std::optional<int> days_back = std::nullopt; // that day alone: 0 today, 1 yesterday
};

// A moment that something is held against: "a year ago", "with March", "since they joined".
struct Moment {
  enum class Kind : std::uint8_t { months_ago, period, enrolment, first };
  Kind kind = Kind::first;
  int months = 0; // months_ago
  Period period;
};

// 1 to 12 for the name of a month or its usual short form in the three languages, folded; 0 for other words.
[[nodiscard]] int month_of(std::string_view folded);

// The first one named. A month that may be a name or another word ("may", "April") needs a word before or a year behind
// it; a month with a day is a day, not a period.
[[nodiscard]] std::optional<Period> find_period(std::span<const Word> words);

// "a year ago", "six months ago", "vor einem Jahr", "hace seis meses": in months.
[[nodiscard]] std::optional<int> months_ago(std::span<const Word> words);

struct Days {
  Date from;
  Date until;       // the day after the last
  std::string name; // "2026-10", "2026", "2026-08-01 – 2026-11-01"
};
[[nodiscard]] Days days_of(const Period& period, const Date& as_of);

} // namespace tilores::assist

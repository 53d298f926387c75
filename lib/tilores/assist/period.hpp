#pragma once
// The time that a question speaks of: "in October", "last month", "im Mai 2025", "between July 3 and July 9", "since
// August", "Q3 2026", "on 2026-09-15", "in the last 90 days", "a year ago". Internal to assist.

#include <tilores/assist/recognise.hpp>
#include <tilores/assist/words.hpp>
#include <tilores/base/date.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::assist {

// One day, week (from Monday), month, quarter, half or year.
struct TimeUnit {
  enum class Kind : std::uint8_t { day, week, month, quarter, half, year };
  Kind kind = Kind::month;
  std::optional<int> year; // none: see days_of
  int number = 0;          // month, quarter or half as named; 0: counted from the reference day's by `back`
  int day = 0;             // of the month, where kind is day; 0: the reference day less `back` days
  int back = 0;            // of the unit (of months where `day` is set): 0 this one, 1 the last, -1 the next
  bool operator==(const TimeUnit&) const = default;
};

struct Period {
  enum class Bounds : std::uint8_t {
    within,
    since,  // from its first day to the reference day
    after,  // from the day after its last to the reference day
    before, // up to the day before its first
    until,  // up to its last day
  };
  Bounds bounds = Bounds::within;
  std::vector<TimeUnit> units; // all of them, or with `range` from the first of the two to the last
  bool range = false;
  int last_days = 0;   // above 0: this many days up to the reference day, nothing else counts
  int last_months = 0; // the same in months

  // Ends on the reference day, whenever it begins.
  [[nodiscard]] bool open() const
  {
    return bounds == Bounds::since || bounds == Bounds::after || last_days > 0 || last_months > 0;
  }
  [[nodiscard]] bool is_last_year() const
  {
    return units.size() == 1 && units[0].kind == TimeUnit::Kind::year && units[0].back == 1 && !units[0].year;
  }
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

struct SaidTime {
  std::optional<Period> period;
  // An expression of time that was not read, as written ("summer", "the cancellation"); `period` is none then: a year
  // beside a word that was not understood would be another time.
  std::string unread;
};
// `words` are those of `text` that name no customer. Of 07/01/2026 the first number is the month in English and the day
// in Spanish and German. A month that may be a name or another word ("may", "April") needs a word before it, a day or a
// year.
[[nodiscard]] SaidTime read_time(std::string_view text, std::span<const Word> words, Lang lang);

// "a year ago", "six months ago", "vor einem Jahr", "hace seis meses": in months.
[[nodiscard]] std::optional<int> months_ago(std::span<const Word> words);

struct Days {
  Date from;
  Date until;       // the day after the last
  std::string name; // "2026-10", "2026", "2026-Q3", "2026-08-01 – 2026-11-01"
  std::vector<std::pair<Date, Date>> parts =
    {}; // with gaps between them: "July and September"; empty where there are none
};
// What names no year is the latest that has begun on the reference day; with `ahead` the first that is not over then.
[[nodiscard]] Days days_of(const Period& period, const Date& as_of, bool ahead = false);
// Whether "YYYY-MM-DD…" lies in them.
[[nodiscard]] bool contains(const Days& days, std::string_view when);

} // namespace tilores::assist

// From a period as read to its days, on a reference day.
#include <tilores/assist/period.hpp>
#include <tilores/assist/time_units.hpp>

#include <algorithm>
#include <array>

namespace tilores::assist {

namespace {

using Kind = TimeUnit::Kind;

struct Stretch {
  Date from, until; // the day after the last
};

Date plus_days(const Date& day, int days) { return date_from_days(days_from_epoch(day) + days); }

int months_of(Kind kind) { return kind == Kind::year ? 12 : kind == Kind::half ? 6 : kind == Kind::quarter ? 3 : 1; }

std::string pad(int value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string name_of(const TimeUnit& unit, const Stretch& days)
{
  const std::string year = std::to_string(days.from.year);
  switch (unit.kind) {
  case Kind::day: return to_string(days.from);
  case Kind::week: return to_string(days.from) + " – " + to_string(plus_days(days.until, -1));
  case Kind::month: return year + "-" + pad(days.from.month);
  case Kind::quarter: return year + "-Q" + std::to_string((days.from.month - 1) / 3 + 1);
  case Kind::half: return year + "-H" + std::to_string((days.from.month - 1) / 6 + 1);
  case Kind::year: break;
  }
  return year;
}

// The unit in the year given.
Stretch in_year(const TimeUnit& unit, int year)
{
  if (unit.kind == Kind::day) {
    const auto day = make_date(year, unit.number, unit.day);
    const Date from = day ? *day : Date{year, 2, 28}; // 29 February of another year
    return {from, plus_days(from, 1)};
  }
  const int months = months_of(unit.kind);
  const Date from = *make_date(year, unit.kind == Kind::year ? 1 : (unit.number - 1) * months + 1, 1);
  return {from, add_months(from, months)};
}

// `latest`: where no year is named, the latest that has begun on that day; with `ahead` the first not over then.
Stretch stretch_of(const TimeUnit& unit, const Date& as_of, const Date& latest, bool ahead)
{
  if (unit.kind == Kind::day && unit.number <= 0) {
    if (unit.day == 0) {
      const Date day = plus_days(as_of, -unit.back);
      return {day, plus_days(day, 1)};
    }
    Date month = add_months(*make_date(as_of.year, as_of.month, 1), -unit.back);
    const auto in_month = [&] { return plus_days(month, unit.day - 1); };
    if (unit.number < 0 && !ahead && in_month() > latest) {
      month = add_months(month, -1);
    } else if (unit.number < 0 && ahead && in_month() < as_of) {
      month = add_months(month, 1);
    }
    return {in_month(), plus_days(in_month(), 1)};
  }
  if (unit.kind == Kind::week) {
    const std::int64_t monday = days_from_epoch(as_of) - (days_from_epoch(as_of) + 3) % 7 - 7 * unit.back;
    return {date_from_days(monday), date_from_days(monday + 7)};
  }
  if (unit.year && *unit.year <= 0) {
    return in_year(unit, as_of.year + *unit.year);
  }
  if (unit.year) {
    return in_year(unit, *unit.year);
  }
  if (unit.number == 0) {
    const int months = months_of(unit.kind);
    const Date first = *make_date(as_of.year, (as_of.month - 1) / months * months + 1, 1);
    const Date from = add_months(first, -months * unit.back);
    return {from, add_months(from, months)};
  }
  Stretch days = in_year(unit, ahead ? as_of.year : latest.year);
  if (!ahead && days.from > latest) {
    days = in_year(unit, latest.year - 1);
  } else if (ahead && days.until <= as_of) {
    days = in_year(unit, as_of.year + 1);
  }
  return days;
}

bool names_year(const TimeUnit& unit) { return unit.year.has_value(); }

Days range_of(TimeUnit first, TimeUnit last, const Date& as_of, bool ahead)
{
  const bool plain = first.number > 0 && last.number > 0;
  if (plain && names_year(first) && !names_year(last)) {
    last.year = first.year;
    if (in_year(last, 2000).until <= in_year(first, 2000).from) {
      *last.year += 1;
    }
  }
  const Stretch to = stretch_of(last, as_of, as_of, ahead);
  Stretch from = stretch_of(first, as_of, to.from, ahead);
  if (from.from > to.from && !names_year(first) && first.number > 0) {
    from = in_year(first, to.from.year - (in_year(first, to.from.year).from > to.from ? 1 : 0));
  }
  const bool swapped = from.from > to.from;
  const Date begin = swapped ? to.from : from.from;
  const Date end = std::max(from.until, to.until);
  const std::string joint =
    first.kind == Kind::day || last.kind == Kind::day || first.kind == Kind::week || last.kind == Kind::week
      ? to_string(begin) + " – " + to_string(plus_days(end, -1))
      : name_of(swapped ? last : first, swapped ? to : from) + " – " +
          name_of(swapped ? first : last, swapped ? from : to);
  return {begin, end, joint, {}};
}

Days list_of(std::vector<TimeUnit> units, const Date& as_of, bool ahead)
{
  // "July and August 2025": a year said once at the end counts for all.
  for (std::size_t i = units.size() - 1; i-- > 0;) {
    if (!units[i].year && units[i].number > 0 && units[i + 1].number > 0) {
      units[i].year = units[i + 1].year;
    }
  }
  std::vector<std::pair<Stretch, std::string>> all;
  for (const TimeUnit& unit : units) {
    const Stretch days = stretch_of(unit, as_of, as_of, ahead);
    all.emplace_back(days, name_of(unit, days));
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first.from < b.first.from; });
  Days days{all.front().first.from, all.front().first.until, {}, {}};
  for (const auto& [stretch, name] : all) {
    days.until = std::max(days.until, stretch.until);
    days.name += (days.name.empty() ? "" : ", ") + name;
    days.parts.emplace_back(stretch.from, stretch.until);
  }
  return days;
}

} // namespace

std::optional<int> months_ago(std::span<const Word> words)
{
  const auto months = [&](std::size_t at) {
    const int count = count_at(words, at);
    const int unit = length_at(words, at + 1);
    return count > 0 && unit < 0 ? std::optional(-unit * count) : std::nullopt;
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (one_of(words[i].folded, "vor hace") && months(i + 1)) {
      return months(i + 1);
    }
    if (i >= 2 && one_of(words[i].folded, "ago earlier before back") && months(i - 2)) {
      return months(i - 2);
    }
  }
  return std::nullopt;
}

int month_of(std::string_view folded)
{
  static constexpr std::array<std::string_view, 12> k_months = {"january jan enero ene januar janner",
                                                                "february feb febrero februar",
                                                                "march mar marzo marz maerz",
                                                                "april apr abril abr",
                                                                "may mayo mai",
                                                                "june jun junio juni",
                                                                "july jul julio juli",
                                                                "august aug agosto ago",
                                                                "september sep sept septiembre",
                                                                "october oct octubre oktober okt",
                                                                "november nov noviembre",
                                                                "december dec diciembre dic dezember dez"};
  for (std::size_t i = 0; i < k_months.size(); ++i) {
    if (one_of(folded, k_months[i])) {
      return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

Days days_of(const Period& period, const Date& as_of, bool ahead)
{
  const Date tomorrow = plus_days(as_of, 1);
  const auto up_to_now = [&](const Date& from) {
    return Days{from, std::max(from, tomorrow), to_string(from) + " – " + to_string(as_of), {}};
  };
  const auto up_to = [](const Date& until) {
    return Days{Date{1900, 1, 1}, until, "… – " + to_string(plus_days(until, -1)), {}};
  };
  if (period.last_days > 0) {
    return up_to_now(plus_days(as_of, -period.last_days));
  }
  if (period.last_months > 0) {
    return up_to_now(add_months(as_of, -period.last_months));
  }
  if (period.range) {
    return range_of(period.units.front(), period.units.back(), as_of, ahead);
  }
  if (period.units.size() > 1) {
    return list_of(period.units, as_of, ahead);
  }
  const TimeUnit unit = period.units.empty() ? TimeUnit{} : period.units.front();
  const Stretch days = stretch_of(unit, as_of, as_of, ahead);
  switch (period.bounds) {
  case Period::Bounds::since: return up_to_now(days.from);
  case Period::Bounds::after: return up_to_now(days.until);
  case Period::Bounds::before: return up_to(days.from);
  case Period::Bounds::until: return up_to(days.until);
  case Period::Bounds::within: break;
  }
  return {days.from, days.until, name_of(unit, days), {}};
}

bool contains(const Days& days, std::string_view when)
{
  const auto inside = [&](const Date& from, const Date& until) {
    return when >= to_string(from) && when < to_string(until);
  };
  return days.parts.empty() ? inside(days.from, days.until)
                            : std::any_of(days.parts.begin(), days.parts.end(),
                                          [&](const auto& part) { return inside(part.first, part.second); });
}

} // namespace tilores::assist

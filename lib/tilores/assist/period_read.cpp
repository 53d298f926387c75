// Reads the time of a question: units, ranges, lists and bounds of them, and what is left unread.
#include <tilores/assist/time_units.hpp>

#include <algorithm>

namespace tilores::assist {

namespace {

using Kind = TimeUnit::Kind;
using Bounds = Period::Bounds;

struct Found {
  Period period;
  std::size_t begin = 0;
  std::size_t next = 0;
  bool partial = false; // "the end of August": part of a unit, which is none
};

// "last 90 days", "past six months", "letzten drei Monate", "últimos 30 días".
std::optional<Found> stretch_at(const TimeText& in, std::size_t at)
{
  if (!one_of(in.at(at), "last past previous letzten letzte vergangenen ultimos ultimas ultimo trailing")) {
    return std::nullopt;
  }
  int count = count_at(in.words, at + 1);
  int unit = length_at(in.words, at + 2);
  std::size_t next = at + 3;
  if (count == 0 && in.at(at) == "past" && length_at(in.words, at + 1) == 7) {
    count = 1; // "the past week"
    unit = 7;
    next = at + 2;
  }
  if (count == 0 || unit == 0) {
    return std::nullopt;
  }
  Found found{{}, at, next, false};
  (unit > 0 ? found.period.last_days : found.period.last_months) = count * (unit > 0 ? unit : -unit);
  return found;
}

bool is_edge(std::string_view word)
{
  return one_of(word, "beginning start end middle mid early late anfang ende mitte beginn principios principio "
                      "mediados finales final fines fin inicio inicios");
}

// The words of a bound or of the start of a range, and how many there are.
struct Cue {
  Bounds bounds = Bounds::within;
  bool range_only = false; // no bound unless a range follows
  bool between = false;
  std::size_t words = 0;
};
Cue cue_at(const TimeText& in, std::size_t at)
{
  const std::string_view word = in.at(at);
  const std::string_view then = in.at(at + 1);
  if (one_of(word, "between zwischen entre")) {
    return {Bounds::within, true, true, 1};
  }
  if (word == "a" && then == "partir" && one_of(in.at(at + 2), "de del")) {
    return {Bounds::since, false, false, 3};
  }
  if (one_of(word, "since seit desde ab starting")) {
    return {Bounds::since, false, false, 1};
  }
  if (one_of(word, "from von vom del de")) {
    return {Bounds::within, true, false, 1};
  }
  if ((one_of(word, "despues antes") && one_of(then, "de del")) || (word == "prior" && then == "to") ||
      (one_of(word, "later earlier") && then == "than")) {
    return {one_of(word, "despues later") ? Bounds::after : Bounds::before, false, false, 2};
  }
  if (one_of(word, "after nach tras following")) {
    return {Bounds::after, false, false, 1};
  }
  if (one_of(word, "before vor")) {
    return {Bounds::before, false, false, 1};
  }
  if (word == "up" && one_of(then, "to until till through")) {
    return {Bounds::until, false, false, 2};
  }
  if (one_of(word, "until till til through thru bis hasta")) {
    return {Bounds::until, false, false, 1};
  }
  return {};
}

std::size_t skip_articles(const TimeText& in, std::size_t at)
{
  while (one_of(in.at(at), "in on of im zum zur am den dem des der das el la los mes month and including "
                           "incluido einschliesslich") &&
         !(in.at(at) == "month" && one_of(in.at(at + 1), "before"))) {
    ++at;
  }
  return at;
}

// Over "the end of", "(dem) Ende", "final(es) de": the word that names the edge.
std::size_t skip_edge(const TimeText& in, std::size_t at, std::string_view& edge)
{
  std::size_t i = in.at(at) == "the" || one_of(in.at(at), "el los dem zum") ? at + 1 : at;
  if (!is_edge(in.at(i))) {
    return at;
  }
  edge = in.at(i);
  ++i;
  return one_of(in.at(i), "of de del des von") ? i + 1 : i;
}

std::optional<ReadUnit> unit_behind(const TimeText& in, std::size_t at)
{
  if (auto found = unit_at(in, at, true)) {
    return found;
  }
  const std::size_t next = skip_articles(in, at);
  if (auto found = next > at ? unit_at(in, next, true) : std::nullopt) {
    return found;
  }
  return in.at(next) == "the" ? unit_at(in, next + 1, true) : std::nullopt;
}

// Where the second part of a range begins; 0 for none.
std::size_t joint_at(const TimeText& in, std::size_t at, bool between)
{
  const std::string_view word = in.at(at);
  if (between && one_of(word, "and und y e to bis hasta")) {
    return at + 1;
  }
  if (one_of(word, "to until till til through thru hasta al a bis")) {
    return in.at(at + 1) == "to" ? at + 2 : at + 1;
  }
  if (word == "up" && in.at(at + 1) == "to") {
    return at + 2;
  }
  const std::string_view gap = at > 0 ? in.gap(at - 1) : std::string_view();
  return gap == "-" || gap == "–" || gap == "—" || gap == ". -" || gap == ".-" || gap == ". –" ? at : 0;
}

TimeUnit with_day(TimeUnit unit, int day)
{
  unit.kind = Kind::day;
  unit.day = day;
  return unit;
}

std::optional<Found> range_at(const TimeText& in, std::size_t begin, std::size_t at, bool between)
{
  std::string_view edge;
  const std::size_t a = skip_edge(in, at, edge);
  const std::size_t bare_at = one_of(in.at(a), "the el den dem") ? a + 1 : a;
  auto first = unit_behind(in, a);
  const int bare = first ? 0 : bare_day_at(in, bare_at);
  if (!first && bare == 0) {
    return std::nullopt;
  }
  const std::size_t joint = joint_at(in, first ? first->next : bare_at + 1, between);
  if (joint == 0) {
    return std::nullopt;
  }
  std::string_view last_edge;
  const std::size_t b = skip_edge(in, joint, last_edge);
  auto last = unit_behind(in, b);
  if (!last && first && first->unit.kind == Kind::day && first->unit.day > 0) {
    const std::size_t d = one_of(in.at(b), "the el den dem") ? b + 1 : b;
    if (const int day = bare_day_at(in, d)) {
      last = ReadUnit{with_day(first->unit, day), d + 1};
    }
  }
  if (last && !first && last->unit.kind == Kind::day && last->unit.day > 0) {
    first = ReadUnit{with_day(last->unit, bare), 0};
  }
  if (!first || !last) {
    return std::nullopt;
  }
  const bool partial = (!edge.empty() && !one_of(edge, "beginning start anfang beginn principios principio inicio "
                                                       "inicios")) ||
                       (!last_edge.empty() && !one_of(last_edge, "end ende final finales fines fin"));
  return Found{{Bounds::within, {first->unit, last->unit}, true, 0, 0}, begin, last->next, partial};
}

// "July and September", "June, July and August".
void take_list(const TimeText& in, Found& found)
{
  while (true) {
    const std::string_view gap = found.next > 0 ? in.gap(found.next - 1) : std::string_view();
    const bool joined = one_of(in.at(found.next), "and und y e or o oder plus");
    const auto more = joined || gap == "," || gap == "&" || gap == "+" || gap == "/"
                        ? unit_behind(in, joined ? found.next + 1 : found.next)
                        : std::nullopt;
    if (!more || more->unit.kind != found.period.units.front().kind) {
      return;
    }
    found.period.units.push_back(more->unit);
    found.next = more->next;
  }
}

// The word before a unit says that only a part of it is meant: "first week of September", "mid August".
bool part_before(const TimeText& in, std::size_t at)
{
  std::size_t i = at;
  while (i > 0 && one_of(in.at(i - 1), "of de del des von in im the el")) {
    --i;
  }
  return i > 0 && (is_edge(in.at(i - 1)) ||
                   one_of(in.at(i - 1), "week weekend half days weeks woche halfte wochenende semana quincena mitad "
                                        "third summer spring winter autumn fall verano invierno otono primavera sommer "
                                        "herbst fruhjahr christmas easter navidad weihnachten ostern fiscal monday "
                                        "tuesday wednesday thursday friday saturday sunday"));
}

std::optional<Found> bounded_at(const TimeText& in, std::size_t at)
{
  const Cue cue = cue_at(in, at);
  if (cue.words == 0) {
    return std::nullopt;
  }
  if (auto range = range_at(in, at, at + cue.words, cue.between)) {
    return range;
  }
  if (cue.range_only) {
    const auto unit = in.at(at) == "from" ? unit_behind(in, at + 1) : std::nullopt;
    if (unit && one_of(in.at(unit->next), "on onward onwards forward")) {
      return Found{{Bounds::since, {unit->unit}, false, 0, 0}, at, unit->next + 1, false};
    }
    return std::nullopt;
  }
  std::string_view edge;
  const auto unit = unit_behind(in, skip_edge(in, at + cue.words, edge));
  if (!unit) {
    return std::nullopt;
  }
  const bool begins = one_of(edge, "beginning start anfang beginn principios principio inicio inicios");
  const bool ends = one_of(edge, "end ende final finales fines fin");
  Bounds bounds = cue.bounds;
  if (ends && bounds == Bounds::before) {
    bounds = Bounds::until;
  } else if (begins && bounds == Bounds::until) {
    bounds = Bounds::before;
  }
  const bool fits = edge.empty() || (begins && bounds != Bounds::after) || (ends && bounds != Bounds::since);
  Found found{{bounds, {unit->unit}, false, 0, 0}, at, unit->next, !fits};
  // "until today" ends where everything does.
  if (bounds == Bounds::until && unit->unit == TimeUnit{Kind::day, {}, 0, 0, 0}) {
    found.period.units.clear();
  }
  return found;
}

std::optional<Found> plain_at(const TimeText& in, std::size_t at)
{
  const std::string_view before = at > 0 ? in.at(at - 1) : std::string_view();
  const bool cued = one_of(before, "in of during for since im en de del monat mes last month seit desde ab with mit "
                                   "con on for durante fur wahrend within throughout") ||
                    (at > 0 && at + 1 == in.words.size() && in.words[at].kind == WordKind::digits);
  const auto unit = unit_at(in, at, cued);
  if (auto range = unit || month_of(in.at(at)) > 0 ? range_at(in, at, at, false) : std::nullopt) {
    return range;
  }
  if (!unit) {
    return std::nullopt;
  }
  Found found{{Bounds::within, {unit->unit}, false, 0, 0}, at, unit->next, part_before(in, at)};
  if (one_of(in.at(found.next), "onward onwards")) {
    found.period.bounds = Bounds::since;
    ++found.next;
  } else {
    take_list(in, found);
  }
  return found;
}

// "as of today", "to date": no period at all.
bool says_now(const TimeText& in, const Found& found)
{
  const std::string_view before = found.begin > 0 ? in.at(found.begin - 1) : std::string_view();
  return found.period.units.empty() ? found.period.bounds == Bounds::until
                                    : found.period.units.front() == TimeUnit{Kind::day, {}, 0, 0, 0} &&
                                        found.period.units.size() == 1 && one_of(before, "of from stand per");
}

// How many words of an expression of time begin here that was not read; 0 for none.
std::size_t unread_at(const TimeText& in, std::size_t at)
{
  const std::string_view word = in.at(at);
  const std::string_view before = at > 0 ? in.at(at - 1) : std::string_view();
  if (one_of(word, "summer autumn winter verano otono invierno sommer herbst fruhling fruhjahr christmas xmas easter "
                   "thanksgiving halloween navidad weihnachten ostern weekend wochenende fortnight fiscal quarter "
                   "quartal trimestre halbjahr monday tuesday wednesday thursday friday saturday montag dienstag "
                   "mittwoch donnerstag freitag samstag lunes martes miercoles jueves viernes")) {
    return 1;
  }
  if (one_of(word, "spring fall primavera sunday sonntag domingo sabado") &&
      one_of(before, "in last this the since during before after im letzten diesen en el la pasada on until of")) {
    return 1;
  }
  const bool counted = count_at(in.words, at) > 0 && length_at(in.words, at + 1) != 0;
  if (counted && one_of(in.at(at + 2), "ago earlier back")) {
    return 3;
  }
  if (one_of(word, "hace vor") && count_at(in.words, at + 1) > 0 && length_at(in.words, at + 2) != 0) {
    return 3;
  }
  if (month_of(word) > 0 && unit_at(in, at, one_of(before, "in since until before after during im seit en desde"))) {
    return 1;
  }
  const auto digits = [&](std::size_t i) {
    return i < in.words.size() && in.words[i].kind == WordKind::digits && in.at(i).size() <= 4;
  };
  const std::string_view gap = in.gap(at);
  if (digits(at) && digits(at + 1) && digits(at + 2) && (gap == "-" || gap == "/" || gap == ".") &&
      in.gap(at + 1) == gap) {
    return 3;
  }
  if (unit_at(in, at, false) && digits(at) && in.at(at).size() == 4) {
    return 1;
  }
  if (digits(at) && in.at(at).size() == 4 && one_of(before, "in during since until before after seit desde en im")) {
    if (const auto unit = unit_at(in, at, true); unit && unit->unit.kind == Kind::year) {
      return 1;
    }
  }
  return 0;
}

// "after the cancellation", "bevor sie gekündigt hat": a time that only another fact tells. Since they joined is
// always.
std::size_t event_at(const TimeText& in, std::size_t at)
{
  constexpr std::string_view k_between =
    "the a an his her its their s he she they it was were had has have been being be that we our us de del que la el "
    "su se lo le der die das dem den des er sie es ihre ihrer seine seiner ihrem seinem hat letzten last ultimo ultima";
  const bool always = one_of(in.at(at), "since seit desde");
  if (!always && !one_of(in.at(at), "before after until following nach bis hasta antes despues bevor nachdem")) {
    return 0;
  }
  std::size_t i = at + 1;
  while (i < at + 6 && one_of(in.at(i), k_between)) {
    ++i;
  }
  const std::string_view word = in.at(i);
  const auto begins = [&](std::initializer_list<std::string_view> stems) {
    return std::any_of(stems.begin(), stems.end(), [&](std::string_view stem) { return word.starts_with(stem); });
  };
  const bool joined = begins({"enrol", "inscri", "signup", "signing", "signed", "join", "beginn", "vertragsbeginn"});
  const bool other = begins({"cancel", "kundig", "gekundig", "refund", "reembols", "erstatt", "chargeback", "upgrad",
                             "downgrad", "renew", "reactivat", "declin", "complain", "queja", "beschwerd", "pause"});
  return other || (joined && !always) ? i + 1 - at : 0;
}

} // namespace

SaidTime read_time(std::string_view text, std::span<const Word> words, Lang lang)
{
  const TimeText in{text, words, lang};
  SaidTime said;
  const auto leave = [&](std::size_t begin, std::size_t next) {
    if (said.unread.empty()) {
      said.unread = text.substr(words[begin].begin, words[std::min(next, words.size()) - 1].end - words[begin].begin);
    }
  };
  for (std::size_t i = 0; i < words.size();) {
    auto found = stretch_at(in, i);
    found = found ? found : bounded_at(in, i);
    found = found ? found : plain_at(in, i);
    if (!found) {
      const std::size_t event = event_at(in, i);
      const std::size_t unread = event > 0 ? event : unread_at(in, i);
      if (unread > 0) {
        leave(i, i + unread);
      }
      i += std::max<std::size_t>(unread, 1);
      continue;
    }
    if (found->partial) {
      leave(i > 0 ? i - 1 : i, found->next);
    } else if (!says_now(in, *found)) {
      if (said.period) {
        const bool today = found->period.units.size() == 1 && found->period.units[0].kind == Kind::day &&
                           found->period.units[0].number == 0 && found->period.units[0].day == 0;
        if (!today) {
          leave(found->begin, found->next);
        }
      } else {
        said.period = std::move(found->period);
      }
    }
    i = std::max(found->next, i + 1);
  }
  if (!said.unread.empty()) {
    said.period.reset();
  }
  return said;
}

} // namespace tilores::assist

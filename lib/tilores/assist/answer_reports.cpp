// The sentences about scores of another time, or of all of them. What the reports do not reach is said, never filled
// from another time.
#include <tilores/assist/answer_reports.hpp>
#include <tilores/assist/answer_values.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>

namespace tilores::assist {

namespace {

using credit::BureauAnalysis;
using credit::ScorePoint;
using Kind = ReportFigure::Kind;

constexpr std::string_view k_score_field = "CREDIT_RESPONSE.CREDIT_SCORE";

std::string said(const BureauQuestion& a, std::string_view fact, const ScorePoint& point)
{
  return a.out.fact(a.prefix + std::string(fact), std::optional(point.value), point.record_id, k_score_field) + " (" +
         a.out.fact(a.prefix + std::string(fact) + "_date", std::optional(point.report_date), point.record_id,
                    k_score_field) +
         ")";
}

std::string with_sign(int value) { return (value > 0 ? "+" : "") + std::to_string(value); }

// The days asked for.
Days asked_days(const ReportFigure& figure, const Date& as_of)
{
  const auto one = [](const Date& day) { return Days{day, date_from_days(days_from_epoch(day) + 1), to_string(day)}; };
  return figure.day          ? one(*figure.day)
         : figure.months_ago ? one(add_months(as_of, -*figure.months_ago))
                             : days_of(figure.period.value_or(Period{}), as_of);
}

std::int64_t distance(const Days& days, const Date& day)
{
  const auto at = days_from_epoch(day);
  const auto from = days_from_epoch(days.from);
  const auto until = days_from_epoch(days.until) - 1;
  return at < from ? from - at : at > until ? at - until : 0;
}

// The score of the days asked for, the newest of several; else the nearest.
const ScorePoint& nearest(const BureauAnalysis& b, const Days& days)
{
  return *std::min_element(b.scores.rbegin(), b.scores.rend(), [&](const ScorePoint& x, const ScorePoint& y) {
    return distance(days, x.report_date) < distance(days, y.report_date);
  });
}

void say_no_score_near(const BureauQuestion& a, const Days& days)
{
  a.out.answer.facts.emplace_back(a.prefix + "score_then", a.out.missing());
  a.out.say({"{}: no report with a score is of {} (not available); the nearest in time is {}.",
             "{}: ningún informe con puntaje es de {} (not available); el más cercano en el tiempo es {}.",
             "{}: kein Bericht mit Score ist von {} (not available); der zeitlich nächste ist {}."},
            a.name, days.name, said(a, "score_nearest", nearest(a.bureau, days)));
}

void say_score_at(const BureauQuestion& a)
{
  constexpr std::int64_t k_near = 31; // days, where a moment rather than a month or a day is asked for
  const Days days = asked_days(a.figure, a.out.customer().as_of);
  const ScorePoint& point = nearest(a.bureau, days);
  if (distance(days, point.report_date) > (a.figure.months_ago ? k_near : 0)) {
    say_no_score_near(a, days);
    return;
  }
  const std::string score = said(a, "score_then", point);
  if (a.limit) {
    a.out.say({"{} in {}: {}: {}, the score was {}.", "{} en {}: {}: {}, el puntaje era {}.",
               "{} zur Zeit {}: {}: {}, der Score war {}."},
              a.name, days.name, relation(a.out, *a.limit), a.out.yes_or_no(within(*a.limit, point.value)), score);
  } else if (a.figure.months_ago) {
    a.out.say({"{}: the report nearest to {} has the score {}.", "{}: el informe más cercano a {} tiene el puntaje {}.",
               "{}: der Bericht nahe {} hat den Score {}."},
              a.name, days.name, score);
  } else {
    a.out.say({"{}: the score of {} was {}.", "{}: el puntaje de {} era {}.", "{}: der Score von {} war {}."}, a.name,
              days.name, score);
  }
}

void say_versus(const BureauQuestion& a)
{
  const Days days = asked_days(a.figure, a.out.customer().as_of);
  const ScorePoint& then = nearest(a.bureau, days);
  const ScorePoint& now = *a.bureau.score();
  if (distance(days, then.report_date) > 0) {
    say_no_score_near(a, days);
    return;
  }
  const Phrase how = now.value > then.value   ? Phrase{"higher", "más alto", "höher"}
                     : now.value < then.value ? Phrase{"lower", "más bajo", "niedriger"}
                                              : Phrase{"unchanged", "igual", "gleich"};
  const std::string newest = said(a, "score", now);
  a.out.answer.facts.emplace_back(a.prefix + "change_since", std::to_string(now.value - then.value));
  a.out.say({"{}: against {} the newest score is {}: {} now, {} then, a change of {}.",
             "{}: frente a {} el puntaje más reciente es {}: {} ahora, {} entonces, un cambio de {}.",
             "{}: gegenüber {} ist der neueste Score {}: jetzt {}, damals {}, eine Änderung von {}."},
            a.name, days.name, a.out.in(how), newest, said(a, "score_then", then), with_sign(now.value - then.value));
}

void say_between(const BureauQuestion& a)
{
  const Days first = days_of(*a.figure.period, a.out.customer().as_of);
  const Days last = days_of(*a.figure.until, a.out.customer().as_of);
  const ScorePoint& from = nearest(a.bureau, first);
  const ScorePoint& to = nearest(a.bureau, last);
  for (const Days* const days : {&first, &last}) {
    if (distance(*days, nearest(a.bureau, *days).report_date) > 0) {
      say_no_score_near(a, *days);
    }
  }
  if (distance(first, from.report_date) > 0 || distance(last, to.report_date) > 0) {
    return;
  }
  a.out.answer.facts.emplace_back(a.prefix + "change_since", std::to_string(to.value - from.value));
  const std::string before = said(a, "score_then", from);
  a.out.say({"{}: a change of {} from {} to {}.", "{}: un cambio de {}, de {} a {}.",
             "{}: eine Änderung von {}, von {} auf {}."},
            a.name, with_sign(to.value - from.value), before, said(a, "score_until", to));
}

void say_extreme(const BureauQuestion& a)
{
  const auto less = [](const ScorePoint& x, const ScorePoint& y) { return x.value < y.value; };
  const auto& scores = a.bureau.scores;
  const std::string count = std::to_string(scores.size());
  if (a.figure.kind == Kind::score_highest) {
    a.out.say({"{}: the highest score of the {} on file is {}.", "{}: el puntaje más alto de los {} registrados es {}.",
               "{}: der höchste der {} vorhandenen Scores ist {}."},
              a.name, count, said(a, "score_highest", *std::max_element(scores.begin(), scores.end(), less)));
  } else {
    a.out.say({"{}: the lowest score of the {} on file is {}.", "{}: el puntaje más bajo de los {} registrados es {}.",
               "{}: der niedrigste der {} vorhandenen Scores ist {}."},
              a.name, count, said(a, "score_lowest", *std::min_element(scores.begin(), scores.end(), less)));
  }
}

void say_average(const BureauQuestion& a)
{
  const auto& scores = a.bureau.scores;
  const int sum =
    std::accumulate(scores.begin(), scores.end(), 0, [](int all, const ScorePoint& one) { return all + one.value; });
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", static_cast<double>(sum) / static_cast<double>(scores.size()));
  a.out.answer.facts.emplace_back(a.prefix + "score_average", text.data());
  for (const ScorePoint& one : scores) {
    a.out.source(one.record_id, k_score_field);
  }
  a.out.say({"{}: the average of the {} scores on file is {}.", "{}: el promedio de los {} puntajes registrados es {}.",
             "{}: der Durchschnitt der {} vorhandenen Scores ist {}."},
            a.name, std::to_string(scores.size()), std::string(text.data()));
}

void say_history(const BureauQuestion& a)
{
  constexpr std::size_t k_longest = 24;
  std::string list;
  std::size_t listed = 0;
  for (auto one = a.bureau.scores.rbegin(); one != a.bureau.scores.rend() && listed < k_longest; ++one, ++listed) {
    list += (list.empty() ? "" : ", ") + to_string(one->report_date) + ": " + std::to_string(one->value);
    a.out.source(one->record_id, k_score_field);
  }
  a.out.answer.facts.emplace_back(a.prefix + "scores", list);
  a.out.say({"{}: scores on file: {}, newest first: {}{}.",
             "{}: puntajes registrados: {}, el más reciente primero: {}{}.",
             "{}: vorhandene Scores: {}, neueste zuerst: {}{}."},
            a.name, std::to_string(a.bureau.scores.size()), list, listed < a.bureau.scores.size() ? ", …" : "");
}

void say_place(const BureauQuestion& a)
{
  const auto& scores = a.bureau.scores;
  if (scores.size() == 1) {
    a.out.say({"{}: {} is the only score on file.", "{}: {} es el único puntaje que consta.",
               "{}: {} ist der einzige vorhandene Score."},
              a.name, said(a, "score", scores.front()));
  } else if (a.figure.kind == Kind::score_first) {
    a.out.say({"{}: the first score on file is {}.", "{}: el primer puntaje que consta es {}.",
               "{}: der erste vorhandene Score ist {}."},
              a.name, said(a, "score_first", scores.front()));
  } else {
    const std::string before = said(a, "score_previous", scores[scores.size() - 2]);
    a.out.say({"{}: the score before the newest is {}; the newest is {}.",
               "{}: el puntaje anterior al más reciente es {}; el más reciente es {}.",
               "{}: der Score vor dem neuesten ist {}; der neueste ist {}."},
              a.name, before, said(a, "score", scores.back()));
  }
}

void say_together(const BureauQuestion& a)
{
  std::vector<const credit::Report*> several;
  for (const credit::Report& report : a.reports) {
    const auto valid =
      std::count_if(report.scores.begin(), report.scores.end(), [](const credit::Score& s) { return s.value; });
    if (report.bureau == a.bureau.bureau && report.date && valid > 1) {
      several.push_back(&report);
    }
  }
  if (several.empty()) {
    a.out.say({"{}: no report has more than one score.", "{}: ningún informe tiene más de un puntaje.",
               "{}: kein Bericht hat mehr als einen Score."},
              a.name);
    a.out.answer.facts.emplace_back(a.prefix + "reports_with_several_scores", "0");
    return;
  }
  for (const credit::Report* const report : several) {
    std::string list;
    for (const credit::Score& score : report->scores) {
      if (score.value) {
        list += (list.empty() ? "" : ", ") + std::to_string(*score.value) +
                (score.model.empty() ? "" : " (" + plain_text(score.model) + ")");
      }
    }
    a.out.source(report->record_id, k_score_field);
    a.out.answer.facts.emplace_back(a.prefix + "scores_together", list);
    a.out.say({"{}: the report of {} has these scores: {}; the first counts as the score.",
               "{}: el informe del {} tiene estos puntajes: {}; cuenta el primero.",
               "{}: der Bericht vom {} enthält diese Scores: {}; es zählt der erste."},
              a.name, to_string(*report->date), list);
  }
}

void say_by_vendor(const BureauQuestion& a)
{
  const ScorePoint* newest = nullptr;
  for (const ScorePoint& point : a.bureau.scores) {
    const auto report = std::find_if(a.reports.begin(), a.reports.end(),
                                     [&](const credit::Report& one) { return one.record_id == point.record_id; });
    if (report != a.reports.end() && equals_ignoring_case(report->vendor, a.figure.vendor)) {
      newest = &point;
    }
  }
  if (newest == nullptr) {
    a.out.say({"{}: no score is from {} ({}).", "{}: ningún puntaje es de {} ({}).", "{}: kein Score ist von {} ({})."},
              a.name, a.figure.vendor, a.out.none({a.prefix + "score"}));
  } else {
    a.out.say({"{}: the newest score from {} is {}.", "{}: el puntaje más reciente de {} es {}.",
               "{}: der neueste Score von {} ist {}."},
              a.name, a.figure.vendor, said(a, "score", *newest));
  }
}

void say_no_score(const BureauQuestion& a)
{
  const BureauAnalysis& b = a.bureau;
  if (const ScorePoint* const score = b.score()) {
    a.out.say({"{}: there is a score, {}{}.", "{}: sí hay puntaje, {}{}.", "{}: ein Score ist vorhanden, {}{}."},
              a.name, said(a, "score", *score),
              b.newest_has_score ? std::string_view()
                                 : a.out.in({"; only the newest report has none", "; solo el último informe no tiene",
                                             "; nur der neueste Bericht hat keinen"}));
    if (b.newest_has_score) {
      return;
    }
  }
  a.out.answer.facts.emplace_back(a.prefix + "state", credit::to_string(b.state));
  if (b.newest) {
    a.out.source(b.newest->record_id, k_score_field);
  }
  const bool frozen = b.newest && b.newest->frozen == credit::Frozen::yes;
  const bool thin = b.newest && b.newest->accounts && *b.newest->accounts <= 1;
  a.out.say({"{}: {}.", "{}: {}.", "{}: {}."}, a.name,
            b.report_count == 0 ? a.out.in({"there is no report of this bureau, so there is no score (not available)",
                                            "no hay informe de este buró, así que no hay puntaje (not available)",
                                            "es gibt keinen Bericht dieses Büros, also keinen Score (not available)"})
            : frozen ? a.out.in({"the file is frozen on the newest report, which has no score (not available)",
                                 "el informe más reciente está congelado y no tiene puntaje (not available)",
                                 "die Akte ist im neuesten Bericht gesperrt, er hat keinen Score (not available)"})
            : thin   ? a.out.in({"the newest report has no score; it lists at most one account (thin file)",
                                 "el último informe no tiene puntaje; lista una cuenta como máximo (historial escaso)",
                                 "der neueste Bericht hat keinen Score; er führt höchstens ein Konto (dünne Akte)"})
                     : a.out.in({"the newest report has no score; the data do not say why (not available)",
                                 "el último informe no tiene puntaje; los datos no dicen por qué (not available)",
                                 "der neueste Bericht hat keinen Score; warum, sagen die Daten nicht (not available)"}));
}

void say_score_figure(const BureauQuestion& a)
{
  if (a.figure.kind == Kind::no_score) {
    say_no_score(a);
    return;
  }
  if (a.bureau.score() == nullptr) {
    a.out.say({"{}: the score is {}.", "{}: el puntaje: {}.", "{}: Score {}."}, a.name,
              a.out.none({a.prefix + "score"}));
    return;
  }
  switch (a.figure.kind) {
  case Kind::score_at: say_score_at(a); break;
  case Kind::score_versus: say_versus(a); break;
  case Kind::score_between: say_between(a); break;
  case Kind::score_highest:
  case Kind::score_lowest: say_extreme(a); break;
  case Kind::score_average: say_average(a); break;
  case Kind::score_history: say_history(a); break;
  case Kind::score_first:
  case Kind::score_before: say_place(a); break;
  case Kind::scores_together: say_together(a); break;
  case Kind::score_by_vendor: say_by_vendor(a); break;
  case Kind::no_score:
  case Kind::lates:
  case Kind::inquiries:
  case Kind::soft_inquiries:
  case Kind::cards:
  case Kind::revolving:
  case Kind::closed:
  case Kind::open:
  case Kind::disputed:
  case Kind::charged_off:
  case Kind::mortgages:
  case Kind::collectors:
  case Kind::highest_balance:
  case Kind::card_debt: break;
  }
}

} // namespace

bool within(const Limit& limit, int value)
{
  return value == limit.value ? limit.reached : (value > limit.value) == limit.above;
}

std::string relation(const Writer& out, const Limit& limit)
{
  const Phrase words = limit.above     ? (limit.reached ? Phrase{"at least ", "al menos ", "mindestens "}
                                                        : Phrase{"above ", "más de ", "über "})
                       : limit.reached ? Phrase{"at most ", "como máximo ", "höchstens "}
                                       : Phrase{"below ", "menos de ", "unter "};
  return std::string(out.in(words)) + std::to_string(limit.value);
}

void say_report_figure(Writer& out, const Wish& wish)
{
  const customer::Customer360& c = out.customer();
  if (c.credit.reports == 0 || !wish.figure) {
    say_credit(out, Topic::score, wish); // says that there are none
    return;
  }
  const std::vector<credit::Report> reports = credit::parse_reports(out.entity().records);
  for (const credit::Bureau bureau : wish.bureaus) {
    const BureauAnalysis& b = c.credit.bureaus[static_cast<std::size_t>(bureau)];
    if (b.report_count == 0 && wish.bureaus.size() == credit::k_bureaus.size()) {
      continue;
    }
    const BureauQuestion about{out,
                               *wish.figure,
                               wish.limit,
                               b,
                               reports,
                               std::string(credit::bureau_name(bureau)),
                               "credit." + std::string(credit::to_string(bureau)) + "."};
    if (wish.figure->kind >= Kind::lates) {
      say_account_figure(about);
    } else {
      say_score_figure(about);
    }
  }
}

} // namespace tilores::assist

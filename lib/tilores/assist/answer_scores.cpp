// The sentences that hold scores against each other: between bureaus, against an earlier report, and what the reports
// name as reasons. No cause is said that neither a bureau nor a figure gives.
#include <tilores/assist/answer_writer.hpp>
#include <tilores/credit/values.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace tilores::assist {

namespace {

using credit::BureauAnalysis;
using credit::ScorePoint;

std::string prefix_of(const BureauAnalysis& b) { return "credit." + std::string(credit::to_string(b.bureau)) + "."; }
std::string name_of(const BureauAnalysis& b) { return std::string(credit::bureau_name(b.bureau)); }

std::string with_sign(int value) { return (value > 0 ? "+" : "") + std::to_string(value); }

std::string percent(double value)
{
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

// A score with its day, noted as a fact.
std::string said_score(Writer& out, const BureauAnalysis& b, std::string_view fact, const ScorePoint& point,
                       const Date& day)
{
  return out.fact(prefix_of(b) + std::string(fact), std::optional(point.value), point.record_id,
                  "CREDIT_RESPONSE.CREDIT_SCORE") +
         " (" +
         out.fact(prefix_of(b) + std::string(fact) + "_date", std::optional(day), point.record_id,
                  "CREDIT_RESPONSE.CREDIT_SCORE") +
         ")";
}

void say_spread(Writer& out, const Wish& wish)
{
  std::vector<const BureauAnalysis*> scored;
  std::string unscored;
  for (const credit::Bureau bureau :
       wish.bureaus.size() < 2 ? std::vector(credit::k_bureaus.begin(), credit::k_bureaus.end()) : wish.bureaus) {
    const BureauAnalysis& b = out.customer().credit.bureaus[static_cast<std::size_t>(bureau)];
    if (b.score() != nullptr) {
      scored.push_back(&b);
    } else {
      unscored += (unscored.empty() ? "" : ", ") + name_of(b);
    }
  }
  std::stable_sort(scored.begin(), scored.end(), [](const BureauAnalysis* a, const BureauAnalysis* b) {
    return a->score()->value < b->score()->value;
  });
  const auto said = [&](const BureauAnalysis& b) {
    return name_of(b) + " " + said_score(out, b, "score", *b.score(), b.score()->score_date);
  };
  if (scored.empty()) {
    out.say({"No bureau has a score: {}.", "Ningún buró tiene puntaje: {}.", "Kein Büro hat einen Score: {}."},
            out.none({"credit.score_spread"}));
    return;
  }
  if (scored.size() == 1) {
    out.say({"Only one bureau has a score, so there is nothing to compare: {}.",
             "Solo un buró tiene puntaje, no hay con qué comparar: {}.",
             "Nur ein Büro hat einen Score, es gibt nichts zu vergleichen: {}."},
            said(*scored.front()));
  } else {
    const BureauAnalysis& low = *scored.front();
    const BureauAnalysis& high = *scored.back();
    const std::string difference = std::to_string(high.score()->value - low.score()->value);
    out.answer.facts.emplace_back("credit.score_spread", difference);
    if (low.score()->value == high.score()->value) {
      std::string all;
      for (const BureauAnalysis* const b : scored) {
        all += (all.empty() ? "" : ", ") + said(*b);
      }
      out.say({"All scores are equal: {}; difference 0.", "Todos los puntajes son iguales: {}; diferencia 0.",
               "Alle Scores sind gleich: {}; Unterschied 0."},
              all);
    } else if (wish.lowest_first) {
      const std::string lowest = said(low);
      out.say({"The lowest score is {}, the highest {}; difference {}.",
               "El puntaje más bajo es {}, el más alto {}; "
               "diferencia {}.",
               "Der niedrigste Score ist {}, der höchste {}; Unterschied {}."},
              lowest, said(high), difference);
    } else {
      const std::string highest = said(high);
      out.say({"The highest score is {}, the lowest {}; difference {}.",
               "El puntaje más alto es {}, el más bajo {}; "
               "diferencia {}.",
               "Der höchste Score ist {}, der niedrigste {}; Unterschied {}."},
              highest, said(low), difference);
    }
    if (scored.size() == 3 && low.score()->value != high.score()->value) {
      out.say({"Between them: {}.", "Entre ambos: {}.", "Dazwischen: {}."}, said(*scored[1]));
    }
  }
  if (!unscored.empty()) {
    out.say({"Without a score: {}.", "Sin puntaje: {}.", "Ohne Score: {}."}, unscored);
  }
}

// The days a score may lie from the moment asked for and still be near it.
struct Target {
  Date from, until; // the day after the last
  std::string name;
};

std::optional<Target> target_of(const Moment& moment, const customer::Customer360& c)
{
  switch (moment.kind) {
  case Moment::Kind::months_ago: {
    const Date day = add_months(c.as_of, -moment.months);
    return Target{day, date_from_days(days_from_epoch(day) + 1), to_string(day)};
  }
  case Moment::Kind::period: {
    Period period = moment.period;
    if (period.open()) { // "since January": from its first day
      const Date day = days_of(period, c.as_of).from;
      return Target{day, date_from_days(days_from_epoch(day) + 1), to_string(day)};
    }
    const Days days = days_of(period, c.as_of);
    return Target{days.from, days.until, days.name};
  }
  case Moment::Kind::enrolment:
    if (const auto& day = c.account.enroll_date.value) {
      return Target{*day, date_from_days(days_from_epoch(*day) + 1), to_string(*day)};
    }
    return std::nullopt;
  case Moment::Kind::first: return Target{Date{1900, 1, 1}, Date{1900, 1, 2}, {}};
  }
  return std::nullopt;
}

std::int64_t days_between(const Target& target, const Date& day)
{
  const auto at = days_from_epoch(day);
  const auto from = days_from_epoch(target.from);
  const auto until = days_from_epoch(target.until) - 1;
  return at < from ? from - at : at > until ? at - until : 0;
}

void say_score_since(Writer& out, const BureauAnalysis& b, const Moment& moment, const Target& target)
{
  constexpr std::int64_t k_near = 62; // days
  const std::string name = name_of(b);
  const ScorePoint* const now = b.score();
  if (now == nullptr) {
    out.say({"{}: the score is {}.", "{}: el puntaje: {}.", "{}: Score {}."}, name, out.none({prefix_of(b) + "score"}));
    return;
  }
  const auto nearer = [&](const ScorePoint& a, const ScorePoint& z) {
    return days_between(target, a.report_date) < days_between(target, z.report_date);
  };
  const ScorePoint& then = *std::min_element(b.scores.begin(), b.scores.end(), nearer);
  const bool any = moment.kind == Moment::Kind::first;
  if (any && &then == now) {
    out.say({"{}: {} is the only score on file.", "{}: {} es el único puntaje que consta.",
             "{}: {} ist der einzige vorhandene Score."},
            name, said_score(out, b, "score", *now, now->report_date));
    return;
  }
  if (&then == now && days_between(target, then.report_date) > k_near) {
    out.say({"{}: no report with a score is near {}; the nearest is the newest, {}.",
             "{}: ningún informe con puntaje está cerca de {}; el más cercano es el más reciente, {}.",
             "{}: kein Bericht mit Score liegt nahe {}; der nächste ist der neueste, {}."},
            name, target.name, said_score(out, b, "score", *now, now->report_date));
    return;
  }
  if (!any && days_between(target, then.report_date) > k_near) {
    out.say(
      {"{}: no report with a score is near {}; the nearest is {}, the newest {}, a change of {} between these.",
       "{}: ningún informe con puntaje está cerca de {}; el más cercano es {}, el más reciente {}, un cambio de {} "
       "entre estos.",
       "{}: kein Bericht mit Score liegt nahe {}; der nächste ist {}, der neueste {}, dazwischen eine Änderung von "
       "{}."},
      name, target.name, said_score(out, b, "score_then", then, then.report_date),
      said_score(out, b, "score", *now, now->report_date), with_sign(now->value - then.value));
    return;
  }
  if (&then == now) {
    out.say({"{}: the report nearest to {} is the newest one, {}, so there is no change to tell.",
             "{}: el informe más cercano a {} es el más reciente, {}; no hay cambio que decir.",
             "{}: der Bericht nahe {} ist der neueste, {}; es gibt keine Änderung zu nennen."},
            name, target.name, said_score(out, b, "score", *now, now->report_date));
    return;
  }
  const int change = now->value - then.value;
  out.answer.facts.emplace_back(prefix_of(b) + "change_since", std::to_string(change));
  const std::string newest = said_score(out, b, "score", *now, now->report_date);
  out.say({"{}: {} now against {}{}, a change of {}.", "{}: {} ahora frente a {}{}, un cambio de {}.",
           "{}: jetzt {} gegenüber {}{}, eine Änderung von {}."},
          name, newest, said_score(out, b, "score_then", then, then.report_date),
          any
            ? std::string()
            : std::string(out.in({", the report nearest to ", ", el informe más cercano a ", ", dem Bericht nahe "})) +
                target.name,
          with_sign(change));
}

void say_reasons(Writer& out, const BureauAnalysis& b, bool good)
{
  const ScorePoint* const score = b.score();
  std::string named;
  std::string figures;
  for (const credit::Factor& factor : b.factors) {
    if (factor.positive == good) {
      std::string& list = factor.from_bureau ? named : figures;
      list += (list.empty() ? "" : "; ") + factor.text;
    }
  }
  const std::string record = b.newest ? b.newest->record_id : "";
  out.answer.facts.emplace_back(prefix_of(b) + (good ? "reasons_for" : "reasons_against"),
                                named.empty() && figures.empty() ? std::string(out.missing()) : named + "; " + figures);
  out.source(record, "CREDIT_RESPONSE.CREDIT_SCORE.FACTOR");
  out.say({"{}, score {}: the bureau names {}; the figures show {}.",
           "{}, puntaje {}: el buró nombra {}; las cifras muestran {}.",
           "{}, Score {}: das Büro nennt {}; die Zahlen zeigen {}."},
          name_of(b),
          score != nullptr ? said_score(out, b, "score", *score, score->score_date)
                           : std::string(out.none({prefix_of(b) + "score"})),
          named.empty() ? out.in({"no factor", "ningún factor", "keinen Faktor"}) : std::string_view(named),
          figures.empty() ? out.in({"none", "ninguno", "keinen"}) : std::string_view(figures));
  if (b.newest && b.newest->utilization && !good) {
    const credit::ReportFigures& f = *b.newest;
    const auto count = [&](std::string_view fact, const auto& value) {
      return out.fact(prefix_of(b) + std::string(fact), value, record, "CREDIT_RESPONSE.CREDIT_LIABILITY");
    };
    out.say(
      {"Figures: utilization {} %, late payments of 30 days {}, derogatory accounts {}, hard inquiries in six months "
       "{}.",
       "Cifras: utilización {} %, atrasos de 30 días {}, cuentas negativas {}, consultas duras en seis meses {}.",
       "Zahlen: Auslastung {} %, Verzüge von 30 Tagen {}, Negativmerkmale {}, harte Anfragen in sechs Monaten {}."},
      count("utilization", std::optional(percent(*f.utilization))), count("lates30", f.lates30),
      count("derogatories", f.derogatories),
      count("hard_inquiries_6m", f.inquiries ? std::optional(f.inquiries->hard[1]) : std::nullopt));
  }
}

} // namespace

void say_scores(Writer& out, Topic topic, const Wish& wish)
{
  const customer::Customer360& c = out.customer();
  if (c.credit.reports == 0) {
    say_credit(out, Topic::score, wish); // says that there are none
    return;
  }
  if (topic == Topic::spread) {
    say_spread(out, wish);
    return;
  }
  const auto target = wish.moment ? target_of(*wish.moment, c) : std::nullopt;
  if (topic == Topic::score_since && !target) {
    out.say({"The day to compare with is {}.", "La fecha con la que comparar: {}.", "Das Datum zum Vergleich: {}."},
            out.none({"account.enroll_date"}));
  }
  for (const credit::Bureau bureau : wish.bureaus) {
    const BureauAnalysis& b = c.credit.bureaus[static_cast<std::size_t>(bureau)];
    if (b.report_count == 0 && wish.bureaus.size() == 3) {
      continue;
    }
    if (topic == Topic::reasons) {
      say_reasons(out, b, wish.good_reasons);
    } else if (target) {
      say_score_since(out, b, *wish.moment, *target);
    }
  }
}

} // namespace tilores::assist

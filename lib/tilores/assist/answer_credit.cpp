// The sentences about credit: score, trend, figures and advice of each bureau; nothing is mixed between bureaus.
#include <tilores/assist/answer_values.hpp>
#include <tilores/assist/answer_writer.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>

namespace tilores::assist {

namespace {

using credit::Bureau;

std::string one_decimal(double value)
{
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

// Yes or no to "above 650", where there is a score.
void say_limit(Writer& out, Topic topic, const Limit& limit, const credit::BureauAnalysis& b)
{
  const credit::ScorePoint* const score = b.score();
  const auto use = b.newest ? b.newest->utilization : std::nullopt;
  if (topic == Topic::utilization ? !use : score == nullptr) {
    return;
  }
  const double value = topic == Topic::utilization ? *use : static_cast<double>(score->value);
  const bool equal = std::fabs(value - limit.value) < 0.05; // as far as one decimal tells
  const bool yes = equal ? limit.reached : (value > limit.value) == limit.above;
  const Phrase relation = !limit.above    ? Phrase{"below", "menos de", "unter"}
                          : limit.reached ? Phrase{"at least", "al menos", "mindestens"}
                                          : Phrase{"above", "más de", "über"};
  out.say({"{}: {} {}: {}.", "{}: {} {}: {}.", "{}: {} {}: {}."}, credit::bureau_name(b.bureau), out.in(relation),
          std::to_string(limit.value), out.yes_or_no(yes));
}

// Who asked, newest first, as the newest report lists them.
void say_inquirers(Writer& out, const credit::BureauAnalysis& b)
{
  constexpr std::size_t k_most = 6;
  for (const credit::Report& report : credit::parse_reports(out.entity().records)) {
    if (!b.newest || report.record_id != b.newest->record_id || !report.inquiries) {
      continue;
    }
    std::vector<credit::Inquiry> hard;
    std::copy_if(report.inquiries->begin(), report.inquiries->end(), std::back_inserter(hard),
                 [](const credit::Inquiry& inquiry) { return inquiry.purpose == credit::Purpose::hard; });
    std::stable_sort(hard.begin(), hard.end(), [](const auto& x, const auto& y) { return x.date > y.date; });
    std::string list;
    for (std::size_t i = 0; i < hard.size() && i < k_most; ++i) {
      const std::string name = plain_text(hard[i].name);
      list += (list.empty() ? "" : "; ") + (hard[i].date ? to_string(*hard[i].date) + " " : std::string()) +
              (name.empty() ? std::string(out.missing()) : name);
    }
    out.say({"{}: hard inquiries on the newest report: {}.", "{}: consultas duras del último informe: {}.",
             "{}: harte Anfragen im neuesten Bericht: {}."},
            credit::bureau_name(b.bureau), list.empty() ? std::string("0") : list);
    return;
  }
}

// What a question asks of a topic beyond its first sentence.
void say_more(Writer& out, Topic topic, const Wish& wish, const credit::BureauAnalysis& b)
{
  if (!b.newest) {
    return;
  }
  const credit::ReportFigures& f = *b.newest;
  const std::string_view name = credit::bureau_name(b.bureau);
  const std::string prefix = "credit." + std::string(credit::to_string(b.bureau)) + ".";
  const auto fact = [&](std::string_view which, const auto& value) {
    return out.fact(prefix + std::string(which), value, f.record_id, "CREDIT_RESPONSE.CREDIT_LIABILITY");
  };
  if (topic == Topic::utilization && wish.limits) {
    out.say({"{}: sum of revolving limits {}, of their balances {}.", "{}: suma de límites {}, de sus saldos {}.",
             "{}: Summe der Limits {}, ihrer Salden {}."},
            name, fact("revolving_limit", f.revolving_limit), fact("revolving_balance", f.revolving_balance));
  }
  if (topic == Topic::debt && wish.past_due) {
    out.say({"{}: past due now: {}.", "{}: vencido ahora: {}.", "{}: jetzt überfällig: {}."}, name,
            fact("past_due", f.past_due) + (f.past_due ? " USD" : ""));
  }
  if (topic == Topic::frozen && wish.alerts) {
    out.say({"{}: alerts on the newest report: {}.", "{}: alertas en el último informe: {}.",
             "{}: Warnhinweise im neuesten Bericht: {}."},
            name, fact("alerts", std::optional(f.alerts)));
  }
  if (topic == Topic::open_accounts && wish.thin && f.accounts) {
    out.say({"{}: accounts on the report: {}; thin file (at most one): {}.",
             "{}: cuentas en el informe: {}; historial escaso (una como máximo): {}.",
             "{}: Konten im Bericht: {}; dünne Akte (höchstens eines): {}."},
            name, fact("accounts", f.accounts), out.yes_or_no(*f.accounts <= 1));
  }
  if (topic == Topic::derogatories && wish.charge_offs) {
    out.say({"{}: charge-offs: {}.", "{}: cuentas castigadas: {}.", "{}: Abschreibungen: {}."}, name,
            fact("chargeoffs", f.chargeoffs));
  }
  if (topic == Topic::open_accounts && wish.mix && f.mix) {
    out.say({"{}: of these revolving {}, installment {}, mortgage {}, other {}.",
             "{}: de ellas revolventes {}, a plazos {}, hipotecas {}, otras {}.",
             "{}: davon revolvierend {}, Ratenkredite {}, Hypotheken {}, andere {}."},
            name, std::to_string(f.mix->revolving), std::to_string(f.mix->installment),
            fact("mortgages", std::optional(f.mix->mortgage)), std::to_string(f.mix->other));
  }
  if (topic == Topic::lates && wish.period && f.last_late_month) {
    out.say({"{}: the newest late mark is of {}.", "{}: el atraso más reciente es de {}.",
             "{}: der neueste Verzug ist von {}."},
            name, fact("last_late_month", std::optional(credit::month_text(*f.last_late_month))));
  }
}

// The share in use on the report before the newest, where there is one.
void say_use_before(Writer& out, const credit::BureauAnalysis& b)
{
  std::optional<credit::ReportFigures> before;
  for (const credit::Report& report : credit::parse_reports(out.entity().records)) {
    if (!b.newest || report.bureau != b.bureau || !report.date || *report.date >= b.newest->date ||
        (before && *report.date <= before->date)) {
      continue;
    }
    before = credit::figures_of(report, out.customer().as_of);
  }
  const std::string_view name = credit::bureau_name(b.bureau);
  if (!before || !before->utilization) {
    out.say({"{}: no earlier report has a utilization.", "{}: ningún informe anterior tiene utilización.",
             "{}: kein früherer Bericht hat eine Auslastung."},
            name);
    return;
  }
  out.say({"{}: before, on {}, it was {} %.", "{}: antes, el {}, era {} %.", "{}: vorher, am {}, war sie {} %."}, name,
          to_string(before->date),
          out.fact("credit." + std::string(credit::to_string(b.bureau)) + ".utilization_previous",
                   std::optional(one_decimal(*before->utilization)), before->record_id,
                   "CREDIT_RESPONSE.CREDIT_LIABILITY"));
}

void say_bureau(Writer& out, Topic topic, const credit::BureauAnalysis& b)
{
  const std::string name(credit::bureau_name(b.bureau));
  const std::string prefix = "credit." + std::string(credit::to_string(b.bureau)) + ".";
  const std::string record = b.newest ? b.newest->record_id : "";
  const credit::ReportFigures none;
  const credit::ReportFigures& f = b.newest ? *b.newest : none;
  const credit::ScorePoint* score = b.score();
  const auto score_value = [&]() {
    return out.fact(prefix + "score", score ? std::optional(score->value) : std::nullopt, score ? score->record_id : "",
                    "CREDIT_RESPONSE.CREDIT_SCORE");
  };
  if (topic == Topic::score) {
    out.say({"{}: the latest credit score is {}{}, dated {}.", "{}: el último puntaje es {}{}, con fecha {}.",
             "{}: der letzte Score ist {}{}, Stand {}."},
            name, score_value(), b.rating.empty() ? "" : " (" + b.rating + ")",
            out.fact(prefix + "score_date", score ? std::optional(score->score_date) : std::nullopt,
                     score ? score->record_id : "", "CREDIT_RESPONSE.CREDIT_SCORE"));
    if (score && !b.newest_has_score) {
      out.say({"The newest report has no score.", "El informe más reciente no tiene puntaje.",
               "Der neueste Bericht enthält keinen Score."});
    }
  }
  if (topic == Topic::reports) {
    out.say({"{}: {} reports, the newest of {}.", "{}: {} informes, el más reciente del {}.",
             "{}: {} Berichte, der neueste vom {}."},
            name, out.fact<std::size_t>(prefix + "report_count", b.report_count, record, "CREDIT_RESPONSE"),
            out.fact(prefix + "latest_report_date", b.newest ? std::optional(b.newest->date) : std::nullopt, record,
                     "CREDIT_RESPONSE.CreditReportFirstIssuedDate"));
  }
  if (topic == Topic::trend) {
    const bool two = b.scores.size() >= 2;
    const std::string trend = out.fact(prefix + "trend", std::optional(std::string(credit::to_string(b.trend))), record,
                                       "CREDIT_RESPONSE.CREDIT_SCORE");
    const Phrase said = b.trend == credit::Trend::up     ? Phrase{trend, "al alza (up)", "steigend (up)"}
                        : b.trend == credit::Trend::down ? Phrase{trend, "a la baja (down)", "fallend (down)"}
                        : b.trend == credit::Trend::flat
                          ? Phrase{trend, "sin cambio (flat)", "unverändert (flat)"}
                          : Phrase{trend, "desconocida (unknown)", "unbekannt (unknown)"};
    out.say({"{}: the trend is {}; change since the previous report: {} (score {}, previous score {}).",
             "{}: la tendencia es {}; cambio desde el informe anterior: {} (puntaje {}, anterior {}).",
             "{}: der Trend ist {}; Änderung seit dem vorigen Bericht: {} (Score {}, voriger Score {})."},
            name, out.in(said),
            out.fact(prefix + "change_previous", b.change_previous, record, "CREDIT_RESPONSE.CREDIT_SCORE"),
            score_value(),
            out.fact(prefix + "score_previous", two ? std::optional(b.scores[b.scores.size() - 2].value) : std::nullopt,
                     two ? b.scores[b.scores.size() - 2].record_id : "", "CREDIT_RESPONSE.CREDIT_SCORE"));
  }
  if (topic == Topic::utilization) {
    const auto percent = f.utilization ? std::optional(one_decimal(*f.utilization)) : std::nullopt;
    out.say({"{}: the revolving utilization is {}{}.", "{}: la utilización revolvente es {}{}.",
             "{}: die Kreditauslastung ist {}{}."},
            name, out.fact(prefix + "utilization", percent, record, "CREDIT_RESPONSE.CREDIT_LIABILITY"),
            percent ? " %" : "");
  }
  if (topic == Topic::lates && !f.lates30 && !f.lates60 && !f.lates90) {
    out.say({"{}: counts of late payments are {}.", "{}: los atrasos: {}.", "{}: Zahlungsverzüge: {}."}, name,
            out.fact(prefix + "lates30", f.lates30, record, "CREDIT_RESPONSE.CREDIT_LIABILITY"));
  } else if (topic == Topic::lates) {
    out.say({"{}: {} late payments of 30 days, {} of 60 days, {} of 90 days or more.",
             "{}: {} atrasos de 30 días, {} de 60 días, {} de 90 días o más.",
             "{}: {} Verzüge von 30 Tagen, {} von 60 Tagen, {} von 90 Tagen oder mehr."},
            name, out.fact(prefix + "lates30", f.lates30, record, "CREDIT_RESPONSE.CREDIT_LIABILITY"),
            out.fact(prefix + "lates60", f.lates60, record, "CREDIT_RESPONSE.CREDIT_LIABILITY"),
            out.fact(prefix + "lates90", f.lates90, record, "CREDIT_RESPONSE.CREDIT_LIABILITY"));
  }
  if (topic == Topic::open_accounts) {
    out.say({"{}: open accounts: {}.", "{}: cuentas abiertas: {}.", "{}: offene Konten: {}."}, name,
            out.fact(prefix + "open_accounts", f.open_accounts, record, "CREDIT_RESPONSE.CREDIT_LIABILITY"));
  }
  if (topic == Topic::inquiries) {
    out.say({"{}: hard inquiries in the last six months: {}.", "{}: consultas duras en los últimos seis meses: {}.",
             "{}: harte Anfragen der letzten sechs Monate: {}."},
            name,
            out.fact(prefix + "hard_inquiries_6m", f.inquiries ? std::optional(f.inquiries->hard[1]) : std::nullopt,
                     record, "CREDIT_RESPONSE.CREDIT_INQUIRY"));
  }
  if (topic == Topic::derogatories) {
    out.say({"{}: derogatory accounts: {}, of these collections: {}.",
             "{}: cuentas negativas: {}, de ellas en cobranza: {}.", "{}: Negativmerkmale: {}, davon Inkasso: {}."},
            name, out.fact(prefix + "derogatories", f.derogatories, record, "CREDIT_RESPONSE.CREDIT_LIABILITY"),
            out.fact(prefix + "collections", f.collections, record, "CREDIT_RESPONSE.CREDIT_LIABILITY"));
  }
  if (topic == Topic::debt) {
    out.say({"{}: balances of open accounts: {}{}.", "{}: saldos de cuentas abiertas: {}{}.",
             "{}: Salden offener Konten: {}{}."},
            name, out.fact(prefix + "debt", f.debt, record, "CREDIT_RESPONSE.CREDIT_LIABILITY"), f.debt ? " USD" : "");
  }
  if (topic == Topic::frozen) {
    const std::optional<bool> frozen =
      f.frozen == credit::Frozen::unknown ? std::nullopt : std::optional(f.frozen == credit::Frozen::yes);
    out.say({"{}: file frozen: {}.", "{}: informe congelado: {}.", "{}: Akte gesperrt: {}."}, name,
            out.fact(prefix + "frozen", frozen, record, "CREDIT_RESPONSE.CREDIT_FROZEN_STATUS"));
  }
  if (topic == Topic::account_age) {
    out.say(
      {"{}: the oldest account is {} months old, the average {} months.",
       "{}: la cuenta más antigua tiene {} meses, el promedio {} meses.",
       "{}: das älteste Konto ist {} Monate alt, im Schnitt {} Monate."},
      name,
      out.fact(prefix + "oldest_account_months", f.oldest_account_months, record, "CREDIT_RESPONSE.CREDIT_LIABILITY"),
      out.fact(prefix + "average_account_months", f.average_account_months, record,
               "CREDIT_RESPONSE.CREDIT_LIABILITY"));
  }
  if (topic == Topic::risk) {
    out.say({"{}: risk level {}, score {}.", "{}: nivel de riesgo {}, puntaje {}.", "{}: Risikostufe {}, Score {}."},
            name,
            out.fact(prefix + "risk", b.risk_level == "unknown" ? std::nullopt : std::optional(b.risk_level), record,
                     "CREDIT_RESPONSE"),
            score_value());
  }
  if (topic == Topic::advice) {
    std::string factors;
    std::string steps;
    for (std::size_t i = 0; i < b.factors.size() && i < 3; ++i) {
      factors += (i == 0 ? "" : "; ") + b.factors[i].text;
    }
    for (std::size_t i = 0; i < b.next_steps.size() && i < 3; ++i) {
      std::string step = b.next_steps[i].text;
      step.resize(step.ends_with('.') ? step.size() - 1 : step.size());
      steps += (i == 0 ? "" : "; ") + step;
    }
    out.say({"{}: next steps: {}. Main factors: {}.", "{}: próximos pasos: {}. Factores principales: {}.",
             "{}: nächste Schritte: {}. Wichtigste Faktoren: {}."},
            name, steps.empty() ? out.missing() : steps, factors.empty() ? out.missing() : factors);
  }
}

} // namespace

void say_credit(Writer& out, Topic topic, const Wish& wish)
{
  const customer::Customer360& c = out.customer();
  if (c.credit.reports == 0) {
    if (out.answer.text.find("credit reports on file") == std::string::npos) {
      out.say({"There are {} credit reports on file: bureau data are not available.",
               "Hay {} informes de crédito (credit reports on file): datos no disponibles (not available).",
               "Es gibt {} Kreditberichte (credit reports on file): Daten nicht verfügbar (not available)."},
              out.fact<std::uint32_t>("credit.reports", 0, "", "CREDIT_RESPONSE"));
    }
    return;
  }
  for (const Bureau bureau : wish.bureaus) {
    const credit::BureauAnalysis& one = c.credit.bureaus[static_cast<std::size_t>(bureau)];
    if (one.report_count > 0 || wish.bureaus.size() < 3) {
      if ((topic == Topic::score || topic == Topic::utilization) && wish.limit) {
        say_limit(out, topic, *wish.limit, one);
      }
      say_bureau(out, topic, one);
      say_more(out, topic, wish, one);
      if (topic == Topic::utilization && wish.over_time) {
        say_use_before(out, one);
      }
      if (topic == Topic::inquiries && wish.each_inquiry) {
        say_inquirers(out, one);
      }
    }
  }
  if (topic == Topic::score) {
    out.explain({"A higher score means less risk to lenders; each bureau computes its own.",
                 "Un puntaje más alto significa menos riesgo; cada buró calcula el suyo.",
                 "Ein höherer Score bedeutet weniger Risiko; jedes Büro rechnet seinen eigenen."});
  }
  if (topic == Topic::utilization) {
    out.explain({"Utilization is the share of your card limits in use; lower is better.",
                 "La utilización es la parte usada de los límites; más baja es mejor.",
                 "Die Auslastung ist der genutzte Teil der Limits; weniger ist besser."});
  }
  if (topic == Topic::lates) {
    out.explain({"Recent late payments weigh more than old ones.", "Los atrasos recientes pesan más que los antiguos.",
                 "Neue Verzüge wiegen schwerer als alte."});
  }
  if (topic == Topic::inquiries) {
    out.explain({"Only hard inquiries, made for new credit, can lower a score.",
                 "Solo las consultas duras pueden bajar el puntaje.", "Nur harte Anfragen können den Score senken."});
  }
}

} // namespace tilores::assist

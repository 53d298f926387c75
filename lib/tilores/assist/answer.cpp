// The sentences of the offline answerer. Values are spelt so that they can be checked: ISO dates, plain numbers.
#include <tilores/assist/answer.hpp>

#include <tilores/base/date.hpp>
#include <tilores/model/normalise.hpp>

#include <algorithm>
#include <cstdio>

namespace tilores::assist {

namespace {

using credit::Bureau;

std::string show(const std::string& value) { return value; }
std::string show(const Date& value) { return to_string(value); }
std::string show(customer::Cents value) { return model::format_money(value); }
std::string show(int value) { return std::to_string(value); }
std::string show(std::uint32_t value) { return std::to_string(value); }
std::string show(std::size_t value) { return std::to_string(value); }
std::string show(bool value) { return value ? "yes" : "no"; }

std::string one_decimal(double value)
{
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

// A sentence in the three languages; {} stands for the next value.
struct Phrase {
  std::string_view en, es, de;
};

class Writer {
public:
  Writer(const customer::Customer360& customer, Voice voice, Lang lang)
    : m_customer(customer), m_voice(voice), m_lang(lang)
  {
  }

  // The value as said, with its source; "not available" for none.
  template<typename T>
  std::string fact(std::string name, const std::optional<T>& value, std::string_view record_id, std::string_view field)
  {
    std::string text = value ? show(*value) : std::string(missing());
    answer.facts.emplace_back(std::move(name), text);
    if (value) {
      answer.sources.push_back({m_customer.entity_id, std::string(record_id), std::string(field)});
    }
    return text;
  }
  template<typename T> std::string fact(std::string name, const customer::Fact<T>& value)
  {
    return fact(std::move(name), value.value, value.record_id, value.field);
  }

  // As fact, with a unit where there is a value.
  template<typename T> std::string amount(std::string name, const T& value, std::string_view unit)
  {
    std::string text = fact(std::move(name), value);
    return value.value ? text + std::string(unit) : text;
  }

  [[nodiscard]] std::string_view missing() const
  {
    return m_lang == Lang::es   ? "no disponible (not available)"
           : m_lang == Lang::de ? "nicht verfügbar (not available)"
                                : "not available";
  }

  template<typename... Values> void say(const Phrase& phrase, const Values&... values)
  {
    std::string_view form = m_lang == Lang::es ? phrase.es : m_lang == Lang::de ? phrase.de : phrase.en;
    std::string out;
    [[maybe_unused]] const auto next = [&](std::string_view value) {
      const std::size_t at = form.find("{}");
      out += form.substr(0, at);
      out += value;
      form = at == std::string_view::npos ? std::string_view{} : form.substr(at + 2);
    };
    (next(values), ...);
    out += form;
    answer.text += (answer.text.empty() ? "" : " ") + out;
  }

  [[nodiscard]] Lang lang() const { return m_lang; }

  void explain(const Phrase& phrase)
  {
    if (m_voice == Voice::client) {
      say(phrase);
    }
  }

  Answer answer;

private:
  const customer::Customer360& m_customer;
  Voice m_voice;
  Lang m_lang;
};

void say_account(Writer& out, Topic topic, const customer::Customer360& c)
{
  if (topic == Topic::status) {
    out.say({"The account status is {}.", "El estado de la cuenta es {}.", "Der Kontostatus ist {}."},
            out.fact("account.status", c.account.status));
  }
  if (topic == Topic::product) {
    out.say(
      {"The product is {}, enrolled on {}.", "El producto es {}, inscrito el {}.", "Das Produkt ist {}, Beginn am {}."},
      out.fact("account.product", c.account.product), out.fact("account.enroll_date", c.account.enroll_date));
  }
  if (topic == Topic::balance) {
    out.say({"The balance due is {}.", "El saldo pendiente es {}.", "Der offene Betrag ist {}."},
            out.amount("account.balance_due", c.account.balance_due, " USD"));
  }
  if (topic == Topic::next_payment) {
    if (c.payment.next_date.value) {
      out.say({"The next scheduled payment is on {}, amount {}.", "El próximo pago es el {}, importe {}.",
               "Die nächste Zahlung ist am {}, Betrag {}."},
              out.fact("payment.next_date", c.payment.next_date),
              out.amount("payment.next_amount", c.payment.next_amount, " USD"));
    } else {
      out.say({"No next payment is scheduled: date {}, amount {}.", "No hay un próximo pago: fecha {}, importe {}.",
               "Keine nächste Zahlung geplant: Datum {}, Betrag {}."},
              out.fact("payment.next_date", c.payment.next_date),
              out.amount("payment.next_amount", c.payment.next_amount, " USD"));
    }
  }
  if (topic == Topic::last_success) {
    if (c.payment.last_success_date.value) {
      out.say({"The last successful payment went through on {} for {}.", "El último pago aprobado fue el {} por {}.",
               "Die letzte erfolgreiche Zahlung war am {} über {}."},
              out.fact("payment.last_success_date", c.payment.last_success_date),
              out.amount("payment.last_success_amount", c.payment.last_success_amount, " USD"));
    } else {
      out.say({"No successful payment is on file: date {}, amount {}.",
               "No consta ningún pago aprobado: fecha {}, importe {}.",
               "Keine erfolgreiche Zahlung vorhanden: Datum {}, Betrag {}."},
              out.fact("payment.last_success_date", c.payment.last_success_date),
              out.amount("payment.last_success_amount", c.payment.last_success_amount, " USD"));
    }
  }
  if (topic == Topic::last_failed) {
    if (c.payment.last_failed_date.value) {
      out.say({"The last failed payment was on {} for {}; reason: {}.",
               "El último pago fallido fue el {} por {}; motivo: {}.",
               "Die letzte fehlgeschlagene Zahlung war am {} über {}; Grund: {}."},
              out.fact("payment.last_failed_date", c.payment.last_failed_date),
              out.amount("payment.last_failed_amount", c.payment.last_failed_amount, " USD"),
              out.fact("payment.last_failed_reason", c.payment.last_failed_reason));
      out.say(
        {"Failed payments in all: {}.", "Pagos fallidos en total: {}.", "Fehlgeschlagene Zahlungen insgesamt: {}."},
        out.fact<std::uint32_t>("payment.failed_count", c.payment.failed_count, "", "RESPONSE_STATUS"));
    } else {
      out.say({"No failed payment is on file: date {}, amount {}, reason {}.",
               "No consta ningún pago fallido: fecha {}, importe {}, motivo {}.",
               "Keine fehlgeschlagene Zahlung vorhanden: Datum {}, Betrag {}, Grund {}."},
              out.fact("payment.last_failed_date", c.payment.last_failed_date),
              out.amount("payment.last_failed_amount", c.payment.last_failed_amount, " USD"),
              out.fact("payment.last_failed_reason", c.payment.last_failed_reason));
    }
  }
  if (topic == Topic::card) {
    if (c.card.last4.value) {
      out.say({"The card ends in {}. Expired, according to the last payment: {}.",
               "La tarjeta termina en {}. Vencida, según el último pago: {}.",
               "Die Karte endet auf {}. Abgelaufen, laut letzter Zahlung: {}."},
              out.fact("card.last4", c.card.last4), out.fact("card.expired_flag", c.card.expired_flag));
    } else {
      out.say({"No payment names a card: last four digits {}, expired {}.",
               "Ningún pago nombra una tarjeta: últimos cuatro dígitos {}, vencida {}.",
               "Keine Zahlung nennt eine Karte: Endziffern {}, abgelaufen {}."},
              out.fact("card.last4", c.card.last4), out.fact("card.expired_flag", c.card.expired_flag));
    }
    out.say({"The expiry date itself is protected and not available here.",
             "La fecha de vencimiento está protegida y no está disponible (not available).",
             "Das Ablaufdatum ist geschützt und nicht verfügbar (not available)."});
  }
  if (topic == Topic::tickets) {
    out.say({"There are {} open support tickets of {} in all.", "Hay {} tickets abiertos de {} en total.",
             "Es gibt {} offene Tickets von insgesamt {}."},
            out.fact<std::uint32_t>("support.open_tickets", c.support.open_tickets, "", "STATUSTYPE"),
            out.fact<std::uint32_t>("support.tickets", c.support.tickets, "", "TICKETNUMBER"));
  }
  if (topic == Topic::last_call) {
    if (!c.call.last_date.value) {
      out.say({"No call is on file: date {}, agent {}, duration {}, campaign {}.",
               "No consta ninguna llamada: fecha {}, agente {}, duración {}, campaña {}.",
               "Kein Anruf vorhanden: Datum {}, Agent {}, Dauer {}, Kampagne {}."},
              out.fact("call.last_date", c.call.last_date), out.fact("call.last_agent", c.call.last_agent),
              out.missing(), out.fact("call.last_campaign", c.call.last_campaign));
      return;
    }
    std::optional<std::string> seconds;
    if (c.call.last_duration_s.value) {
      seconds = std::to_string(*c.call.last_duration_s.value) + (out.lang() == Lang::de   ? " Sekunden"
                                                                 : out.lang() == Lang::es ? " segundos"
                                                                                          : " seconds");
    }
    out.say({"The last call was on {} with {}, length {}, campaign {}.",
             "La última llamada fue el {} con {}, duración {}, campaña {}.",
             "Der letzte Anruf war am {} mit {}, Dauer {}, Kampagne {}."},
            out.fact("call.last_date", c.call.last_date), out.fact("call.last_agent", c.call.last_agent),
            out.fact("call.last_duration_s", seconds, c.call.last_duration_s.record_id, c.call.last_duration_s.field),
            out.fact("call.last_campaign", c.call.last_campaign));
    out.say({"Calls on file: {}.", "Llamadas registradas: {}.", "Anrufe insgesamt: {}."},
            out.fact<std::uint32_t>("call.count", c.call.count, "", "CALL_ID"));
  }
}

void say_contact(Writer& out, const customer::Customer360& c)
{
  const auto first = [](const std::vector<model::ContactValue>& values) -> std::optional<std::string> {
    return values.empty() ? std::nullopt : std::optional(values.front().value);
  };
  out.say({"Customer {}, client id {}: e-mail {}, phone {}.", "Cliente {}, número {}: correo {}, teléfono {}.",
           "Kunde {}, Nummer {}: E-Mail {}, Telefon {}."},
          out.fact("name", c.name.empty() ? std::nullopt : std::optional(c.name), "", "FIRST_NAME"),
          out.fact("client_id", first(c.contacts.clients), "", "CLIENT_ID"),
          out.fact("email", first(c.contacts.emails), "", "EMAIL"),
          out.fact("phone", first(c.contacts.phones), "", "PHONE_EXTERNAL"));
  std::optional<std::string> address;
  if (!c.addresses.empty()) {
    const customer::Address& a = c.addresses.front();
    for (const std::string& part : {a.street, a.city, a.state, a.postal_code}) {
      if (!part.empty()) {
        address = address.value_or("") + (address ? ", " : "") + part;
      }
    }
  }
  out.say({"Address: {}.", "Dirección: {}.", "Adresse: {}."}, out.fact("address", address, "", "MAILING_STREET"));
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
    out.say({"{}: the trend is {}; change since the previous report: {} (score {}, previous score {}).",
             "{}: la tendencia es {}; cambio desde el informe anterior: {} (puntaje {}, anterior {}).",
             "{}: der Trend ist {}; Änderung seit dem vorigen Bericht: {} (Score {}, voriger Score {})."},
            name,
            out.fact(prefix + "trend", std::optional(std::string(credit::to_string(b.trend))), record,
                     "CREDIT_RESPONSE.CREDIT_SCORE"),
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
  if (topic == Topic::lates) {
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
    const auto frozen =
      f.frozen == credit::Frozen::unknown ? std::nullopt : std::optional(f.frozen == credit::Frozen::yes);
    out.say({"{}: file frozen: {}.", "{}: informe congelado: {}.", "{}: Akte gesperrt: {}."}, name,
            out.fact(prefix + "frozen", frozen, record, "CREDIT_RESPONSE.CREDIT_FROZEN_STATUS"));
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
      steps += (i == 0 ? "" : "; ") + b.next_steps[i].text;
    }
    out.say({"{}: main factors: {}. Next steps: {}.", "{}: factores principales: {}. Próximos pasos: {}.",
             "{}: wichtigste Faktoren: {}. Nächste Schritte: {}."},
            name, factors.empty() ? out.missing() : factors, steps.empty() ? out.missing() : steps);
  }
}

void say_credit(Writer& out, Topic topic, const Wish& wish, const customer::Customer360& c)
{
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
      say_bureau(out, topic, one);
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

void say_relations(Writer& out, const customer::Customer360& c)
{
  std::uint32_t edges = 0;
  std::uint32_t records = 0;
  std::string household;
  std::vector<std::string> rules;
  for (const customer::Relation& relation : c.relations) {
    if (relation.kind == "edge") {
      ++edges;
      if (rules.size() < 6 && std::find(rules.begin(), rules.end(), relation.rule) == rules.end()) {
        rules.push_back(relation.rule);
      }
    } else {
      household += (household.empty() ? "" : ", ") + relation.name;
    }
  }
  for (const std::uint32_t n : c.sections) {
    records += n;
  }
  std::string by;
  for (const std::string& rule : rules) {
    by += (by.empty() ? "" : ", ") + rule;
  }
  out.say({"The customer consists of {} records joined by {} links (rules: {}).",
           "El cliente consta de {} registros unidos por {} enlaces (reglas: {}).",
           "Der Kunde besteht aus {} Datensätzen mit {} Verknüpfungen (Regeln: {})."},
          out.fact<std::uint32_t>("records", records, "", "id"), out.fact<std::uint32_t>("edges", edges, "", "edges"),
          by.empty() ? out.missing() : by);
  out.say({"Household named in the records: {}.", "Hogar según los registros: {}.", "Haushalt laut Datensätzen: {}."},
          household.empty() ? out.missing() : household);
}

} // namespace

Answer answer_customer(const Wish& wish, const customer::Customer360& customer, Voice voice, Lang lang)
{
  Writer out(customer, voice, lang);
  if (!wish.understood) {
    out.say({"I know of no field that answers exactly this. What the data say:",
             "No conozco ningún campo que responda exactamente a eso. Lo que dicen los datos:",
             "Ich kenne kein Feld, das genau das beantwortet. Was die Daten sagen:"});
  }
  for (const Topic topic : wish.topics) {
    out.answer.intent += (out.answer.intent.empty() ? "" : "+") + std::string(to_string(topic));
    if (topic == Topic::overview) {
      say_contact(out, customer);
      for (const Topic part : {Topic::status, Topic::product, Topic::balance, Topic::next_payment, Topic::last_success,
                               Topic::last_failed, Topic::tickets, Topic::last_call}) {
        say_account(out, part, customer);
      }
      say_credit(out, Topic::score, wish, customer);
    } else if (topic == Topic::birth) {
      const auto& births = customer.contacts.births;
      out.say(
        {"Date of birth: {}.", "Fecha de nacimiento: {}.", "Geburtsdatum: {}."},
        out.fact("dob", births.empty() ? std::nullopt : std::optional(births.front().value), "", "DATE_OF_BIRTH"));
    } else if (topic == Topic::contact) {
      say_contact(out, customer);
    } else if (topic == Topic::relations) {
      say_relations(out, customer);
    } else if (topic >= Topic::score) {
      say_credit(out, topic, wish, customer);
    } else {
      say_account(out, topic, customer);
    }
  }
  return std::move(out.answer);
}

} // namespace tilores::assist

// The sentences of the offline answerer. Values are spelt so that they can be checked: ISO dates, plain numbers.
#include <tilores/assist/answer_writer.hpp>

#include <algorithm>
#include <array>

namespace tilores::assist {

namespace {

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
      out.say({"No next payment is scheduled; date and amount: {}.", "No hay un próximo pago; fecha e importe: {}.",
               "Keine nächste Zahlung geplant; Datum und Betrag: {}."},
              out.none({"payment.next_date", "payment.next_amount"}));
    }
  }
  if (topic == Topic::last_success) {
    if (c.payment.last_success_date.value) {
      out.say({"The last successful payment went through on {} for {}.", "El último pago aprobado fue el {} por {}.",
               "Die letzte erfolgreiche Zahlung war am {} über {}."},
              out.fact("payment.last_success_date", c.payment.last_success_date),
              out.amount("payment.last_success_amount", c.payment.last_success_amount, " USD"));
    } else {
      out.say({"No successful payment is on file; date and amount: {}.",
               "No consta ningún pago aprobado; fecha e importe: {}.",
               "Keine erfolgreiche Zahlung vorhanden; Datum und Betrag: {}."},
              out.none({"payment.last_success_date", "payment.last_success_amount"}));
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
      out.say({"No failed payment is on file; date, amount and reason: {}.",
               "No consta ningún pago fallido; fecha, importe y motivo: {}.",
               "Keine fehlgeschlagene Zahlung vorhanden; Datum, Betrag und Grund: {}."},
              out.none({"payment.last_failed_date", "payment.last_failed_amount", "payment.last_failed_reason"}));
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
      out.say({"No call is on file; date, agent, duration and campaign: {}.",
               "No consta ninguna llamada; fecha, agente, duración y campaña: {}.",
               "Kein Anruf vorhanden; Datum, Agent, Dauer und Kampagne: {}."},
              out.none({"call.last_date", "call.last_agent", "call.last_duration_s", "call.last_campaign"}));
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

bool is_wanted(const customer::Event& event, Wish::Events events)
{
  if (events == Wish::Events::calls) {
    return event.kind == model::RecordKind::call;
  }
  const bool approved = event.text.find(" approved") != std::string::npos;
  return event.kind == model::RecordKind::transaction &&
         (events == Wish::Events::payments || (events == Wish::Events::refunds && event.text.starts_with("refund")) ||
          (events == Wish::Events::failures && event.text.starts_with("charge") && !approved));
}

// What happened in the time asked for, or ever, newest first.
void say_activity(Writer& out, const Wish& wish, const customer::Customer360& c)
{
  constexpr std::size_t k_most = 12;
  const auto days = wish.period ? std::optional(days_of(*wish.period, c.as_of)) : std::nullopt;
  const std::string_view field = wish.events == Wish::Events::calls ? "CALL_START_TIME" : "TRANSACTION_AMOUNT";
  std::string list;
  std::size_t count = 0;
  for (const customer::Event& event : c.timeline) {
    const bool in_time = !days || (event.when >= to_string(days->from) && event.when < to_string(days->until));
    if (in_time && is_wanted(event, wish.events) && ++count <= k_most) {
      list += (list.empty() ? "" : "; ") + event.when.substr(0, 10) + " " + event.text;
      out.answer.sources.push_back({c.entity_id, event.record_id, std::string(field)});
    }
  }
  out.answer.facts.emplace_back("activity.count", std::to_string(count));
  static constexpr std::array<Phrase, 4> k_none = {
    Phrase{"No payment is on file{}.", "No consta ningún pago{}.", "Keine Zahlung vorhanden{}."},
    Phrase{"No failed payment is on file{}.", "No consta ningún pago fallido{}.",
           "Keine fehlgeschlagene Zahlung vorhanden{}."},
    Phrase{"No refund is on file{}.", "No consta ningún reembolso{}.", "Keine Erstattung vorhanden{}."},
    Phrase{"No call is on file{}.", "No consta ninguna llamada{}.", "Kein Anruf vorhanden{}."}};
  static constexpr std::array<Phrase, 4> k_some = {
    Phrase{"Payments{}, {} in all: {}.", "Pagos{}, {} en total: {}.", "Zahlungen{}, {} insgesamt: {}."},
    Phrase{"Failed payments{}, {} in all: {}.", "Pagos fallidos{}, {} en total: {}.",
           "Fehlgeschlagene Zahlungen{}, {} insgesamt: {}."},
    Phrase{"Refunds{}, {} in all: {}.", "Reembolsos{}, {} en total: {}.", "Erstattungen{}, {} insgesamt: {}."},
    Phrase{"Calls{}, {} in all: {}.", "Llamadas{}, {} en total: {}.", "Anrufe{}, {} insgesamt: {}."}};
  const auto which = static_cast<std::size_t>(wish.events);
  if (count == 0) {
    const std::string_view lead = out.lang() == Lang::es ? " en " : out.lang() == Lang::de ? " für " : " for ";
    out.say(k_none[which], days ? std::string(lead) + days->name : std::string());
  } else {
    const std::string more = count > k_most ? "; +" + std::to_string(count - k_most) : "";
    out.say(k_some[which], days ? ", " + days->name : std::string(), std::to_string(count), list + more);
  }
}

void say_birth(Writer& out, const customer::Customer360& c)
{
  const auto& births = c.contacts.births;
  const auto value = births.empty() ? std::nullopt : std::optional(births.front().value);
  const std::string said = out.fact("dob", value, "", "DATE_OF_BIRTH");
  const auto born = value ? parse_iso_date(*value) : std::nullopt;
  if (!born || c.as_of < *born) {
    out.say({"Date of birth: {}.", "Fecha de nacimiento: {}.", "Geburtsdatum: {}."}, said);
    return;
  }
  const bool had_birthday = std::pair(c.as_of.month, c.as_of.day) >= std::pair(born->month, born->day);
  const int age = c.as_of.year - born->year - (had_birthday ? 0 : 1);
  out.say({"Date of birth: {}; {} years old on {}.", "Fecha de nacimiento: {}; {} años el {}.",
           "Geburtsdatum: {}; {} Jahre alt am {}."},
          said, std::to_string(age), to_string(c.as_of));
  out.answer.facts.emplace_back("age", std::to_string(age));
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
      say_birth(out, customer);
    } else if (topic == Topic::activity) {
      say_activity(out, wish, customer);
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

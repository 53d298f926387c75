// The sentences about the account: status, product, price, payments planned and made, card.
#include <tilores/assist/answer_values.hpp>
#include <tilores/assist/answer_writer.hpp>
#include <tilores/customer/activity.hpp>
#include <tilores/model/record_kind.hpp>

#include <algorithm>

namespace tilores::assist {

namespace {

void say_product(Writer& out, bool day_first)
{
  const customer::AccountFacts& account = out.customer().account;
  if (day_first) {
    out.say(
      {"Enrolled on {}, with the product {}.", "Inscrito el {}, con el producto {}.", "Beginn am {}, Produkt {}."},
      out.fact("account.enroll_date", account.enroll_date), out.fact("account.product", account.product));
    return;
  }
  out.say(
    {"The product is {}, enrolled on {}.", "El producto es {}, inscrito el {}.", "Das Produkt ist {}, Beginn am {}."},
    out.fact("account.product", account.product), out.fact("account.enroll_date", account.enroll_date));
}

// "1 year, 10 months and 17 days": whole years and months first, then what is left.
std::string span_text(const Writer& out, const Date& from, const Date& to)
{
  int months = (to.year - from.year) * 12 + to.month - from.month;
  if (add_months(from, months) > to) {
    --months;
  }
  const auto days = days_from_epoch(to) - days_from_epoch(add_months(from, months));
  const auto part = [&](std::int64_t n, const Phrase& one, const Phrase& many) {
    return std::to_string(n) + " " + std::string(out.in(n == 1 ? one : many));
  };
  std::string text;
  if (months >= 12) {
    text = part(months / 12, {"year", "año", "Jahr"}, {"years", "años", "Jahre"}) + ", ";
  }
  if (months > 0) {
    text += part(months % 12, {"month", "mes", "Monat"}, {"months", "meses", "Monate"}) +
            std::string(out.in({" and ", " y ", " und "}));
  }
  return text + part(days, {"day", "día", "Tag"}, {"days", "días", "Tage"});
}

void say_since(Writer& out)
{
  const customer::Customer360& c = out.customer();
  const auto& enrolled = c.account.enroll_date;
  const std::string said = out.fact("account.enroll_date", enrolled);
  if (!enrolled.value) {
    out.say({"The day of enrolment is {}.", "La fecha de inscripción: {}.", "Das Datum des Beginns ist {}."}, said);
    return;
  }
  const Newest cancelled = newest_value(out.entity(), "CANCEL_DATE");
  const auto left = cancelled.text ? model::parse_date(*cancelled.text) : std::nullopt;
  const bool gone = left && *left >= *enrolled.value && c.account.status.value.value_or("").starts_with("Cancel");
  if (gone) {
    out.say({"Customer from {} until the cancellation on {}: {}.",
             "Cliente desde el {} hasta la cancelación el {}: {}.", "Kunde vom {} bis zur Kündigung am {}: {}."},
            said, out.fact("account.cancel_date", left, cancelled.record_id, "CANCEL_DATE"),
            span_text(out, *enrolled.value, *left));
  } else if (c.as_of < *enrolled.value) {
    out.say({"Enrolled on {}, which is still to come on {}.", "Inscrito el {}, aún por venir el {}.",
             "Beginn am {}, am {} noch in der Zukunft."},
            said, to_string(c.as_of));
  } else {
    out.say({"Customer since {}: {} on {}.", "Cliente desde el {}: {} al {}.", "Kunde seit {}: {} am {}."}, said,
            span_text(out, *enrolled.value, c.as_of), to_string(c.as_of));
    if (c.account.status.value && c.account.status.value != "Active") {
      out.say({"The account status is {}.", "El estado de la cuenta es {}.", "Der Kontostatus ist {}."},
              out.fact("account.status", c.account.status));
    }
  }
}

void say_price(Writer& out)
{
  const customer::AccountFacts& account = out.customer().account;
  const Newest fee = newest_value(out.entity(), "RECURRING_MONTHLY_FEE");
  const auto cents = fee.text ? model::parse_money(*fee.text) : std::nullopt;
  const std::string product = out.fact("account.product", account.product);
  // PRODUCT_NAME holds the list price: "Score Watch - $29.95/mo".
  const std::string full = account.product_full.value.value_or("");
  const std::size_t dash = full.find(" - $");
  const auto listed = dash == std::string::npos
                        ? std::nullopt
                        : model::parse_money(full.substr(dash + 3, full.find('/', dash) - dash - 3));
  if (cents) {
    out.say(
      {"The plan {} costs {} USD a month.", "El plan {} cuesta {} USD al mes.", "Der Tarif {} kostet {} USD im Monat."},
      product, out.fact("account.monthly_fee", cents, fee.record_id, "RECURRING_MONTHLY_FEE"));
    if (listed && listed != cents) {
      out.say({"The name of the product says {} USD.", "El nombre del producto dice {} USD.",
               "Der Name des Produkts sagt {} USD."},
              out.fact("account.list_price", listed, account.product_full.record_id, "PRODUCT_NAME"));
    }
  } else {
    out.say({"The plan {} costs {} a month.", "El plan {} cuesta {} al mes.", "Der Tarif {} kostet {} im Monat."},
            product,
            listed ? out.fact("account.list_price", listed, account.product_full.record_id, "PRODUCT_NAME") + " USD"
                   : std::string(out.none({"account.monthly_fee"})));
  }
  if (account.status.value && account.status.value != "Active") {
    out.say({"The account status is {}.", "El estado de la cuenta es {}.", "Der Kontostatus ist {}."},
            out.fact("account.status", account.status));
  }
}

void say_eligibility(Writer& out)
{
  out.say(
    {"The data hold no rule on who qualifies for what, so there is no yes or no to it. The present product is {}, the "
     "account status {}.",
     "Los datos no contienen reglas sobre quién califica, así que no hay sí ni no (not available). El producto actual "
     "es "
     "{}, el estado de la cuenta {}.",
     "Die Daten enthalten keine Regel dazu, wer wofür in Frage kommt, also weder Ja noch Nein (not available). Das "
     "jetzige Produkt ist {}, der Kontostatus {}."},
    out.fact("account.product", out.customer().account.product),
    out.fact("account.status", out.customer().account.status));
}

void say_cancellation(Writer& out)
{
  const Newest date = newest_value(out.entity(), "CANCEL_DATE");
  const Newest reason = newest_value(out.entity(), "CANCEL_REASON");
  const auto day = date.text ? model::parse_date(*date.text) : std::nullopt;
  if (!day && !reason.text) {
    out.say({"No cancellation is on file; date and reason: {}. The account status is {}.",
             "No consta ninguna cancelación; fecha y motivo: {}. El estado de la cuenta es {}.",
             "Keine Kündigung vorhanden; Datum und Grund: {}. Der Kontostatus ist {}."},
            out.none({"account.cancel_date", "account.cancel_reason"}),
            out.fact("account.status", out.customer().account.status));
    say_requests(out, "cancel kundig kündig");
    return;
  }
  out.say({"Canceled on {}; reason: {}.", "Cancelado el {}; motivo: {}.", "Gekündigt am {}; Grund: {}."},
          out.fact("account.cancel_date", day, date.record_id, "CANCEL_DATE"),
          out.fact("account.cancel_reason", reason.text, reason.record_id, "CANCEL_REASON"));
}

// Records of cards hold no number any more; what they tell is how many there are and whether they work.
// Whether there are any.
bool say_cards(Writer& out)
{
  std::size_t count = 0;
  std::size_t active = 0;
  std::size_t rejected = 0;
  std::size_t prepaid = 0;
  for (const model::Record& record : out.entity().records) {
    const Json body = record.body();
    if (model::record_kind(body) == model::RecordKind::card) {
      ++count;
      active += body["ACTIVE"].boolean() ? 1 : 0;
      rejected += body["INVALID_CARD"].boolean() ? 1 : 0;
      prepaid += body["PREPAID"].boolean() ? 1 : 0;
      out.source(record.id, "ACTIVE");
    }
  }
  out.answer.facts.emplace_back("card.count", std::to_string(count));
  out.say({"Cards on file: {}; active: {}, rejected: {}, prepaid: {}.",
           "Tarjetas registradas: {}; activas: {}, rechazadas: {}, prepagas: {}.",
           "Vorhandene Karten: {}; aktiv: {}, abgelehnt: {}, Prepaid: {}."},
          std::to_string(count), std::to_string(active), std::to_string(rejected), std::to_string(prepaid));
  return count > 0;
}

void say_card(Writer& out, bool kind, bool ach)
{
  const customer::Customer360& c = out.customer();
  if (kind) {
    const Newest brand = newest_value(out.entity(), "CARD_TYPE");
    const auto payments = customer::payments_of(out.entity());
    const auto used = std::find_if(payments.begin(), payments.end(), [](const auto& p) { return !p.method.empty(); });
    const bool any = used != payments.end();
    if (ach && any) {
      out.say({"The newest payment was by ACH: {}.", "El último pago fue por ACH: {}.",
               "Die letzte Zahlung war per ACH: {}."},
              out.yes_or_no(used->method == "ACH"));
    }
    out.say({"Card type: {}; way of the newest payment: {}.", "Tipo de tarjeta: {}; forma del último pago: {}.",
             "Kartenart: {}; Art der letzten Zahlung: {}."},
            out.fact("card.type", brand.text, brand.record_id, "CARD_TYPE"),
            out.fact("payment.method", any ? std::optional(used->method) : std::nullopt, any ? used->record_id : "",
                     "PAYMENT_METHOD"));
  }
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

// "Yes" only with the gateway's answer.
void say_newest_charge(Writer& out)
{
  const auto payments = customer::payments_of(out.entity());
  const auto newest = std::find_if(payments.begin(), payments.end(),
                                   [](const auto& one) { return one.type == customer::Payment::Type::charge; });
  if (newest == payments.end()) {
    out.say({"No payment is on file.", "No consta ningún pago.", "Keine Zahlung vorhanden."});
    return;
  }
  using Outcome = customer::Payment::Outcome;
  const std::string reason = newest->outcome == Outcome::failed ? plain_text(newest->reason) : std::string();
  const Phrase outcome = newest->outcome == Outcome::approved ? Phrase{"it was approved", "fue aprobado", "erfolgreich"}
                         : newest->outcome == Outcome::failed
                           ? Phrase{"it failed", "falló", "fehlgeschlagen"}
                           : Phrase{"its outcome is not available", "su resultado no está disponible (not available)",
                                    "das Ergebnis ist nicht verfügbar (not available)"};
  out.say({"The last payment, on {} for {} USD: {}{}.", "El último pago, del {} por {} USD: {}{}.",
           "Die letzte Zahlung, am {} über {} USD: {}{}."},
          out.fact("payment.newest_date", std::optional(newest->when.substr(0, 10)), newest->record_id, "GATEWAY_DATE"),
          out.fact("payment.newest_amount", newest->amount, newest->record_id, "TRANSACTION_AMOUNT"),
          std::string(out.in(outcome)), reason.empty() ? reason : ", " + reason);
}

void say_days_off(Writer& out, const Date& day)
{
  const Date& as_of = out.customer().as_of;
  const auto days = days_from_epoch(day) - days_from_epoch(as_of);
  out.say(days < 0
            ? Phrase{"That is {} days before {}.", "Son {} días antes del {}.", "Das sind {} Tage vor dem {}."}
            : Phrase{"That is {} days after {}.", "Son {} días después del {}.", "Das sind {} Tage nach dem {}."},
          std::to_string(days < 0 ? -days : days), to_string(as_of));
}

} // namespace

void say_account(Writer& out, Topic topic, const Wish& wish)
{
  const customer::Customer360& c = out.customer();
  if (topic == Topic::status) {
    out.say({"The account status is {}.", "El estado de la cuenta es {}.", "Der Kontostatus ist {}."},
            out.fact("account.status", c.account.status));
  }
  if (topic == Topic::product) {
    say_product(out, wish.enrolment);
  }
  if (topic == Topic::balance) {
    out.say({"The balance due is {}.", "El saldo pendiente es {}.", "Der offene Betrag ist {}."},
            out.amount("account.balance_due", c.account.balance_due, " USD"));
  }
  if (topic == Topic::next_payment) {
    if (wish.due_in_period && wish.period && c.payment.next_date.value) {
      const Days days = days_of(*wish.period, c.as_of, true);
      out.say({"Scheduled for {}: {}.", "Programado para {}: {}.", "Geplant für {}: {}."}, days.name,
              out.yes_or_no(contains(days, to_string(*c.payment.next_date.value))));
    }
    if (c.payment.next_date.value) {
      out.say({"The next scheduled payment is on {}, amount {}.", "El próximo pago es el {}, importe {}.",
               "Die nächste Zahlung ist am {}, Betrag {}."},
              out.fact("payment.next_date", c.payment.next_date),
              out.amount("payment.next_amount", c.payment.next_amount, " USD"));
      if (wish.days_counted) {
        say_days_off(out, *c.payment.next_date.value);
      }
    } else {
      out.say({"No next payment is scheduled; date and amount: {}.", "No hay un próximo pago; fecha e importe: {}.",
               "Keine nächste Zahlung geplant; Datum und Betrag: {}."},
              out.none({"payment.next_date", "payment.next_amount"}));
    }
  }
  if (topic == Topic::last_success) {
    if (wish.newest_outcome) {
      say_newest_charge(out);
    } else if (c.payment.last_success_date.value) {
      out.say({"The last successful payment went through on {} for {}.", "El último pago aprobado fue el {} por {}.",
               "Die letzte erfolgreiche Zahlung war am {} über {}."},
              out.fact("payment.last_success_date", c.payment.last_success_date),
              out.amount("payment.last_success_amount", c.payment.last_success_amount, " USD"));
      if (wish.days_counted) {
        say_days_off(out, *c.payment.last_success_date.value);
      }
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
  if (topic == Topic::since) {
    say_since(out);
  }
  if (topic == Topic::price) {
    say_price(out);
  }
  if (topic == Topic::eligibility) {
    say_eligibility(out);
  }
  if (topic == Topic::cancellation) {
    say_cancellation(out);
  }
  if (topic == Topic::card) {
    if (!wish.cards || !say_cards(out)) { // payments tell of a card where no record of one is held
      say_card(out, wish.card_kind, wish.ach);
    }
  }
}

} // namespace tilores::assist

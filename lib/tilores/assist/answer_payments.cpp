// The sentences about payments over time: in arrears or not, what was paid in all, what happened in a period.
#include <tilores/assist/answer_values.hpp>
#include <tilores/assist/answer_writer.hpp>
#include <tilores/customer/activity.hpp>

#include <algorithm>
#include <array>

namespace tilores::assist {

namespace {

using customer::Payment;

bool within(const std::string& when, const std::optional<Days>& days) { return !days || contains(*days, when); }

// Yes where money is due or the status says so; no where nothing is due and nothing failed since the last success; else
// the data do not decide.
std::optional<bool> is_behind(const customer::Customer360& c, std::size_t failed_since)
{
  const std::string status = c.account.status.value.value_or("");
  const auto& balance = c.account.balance_due.value;
  if (balance.value_or(0) > 0 || status == "Past Due") {
    return true;
  }
  return balance && failed_since == 0 ? std::optional(false) : std::nullopt;
}

void say_standing(Writer& out)
{
  const customer::Customer360& c = out.customer();
  const auto payments = customer::payments_of(out.entity());
  std::size_t failed = 0;
  for (const Payment& payment : payments) {
    if (payment.type != Payment::Type::charge) {
      continue;
    }
    if (payment.outcome == Payment::Outcome::approved) {
      break;
    }
    failed += payment.outcome == Payment::Outcome::failed ? 1 : 0;
  }
  const auto behind = is_behind(c, failed);
  const Phrase undecided = {"not decided by the data", "los datos no lo deciden", "von den Daten nicht entschieden"};
  out.say({"Behind on payments: {}. The balance due is {}, the account status {}.",
           "Atrasado en los pagos: {}. El saldo pendiente es {}, el estado de la cuenta {}.",
           "Mit Zahlungen im Rückstand: {}. Der offene Betrag ist {}, der Kontostatus {}."},
          behind ? out.yes_or_no(*behind) : std::string(out.in(undecided)),
          out.amount("account.balance_due", c.account.balance_due, " USD"),
          out.fact("account.status", c.account.status));
  out.answer.facts.emplace_back("payment.failed_since_success", std::to_string(failed));
  const std::string reason = plain_text(c.payment.last_failed_reason.value.value_or(""));
  if (failed > 0) {
    out.say({"Failed payments since the last successful one ({}): {}, the newest on {}; reason: {}.",
             "Pagos fallidos desde el último aprobado ({}): {}, el más reciente el {}; motivo: {}.",
             "Fehlgeschlagene Zahlungen seit der letzten erfolgreichen ({}): {}, die neueste am {}; Grund: {}."},
            out.fact("payment.last_success_date", c.payment.last_success_date), std::to_string(failed),
            out.fact("payment.last_failed_date", c.payment.last_failed_date),
            out.fact("payment.last_failed_reason", reason.empty() ? std::nullopt : std::optional(reason),
                     c.payment.last_failed_reason.record_id, c.payment.last_failed_reason.field));
  } else if (c.payment.last_success_date.value) {
    out.say({"No payment failed since the last successful one on {}.",
             "Ningún pago falló desde el último aprobado, del {}.",
             "Keine Zahlung ist seit der letzten erfolgreichen am {} fehlgeschlagen."},
            out.fact("payment.last_success_date", c.payment.last_success_date));
  } else {
    out.say({"No successful payment is on file.", "No consta ningún pago aprobado.",
             "Keine erfolgreiche Zahlung vorhanden."});
  }
  say_account(out, Topic::next_payment, {});
}

struct Sum {
  std::size_t count = 0;
  std::size_t without_amount = 0;
  customer::Cents cents = 0;
  std::string first, last; // days

  void add(const Payment& payment)
  {
    ++count;
    without_amount += payment.amount ? 0 : 1;
    cents += payment.amount.value_or(0);
    first = payment.when.substr(0, 10); // newest come first
    last = last.empty() ? first : last;
  }
};

void say_paid(Writer& out, const Wish& wish)
{
  constexpr std::size_t k_most_sources = 24;
  const auto days = wish.period ? std::optional(days_of(*wish.period, out.customer().as_of)) : std::nullopt;
  Sum approved;
  Sum refunds;
  Sum failed;
  for (const Payment& payment : customer::payments_of(out.entity())) {
    if (!within(payment.when, days)) {
      continue;
    }
    if (payment.type == Payment::Type::refund && payment.outcome == Payment::Outcome::approved) {
      refunds.add(payment);
    } else if (payment.type == Payment::Type::charge && payment.outcome == Payment::Outcome::failed) {
      failed.add(payment);
    } else if (payment.type == Payment::Type::charge && payment.outcome == Payment::Outcome::approved) {
      approved.add(payment);
      if (approved.count <= k_most_sources) {
        out.source(payment.record_id, "TRANSACTION_AMOUNT");
      }
    }
  }
  const std::string in_time = days ? ", " + days->name : std::string();
  out.answer.facts.emplace_back("payments.approved_count", std::to_string(approved.count));
  out.answer.facts.emplace_back("payments.approved_sum", show(approved.cents));
  if (approved.count == 0) {
    out.say({"No approved payment is on file{}: 0.00 USD.", "No consta ningún pago aprobado{}: 0.00 USD.",
             "Keine erfolgreiche Zahlung vorhanden{}: 0.00 USD."},
            days ? std::string(out.in({" for ", " en ", " für "})) + days->name : std::string());
  } else if (wish.average && approved.count > approved.without_amount) {
    const auto n = static_cast<customer::Cents>(approved.count - approved.without_amount);
    const customer::Cents mean = (approved.cents + n / 2) / n;
    out.answer.facts.emplace_back("payments.approved_mean", show(mean));
    out.say({"The average approved payment{} is {} USD: {} USD in {} payments.",
             "El pago aprobado promedio{} es {} USD: {} USD en {} pagos.",
             "Die durchschnittliche erfolgreiche Zahlung{} ist {} USD: {} USD in {} Zahlungen."},
            in_time, show(mean), show(approved.cents), std::to_string(n));
  } else if (wish.count_first) {
    out.say({"Approved payments{}: {}, {} USD in all, from {} to {}.",
             "Pagos aprobados{}: {}, {} USD en total, del {} al {}.",
             "Erfolgreiche Zahlungen{}: {}, {} USD insgesamt, vom {} bis {}."},
            in_time, std::to_string(approved.count), show(approved.cents), approved.first, approved.last);
  } else if (approved.count == 1) {
    out.say({"Paid in all{}: {} USD in one approved payment, on {}.",
             "Pagado en total{}: {} USD en un pago aprobado, el {}.",
             "Insgesamt bezahlt{}: {} USD in einer erfolgreichen Zahlung, am {}."},
            in_time, show(approved.cents), approved.first);
  } else {
    out.say({"Paid in all{}: {} USD in {} approved payments, from {} to {}.",
             "Pagado en total{}: {} USD en {} pagos aprobados, del {} al {}.",
             "Insgesamt bezahlt{}: {} USD in {} erfolgreichen Zahlungen, vom {} bis {}."},
            in_time, show(approved.cents), std::to_string(approved.count), approved.first, approved.last);
  }
  if (approved.without_amount > 0) {
    out.say({"Of these {} name no amount.", "De ellos {} sin importe.", "Davon {} ohne Betrag."},
            std::to_string(approved.without_amount));
  }
  if (wish.net) {
    out.say({"Less refunds of {} USD that is {} USD.", "Menos reembolsos de {} USD son {} USD.",
             "Abzüglich Erstattungen von {} USD sind das {} USD."},
            show(refunds.cents), show(approved.cents - refunds.cents));
  } else if (refunds.count > 0) {
    out.answer.facts.emplace_back("payments.refunded_sum", show(refunds.cents));
    out.say({"Refunds, not subtracted: {}, {} USD.", "Reembolsos, sin restar: {}, {} USD.",
             "Erstattungen, nicht abgezogen: {}, {} USD."},
            std::to_string(refunds.count), show(refunds.cents));
  }
  if (failed.count > 0) {
    out.say({"Failed, not counted: {}.", "Fallidos, sin contar: {}.", "Fehlgeschlagen, nicht gezählt: {}."},
            std::to_string(failed.count));
  }
}

// One line of a list; empty text where the event is not wanted.
struct Line {
  std::string when;
  std::string text;
  std::string record_id;
  std::optional<customer::Cents> amount;
};

bool is_wanted(const Payment& payment, Wish::Events events)
{
  if (events == Wish::Events::failures) {
    return payment.type == Payment::Type::charge && payment.outcome == Payment::Outcome::failed;
  }
  if (events == Wish::Events::voids) {
    return payment.type == Payment::Type::void_;
  }
  return events == Wish::Events::refunds       ? payment.type == Payment::Type::refund
         : events == Wish::Events::chargebacks ? payment.chargeback
                                               : events == Wish::Events::payments;
}

std::vector<Line> lines_of(const Writer& out, const Wish& wish)
{
  std::vector<Line> lines;
  const auto payments = customer::payments_of(out.entity());
  for (const customer::Event& event : out.customer().timeline) {
    Line line{event.when, event.text, event.record_id, {}};
    if (event.kind == model::RecordKind::transaction) {
      const auto payment = std::find_if(payments.begin(), payments.end(),
                                        [&](const Payment& one) { return one.record_id == event.record_id; });
      if (payment == payments.end() || !is_wanted(*payment, wish.events)) {
        continue;
      }
      line.amount = payment->amount;
    } else if ((wish.events != Wish::Events::calls || event.kind != model::RecordKind::call) &&
               (wish.events != Wish::Events::tickets || event.kind != model::RecordKind::ticket)) {
      continue;
    }
    const bool inbound = line.text.find(" inbound") != std::string::npos;
    const bool outbound = line.text.find(" outbound") != std::string::npos;
    if ((!wish.inbound || inbound) && (!wish.outbound || outbound)) {
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

void say_one(Writer& out, const Wish& wish, std::vector<Line> lines)
{
  const auto payments = customer::payments_of(out.entity());
  std::erase_if(lines, [&](const Line& line) {
    return std::none_of(payments.begin(), payments.end(), [&](const Payment& payment) {
      return payment.record_id == line.record_id && payment.type == Payment::Type::charge;
    });
  });
  const auto amount = [](const Line& line) { return line.amount.value_or(0); };
  if (lines.size() < (wish.pick == Wish::Pick::before_last ? 2 : 1)) {
    if (!lines.empty()) {
      out.say({"Only one payment is on file, so none before the last.",
               "Solo consta un pago, ninguno antes del último.", "Es gibt nur eine Zahlung, keine vor der letzten."});
      return;
    }
    out.say({"No payment is on file.", "No consta ningún pago.", "Keine Zahlung vorhanden."});
    return;
  }
  std::reverse(lines.begin(), lines.end()); // the earliest of equal amounts
  const auto less = [&](const Line& a, const Line& b) { return amount(a) < amount(b); };
  const auto found = wish.pick == Wish::Pick::first         ? lines.begin()
                     : wish.pick == Wish::Pick::before_last ? lines.end() - 2
                     : wish.pick == Wish::Pick::largest     ? std::max_element(lines.begin(), lines.end(), less)
                                                            : std::min_element(lines.begin(), lines.end(), less);
  out.source(found->record_id, "TRANSACTION_AMOUNT");
  const Phrase lead = wish.pick == Wish::Pick::first         ? Phrase{"first", "primer", "erste"}
                      : wish.pick == Wish::Pick::before_last ? Phrase{"second to last", "penúltimo", "vorletzte"}
                      : wish.pick == Wish::Pick::largest     ? Phrase{"largest", "mayor", "höchste"}
                                                             : Phrase{"smallest", "menor", "kleinste"};
  const auto same =
    std::count_if(lines.begin(), lines.end(), [&](const Line& line) { return amount(line) == amount(*found); });
  out.say({"The {} payment on file: {} {}.", "El {} pago que consta: {} {}.", "Die {} vorhandene Zahlung: {} {}."},
          out.in(lead), found->when.substr(0, 10), found->text);
  if (wish.pick != Wish::Pick::first && wish.pick != Wish::Pick::before_last && same > 1) {
    out.say({"{} payments have this amount.", "{} pagos tienen ese importe.", "{} Zahlungen haben diesen Betrag."},
            std::to_string(same));
  }
}

struct Words {
  Phrase none, some;
};
constexpr std::array<Words, 7> k_words = {
  Words{{"No payment is on file{}.", "No consta ningún pago{}.", "Keine Zahlung vorhanden{}."},
        {"Payments{}, {} in all{}: {}.", "Pagos{}, {} en total{}: {}.", "Zahlungen{}, {} insgesamt{}: {}."}},
  Words{{"No failed payment is on file{}.", "No consta ningún pago fallido{}.",
         "Keine fehlgeschlagene Zahlung vorhanden{}."},
        {"Failed payments{}, {} in all{}: {}.", "Pagos fallidos{}, {} en total{}: {}.",
         "Fehlgeschlagene Zahlungen{}, {} insgesamt{}: {}."}},
  Words{{"No refund is on file{}.", "No consta ningún reembolso{}.", "Keine Erstattung vorhanden{}."},
        {"Refunds{}, {} in all{}: {}.", "Reembolsos{}, {} en total{}: {}.", "Erstattungen{}, {} insgesamt{}: {}."}},
  Words{{"No call is on file{}.", "No consta ninguna llamada{}.", "Kein Anruf vorhanden{}."},
        {"Calls{}, {} in all{}: {}.", "Llamadas{}, {} en total{}: {}.", "Anrufe{}, {} insgesamt{}: {}."}},
  Words{{"No chargeback is on file{}.", "No consta ningún contracargo{}.", "Keine Rückbelastung vorhanden{}."},
        {"Chargebacks{}, {} in all{}: {}.", "Contracargos{}, {} en total{}: {}.",
         "Rückbelastungen{}, {} insgesamt{}: {}."}},
  Words{{"No ticket is on file{}.", "No consta ningún ticket{}.", "Kein Ticket vorhanden{}."},
        {"Tickets{}, {} in all{}: {}.", "Tickets{}, {} en total{}: {}.", "Tickets{}, {} insgesamt{}: {}."}},
  Words{{"No void is on file{}.", "No consta ninguna anulación{}.", "Keine Stornierung vorhanden{}."},
        {"Voids{}, {} in all{}: {}.", "Anulaciones{}, {} en total{}: {}.", "Stornierungen{}, {} insgesamt{}: {}."}}};
constexpr Words k_inbound = {
  {"The customer never called{}.", "El cliente nunca llamó{}.", "Der Kunde hat nie angerufen{}."},
  {"Inbound calls{}, {} in all{}: {}.", "Llamadas entrantes{}, {} en total{}: {}.",
   "Eingehende Anrufe{}, {} insgesamt{}: {}."}};
constexpr Words k_outbound = {{"We never called{}.", "Nunca llamamos{}.", "Wir haben nie angerufen{}."},
                              {"Outbound calls{}, {} in all{}: {}.", "Llamadas salientes{}, {} en total{}: {}.",
                               "Ausgehende Anrufe{}, {} insgesamt{}: {}."}};

// What happened in the time asked for, or ever, newest first.
void say_activity(Writer& out, const Wish& wish)
{
  constexpr std::size_t k_most = 12;
  const auto days = wish.period ? std::optional(days_of(*wish.period, out.customer().as_of)) : std::nullopt;
  const std::string_view field = wish.events == Wish::Events::calls     ? "CALL_START_TIME"
                                 : wish.events == Wish::Events::tickets ? "CREATEDTIME"
                                                                        : "TRANSACTION_AMOUNT";
  std::vector<Line> lines = lines_of(out, wish);
  std::erase_if(lines, [&](const Line& line) { return !within(line.when, days); });
  if (wish.pick != Wish::Pick::all) {
    say_one(out, wish, std::move(lines));
    return;
  }
  const std::size_t all = lines.size();
  if (wish.newest > 0 && wish.newest < all) {
    lines.resize(wish.newest);
  }
  std::string list;
  customer::Cents sum = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    sum += lines[i].amount.value_or(0);
    if (i < k_most) {
      list += (list.empty() ? "" : "; ") + lines[i].when.substr(0, 10) + " " + lines[i].text;
      out.source(lines[i].record_id, field);
    }
  }
  out.answer.facts.emplace_back("activity.count", std::to_string(all));
  const bool calls = wish.events == Wish::Events::calls;
  const Words& words = calls && wish.inbound    ? k_inbound
                       : calls && wish.outbound ? k_outbound
                                                : k_words[static_cast<std::size_t>(wish.events)];
  if (lines.empty()) {
    out.say(words.none, days ? std::string(out.in({" for ", " en ", " für "})) + days->name : std::string());
    if (wish.events == Wish::Events::refunds && !days) {
      say_requests(out, "refund reembols erstatt");
    }
  } else {
    const std::string more = lines.size() > k_most ? "; +" + std::to_string(lines.size() - k_most) : "";
    out.say(words.some, days ? ", " + days->name : std::string(), std::to_string(all),
            wish.sum ? ", " + show(sum) + " USD" : std::string(),
            (all > lines.size() ? std::string(out.in({"the newest: ", "los más recientes: ", "die neuesten: "}))
                                : std::string()) +
              list + more);
  }
}

} // namespace

void say_payments(Writer& out, Topic topic, const Wish& wish)
{
  if (topic == Topic::standing) {
    say_standing(out);
  } else if (topic == Topic::paid) {
    say_paid(out, wish);
  } else {
    say_activity(out, wish);
  }
}

} // namespace tilores::assist

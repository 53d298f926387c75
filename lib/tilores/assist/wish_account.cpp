// Questions about payments and the account.
#include <tilores/assist/wish_reading.hpp>

#include <charconv>

namespace tilores::assist {

void Reading::about_payments()
{
  if (says(
        "payment planned|charge scheduled|charge planned|pago programado|zahlung geplant|abbuchung geplant|scheduled "
        "for|next payment|payment scheduled")) {
    add(Topic::next_payment);
    drop({Topic::cancellation});
  }
  const bool planned = has(Topic::next_payment);
  m_wish.due_in_period = planned && m_wish.period;
  m_wish.days_counted = says("how many days|days since|days until|how long ago|how long until|how long since|wie viele "
                             "tage|cuantos dias|hace cuanto");
  if (m_wish.days_counted && (planned || has(Topic::last_success))) {
    drop({Topic::since});
  }
  m_wish.net = says("net of refund|minus refund|less refund|minus the refund|less the refund|neto de reembols|menos "
                    "reembols|abzuglich");
  if (m_wish.net) {
    add(Topic::paid);
    drop({Topic::activity, Topic::last_success});
    return;
  }
  if (says(" void | voids | voided |anulacion|anulado|storniert|stornierung")) {
    m_wish.events = Wish::Events::voids;
    add(Topic::activity);
    drop({Topic::last_success});
    return;
  }
  if (says("how many payments") && says("missed|miss ") && !speaks_of_credit()) {
    m_wish.events = Wish::Events::failures;
    add(Topic::activity);
    add(Topic::balance);
    drop({Topic::lates, Topic::standing, Topic::last_success, Topic::last_failed});
    return;
  }
  if (says("last payment|last charge|latest payment|most recent payment|ultimo pago|letzte zahlung") &&
      says("declin|go through|went through|successful|approved|rejected|bounce| fail|rechazad|aprobad|fallo|abgelehnt"
           "|erfolgreich|fehlgeschlagen|durchgegangen") &&
      !says("when |how much|why |reason|which |cuando |cuanto |por que|wann |wie viel|warum |grund ") &&
      !says("last payment that|letzte erfolgreiche") && m_words.size() <= 12 &&
      one_of(m_words.front().folded, "was did is has fue se war ist wurde paso")) {
    m_wish.newest_outcome = true;
    add(Topic::last_success);
    drop({Topic::last_failed, Topic::card, Topic::status, Topic::eligibility});
    return;
  }
  const bool paying =
    any_word("paid pay pays payment payments paying spent charged charge charges billed transaction "
             "transactions collected collect received receive revenue took pagado pago pagos pagar recibido "
             "cobrado bezahlt gezahlt zahlung zahlungen eingezahlt eingenommen");
  const bool newest =
    says("last payment|last charge|last paid|last pay|paid last|last time|last billed|latest|most recent"
         "|recent|ultimo pago|ultima vez|letzte zahlung|zuletzt|last approved|last successful"
         "|last transaction|ultimo cobro");
  const bool amounts = any_word("sum total altogether overall lifetime insgesamt summe gesamt suma totals") ||
                       says("how much|so far|en total|all together|wie viel|wieviel|cuanto|added up");
  const bool counted =
    says("how many|wie viele|cuantos") && any_word("payment payments charges transactions zahlungen pagos");
  m_wish.average = says("average|durchschnitt|promedio");
  m_wish.count_first = counted && !m_wish.average;
  const bool refunds = has(Topic::activity);
  if (says("missed a payment|missed any|missed payment|ever miss") && !speaks_of_credit()) {
    add(Topic::last_failed);
    drop({Topic::lates, Topic::standing, Topic::last_success});
  }
  const bool failed = has(Topic::last_failed);
  if (has(Topic::standing) && !speaks_of_credit()) {
    drop({Topic::lates, Topic::status, Topic::balance, Topic::last_success});
  } else {
    drop({Topic::standing});
    if (says(" verzug | ruckstand | mora |past due") && !speaks_of_credit() && m_action != Action::credit) {
      add(Topic::standing);
    }
  }
  if (says("chargeback|charge back|disputed a|dispute a|disputed any|disputed the charge")) {
    m_wish.events = Wish::Events::chargebacks;
    add(Topic::activity);
    drop({Topic::last_success, Topic::derogatories});
    return;
  }
  if (refunds) {
    m_wish.events = Wish::Events::refunds;
    m_wish.sum = amounts;
    drop({Topic::last_success});
    return;
  }
  if (says("payment before the last|payment before last|charge before the last|second to last payment|second last "
           "payment|penultimate payment|penultimo pago|vorletzte zahlung")) {
    m_wish.pick = Wish::Pick::before_last;
  } else if (says("first payment|first charge|earliest payment|erste zahlung|primer pago")) {
    m_wish.pick = Wish::Pick::first;
  } else if (says(
               "biggest payment|largest payment|highest payment|biggest charge|largest charge|hochste zahlung|grosste "
               "zahlung|mayor pago|pago mas alto")) {
    m_wish.pick = Wish::Pick::largest;
  } else if (says("smallest payment|lowest payment|kleinste zahlung|menor pago")) {
    m_wish.pick = Wish::Pick::smallest;
  }
  const bool listed = says("all payments|list payments|list of payments|list the payments|payment history|all charges"
                           "|all transactions|list transactions|transaction history|show payments|show the payments"
                           "|alle zahlungen|todos los pagos|zahlungsverlauf|historial de pagos");
  const bool every_failure = failed &&
                             (says("ever |how many|wie viele|cuantos|any failed|all failed|list failed|failed payments"
                                   "|pagos fallidos|fehlgeschlagenen zahlungen|fehlgeschlagene zahlungen") ||
                              (m_wish.period && !newest)) &&
                             !says("last failed");
  newest_few();
  if (m_wish.pick != Wish::Pick::all || (listed && !m_wish.period) || (m_wish.newest > 0 && paying)) {
    m_wish.events = failed ? Wish::Events::failures : Wish::Events::payments;
    add(Topic::activity);
    drop({Topic::last_success, Topic::last_failed});
  } else if (every_failure) {
    m_wish.events = Wish::Events::failures;
    add(Topic::activity);
    drop({Topic::last_failed, Topic::card});
    if (!says("successful|approved")) {
      drop({Topic::last_success});
    }
  } else if (paying && !has(Topic::lates) && (amounts || counted || m_wish.average) && !planned && !failed &&
             (!newest || m_wish.period) && !has(Topic::price) && !says("go through") &&
             (m_wish.period || counted || !says("per month"))) {
    add(Topic::paid);
    drop({Topic::last_success});
  }
  if (failed && !says("successful|approved|payment and") && m_wish.pick == Wish::Pick::all) {
    drop({Topic::last_success});
  }
  if (planned) {
    drop({Topic::last_success});
    if (!any_word("balance owe owes owed outstanding debe saldo schuldet kontostand adeuda")) {
      drop({Topic::balance});
    }
  }
  const bool happened = has(Topic::last_success) || failed ||
                        says(" transaction| payment| charge| pago| cobro| zahlung"
                             "| abbuchung");
  if (m_wish.period && happened && !planned && !has(Topic::overview) && !has(Topic::paid) && !has(Topic::standing) &&
      !has(Topic::activity) && !has(Topic::since) && !speaks_of_credit()) {
    m_wish.events = failed ? Wish::Events::failures : Wish::Events::payments;
    add(Topic::activity);
    drop({Topic::last_success});
    if (failed) {
      drop({Topic::last_failed});
    }
  }
}

// "the last 3 payments"
void Reading::newest_few()
{
  static constexpr std::string_view k_numbers = "two three four five six seven eight nine ten";
  for (std::size_t i = 1; i + 1 < m_words.size(); ++i) {
    const std::string& word = m_words[i].folded;
    const bool noun = one_of(m_words[i + 1].folded, "payments charges transactions calls refunds pagos cobros llamadas "
                                                    "zahlungen anrufe erstattungen failed approved");
    if (!noun || !one_of(m_words[i - 1].folded, "last latest recent newest letzten ultimos ultimas")) {
      continue;
    }
    if (m_words[i].kind == WordKind::digits && word.size() <= 2) {
      std::from_chars(word.data(), word.data() + word.size(), m_wish.newest);
    } else if (one_of(word, k_numbers)) {
      const auto before = k_numbers.substr(0, k_numbers.find(word));
      m_wish.newest = 2 + static_cast<std::size_t>(std::count(before.begin(), before.end(), ' '));
    }
  }
}

void Reading::about_account()
{
  if (says("still enrolled")) {
    drop({Topic::product});
  }
  constexpr std::string_view k_product = "product plan producto produkt tarif package program subscription paquete "
                                         "membership membresia vertrag";
  if (says("how old|wie alt") && says(" account | konto ") && !has(Topic::account_age)) {
    add(Topic::since);
  }
  const bool dated = has(Topic::activity) || has(Topic::paid) || has(Topic::last_failed) || has(Topic::last_call);
  if (dated && !says("how long|since when|seit wann|wie lange|desde cuando|cuanto tiempo")) {
    drop({Topic::since}); // "failed payments of the customer since August"
  }
  if (has(Topic::since)) {
    const bool how_long = says("how long|wie lange|cuanto tiempo|hace cuanto|customer since|since when with");
    if (!how_long && has(Topic::product) && any_word(k_product)) {
      drop({Topic::since});
    } else if (!any_word(k_product)) {
      drop({Topic::product});
    }
    if (has(Topic::since)) {
      drop({Topic::status, Topic::birth});
    }
  }
  m_wish.enrolment = has(Topic::product) && !any_word(k_product);
  if (has(Topic::price)) {
    const bool other = has(Topic::next_payment) || has(Topic::last_success) || has(Topic::last_failed) ||
                       has(Topic::paid) || has(Topic::activity) || has(Topic::balance) || has(Topic::debt);
    const bool said = says(" cost | costs | price | fee | preis | kostet | kosten | precio | cuesta | cuota | gebuhr "
                           "|paying per month|pay per month|pay a month|monthly fee");
    if (other && !said) {
      drop({Topic::price});
    } else {
      drop({Topic::last_success, Topic::product, Topic::paid});
    }
  }
  if (has(Topic::eligibility)) {
    const bool loan = says(" loan| mortgage| credit | kredit| prestamo| hypothek| hipoteca| apartment");
    drop({Topic::product, Topic::activity, Topic::card, Topic::since, Topic::open_accounts, Topic::debt});
    if (loan) {
      add(Topic::risk);
    } else {
      drop({Topic::risk});
    }
  }
  if (says(" active or | or active | or cancel| aktiv oder | activo o | activa o ")) {
    drop({Topic::cancellation});
  }
  if (has(Topic::cancellation)) {
    drop({Topic::status});
  }
}

} // namespace tilores::assist

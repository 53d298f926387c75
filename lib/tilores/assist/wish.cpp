// What a question about a customer asks for, by its words.
#include <tilores/assist/answer.hpp>
#include <tilores/assist/words.hpp>

#include <algorithm>
#include <array>

namespace tilores::assist {

namespace {

struct Row {
  Topic topic;
  std::string_view name;
  std::string_view words;   // any of them
  std::string_view phrases; // parted by |
};

constexpr std::array k_rows = {
  Row{
    Topic::status, "account_status",
    "status active inactive canceled cancelled paused estado aktiv activo activa suspended standing suspendido "
    "cancelado gekundigt inaktiv",
    "past due|still a customer|still a member|noch kunde|still with us|still active|sigue activo|sigue siendo cliente"},
  Row{Topic::product, "product_enrolled",
      "product plan enrolled enrollment enrolment enroll joined signup subscription producto produkt tarif package "
      "program membership inscribio join package paquete membresia vertrag mitglied",
      "sign up|signed up|customer since|since when|member since|seit wann|become a customer|became a customer|sign up "
      "for|desde cuando|desde que"},
  Row{Topic::balance, "balance_due", "owe owes owed balance outstanding debe saldo schuldet kontostand adeuda offener",
      "balance due|amount due|paid up|en mora|saldo pendiente|offener betrag"},
  Row{
    Topic::next_payment, "next_payment",
    "upcoming renew renews renewal instalment installment instalments abbuchung vencimiento",
    "next payment|next charge|next scheduled|scheduled payment|next bill|next due|proximo pago|nachste zahlung|payment "
    "due|when is it due|next installment|billed again|charged again|charge again|pay again|next instalment|be "
    "billed|be charged|payment scheduled|nachste abbuchung|proximo cobro|vence el pago|naechste zahlung"},
  Row{Topic::last_success, "last_success",
      "paid pay pays pagado pago bezahlt gezahlt charged billed debited belastet abgebucht cobraron",
      "last payment|last successful|successful payment|last approved|approved transaction|last charge|last "
      "transaction|go through|went through|payment history|ultimo pago|letzte zahlung|latest payment|most recent "
      "payment|payments|recent charge|last pay|last paid|last charged|latest charge|zuletzt "
      "bezahlt|ultimo cobro|payments made"},
  Row{Topic::last_failed, "last_failed",
      "failed declined decline bounced rejected fail fails failing fallo fallos fallidos rechazado rechazo abgelehnte "
      "geplatzt ruckbuchung bounce",
      "last failed|failed payment|fallido|fehlgeschlagen|abgelehnt|did not go through|didn t go through"},
  Row{Topic::card, "card_expiry", "",
      "the card|their card|her card|his card|card expired|card expire|card expiry|expiry|card of|expired|card on file|"
      "tarjeta|karte abgelaufen|payment method|card run out|card good|card still|still good|card valid|last 4|last "
      "four|tarjeta vencida|letzten "
      "vier|ultimos cuatro"},
  Row{Topic::tickets, "open_tickets",
      "ticket tickets complaint complaints complain issues complained complaining queja quejas beschwerde beschwerden "
      "reclamos",
      "support case|open case|open request|open issue"},
  Row{
    Topic::last_call, "last_call",
    "call called calls spoke speak agent campaign talked llamada llamo angerufen anruf telephoned gesprach telefoniert",
    "last contact|last spoke|talk to|how many calls|last talk|contacted us"},
  Row{Topic::activity, "activity",
      "refund refunds refunded reembolso reembolsos reembolsado erstattung erstattet ruckerstattung", ""},
  Row{Topic::contact, "contact",
      "email phone address mail telephone contact city state street zip telefono correo direccion adresse telefon name "
      "who whose quien wer live lives living reside resides located wohnt wohnort vive domicilio emailadresse "
      "telefonnummer handynummer nummer numero",
      "phone number|how to reach|where does"},
  Row{Topic::birth, "date_of_birth",
      "birth birthday birthdate dob geburtstag geburtsdatum cumpleanos nacimiento geboren",
      "how old|when was he born|when was she born|wie alt|cuantos anos|que edad"},
  Row{Topic::score, "score_latest", "score scores fico puntaje bonitat schufa vantagescore rating rated", ""},
  Row{Topic::trend, "score_trend",
      "trend change changed improve improved drop dropped fell rose fallen risen history previous gesunken gestiegen "
      "cambiado subido bajado tendencia verlauf",
      "going up|going down|up or down|ha subido|ha bajado|go down|went down|went up|over time|last year"},
  Row{Topic::utilization, "utilization", "utilization utilisation utilizacion auslastung maxed using",
      "credit use|card use|credit limit|limit used|ausgelastet|maxed out"},
  Row{Topic::lates, "late_payments",
      "late lates delinquent delinquency delinquencies atrasados missed arrears verzug zahlungsverzug verspatet atraso "
      "atrasos mora ruckstand",
      "30 60|30/60|on time"},
  Row{Topic::open_accounts, "open_accounts", "tradeline tradelines accounts",
      "open accounts|open account|cuentas abiertas|offene konten|cuantas cuentas|wie viele konten|how many accounts"},
  Row{Topic::inquiries, "hard_inquiries", "inquiry inquiries pulls consultas anfragen",
      "hard pull|who pulled|hard inquir"},
  Row{Topic::derogatories, "derogatories",
      "derogatory derogatories collections collection chargeoff chargeoffs bankruptcy bankruptcies collectors lien "
      "liens negative negativa",
      "charge off|charge-off"},
  Row{Topic::debt, "debt", "debt debts deuda deudas schulden loans owing",
      "total debt|revolving balance|deuda total|gesamtschuld|how much debt"},
  Row{Topic::frozen, "frozen", "frozen freeze congelado gesperrt freezes eingefroren congelada", "security freeze"},
  Row{Topic::risk, "risk", "risk risky riesgo risiko creditworthy creditworthiness qualify qualifies risks",
      "creditworthy|riskant|good risk|bad risk"},
  Row{Topic::advice, "advice",
      "advice recommend recommendations recommendation hurting suggestions raise mejorar verbessern improving boost",
      "can do to|should do|how can|get a better|raise the score|get better|lift the score"},
  Row{Topic::reports, "credit_reports", "report reports bericht berichte informe informes reporte reportes", ""},
  Row{Topic::relations, "relations",
      "duplicate duplicates duplicados dubletten linked related relation relations relationship household connected "
      "merged edges records matched hogar haushalt",
      "same person|lives with|live with|who else"},
  Row{Topic::overview, "overview",
      "overview everything summary summarize summarise profile brief rundown 360 complete comprehensive todo alles "
      "resumen zusammenfassung uberblick briefing",
      "need to know|full picture|all data|tell me about|que sabemos|was wissen wir|speed on"},
};

bool is_credit(Topic topic) { return topic >= Topic::score && topic <= Topic::reports; }

bool holds(const std::string& text, std::string_view phrases)
{
  for (std::size_t at = 0; at < phrases.size();) {
    const std::size_t end = std::min(phrases.find('|', at), phrases.size());
    if (text.find(phrases.substr(at, end - at)) != std::string::npos) {
      return true;
    }
    at = end + 1;
  }
  return false;
}

// A question about something in particular, not a request to show the customer.
bool asks_detail(const std::vector<Word>& words)
{
  const auto any = [&](std::string_view list) {
    return std::any_of(words.begin(), words.end(), [&](const Word& word) { return one_of(word.folded, list); });
  };
  const bool question =
    !words.empty() && one_of(words.front().folded, "what whats is does do did has have how when where why which can "
                                                   "could will would cual que como cuando donde tiene es esta "
                                                   "was wie wann wo warum welche welcher welches ist hat kann");
  const auto says = [](const Word& word) {
    return !one_of(word.folded, "what whats is does do did has have how when where why which a an the of s it this "
                                "that to on in with at by for es de la el den der das ist client clients customer "
                                "customers member kunde kundin cliente id number");
  };
  return question && std::any_of(words.begin(), words.end(), says) &&
         !any("know got system database find show there you we who whose exist exists bei uns sabemos hay wissen "
              "sistema bureau bureaus experian equifax transunion credit history");
}

} // namespace

std::string_view to_string(Topic topic) { return k_rows[static_cast<std::size_t>(topic)].name; }

Wish wish_of(std::string_view question, Action action)
{
  // Identifiers say nothing about the wish ("trend@example.com").
  const Recognition found = recognise(question);
  std::vector<Word> words;
  std::string text = " ";
  for (Word& word : words_of(question)) {
    const bool inside = std::any_of(found.spans.begin(), found.spans.end(), [&](const Span& span) {
      return span.begin <= word.begin && word.end <= span.end && span.label != "number";
    });
    if (!inside) {
      text += word.folded + " ";
      words.push_back(std::move(word));
    }
  }
  std::vector<Topic> topics;
  for (const Row& row : k_rows) {
    const bool said =
      std::any_of(words.begin(), words.end(), [&](const Word& word) { return one_of(word.folded, row.words); });
    if (said || holds(text, row.phrases)) {
      topics.push_back(row.topic);
    }
  }
  const auto has = [&](Topic topic) { return std::find(topics.begin(), topics.end(), topic) != topics.end(); };
  const auto drop = [&](Topic topic) { std::erase(topics, topic); };
  Wish wish;
  if (has(Topic::reports) && std::count_if(topics.begin(), topics.end(), is_credit) > 1) {
    drop(Topic::reports); // "the score on the report"
  }
  if (action == Action::credit) {
    // "the most recent charge" was taken for credit: what is asked for counts
    const bool says_credit = std::any_of(topics.begin(), topics.end(), is_credit);
    if (says_credit || topics.empty()) {
      std::erase_if(topics, [](Topic topic) { return !is_credit(topic); });
    }
    if (has(Topic::advice)) {
      topics = {Topic::advice};
    }
    if (has(Topic::lates) && holds(text, "collections")) {
      drop(Topic::derogatories);
    }
    if (topics.empty()) {
      wish.understood = !asks_detail(words);
      topics = {Topic::score, Topic::utilization, Topic::lates};
    }
  } else if (action == Action::edges) {
    topics = {Topic::relations};
  } else {
    if (has(Topic::overview)) {
      topics = {Topic::overview};
    }
    if (std::none_of(topics.begin(), topics.end(), is_credit) || action == Action::search) {
      const bool other = std::any_of(topics.begin(), topics.end(), [](Topic topic) { return !is_credit(topic); });
      if (other) {
        std::erase_if(topics, is_credit);
      }
    }
    if (has(Topic::last_failed) && !holds(text, "successful|approved")) {
      drop(Topic::last_success);
    }
    if (has(Topic::next_payment)) {
      drop(Topic::last_success);
      drop(Topic::balance);
    }
    if (has(Topic::card) && has(Topic::last_failed) && holds(text, "declined card|card declined|card of")) {
      drop(Topic::card);
    }
    if (has(Topic::tickets) || has(Topic::card)) {
      drop(Topic::status);
    }
    if (topics.size() > 1 && !holds(text, "phone number|email|address|mail ")) {
      drop(Topic::contact);
    }
    if (has(Topic::last_call) && !has(Topic::contact) && topics.size() > 1 && holds(text, "before calling|caller")) {
      drop(Topic::last_call);
    }
    wish.period = find_period(words);
    const bool refunds = has(Topic::activity);
    const bool payments = has(Topic::last_success) || has(Topic::last_failed) ||
                          holds(text, " transaction| payment| charge| pago| cobro| zahlung| abbuchung");
    if (!refunds && wish.period && (payments || has(Topic::last_call)) && !has(Topic::next_payment) &&
        !has(Topic::overview)) {
      topics.push_back(Topic::activity);
    }
    if (has(Topic::activity)) {
      wish.events = refunds                   ? Wish::Events::refunds
                    : has(Topic::last_failed) ? Wish::Events::failures
                    : payments                ? Wish::Events::payments
                                              : Wish::Events::calls;
      drop(wish.events == Wish::Events::calls ? Topic::last_call : Topic::last_success);
      if (wish.events == Wish::Events::failures) {
        drop(Topic::last_failed);
      }
      std::sort(topics.begin(), topics.end());
    }
    if (topics.empty()) {
      wish.understood = !asks_detail(words);
      topics = {Topic::overview};
    }
  }
  wish.topics = std::move(topics);
  for (const auto bureau : {credit::Bureau::transunion, credit::Bureau::experian, credit::Bureau::equifax}) {
    const std::string_view name = credit::to_string(bureau);
    if (text.find(" " + std::string(name) + " ") != std::string::npos ||
        (bureau == credit::Bureau::transunion && text.find(" trans union ") != std::string::npos)) {
      wish.bureaus.push_back(bureau);
    }
  }
  if (wish.bureaus.empty()) {
    wish.bureaus = {credit::Bureau::transunion, credit::Bureau::experian, credit::Bureau::equifax};
  }
  return wish;
}

} // namespace tilores::assist

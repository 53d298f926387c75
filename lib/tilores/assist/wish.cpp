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
  Row{Topic::status, "account_status", "status active inactive canceled cancelled paused estado aktiv activo activa suspended standing", "past due|still a customer|still a member|noch kunde"},
  Row{Topic::product, "product_enrolled", "product plan enrolled enrollment enrolment enroll joined signup subscription producto produkt tarif package program membership inscribio", "sign up|signed up|customer since|since when|member since|seit wann"},
  Row{Topic::balance, "balance_due", "owe owes owed balance outstanding debe saldo schuldet kontostand", "balance due|amount due|paid up"},
  Row{Topic::next_payment, "next_payment", "upcoming renew renews renewal", "next payment|next charge|next scheduled|scheduled payment|next bill|next due|proximo pago|nachste zahlung|payment due|when is it due|next installment"},
  Row{Topic::last_success, "last_success", "paid", "last payment|last successful|successful payment|last approved|approved transaction|last charge|last transaction|go through|went through|payment history|ultimo pago|letzte zahlung|latest payment|most recent payment|payments"},
  Row{Topic::last_failed, "last_failed", "failed declined decline bounced rejected", "last failed|failed payment|fallido|fehlgeschlagen|abgelehnt"},
  Row{Topic::card, "card_expiry", "", "card expired|card expire|card expiry|expiry|card of|expired|card on file|tarjeta|karte abgelaufen|payment method"},
  Row{Topic::tickets, "open_tickets", "ticket tickets complaint complaints complain issues", "support case|open case"},
  Row{Topic::last_call, "last_call", "call called calls spoke speak agent campaign talked llamada llamo angerufen anruf", "last contact|last spoke|talk to"},
  Row{Topic::contact, "contact", "email phone address mail telephone contact city state street zip telefono correo direccion adresse telefon name who whose quien wer birth birthday", "phone number|how to reach"},
  Row{Topic::score, "score_latest", "score scores fico puntaje bonitat schufa vantagescore rating", ""},
  Row{Topic::trend, "score_trend", "trend change changed improve improved drop dropped fell rose fallen risen history previous gesunken gestiegen", "going up|going down|up or down|ha subido|ha bajado|go down|went down|went up"},
  Row{Topic::utilization, "utilization", "utilization utilisation utilizacion auslastung maxed", "credit use|card use"},
  Row{Topic::lates, "late_payments", "late lates delinquent delinquency delinquencies atrasados missed arrears", "30 60|30/60"},
  Row{Topic::open_accounts, "open_accounts", "tradeline tradelines", "open accounts|open account|cuentas abiertas|offene konten"},
  Row{Topic::inquiries, "hard_inquiries", "inquiry inquiries pulls consultas anfragen", "hard pull|who pulled|hard inquir"},
  Row{Topic::derogatories, "derogatories", "derogatory derogatories collections collection chargeoff chargeoffs bankruptcy bankruptcies collectors lien liens negative negativa", "charge off|charge-off"},
  Row{Topic::debt, "debt", "debt debts deuda deudas schulden loans", "total debt|revolving balance"},
  Row{Topic::frozen, "frozen", "frozen freeze congelado gesperrt", ""},
  Row{Topic::risk, "risk", "risk risky riesgo risiko creditworthy creditworthiness qualify qualifies", ""},
  Row{Topic::advice, "advice", "advice recommend recommendations recommendation hurting suggestions raise", "can do to|should do|how can|get a better"},
  Row{Topic::relations, "relations", "duplicate duplicates duplicados dubletten linked related relation relations relationship household connected merged edges records matched", "same person"},
  Row{Topic::overview, "overview", "overview everything summary summarize summarise profile brief rundown 360 complete comprehensive todo alles", "need to know|full picture|all data"},
};

bool is_credit(Topic topic) { return topic >= Topic::score && topic <= Topic::advice; }

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

} // namespace

std::string_view to_string(Topic topic)
{
  return k_rows[static_cast<std::size_t>(topic)].name;
}

Wish wish_of(std::string_view question, Action action)
{
  // Identifiers say nothing about the wish ("trend@example.com").
  const Recognition found = recognise(question);
  std::vector<Word> words;
  std::string text = " ";
  for (Word& word : words_of(question)) {
    const bool inside = std::any_of(found.spans.begin(), found.spans.end(), [&](const Span& span) { return span.begin <= word.begin && word.end <= span.end && span.label != "number"; });
    if (!inside) {
      text += word.folded + " ";
      words.push_back(std::move(word));
    }
  }
  std::vector<Topic> topics;
  for (const Row& row : k_rows) {
    const bool said = std::any_of(words.begin(), words.end(), [&](const Word& word) { return one_of(word.folded, row.words); });
    if (said || holds(text, row.phrases)) {
      topics.push_back(row.topic);
    }
  }
  const auto has = [&](Topic topic) { return std::find(topics.begin(), topics.end(), topic) != topics.end(); };
  const auto drop = [&](Topic topic) { std::erase(topics, topic); };
  Wish wish;
  if (action == Action::credit) {
    std::erase_if(topics, [](Topic topic) { return !is_credit(topic); });
    if (has(Topic::lates) && holds(text, "collections")) {
      drop(Topic::derogatories);
    }
    if (topics.empty()) {
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
    if (topics.empty()) {
      topics = {Topic::overview};
    }
  }
  wish.topics = std::move(topics);
  for (const auto bureau : {credit::Bureau::transunion, credit::Bureau::experian, credit::Bureau::equifax}) {
    const std::string_view name = credit::to_string(bureau);
    if (text.find(" " + std::string(name) + " ") != std::string::npos || (bureau == credit::Bureau::transunion && text.find(" trans union ") != std::string::npos)) {
      wish.bureaus.push_back(bureau);
    }
  }
  if (wish.bureaus.empty()) {
    wish.bureaus = {credit::Bureau::transunion, credit::Bureau::experian, credit::Bureau::equifax};
  }
  return wish;
}

} // namespace tilores::assist

// What can be answered without customer data and without a model: sums, small talk, the terms of the trade, and the
// questions and refusals that every conversation needs.
#include <tilores/assist/answer.hpp>

#include <tilores/assist/words.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace tilores::assist {

namespace {

struct Three {
  std::string_view en, es, de;
};

std::string_view in(Lang lang, const Three& text)
{
  return lang == Lang::es ? text.es : lang == Lang::de ? text.de : text.en;
}

Answer plain(std::string text, std::string intent)
{
  Answer answer;
  answer.text = std::move(text);
  answer.intent = std::move(intent);
  return answer;
}

std::string show(double value)
{
  char text[40];
  std::snprintf(text, sizeof text, "%.6f", value);
  std::string out = text;
  while (out.back() == '0') {
    out.pop_back();
  }
  if (out.back() == '.') {
    out.pop_back();
  }
  return out;
}

// "what is 17 * 23": numbers and operators, by precedence, left to right. nullopt where it is no sum.
std::optional<double> calculate(std::string_view question)
{
  struct Step {
    char op = 0;
    double value = 0;
  };
  std::vector<Step> steps;
  char pending = 0;
  bool percent = false;
  for (std::size_t at = 0; at < question.size();) {
    const char c = question[at];
    if (is_digit(c) || (c == '.' && at + 1 < question.size() && is_digit(question[at + 1]))) {
      double value = 0;
      const auto [end, error] = std::from_chars(question.data() + at, question.data() + question.size(), value);
      if (error != std::errc{}) {
        return std::nullopt;
      }
      at = static_cast<std::size_t>(end - question.data());
      if (at < question.size() && is_alpha(question[at]) && question[at] != 'x') {
        return std::nullopt;
      }
      if (!steps.empty() && pending == 0) {
        return std::nullopt;
      }
      steps.push_back({pending, value});
      pending = 0;
    } else if (c == '%') {
      percent = true;
      ++at;
    } else if (is_alpha(c)) {
      std::size_t end = at;
      while (end < question.size() &&
             (is_alpha(question[end]) || (static_cast<unsigned char>(question[end]) & 0x80U) != 0)) {
        ++end;
      }
      const std::string word = to_lower_ascii(question.substr(at, end - at));
      at = end;
      if (one_of(word, "plus mas und and") && !steps.empty()) {
        pending = '+';
      } else if (one_of(word, "minus menos")) {
        pending = '-';
      } else if (one_of(word, "times mal por x")) {
        pending = '*';
      } else if (one_of(word, "divided geteilt entre")) {
        pending = '/';
      } else if (one_of(word, "percent prozent")) {
        percent = true;
      } else if (word == "of" || word == "von") {
        pending = percent ? '%' : pending;
      } else if (!one_of(word, "what is s whats how much calculate the result by cuanto es wie viel ist was")) {
        return std::nullopt;
      }
    } else if (c == '+' || c == '-' || c == '*' || c == '/') {
      pending = c;
      ++at;
    } else if (one_of(std::string_view(&c, 1), "? = . , ! '") || is_space(c) ||
               (static_cast<unsigned char>(c) & 0x80U) != 0) {
      ++at;
    } else {
      return std::nullopt;
    }
  }
  if (steps.size() < 2 || pending != 0) {
    return std::nullopt;
  }
  for (std::size_t i = 1; i < steps.size();) {
    const char op = steps[i].op;
    if (op == '*' || op == '/' || op == '%') {
      if (op == '/' && steps[i].value == 0) {
        return std::nullopt;
      }
      double& left = steps[i - 1].value;
      left = op == '*' ? left * steps[i].value : op == '/' ? left / steps[i].value : left / 100 * steps[i].value;
      steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
  double sum = steps[0].value;
  for (std::size_t i = 1; i < steps.size(); ++i) {
    sum += steps[i].op == '-' ? -steps[i].value : steps[i].value;
  }
  return std::isfinite(sum) && std::fabs(sum) < 1e15 ? std::optional(sum) : std::nullopt;
}

struct Term {
  std::string_view words; // all phrases, parted by |
  std::string_view text;
};
constexpr std::array k_terms = {
  Term{" difference between a charge off and a collection ",
       "A charge-off is a debt that the lender has written off as a loss; a collection is a debt handed or sold to a "
       "collector. One debt can be both, one after the other."},
  Term{" hard inquir| hard pull| soft inquir| soft pull",
       "A hard inquiry is a lender's look at a credit file because the customer applied for credit; it can lower a "
       "score a little. A soft inquiry, such as checking one's own file, has no effect."},
  Term{" utilization | utilisation ",
       "Credit utilization is the balance of revolving accounts divided by their limits, in percent. Lower is better."},
  Term{" charge off | chargeoff ",
       "A charge-off is a debt that the lender has written off as a loss. It is still owed."},
  Term{" tradeline", "A tradeline is one account in a credit report, such as a card or a loan."},
  Term{" apr ", "APR stands for annual percentage rate: the yearly cost of credit, fees included."},
  Term{" dti | debt to income ", "DTI stands for debt-to-income: monthly debt payments divided by monthly income."},
  Term{" improve a credit score | better credit score | raise a credit score ",
       "In general: pay on time, keep card balances low against their limits, apply for new credit rarely, keep old "
       "accounts open, and dispute errors with the bureau."},
  Term{" good credit score | good fico | good score ",
       "By the public FICO bands a score from 670 is good, from 740 very good, from 800 exceptional."},
  Term{" bureaus | bureaux ",
       "The three nationwide credit bureaus of the United States are Equifax, Experian and TransUnion."},
  Term{" fico ", "FICO is a widely used credit score from 300 to 850, computed from a bureau's report."},
  Term{" credit score ", "A credit score sums up a bureau's report in one number: payment history and utilization "
                         "weigh most, then age of accounts, new credit and mix."},
  Term{" entity resolution | deduplication ",
       "Entity resolution finds which records of different sources describe the same person and links them."},
};

} // namespace

Answer answer_general(std::string_view question, Action action, Lang lang)
{
  std::string words = " ";
  for (const Word& word : words_of(question.substr(0, 2000))) {
    words += word.folded + " ";
  }
  if (action == Action::kb) {
    return plain(
      std::string(in(lang, {"That is a question about company policy or procedure. No knowledge base is connected "
                            "here, so please look it up in the handbook; I will not guess.",
                            "Es una pregunta sobre políticas o procedimientos. No hay base de conocimientos conectada; "
                            "consulte el manual, no voy a adivinar.",
                            "Das ist eine Frage zu unseren Regeln oder Abläufen. Hier ist keine Wissensdatenbank "
                            "angeschlossen; bitte im Handbuch nachsehen, ich rate nicht."})),
      "kb");
  }
  if (const auto result = calculate(question)) {
    return plain(show(*result) + ".", "general");
  }
  const auto has = [&](std::string_view phrases) {
    for (std::size_t at = 0; at < phrases.size();) {
      const std::size_t end = std::min(phrases.find('|', at), phrases.size());
      if (words.find(phrases.substr(at, end - at)) != std::string::npos) {
        return true;
      }
      at = end + 1;
    }
    return false;
  };
  const bool short_text = words.size() < 50;
  if (short_text && has(" thank| thx | gracias | danke | bye | goodbye | adios | tschuss ")) {
    return plain(std::string(in(lang, {"You're welcome.", "De nada.", "Gern geschehen."})), "general");
  }
  if (has(" what can you do | help | ayuda | hilfe | who are you | que puedes | was kannst ") && short_text) {
    return plain(
      std::string(
        in(lang, {"I answer questions about one customer: account, payments, card, tickets, calls, contact data, "
                  "credit figures of the three bureaus, and how records are linked. Name the customer by e-mail, "
                  "phone, client id, CRM id or full name.",
                  "Respondo preguntas sobre un cliente: cuenta, pagos, tarjeta, tickets, llamadas, contacto, crédito y "
                  "vínculos. Indique correo, teléfono, número de cliente, id de CRM o nombre completo.",
                  "Ich beantworte Fragen zu einem Kunden: Konto, Zahlungen, Karte, Tickets, Anrufe, Kontakt, Bonität "
                  "und Verknüpfungen. Nennen Sie E-Mail, Telefon, Kundennummer, CRM-Id oder den vollen Namen."})),
      "general");
  }
  if (short_text &&
      has(
        " hi | hello | hey | good morning | good afternoon | good evening | hola | buenos | buenas | hallo | guten ")) {
    return plain(std::string(in(lang, {"Hello. Which customer can I look up?", "Hola. ¿A qué cliente busco?",
                                       "Hallo. Welchen Kunden soll ich suchen?"})),
                 "general");
  }
  for (const Term& term : k_terms) {
    if (lang == Lang::en && has(term.words)) {
      return plain(std::string(term.text), "general");
    }
  }
  return plain(
    std::string(in(
      lang,
      {"I cannot answer that without a language model; without one I answer questions about customers from the data.",
       "No puedo responder eso sin un modelo de lenguaje; sin él respondo preguntas sobre clientes a partir de los "
       "datos.",
       "Das kann ich ohne Sprachmodell nicht beantworten; ohne eines beantworte ich Fragen zu Kunden aus den Daten."})),
    "general");
}

Answer ask_who(Lang lang)
{
  return plain(
    std::string(in(
      lang,
      {"Which customer do you mean? Please give an e-mail, phone number, client id, CRM id or the full name.",
       "¿A qué cliente se refiere? Indique correo, teléfono, número de cliente, id de CRM o nombre completo.",
       "Welchen Kunden meinen Sie? Bitte E-Mail, Telefonnummer, Kundennummer, CRM-Id oder den vollen Namen nennen."})),
    "clarify");
}

Answer say_not_found(const std::vector<Subject>& subjects, Lang lang)
{
  std::string kinds;
  for (const Subject& subject : subjects) {
    for (const Identifier& id : subject.identifiers) {
      static constexpr std::array<std::string_view, 7> k_kinds = {"e-mail",    "phone", "client id",    "record id",
                                                                  "entity id", "name",  "date of birth"};
      const std::string_view kind = k_kinds[static_cast<std::size_t>(id.type)];
      if (kinds.find(kind) == std::string::npos) {
        kinds += (kinds.empty() ? "" : ", ") + std::string(kind);
      }
    }
  }
  std::string text(
    in(lang, {"No customer was found", "No se encontró ningún cliente", "Es wurde kein Kunde gefunden"}));
  return plain(text + (kinds.empty() ? "" : " (" + kinds + ")") + ".", "not_found");
}

Answer ask_which(std::size_t count, const std::vector<std::string>& fields, Lang lang)
{
  std::string by;
  for (const std::string& field : fields) {
    by += (by.empty() ? "" : ", ") + field;
  }
  if (by.empty()) {
    by = in(lang, {"client id, e-mail or date of birth", "número de cliente, correo o fecha de nacimiento",
                   "Kundennummer, E-Mail oder Geburtsdatum"});
  }
  const std::string n = std::to_string(count);
  return plain(lang == Lang::es   ? "Hay " + n + " clientes que coinciden. ¿Cuál? Los distingue: " + by + "."
               : lang == Lang::de ? n + " Kunden passen. Welcher ist gemeint? Sie unterscheiden sich durch: " + by + "."
                                  : n + " customers fit. Which one is meant? They differ by: " + by + ".",
               "ambiguous");
}

Answer decline(Action action, Lang lang)
{
  if (action == Action::unsupported) {
    return plain(
      std::string(in(
        lang,
        {"That cannot be done here: I only read the data of one customer at a time. I change, send and count nothing.",
         "Eso no se puede hacer aquí: solo leo los datos de un cliente a la vez. No cambio, envío ni cuento nada.",
         "Das geht hier nicht: ich lese nur die Daten eines Kunden. Ich ändere, sende und zähle nichts."})),
      "unsupported");
  }
  return plain(
    std::string(
      in(lang, {"I do not do that: it asks for secrets, for data in bulk, or for something outside a business reason.",
                "No hago eso: pide secretos, datos en masa o algo sin motivo de negocio.",
                "Das mache ich nicht: es geht um Geheimnisse, Daten in Masse oder Privates."})),
    "refuse");
}

} // namespace tilores::assist

// Words of the question with every identifier and number replaced by its kind, so that what is learned is the wish and
// not the customer.
#include <tilores/assist/route.hpp>
#include <tilores/assist/spelling.hpp>
#include <tilores/assist/words.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <utility>

namespace tilores::assist {

namespace {

std::vector<std::string> masked_words(std::string_view text, const Recognition& found)
{
  std::vector<std::string> out;
  std::size_t span = 0;
  for (const Word& word : words_of(text.substr(0, 2000))) {
    while (span < found.spans.size() && found.spans[span].end <= word.begin) {
      ++span;
    }
    if (span < found.spans.size() && found.spans[span].begin <= word.begin) {
      const std::string label = "<" + std::string(found.spans[span].label) + ">";
      if (out.empty() || out.back() != label) {
        out.push_back(label);
      }
      continue;
    }
    if (word.kind == WordKind::digits) {
      out.push_back(word.folded.size() >= 5   ? "<number>"
                    : word.folded.size() <= 2 ? word.folded
                                              : "<num" + std::to_string(word.folded.size()) + ">");
    } else if (word.kind == WordKind::mixed && !one_of(word.folded, "1st 2nd 3rd 360 e2e")) {
      out.emplace_back("<code>");
    } else {
      out.push_back(plain_spelling(word.folded));
    }
  }
  return out;
}

bool begins_with_one_of(std::string_view word, std::string_view stems)
{
  while (!stems.empty()) {
    const std::size_t end = std::min(stems.find(' '), stems.size());
    if (word.starts_with(stems.substr(0, end))) {
      return true;
    }
    stems.remove_prefix(std::min(end + 1, stems.size()));
  }
  return false;
}

// "BALANCE_DUE", "CREDIT_RESPONSE.CREDIT_SCORE": capitals joined by an underscore or a dot.
bool names_field(std::string_view text)
{
  const auto capital = [&](std::size_t i) { return i < text.size() && text[i] >= 'A' && text[i] <= 'Z'; };
  for (std::size_t i = 2; i + 2 < text.size(); ++i) {
    if ((text[i] == '_' || text[i] == '.') && capital(i - 1) && capital(i - 2) && capital(i + 1) &&
        (capital(i + 2) || text[i] == '_')) {
      return true;
    }
  }
  return false;
}

// "balance_due": small letters joined by an underscore, in no address.
bool names_snake(std::string_view text, const Recognition& found)
{
  const auto small = [&](std::size_t i) { return text[i] >= 'a' && text[i] <= 'z'; };
  for (std::size_t i = 2; i + 2 < text.size(); ++i) {
    if (text[i] == '_' && small(i - 1) && small(i - 2) && small(i + 1) && small(i + 2) &&
        std::ranges::none_of(found.spans, [&](const Span& span) { return span.begin <= i && i < span.end; })) {
      return true;
    }
  }
  return false;
}

} // namespace

std::vector<std::string> route_features(std::string_view text, const Recognition& found, bool has_history)
{
  const std::vector<std::string> words = masked_words(text, found);
  std::vector<std::string> features;
  const auto is_id = [](const std::string& word) {
    return word == "<email>" || word == "<phone>" || word == "<client_id>" || word == "<name>" ||
           word == "<record_id>" || word == "<entity_id>";
  };
  std::string previous = "^";
  std::string before = "^";
  for (const std::string& raw : words) {
    const std::string word = is_id(raw) ? "<id>" : raw;
    features.push_back(word);
    if (raw != word) {
      features.push_back(raw);
    }
    if (!word.starts_with('<') && word.size() > 5) {
      features.push_back("p:" + word.substr(0, 5));
    }
    features.push_back(previous + " " + word);
    features.push_back(before + " " + previous + " " + word);
    before = std::exchange(previous, word);
  }
  features.push_back(previous + " $");
  // What the words talk about, as kinds, so that unseen wordings share what is known of seen ones.
  struct Kind {
    const char* label;
    std::string_view words;
    std::string_view stems = {}; // beginnings of words
  };
  static constexpr Kind k_kinds[] = {
    {"k:credit",
     "credit score scores fico bureau bureaus experian equifax transunion utilization utilisation "
     "delinquent delinquency delinquencies derogatory derogatories collection collections tradeline "
     "tradelines inquiry inquiries bankruptcy bankruptcies lien liens judgment foreclosure chargeoff repo "
     "vantagescore bonitat schufa kreditauskunft puntaje buro debt debts loan loans mortgage lender "
     "lenders creditworthy creditworthiness freeze frozen late lates arrears revolving maxed debe adeuda",
     "bonit auskunftei kreditausl kreditscore kreditwurd kreditlin kreditrahm kreditausk kreditbericht kredithist "
     "verschuld schulden zahlungsverz zahlungsausf creditici puntuacion solvencia moros deuda utilizacion derog delinq "
     "bankrupt insolv verzug inkasso hipoteca creditw schufa"},
    {"k:edges",
     "duplicate duplicates dupe dupes duplicated linked link links linking merge merged merges matched "
     "match matching edge edges related relation relations relationship relationships connected connection "
     "connections household family graph records sources belong overlap cluster shares share shared "
     "dubletten doppelt duplicados relacionado verknupft registros datensatze ligada ligado ligadas comparten comparte "
     "twice identical combined repetida "
     "repetido repetidas repetidos misma mismo glued ties tied spouse relative",
     "duplic dublet doppel vincul relacionad verknupf verbind verbund zusammenh zusammengef zusammengel fusiona enlaz"},
    {"k:fields",
     "field fields column columns schema attribute attributes property properties datapoint metadata catalog catalogue "
     "dictionary campos campo atributos felder feld attribute attributen spalten columnas feldname spalte datatype "
     "datatypes enum enums nullable varchar "
     "tabelle tabellen tablas wertebereich datentyp indexed",
     "atribut spalten datenfeld column esquema"},
    {"k:write",
     "delete remove erase purge wipe update change edit modify correct rename set create add register insert merge "
     "unmerge split unlink send email text sms call dial schedule book remind refund charge bill cancel close open "
     "reopen block suspend deactivate activate unsubscribe subscribe transfer escalate assign freeze waive dispute "
     "upgrade downgrade pause enroll reset mark flag tag note notify reschedule extend credit borra borrar cambia "
     "cambiar cancela envia losche loschen andere andern schicke kundige sperre storniere put call fix give grant "
     "apply issue move enter record log",
     "reembols cierr bloque stornier sperr erstatt losch aktualis schick envia mand cambi modifi elimin borr agreg "
     "anad apunt anot actualiz reabr desactiv schliess trag hinterleg uberweis pausier verlang schreib kundig suspend"},
    {"k:aggregate",
     "how many average median mean total sum count percentage percent share top most highest lowest all "
     "customers clients everyone everybody number chart graph trend statistics stats distribution "
     "breakdown ranking per month week quarter year cuantos cuantas viele prozent promedio media porcentaje total "
     "umsatz insgesamt quartal woche monat jahr semana mes ano trimestre tasa quote churn revenue rate los todos alle "
     "aller",
     "durchschnitt promedi porcentaj statist estadist gesamt"},
    {"k:pronoun",
     "he she him her his hers they them their this that it its er sie ihn ihm ihr ihre sein seine ella el su sus"},
    {"k:we", "we our us ours company here unser unsere wir nosotros nuestra nuestro nuestros nuestras unserem unseren "
             "unserer tenemos bieten ofrecemos haben"},
    {"k:person", "customer client caller member person guy lady gentleman woman man subscriber user account kunde "
                 "kundin anrufer cliente senor senora usuario clienta clientes anruferin dame herr frau herrn senor"},
    {"k:secret",
     "ssn ssns social password passwords secret secrets token tokens key keys credential credentials pin cvv cvc "
     "prompt instructions rules system admin root database dump export environment config hidden unmasked masked "
     "restrictions filter filters policy policies jailbreak override bypass ignore disregard forget pretend roleplay "
     "clave claves reglas regeln verbatim",
     "contrasen passwor schlussel instrucc instruct anweis intern secret geheim zugangsdat"},
    {"k:bulk",
     "all every everyone everybody entire whole complete full list dump export download bulk spreadsheet csv "
     "database table random anyone alle toda todos todas liste lista gesamte komplette samtliche todo completa "
     "completas completo gesamten",
     "exporti descarg"},
    {"k:data", "phone email mail address tickets calls orders payments plan tier status balance invoice invoices "
               "telefono correo direccion pedidos llamadas pagos saldo facturas ficha telefon adresse anschrift tarif "
               "bestellungen anrufe zahlungen rechnungen kontaktdaten vertrage"},
    {"k:policy",
     "policy policies procedure process steps guideline guidelines rule rules script form forms fee fees cost costs "
     "price pricing plan plans refund refunds warranty hours holiday holidays deadline eligibility eligible "
     "requirement requirements allowed permitted approve approves approval documents sla turnaround discount offer "
     "accept ship shipping return returns window period limit template training manual compliance escalate escalation "
     "incluye kosten kostet gilt duracion tarda norma normas gratis gratuito",
     "politic procedim plazo richtlin prozess gebuhr devoluc widerruf kundigungs garant horario offnungs verfahren "
     "vorgeh reglament"},
    {"k:asset",
     "order invoice ticket case tracking shipment package policy claim transaction voucher meter serial vin plate ip "
     "iban card ssn social zip confirmation reference check cheque amount pedido factura rechnung bestellung"},
    {"k:greet", "hi hello hey morning afternoon evening thanks thank bye goodbye cheers welcome hola gracias adios "
                "buenas buenos hallo danke tschuss guten"},
    {"k:world", "capital president planet history invented wrote painted discovered country city population weather "
                "joke poem story translate synonym plural spell grammar convert define meaning stand difference "
                "explain example formula calculate square root percent recipe"},
    {"k:q",
     "who what when where which why how quien que cuando donde cual cuanto wer was wann wo welche wie warum wem"},
  };
  std::string kinds;
  for (const Kind& kind : k_kinds) {
    const bool fits = std::any_of(words.begin(), words.end(), [&](const std::string& word) {
      return one_of(word, kind.words) || begins_with_one_of(word, kind.stems);
    });
    if (fits) {
      features.emplace_back(kind.label);
      kinds += kind.label;
    }
  }
  features.push_back("K" + kinds);
  if (!words.empty()) {
    features.push_back("first:" + (words.front().front() == '<' ? std::string("<>") : words.front()) + kinds);
  }
  features.push_back(words.size() <= 2    ? "n:2"
                     : words.size() <= 5  ? "n:5"
                     : words.size() <= 10 ? "n:10"
                     : words.size() <= 20 ? "n:20"
                                          : "n:+");
  features.push_back("s:" + std::to_string(std::min<std::size_t>(found.subjects.size(), 2)));
  for (const Subject& subject : found.subjects) {
    for (const Identifier& id : subject.identifiers) {
      features.push_back("s:" + std::string(to_string(id.type)));
    }
  }
  if (found.partial_name) {
    features.emplace_back("s:partial");
  }
  if (found.arithmetic) {
    features.emplace_back("s:arithmetic");
  }
  if (has_history) {
    features.emplace_back("s:history");
  }
  if (names_field(text) || names_snake(text, found)) {
    features.emplace_back("s:fieldname");
  }
  if (text.find_first_of("\"{}<>*`%;") != std::string_view::npos) {
    features.emplace_back("s:markup");
  }
  return features;
}

} // namespace tilores::assist

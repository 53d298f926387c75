// Which words can be part of a name: not ordinary words, not months, companies or bureaus.
#include <tilores/assist/name_units.hpp>

#include <algorithm>
#include <iterator>

namespace tilores::assist {

namespace {

constexpr std::string_view k_particles =
  "de la del las los van von der den di da dos du le el al bin ibn ter ten zu y i st saint mc mac";
constexpr std::string_view k_never =
  "transunion experian equifax fico vantagescore salesforce zoho tilores visa mastercard amex paypal google gmail "
  "outlook "
  "monday tuesday wednesday thursday friday saturday sunday january february march june july august september october "
  "november december trans union american express fargo capital chase citi discover america united states "
  "kingdom "
  "york spain germany france england english spanish "
  "german french italian japanese i im ive id us uk usa ceo id ids crm api sms ssn dob ceo hr it faq kyc gdpr ccpa dti "
  "apr "
  "excel json csv sql chatgpt openai llama hamlet everest kunde kundin kunden gruss grusse gott servus moin gruezi "
  "hallo "
  "hola hiya howdy namaste bonjour bonsoir ciao salut aloha buenas tardes noches buenos dias morgen abend";

// A German noun by its ending: written with a capital, but no name ("Zahlungsverzug").
bool german_noun(std::string_view folded)
{
  static constexpr std::string_view k_endings[] = {
    "heit",       "keit",     "schaft",  "ungen",    "nummer",  "konto",   "konten",   "verzug",   "karte",
    "bericht",    "datum",    "adresse", "betrag",   "stand",   "verlauf", "auskunft", "status",   "tickets",
    "bestellung", "rechnung", "tarif",   "vertrag",  "anruf",   "daten",   "satz",     "satze",    "kunde",
    "kunden",     "posten",   "gebuhr",  "gebuhren", "frist",   "mahnung", "eintrag",  "eintrage", "linie",
    "linien",     "kredit",   "score",   "quote",    "verzuge", "stande",  "zahlung",  "buchung",  "schrift",
    "schriften",  "leitung",  "stelle",  "preis",    "option",  "dienst",  "anrufe",   "vertrage", "rechnungen",
    "auslastung", "auftrag",  "rate",    "raten",    "limit"};
  const bool by_ending = std::any_of(std::begin(k_endings), std::end(k_endings),
                                     [&](std::string_view ending) { return folded.ends_with(ending); });
  return folded.size() >= 8 && (by_ending || (folded.size() >= 9 && folded.ends_with("ung")));
}

} // namespace

std::vector<Unit> name_units(const Workbench& bench)
{
  std::vector<Unit> units;
  const std::vector<Word>& words = bench.words;
  for (std::size_t i = 0; i < words.size(); ++i) {
    Unit unit;
    unit.first = unit.last = i;
    unit.begin = words[i].begin;
    unit.end = words[i].end;
    unit.upper = words[i].upper_first;
    unit.common = is_common_word(words[i].folded) || words[i].kind != WordKind::alpha ||
                  (bench.lang == Lang::de && german_noun(words[i].folded));
    unit.given = is_given_name(words[i].folded);
    unit.never = one_of(words[i].folded, k_never) || words[i].kind != WordKind::alpha;
    while (unit.last + 1 < words.size() && words[unit.last + 1].kind == WordKind::alpha &&
           words[unit.last].kind == WordKind::alpha) {
      const std::string_view gap = bench.gap_before(unit.last + 1);
      const bool quote = gap == "'" || gap == "\xE2\x80\x99";
      const std::string& next = words[unit.last + 1].folded;
      if (!(gap == "-" || (quote && !one_of(next, "s t re ll m d ve")))) {
        break;
      }
      ++unit.last;
      unit.end = words[unit.last].end;
      unit.common = unit.common && is_common_word(next);
      if (quote && words[unit.first].end - words[unit.first].begin == 1) {
        unit.common = false; // O'Malley
      }
    }
    // "d'Aubigny": the capital stands behind the elision
    unit.upper = unit.upper || (unit.last > unit.first && one_of(words[i].folded, "d dell dall degl") &&
                                words[unit.first + 1].upper_first);
    // "al-Rashid"
    unit.upper = unit.upper || (unit.last > unit.first && one_of(words[i].folded, "al el ar as ad an ash ben bint") &&
                                bench.gap_before(unit.first + 1) == "-" && words[unit.first + 1].upper_first);
    unit.never = unit.never || (words[i].folded == "wells" && i + 1 < words.size() && words[i + 1].folded == "fargo");
    unit.free = bench.is_free(unit.begin, unit.end);
    unit.particle = one_of(words[i].folded, k_particles) && unit.last == unit.first;
    unit.initial = unit.end - unit.begin == 1 && unit.upper && unit.last == unit.first;
    i = unit.last;
    units.push_back(unit);
  }
  return units;
}

} // namespace tilores::assist

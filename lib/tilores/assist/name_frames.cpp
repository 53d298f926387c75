// What stands around a name: labels for its parts, and what staff say who introduce themselves.
#include <tilores/assist/name_units.hpp>

#include <algorithm>

namespace tilores::assist {

namespace {

// Where staff sit: "from the Leeds desk", "second line support", "in QA".
constexpr std::string_view k_teams =
  "billing support desk team tier line qa accounting accounts collections sales retention backoffice office department "
  "dept hr helpdesk service operations ops finance legal compliance escalations fraud it crew shift branch logistics "
  "onboarding quality training disputes claims renewals loyalty marketing management supervisor manager agent "
  "innendienst aussendienst buchhaltung kundendienst kundenservice kundenbetreuung teamleitung teamleiter teamleiterin "
  "vertrieb abteilung zentrale filiale inkasso technik leitung soporte cobranzas cobranza cobros ventas facturacion "
  "atencion contabilidad calidad administracion nivel equipo departamento oficina sucursal tecnico fidelizacion";

} // namespace

bool is_team(std::string_view folded) { return one_of(folded, k_teams); }

// "surname Adebayo, first name Folake": each part of the name behind its label.
void find_labelled_name(Workbench& bench, std::vector<Unit>& units)
{
  const auto word = [&](std::size_t unit) -> const std::string& { return bench.words[units[unit].first].folded; };
  const auto joined = [&](std::size_t unit) { // to the one before it
    return bench.text.substr(units[unit - 1].end, units[unit].begin - units[unit - 1].end) == " ";
  };
  const auto text_of = [&](std::size_t first, std::size_t last) {
    return std::string(bench.text.substr(units[first].begin, units[last].end - units[first].begin));
  };
  struct Part {
    std::size_t first = 0;
    std::size_t last = 0;
    bool found = false;
  };
  Part family;
  Part given;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const bool next_is_name = i + 1 < units.size() && one_of(word(i + 1), "name names");
    const bool is_family = one_of(word(i), "surname apellido apellidos nachname familienname") ||
                           (one_of(word(i), "last family") && next_is_name);
    const bool is_given = one_of(word(i), "forename vorname") ||
                          (one_of(word(i), "first given christian") && next_is_name) ||
                          (one_of(word(i), "nombre") && family.found);
    Part& part = is_family ? family : given;
    if ((!is_family && !is_given) || part.found) {
      continue;
    }
    std::size_t at = i + (next_is_name ? 2 : 1);
    while (at < units.size() && one_of(word(at), "is s es ist was lautet heisst de pila")) {
      ++at;
    }
    if (at >= units.size() || !units[at].free || units[at].never ||
        (units[at].common && !units[at].upper && !units[at].given)) {
      continue;
    }
    part.first = part.last = at;
    while (part.last + 1 < units.size() && joined(part.last + 1) && units[part.last + 1].free &&
           (units[part.last + 1].upper || units[part.last].particle) && part.last - part.first < 3) {
      ++part.last;
    }
    part.found = true;
    i = part.last;
  }
  if (!family.found || !given.found) {
    return;
  }
  bench.add(IdType::name, text_of(given.first, given.last) + " " + text_of(family.first, family.last),
            units[std::min(family.first, given.first)].begin, units[std::max(family.last, given.last)].end);
  for (Unit& unit : units) {
    unit.free = bench.is_free(unit.begin, unit.end);
  }
}

// "Shauna Pike from the Leeds desk", "Marcus Teal here from retention", "Lena Ostrow speaking, collections": who
// greets, opens the text or says "it's" and names a team is staff.
bool introduces_staff(const Workbench& bench, const std::vector<Unit>& units, std::size_t first, std::size_t last)
{
  const auto word = [&](std::size_t unit) -> const std::string& { return bench.words[units[unit].first].folded; };
  const auto gap = [&](std::size_t unit) { // before it
    return bench.text.substr(units[unit - 1].end, units[unit].begin - units[unit - 1].end);
  };
  std::size_t at = first; // back over "hi", "it's", "this is", "hier spricht"
  while (
    at > 0 && first - at < 4 &&
    one_of(
      word(at - 1),
      "hi hey hello day greetings saludos hiya hola hallo moin servus good guten buenos buenas buen gruss gott gruezi "
      "morning afternoon evening morgen tag abend dias tardes noches dia this it is s that "
      "here hier spricht ist habla le les soy aqui there again all team folks everyone y")) {
    --at;
  }
  if (at != 0) {
    return false;
  }
  std::size_t next = last + 1;
  const auto says = [&](std::string_view list) { return next < units.size() && one_of(word(next), list); };
  const bool reports = says("here speaking hier aqui reporting calling");
  if (reports) {
    ++next;
    if (next >= units.size() || gap(next).find_first_of(".,!?:;") != std::string_view::npos) {
      return true;
    }
  }
  // Within the next words, and before the sentence goes on, a team.
  const bool linked = says("from in at over with of aus vom von im der beim de del desde en");
  const bool apart = next < units.size() && gap(next).starts_with(",");
  if (!linked && !apart && !reports) {
    return false;
  }
  for (std::size_t step = 0; step < 5 && next < units.size(); ++step, ++next) {
    if (step > 0 && gap(next).find_first_of(".,!?:;") != std::string_view::npos) {
      return false;
    }
    for (std::size_t w = units[next].first; w <= units[next].last; ++w) {
      if (one_of(bench.words[w].folded, k_teams)) {
        return true;
      }
    }
  }
  return false;
}

} // namespace tilores::assist

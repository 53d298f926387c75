// People's names. In ordinary spelling capital letters show them; in lower case or capitals throughout, words that are
// in no word list do, beside a given name or a cue.
#include <tilores/assist/name_units.hpp>
#include <tilores/assist/spelling.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>

namespace tilores::assist {

namespace {

constexpr std::string_view k_titles =
  "mr mrs ms miss mister mx dr prof professor sir madam frau herr herrn senor senora sra don dona "
  "senorita mme monsieur madame mlle signor signora sr srta dra doktor doctor doctora ingenieur ingeniero ingeniera "
  "ing mag magister sheikh sheik rabbi imam baron baroness dame lic licenciado licenciada rev reverend captain capt "
  "lord lady hon sig hr fru mevrouw mijnheer meneer sgt sergeant lt lieutenant col colonel maj major cpl officer judge "
  "dna sres herrn fraulein dipl dipling madam mstr messrs pater bruder hermana licda arq";
// Also surnames: "Imani Washington".
constexpr std::string_view k_places =
  "york francisco angeles diego antonio vegas orleans jersey hampshire mexico carolina dakota virginia florida texas "
  "california ohio nevada oregon washington idaho utah arizona colorado montana wyoming kansas nebraska oklahoma iowa "
  "missouri "
  "arkansas louisiana mississippi alabama tennessee kentucky indiana illinois michigan wisconsin minnesota "
  "pennsylvania "
  "vermont maine massachusetts connecticut delaware maryland alaska hawaii london paris berlin madrid tokyo denver "
  "boise akron portland "
  "miami tampa tulsa chicago boston seattle houston dallas atlanta phoenix leipzig munich hamburg ";
constexpr std::string_view k_streets = "street st ave avenue road rd blvd boulevard lane ln drive dr court ct way "
                                       "place strasse str calle avenida inc llc ltd gmbh bank union "
                                       "insurance company corp university hospital hotel airport park";
constexpr std::string_view k_name_cues =
  "find for of named name names called customer client cust caller about on member search lookup up is was check open "
  "cliente de a para kunde kundin von fur zu zeig mir does did has credit show pull get see with und and or mr mrs ms "
  "does need hat ist payment transaction charge due status score pulls before calling drop me";

// Family names that are words as well.
constexpr std::string_view k_family_words =
  "weiss stein klein lang gross schwarz braun roth kurz jung koch wolf sommer winter berg baum kaiser konig richter "
  "vogel "
  "fuchs baker cook fields wells banks brooks rivers woods hill stone west may bell price page ward young king bishop "
  "knight hunter parker cross lane marsh field waters frost snow winters summers day white black brown green gray grey "
  "long short rich love hart fox bird lamb crane finch swan pike poole ford bush rose berry reed branch wood moore "
  "park "
  "rojas blanco delgado rubio moreno bravo calvo prieto rey reyes leon flores campos rios prado vega torres iglesias "
  "pastor marin cordero guerra paz cruz luna";
constexpr std::string_view k_person_cues =
  "find for of named name names called customer client cust caller about member search lookup cliente clienta de para "
  "kunde kundin von fur frau herr herrn senora senor mr mrs ms does did has ist hat";
// Who works with the asker.
constexpr std::string_view k_staff =
  "agent colleague colleagues supervisor manager rep representative coworker advisor teamlead lead boss coordinator "
  "kollege kollegin kollegen vorgesetzter vorgesetzte mitarbeiter mitarbeiterin chef chefin teamleiter teamleiterin "
  "agente colega supervisor supervisora companera companero jefe jefa encargado encargada coordinador coordinadora";

class NameFinder {
public:
  explicit NameFinder(Workbench& bench) : m_bench(bench), m_text(bench.text) {}

  void run()
  {
    m_units = name_units(m_bench);
    m_cased = is_cased();
    m_hurried = !m_cased && speaks_of_somebody();
    find_labelled_name(m_bench, m_units);
    const std::size_t before = m_bench.mentions.size();
    for (std::size_t i = 0; i < m_units.size();) {
      i = take(i);
    }
    // "What is the status of sarah lindqvist": a sentence with capitals, the name without.
    if (m_cased && m_bench.mentions.size() == before) {
      m_cased = false;
      m_lower_only = true;
      for (std::size_t i = 0; i < m_units.size();) {
        i = take(i);
      }
    }
  }

private:
  // Whether capital letters mean something: not all lower case, not all capital.
  [[nodiscard]] bool is_cased() const
  {
    std::size_t capital = 0;
    std::size_t shouted = 0;
    std::size_t all = 0;
    for (const Unit& unit : m_units) {
      if (!unit.free || m_bench.words[unit.first].kind != WordKind::alpha) {
        continue;
      }
      ++all;
      capital += unit.upper ? 1 : 0;
      shouted += m_bench.words[unit.first].upper_all ? 1 : 0;
    }
    return capital > 0 && shouted * 2 <= all;
  }

  // A ticket, a postal code, or "she": hurried notes are about a customer.
  [[nodiscard]] bool speaks_of_somebody() const
  {
    const bool number = std::ranges::any_of(
      m_bench.spans, [](const Span& span) { return span.label == "number" && span.end - span.begin >= 5; });
    return number || std::ranges::any_of(m_bench.words, [](const Word& word) {
             return one_of(word.folded, "she he her his shes hes cust customer client cx caller kunde kundin cliente "
                                        "clienta anrufer anruferin");
           });
  }

  [[nodiscard]] std::string_view gap(std::size_t unit) const // before it
  {
    return unit == 0 ? m_text.substr(0, m_units[0].begin)
                     : m_text.substr(m_units[unit - 1].end, m_units[unit].begin - m_units[unit - 1].end);
  }
  [[nodiscard]] const std::string& word(std::size_t unit) const { return m_bench.words[m_units[unit].first].folded; }
  [[nodiscard]] bool sentence_start(std::size_t unit) const
  {
    const std::string_view before = gap(unit);
    return unit == 0 || before.find_first_of(".!?:\n;-") != std::string_view::npos;
  }
  [[nodiscard]] bool joined(std::size_t unit) const // continues the run of the unit before it
  {
    if (unit >= m_units.size()) {
      return false;
    }
    const std::string_view before = gap(unit);
    return before == " " || before == "  " ||
           (before == ". " && (one_of(word(unit - 1), "st mr mrs ms dr prof mag ing sr sra srta lic dra rev capt") ||
                               m_units[unit - 1].initial));
  }

  [[nodiscard]] bool shown(std::size_t i) const // written like a name
  {
    const Unit& unit = m_units[i];
    const bool all_upper = m_bench.words[unit.first].upper_all && m_cased && !unit.given && unit.last == unit.first &&
                           unit.end - unit.begin <= 4;
    const bool after_given = i > 0 && joined(i) && m_units[i - 1].given;
    const bool leads_name = unit.given && joined(i + 1) && m_units[i + 1].upper && !m_units[i + 1].common &&
                            !(i > 0 && one_of(word(i - 1), "san santa new los las in"));
    const bool place =
      one_of(word(i), k_places) && !after_given && !leads_name; // "Diego Brandt" is no part of San Diego
    return unit.free && !unit.never && !place && unit.upper && !all_upper && !one_of(word(i), k_titles);
  }
  [[nodiscard]] bool plain(std::size_t i) const // may be a name in lower case
  {
    const Unit& unit = m_units[i];
    return unit.free && !unit.never && !(m_lower_only && unit.upper) && !one_of(word(i), k_titles) && !unit.common &&
           unit.end - unit.begin >= 2;
  }
  [[nodiscard]] bool given_here(std::size_t i) const
  {
    return m_units[i].given && m_units[i].free && !(m_lower_only && m_units[i].upper);
  }
  [[nodiscard]] bool suffix(std::size_t i) const { return i < m_units.size() && one_of(word(i), "iii ii iv"); }

  std::size_t take(std::size_t i)
  {
    std::size_t led = i; // "de la Cruz": the first word behind its particles
    while (led < m_units.size() && m_units[led].particle && !one_of(word(led), "y i") && m_units[led].free &&
           led - i < 3 && joined(led + 1)) {
      ++led;
    }
    const bool by_particle = led > i && led < m_units.size() && shown(led) && !m_units[led].common;
    // "van der berg, liesbeth"
    if (!m_cased && led > i && led < m_units.size() && plain(led) && take_turned_plain(i, led)) {
      return led + 2;
    }
    const bool starts = m_cased ? shown(i) || by_particle : plain(i) || given_here(i);
    if (!starts) {
      return i + 1;
    }
    std::size_t last = i;
    while (joined(last + 1)) {
      const std::size_t next = last + 1;
      const bool fits = m_cased ? shown(next) : plain(next) || given_here(next);
      if (fits) {
        last = next;
        continue;
      }
      std::size_t beyond = next; // particles inside: "de la Cruz"
      while (beyond < m_units.size() && m_units[beyond].particle && m_units[beyond].free && joined(beyond) &&
             beyond - next < 3) {
        ++beyond;
      }
      if (beyond > next && beyond < m_units.size() && joined(beyond) &&
          (m_cased ? shown(beyond) && (!m_units[beyond].common || m_bench.lang == Lang::en ||
                                       (beyond - next >= 2 &&
                                        (m_units[beyond - 1].upper || m_units[i].given || titled(i)))) // "de La Tour"
                   : plain(beyond)) &&
          !one_of(word(next), "y al el") && !(word(next) == "i" && (m_units[next].upper || !m_cased))) {
        last = beyond;
        continue;
      }
      break;
    }
    return m_cased ? take_cased(i, last) : take_plain(i, last);
  }

  // Long enough, and no misspelt ordinary word.
  [[nodiscard]] bool no_slip(std::size_t unit) const
  {
    if (m_units[unit].last > m_units[unit].first) { // "o'rourke"
      return true;
    }
    const std::string& folded = word(unit);
    if (folded.find_first_of("aeiouy") == std::string::npos) { // "cncl"
      return false;
    }
    return m_units[unit].end - m_units[unit].begin >= 4 && plain_spelling(folded) == folded &&
           !folded.ends_with("in") && !is_slip_of_common_word(folded);
  }

  [[nodiscard]] bool turned_after(std::size_t last) const // a comma and a given name follow
  {
    const std::size_t next = last + (suffix(last + 1) && joined(last + 1) ? 2 : 1);
    return next < m_units.size() && gap(next).starts_with(",") && m_units[next].upper;
  }

  // "Lê Thị Hồng", "Van Morrison": a capital within the sentence makes the particle a part of the name.
  [[nodiscard]] bool family_particle(std::size_t i) const
  {
    return m_units[i].upper && !sentence_start(i) && one_of(word(i), "le van von di da du bin al ter ten");
  }

  std::size_t take_cased(std::size_t first, std::size_t last)
  {
    const std::size_t after = last + 1;
    const bool german = m_bench.lang == Lang::de;
    // "Profil von Beat Odermatt", "Kreditlinien von Regula Brändli": what stands before the preposition is no name
    for (std::size_t i = first; i + 1 < last; ++i) {
      if (!m_units[i].given && one_of(word(i + 1), "von de") && i + 2 <= last && m_units[i + 2].given &&
          !m_units[i + 2].particle && (m_units[i].common || i == first) && (german || m_bench.lang == Lang::es)) {
        first = i + 2;
        break;
      }
    }
    while (first < last && m_units[first].common && !m_units[first].given &&
           !(m_units[first].particle && (turned_after(last) || family_particle(first))) &&
           (sentence_start(first) || german || last - first >= 2)) {
      ++first;
    }
    // "Tickets von Jäger, Sebastian": of a thing, so "von" belongs to no name
    const bool thing = first > 0 && m_units[first - 1].common && !m_units[first - 1].given &&
                       !one_of(word(first - 1), "kunde kundin cliente clienta herr herrn frau senor senora");
    if (german && word(first) == "von" && first < last && !m_units[first + 1].particle && thing) {
      ++first;
    }
    const auto family_name = [&](std::size_t i) { // "Bettina Sommer"
      return i == first + 1 && m_units[first].given && !m_units[first].common;
    };
    // "Anne-Sophie de La Tour": behind particles a word is a family name
    const auto behind_particles = [&](std::size_t i) {
      return i >= first + 2 && m_units[i - 1].particle && m_units[i].upper && !m_units[i].never &&
             (m_units[first].given || titled(first)) && (m_units[i - 1].upper || m_units[i - 2].particle);
    };
    while (last > first && m_units[last].common && !m_units[last].given && !family_name(last) &&
           !behind_particles(last) && (german || last - first >= 2)) {
      --last;
    }
    std::size_t solid = 0;
    std::size_t whole = 0;
    for (std::size_t i = first; i <= last; ++i) {
      whole += m_units[i].particle || m_units[i].initial ? 0 : 1;
      solid += (!m_units[i].common || m_units[i].given) && !m_units[i].particle && !m_units[i].initial ? 1 : 0;
    }
    if (const std::size_t turned = take_turned(first, last)) {
      return turned;
    }
    if (whole < 2 || solid == 0 ||
        (solid == 1 && whole == 2 && m_units[last].common && !m_units[first].given && !titled(first) &&
         !(m_units[first].upper && !m_units[first].common && one_of(word(last), k_family_words)))) {
      note_partial(first, last, solid);
      return after;
    }
    if (!rejected(first, last)) {
      add(first, last);
    }
    return after;
  }

  [[nodiscard]] bool ends_label(std::size_t unit) const // nothing goes on behind it
  {
    const std::string_view rest = m_text.substr(m_units[unit].end);
    return rest.empty() || one_of(rest.substr(0, 1), ": ? ; \" )");
  }

  // "Blankenship, Theodore"; "Rita,Malone,…" is first name, last name.
  std::size_t take_turned(std::size_t first, std::size_t last)
  {
    const bool numbered = suffix(last + 1) && joined(last + 1); // "de la Cruz III, Ana"
    last += numbered ? 1 : 0;
    const std::size_t next = last + 1;
    const auto given_name = [&](std::size_t i) {
      return shown(i) || (m_units[i].upper && m_units[i].given && m_units[i].free);
    };
    if (next >= m_units.size() || (gap(next) != ", " && gap(next) != ",") || !given_name(next)) {
      return 0;
    }
    const bool two_surnames = last == first + 1 && !m_units[first].given && !m_units[last].given &&
                              !m_units[first].common && !m_units[last].common && m_units[next].given;
    // "Alonso Barrientos, Higinio:": the family name may begin like a given one where the turned name stands alone
    const bool alone = last == first + 1 && !m_units[first].common && !m_units[last].common && !m_units[last].given &&
                       (m_units[next].given || (!m_units[next].common && word(next).size() >= 3)) &&
                       m_units[first].upper && ends_label(next);
    const bool one_word = first == last || m_units[first].particle || suffix(last) || two_surnames || alone;
    if (!one_word || m_units[first].never || (m_units[first].common && !m_units[next].given)) {
      return 0;
    }
    std::size_t end = next; // further given names
    while (joined(end + 1) && shown(end + 1) && (m_units[end + 1].given || m_units[end + 1].initial)) {
      ++end;
    }
    const bool junior = end + 1 < m_units.size() && joined(end + 1) && one_of(word(end + 1), "jr sr junior senior");
    const bool csv = gap(next) == "," && m_units[first].given;
    const bool surname_first = !m_units[first].given || (m_units[next].given && !csv) || alone;
    if (!csv && !(surname_first && (m_units[next].given || !m_units[next].common))) {
      return 0;
    }
    if (!junior && end + 1 < m_units.size() && joined(end + 1) && shown(end + 1) && !m_units[end + 1].common) {
      return 0; // "Boise, Karl Voss": two things
    }
    const std::string a = text_of(first, last);
    const std::string b = text_of(next, end);
    m_bench.add(IdType::name, csv ? a + " " + b : b + " " + a, m_units[first].begin, m_units[end].end);
    return end + (junior ? 2 : 1);
  }

  std::size_t take_plain(std::size_t first, std::size_t last)
  {
    const std::size_t after = last + 1;
    std::size_t unknown = 0;
    std::size_t whole = 0;
    for (std::size_t i = first; i <= last; ++i) {
      whole += m_units[i].particle ? 0 : 1;
      unknown += m_units[i].common || m_units[i].particle ? 0 : 1;
    }
    if (take_turned_plain(first, last)) {
      return last + 2;
    }
    std::size_t end = last;
    if (whole == 1 && m_units[first].given && joined(last + 1) && m_units[last + 1].free && m_units[last + 1].given) {
      end = last + 1;
      whole = 2;
    }
    const bool at_end =
      end + 1 == m_units.size() && m_units[first].end - m_units[first].begin >= 4; // "open tickets nuno brandt"
    const bool cue = first == 0 || at_end || one_of(word(first - 1), k_name_cues) ||
                     gap(first).find_first_not_of(' ') != std::string_view::npos;
    const bool named = m_units[first].given && (!m_units[first].common || cue);
    // Two words no list knows, in a sentence that has capitals: only behind a word that announces a person.
    const bool announced = first > 0 && one_of(word(first - 1), k_person_cues);
    const bool hurried = !m_lower_only && last == first + 1 && unknown == 2 && m_hurried && no_slip(first) &&
                         no_slip(last); // "tkt 5521 shes sayin she paid already oyelaran adebayo zip 30312"
    bool misspelt = true;               // "refnud neevr arived"
    for (std::size_t i = first; i <= end && misspelt; ++i) {
      misspelt = m_units[i].common || m_units[i].particle || !no_slip(i);
    }
    const bool strange = unknown >= 2 && !misspelt && (hurried || (m_lower_only ? announced : cue)) &&
                         m_units[first].end - m_units[first].begin >= 3 && m_units[end].end - m_units[end].begin >= 3;
    if (whole >= 2 && whole <= 4 && unknown >= 1 && (named || strange) && !rejected(first, end)) {
      if (suffix(end + 1) && joined(end + 1)) {
        ++end;
      }
      add(first, end);
      return end + 1;
    }
    note_partial(first, last, unknown);
    return after;
  }

  bool take_turned_plain(std::size_t first, std::size_t last)
  {
    const std::size_t next = last + 1;
    if ((first != last && !m_units[first].particle) || next >= m_units.size() ||
        (gap(next) != ", " && gap(next) != ",") || !plain(next) || !m_units[next].given || m_units[first].given) {
      return false;
    }
    m_bench.add(IdType::name, text_of(next, next) + " " + text_of(first, last), m_units[first].begin,
                m_units[next].end);
    return true;
  }

  [[nodiscard]] bool titled(std::size_t first) const { return first > 0 && one_of(word(first - 1), k_titles); }

  void note_partial(std::size_t first, std::size_t last, std::size_t solid)
  {
    const bool cue = first > 0 && one_of(word(first - 1), k_name_cues);
    if (solid > 0 && (titled(first) || m_units[first].given || (cue && first == last))) {
      m_bench.partial_name = true;
      m_bench.claim(m_units[first].begin, m_units[last].end, "name1");
    }
  }

  // The speaker, staff, places, streets, companies.
  [[nodiscard]] bool rejected(std::size_t first, std::size_t last) const
  {
    const auto before = [&](std::size_t back) {
      return first >= back ? std::string_view(word(first - back)) : std::string_view{};
    };
    if (last + 1 < m_units.size() && joined(last + 1) && one_of(word(last + 1), k_streets)) {
      return true;
    }
    if (one_of(word(last), k_streets) && !m_units[last].given) {
      return true;
    }
    const bool house_number = first > 0 && m_bench.words[m_units[first].first - 1].kind == WordKind::digits;
    for (std::size_t i = first; i <= last && house_number; ++i) { // "12 Elm Street Dayton"
      if (one_of(word(i), k_streets)) {
        return true;
      }
    }
    const bool after_from =
      last + 1 < m_units.size() && one_of(word(last + 1), "from in with at here speaking aus von vom de desde team");
    const bool is_this = (before(1) == "is" && before(2) == "this") || (before(1) == "ist" && before(2) == "hier") ||
                         before(1) == "soy" || before(1) == "habla";
    if (is_this && (after_from || (last + 1 < m_units.size() && gap(last + 1).starts_with(",")))) {
      return true;
    }
    if ((before(1) == "m" && before(2) == "i") || (before(1) == "am" && before(2) == "i") || before(1) == "im" ||
        (before(1) == "bin" && before(2) == "ich") || (before(1) == "is" && before(2) == "name" && before(3) == "my") ||
        (before(1) == "ist" && before(2) == "name" && before(3) == "mein") ||
        (before(1) == "es" && before(2) == "nombre" && before(3) == "mi") ||
        (before(1) == "llamo" && before(2) == "me")) {
      return true;
    }
    // "our colleague Miss Prudence Whitby": behind the titles
    std::size_t told = 1;
    while (one_of(before(told), k_titles)) {
      ++told;
    }
    if (one_of(before(told), k_staff) && (told > 1 || one_of(before(told + 1), "our my per unser mein meine unsere mi "
                                                                               "nuestro nuestra meinem meiner from"))) {
      return true;
    }
    // "Ms. Thea Norland of our audit team"; "im Namen der Buchhaltung, Frau Silke Hartung"
    const auto says = [&](std::size_t at, std::string_view list) {
      return at < m_units.size() && one_of(word(at), list);
    };
    if (says(last + 1, "of from aus von de del in") &&
        says(last + 2, "our the unserer unserem der dem nuestro nuestra la")) {
      for (std::size_t at = last + 3; at < m_units.size() && at <= last + 5; ++at) {
        if (is_team(word(at)) || one_of(word(at), "audit")) {
          return true;
        }
      }
    }
    if (first >= told && is_team(before(told)) && gap(first - told + 1).starts_with(",") && told > 1) {
      return true;
    }
    if (one_of(before(1), "agent colleague supervisor manager rep representative coworker advisor teamlead kollege "
                          "kollegin vorgesetzter agente colega supervisora") ||
        (before(1) == "to" && one_of(before(2), "assigned report reports")) ||
        (before(1) == "with" && one_of(before(2), "work working"))) {
      return true;
    }
    if (introduces_staff(m_bench, m_units, first, last)) {
      return true;
    }
    if (one_of(before(1), "in near") && !m_units[first].given) {
      return true;
    }
    return after_from && one_of(word(last + 1), "here speaking");
  }

  [[nodiscard]] std::string text_of(std::size_t first, std::size_t last) const
  {
    std::string value;
    for (const char c : m_text.substr(m_units[first].begin, m_units[last].end - m_units[first].begin)) {
      if (!(c == ' ' && value.ends_with(' '))) {
        value += c;
      }
    }
    return value;
  }

  void add(std::size_t first, std::size_t last)
  {
    if (last > first + 1 && m_units[first].initial && word(first) == "d" && first > 0 &&
        one_of(word(first - 1), "sr sra senor senora")) { // "Sr. D. Hermenegildo Ponce"
      ++first;
    }
    std::string value = text_of(first, last);
    if (one_of(word(last), "jr sr junior") && last > first + 1) {
      value = text_of(first, last - 1);
    }
    // "lots of Wei Zhangs"
    if (value.ends_with("s") && first >= 2 && word(first - 1) == "of" &&
        one_of(word(first - 2), "lots many several few plenty")) {
      value.pop_back();
    }
    m_bench.add(IdType::name, value, m_units[first].begin, m_units[last].end);
  }

  Workbench& m_bench;
  std::string_view m_text;
  std::vector<Unit> m_units;
  bool m_cased = true;
  bool m_hurried = false;    // lower case throughout, about somebody
  bool m_lower_only = false; // second pass: capitals have had their turn
};

} // namespace

void find_names(Workbench& bench) { NameFinder(bench).run(); }

} // namespace tilores::assist

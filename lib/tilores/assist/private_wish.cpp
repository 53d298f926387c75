// Phrases and words, in three languages, of those who ask for themselves and not for work.
#include <tilores/assist/certain_wish.hpp>

#include <tilores/assist/phrases.hpp>
#include <tilores/assist/words.hpp>

#include <algorithm>
#include <array>

namespace tilores::assist {

namespace {

// "my ex", "my daughter's boyfriend", "mi cuñado", "der Freund meiner Tochter" - not "my customer's wife".
bool names_relation(const std::vector<std::string_view>& parts)
{
  constexpr std::string_view k_asking = "wants want needs need asked asks asking says said told tells wrote at from "
                                        "paid opened quiere pide pidio dice dijo "
                                        "necesita pregunta mochte will fragt sagt sagte braucht bittet zahlte";
  constexpr std::string_view k_of_work =
    "boss chef chefin jefe jefa friend freund freundin amigo amiga companero companera";
  constexpr std::string_view k_mine = "my mi mis mein meine meiner meinem meinen";
  constexpr std::string_view k_relations =
    "ex exwife exhusband exgirlfriend exboyfriend neighbor neighbour neighbors landlord landlady boss girlfriend "
    "boyfriend fiance fiancee crush date roommate flatmate cousin brother sister mother father mom mum dad uncle aunt "
    "son daughter nephew niece stepfather stepmother inlaw friend stalker rival exnovia exnovio exmujer exmarido "
    "exesposa "
    "exesposo expareja vecino vecina vecinos jefe jefa novio novia cunado cunada suegra suegro primo prima hermano "
    "hermana padre madre amiga amigo casero casera hijo hija companero companera exfrau exmann exfreundin exfreund "
    "nachbar nachbarin nachbarn chef chefin freund freundin vermieter vermieterin schwager schwagerin bruder schwester "
    "vater mutter cousine kumpel tochter sohn onkel tante";
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (!one_of(parts[i], k_mine)) {
      continue;
    }
    for (std::size_t k = i + 1; k < parts.size() && k <= i + 3 && !one_of(parts[k], k_customers); ++k) {
      if (one_of(parts[k], k_relations)) { // "my boss wants the balance" is work
        return !one_of(parts[k], k_of_work) || k + 1 == parts.size() || !one_of(parts[k + 1], k_asking);
      }
    }
  }
  return false;
}

// Said of callers and customers as well as of oneself: they count where somebody's whereabouts are asked for, or two
// together.
std::size_t private_hints(std::string_view words)
{
  constexpr auto k_hints = std::to_array<std::string_view>({" me gusta mucho ",
                                                            " gefallt mir ",
                                                            " verliebt ",
                                                            " enamorado ",
                                                            " enamorada ",
                                                            " i fancy ",
                                                            " in love with ",
                                                            " being courted ",
                                                            " privately ",
                                                            " between us ",
                                                            " don t log ",
                                                            " dont log ",
                                                            " do not log ",
                                                            " my own business ",
                                                            " out of curiosity ",
                                                            " just curious ",
                                                            " nur neugierig ",
                                                            " solo por curiosidad ",
                                                            " my house ",
                                                            " mi casa ",
                                                            " blocked me ",
                                                            " ghosted me ",
                                                            " won t answer my ",
                                                            " won t talk to me ",
                                                            " pays me ",
                                                            " paying me ",
                                                            " paid me ",
                                                            " will pay for ",
                                                            " for money ",
                                                            " me pagan ",
                                                            " me paga ",
                                                            " para venderla ",
                                                            " para venderlo ",
                                                            " para vender ",
                                                            " to sell ",
                                                            " zahlt mir ",
                                                            " zum verkaufen ",
                                                            " a journalist ",
                                                            " un periodista ",
                                                            " ein journalist ",
                                                            " aus neugier ",
                                                            " nur aus interesse ",
                                                            " privates interesse ",
                                                            " hat mich blockiert ",
                                                            " entre nosotros ",
                                                            " por curiosidad ",
                                                            " me bloqueo ",
                                                            " me ha bloqueado ",
                                                            " es personal ",
                                                            " tema personal ",
                                                            " asked by my ",
                                                            " friend asked me ",
                                                            " for a friend ",
                                                            " for my friend ",
                                                            " my buddy ",
                                                            " private matter ",
                                                            " personal matter ",
                                                            " personal interest ",
                                                            " discreetly ",
                                                            " una amiga me ",
                                                            " un amigo me ",
                                                            " para una amiga ",
                                                            " para un amigo ",
                                                            " con discrecion ",
                                                            " discretamente ",
                                                            " eine freundin mochte ",
                                                            " ein freund mochte ",
                                                            " eine freundin will ",
                                                            " ein freund will ",
                                                            " fur eine freundin ",
                                                            " fur einen freund ",
                                                            " diskret ",
                                                            " i met yesterday ",
                                                            " i met last ",
                                                            " i met at ",
                                                            " send her flowers ",
                                                            " send him flowers ",
                                                            " que conoci ayer ",
                                                            " que conoci anoche ",
                                                            " gestern kennengelernt ",
                                                            " just bored ",
                                                            " for fun ",
                                                            " zum spass ",
                                                            " aus langeweile ",
                                                            " por diversion ",
                                                            " me aburro ",
                                                            " curious about ",
                                                            " curiosity ",
                                                            " neugier ",
                                                            " curiosidad ",
                                                            " heimlich ",
                                                            " a escondidas ",
                                                            " have a crush ",
                                                            " me gusta una ",
                                                            " me gusta un "});
  return static_cast<std::size_t>(
    std::ranges::count_if(k_hints, [&](std::string_view hint) { return words.find(hint) != std::string_view::npos; }));
}

// Where somebody lives or can be reached, what he earns or owes.
bool asks_to_find(std::string_view words)
{
  return has_any(words,
                 {" where ",         " live ",        " lives ",  " living ", " address ", " phone ",    " number ",
                  " salary ",        " earn ",        " earns ",  " owe ",    " owes ",    " verdient ", " gana ",
                  " works ",         " wo ",          " wohnt ",  " wohnen ", " lebt ",    " adresse ",  " nummer ",
                  " telefonnummer ", " handynummer ", " gehalt ", " donde ",  " vive ",    " viven ",    " direccion ",
                  " telefono ",      " numero ",      " sueldo ", " who is ", " who s ",   " quien es ", " wer ist "});
}

} // namespace

bool is_private_curiosity(std::string_view words)
{
  if (has_any(words, {" off the record ",
                      " meiner strasse ",
                      " my street ",
                      " mi calle ",
                      " purely personal ",
                      " it s personal ",
                      " strictly personal ",
                      " its personal ",
                      " for personal reasons ",
                      " not work related ",
                      " not for work ",
                      " unrelated to work ",
                      " between you and me ",
                      " for a prank ",
                      " dating app ",
                      " tinder ",
                      " my side business ",
                      " broke up with me ",
                      " unter uns ",
                      " rein privat ",
                      " rein privates ",
                      " fur mich privat ",
                      " entre tu y yo ",
                      " asunto personal ",
                      " no para el trabajo ",
                      " no es de trabajo ",
                      " no es del trabajo ",
                      " extraoficial ",
                      " extraoficialmente ",
                      " inoffiziell ",
                      " asked by a friend ",
                      " a friend of mine ",
                      " favor for a buddy ",
                      " a buddy of mine ",
                      " nothing to do with work ",
                      " nothing to do with my job ",
                      " not for work ",
                      " not a work matter ",
                      " nada que ver con el trabajo ",
                      " eine freundin von mir ",
                      " ein freund von mir ",
                      " fur einen bekannten ",
                      " fur eine bekannte ",
                      " nichts mit der arbeit ",
                      " nichts mit meiner arbeit ",
                      " privatsache ",
                      " ganz privat ",
                      " between ourselves ",
                      " ganz unter uns ",
                      " friend of mine ",
                      " cotillear ",
                      " gossip ",
                      " snoop ",
                      " behind his back ",
                      " behind her back ",
                      " without him knowing ",
                      " without her knowing ",
                      " sin que se entere ",
                      " sin que lo sepa ",
                      " ohne dass er ",
                      " ohne dass sie ",
                      " don t tell anyone ",
                      " nobody needs to know ",
                      " no se lo digas a nadie ",
                      " sag es niemandem ",
                      " my private life "})) {
    return true;
  }
  const std::vector<std::string_view> parts = parts_of(words);
  if (any_word(parts, k_customers)) {
    return false;
  }
  if (const std::size_t hints = private_hints(words); hints > 1 || (hints == 1 && asks_to_find(words))) {
    return true;
  }
  const bool of_others = has_any(words, {" her bf ", " his gf ", " her boyfriend ", " his girlfriend ", " her ex ",
                                         " his ex ", " her former husband ", " his former wife ", " su novio ",
                                         " su novia ", " su ex ", " su exmarido ", " su exmujer ", " ihr exmann ",
                                         " seine exfrau ", " ihr ex ", " sein ex ", " seine ex ", " for me lol "});
  return (of_others && asks_to_find(words)) || names_relation(parts);
}

} // namespace tilores::assist

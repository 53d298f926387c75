// Phrases and words, in three languages, of those who ask for themselves and not for work.
#include <tilores/assist/certain_wish.hpp>

#include <tilores/assist/phrases.hpp>
#include <tilores/assist/words.hpp>

namespace tilores::assist {

namespace {

// "my ex", "my daughter's boyfriend", "mi cuñado", "der Freund meiner Tochter" - not "my customer's wife".
bool names_relation(const std::vector<std::string_view>& parts)
{
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
      if (one_of(parts[k], k_relations)) {
        return true;
      }
    }
  }
  return false;
}

} // namespace

bool is_private_curiosity(std::string_view words)
{
  if (has_any(words, {" off the record ",
                      " purely personal ",
                      " it s personal ",
                      " strictly personal ",
                      " its personal ",
                      " for personal reasons ",
                      " not work related ",
                      " not for work ",
                      " unrelated to work ",
                      " privately ",
                      " between us ",
                      " between you and me ",
                      " don t log ",
                      " dont log ",
                      " do not log ",
                      " for a prank ",
                      " dating app ",
                      " tinder ",
                      " my side business ",
                      " my own business ",
                      " out of curiosity ",
                      " just curious ",
                      " nur neugierig ",
                      " solo por curiosidad ",
                      " my house ",
                      " meiner strasse ",
                      " mi casa ",
                      " blocked me ",
                      " ghosted me ",
                      " won t answer my ",
                      " won t talk to me ",
                      " broke up with me ",
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
                      " unter uns ",
                      " rein privat ",
                      " rein privates ",
                      " aus neugier ",
                      " nur aus interesse ",
                      " fur mich privat ",
                      " privates interesse ",
                      " hat mich blockiert ",
                      " entre nosotros ",
                      " entre tu y yo ",
                      " asunto personal ",
                      " no para el trabajo ",
                      " no es de trabajo ",
                      " no es del trabajo ",
                      " por curiosidad ",
                      " me bloqueo ",
                      " me ha bloqueado ",
                      " es personal ",
                      " extraoficial ",
                      " extraoficialmente ",
                      " tema personal ",
                      " inoffiziell ",
                      " asked by a friend ",
                      " asked by my ",
                      " a friend of mine ",
                      " friend asked me ",
                      " for a friend ",
                      " for my friend ",
                      " favor for a buddy ",
                      " my buddy ",
                      " a buddy of mine ",
                      " nothing to do with work ",
                      " nothing to do with my job ",
                      " not for work ",
                      " not a work matter ",
                      " private matter ",
                      " personal matter ",
                      " personal interest ",
                      " discreetly ",
                      " una amiga me ",
                      " un amigo me ",
                      " para una amiga ",
                      " para un amigo ",
                      " nada que ver con el trabajo ",
                      " con discrecion ",
                      " discretamente ",
                      " eine freundin mochte ",
                      " ein freund mochte ",
                      " eine freundin von mir ",
                      " ein freund von mir ",
                      " eine freundin will ",
                      " ein freund will ",
                      " fur einen bekannten ",
                      " fur eine bekannte ",
                      " fur eine freundin ",
                      " fur einen freund ",
                      " nichts mit der arbeit ",
                      " nichts mit meiner arbeit ",
                      " privatsache ",
                      " ganz privat ",
                      " diskret ",
                      " i met yesterday ",
                      " i met last ",
                      " i met at ",
                      " send her flowers ",
                      " send him flowers ",
                      " que conoci ayer ",
                      " que conoci anoche ",
                      " gestern kennengelernt ",
                      " between ourselves ",
                      " ganz unter uns ",
                      " friend of mine ",
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
                      " cotillear ",
                      " gossip ",
                      " snoop ",
                      " heimlich ",
                      " a escondidas ",
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
                      " have a crush ",
                      " me gusta una ",
                      " me gusta un ",
                      " me gusta mucho ",
                      " gefallt mir ",
                      " verliebt ",
                      " enamorado ",
                      " enamorada ",
                      " i fancy ",
                      " in love with ",
                      " being courted ",
                      " my private life "})) {
    return true;
  }
  const std::vector<std::string_view> parts = parts_of(words);
  if (any_word(parts, k_customers)) {
    return false;
  }
  const bool of_others = has_any(words, {" her bf ", " his gf ", " her boyfriend ", " his girlfriend ", " her ex ",
                                         " his ex ", " her former husband ", " his former wife ", " su novio ",
                                         " su novia ", " su ex ", " su exmarido ", " su exmujer ", " ihr exmann ",
                                         " seine exfrau ", " ihr ex ", " sein ex ", " seine ex ", " for me lol "});
  return of_others || names_relation(parts);
}

} // namespace tilores::assist

// Phrases and words, in three languages, that leave no doubt.
#include <tilores/assist/certain_wish.hpp>

#include <tilores/assist/phrases.hpp>
#include <tilores/assist/words.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace tilores::assist {

bool is_about_examples(std::string_view words)
{
  const std::vector<std::string_view> parts = parts_of(words);
  if (any_word(parts, "placeholder placeholders platzhalter") && !any_word(parts, k_customers)) {
    return true;
  }
  return any_word(parts, "regex regexp regexes fictional fictitious imaginary "
                         "ficticio ficticia imaginario imaginaria rehearse rehearsal ubungsdialog rollenspiel "
                         "ubungsgesprach") ||
         any_stem(parts, {"erfunden", "fiktiv", "ausgedacht"}) ||
         has_any(words, {" regular expression",
                         " expresion regular ",
                         " expresiones regulares ",
                         " regularer ausdruck ",
                         " regularen ausdruck ",
                         " valid e mail format ",
                         " valid email format ",
                         " valid format ",
                         " made up ",
                         " make up a ",
                         " sample dialog",
                         " example dialog",
                         " practice dialog",
                         " practice call ",
                         " practice conversation ",
                         " mock call ",
                         " mock dialog",
                         " mock conversation ",
                         " role play ",
                         " invent a ",
                         " invent an ",
                         " inventa ",
                         " para una practica ",
                         " juego de rol ",
                         " erfinde ",
                         " prime number ",
                         " numero primo ",
                         " primzahl ",
                         " divisible by ",
                         " square root ",
                         " raiz cuadrada ",
                         " sort these numbers ",
                         " as an international ",
                         " in international format ",
                         " in e 164 ",
                         " im internationalen format ",
                         " en formato internacional ",
                         " so i can practise ",
                         " so i can practice ",
                         " for practice ",
                         " zum uben ",
                         " para practicar ",
                         " zu ubungszwecken ",
                         " for training purposes ",
                         " quadratwurzel ",
                         " fake name ",
                         " dummy data ",
                         " testdaten "});
}

bool is_about_the_world(std::string_view words)
{
  const std::vector<std::string_view> parts = parts_of(words);
  constexpr std::string_view k_data =
    "order orders ticket tickets plan plans score scores phone email mail address record records payment payments "
    "invoice "
    "invoices balance call calls called profile contact debt credit tarif adresse rechnung rechnungen bestellung "
    "bestellungen anruf anrufe schulden bonitat pedido pedidos correo telefono pago pagos factura ficha llamadas "
    "llamada direccion puntaje saldo charged billed refund refunded file crm system here our us we";
  if (any_word(parts, k_customers) || any_word(parts, k_data)) {
    return false;
  }
  if (has_any(words, {" who was ",
                      " who were ",
                      " wer war ",
                      " wer waren ",
                      " quien fue ",
                      " quienes fueron ",
                      " famous for ",
                      " known for ",
                      " beruhmt fur ",
                      " bekannt fur ",
                      " famoso por ",
                      " famosa por ",
                      " conocido por ",
                      " conocida por ",
                      " quote by ",
                      " quote from ",
                      " cita de ",
                      " zitat von ",
                      " theory of ",
                      " biography of ",
                      " biografia de ",
                      " teoria de ",
                      " theorie von ",
                      " quien era ",
                      " wer ist der erfinder ",
                      " speech about ",
                      " speech on ",
                      " essay about ",
                      " essay on ",
                      " lesson on ",
                      " lesson about ",
                      " paper on ",
                      " report on the life ",
                      " rede uber ",
                      " referat ",
                      " aufsatz uber ",
                      " vortrag uber ",
                      " trabajo sobre ",
                      " discurso sobre ",
                      " redaccion sobre ",
                      " quiz ",
                      " trivia ",
                      " crossword ",
                      " kreuzwortratsel ",
                      " crucigrama ",
                      " homework ",
                      " hausaufgabe ",
                      " hausaufgaben ",
                      " mis deberes ",
                      " school project ",
                      " museum "})) {
    return true;
  }
  const bool asks =
    any_word(parts, "who what when where which how why did quien que cuando donde cual cuales wer was wann "
                    "wo welche welcher welches wie tell summarise summarize explain name") ||
    (!parts.empty() && one_of(parts.front(), "is was did does has hat ist"));
  return asks &&
         (any_word(parts,
                   "invent discover paint compose erfinden entdecken inventar descubrir novel novels poem poems "
                   "painting paintings painted sculpture symphony opera composed invented "
                   "discovered philosopher scientist emperor empire queen king moon nobel oscar world war "
                   "president prime minister pope theorem novela novelas poema poemas cuadro cuadros pinto "
                   "built bridge arrested directed films sport sang album element died born erbaute baute gedreht "
                   "sang entdeckte construyo dirigio canto film opern sinfonie sinfonien "
                   "escribio invento descubrio compuso murio nacio rey reina presidente presidenta guerra roman "
                   "romane gedicht gedichte gemalde gemalt erfunden erfand entdeckt entdeckte komponiert "
                   "komponierte schrieb verfasste malte konig konigin kaiser kanzler kanzlerin lebte starb geboren") ||
          has_any(words,
                  {" book did ", " books did ", " movie ", " film ", " did write ", " wrote the ", " write the "})) &&
         !any_word(parts, "my mein mi");
}

bool asks_for_range(std::string_view words)
{
  const std::vector<std::string_view> parts = parts_of(words);
  if (has_any(words, {" random customer", " random client", " random people ", " clientes al azar ",
                      " clientas al azar ", " zufallige kunden ", " zufalligen kunden ", " irgendeinen kunden "})) {
    return true;
  }
  const bool every =
    any_word(parts, "every all each any anyone everyone everybody alle jede jeden jeder samtliche todos "
                    "todas cada toda todo list iterate loop scan dump");
  if (every &&
      has_any(words, {" starting with ", " start with ", " starts with ", " beginning with ", " begin with ",
                      " que empiecen por ", " que empiezan por ", " que empiezan con ", " que comienzan con ",
                      " die mit ", " beginnend mit "}) &&
      any_word(parts,
               "number numbers id ids phones emails numeros numero telefonos correos nummern nummer ids mails")) {
    return true;
  }
  const auto number = [](std::string_view part) {
    return part.size() >= 4 && std::ranges::all_of(part, [](char c) { return is_digit(c); });
  };
  for (std::size_t i = 1; i + 2 < parts.size(); ++i) {
    if (number(parts[i]) && one_of(parts[i + 1], "to through until and thru bis und a hasta y") &&
        number(parts[i + 2]) &&
        (every ? one_of(parts[i - 1], "between from range zwischen von entre desde del ids id numbers numeros nummern")
               : one_of(parts[i - 1], "ids range numbers rango numeros nummern bereich kundennummern"))) {
      return true;
    }
  }
  return false;
}

bool asks_for_group(std::string_view words)
{
  const std::vector<std::string_view> parts = parts_of(words);
  if (any_word(parts, "field fields column columns schema campo campos feld felder policy procedure process richtlinie "
                      "politica procedimiento how wie como why warum")) {
    return false;
  }
  const bool group =
    any_word(parts, "customers clients members subscribers callers people women men girls guys everyone "
                    "everybody clientes clientas socios socias mujeres hombres kunden kundinnen frauen "
                    "manner leute mitglieder");
  const bool contact =
    has_any(words, {" phone numbers ", " phones ", " numbers of ", " names and "}) ||
    any_word(parts, "addresses emails adressen anschriften telefonnummern nummern mailadressen telefonos direcciones "
                    "correos domicilios dni");
  const bool whole =
    any_word(parts, "all every everyone everybody each alle aller allen samtliche samtlicher todos todas "
                    "cada");
  const bool trait =
    any_word(parts, "muslim muslims jewish jews christian christians catholic catholics hindu gay lesbian "
                    "religion religious race ethnicity ethnic hispanic immigrants immigrant pregnant hiv "
                    "disabled musulmanes musulman judios catolicos inmigrantes embarazadas religiosos "
                    "muslime juden christen katholiken schwanger schwangere behindert auslander ");
  return (group && contact && whole) ||
         (group && trait &&
          any_word(parts,
                   "which who list show find give welche welcher wer zeig nenne liste que cuales quien quienes dame "
                   "muestra"));
}

bool orders_a_change(std::string_view words)
{
  const std::vector<std::string_view> parts = parts_of(words);
  std::size_t first = 0;
  while (first < parts.size() &&
         one_of(parts[first],
                "please pls can could would you kindly bitte kannst konntest konnen konnten sie du por favor "
                "puedes puede podrias podria hey hi hello hola hallo ok okay now then ahora jetzt dann mal "
                "and y und also just go ahead seien so gut freundlich nett wurden wurdest mochte ich quiero quisiera "
                "necesito que le ruego me be kind good as i would ask like need want to tun mir den gefallen bitten")) {
    ++first;
  }
  if (first >= parts.size()) {
    return false;
  }
  constexpr std::string_view k_orders =
    "void revoke erganze hinterlege delete erase cancel refund reimburse reopen deactivate reactivate unblock suspend "
    "unfreeze merge unmerge upgrade "
    "downgrade enroll unsubscribe escalate remind notify reschedule reassign rename overwrite waive unlink borra "
    "borrar "
    "elimina eliminar cancela cancelar bloquea bloquear desbloquea reembolsa reembolsar reembolsale enviale mandale "
    "mandales cierra cerrar reabre actualiza actualizar modifica modificar cambia cambiar cambiale anade anadele "
    "agrega "
    "agregale apunta anota anotale programa agenda suspende reactiva fusiona desactiva activa sperre entsperre losche "
    "losch storniere erstatte uberweise aktualisiere kundige vermerke notiere buche reaktiviere verlangere pausiere "
    "verschiebe entferne loschen stornieren sperren entsperren entfernen setze setz trag trage hinterlege verbinde "
    "verknupfe fusioniere aktualisieren "
    "erstatten kundigen borre elimine "
    "cancele bloquee desbloquee reembolse envie mande cierre actualice modifique cambie anada agregue anote active "
    "desactive suspenda remove";
  const bool creates =
    one_of(parts[first], "create open add make raise crea creale abre genera erstelle erstell lege leg") &&
    any_word(parts, "ticket case note reminder appointment discount task nota recordatorio cita descuento "
                    "tarea notiz erinnerung termin rabatt aufgabe") &&
    any_word(parts, "a an un una ein eine einen");
  // An order that is taken back or wrapped round a question is none.
  return (creates || one_of(parts[first], k_orders)) &&
         !any_word(parts,
                   "show find look list pull display search zeig zeige such suche gib muestra muestrame busca dame "
                   "ensename mirame what which who when how welche was wann wie que cual cuando quien policy "
                   "process procedure steps fee");
}

bool names_credit_data(std::string_view words)
{
  return any_word(parts_of(words), "fico vantagescore schufa bonitat auskunftei auskunfteien kreditauskunft "
                                   "creditworthy creditworthiness kreditwurdig kreditwurdigkeit solvencia morosidad "
                                   "delinquency delinquencies derogatory derogatories utilization utilisation "
                                   "kreditauslastung bankruptcy bankruptcies debt debts deuda deudas schulden "
                                   "gesamtschulden indebtedness") ||
         has_any(words, {" credit score ", " credit scores ", " credit report ", " credit history ", " credit file ",
                         " credit bureau ", " credit bureaus ", " puntaje de credito ", " hard pull", " soft pull",
                         " hard inquir", " soft inquir", " maxed out ", " puntaje crediticio ",
                         " historial crediticio ", " reporte de credito ", " buro de credito ", " kredit score "});
}

bool names_record_links(std::string_view words)
{
  const std::vector<std::string_view> parts = parts_of(words);
  const bool together = any_word(parts, "hangt hangen gehoren gehort") && any_word(parts, "zusammen");
  return (together ||
          any_stem(parts, {"duplica", "dublette", "duplikat", "dupe", "verknupf", "vinculad", "vinculo", "zusammengef",
                           "relatives", "pariente", "familiares", "angehorig", "verwandt", "zusammengel"}) ||
          has_any(words, {" doppelt ",           " doppelte eintrage ", " related to ",
                          " linked to ",         " connected to ",      " kin ",
                          " double entries ",    " double entry ",      " family on file ",
                          " family members ",    " same household ",    " lives with ",
                          " live with ",         " living with ",       " wohnt noch bei ",
                          " wohnen noch bei ",   " wohnt bei ",         " vive con ",
                          " viven con ",         " married ",           " verheiratet ",
                          " casados ",           " share a device ",    " shared device ",
                          " shares a device ",   " same device ",       " comparte dispositivo ",
                          " mismo dispositivo ", " teilt sich ",        " dasselbe gerat ",
                          " same address as ",   " same person ",       " noch jemand ",
                          " jemand anderes ",    " anyone else ",       " anybody else ",
                          " somebody else ",     " alguien mas ",       " quien mas ",
                          " wer noch ",          " wer sonst ",         " who else ",
                          " misma persona ",     " dieselbe person ",   " belong together ",
                          " in beziehung ",      " hangt zusammen "})) &&
         !any_stem(parts, {"charg", "payment", "cargo", "cobro", "pago", "zahlung", "abbuch", "invoice", "order",
                           "bill", "rechnung", "factura", "pedido", "bestell", "refund"}) &&
         !has_any(words, {" just show ", " only show ", " solo muestra ", " nur zeigen "});
}

bool may_ask_links(std::string_view words)
{
  const std::vector<std::string_view> parts = parts_of(words);
  return names_record_links(words) ||
         any_word(
           parts,
           "kin double else other others same family families relatives spouse husband wife household alias aliases "
           "twin together both one behind with between attached multiple several second tree network "
           "otra otras otro otros misma mismo familia familiares pareja juntos entre alguien ambos con "
           "andere anderen anderes familie verwandte verwandt zusammen gehoren gehort selben dieselbe "
           "derselbe zweites haushalt zwischen mit mehrfach mehrere") ||
         any_stem(parts, {"duplic",  "duplik",  "dublet",    "dupe",     "dup",      "doppel",  "link",      "relat",
                          "connect", "merg",    "match",     "edge",     "record",   "source",  "graph",     "cluster",
                          "share",   "sharing", "overlap",   "tie",      "glue",     "join",    "combin",    "ident",
                          "twice",   "two",     "household", "vincul",   "relacion", "fusion",  "repetid",   "enlaz",
                          "ligad",   "compart", "registro",  "verknupf", "verbind",  "verbund", "zusammen",  "datens",
                          "teilt",   "teilen",  "hangt",     "hangen",   "zweimal",  "parient", "beziehung", "belong"});
}

bool asks_of_discoveries(std::string_view words)
{
  const std::vector<std::string_view> parts = parts_of(words);
  return (any_word(parts,
                   "invented discovered composed painted sculpted erfunden erfand entdeckt entdeckte gemalt malte "
                   "komponiert komponierte invento descubrio pinto compuso inventor erfinder novel novela roman "
                   "poem poema gedicht symphony sinfonie sinfonia") &&
          !any_word(parts, k_customers)) ||
         (has_any(words, {" in which year ", " in what year ", " en que ano ", " in welchem jahr ", " which century ",
                          " que siglo ", " welchem jahrhundert "}) &&
          !any_word(parts, k_customers) &&
          !any_word(parts,
                    "he she they his her their his we our us he el ella su sus nos nuestro nuestra er sie ihr ihre "
                    "sein seine wir unser unsere this that"));
}

bool is_harmless_secret(std::string_view words)
{
  return has_any(
    words, {" secret to a ",        " secret to making ",      " secret of a good ",      " secret of a great ",
            " secret of good ",     " secret behind a good ",  " secret ingredient ",     " secreto de una buena ",
            " secreto de un buen ", " secreto para ",          " geheimnis eines guten ", " geheimnis einer guten ",
            " geheimnis guter ",    " secret sauce ",          " secure password",        " strong password",
            " safe password",       " good password",          " sicheres passwort ",     " sichere passworter ",
            " sicheren passwort",   " contrasena segura ",     " contrasenas seguras ",   " password manager",
            " passwortmanager ",    " gestor de contrasenas ", " secret santa ",          " secreto mejor guardado "});
}

bool orders_computing(std::string_view words)
{
  const std::vector<std::string_view> parts = parts_of(words);
  return any_stem(parts, {"recomput", "recalc", "rescor", "reindex", "rebuil", "resync", "reprocess", "backfill",
                          "dedupl", "neuberechn", "recalcul", "reproces"}) ||
         has_any(words, {" neu berechnen ", " neu berechne ", " volver a calcular "});
}

bool has_refusal_sign(std::string_view words)
{
  const std::vector<std::string_view> parts = parts_of(words);
  return any_word(
           parts,
           "ssn ssns social key keys pin cvv cvc prompt prompts rule rules system admin root database dump export "
           "env environment config hidden unmasked masked restrictions restriction filter filters limits jailbreak "
           "override bypass ignore disregard forget pretend roleplay developer debug mode everything everybody "
           "everyone everyone's anyone all every each entire whole complete full bulk verbatim above encode base64 "
           "decode internal secret secrets confidential private salary colleague colleagues agents staff boss "
           "alle allen aller samtliche samtlichen gesamte komplette todo todos toda todas completa completas "
           "completo completos interna internas interno internos secreto secreta secretas secretos oculto ocultas "
           "reglas regeln datenbank quellcode geheim geheime geheimen olvida ignora ignoriere vergiss tarjetas "
           "ignorier karten cards illegal hack hacker sql shell script bash file files list liste lista login "
           "logins home lives live wohnt vive") ||
         any_stem(parts, {"passw",        "passwor",  "credential",  "instruc",     "instrucc",    "anweisung",
                          "contrasen",    "token",    "schlussel",   "exporti",     "export",      "sozialversicherung",
                          "kartennummer", "descarg",  "download",    "vollstandig", "uneingeschr", "restric",
                          "secret",       "kennwort", "zugangsdaten"}) ||
         is_private_curiosity(words) || asks_for_range(words);
}

} // namespace tilores::assist

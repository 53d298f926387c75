// Secrets by name, and whether they are asked for or told.
#include <tilores/assist/secret_wish.hpp>

#include <tilores/assist/phrases.hpp>
#include <tilores/assist/words.hpp>

#include <tilores/base/text.hpp>
#include <tilores/redact/redact.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace tilores::assist {

namespace {

// "… of client 7": asks whose it is.
bool is_owned(std::string_view rest)
{
  return std::ranges::any_of(std::initializer_list<std::string_view>{" of ", " for ", " von ", " de "},
                             [&](std::string_view link) { return rest.starts_with(link); });
}

// "customer pasted SSN 987-65-4321": the value stands behind its name, so it is told and not asked for.
bool tells_secret(std::string_view text, const Recognition& found)
{
  bool told = false;
  const std::vector<Word> all = words_of(text);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool ssn = one_of(all[i].folded, "ssn social");
    if (!ssn && !one_of(all[i].folded, "card tarjeta karte kartennummer kreditkarte")) {
      continue;
    }
    const std::size_t from = all[i].end;
    const std::size_t to = all[std::min(i + 5, all.size() - 1)].begin;
    const bool value = std::ranges::any_of(found.spans, [&](const Span& span) {
      constexpr std::size_t k_ssn_digits = 9;
      const bool plain = ssn && span.label == "number" && span.end - span.begin == k_ssn_digits; // "ssn 987654321"
      return (plain || span.label == (ssn ? "ssn" : "card")) && span.begin >= from && span.begin <= to &&
             !is_owned(text.substr(span.end));
    });
    if (!value) {
      return false;
    }
    told = true;
  }
  return told;
}

// "card number 2337869": a number of 12 to 19 digits that passes the check of ISO/IEC 7812 is a card's; any other is
// told, not asked for, and is no secret.
bool tells_other_number(std::string_view text, const std::string& words)
{
  constexpr std::array<std::string_view, 4> k_cues = {" card number ", " card numbers ", " numero de tarjeta ",
                                                      " kartennummer "};
  const bool told = std::ranges::any_of(k_cues, [&](std::string_view cue) {
    const std::size_t at = words.find(cue);
    std::string_view rest =
      at == std::string::npos ? std::string_view{} : std::string_view(words).substr(at + cue.size());
    for (const std::string_view filler : {"is ", "es ", "ist ", "no ", "nr "}) {
      rest.remove_prefix(rest.starts_with(filler) ? filler.size() : 0);
    }
    return !rest.empty() && is_digit(rest.front());
  });
  return told && std::ranges::none_of(redact::find_sensitive(text),
                                      [](const redact::Found& found) { return found.kind == redact::Kind::card; });
}

} // namespace

bool asks_secret(std::string_view text, const std::string& words, const Recognition& found)
{
  const auto has = [&](std::string_view phrase) { return words.find(phrase) != std::string::npos; };
  const auto any = [&](std::initializer_list<std::string_view> phrases) { return std::ranges::any_of(phrases, has); };
  const bool secret = any({" ssn ",
                           " social security ",
                           " cvv ",
                           " cvc ",
                           " security code ",
                           " card number ",
                           " card numbers ",
                           " full card ",
                           " password ",
                           " passwords ",
                           " pin code ",
                           " pin number ",
                           " unmasked ",
                           " license number ",
                           " licence number ",
                           " routing number ",
                           " numero de tarjeta ",
                           " seguro social ",
                           " contrasena ",
                           " kartennummer ",
                           " passwort ",
                           " sozialversicherungsnummer ",
                           " fuhrerscheinnummer "});
  // What of it may be told, or what is done with it elsewhere.
  const bool harmless =
    any({" last four ",   " last 4 ",     " reset ",        " expired ",        " expire ",          " expires ",
         " expiry ",      " expiration ", " ending ",       " ends ",           " declined ",        " vencida ",
         " vence ",       " abgelaufen ", " letzten vier ", " ultimos cuatro ", " customer forgot ", " she forgot ",
         " he forgot ",   " forgot her ", " forgot his ",   " forgot their ",   " has forgotten ",   " olvido su ",
         " olvidado su ", " vergessen ",  " perdio su ",    " lost her card ",  " lost his card ",   " pasted her ",
         " pasted his "}) &&
    !any({" what is ", " whats ", " tell me ", " i forgot ", " i have forgotten ", " ich habe ", " wie lautet ",
          " cual es ", " dime ", " me olvide ", " read me ", " give me "});
  const bool other = any({" cvv ", " cvc ", " security code ", " password ", " passwords ", " pin code ",
                          " pin number ", " contrasena ", " passwort "});
  return secret && !harmless && !tells_other_number(text, words) && (other || !tells_secret(text, found));
}

bool asks_system_secret(std::string_view words)
{
  const std::vector<std::string_view> parts = parts_of(words);
  return any_word(parts,
                  "password passwords passphrase contrasena contrasenas passwort passworter kennwort token tokens "
                  "credentials credenciales zugangsdaten keys apikey clave claves") &&
         any_word(parts,
                  "server servers servidor database datenbank admin administrator administrador root sistema wifi "
                  "wlan vpn prod production produccion backend api aws router datos bd db") &&
         any_word(parts,
                  "what whats give tell show print reveal need send cual cuales dime dame muestra ensena necesito "
                  "lautet lauten gib nenne sag verrate zeig brauche") &&
         !any_word(parts, "policy policies rule rules how reset store stored where politica norma richtlinie field "
                          "fields campo campos feld felder columns");
}

} // namespace tilores::assist

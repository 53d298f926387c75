// Remarks to the machine, new values of orders to change something, and words for what joins two customers.
#include <tilores/assist/unwanted.hpp>

#include <tilores/assist/spelling.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace tilores::assist {

namespace {

constexpr std::string_view k_polite =
  "please pls plz can could would you kindly bitte kannst konntest konnen konnten sie du por favor puedes puede podria "
  "podrias hey hi hello hola hallo ok okay now then ahora jetzt dann mal and y und also just go ahead i need to we u "
  "be so good as i d like want";
constexpr std::string_view k_verbs =
  "update change set replace swap switch modify edit correct overwrite add put make assign append store save enter "
  "note record attach ponle pon cambia cambiar cambiale actualiza actualizar actualizale anade anadele agrega agregale "
  "modifica modificar reemplaza sustituye guarda registra asigna corrige ander andere andern trag trage setz setze "
  "aktualisiere aktualisier ersetze ersetz hinterlege hinterleg speichere speicher fuge korrigiere korrigier erganze "
  "verpasse upd chg eintragen hinterlegen andern aktualisieren speichern vermerken erganzen apuntalo anotalo cambialo "
  "actualizalo guardalo ponlo registralo";
constexpr std::string_view k_sending = "send resend forward fax mail email text ship deliver reenvia reenviar envia "
                                       "enviar manda mandar schick schicke sende "
                                       "leite versende";
constexpr std::string_view k_phone_words =
  "phone phones fone number numbers mobile cell landline tel telephone telefono tlf movil celular numero fijo telefon "
  "nummer handy handynummer telefonnummer mobilnummer rufnummer festnetz";
constexpr std::string_view k_email_words = "email emails mail e correo mailadresse emailadresse mailbox";

// The order stands at the head of the text or of a clause, or "update it" closes it.
bool orders(const Workbench& bench, std::string_view verbs)
{
  bool head = true;
  for (std::size_t i = 0; i < bench.words.size(); ++i) {
    const std::string word = plain_spelling(bench.words[i].folded);
    const std::string_view gap = i == 0 ? std::string_view{} : bench.gap_before(i);
    head = head || gap.find_first_of(".,;:!?") != std::string_view::npos;
    if (head && one_of(word, verbs)) {
      // "record 003…" and "note: …" are things; "make sure", "set up": no values
      const std::string_view next = i + 1 < bench.words.size() ? std::string_view(bench.words[i + 1].folded) : "";
      if (!(one_of(word, "record note store make put set enter save") && next.empty()) && !one_of(next, "sure me us")) {
        return true;
      }
    }
    head = head && one_of(word, k_polite);
  }
  return false;
}

bool says(const Workbench& bench, std::string_view list)
{
  return std::ranges::any_of(
    bench.words, [&](const Word& word) { return bench.is_free(word.begin, word.end) && one_of(word.folded, list); });
}

// The word right before `at`, and whether only blanks stand between.
std::string_view word_before(const Workbench& bench, std::size_t at)
{
  const std::size_t word = bench.word_at(at);
  return word == 0 ? std::string_view{} : std::string_view(bench.words[word - 1].folded);
}

} // namespace

std::vector<Stretch> machine_remarks(std::string_view text)
{
  struct Pair {
    std::string_view open;
    std::string_view close;
  };
  constexpr Pair k_pairs[] = {{"<!--", "-->"}, {"[[", "]]"}, {"{{", "}}"}, {"(", ")"},
                              {"[", "]"},      {"{", "}"},   {"<", ">"}};
  std::vector<Stretch> out;
  for (std::size_t at = text.find_first_of("<([{"); at < text.size(); at = text.find_first_of("<([{", at)) {
    const auto pair =
      std::ranges::find_if(k_pairs, [&](const Pair& one) { return text.substr(at).starts_with(one.open); });
    std::size_t end = text.find(pair->close, at);
    if (pair->open == "<" && end < text.size()) { // an element ends with its closing mark
      const std::size_t closing = text.find("</", end);
      end = closing == std::string_view::npos ? end : text.find('>', closing);
    }
    end = end >= text.size() ? text.size() : end + pair->close.size();
    const std::vector<Word> words = words_of(text.substr(at, end - at));
    const bool addressed = std::ranges::any_of(words, [](const Word& word) {
      return one_of(word.folded, "assistant bot ai llm model system chatbot gpt asistente sistema modelo assistent "
                                 "modell ki ia prompt instruction instructions admin developer override ignore ignora "
                                 "ignoriere olvida vergiss rules reglas regeln");
    });
    if (addressed) {
      out.push_back({at, end});
      at = end;
    } else {
      ++at;
    }
  }
  return out;
}

std::string without_remarks(std::string_view text)
{
  std::string out;
  std::size_t left = 0;
  for (const Stretch& remark : machine_remarks(text)) {
    out += text.substr(left, remark.begin - left);
    left = remark.end;
  }
  out += text.substr(left);
  return words_of(out).empty() ? std::string(text) : out;
}

void drop_new_values(Workbench& bench)
{
  std::vector<Mention*> wanted;
  for (Mention& mention : bench.mentions) {
    if (mention.wanted && mention.id.type != IdType::dob) {
      wanted.push_back(&mention);
    }
  }
  if (wanted.size() < 2) {
    return;
  }
  if (orders(bench, k_sending)) { // "resend the invoice of A to B"
    const auto receives = [&](const Mention* mention) {
      return one_of(word_before(bench, mention->begin), "to a al an nach") &&
             (mention->id.type == IdType::email || mention->id.type == IdType::phone);
    };
    if (!std::ranges::all_of(wanted, receives)) {
      for (Mention* mention : wanted) {
        mention->wanted = !receives(mention);
      }
    }
  }
  if (!orders(bench, k_verbs)) {
    return;
  }
  const bool phone = says(bench, k_phone_words);
  const bool email = says(bench, k_email_words);
  const auto value_type = [&](const Mention& mention) {
    return (mention.id.type == IdType::phone && phone) || (mention.id.type == IdType::email && email);
  };
  const bool other = std::ranges::any_of(wanted, [&](const Mention* mention) { return !value_type(*mention); });
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::string_view before = word_before(bench, wanted[i]->begin);
    const bool target = one_of(before, "to with as auf zu al a por en into w is durch mit");
    const bool owner = one_of(before, "of for from on von fur bei del de la client customer kunde kundin cliente "
                                      "clienta cust para");
    if (value_type(*wanted[i]) && !owner && ((target && i > 0) || other)) {
      wanted[i]->wanted = false;
      bench.new_value = true;
    }
  }
}

bool asks_what_joins(std::string_view words)
{
  for (const std::string_view word : split(words, ' ')) {
    for (const std::string_view stem : {"connect", "linked", "relation", "vincul", "relacion", "verbind", "verbund",
                                        "verknupf", "verhaltnis", "beziehung", "zusammenhang"}) {
      if (word.starts_with(stem)) {
        return true;
      }
    }
  }
  return std::ranges::any_of(std::initializer_list<std::string_view>{" ties ",
                                                                     " tie ",
                                                                     " tied ",
                                                                     " links ",
                                                                     " zusammen ",
                                                                     " gehort ",
                                                                     " gehoren ",
                                                                     " hangt ",
                                                                     " hangen ",
                                                                     " misma persona ",
                                                                     " mismo cliente ",
                                                                     " misma clienta ",
                                                                     " dieselbe person ",
                                                                     " derselbe kunde ",
                                                                     " dieselbe kundin ",
                                                                     " in common ",
                                                                     " en comun ",
                                                                     " gemeinsam ",
                                                                     " share ",
                                                                     " shares ",
                                                                     " comparten ",
                                                                     " teilen ",
                                                                     " overlap ",
                                                                     " between ",
                                                                     " entre ",
                                                                     " zwischen ",
                                                                     " related ",
                                                                     " same household ",
                                                                     " mismo hogar "},
                             [&](std::string_view phrase) { return words.find(phrase) != std::string_view::npos; });
}

bool owns(std::string_view between)
{
  const std::vector<std::string_view> parts = split(trim(between), ' ');
  return std::ranges::any_of(parts, [](std::string_view word) {
    return one_of(word, "his her hers their its su sus ihr ihre ihren ihrer sein seine seinen seiner whose cuyo cuya "
                        "deren dessen born geboren nacido nacida dob");
  });
}

} // namespace tilores::assist

// Runs the finders over one text, in the order that keeps them out of each other's way.
#include <tilores/assist/recognise.hpp>

#include <tilores/assist/mentions.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>

namespace tilores::assist {

namespace {

constexpr std::size_t k_max_text = 16 * 1024;

// Words inside a name or another identifier speak no language ("de la Cruz").
Lang language_of(const Workbench& bench)
{
  const std::string_view text = bench.text;
  int es = text.find("\xC2\xBF") != std::string_view::npos || text.find("\xC2\xA1") != std::string_view::npos ? 3 : 0;
  int de = 0;
  int en = 0;
  for (const Word& word : bench.words) {
    if (!bench.is_free(word.begin, word.end)) {
      continue;
    }
    es += one_of(word.folded,
                 "el la los las de del cliente cuenta busca buscame tiene cual cuanto quien hay por favor "
                 "numero nacida nacido necesito muestra muestrame su para con y es correo que gracias "
                 "hola puntaje dame tengo ignora perdon sobre linea senora borra resumen ultima ultimo proximo cuantas")
            ? 1
            : 0;
    de += one_of(word.folded, "der die das den dem und ist nicht von kunde kundin kunden wie wer wo welche welcher "
                              "bitte zeig mir suche such hat fur zu gibt gib alle ihre sein seine wann was ein eine "
                              "geboren mit bei heisst wem schufa ich frau herr guten alles uber hallo offene offen "
                              "noch gesperrt telefonnummer losche danke warum wurde")
            ? 1
            : 0;
    en += one_of(word.folded, "the of is what who for and me my please find show her his to in with does customer "
                              "client score was were why when "
                              "where how which did do are am have had can could will would been last this that it they "
                              "he she you we our their "
                              "your from by at on or not any all")
            ? 1
            : 0;
  }
  return es > de && es > en ? Lang::es : de > en && de > 0 ? Lang::de : Lang::en;
}

} // namespace

std::string_view to_string(IdType type)
{
  switch (type) {
  case IdType::email: return "email";
  case IdType::phone: return "phone";
  case IdType::client_id: return "client_id";
  case IdType::record_id: return "record_id";
  case IdType::entity_id: return "entity_id";
  case IdType::name: return "name";
  case IdType::dob: return "dob";
  }
  return "name";
}

bool Workbench::is_free(std::size_t begin, std::size_t end) const
{
  return std::none_of(claimed.begin() + static_cast<std::ptrdiff_t>(begin),
                      claimed.begin() + static_cast<std::ptrdiff_t>(end), [](bool b) { return b; });
}

void Workbench::claim(std::size_t begin, std::size_t end, std::string_view label)
{
  std::fill(claimed.begin() + static_cast<std::ptrdiff_t>(begin), claimed.begin() + static_cast<std::ptrdiff_t>(end),
            true);
  spans.push_back({begin, end, label});
}

void Workbench::add(IdType type, std::string value, std::size_t begin, std::size_t end)
{
  claim(begin, end, to_string(type));
  mentions.push_back({{type, std::move(value)}, begin, end, true});
}

std::size_t Workbench::word_at(std::size_t at) const
{
  return static_cast<std::size_t>(
    std::partition_point(words.begin(), words.end(), [&](const Word& word) { return word.begin < at; }) -
    words.begin());
}

std::string_view Workbench::gap_before(std::size_t word) const
{
  return word == 0 ? text.substr(0, words[0].begin)
                   : text.substr(words[word - 1].end, words[word].begin - words[word - 1].end);
}

Recognition recognise(std::string_view text, std::string_view region)
{
  Workbench bench;
  bench.text = text.substr(0, k_max_text);
  bench.region = region;
  bench.words = words_of(bench.text);
  bench.claimed.assign(bench.text.size(), false);
  bench.lang = language_of(bench);
  find_emails(bench);
  find_ids(bench);
  find_dates(bench);
  find_numbers(bench);
  find_names(bench);
  drop_unwanted(bench);
  Recognition out;
  out.subjects = group_mentions(bench);
  out.spans = std::move(bench.spans);
  std::sort(out.spans.begin(), out.spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
  std::size_t end = 0; // a name may have been found within a longer one
  std::erase_if(out.spans, [&](const Span& span) { return span.begin < end || (end = span.end, false); });
  out.lang = language_of(bench);
  out.arithmetic = bench.arithmetic;
  out.new_value = bench.new_value;
  out.partial_name = bench.partial_name;
  return out;
}

} // namespace tilores::assist

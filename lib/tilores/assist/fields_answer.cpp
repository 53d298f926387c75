#include <tilores/assist/fields_answer.hpp>

#include <tilores/assist/words.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace tilores::assist {

namespace {

constexpr std::string_view k_idle_words =
  "what which where does do is are the a an of for to in on and or have has we you i me my show list all tell about "
  "field fields schema column columns data value "
  "values stored hold holds mean means called name there any that this with from by how can see get que cual campos "
  "campo datos welche welches feld felder gibt es der die das";

std::set<std::string> telling_words(std::string_view text)
{
  std::set<std::string> out;
  for (Word& word : words_of(text)) {
    if (word.folded.size() > 1 && !one_of(word.folded, k_idle_words)) {
      if (word.folded.size() > 4 && word.folded.ends_with('s')) {
        word.folded.pop_back();
      }
      out.insert(std::move(word.folded));
    }
  }
  return out;
}

} // namespace

std::vector<const model::Field*> fields_about(std::string_view text, std::size_t most)
{
  const std::set<std::string> asked = telling_words(text.substr(0, 2000));
  std::vector<std::pair<int, const model::Field*>> scored;
  for (const model::Field& field : model::fields()) {
    if (!field.in_schema || field.kind != "leaf" || field.sensitivity == model::Sensitivity::secret) {
      continue;
    }
    int score = text.find(field.path) != std::string_view::npos && field.path.size() > 3 ? 20 : 0;
    std::string name(field.path);
    std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '_' || c == '.'; }, ' ');
    const std::set<std::string> own = telling_words(name);
    const std::set<std::string> around = telling_words(std::string(field.category) + " " + std::string(field.spectrum) +
                                                       " " + std::string(field.description));
    for (const std::string& word : asked) {
      score += own.contains(word) ? 3 : around.contains(word) ? 1 : 0;
    }
    if (score > 0) {
      scored.emplace_back(score, &field);
    }
  }
  std::stable_sort(scored.begin(), scored.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<const model::Field*> out;
  for (std::size_t i = 0; i < scored.size() && i < most; ++i) {
    out.push_back(scored[i].second);
  }
  return out;
}

Answer answer_fields(std::string_view question, Lang lang)
{
  Answer answer;
  answer.intent = "fields";
  const auto in = [&](std::string_view en, std::string_view es, std::string_view de) {
    return std::string(lang == Lang::es ? es : lang == Lang::de ? de : en);
  };
  const auto found = fields_about(question, 8);
  if (found.empty()) {
    std::map<std::string_view, std::size_t> categories;
    std::size_t count = 0;
    for (const model::Field& field : model::fields()) {
      if (field.in_schema) {
        ++categories[field.category];
        ++count;
      }
    }
    answer.text = in("The schema has ", "El esquema tiene ", "Das Schema hat ") + std::to_string(count) +
                  in(" fields: ", " campos: ", " Felder: ");
    std::string list;
    for (const auto& [category, n] : categories) {
      list += (list.empty() ? "" : ", ") + std::string(category) + " (" + std::to_string(n) + ")";
    }
    answer.text += list + ".";
    return answer;
  }
  answer.text = in("Fields of the schema about that:", "Campos del esquema sobre eso:", "Felder des Schemas dazu:");
  for (const model::Field* const field : found) {
    answer.text +=
      "\n" + std::string(field->path) + " (" + std::string(field->type) + ", " + std::string(field->category) + ")";
    if (!field->description.empty()) {
      answer.text += ": " + std::string(field->description);
    }
    answer.sources.push_back({"", "", std::string(field->path)});
  }
  return answer;
}

} // namespace tilores::assist

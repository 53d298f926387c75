// Picks the word that only a name can be.
#include <tilores/assist/lone_surname.hpp>

#include <tilores/assist/words.hpp>

namespace tilores::assist {

std::optional<std::string> lone_surname(std::string_view question)
{
  constexpr std::size_t k_short = 8;   // words
  constexpr std::size_t k_letters = 4; // shorter ones are abbreviations
  const std::vector<Word> words = words_of(question);
  if (words.empty() || words.size() > k_short) {
    return std::nullopt;
  }
  std::optional<std::string> found;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Word& word = words[i];
    const bool points =
      one_of(word.folded, "this that these those he she him her his hers they them their it caller er sie ihr ihm ihn "
                          "ella ellos mr mrs ms miss dr herr frau senor senora sir madam");
    if (points || word.kind != WordKind::alpha) {
      return std::nullopt;
    }
    if (is_given_name(word.folded)) {
      return std::nullopt;
    }
    if (is_common_word(word.folded) || word.folded.size() == 1) { // "burnemrick's"
      continue;
    }
    if (found || word.folded.size() < k_letters) {
      return std::nullopt;
    }
    found = std::string(question.substr(word.begin, word.end - word.begin));
  }
  return found;
}

} // namespace tilores::assist

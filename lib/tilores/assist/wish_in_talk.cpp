// The wish of a question within a conversation: "and Marta Owen?" asks again what was asked before.
#include <tilores/assist/answer.hpp>
#include <tilores/assist/recognise.hpp>
#include <tilores/assist/words.hpp>

#include <algorithm>

namespace tilores::assist {

namespace {

constexpr std::string_view k_cues =
  "and about same compare compared versus vs also too likewise other another both y e "
  "tambien mismo compara comparar otro otra ambos ambas und auch dasselbe gleiche "
  "vergleiche vergleich andere anderen beide beiden";
constexpr std::string_view k_idle =
  "what how for with of the a an two them these those one ones first second third last next to as well then now "
  "please ok so is was him her he she they client customer jr sr ii iii iv mr mrs ms miss "
  "hay que tal lo para con sobre los las el la dos de cliente clienta senor senora es por favor ist mit bei fur von "
  "der die das den dem kunde kundin herr herrn frau bitte wie sieht es aus";

// Names or points at customers and says nothing of its own.
bool carries_on(std::string_view question)
{
  const Recognition found = recognise(question);
  const std::vector<Word> words = words_of(question);
  bool cue = false;
  bool named = false; // the word is one of an identifier
  for (std::size_t i = words.size(); i-- > 0;) {
    const Word& word = words[i];
    const bool label = named && one_of(word.folded, "number id nr no email mail phone correo telefono telefon nummer");
    named = std::any_of(found.spans.begin(), found.spans.end(),
                        [&](const Span& span) { return span.begin <= word.begin && word.end <= span.end; });
    if (named || label) {
      continue;
    }
    const bool is_cue = one_of(word.folded, k_cues);
    cue = cue || is_cue;
    if (!is_cue && !one_of(word.folded, k_idle)) {
      return false;
    }
  }
  return cue;
}

bool about_a_customer(Action action)
{
  return action == Action::search || action == Action::credit || action == Action::edges || action == Action::record ||
         action == Action::clarify; // "and her score?" names nobody when read alone
}

bool of_credit(const Wish& wish)
{
  return std::any_of(wish.topics.begin(), wish.topics.end(),
                     [](Topic topic) { return topic >= Topic::score && topic <= Topic::advice; });
}

} // namespace

Wish wish_in_talk(std::string_view question, const std::vector<Message>& history, Action action,
                  std::string_view region)
{
  if (history.empty() || !carries_on(question)) {
    return wish_of(question, action);
  }
  for (std::size_t i = history.size(); i-- > 0;) {
    if (history[i].role == "assistant" || carries_on(history[i].text)) {
      continue;
    }
    const Action then = route(history[i].text, {}, region).action;
    if (!about_a_customer(then)) {
      continue;
    }
    Wish wish = wish_of(history[i].text, then == Action::clarify ? Action::record : then);
    if (then == Action::clarify && of_credit(wish)) {
      wish = wish_of(history[i].text, Action::credit);
    }
    if (wish.topics.front() != Topic::not_held) {
      return wish;
    }
  }
  Wish wish = wish_of(question, action);
  if (wish.topics.front() == Topic::not_held) {
    wish.topics = {Topic::overview};
  }
  return wish;
}

} // namespace tilores::assist

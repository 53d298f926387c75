// The wish of a question within a conversation: "and Marta Owen?" asks again what was asked before.
#include <tilores/assist/answer.hpp>
#include <tilores/assist/period.hpp>
#include <tilores/assist/recognise.hpp>
#include <tilores/assist/words.hpp>

#include <algorithm>
#include <cstdint>
#include <re2/re2.h>

namespace tilores::assist {

namespace {

constexpr std::string_view k_cues =
  "and about same compare compared versus vs also too likewise other another both y e "
  "tambien mismo compara comparar otro otra ambos ambas und auch dasselbe gleiche "
  "vergleiche vergleich andere anderen beide beiden";
constexpr std::string_view k_idle =
  "what how for with of at in on by the a an two them these those one ones first second third last next to as well "
  "then now "
  "please ok so is was him her he she they client customer jr sr ii iii iv mr mrs ms miss "
  "hay que tal lo para con sobre los las el la dos de cliente clienta senor senora es por favor ist mit bei fur von "
  "der die das den dem kunde kundin herr herrn frau bitte wie sieht es aus";

constexpr std::string_view k_bureaus = "experian equifax transunion trans union";
constexpr std::string_view k_times =
  "month months year years week quarter since before after until today yesterday during monat monate jahr jahre woche "
  "quartal seit vor nach heute gestern mes meses ano anos semana trimestre desde antes despues hoy ayer im in en am to "
  "del al this that letzten letzter letztes dieser dieses diesen pasado pasada ultimo ultima";

// The stand-ins that kept conversations have for a customer's values ("Email_2") say nothing.
std::string without_stand_ins(std::string_view text)
{
  static const RE2 k_stand_in("\\b(Person|Email|Phone|Client|Crm|Entity|Record|Birth|Value)_[0-9]+\\b");
  std::string out(text);
  RE2::GlobalReplace(&out, k_stand_in, " ");
  return out;
}

enum class Says : std::uint8_t { nothing, bureau_or_time, more };

// What a question says beside naming or pointing at customers; "nothing" takes a word that leans on what was said.
Says says_of(std::string_view question)
{
  const Recognition found = recognise(question);
  const std::vector<Word> words = words_of(question);
  bool cue = false;
  bool part = false;
  bool named = false; // the word is one of an identifier
  for (std::size_t i = words.size(); i-- > 0;) {
    const Word& word = words[i];
    const bool label = named && one_of(word.folded, "number id nr no email mail phone correo telefono telefon nummer");
    named = std::any_of(found.spans.begin(), found.spans.end(), [&](const Span& span) {
      return span.begin <= word.begin && word.end <= span.end && span.label != "number" && span.label != "date";
    });
    if (named || label) {
      continue;
    }
    const bool is_cue = one_of(word.folded, k_cues);
    const bool is_part = word.kind != WordKind::alpha || month_of(word.folded) != 0 || one_of(word.folded, k_bureaus) ||
                         one_of(word.folded, k_times);
    cue = cue || is_cue;
    part = part || is_part;
    if (!is_cue && !is_part && !one_of(word.folded, k_idle)) {
      return Says::more;
    }
  }
  return part && found.subjects.empty() ? Says::bureau_or_time : cue ? Says::nothing : Says::more;
}

bool is_credit(Topic topic) { return topic >= Topic::score && topic <= Topic::advice; }

// Without knowing how the question was routed.
Wish own_wish(std::string_view question)
{
  Wish wish = wish_of(question, Action::record);
  return std::any_of(wish.topics.begin(), wish.topics.end(), is_credit) ? wish_of(question, Action::credit) : wish;
}

bool understood(const Wish& wish) { return wish.topics.front() != Topic::not_held; }

} // namespace

Wish wish_in_talk(std::string_view question, const std::vector<Message>& history, Action action)
{
  Wish wish = wish_of(question, action);
  const Says says = history.empty() ? Says::more : says_of(question);
  if (says == Says::more) {
    return wish;
  }
  for (std::size_t i = history.size(); i-- > 0;) {
    const std::string said = without_stand_ins(history[i].text);
    if (history[i].role == "assistant" || says_of(said) != Says::more) {
      continue;
    }
    Wish last = own_wish(said);
    if (!understood(last)) {
      continue;
    }
    if (says == Says::bureau_or_time) { // "and at Experian?", "and in September?"
      last.bureaus = wish.bureaus.size() < 3 ? wish.bureaus : last.bureaus;
      last.unread_time = wish.period ? std::string() : wish.unread_time;
      last.period = wish.period ? wish.period : last.period;
      last.moment = wish.moment ? wish.moment : last.moment;
    }
    return last;
  }
  if (!understood(wish)) {
    wish.topics = {Topic::overview};
  }
  return wish;
}

bool asks_of_the_known(std::string_view question, const Wish& wish)
{
  if (!understood(wish) || wish.topics.front() == Topic::overview) {
    return false;
  }
  const std::vector<Word> words = words_of(question);
  const auto any = [&](std::string_view list) {
    return std::any_of(words.begin(), words.end(), [&](const Word& word) { return one_of(word.folded, list); });
  };
  // Sums over customers and our own rules are about nobody; what begins as an order is one.
  return !words.empty() &&
         !any("customers clients clientes kunden callers people everyone everybody our policy unsere nuestra") &&
         one_of(words.front().folded, "how what when which did does do is are was were has have had where and who que "
                                      "cual cuando cuanto cuanta cuantos cuantas como donde tiene esta es wie was wann "
                                      "welche welcher welches wo hat ist wer und y");
}

} // namespace tilores::assist

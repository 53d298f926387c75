// Questions that end in yes or no about a customer's person and account, and those that hold two customers together.
#include <tilores/assist/number_words.hpp>
#include <tilores/assist/wish_reading.hpp>

#include <tilores/model/normalise.hpp>

#include <charconv>

namespace tilores::assist {

namespace {

std::optional<int> first_number(std::span<const Word> words)
{
  for (const Word& word : words) {
    int value = 0;
    const char* const end = word.folded.data() + word.folded.size();
    if (word.kind == WordKind::digits && word.folded.size() <= 5 &&
        std::from_chars(word.folded.data(), end, value).ptr == end) {
      return value;
    }
  }
  return std::nullopt;
}

// "texas" of "does client 7 live in Texas?": up to three words behind the phrase.
std::string place_in(std::string_view question)
{
  const std::vector<Word> words = words_of(question);
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    if (one_of(words[i].folded, "live lives living reside resides residing located vive wohnt lebt") &&
        one_of(words[i + 1].folded, "in en")) {
      std::string place;
      for (std::size_t j = i + 2; j < words.size() && j < i + 5; ++j) {
        if (one_of(words[j].folded, "now today the still or and currently aktuell hoy")) {
          break;
        }
        place += (place.empty() ? "" : " ") + words[j].folded;
      }
      return place;
    }
  }
  return {};
}

} // namespace

void Reading::about_two()
{
  const auto set = [&](Comparison by, Topic topic) {
    m_wish.comparison = by;
    m_topics = {topic};
  };
  if (says("same address|same house|same home|live together|misma direccion|gleichen adresse|gleiche adresse|same "
           "household")) {
    m_wish.comparison = Comparison::address;
  } else if (says("same person|same customer|same client|duplicate|related|relation|linked|connected|misma persona"
                  "|mismo cliente|dieselbe person|derselbe|verwandt|duplicad|dublette|dubletten")) {
    m_wish.comparison = Comparison::identity;
  } else if (says("who is older|who is younger|which is older|who s older|quien es mayor|quien es menor|wer ist alter"
                  "|wer ist junger|which one is older|older of the two")) {
    set(Comparison::age, Topic::birth);
  } else if (says("better credit|better score|higher score|worse credit|lower score|best credit|mejor credito|mejor "
                  "puntaje|bessere bonitat|besseren score|hoheren score|compare the score|compare the credit|compare "
                  "credit")) {
    m_wish.comparison = Comparison::credit;
    if (says("who |which of |which one|compare|quien|wer ")) {
      m_topics = {Topic::score};
      m_wish.figure.reset();
    }
  } else if (says("who paid more|who paid less|paid the most|quien pago mas|wer hat mehr bezahlt|wer hat mehr gezahlt"
                  "|who has paid more") &&
             !m_wish.period) {
    set(Comparison::paid, Topic::paid);
  } else if (says("who owes more|who owes less|owes the most|quien debe mas|wer schuldet mehr|higher balance due")) {
    set(Comparison::owed, Topic::balance);
  }
}

void Reading::about_checks(std::string_view question)
{
  about_two();
  const auto add_check = [&](Check::Kind kind, int value, bool above, bool reached, std::string text, Topic topic) {
    m_wish.checks.push_back({kind, Limit{value, above, reached}, std::move(text)});
    m_topics = {topic};
  };
  const bool above =
    says("older than|more than|over |above|at least|mayor de|mas de|mayor que|alter als|mehr als|uber ");
  const bool below =
    says("younger than|less than|under |below|menor de|menos de|menor que|junger als|weniger als|unter ");
  const auto number = first_number(m_words);
  const bool compared = m_wish.comparison != Comparison::none;
  if (!compared && number && above != below && *number <= 130 &&
      (says("older|younger|years old|years of age| age |anos|jahre alt|alter als|junger als|mayor de|menor de"))) {
    if (!says("card|account|report|tradeline|credit|customer for|client for|enrolled|ticket|konto|cuenta")) {
      add_check(Check::Kind::age, *number, above, says("at least|mindestens|al menos"), {}, Topic::birth);
      return;
    }
  }
  if (says("born in |born before |born after |nacio en |geboren in |im jahr geboren") && number && *number >= 1900 &&
      *number < 2100 && says(" is | was |nacio |wurde |ist ")) {
    if (says("born in |nacio en |geboren in ")) {
      add_check(Check::Kind::born_in, *number, true, false, {}, Topic::birth);
    }
    return;
  }
  if (says(" a minor | underage | minderjahrig| menor de edad | of age | volljahrig | mayor de edad ")) {
    const bool minor = says(" minor | underage | minderjahrig| menor de edad ");
    add_check(Check::Kind::age, 18, !minor, !minor, {}, Topic::birth);
    return;
  }
  if (has(Topic::balance) && number && above != below && says("owe|balance|debe|saldo|schuldet")) {
    add_check(Check::Kind::owes, *number, above, says("at least|mindestens|al menos"), {}, Topic::balance);
    return;
  }
  if (const std::string place = place_in(question); !place.empty() && !says("where|donde| wo |who |what|which")) {
    add_check(Check::Kind::place, 0, true, false, place, Topic::contact);
    m_wish.parts = {Part::address};
    return;
  }
  if (says(" is | ist | es ") && !says(" what | which | was ist| cual |que ") && m_wish.parts.size() == 1 &&
      (m_wish.parts.front() == Part::phone || m_wish.parts.front() == Part::email) && has(Topic::contact)) {
    const bool phone = m_wish.parts.front() == Part::phone;
    for (const Subject& subject : recognise(question).subjects) {
      for (const Identifier& id : subject.identifiers) {
        if (subject.identifiers.size() > 1 && id.type == (phone ? IdType::phone : IdType::email)) {
          m_wish.checks.push_back({phone ? Check::Kind::phone : Check::Kind::email, {}, id.value});
        }
      }
    }
  }
}

} // namespace tilores::assist

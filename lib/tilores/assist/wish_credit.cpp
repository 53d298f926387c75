// Questions about credit: comparisons, reasons, limits.
#include <tilores/assist/wish_reading.hpp>

#include <charconv>

namespace tilores::assist {

void Reading::about_credit()
{
  const bool scored = has(Topic::score) || has(Topic::trend) || has(Topic::spread) || m_action == Action::credit ||
                      !m_wish.bureaus.empty();
  if (has(Topic::spread) && has(Topic::reports) && !says("score|differ")) {
    drop({Topic::spread}); // "which bureau has the newest report"
  }
  const bool other_figure = std::any_of(m_topics.begin(), m_topics.end(), [](Topic topic) {
    return topic >= Topic::utilization && topic <= Topic::account_age;
  });
  if (has(Topic::spread) && other_figure && !says("score|differ")) {
    drop({Topic::spread}); // "which bureaus are frozen": each is said anyway
  }
  if (has(Topic::spread) && !scored) {
    drop({Topic::spread});
  }
  if (has(Topic::spread)) {
    drop({Topic::score, Topic::trend, Topic::reports, Topic::sharing});
    m_wish.lowest_first = says("worst|lowest|lower|schlecht|niedrig|peor|mas bajo");
  }
  const bool why = says(" why |reason|what makes| warum | wieso | weshalb |por que|motivo|hurting|dragging|pulling down"
                        "|what is causing|negative factor|what affects|druckt|what helps|helping|positive factor");
  if (scored && why && !has(Topic::last_failed) && !has(Topic::frozen) && !has(Topic::cancellation)) {
    add(Topic::reasons);
    m_wish.good_reasons = says(" high | good | so hoch | alto | so gut |helps|helping|positive");
    drop({Topic::score, Topic::advice, Topic::reports});
  }
  if (has(Topic::account_age)) {
    drop({Topic::birth, Topic::open_accounts});
  }
  if (has(Topic::trend) && !m_wish.period) {
    drop({Topic::score}); // the trend says it, too
  }
  m_wish.limits = has(Topic::utilization) && says(" limit| balance");
  m_wish.thin = has(Topic::open_accounts) && says("thin");
  m_wish.alerts = has(Topic::frozen) && says(" alert");
  if (m_wish.alerts) {
    drop({Topic::reports});
  }
  m_wish.past_due = has(Topic::debt) && says("past due");
  if (m_wish.past_due) {
    drop({Topic::open_accounts, Topic::reports, Topic::lates});
  }
  m_wish.charge_offs = has(Topic::derogatories) && says("charge off|chargeoff|charged off");
  m_wish.mix = has(Topic::open_accounts) && says("mortgage|mix|hypothek|hipoteca|loan|installment| kind");
  m_wish.over_time = has(Topic::utilization) &&
                     (has(Topic::trend) || says("gone up|gone down|going up|going down|risen|higher than before"));
  if (m_wish.over_time) {
    drop({Topic::trend});
  }
  if (has(Topic::inquiries) && m_wish.parts.empty()) {
    drop({Topic::contact}); // "who inquired"
  }
  if (has(Topic::inquiries)) {
    m_wish.each_inquiry = says(" who | which | list | quien | wer | welche ");
  }
  threshold();
  if (has(Topic::advice) && (has(Topic::score) || m_action == Action::credit) && !has(Topic::trend) &&
      !says("score of and |score and | puntaje y | score und ")) {
    drop({Topic::score});
  }
  // "how can she improve it" asks for advice; "did it improve" for the trend.
  if (has(Topic::advice) && has(Topic::trend)) {
    drop({says("how can|how do|how to|how could|what can|should|tips|como puede|wie kann") ? Topic::trend
                                                                                           : Topic::advice});
    drop({Topic::score});
  }
  const bool compared =
    has(Topic::trend) || has(Topic::score) ||
    says("compare|compared|versus| vs | now with| now and |vergleich|compara|gegenuber|back then| was ");
  if (scored && compared && !has(Topic::reasons) && !has(Topic::inquiries) && !has(Topic::lates)) {
    if (const auto months = months_ago(m_words)) {
      m_wish.moment = Moment{Moment::Kind::months_ago, *months, {}};
    } else if (says(
                 "since joined|since they joined|since he joined|since she joined|since enrol|since signing|since sign"
                 "|since they enrol|since he enrol|since she enrol|since becoming|seit beginn|desde que se inscribio"
                 "|at enrolment|at enrollment|since the start|when they joined|when they enrolled")) {
      m_wish.moment = Moment{Moment::Kind::enrolment, 0, {}};
    } else if (says("first score|starting score|initial score|score at the start|erste score|erster score|primer "
                    "puntaje|first report|since the beginning|the very first|from the start|ersten bericht|primer "
                    "informe")) {
      m_wish.moment = Moment{Moment::Kind::first, 0, {}};
    } else if (m_wish.period && m_wish.period->is_last_year() &&
               says("over the|in the last|in the past|within the|during the|im letzten|en el ultimo")) {
      m_wish.moment = Moment{Moment::Kind::months_ago, 12, {}};
    } else if (m_wish.period) {
      m_wish.moment = Moment{Moment::Kind::period, 0, *m_wish.period};
    }
    if (m_wish.moment) {
      add(Topic::score_since);
      drop({Topic::score, Topic::trend, Topic::product, Topic::since, Topic::activity, Topic::reports});
    }
  }
}

// "is she above 650 at Equifax?"
void Reading::threshold()
{
  constexpr std::string_view k_above =
    "above|over|more than|greater than|better than|higher than|at least|uber |mindestens"
    "|mas de|por encima|al menos";
  constexpr std::string_view k_below = "below|under |less than|lower than|worse than|unter |menos de|por debajo";
  const bool above = says(k_above);
  if (!above && !says(k_below)) {
    return;
  }
  for (const Word& word : m_words) {
    int value = 0;
    std::from_chars(word.folded.data(), word.folded.data() + word.folded.size(), value);
    if (word.kind == WordKind::digits && has(Topic::utilization) && value > 0 && value <= 200) {
      m_wish.limit = Limit{value, above, says("at least|mindestens|al menos")};
    } else if (word.kind == WordKind::digits && word.folded.size() == 3 && value >= 300 && value <= 850) {
      m_wish.limit = Limit{value, above, says("at least|mindestens|al menos")};
      add(Topic::score);
      drop({Topic::trend, Topic::risk});
    }
  }
}

} // namespace tilores::assist

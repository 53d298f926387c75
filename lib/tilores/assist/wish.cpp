// What a question about a customer asks for, by its words: the steps in their order, and what decides between topics.
#include <tilores/assist/wish_reading.hpp>

namespace tilores::assist {

namespace {

bool is_credit(Topic topic) { return topic >= Topic::score && topic <= Topic::reports; }

// Nothing but asking to show the customer: an identifier, a greeting, "pull up", "what do we have on".
bool asks_to_show(const std::vector<Word>& words, std::string_view text, bool credit)
{
  constexpr std::string_view k_idle =
    "a an the of s it this that these to on in with at by for from about me my i we us our you your please pls thanks "
    "hi hello hey ok so and or is are was be there what whats who whos whose do does did have has had can could would "
    "will need want just now here not es de la el los las del un una en con para por sobre y que quien cual mi "
    "tenemos hay der die das den dem des ein eine einen zu zum zur auf im in mit von fur uber bei uns ist sind was wer "
    "ich wir haben kann konnte bitte und client clients customer customers member account accounts record records "
    "kunde "
    "kundin kunden cliente clientes cuenta id number nr no crm entity email phone mail name telefon correo show pull "
    "up "
    "look lookup find search get give bring open check see tell know info information infos details detail data "
    "anything something got system database exist exists exista sistema muestra muestrame dame busca buscar datos "
    "informacion ver sabemos wissen zeig zeige suche such finde daten auskunft profil perfil person guy lady woman man "
    "else caller calling line file he she they him her them his their same one user";
  constexpr std::string_view k_credit = "credit how bureau bureaus experian equifax transunion trans union history "
                                        "looking looks situation standing picture kredit bonitat credito historial wie "
                                        "steht como esta crediticio current latest newest";
  const bool all = std::all_of(words.begin(), words.end(), [&](const Word& word) {
    return one_of(word.folded, k_idle) || (credit && one_of(word.folded, k_credit));
  });
  return all || (!credit && holds(text, " what about | anything unusual| anything special| was ist mit | que hay de "
                                        "|pull up|look up|bring up| on the line| on the phone|is calling"));
}

} // namespace

Reading::Reading(std::string_view question, Action action) : m_action(action)
{
  // Identifiers say nothing about the wish ("trend@example.com").
  const Recognition found = recognise(question);
  const bool named = std::any_of(found.subjects.begin(), found.subjects.end(), [](const Subject& subject) {
    return std::any_of(subject.identifiers.begin(), subject.identifiers.end(),
                       [](const Identifier& id) { return id.type == IdType::name; });
  });
  std::vector<Word> all = words_of(question);
  bool before = false; // the word behind is one of an identifier
  std::vector<bool> inside(all.size());
  for (std::size_t i = all.size(); i-- > 0;) {
    inside[i] = std::any_of(found.spans.begin(), found.spans.end(), [&](const Span& span) {
      return span.begin <= all[i].begin && all[i].end <= span.end && span.label != "number" && span.label != "money" &&
             (!span.label.starts_with("name") || named);
    });
    // "client 5512098", "customer id 5512098"
    inside[i] = inside[i] || (before && one_of(all[i].folded, "client customer member kunde kundin cliente clienta "
                                                              "mitglied id number nr crm kundennummer"));
    before = inside[i];
  }
  std::vector<Word> timed; // "2026-09-15" and "Q3" are no identifiers
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool date = std::any_of(found.spans.begin(), found.spans.end(), [&](const Span& span) {
      return (span.label == "date" || span.label == "code") && span.begin <= all[i].begin && all[i].end <= span.end;
    });
    if (!inside[i] || date) {
      timed.push_back(all[i]);
    }
  }
  SaidTime time = read_time(question, timed, found.lang);
  m_wish.period = std::move(time.period);
  m_wish.unread_time = std::move(time.unread);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!inside[i]) {
      m_text += all[i].folded + " ";
      m_words.push_back(std::move(all[i]));
    }
  }
  for (const TopicRow& row : topic_rows()) {
    if (any_word(row.words) || says(row.phrases)) {
      m_topics.push_back(row.topic);
    }
  }
}

Wish Reading::take(std::string_view question)
{
  bureaus();
  about_payments();
  about_account();
  about_contact();
  about_tickets_and_calls();
  about_credit();
  by_action();
  single_fields();
  absent_things();
  about_reports(question);
  about_checks(question);
  if (m_topics.empty()) {
    m_topics = asks_to_show(m_words, m_text, m_action == Action::credit) ? fallback() : std::vector{Topic::not_held};
  }
  std::sort(m_topics.begin(), m_topics.end());
  m_topics.erase(std::unique(m_topics.begin(), m_topics.end()), m_topics.end());
  m_wish.topics = std::move(m_topics);
  return std::move(m_wish);
}

bool Reading::any_word(std::string_view list) const
{
  return std::any_of(m_words.begin(), m_words.end(), [&](const Word& word) { return one_of(word.folded, list); });
}

bool Reading::says(std::string_view phrases) const { return holds(m_text, phrases); }
bool Reading::has(Topic topic) const { return std::find(m_topics.begin(), m_topics.end(), topic) != m_topics.end(); }

void Reading::drop(std::initializer_list<Topic> topics)
{
  std::erase_if(m_topics, [&](Topic topic) { return std::find(topics.begin(), topics.end(), topic) != topics.end(); });
}

void Reading::add(Topic topic)
{
  if (!has(topic)) {
    m_topics.push_back(topic);
  }
}

bool Reading::speaks_of_credit() const
{
  return !m_wish.bureaus.empty() || says(" bureau| credit | report| score| buro |puntaje|tradeline|kredit|schufa");
}

std::vector<Topic> Reading::fallback() const
{
  return m_action == Action::credit ? std::vector{Topic::score, Topic::utilization, Topic::lates}
                                    : std::vector{Topic::overview};
}

void Reading::bureaus()
{
  for (const auto bureau : {credit::Bureau::transunion, credit::Bureau::experian, credit::Bureau::equifax}) {
    const std::string_view name = credit::to_string(bureau);
    if (says(" " + std::string(name) + " ") || (bureau == credit::Bureau::transunion && says(" trans union "))) {
      m_wish.bureaus.push_back(bureau);
    }
  }
}

void Reading::by_action()
{
  const auto is_other = [](Topic topic) { return !is_credit(topic); };
  const auto credit_topics = std::count_if(m_topics.begin(), m_topics.end(), is_credit);
  if (has(Topic::reports) && credit_topics > 1) {
    drop({Topic::reports}); // "the score on the report"
  }
  if (m_action == Action::edges) {
    // "was she refunded?" was taken for a question about links: what is asked for counts
    if (has(Topic::relations) || m_topics.empty()) {
      m_wish.household =
        says("spouse|married|husband| wife |verheiratet|ehemann|ehefrau|esposo|esposa|casad|conyuge|household"
             "|lives with|live with|hogar|haushalt");
      m_topics = {Topic::relations};
    }
    if (has(Topic::sharing)) {
      return;
    }
  }
  if (m_action == Action::credit && credit_topics > 0) {
    // "the most recent charge" was taken for credit: what is asked for counts
    const bool second = says(" and | y | und ") && (has(Topic::since) || has(Topic::balance) || has(Topic::status) ||
                                                    has(Topic::next_payment) || has(Topic::paid));
    if (!second) {
      std::erase_if(m_topics, [&](Topic topic) { return is_other(topic) && topic != Topic::eligibility; });
    }
    if (has(Topic::lates) && says("collections")) {
      drop({Topic::derogatories});
    }
    return;
  }
  if (has(Topic::quality)) {
    drop({Topic::overview, Topic::contact}); // "is the data complete?"
  }
  if (has(Topic::overview)) {
    m_topics = {Topic::overview};
  }
  if (has(Topic::relations)) {
    m_wish.household =
      says("spouse|married|husband| wife |verheiratet|ehemann|ehefrau|esposo|esposa|casad|conyuge|lives with"
           "|live with");
    if (m_wish.household) {
      m_topics = {Topic::relations};
    }
  }
  const bool other = std::any_of(m_topics.begin(), m_topics.end(), is_other);
  if (other && (credit_topics == 0 || m_action == Action::search)) {
    std::erase_if(m_topics, is_credit);
  }
  if (says("bank transfer|by card|per karte|con tarjeta|pay with|paying with|how many cards|prepaid| cards ")) {
    add(Topic::card);
  }
  m_wish.ach = says(" ach ");
  if (m_wish.ach) {
    add(Topic::card);
    drop({Topic::last_success, Topic::paid});
  }
  if (has(Topic::card) && has(Topic::last_failed) && says("declined card|card declined|card of")) {
    drop({Topic::card});
  }
  m_wish.card_kind =
    has(Topic::card) && says("what card|which card|card type|brand|visa|mastercard|discover|amex|american "
                             "express|payment method|how does pay|how do pay|wie zahlt|wie bezahlt|como "
                             "paga|welche karte|que tarjeta|kind of card| ach |bank transfer|by card|"
                             "per karte|uberweisung");
  m_wish.cards =
    has(Topic::card) &&
    says("how many cards|prepaid|invalid| valid|ungultig|gultig|cards does|cards do|wie viele karten|cuantas tarjetas");
  if (has(Topic::card)) {
    drop({Topic::status});
    if (m_wish.card_kind || says("how does pay|how do pay|wie zahlt|wie bezahlt|como paga")) {
      drop({Topic::last_success, Topic::contact, Topic::next_payment});
    }
  }
}

void Reading::single_fields()
{
  for (const FieldRow& row : field_rows()) {
    if (says(row.phrases)) {
      m_wish.fields.push_back({row.field, row.name});
    }
  }
  if (!m_wish.fields.empty()) {
    drop({Topic::last_call, Topic::contact, Topic::overview, Topic::product, Topic::status, Topic::since, Topic::score,
          Topic::relations, Topic::last_success, Topic::standing, Topic::paid});
    if (says("fee |cuota |gebuhr ")) {
      drop({Topic::price});
    }
    add(Topic::field);
  }
}

void Reading::absent_things()
{
  for (const AbsentRow& row : absent_rows()) {
    if (!says(row.phrases)) {
      continue;
    }
    m_wish.absent.push_back(row.name);
    drop({row.not_for});
    if (row.not_for == Topic::contact) {
      m_wish.parts.clear();
    }
  }
  if (!m_wish.absent.empty()) {
    add(Topic::not_held);
  }
}

std::string_view to_string(Topic topic) { return topic_rows()[static_cast<std::size_t>(topic)].name; }

Wish wish_of(std::string_view question, Action action)
{
  Wish wish = Reading(question, action).take(question);
  if (wish.bureaus.empty()) {
    wish.bureaus = {credit::Bureau::transunion, credit::Bureau::experian, credit::Bureau::equifax};
  }
  return wish;
}

} // namespace tilores::assist

// Questions about one figure of the bureaus' reports: a score of another time, accounts of a kind, windows of
// inquiries.
#include <tilores/assist/number_words.hpp>
#include <tilores/assist/wish_reading.hpp>

#include <cctype>
#include <charconv>

namespace tilores::assist {

namespace {

using Kind = ReportFigure::Kind;

// The first day written as YYYY-MM-DD.
std::optional<Date> day_in(std::string_view text)
{
  constexpr std::size_t k_length = 10;
  for (std::size_t at = 0; at + k_length <= text.size(); ++at) {
    const bool inside = (at > 0 && std::isdigit(static_cast<unsigned char>(text[at - 1])) != 0) ||
                        (at + k_length < text.size() && std::isdigit(static_cast<unsigned char>(text[at + k_length])));
    if (const auto day = inside ? std::nullopt : parse_iso_date(text.substr(at, k_length))) {
      return day;
    }
  }
  return std::nullopt;
}

std::optional<int> number_of(const Word& word)
{
  if (word.kind != WordKind::digits) {
    return word.folded == "a" || word.folded == "un" ? std::optional(1) : cardinal(word.folded);
  }
  int value = 0;
  const char* const end = word.folded.data() + word.folded.size();
  return word.folded.size() <= 4 && std::from_chars(word.folded.data(), end, value).ptr == end ? std::optional(value)
                                                                                               : std::nullopt;
}

// The months named, each with the year behind it where there is one.
std::vector<Period> months_in(std::span<const Word> words)
{
  std::vector<Period> months;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (const int month = month_of(words[i].folded); month > 0) {
      Period period;
      period.units = {TimeUnit{TimeUnit::Kind::month, {}, month, 0, 0}};
      for (std::size_t j = i + 1; j < words.size() && j <= i + 2 && !period.units[0].year; ++j) {
        const auto year = words[j].kind == WordKind::digits ? number_of(words[j]) : std::nullopt;
        if (year && *year >= 2000 && *year < 2100) {
          period.units[0].year = *year;
        }
      }
      months.push_back(period);
    }
  }
  return months;
}

} // namespace

// "in the last 12 months", "im letzten Jahr", "en los ultimos 90 dias"; else the period that the question names.
std::optional<Period> Reading::window() const
{
  for (std::size_t i = 0; i < m_words.size(); ++i) {
    if (!one_of(m_words[i].folded, "last past previous letzten letztem vergangenen ultimos ultimas ultimo")) {
      continue;
    }
    std::size_t at = i + 1;
    const auto count = at < m_words.size() ? number_of(m_words[at]) : std::nullopt;
    at += count ? 1 : 0;
    if (at >= m_words.size() || count.value_or(1) < 1) {
      continue;
    }
    const int n = count.value_or(1);
    Period period;
    if (one_of(m_words[at].folded, "months month monate monaten meses mes monat")) {
      period.last_months = n;
    } else if (one_of(m_words[at].folded, "years year jahre jahren anos ano jahr") && n <= 50) {
      period.last_months = 12 * n;
    } else if (one_of(m_words[at].folded, "days day tage tagen dias dia")) {
      period.last_days = n;
    } else {
      continue;
    }
    if (!count && one_of(m_words[at].folded, "month mes monat") && !says("over the last|in the past")) {
      continue; // "last month" is the calendar's
    }
    return period;
  }
  return m_wish.period;
}

std::optional<ReportFigure> Reading::report_score(std::string_view question)
{
  const auto of = [](Kind kind) { return ReportFigure{kind, {}, {}, {}, {}, {}}; };
  if (says("why no |why is there no |why does not have|why doesn t |why has no |why is no |why isn t |no hay puntaje"
           "|warum hat kein|warum gibt es kein|warum kein|por que no tiene|por que no hay")) {
    return says("score|puntaje") ? std::optional(of(Kind::no_score)) : std::nullopt;
  }
  if (says("two scores|both scores in|several scores|multiple scores|more than one score|2 scores|zwei scores|dos "
           "puntajes")) {
    return of(Kind::scores_together);
  }
  for (const std::string_view vendor : {"spinwheel", "array"}) {
    if (says(" " + std::string(vendor) + " ")) {
      ReportFigure figure = of(Kind::score_by_vendor);
      figure.vendor = vendor;
      return figure;
    }
  }
  const bool change = says("change|since|compare|compared|differ| against | versus | vs |improv|drop|fell|risen| rose "
                           "|gestiegen|gefallen|gesunken|geandert|verandert|cambi|subi|baj|how much|gone up|gone down"
                           "|went up|went down|go up|go down| now ");
  const bool ever = says(" ever | all time | so far | on record | in history | has had | had | to date |jemals|bisher"
                         "|historic|alguna vez|hasta ahora|ha tenido| over time ");
  const bool one = m_wish.bureaus.size() == 1 && !says("bureau|buro");
  if (!change && (ever || one) && says("highest|best score|maximum| peak |hochste|maxim|mas alto|beste score")) {
    return of(Kind::score_highest);
  }
  if (!change && (ever || one) && says("lowest|worst score|minimum|niedrigste|minim|mas bajo|schlechteste")) {
    return of(Kind::score_lowest);
  }
  if (says("average score|average credit score|mean score|average of the score|durchschnittliche|promedio"
           "|durchschnittsscore|average experian|average transunion|average equifax") ||
      (says("average") && says("score"))) {
    return of(Kind::score_average);
  }
  if (says("score history|scores history|history of the score|history of score|list the scores|list scores"
           "|puntajes historicos|historial de puntaje|scoreverlauf|score verlauf|all past scores") ||
      (!says("newest|latest|current|bureaus|every bureau|each bureau|three| compare") && m_words.size() < 14 &&
       says("all scores|every score|all the scores|all of the scores|todos los puntajes|alle scores|all experian scores"
            "|all transunion scores|all equifax scores|every experian score|every equifax score"
            "|every transunion score"))) {
    return of(Kind::score_history);
  }
  if (!change &&
      says("before the current|before the latest|before the newest|before the last|before that|previous score"
           "|second newest|second latest|second to last|second last|next to last|prior score|previous one"
           "|vorletzt|penultim|puntaje anterior|vorherige|voriger score|previous experian score|previous "
           "transunion score|previous equifax score")) {
    return of(Kind::score_before);
  }
  const std::vector<Period> months = months_in(m_words);
  if (months.size() == 2 && says("between|from |zwischen| von |entre| desde | de ")) {
    ReportFigure figure = of(Kind::score_between);
    figure.period = months[0];
    figure.until = months[1];
    TimeUnit& first = figure.period->units[0];
    const TimeUnit& last = figure.until->units[0];
    if (!first.year && last.year) {
      first.year = *last.year - (first.number > last.number ? 1 : 0);
    }
    return figure;
  }
  ReportFigure at = of(Kind::score_at);
  at.day = day_in(question);
  at.months_ago = months_ago(m_words);
  if (m_wish.period && m_wish.period->bounds == Period::Bounds::within && !m_wish.period->open()) {
    at.period = m_wish.period;
  }
  if (says("over the last|in the last|in the past|within the|during the last|im letzten|en el ultimo")) {
    at.period.reset();
  }
  const bool timed = at.day || at.months_ago || at.period;
  if (timed && !m_wish.limit &&
      says("higher|lower|better|worse|hoher|niedriger|besser|schlechter|mas alto|mas bajo|mejor|peor") &&
      says(" than | als | que ")) {
    at.kind = Kind::score_versus;
    return at;
  }
  if (timed && !change && says("score|puntaje|bonitat|fico") && !says("enrol|joined|signed|beginn")) {
    return at;
  }
  if (!change && !timed &&
      says("first score|oldest score|earliest score|initial score|starting score|erste score|erster "
           "score|primer puntaje|first experian|first equifax|first transunion|first credit "
           "score|very first")) {
    return of(Kind::score_first);
  }
  return std::nullopt;
}

std::optional<ReportFigure> Reading::report_accounts()
{
  const auto of = [&](Kind kind) { return ReportFigure{kind, window(), {}, {}, {}, {}}; };
  if (has(Topic::inquiries) && !m_wish.each_inquiry) {
    if (says(" soft | blanda| weiche ")) {
      return of(Kind::soft_inquiries);
    }
    return window() ? std::optional(of(Kind::inquiries)) : std::nullopt;
  }
  if (has(Topic::lates) && (speaks_of_credit() || m_action == Action::credit) && window() && !says("latest late")) {
    return of(Kind::lates);
  }
  if (says("how many credit cards|number of credit cards|many open credit cards|cuantas tarjetas de credito|wie viele "
           "kreditkarten|wieviele kreditkarten|credit cards are open|credit cards does")) {
    return of(Kind::cards);
  }
  if (says("closed account|closed credit account|accounts are closed|accounts were closed|closed tradeline|cuentas "
           "cerradas|geschlossene konten|accounts closed")) {
    return of(Kind::closed);
  }
  if (says("charged off|charge off|chargeoff|chargeoffs|castigad|abgeschrieben|ausgebucht")) {
    return of(Kind::charged_off);
  }
  if (says("dispute|disputad|bestritten|disputa") && says("account|tradeline|report|bureau|cuenta|konto|konten") &&
      !says("chargeback|payment|ticket")) {
    return of(Kind::disputed);
  }
  if (says("revolving account|revolving line|revolving tradeline|cuentas revolventes|revolvierende konten|how many "
           "revolving") &&
      !has(Topic::utilization)) {
    return of(Kind::revolving);
  }
  if (says("mortgage|hypothek|hipoteca") && says("balance|owe|debt|saldo|how much|cuanto|wie viel|remaining|left on")) {
    return of(Kind::mortgages);
  }
  if (says("collection|inkasso|cobranza") &&
      says(" who | whom | which | what agency|creditor|agency|quien|acreedor| wer |glaubiger|welche")) {
    return of(Kind::collectors);
  }
  const bool bureau = !m_wish.bureaus.empty() || says(" bureau| credit report| tradeline| reports? | buro ");
  if (says("highest balance|largest balance|biggest balance|greatest balance|mayor saldo|saldo mas alto|hochsten saldo"
           "|hochste saldo|most debt") &&
      (bureau || says("account|card|cuenta|konto|tarjeta|creditor"))) {
    return of(Kind::highest_balance);
  }
  if (says("credit card|kreditkarte|tarjetas de credito|tarjeta de credito") &&
      says(" owe|debt|balance|schulde| debe|deuda|saldo") && !says("on file|expire|limit")) {
    return of(Kind::card_debt);
  }
  if (says("open account|open tradeline|offene konten|cuentas abiertas|open credit account|accounts open") &&
      says(
        "more than|fewer than|less than|at least|at most|over |under |mehr als|weniger als|mindestens|mas de|menos de"
        "|al menos")) {
    for (const Word& word : m_words) {
      const auto value = one_of(word.folded, "a an un one s") ? std::nullopt : number_of(word);
      if (value && *value < 1000) {
        m_wish.limit =
          Limit{*value, !says("fewer|less|at most|under|weniger|menos"), says("at least|at most|mindestens|al menos")};
        return of(Kind::open);
      }
    }
  }
  return std::nullopt;
}

// Runs last: an exact figure takes the place of what its words alone would lead to.
void Reading::about_reports(std::string_view question)
{
  const bool credit = m_action == Action::credit || speaks_of_credit() || has(Topic::score) || has(Topic::spread);
  if (credit && says("credit history|credit file|kredithistorie|historial de credito|historial crediticio") &&
      says("how old|how long|how far back|length|wie alt|wie lange|cuan antiguo|que antiguedad|how many years")) {
    m_topics = {Topic::account_age};
    return;
  }
  if (credit &&
      says("what hurts|which hurts|what is hurting|hurts the|hurts s |hurt the score|que perjudica|was schadet")) {
    m_topics = {Topic::reasons};
    m_wish.good_reasons = false;
    return;
  }
  const bool scores = credit && (says("score|puntaje|bonitat|fico|spinwheel| array |the one before") ||
                                 has(Topic::score) || has(Topic::score_since) || has(Topic::spread));
  const bool elsewhere = has(Topic::utilization) || has(Topic::inquiries) || has(Topic::lates) || has(Topic::quality);
  auto figure = report_accounts();
  if (!figure && scores && !elsewhere) {
    figure = report_score(question);
  }
  if (figure) {
    m_topics = {Topic::report_figure};
    m_wish.figure = std::move(figure);
    return;
  }
  if (!m_wish.bureaus.empty() && has(Topic::balance) && !has(Topic::utilization)) {
    drop({Topic::balance, Topic::spread, Topic::reports, Topic::score});
    add(Topic::debt); // what a bureau's report says is owed
  }
}

} // namespace tilores::assist

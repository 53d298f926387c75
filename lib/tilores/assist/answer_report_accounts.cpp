// The sentences about the accounts, late marks and inquiries that a bureau's newest report lists.
#include <tilores/assist/answer_reports.hpp>
#include <tilores/assist/answer_values.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <functional>

namespace tilores::assist {

namespace {

using credit::Tradeline;
using Kind = ReportFigure::Kind;

constexpr std::string_view k_account_field = "CREDIT_RESPONSE.CREDIT_LIABILITY";
constexpr std::string_view k_inquiry_field = "CREDIT_RESPONSE.CREDIT_INQUIRY";
constexpr std::size_t k_most = 6; // listed

std::string amount(const std::optional<credit::Cents>& cents, const Writer& out)
{
  return cents ? model::format_money(*cents) + " USD" : std::string(out.missing());
}

std::string creditor(const Tradeline& line, const Writer& out)
{
  const std::string name = plain_text(line.creditor);
  return name.empty() ? std::string(out.in({"creditor not named", "acreedor sin nombre", "Gläubiger nicht genannt"}))
                      : name;
}

bool is_card(const Tradeline& line)
{
  return line.revolving && to_lower_ascii(std::string(line.loan_type)).find("card") != std::string::npos;
}

// How many accounts `which` picks, with creditor and balance of the first few.
void say_accounts(const BureauQuestion& a, const std::vector<Tradeline>& lines, std::string_view fact,
                  const Phrase& phrase, const std::function<bool(const Tradeline&)>& which, bool listed = true)
{
  std::uint32_t count = 0;
  std::string list;
  for (const Tradeline& line : lines) {
    if (which(line) && ++count <= k_most && listed) {
      list += (list.empty() ? " (" : "; ") + creditor(line, a.out) + ", " +
              std::string(a.out.in({"balance ", "saldo ", "Saldo "})) + amount(line.balance, a.out);
    }
  }
  list += list.empty() ? "" : count > k_most ? "; …)" : ")";
  a.out.say(
    phrase, a.name,
    a.out.fact(a.prefix + std::string(fact), std::optional(count), a.bureau.newest->record_id, k_account_field) + list);
}

void say_highest_balance(const BureauQuestion& a, const std::vector<Tradeline>& lines)
{
  const Tradeline* most = nullptr;
  for (const Tradeline& line : lines) {
    if (line.balance && (most == nullptr || *line.balance > *most->balance)) {
      most = &line;
    }
  }
  if (most == nullptr) {
    a.out.say({"{}: balances of accounts are {}.", "{}: saldos de cuentas: {}.", "{}: Salden der Konten: {}."}, a.name,
              a.out.none({a.prefix + "highest_balance"}));
    return;
  }
  const std::string type = plain_text(most->loan_type);
  a.out.say({"{}: the account with the highest balance is {}{}, {} USD{}.",
             "{}: la cuenta con el saldo más alto es {}{}, {} USD{}.",
             "{}: das Konto mit dem höchsten Saldo ist {}{}, {} USD{}."},
            a.name, creditor(*most, a.out), type.empty() ? "" : " (" + type + ")",
            a.out.fact(a.prefix + "highest_balance", most->balance, a.bureau.newest->record_id, k_account_field),
            most->open ? std::string_view() : a.out.in({", closed", ", cerrada", ", geschlossen"}));
}

void say_card_debt(const BureauQuestion& a, const std::vector<Tradeline>& lines)
{
  credit::Cents sum = 0;
  std::uint32_t cards = 0;
  std::uint32_t unknown = 0;
  for (const Tradeline& line : lines) {
    if (line.open && is_card(line)) {
      ++cards;
      sum += line.balance.value_or(0);
      unknown += line.balance ? 0 : 1;
    }
  }
  const bool known = cards > unknown || cards == 0;
  const std::string total = a.out.fact(a.prefix + "card_debt", known ? std::optional(sum) : std::nullopt,
                                       a.bureau.newest->record_id, k_account_field);
  a.out.say({"{}: balances of open credit cards: {}{} ({} cards, {} of them without a balance).",
             "{}: saldos de tarjetas de crédito abiertas: {}{} ({} tarjetas, {} de ellas sin saldo indicado).",
             "{}: Salden offener Kreditkarten: {}{} ({} Karten, {} davon ohne Angabe)."},
            a.name, total, known ? " USD" : "", std::to_string(cards), std::to_string(unknown));
}

void say_late_marks(const BureauQuestion& a, const std::vector<Tradeline>& lines)
{
  const Date as_of = a.out.customer().as_of;
  const auto month_index = [](const Date& day) { return day.year * 12 + day.month - 1; };
  Days days = days_of(a.figure.period.value_or(Period{}), as_of);
  const bool months = a.figure.period && a.figure.period->last_months > 0;
  const int last = month_index(date_from_days(days_from_epoch(days.until) - 1));
  // Marks are of whole months: twelve months are the last twelve of them.
  const int first = months ? last - a.figure.period->last_months + 1 : month_index(days.from);
  std::array<std::uint32_t, 3> marks{};
  std::uint32_t without = 0;
  for (const Tradeline& line : lines) {
    without += line.pattern.empty() ? 1 : 0;
    for (const credit::MonthMark& mark : line.pattern) {
      if (mark.cycles > 0 && mark.month >= first && mark.month <= last) {
        ++marks[static_cast<std::size_t>(std::min<int>(mark.cycles, 3) - 1)];
      }
    }
  }
  if (without == lines.size()) {
    a.out.say({"{}: the report has no marks by month, so late payments of that time are {}.",
               "{}: el informe no tiene marcas por mes; atrasos de ese tiempo: {}.",
               "{}: der Bericht hat keine Monatsangaben; Verzüge dieser Zeit: {}."},
              a.name, a.out.none({a.prefix + "lates_window"}));
    return;
  }
  const std::uint32_t all = marks[0] + marks[1] + marks[2];
  a.out.say({"{}: late payments from {} to {}: {} (30 days {}, 60 days {}, 90 days or more {}).",
             "{}: atrasos de {} a {}: {} (30 días {}, 60 días {}, 90 días o más {}).",
             "{}: Verzüge von {} bis {}: {} (30 Tage {}, 60 Tage {}, 90 Tage oder mehr {})."},
            a.name, credit::month_text(first), credit::month_text(last),
            a.out.fact(a.prefix + "lates_window", std::optional(all), a.bureau.newest->record_id, k_account_field),
            std::to_string(marks[0]), std::to_string(marks[1]), std::to_string(marks[2]));
  if (without > 0) {
    a.out.say({"Accounts without marks by month, not counted: {}.", "Cuentas sin marcas por mes, no contadas: {}.",
               "Konten ohne Monatsangaben, nicht gezählt: {}."},
              std::to_string(without));
  }
  if (const Date day = a.bureau.newest->date; month_index(day) < last) {
    a.out.say({"The report is of {}; later months are not known.",
               "El informe es del {}; no se conocen meses posteriores.",
               "Der Bericht ist vom {}; spätere Monate sind nicht bekannt."},
              to_string(day));
  }
}

void say_inquiry_window(const BureauQuestion& a, const credit::Report& report)
{
  const bool soft = a.figure.kind == Kind::soft_inquiries;
  const std::string_view which = soft ? a.out.in({"soft", "blandas", "weiche"}) : a.out.in({"hard", "duras", "harte"});
  if (!report.inquiries) {
    a.out.say({"{}: {} inquiries are {}.", "{}: consultas {}: {}.", "{}: {} Anfragen: {}."}, a.name, which,
              a.out.none({a.prefix + "inquiries_window"}));
    return;
  }
  std::optional<Days> days;
  if (a.figure.period) {
    days = days_of(*a.figure.period, a.out.customer().as_of);
  }
  std::uint32_t count = 0;
  std::uint32_t undated = 0;
  for (const credit::Inquiry& inquiry : *report.inquiries) {
    if (inquiry.purpose == (soft ? credit::Purpose::soft : credit::Purpose::hard)) {
      undated += inquiry.date ? 0 : 1;
      count += !days || (inquiry.date && *inquiry.date >= days->from && *inquiry.date < days->until) ? 1 : 0;
    }
  }
  const std::string number = a.out.fact(a.prefix + (soft ? "soft_inquiries_window" : "hard_inquiries_window"),
                                        std::optional(count), report.record_id, k_inquiry_field);
  if (!days) {
    a.out.say({"{}: {} inquiries on the newest report: {}.", "{}: consultas {} en el último informe: {}.",
               "{}: {} Anfragen im neuesten Bericht: {}."},
              a.name, which, number);
    return;
  }
  a.out.say({"{}: {} inquiries in {}: {}.", "{}: consultas {} en {}: {}.", "{}: {} Anfragen, {}: {}."}, a.name, which,
            days->name, number);
  if (undated > 0) {
    a.out.say({"Inquiries without a date, not counted: {}.", "Consultas sin fecha, no contadas: {}.",
               "Anfragen ohne Datum, nicht gezählt: {}."},
              std::to_string(undated));
  }
}

} // namespace

void say_account_figure(const BureauQuestion& a)
{
  const auto report = std::find_if(a.reports.begin(), a.reports.end(), [&](const credit::Report& one) {
    return a.bureau.newest && one.record_id == a.bureau.newest->record_id;
  });
  const Kind kind = a.figure.kind;
  const bool inquiry = kind == Kind::inquiries || kind == Kind::soft_inquiries;
  if (report == a.reports.end() || (!inquiry && !report->accounts)) {
    a.out.say({"{}: the accounts are {}.", "{}: las cuentas: {}.", "{}: Konten: {}."}, a.name,
              a.out.none({a.prefix + "accounts"}));
    return;
  }
  if (inquiry) {
    say_inquiry_window(a, *report);
    return;
  }
  const std::vector<Tradeline>& lines = *report->accounts;
  switch (kind) {
  case Kind::lates: say_late_marks(a, lines); break;
  case Kind::cards:
    say_accounts(a, lines, "cards",
                 {"{}: open credit cards on the newest report: {}.",
                  "{}: tarjetas de crédito abiertas en el último informe: {}.",
                  "{}: offene Kreditkarten im neuesten Bericht: {}."},
                 [](const Tradeline& line) { return line.open && is_card(line); });
    break;
  case Kind::revolving:
    say_accounts(a, lines, "revolving",
                 {"{}: open revolving accounts: {}.", "{}: cuentas revolventes abiertas: {}.",
                  "{}: offene revolvierende Konten: {}."},
                 [](const Tradeline& line) { return line.open && line.kind == credit::AccountKind::revolving; });
    break;
  case Kind::closed:
    say_accounts(a, lines, "closed_accounts",
                 {"{}: closed accounts: {}.", "{}: cuentas cerradas: {}.", "{}: geschlossene Konten: {}."},
                 [](const Tradeline& line) { return !line.open; });
    break;
  case Kind::open: {
    const auto count =
      static_cast<int>(std::count_if(lines.begin(), lines.end(), [](const Tradeline& line) { return line.open; }));
    if (a.limit) {
      a.out.say({"{}: {}: {}.", "{}: {}: {}.", "{}: {}: {}."}, a.name, relation(a.out, *a.limit),
                a.out.yes_or_no(within(*a.limit, count)));
    }
    say_accounts(
      a, lines, "open_accounts", {"{}: open accounts: {}.", "{}: cuentas abiertas: {}.", "{}: offene Konten: {}."},
      [](const Tradeline& line) { return line.open; }, false);
    break;
  }
  case Kind::disputed:
    say_accounts(a, lines, "disputed",
                 {"{}: disputed accounts: {}.", "{}: cuentas en disputa: {}.", "{}: bestrittene Konten: {}."},
                 [](const Tradeline& line) { return line.disputed; });
    break;
  case Kind::charged_off:
    say_accounts(a, lines, "chargeoffs",
                 {"{}: charged-off accounts: {}.", "{}: cuentas castigadas: {}.", "{}: abgeschriebene Konten: {}."},
                 [](const Tradeline& line) { return line.chargeoff; });
    break;
  case Kind::mortgages:
    say_accounts(a, lines, "mortgages",
                 {"{}: open mortgages: {}.", "{}: hipotecas abiertas: {}.", "{}: offene Hypotheken: {}."},
                 [](const Tradeline& line) { return line.open && line.kind == credit::AccountKind::mortgage; });
    break;
  case Kind::collectors:
    say_accounts(a, lines, "collections",
                 {"{}: accounts in collection: {}.", "{}: cuentas en cobranza: {}.", "{}: Konten im Inkasso: {}."},
                 [](const Tradeline& line) { return line.collection; });
    break;
  case Kind::highest_balance: say_highest_balance(a, lines); break;
  case Kind::card_debt: say_card_debt(a, lines); break;
  case Kind::inquiries:
  case Kind::soft_inquiries:
  case Kind::score_at:
  case Kind::score_versus:
  case Kind::score_between:
  case Kind::score_highest:
  case Kind::score_lowest:
  case Kind::score_average:
  case Kind::score_history:
  case Kind::score_first:
  case Kind::score_before:
  case Kind::scores_together:
  case Kind::score_by_vendor:
  case Kind::no_score: break;
  }
}

} // namespace tilores::assist

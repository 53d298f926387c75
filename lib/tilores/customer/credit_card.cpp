// The credit card: everything an agent needs to see of one customer's credit on one screen.
#include <tilores/customer/credit_card.hpp>

#include <tilores/customer/card_lines.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace tilores::customer {
namespace {

using credit::BureauAnalysis;
using credit::Cents;
using credit::ReportFigures;
using credit::State;
using output::Style;

std::string signed_text(int value) { return value > 0 ? "+" + std::to_string(value) : std::to_string(value); }

template<typename T> std::string shown(const std::optional<T>& value) { return value ? std::to_string(*value) : "n/a"; }

Style risk_style(std::string_view level)
{
  return level == "low"       ? Style::green
         : level == "medium"  ? Style::yellow
         : level == "unknown" ? Style::dim
                              : Style::red;
}

Style use_style(double percent) { return percent > 30 ? Style::red : percent > 10 ? Style::yellow : Style::green; }

std::string_view arrow(credit::Trend trend)
{
  switch (trend) {
  case credit::Trend::up: return "▲";
  case credit::Trend::down: return "▼";
  case credit::Trend::flat: return "=";
  case credit::Trend::unknown: return "";
  }
  return "";
}

void score_line(CardLines& lines, const BureauAnalysis& bureau)
{
  const credit::ScorePoint* score = bureau.score();
  if (score == nullptr) {
    lines.add({{"  Score   not available", Style::plain}});
    return;
  }
  std::vector<int> values;
  for (const credit::ScorePoint& point : bureau.scores) {
    values.push_back(point.value);
  }
  std::vector<CardLines::Piece> pieces{{"  Score   ", Style::plain},
                                       {std::to_string(score->value), Style::bold},
                                       {" " + bureau.rating + ", " + to_string(score->score_date), Style::plain}};
  if (bureau.change_previous) {
    const Style style = *bureau.change_previous < 0   ? Style::red
                        : *bureau.change_previous > 0 ? Style::green
                                                      : Style::plain;
    pieces.push_back({"  " + std::string(arrow(bureau.trend)) + " " + signed_text(*bureau.change_previous), style});
    pieces.push_back(
      {", since first " + signed_text(*bureau.change_first) + "  " + sparkline(values, 12), Style::plain});
  }
  pieces.push_back({"  risk ", Style::plain});
  pieces.push_back({bureau.risk_level, risk_style(bureau.risk_level)});
  lines.add(pieces);
  if (!bureau.newest_has_score) {
    lines.add({{"          the newest report has no score", Style::yellow}});
  }
}

void utilization_lines(CardLines& lines, const ReportFigures& f)
{
  if (!f.utilization) {
    lines.add({{"  Use     not available", Style::plain}});
    return;
  }
  const std::string source = f.utilization_method == credit::UtilizationMethod::computed
                               ? dollars(f.revolving_balance) + " of " + dollars(f.revolving_limit)
                               : "summary figure " + std::string(to_string(f.utilization_method));
  lines.add({{"  Use     ", Style::plain},
             {bar(*f.utilization, 20), use_style(*f.utilization)},
             {" " + percent_text(f.utilization) + "  " + source, Style::plain}});
  auto fullest =
    std::max_element(f.uses.begin(), f.uses.end(), [](const auto& a, const auto& b) { return a.percent < b.percent; });
  if (f.uses.size() > 1) {
    lines.add(
      {{"          fullest: " + padded(fullest->creditor, 28) + " " + percent_text(fullest->percent), Style::dim}});
  }
}

void figure_lines(CardLines& lines, const ReportFigures& f)
{
  lines.add({{"  Lates   30: " + shown(f.lates30) + "  60: " + shown(f.lates60) + "  90+: " + shown(f.lates90) +
                "   months clean: " + shown(f.months_clean) +
                (f.last_late_month ? " (last " + credit::month_text(*f.last_late_month) + ")" : ""),
              Style::plain}});
  lines.add({{"  File    open " + shown(f.open_accounts) + " of " + shown(f.accounts) + "   derogatory " +
                shown(f.derogatories) + "   collections " + shown(f.collections) + "   inquiries 6m " +
                (f.inquiries ? std::to_string(f.inquiries->hard[1]) : "n/a"),
              Style::plain}});
  lines.add({{"  Money   debt " + dollars(f.debt) + "   payments " + dollars(f.scheduled_payments) +
                (f.scheduled_payments ? "/month" : "") + "   past due " + dollars(f.past_due),
              Style::plain}});
}

void bureau_block(CardLines& lines, const BureauAnalysis& bureau)
{
  std::string title(bureau_name(bureau.bureau));
  if (bureau.newest) {
    title += " · report " + to_string(bureau.newest->date) + " · " + bureau.newest->vendor + " · " +
             std::to_string(bureau.report_count) + (bureau.report_count == 1 ? " report" : " reports");
  }
  lines.title(title);
  if (!bureau.newest) {
    lines.add({{"  no report", Style::dim}});
    return;
  }
  if (bureau.state == State::frozen) {
    lines.add({{"  FROZEN: figures may be withheld at this bureau", Style::cyan}});
  } else if (bureau.state == State::thin) {
    lines.add({{"  THIN FILE: at most one account", Style::yellow}});
  }
  score_line(lines, bureau);
  utilization_lines(lines, *bureau.newest);
  figure_lines(lines, *bureau.newest);
  constexpr std::size_t k_most = 2; // three bureaus must fit on one screen; -o json has all
  for (std::size_t i = 0; i < std::min(k_most, bureau.next_steps.size()); ++i) {
    lines.wrapped((i == 0 ? "  Next    " : "          ") + std::to_string(i + 1) + ". ", bureau.next_steps[i].text, 13);
  }
  if (!bureau.issues.empty()) {
    lines.add({{"  Notes   " + std::to_string(bureau.issues.size()) +
                  " on the data, first: " + bureau.issues.front().issue.reason,
                Style::dim}});
  }
}

} // namespace

std::string bar(double value, std::size_t cells)
{
  const double share = std::clamp(value, 0.0, 100.0) / 100 * static_cast<double>(cells);
  auto filled = static_cast<std::size_t>(std::lround(share));
  filled = filled == 0 && value > 0 ? 1 : filled; // something is not nothing
  std::string out;
  for (std::size_t i = 0; i < cells; ++i) {
    out += i < filled ? "█" : "░";
  }
  return out;
}

std::string sparkline(std::span<const int> values, std::size_t cells)
{
  static constexpr std::array<std::string_view, 8> steps{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (values.size() > cells) {
    values = values.last(cells);
  }
  if (values.empty()) {
    return {};
  }
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  std::string out;
  for (const int value : values) {
    out += *low == *high ? steps[3] : steps[static_cast<std::size_t>((value - *low) * 7 / (*high - *low))];
  }
  return out;
}

std::vector<std::string> credit_card(const credit::Analysis& analysis, const CardLook& look)
{
  CardLines lines(look);
  if (analysis.reports == 0) {
    lines.add({{"No credit reports.", Style::plain}});
  }
  for (const BureauAnalysis& bureau : analysis.bureaus) {
    bureau_block(lines, bureau);
  }
  if (!analysis.set_aside.empty()) {
    lines.add({{"Notes   " + std::to_string(analysis.set_aside.size()) +
                  " on reports set aside, first: " + analysis.set_aside.front().issue.reason,
                Style::dim}});
  }
  return lines.take();
}

std::vector<std::string> credit_history(const credit::Analysis& analysis, const CardLook& look)
{
  CardLines lines(look);
  for (const BureauAnalysis& bureau : analysis.bureaus) {
    if (bureau.history.empty()) {
      continue;
    }
    lines.title(std::string(bureau_name(bureau.bureau)) + " · history");
    for (const credit::HistoryEntry& entry : bureau.history) {
      const ReportFigures& f = entry.figures;
      lines.add({{"  " + to_string(f.date) + "  score " + padded(shown(f.score), 4) + "  use ", Style::plain},
                 {f.utilization ? bar(*f.utilization, 10) : padded("", 10),
                  f.utilization ? use_style(*f.utilization) : Style::plain},
                 {" " + padded(percent_text(f.utilization), 8) + " lates " + shown(f.lates30) + "/" + shown(f.lates60) +
                    "/" + shown(f.lates90) + "  derogatory " + shown(f.derogatories),
                  Style::plain}});
      if (entry.since_previous) {
        for (const std::string& reason : entry.since_previous->likely_reasons) {
          lines.wrapped("", reason, 14, Style::dim);
        }
      }
    }
  }
  return lines.take();
}

std::vector<std::string> credit_explanation(const credit::Analysis& analysis, const CardLook& look)
{
  CardLines lines(look);
  for (const BureauAnalysis& bureau : analysis.bureaus) {
    if (bureau.derivations.empty()) {
      continue;
    }
    lines.title(std::string(bureau_name(bureau.bureau)) + " · where the figures come from");
    for (const credit::Derivation& derivation : bureau.derivations) {
      lines.wrapped("",
                    derivation.figure + " = " + derivation.value + " (" + to_string(derivation.report_date) +
                      "): " + derivation.text,
                    2);
      std::string source;
      for (const std::string& path : derivation.paths) {
        source += (source.empty() ? "" : ", ") + path;
      }
      for (const std::string& id : derivation.record_ids) {
        source += " · record " + id;
      }
      if (!derivation.paths.empty()) {
        lines.wrapped("", source, 6, Style::dim);
      }
    }
    for (const credit::Factor& factor : bureau.factors) {
      lines.wrapped(factor.positive ? "  + " : "  - ",
                    factor.text + (factor.from_bureau ? " (the bureau's reason)" : ""), 4);
    }
  }
  return lines.take();
}

std::vector<std::string> credit_comparison(std::span<const NamedAnalysis> customers, const CardLook& look)
{
  CardLines lines(look);
  for (const credit::Bureau which : credit::k_bureaus) {
    const auto of = [&](const NamedAnalysis& customer) -> const BureauAnalysis& {
      return customer.analysis->bureaus[static_cast<std::size_t>(which)];
    };
    int best = 0;
    int worst = 1000;
    for (const NamedAnalysis& customer : customers) {
      if (const auto* score = of(customer).score()) {
        best = std::max(best, score->value);
        worst = std::min(worst, score->value);
      }
    }
    lines.title(bureau_name(which));
    for (const NamedAnalysis& customer : customers) {
      const BureauAnalysis& bureau = of(customer);
      const auto* score = bureau.score();
      const bool marked = score != nullptr && best != worst;
      const char* mark = marked && score->value == best ? "best" : marked && score->value == worst ? "worst" : "";
      lines.add(
        {{"  " + padded(customer.name, 26) + " " + padded(score != nullptr ? std::to_string(score->value) : "n/a", 4) +
            " " + padded(score != nullptr ? bureau.rating : std::string(to_string(bureau.state)), 12),
          Style::plain},
         {padded(mark, 6), marked && score->value == best ? Style::green : Style::red},
         {"use " + padded(percent_text(bureau.newest ? bureau.newest->utilization : std::nullopt), 8) + " " +
            (bureau.newest ? to_string(bureau.newest->date) : ""),
          Style::plain}});
    }
  }
  return lines.take();
}

} // namespace tilores::customer

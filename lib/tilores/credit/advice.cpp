// Applies the rules to one bureau's figures: risk, factors in plain words, next steps.
#include <tilores/credit/analysis.hpp>

#include <tilores/credit/values.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tilores::credit {
namespace {

// "3", "43.5", "120.50": whole numbers bare, amounts with cents, the rest with one decimal.
std::string shown(Figure figure, double value)
{
  std::array<char, 64> text{};
  const bool whole = std::fabs(value - std::round(value)) < 0.001;
  const int decimals = whole ? 0 : figure == Figure::past_due ? 2 : 1;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals).ptr;
  return {text.data(), end};
}

// " (about $1,240 less)": whole currency units with thousands separated, rounded up.
std::string pay_down_text(const BureauAnalysis& bureau, const Advice& advice)
{
  const auto& figures = *bureau.newest;
  if (!advice.pay_down_to || !figures.revolving_balance || !figures.revolving_limit) {
    return {};
  }
  const double target = *advice.pay_down_to / 100 * static_cast<double>(*figures.revolving_limit);
  const auto units =
    static_cast<std::int64_t>(std::ceil((static_cast<double>(*figures.revolving_balance) - target) / 100));
  if (units <= 0) {
    return {};
  }
  std::string digits = std::to_string(units);
  for (std::size_t at = digits.size(); at > 3; at -= 3) {
    digits.insert(at - 3, ",");
  }
  return " (about $" + digits + " less on the accounts with known limits)";
}

std::string filled(const Advice& advice, const BureauAnalysis& bureau, const FigureValues& values)
{
  std::string out;
  std::string_view rest = advice.text;
  while (!rest.empty()) {
    const std::size_t open = rest.find('{');
    const std::size_t close = open == std::string_view::npos ? open : rest.find('}', open);
    if (close == std::string_view::npos) {
      break;
    }
    out += rest.substr(0, open);
    const std::string_view name = rest.substr(open + 1, close - open - 1);
    if (name == "pay_down") {
      out += pay_down_text(bureau, advice);
    } else {
      for (std::size_t i = 0; i < k_figures; ++i) {
        if (to_string(static_cast<Figure>(i)) == name) {
          out += values[i] ? shown(static_cast<Figure>(i), *values[i]) : "unknown";
        }
      }
    }
    rest.remove_prefix(close + 1);
  }
  return out.append(rest);
}

template<typename T> std::optional<double> number(const std::optional<T>& value)
{
  return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

} // namespace

FigureValues figure_values(const BureauAnalysis& bureau, const Date& as_of)
{
  FigureValues values;
  if (!bureau.newest) {
    return values;
  }
  const ReportFigures& figures = *bureau.newest;
  const auto set = [&](Figure figure, std::optional<double> value) {
    values[static_cast<std::size_t>(figure)] = value;
  };
  if (const ScorePoint* score = bureau.score()) {
    set(Figure::score, score->value);
  }
  set(Figure::change_previous, number(bureau.change_previous));
  set(Figure::newest_has_score, bureau.newest_has_score ? 1 : 0);
  set(Figure::utilization, figures.utilization);
  set(Figure::highest_account_utilization, figures.highest_use);
  set(Figure::lates30, number(figures.lates30));
  set(Figure::lates60, number(figures.lates60));
  set(Figure::lates90, number(figures.lates90));
  set(Figure::lates120, number(figures.lates120));
  set(Figure::months_clean, number(figures.months_clean));
  set(Figure::months_since_late, figures.last_late_month ? number(figures.months_clean) : std::nullopt);
  set(Figure::accounts, number(figures.accounts));
  set(Figure::open_accounts, number(figures.open_accounts));
  set(Figure::derogatories, number(figures.derogatories));
  set(Figure::collections, number(figures.collections));
  if (figures.inquiries) {
    set(Figure::hard_inquiries_6m, figures.inquiries->hard[1]);
    set(Figure::hard_inquiries_12m, figures.inquiries->hard[2]);
  }
  set(Figure::oldest_account_months, number(figures.oldest_account_months));
  set(Figure::past_due, figures.past_due ? std::optional(static_cast<double>(*figures.past_due) / 100) : std::nullopt);
  set(Figure::frozen, figures.frozen == Frozen::yes ? 1 : 0);
  set(Figure::alerts, figures.alerts);
  if (figures.date <= as_of) {
    set(Figure::report_age_months, months_between(figures.date, as_of));
  }
  return values;
}

void judge(BureauAnalysis& bureau, std::span<const ScoreFactor> bureau_factors, const Date& as_of, const Rules& rules)
{
  const FigureValues values = figure_values(bureau, as_of);
  for (const RiskRule& rule : rules.risk) {
    if (holds(rule.when, values)) {
      bureau.risk_level = rule.level;
      bureau.risk_rule = rule.id + ": " + rule.text;
      break;
    }
  }
  for (const Advice& advice : rules.factors) {
    if (holds(advice.when, values)) {
      bureau.factors.push_back({filled(advice, bureau, values), advice.effect, advice.positive, false, advice.id});
    }
  }
  for (const ScoreFactor& factor : bureau_factors) {
    constexpr std::size_t k_longest = 300;
    bureau.factors.push_back({std::string(beginning(factor.text, k_longest)), Effect::medium, factor.positive, true,
                              std::string(beginning(factor.code, 20))});
  }
  std::stable_sort(bureau.factors.begin(), bureau.factors.end(), [](const Factor& a, const Factor& b) {
    return std::pair(a.positive, a.effect) < std::pair(b.positive, b.effect);
  });
  for (const Advice& advice : rules.next_steps) {
    if (holds(advice.when, values)) {
      bureau.next_steps.push_back({filled(advice, bureau, values), advice.effect, advice.id});
    }
  }
}

} // namespace tilores::credit

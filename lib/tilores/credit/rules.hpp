#pragma once
// The rules of judgement (ratings, risk, factors, next steps) as data: config/credit-rules.json, compiled in and
// replaceable by the text of another file of the same form. Every rule names the source of its threshold.

#include <tilores/base/result.hpp>
#include <tilores/credit/figures.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::credit {

// What conditions may ask about. Amounts are in currency units, ages in months, frozen and newest_has_score 0 or 1.
enum class Figure : std::uint8_t {
  score,
  change_previous,
  newest_has_score,
  utilization,
  highest_account_utilization,
  lates30,
  lates60,
  lates90,
  lates120,
  months_clean,
  months_since_late,
  accounts,
  open_accounts,
  derogatories,
  collections,
  hard_inquiries_6m,
  hard_inquiries_12m,
  oldest_account_months,
  past_due,
  frozen,
  alerts,
  report_age_months,
};
inline constexpr std::size_t k_figures = 22;
[[nodiscard]] std::string_view to_string(Figure figure);
// By Figure; nullopt = not available, and no condition on it holds.
using FigureValues = std::array<std::optional<double>, k_figures>;

struct Condition {
  enum class Op : std::uint8_t { less, less_equal, equal, greater_equal, greater, missing };
  Figure figure = Figure::score;
  Op op = Op::equal;
  double value = 0;
};

struct Band {
  int from = 0; // lowest score of the band
  std::string name;
};

struct RiskRule { // the first whose conditions all hold decides
  std::string id;
  std::string level; // low, medium, high, very_high, unknown
  std::vector<Condition> when;
  std::string text; // the rule in words
};

enum class Effect : std::uint8_t { high, medium, low };
[[nodiscard]] std::string_view to_string(Effect effect);

// A factor or a next step. {figure} in the text stands for that figure's value, {pay_down} for the amount that brings
// computed utilisation under the step's target.
struct Advice {
  std::string id;
  std::vector<Condition> when;
  std::string text;
  Effect effect = Effect::low;       // how much it is expected to matter; the list order ranks within an effect
  bool positive = false;             // factors: raises rather than lowers
  std::optional<double> pay_down_to; // percent
};

struct Rules {
  std::string version;
  std::vector<Band> bands; // highest first; the last one starts at the lowest valid score
  std::vector<RiskRule> risk;
  std::vector<Advice> factors;
  std::vector<Advice> next_steps;
};

// `config` names what is wrong and where: unknown figure, operator, level, missing source.
[[nodiscard]] Result<Rules> parse_rules(std::string text);
// The rules compiled in. Never fails: a test holds the file to its form.
[[nodiscard]] const Rules& default_rules();

[[nodiscard]] bool holds(const std::vector<Condition>& conditions, const FigureValues& values);
[[nodiscard]] std::string_view rating_of(int score, const Rules& rules);

} // namespace tilores::credit

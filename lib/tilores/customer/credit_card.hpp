#pragma once
// The credit card of a customer as lines for a terminal: one block a bureau, bars and sparklines. Pure. Text from data
// is made harmless (output::append_visible). Lines have no line ends and are at most `width` columns wide.

#include <tilores/credit/analysis.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tilores::customer {

struct CardLook {
  std::size_t width = 80; // 40 or more
  bool colour = false;
};

// `value` of 0..100 (more is drawn full) as `cells` blocks: "████░░░░".
[[nodiscard]] std::string bar(double value, std::size_t cells);
// Values from first to last as ▁…█ between their own minimum and maximum; at most `cells`, the newest ones.
[[nodiscard]] std::string sparkline(std::span<const int> values, std::size_t cells);

[[nodiscard]] std::vector<std::string> credit_card(const credit::Analysis& analysis, const CardLook& look);
// Reports of each bureau, newest first, with what changed; needs an analysis with history.
[[nodiscard]] std::vector<std::string> credit_history(const credit::Analysis& analysis, const CardLook& look);
// One line a figure: value, report date, where it stands, how it came about; needs an analysis with derivations.
[[nodiscard]] std::vector<std::string> credit_explanation(const credit::Analysis& analysis, const CardLook& look);

struct NamedAnalysis {
  std::string name;
  const credit::Analysis* analysis = nullptr; // never null
};
// Score, rating and utilization of several customers side by side, bureau by bureau; best and worst score marked.
[[nodiscard]] std::vector<std::string> credit_comparison(std::span<const NamedAnalysis> customers,
                                                         const CardLook& look);

} // namespace tilores::customer

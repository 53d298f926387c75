// Scores a text by its most suspicious stretch.
#include <tilores/assist/guard.hpp>

#include <tilores/assist/guard_families.hpp>
#include <tilores/assist/linear_model.hpp>

#include <cmath>
#include <cstdint>

extern "C" {
extern const char tilores_guard_table[];
extern const std::uint64_t tilores_guard_table_size;
}

namespace tilores::assist {

namespace {

constexpr double k_damp = 30; // features beyond this many add up with the root of their number (train_guard.py)

} // namespace

double guard_threshold() { return 0.5; }

GuardVerdict inspect(std::string_view text)
{
  GuardVerdict verdict;
  const std::string_view table(tilores_guard_table, static_cast<std::size_t>(tilores_guard_table_size));
  std::uint64_t families = 0;
  double best = -1e9;
  const Scores biases = score_hashes(table, {});
  const double bias = biases[1] - biases[0];
  for (const GuardWindow& window : guard_windows(normalise_for_guard(text))) {
    const Scores scores = score_hashes(table, window.features);
    const auto count = static_cast<double>(window.features.size());
    const double damp = count > k_damp ? std::sqrt(k_damp / count) : 1;
    if (const double margin = bias + damp * (scores[1] - scores[0] - bias); margin > best) {
      best = margin;
      families = window.families;
    }
  }
  verdict.score = 1 / (1 + std::exp(-best));
  verdict.attack = verdict.score >= guard_threshold();
  for (std::size_t f = 0; verdict.attack && f < k_family_count; ++f) {
    if ((families >> f & 1U) != 0) {
      verdict.reasons.emplace_back(family_name(f));
    }
  }
  return verdict;
}

} // namespace tilores::assist

// What changed between two reports of one bureau, and what may lie behind a move of the score.
#include <tilores/credit/analysis.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

namespace tilores::credit {
namespace {

std::string shown(const std::optional<double>& value)
{
  if (!value) {
    return "n/a";
  }
  std::array<char, 64> text{};
  const bool whole = std::fabs(*value - std::round(*value)) < 1e-9;
  return {text.data(),
          std::to_chars(text.data(), text.data() + text.size(), *value, std::chars_format::fixed, whole ? 0 : 1).ptr};
}

class Changes {
public:
  explicit Changes(Comparison& comparison) : m_comparison(comparison) {}

  // Adds the figure if it moved; gives the difference when both sides are known.
  template<typename T> std::optional<double> add(std::string_view name, std::string_view words,
                                                 const std::optional<T>& from, const std::optional<T>& to,
                                                 double scale = 1)
  {
    const auto number = [&](const std::optional<T>& value) {
      return value ? std::optional(static_cast<double>(*value) / scale) : std::nullopt;
    };
    const auto a = number(from);
    const auto b = number(to);
    const bool moved = a.has_value() != b.has_value() || (a && std::fabs(*a - *b) > 1e-9);
    if (moved) {
      m_comparison.changes.push_back(
        {std::string(name), a, b, std::string(words) + " " + shown(a) + " to " + shown(b)});
    }
    return a && b ? std::optional(*b - *a) : std::nullopt;
  }

private:
  Comparison& m_comparison;
};

// Accounts that are on one side only, or open on one side only, matched by the fingerprint.
struct AccountMoves {
  std::uint32_t appeared = 0, vanished = 0, closed = 0;
};

AccountMoves account_moves(const Report& older, const Report& newer)
{
  AccountMoves moves;
  std::map<std::string_view, const Tradeline*> before;
  if (!older.accounts || !newer.accounts) {
    return moves;
  }
  for (const Tradeline& line : *older.accounts) {
    if (!line.key.empty()) {
      before.emplace(line.key, &line);
    }
  }
  for (const Tradeline& line : *newer.accounts) {
    const auto found = line.key.empty() ? before.end() : before.find(line.key);
    if (found != before.end()) {
      moves.closed += found->second->open && !line.open ? 1 : 0;
      before.erase(found);
    } else if (!line.key.empty()) {
      ++moves.appeared;
    }
  }
  moves.vanished = static_cast<std::uint32_t>(before.size());
  return moves;
}

void add_count(Comparison& comparison, std::string_view name, std::string_view words, std::uint32_t count)
{
  if (count > 0) {
    comparison.changes.push_back({std::string(name), 0.0, count, std::string(words) + " " + std::to_string(count)});
  }
}

} // namespace

Comparison compare(const Report& older, const Report& newer, const Date& as_of)
{
  Comparison comparison;
  if (!older.date || !newer.date || !older.bureau || older.bureau != newer.bureau) {
    return comparison;
  }
  const ReportFigures a = figures_of(older, as_of);
  const ReportFigures b = figures_of(newer, as_of);
  comparison.from = a.date;
  comparison.to = b.date;
  Changes changes(comparison);
  const auto score = changes.add("score", "score", a.score, b.score);
  const auto use = changes.add("utilization", "revolving utilization %", a.utilization, b.utilization);
  const auto late30 = changes.add("lates30", "months 30 days late", a.lates30, b.lates30);
  const auto late60 = changes.add("lates60", "months 60 days late", a.lates60, b.lates60);
  const auto late90 = changes.add("lates90", "months 90 days late", a.lates90, b.lates90);
  const auto derogatory = changes.add("derogatories", "derogatory accounts", a.derogatories, b.derogatories);
  const auto collection = changes.add("collections", "accounts in collection", a.collections, b.collections);
  changes.add("open_accounts", "open accounts", a.open_accounts, b.open_accounts);
  changes.add("debt", "balances of open accounts $", a.debt, b.debt, 100);
  changes.add("past_due", "past due $", a.past_due, b.past_due, 100);
  const AccountMoves moves = account_moves(older, newer);
  add_count(comparison, "accounts_new", "accounts that appeared:", moves.appeared);
  add_count(comparison, "accounts_closed", "accounts closed:", moves.closed);
  add_count(comparison, "accounts_gone", "accounts no longer reported:", moves.vanished);
  std::uint32_t inquiries = 0;
  if (newer.inquiries) {
    for (const Inquiry& inquiry : *newer.inquiries) {
      inquiries +=
        inquiry.purpose == Purpose::hard && inquiry.date && *inquiry.date > a.date && *inquiry.date <= b.date ? 1 : 0;
    }
  }
  add_count(comparison, "hard_inquiries_new", "new hard inquiries:", inquiries);

  if (!score || std::fabs(*score) < 0.5) {
    return comparison;
  }
  const bool up = *score > 0;
  const auto reason = [&](bool applies, std::string_view text) {
    if (applies) {
      comparison.likely_reasons.push_back("likely: " + std::string(text));
    }
  };
  const auto rose = [](const std::optional<double>& d) { return d && *d > 0; };
  const auto fell = [](const std::optional<double>& d) { return d && *d < 0; };
  const bool comparable = a.utilization_method == b.utilization_method;
  reason(up && comparable && fell(use), "revolving utilization went down");
  reason(up && (fell(collection) || fell(derogatory)), "fewer derogatory accounts are reported");
  reason(up && (fell(late30) || fell(late60) || fell(late90)), "older late marks are no longer reported");
  reason(!up && (rose(collection) || rose(derogatory)), "more derogatory accounts are reported");
  reason(!up && (rose(late30) || rose(late60) || rose(late90)), "new late marks");
  reason(!up && comparable && rose(use), "revolving utilization went up");
  reason(!up && inquiries > 0, "new hard inquiries");
  reason(!up && moves.appeared > 0, "new accounts lower the average age");
  reason(!up && moves.closed > 0, "an account was closed");
  if (comparison.likely_reasons.empty()) {
    comparison.likely_reasons.emplace_back("the two reports show no change that would explain the move");
  }
  return comparison;
}

} // namespace tilores::credit

#pragma once
// One customer's credit, bureau by bureau. Nothing is ever mixed between bureaus; the order of reports and records
// never matters; absence gives a state or null, never zero. Pure functions, safe from many threads.

#include <tilores/credit/rules.hpp>

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::credit {

// The first that applies: no report; frozen on the newest report; at most one account on it; a score; none.
enum class State : std::uint8_t { none, frozen, thin, scored, no_score };
[[nodiscard]] std::string_view to_string(State state);
enum class Trend : std::uint8_t { unknown, up, down, flat };
[[nodiscard]] std::string_view to_string(Trend trend);

// A valid score of one bureau's report.
struct ScorePoint {
  int value = 0;
  Date report_date;
  Date score_date;
  std::string record_id;
  std::uint32_t index = 0; // of the entry in CREDIT_SCORE
};

struct Factor {
  std::string text; // plain words
  Effect effect = Effect::low;
  bool positive = false;
  bool from_bureau = false; // the bureau's own reason beside its score, else a rule over the figures
  std::string rule;         // id of the rule, or the bureau's reason code
};

struct NextStep {
  std::string text;
  Effect effect = Effect::low;
  std::string rule;
};

// How one figure came about. `value` is the figure as shown ("n/a" when not available).
struct Derivation {
  std::string figure;
  std::string value;
  Date report_date;
  std::vector<std::string> record_ids;
  std::vector<std::string> paths; // insight paths inside those records
  std::string text;
};

// One figure of the newer report against the older one of the same bureau.
struct Change {
  std::string figure;
  std::optional<double> from, to;
  std::string text;
};

struct Comparison {
  Date from, to;
  std::vector<Change> changes;
  // What may lie behind a score move, as far as the two reports tell; bureaus do not publish the real reasons.
  std::vector<std::string> likely_reasons;
};

struct HistoryEntry {
  ReportFigures figures;
  std::optional<Comparison> since_previous; // none for the oldest
};

// An issue with where it was found.
struct FoundIssue {
  std::string record_id;
  std::optional<Date> report_date;
  Issue issue;
};

struct BureauAnalysis {
  Bureau bureau = Bureau::transunion;
  State state = State::none;
  std::size_t report_count = 0; // different report dates
  std::optional<ReportFigures> newest;

  std::vector<ScorePoint> scores; // oldest first
  bool newest_has_score = false;
  std::string rating; // of the newest score; empty without one
  std::optional<int> change_previous, change_first;
  Trend trend = Trend::unknown;

  std::string risk_level = "unknown";
  std::string risk_rule;               // "R3: score 580 to 669"
  std::vector<Factor> factors;         // strongest first
  std::vector<NextStep> next_steps;    // by expected effect
  std::vector<HistoryEntry> history;   // newest first; filled on request
  std::vector<Derivation> derivations; // filled on request
  std::vector<FoundIssue> issues;      // of this bureau's reports

  // The newest score, which may be older than the newest report.
  [[nodiscard]] const ScorePoint* score() const { return scores.empty() ? nullptr : &scores.back(); }
};

struct Analysis {
  Date as_of;
  std::size_t reports = 0;               // different (bureau, report date)
  std::array<BureauAnalysis, 3> bureaus; // by Bureau
  std::vector<FoundIssue> set_aside;     // reports without a known bureau, without a date or without any content
};

struct AnalysisOptions {
  std::size_t skip_newest = 0; // look at the (n+1)-th newest report of each bureau as if it were the newest
  bool history = false;
  bool explain = false;
};

[[nodiscard]] Analysis analyse(std::span<const Report> reports, const Date& as_of, const Rules& rules,
                               const AnalysisOptions& options = {});

// What changed from `older` to `newer`, two reports of one bureau (an empty comparison otherwise).
[[nodiscard]] Comparison compare(const Report& older, const Report& newer, const Date& as_of);

// One line per figure of the parts below, for --explain. Called by analyse.
[[nodiscard]] std::vector<Derivation> explain(const BureauAnalysis& bureau, const Date& as_of);
// The values that rules ask about. Called by analyse.
[[nodiscard]] FigureValues figure_values(const BureauAnalysis& bureau, const Date& as_of);
// Fills risk, factors and next steps. Called by analyse. `bureau_factors`: reasons beside the newest report's score.
void judge(BureauAnalysis& bureau, std::span<const ScoreFactor> bureau_factors, const Date& as_of, const Rules& rules);

} // namespace tilores::credit

// Groups reports by bureau and date and puts the figures of the newest one beside the scores of all.
#include <tilores/credit/analysis.hpp>

#include <algorithm>
#include <tuple>

namespace tilores::credit {
namespace {

// A report that holds nothing at all must not become "the newest report" and wipe out what is known.
bool has_content(const Report& report)
{
  return !report.scores.empty() || report.accounts || report.inquiries || !report.summary.empty() ||
         !report.alerts.empty() ||
         (report.bureau && report.frozen[static_cast<std::size_t>(*report.bureau)] != Frozen::unknown);
}

// Newest first; of one date the fuller report first, then the smaller record id: the same whatever the input order.
bool before(const Report* a, const Report* b)
{
  const auto fullness = [](const Report& report) {
    return std::tuple(report.valid_score().has_value(), report.accounts.has_value(),
                      report.accounts ? report.accounts->size() : 0,
                      report.inquiries ? report.inquiries->size() + 1 : 0, report.summary.size(), report.scores.size());
  };
  if (a->date != b->date) {
    return a->date > b->date;
  }
  const auto fa = fullness(*a);
  const auto fb = fullness(*b);
  return fa != fb ? fa > fb : a->record_id < b->record_id;
}

void collect_issues(const Report& report, std::vector<FoundIssue>& out)
{
  for (const Issue& issue : report.issues) {
    out.push_back({report.record_id, report.date, issue});
  }
}

void set_aside(const Report& report, Analysis& analysis)
{
  const char* reason = !report.bureau ? "report without a known bureau"
                       : !report.date ? "report without a readable date"
                                      : "report without any content";
  analysis.set_aside.push_back({report.record_id, report.date, {"CREDIT_RESPONSE", reason, 1}});
  collect_issues(report, analysis.set_aside);
}

State state_of(const BureauAnalysis& bureau)
{
  if (!bureau.newest) {
    return State::none;
  }
  if (bureau.newest->frozen == Frozen::yes) {
    return State::frozen;
  }
  if (bureau.newest->accounts && *bureau.newest->accounts <= 1) {
    return State::thin;
  }
  return bureau.score() != nullptr ? State::scored : State::no_score;
}

void follow_scores(std::span<const Report* const> newest_first, BureauAnalysis& bureau, const Rules& rules)
{
  for (const Report* report : newest_first) {
    if (const auto index = report->valid_score()) {
      const Score& score = report->scores[*index];
      bureau.scores.push_back({*score.value, *report->date, score.date.value_or(*report->date), report->record_id,
                               static_cast<std::uint32_t>(*index)});
    }
  }
  std::reverse(bureau.scores.begin(), bureau.scores.end());
  bureau.newest_has_score = newest_first.front()->valid_score().has_value();
  if (bureau.scores.empty()) {
    return;
  }
  bureau.rating = rating_of(bureau.scores.back().value, rules);
  if (bureau.scores.size() < 2) {
    return;
  }
  const int last = bureau.scores.back().value;
  const int change = last - bureau.scores[bureau.scores.size() - 2].value;
  bureau.change_previous = change;
  bureau.change_first = last - bureau.scores.front().value;
  bureau.trend = change > 0 ? Trend::up : change < 0 ? Trend::down : Trend::flat;
}

// Keeps one report per date. Different reports of one date are said so.
std::vector<const Report*> one_per_date(const std::vector<const Report*>& sorted, BureauAnalysis& bureau)
{
  std::vector<const Report*> kept;
  for (const Report* report : sorted) {
    if (kept.empty() || kept.back()->date != report->date) {
      kept.push_back(report);
      continue;
    }
    const Report& chosen = *kept.back();
    if (chosen.body_text() != report->body_text()) {
      bureau.issues.push_back({report->record_id,
                               report->date,
                               {"CREDIT_RESPONSE.CreditReportFirstIssuedDate",
                                "another report of this date with different content; the fuller one counts", 1}});
    }
  }
  return kept;
}

void analyse_bureau(std::vector<const Report*>& reports, const Rules& rules, const AnalysisOptions& options,
                    const Date& as_of, BureauAnalysis& bureau)
{
  std::sort(reports.begin(), reports.end(), before);
  std::vector<const Report*> kept = one_per_date(reports, bureau);
  bureau.report_count = kept.size();
  kept.erase(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(std::min(options.skip_newest, kept.size())));
  if (kept.empty()) {
    return;
  }
  for (const Report* report : kept) {
    collect_issues(*report, bureau.issues);
  }
  const Report& newest = *kept.front();
  if (*newest.date > as_of) {
    bureau.issues.push_back({newest.record_id,
                             newest.date,
                             {"CREDIT_RESPONSE.CreditReportFirstIssuedDate", "dated after the reference day", 1}});
  }
  bureau.newest = figures_of(newest, as_of);
  follow_scores(kept, bureau, rules);
  bureau.state = state_of(bureau);
  const auto score = newest.valid_score();
  judge(bureau, score ? std::span<const ScoreFactor>(newest.scores[*score].factors) : std::span<const ScoreFactor>(),
        as_of, rules);
  if (options.history) {
    for (std::size_t i = 0; i < kept.size(); ++i) {
      HistoryEntry entry{figures_of(*kept[i], as_of), std::nullopt};
      if (i + 1 < kept.size()) {
        entry.since_previous = compare(*kept[i + 1], *kept[i], as_of);
      }
      bureau.history.push_back(std::move(entry));
    }
  }
  if (options.explain) {
    bureau.derivations = explain(bureau, as_of);
  }
}

} // namespace

std::string_view to_string(State state)
{
  switch (state) {
  case State::none: return "none";
  case State::frozen: return "frozen";
  case State::thin: return "thin";
  case State::scored: return "scored";
  case State::no_score: return "no_score";
  }
  return "";
}

std::string_view to_string(Trend trend)
{
  switch (trend) {
  case Trend::unknown: return "unknown";
  case Trend::up: return "up";
  case Trend::down: return "down";
  case Trend::flat: return "flat";
  }
  return "";
}

Analysis analyse(std::span<const Report> reports, const Date& as_of, const Rules& rules, const AnalysisOptions& options)
{
  Analysis analysis;
  analysis.as_of = as_of;
  std::array<std::vector<const Report*>, 3> by_bureau;
  for (const Report& report : reports) {
    if (report.bureau && report.date && has_content(report)) {
      by_bureau[static_cast<std::size_t>(*report.bureau)].push_back(&report);
    } else {
      set_aside(report, analysis);
    }
  }
  std::stable_sort(analysis.set_aside.begin(), analysis.set_aside.end(),
                   [](const FoundIssue& a, const FoundIssue& b) { return a.record_id < b.record_id; });
  for (const Bureau bureau : k_bureaus) {
    const auto i = static_cast<std::size_t>(bureau);
    analysis.bureaus[i].bureau = bureau;
    analyse_bureau(by_bureau[i], rules, options, as_of, analysis.bureaus[i]);
    analysis.reports += analysis.bureaus[i].report_count;
  }
  return analysis;
}

} // namespace tilores::credit

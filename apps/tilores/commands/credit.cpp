// tilores credit: one customer's credit, bureau by bureau.
#include "../commands.hpp"
#include "../selection.hpp"
#include "../wiring.hpp"

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/customer/credit_card.hpp>
#include <tilores/customer/credit_card_json.hpp>
#include <tilores/present/search_document.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <memory>

namespace tilores::app {
namespace {

struct CreditArgs {
  SelectionArgs who;
  std::string bureau;
  std::string report = "latest";
  std::vector<std::string> compare;
  bool explain = false;
  std::string purpose;
};

constexpr std::array<std::string_view, 3> k_bureaus{"transunion", "experian", "equifax"};

Result<credit::AnalysisOptions> options_of(const CreditArgs& args)
{
  credit::AnalysisOptions options;
  options.explain = args.explain;
  if (args.report == "all") {
    options.history = true;
  } else if (args.report != "latest") {
    std::size_t number = 0;
    const auto [end, bad] = std::from_chars(args.report.data(), args.report.data() + args.report.size(), number);
    if (bad != std::errc{} || end != args.report.data() + args.report.size() || number == 0) {
      return fail(ErrorKind::usage, "--report: '" + args.report + "' is not latest, all or a number from 1",
                  "1 is the newest report");
    }
    options.skip_newest = number - 1;
  }
  return options;
}

// Rows by bureau for tables: {"bureau", …the bureau's object…}.
std::vector<std::string> bureau_rows(const std::string& data, const std::string& only)
{
  std::vector<std::string> rows;
  const auto document = JsonDocument::parse(data);
  if (!document) {
    return rows;
  }
  for (const auto [bureau, value] : document->root()["bureaus"].members()) {
    if (!only.empty() && bureau != only) {
      continue;
    }
    JsonWriter json(rows.emplace_back());
    json.begin_object().member("bureau", bureau);
    for (const auto [key, member] : value.members()) {
      json.key(key).value(member);
    }
    json.end_object();
  }
  return rows;
}

std::string card_of(const Session& session, const std::vector<customer::CreditSubject>& subjects,
                    const CreditArgs& args)
{
  const output::Terminal& terminal = session.process.streams.out_terminal;
  const customer::CardLook look{std::clamp<std::size_t>(terminal.width, 40, 80), terminal.colour};
  std::string card;
  const auto add = [&](const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
      card += line + "\n";
    }
  };
  if (subjects.size() > 1) {
    std::vector<customer::NamedAnalysis> named;
    for (const customer::CreditSubject& subject : subjects) {
      const std::string name = present::display_name(model::merge_records(subject.entity->records));
      named.push_back({name.empty() ? subject.entity->id : name, &subject.analysis});
    }
    add(customer::credit_comparison(named, look));
    return card;
  }
  add(customer::credit_card(subjects.front().analysis, look));
  if (args.report == "all") {
    add(customer::credit_history(subjects.front().analysis, look));
  }
  if (args.explain) {
    add(customer::credit_explanation(subjects.front().analysis, look));
  }
  return card;
}

Result<Outcome> run_credit(Session& session, const CreditArgs& args)
{
  TRY_ASSIGN(const auto options, options_of(args));
  if (!args.bureau.empty() && std::ranges::find(k_bureaus, args.bureau) == k_bureaus.end()) {
    const std::string_view near = nearest(args.bureau, k_bureaus);
    return fail(ErrorKind::usage, "--bureau: '" + args.bureau + "' is not transunion, experian or equifax",
                near.empty() ? "" : "did you mean '" + std::string(near) + "'?");
  }
  std::vector<customer::SearchRequest> requests;
  TRY_ASSIGN(auto first, to_request(session, args.who));
  requests.push_back(std::move(first));
  for (const std::string& other : args.compare) {
    SelectionArgs who;
    who.words = {other};
    TRY_ASSIGN(auto request, to_request(session, who));
    requests.push_back(std::move(request));
  }
  Usage usage;
  session.ctx.usage = &usage;
  TRY_ASSIGN(backend::Reader* const reader, session.services.reader(cache::EntryKind::credit));
  std::optional<Error> incomplete;
  std::deque<model::Entity> entities; // subjects point into it
  std::vector<customer::CreditSubject> subjects;
  if (session.globals.dry_run) {
    return plan_of(session, requests.front(), *reader);
  }
  for (const customer::SearchRequest& request : requests) {
    TRY_ASSIGN(auto result, customer::search(request, *reader, session.ctx));
    if (auto error = customer::not_exactly_one(result)) {
      Outcome outcome;
      TRY_ASSIGN(outcome.data, present::search_data(request, result, {}));
      outcome.rows = "entities";
      outcome.columns = present::search_columns();
      outcome.known = present::search_known_columns();
      TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(outcome.data));
      outcome.shown_rows = present::search_rows(document.root(), result, 1);
      outcome.error = std::move(error);
      remember_rows(session, result, 1);
      session.services.describe(usage, outcome);
      return outcome;
    }
    if (!incomplete) {
      incomplete = customer::answered_in_part(result);
    }
    entities.push_back(std::move(result.entities.front()));
    subjects.push_back(customer::credit_of(entities.back(), session.ctx.as_of, options));
  }
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  customer::write_credit(json, subjects, options);
  outcome.rows = "bureaus";
  outcome.shown_rows = bureau_rows(outcome.data, args.bureau);
  for (const char* const name : {"bureau", "state", "latest_report_date", "score", "rating", "trend", "utilization",
                                 "lates30", "lates60", "lates90", "derogatories"}) {
    outcome.columns.push_back(output::column(name));
  }
  for (const char* const name :
       {"vendor", "report_count", "score_date", "newest_has_score", "score_previous", "change_previous", "change_first",
        "utilization_method", "open_accounts", "hard_inquiries_6m", "collections", "frozen", "risk.*", "factors.*",
        "next_steps.*", "history.*", "derivations.*", "details.*", "issues.*"}) {
    outcome.known.push_back(output::column(name));
  }
  outcome.error = std::move(incomplete);
  outcome.card = card_of(session, subjects, args);
  session.services.describe(usage, outcome);
  return outcome;
}

} // namespace

Run declare_credit(Flags& flags)
{
  const auto args = std::make_shared<CreditArgs>();
  declare_selection(flags, args->who, "SELECTOR");
  flags.text("--bureau", "B", args->bureau, "one bureau's row: transunion, experian or equifax");
  flags.text("--report", "latest|N|all", args->report, "which report of each bureau; 2 is the one before the newest");
  flags.list("--compare", "SELECTOR", args->compare, "compare with another customer");
  flags.toggle("--explain", args->explain, "how each figure came about");
  flags.text("--purpose", "TEXT", args->purpose, "recorded in the audit log");
  flags.example("tilores credit client:8148853");
  flags.example("tilores credit --email ada@example.com --report all --explain");
  return [args](Session& session) { return run_credit(session, *args); };
}

} // namespace tilores::app

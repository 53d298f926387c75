#include "batch_args.hpp"

#include <tilores/base/text.hpp>
#include <tilores/jobs/batch_blocks.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

namespace tilores::app {
namespace {

constexpr std::array<std::string_view, 5> k_formats{"auto", "csv", "tsv", "json", "jsonl"};
constexpr std::array<std::string_view, 3> k_bureaus{"transunion", "experian", "equifax"};
constexpr unsigned k_most_workers = 1024;

// Whether two names lead to one regular file, there or not yet.
bool same_file(const std::string& a, const std::string& b)
{
  struct stat one {};
  struct stat other {};
  const bool there = stat(a.c_str(), &one) == 0;
  if (there != (stat(b.c_str(), &other) == 0)) {
    return false;
  }
  if (there) {
    return S_ISREG(one.st_mode) && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
  }
  const auto canonical = [](const std::string& path) {
    std::error_code ignored;
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path, ignored), ignored);
  };
  return canonical(a) == canonical(b);
}

// Every file that is written stands alone: no other output, and never the input.
Status check_files(const BatchArgs& args)
{
  std::vector<std::pair<std::string_view, std::string>> files;
  const auto add = [&](std::string_view what, const std::string& path) {
    if (!path.empty()) {
      files.emplace_back(what, path);
    }
  };
  if (args.from_file()) {
    add("the input", *args.file);
  }
  add("--out", args.out);
  if (!args.out.empty()) {
    add("the unfinished output", jobs::partial_of(args.out));
    add("the journal", jobs::journal_of(args.out));
    add("the journal", jobs::next_journal_of(args.out));
  }
  add("--errors", args.errors);
  add("--report", args.report);
  add("--prom", args.prom);
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (std::size_t j = i + 1; j < files.size(); ++j) {
      if (same_file(files[i].second, files[j].second)) {
        return fail(ErrorKind::usage, std::string(files[j].first) + " and " + std::string(files[i].first) +
                                        " are the same file: " + files[j].second);
      }
    }
  }
  struct stat out {};
  if (!args.out.empty() && stat(args.out.c_str(), &out) == 0 && !S_ISREG(out.st_mode)) {
    return fail(ErrorKind::usage, "--out: " + args.out + " is not a regular file",
                "leave --out away to write to standard output");
  }
  return {};
}

} // namespace

bool BatchArgs::rereadable() const
{
  struct stat info {};
  return from_file() && stat(file->c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

present::BatchOperation BatchArgs::operation() const
{
  return static_cast<present::BatchOperation>(std::ranges::find(present::k_batch_operations, op) -
                                              present::k_batch_operations.begin());
}

void declare_flags(Flags& flags, BatchArgs& args)
{
  flags.argument("FILE", args.file, "CSV, TSV, JSON or JSON Lines; '-' or nothing: standard input");
  flags.choice("--op", args.op, present::k_batch_operations, "what to do with each row");
  flags.text("--question", "TEMPLATE", args.question, "op ask: the question, with {COLUMN} for a row's cells");
  flags.list("--map", "FIELD=COLUMN,...", args.map,
             "which column holds what: email, phone, client_id, crm_id, first_name, last_name, name, dob, entity_id, "
             "record_id, text");
  flags.choice("--format", args.format, k_formats, "format of the input");
  flags.text("-j,--jobs", "N|auto", args.workers, "rows at once; auto: as many as the service takes well");
  flags.real("--rate", "QPS", args.rate, "at most so many calls a second");
  flags.number("--retries", args.retries, {0, 20},
               "further attempts of a row whose failure may pass (2, and once more as many for a row that failed while "
               "others got through)");
  flags.toggle("--unordered", args.unordered, "write rows as they finish");
  flags.text("--out", "FILE", args.out, "write to FILE: complete or not there; with a journal for --resume");
  flags.toggle("--force", args.force, "replace FILE");
  flags.text("--errors", "FILE", args.errors, "rows that failed for good, as they came");
  flags.text("--report", "FILE", args.report, "counts, times and cost as JSON");
  flags.toggle("--resume", args.resume, "go on where an interrupted run ended");
  flags.toggle("--restart", args.restart, "throw an interrupted run away");
  flags.toggle("--retry-failed", args.retry_failed, "ask the failed rows of a finished run again, in their place");
  flags.text("--max-errors", "N|N%", args.max_errors, "stop when more rows failed");
  flags.number("--max-calls", args.max_calls, {0, 1'000'000'000'000},
               "stop when so many calls are used up; the cache is free");
  flags.real("--max-cost", "USD", args.max_cost, "op ask: stop before more is spent");
  flags.number("--first", args.first, {1, 1'000'000'000'000}, "only the first N rows; says what all would take");
  flags.toggle("--row-meta", args.row_meta, "with each row: where it came from, attempts, time");
  flags.toggle("--guard-csv", args.guard_csv, "guard cells passed through against spreadsheet formulas too");
  flags.text("--bureau", "B", args.bureau, "op credit: transunion, experian or equifax alone");
  flags.list("--insight", "NAME=EXPR", args.insights, "insight in Tilores' wording, as a column of its own");
  flags.text("--prom", "FILE", args.prom, "metrics for Prometheus' textfile collector");
  flags.text("--purpose", "TEXT", args.purpose, "recorded in the audit log");
}

Status check(const BatchArgs& args, const Process& process)
{
  if (!args.file && process.stdin_is_terminal) {
    return fail(ErrorKind::usage, "no input", "tilores batch FILE, or pipe rows in");
  }
  const int modes =
    static_cast<int>(args.resume) + static_cast<int>(args.restart) + static_cast<int>(args.retry_failed);
  if (modes > 1) {
    return fail(ErrorKind::usage, "--resume, --restart and --retry-failed exclude each other");
  }
  if (modes == 1 && args.out.empty()) {
    return fail(ErrorKind::usage, "--resume, --restart and --retry-failed need --out FILE");
  }
  if ((args.resume || args.retry_failed) && !args.rereadable() &&
      (!args.from_file() || access(args.file->c_str(), F_OK) == 0)) {
    return fail(ErrorKind::usage, "--resume and --retry-failed need an input that can be read again",
                "give the input as a FILE, not as a pipe");
  }
  if (std::ranges::find(present::k_batch_operations, args.op) == present::k_batch_operations.end()) {
    const std::string_view near = nearest(args.op, present::k_batch_operations);
    return fail(ErrorKind::usage, "--op: unknown operation '" + args.op + "'",
                near.empty() ? "one of search, customer360, credit, ask, entity"
                             : "did you mean '" + std::string(near) + "'?");
  }
  if ((args.op == "ask") == args.question.empty()) {
    return fail(ErrorKind::usage, args.op == "ask" ? "--op ask needs --question TEMPLATE" : "--question needs --op ask",
                "for example --op ask --question 'What is the balance of {Customer Email}?'");
  }
  if (!args.bureau.empty() && std::ranges::find(k_bureaus, args.bureau) == k_bureaus.end()) {
    const std::string_view near = nearest(args.bureau, k_bureaus);
    return fail(ErrorKind::usage, "--bureau: '" + args.bureau + "' is not transunion, experian or equifax",
                near.empty() ? "" : "did you mean '" + std::string(near) + "'?");
  }
  if (!args.bureau.empty() && args.op != "credit") {
    return fail(ErrorKind::usage, "--bureau needs --op credit");
  }
  if (!args.insights.empty() && (args.op == "credit" || args.op == "ask")) {
    return fail(ErrorKind::usage, "--insight goes with --op search, customer360 and entity");
  }
  if (args.rate && *args.rate <= 0) {
    return fail(ErrorKind::usage, "--rate takes rows a second, more than 0");
  }
  return check_files(args);
}

Result<unsigned> parse_workers(const std::string& text)
{
  if (text == "auto") {
    return 0U;
  }
  unsigned number = 0;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (bad != std::errc{} || end != text.data() + text.size() || number == 0 || number > k_most_workers) {
    return fail(ErrorKind::usage,
                "-j: '" + text + "' is not auto or a number from 1 to " + std::to_string(k_most_workers));
  }
  return number;
}

Result<std::optional<jobs::ErrorLimit>> parse_max_errors(std::string_view text)
{
  if (text.empty()) {
    return std::optional<jobs::ErrorLimit>{};
  }
  const auto wrong = [&] {
    return fail(ErrorKind::usage, "--max-errors: '" + std::string(text) + "' is not a number or a percentage",
                "for example 100 or 2%");
  };
  jobs::ErrorLimit limit;
  if (text.ends_with('%')) {
    double percent = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size() - 1, percent);
    if (bad != std::errc{} || end != text.data() + text.size() - 1 || percent < 0 || percent > 100) {
      return wrong();
    }
    limit.percent = percent;
  } else {
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), limit.count);
    if (bad != std::errc{} || end != text.data() + text.size()) {
      return wrong();
    }
  }
  return std::optional(limit);
}

} // namespace tilores::app

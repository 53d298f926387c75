// tilores ask: a question in words.
#include "../commands.hpp"
#include "../selection.hpp"
#include "../wiring.hpp"

#include <tilores/assist/ask.hpp>
#include <tilores/base/file.hpp>
#include <tilores/base/text.hpp>
#include <tilores/output/terminal_text.hpp>

#include <unistd.h>

#include <array>
#include <memory>

namespace tilores::app {
namespace {

struct AskArgs {
  std::vector<std::string> question;
  std::string customer;
  std::string voice = "staff";
  std::string region;
  std::string history;
  bool offline = false;
  std::string purpose;
};

constexpr std::array<std::string_view, 2> k_voices{"staff", "client"};

Result<std::string> question_of(Session& session, const AskArgs& args)
{
  const Process& process = session.process;
  std::string text = join(args.question, " ");
  if (!args.question.empty() && text != "-") {
    return text;
  }
  if (process.stdin_is_terminal) {
    return fail(ErrorKind::usage, "no question", "tilores ask 'when is the next payment of client 8148853?'");
  }
  text.clear();
  std::array<char, 4096> buffer;
  ssize_t n = 0;
  while (text.size() <= assist::k_question_limit && (n = read(process.stdin_fd, buffer.data(), buffer.size())) > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(n));
  }
  if (text.size() <= assist::k_question_limit) {
    text = trim(text);
  }
  return text;
}

Result<assist::AskRequest> request_of(Session& session, const AskArgs& args)
{
  assist::AskRequest request;
  TRY_ASSIGN(request.question, question_of(session, args));
  TRY_ASSIGN(const config::Settings* const settings, session.services.settings());
  request.region = args.region.empty() ? settings->text("region") : to_upper_ascii(args.region);
  request.voice = args.voice == "client" ? assist::Voice::client : assist::Voice::staff;
  if (!args.history.empty()) {
    TRY_ASSIGN(const std::string text, read_file(args.history, std::size_t{8} << 20U));
    TRY_ASSIGN(request.history, assist::parse_history(text));
  }
  if (!args.customer.empty()) {
    SelectionArgs who;
    who.words = {args.customer};
    TRY_ASSIGN(request.customer, to_request(session, who));
  }
  return request;
}

Outcome plan_outcome(const assist::Scope& scope)
{
  Outcome outcome;
  assist::AskResult route;
  route.routed = scope.routed;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  json.begin_object().key("route");
  assist::write_route(json, route);
  json.key("calls").begin_array();
  for (const assist::ToolUse& call : scope.tools) {
    json.begin_object().member("name", call.name).key("arguments").raw(call.arguments).end_object();
  }
  json.end_array().key("model").null().key("cost").begin_object().member("usd", 0.0).member("priced", true).end_object().end_object();
  outcome.columns = {output::column("route.route"), output::column("route.action"), output::column("calls"), output::column("model"), output::column("cost.usd")};
  return outcome;
}

std::vector<output::Column> ask_columns()
{
  return {output::column("answer"), output::column("customer.name"), output::column("customer.entity_id"), output::column("finish")};
}

Outcome answer_outcome(assist::AskResult result)
{
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  assist::write_ask(json, result);
  outcome.card = output::visible(result.answer.text, output::Lines::many) + "\n";
  outcome.columns = ask_columns();
  for (const char* const name : {"customer.*", "customers.*", "route.*", "tools.*", "sources.*", "ungrounded.*", "model", "provider", "usage.*", "cost.*", "session", "candidates.*", "distinguish.*"}) {
    outcome.known.push_back(output::column(name));
  }
  outcome.error = std::move(result.error);
  outcome.warnings = std::move(result.warnings);
  return outcome;
}

Result<Outcome> run_ask(Session& session, const AskArgs& args)
{
  TRY_ASSIGN(const auto request, request_of(session, args));
  if (session.globals.dry_run) {
    TRY_ASSIGN(const auto plan, assist::plan_ask(request));
    return plan_outcome(plan);
  }
  Usage usage;
  session.ctx.usage = &usage;
  const auto reader = [&session] { return session.services.reader(); };
  TRY_ASSIGN(auto result, assist::ask_offline(request, reader, session.ctx));
  if (!result.candidates.empty()) {
    customer::SearchResult rows;
    rows.entities = result.candidates;
    remember_rows(session, rows, 1);
  }
  Outcome outcome = answer_outcome(std::move(result));
  session.services.describe(usage, outcome);
  return outcome;
}

} // namespace

Run declare_ask(Flags& flags)
{
  const auto args = std::make_shared<AskArgs>();
  flags.arguments("QUESTION", args->question, "in words, English, Spanish or German; none or '-': from standard input");
  flags.text("--customer", "SELECTOR", args->customer, "the customer the question is about");
  flags.choice("--voice", args->voice, k_voices, "staff: terse, facts first; client: with explanations, to be read out");
  flags.toggle("--offline", args->offline, "answer from the data, ask no model");
  flags.text("--history", "FILE", args->history, "JSON array of {\"role\",\"content\"} messages before the question");
  flags.text("--region", "CC", args->region, "country of telephone numbers without a country code");
  flags.text("--purpose", "TEXT", args->purpose, "recorded in the audit log");
  flags.example("tilores ask 'when is the next payment of client 8148853?'");
  flags.example("tilores ask --customer ada@example.com 'how is the credit?' -o json");
  flags.example("echo 'status of (212) 555-0101' | tilores ask");
  flags.note("While two customers fit, nothing is answered: exit 6 with the question to ask.");
  return [args](Session& session) { return run_ask(session, *args); };
}

} // namespace tilores::app

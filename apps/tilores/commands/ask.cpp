// tilores ask: a question in words.
#include "../assistant.hpp"
#include "../commands.hpp"
#include "../conversation.hpp"
#include "../selection.hpp"
#include "../wiring.hpp"
#include "ask_outcome.hpp"
#include "ask_prompt.hpp"

#include <tilores/base/file.hpp>
#include <tilores/base/text.hpp>
#include <tilores/output/terminal_text.hpp>

#include <unistd.h>

#include <algorithm>
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
  std::string model;
  bool no_stream = false;
  std::optional<double> max_cost;
  std::uint64_t max_steps = 6;
  std::string verify = "warn";
  std::string schema;
  bool tools = false;
  bool go_on = false;
  std::string session;
  std::string purpose;
};

constexpr std::array<std::string_view, 2> k_voices{"staff", "client"};
constexpr std::array<std::string_view, 3> k_verify{"off", "warn", "strict"}; // as in Verify

// Alone on a terminal: questions are typed one after another.
bool is_prompt(const Session& session, const AskArgs& args)
{
  return args.question.empty() && session.process.stdin_is_terminal && session.process.streams.out_terminal.is_tty &&
         session.format == output::Format::table && !session.globals.no_input && !session.globals.dry_run &&
         session.globals.fields.empty();
}

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

// Everything of the request but the question.
Result<assist::AskRequest> request_of(Session& session, const AskArgs& args)
{
  assist::AskRequest request;
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

Result<AssistantSettings> settings_of(const AskArgs& args)
{
  AssistantSettings settings;
  settings.choice = {args.model, args.max_cost};
  settings.offline = args.offline;
  settings.steps = static_cast<unsigned>(args.max_steps);
  settings.verify = static_cast<Verify>(std::ranges::find(k_verify, args.verify) - k_verify.begin());
  if (!args.schema.empty()) {
    TRY_ASSIGN(settings.schema, read_file(args.schema, std::size_t{1} << 20U));
  }
  return settings;
}

// One question, streamed where text is wanted. `told`: what is to be said once was said.
Result<Outcome> answer(Session& session, const AskArgs& args, const Assistant& assistant, assist::AskRequest request,
                       Conversation* conversation, bool& told)
{
  if (conversation != nullptr) {
    conversation->resume(request);
  }
  Usage usage;
  session.ctx.usage = &usage;
  const output::Streams& streams = session.process.streams;
  bool streamed = false;
  Status written;
  const auto sink = [&](std::string_view piece) {
    streamed = true;
    if (written) {
      written = streams.out.write(output::visible(piece, output::Lines::many));
    }
    if (written) {
      written = streams.out.flush();
    }
  };
  const bool streams_text =
    session.format == output::Format::table && !args.no_stream && session.globals.fields.empty();
  auto result = assistant.ask(
    request, [&session] { return session.services.reader(); }, session.ctx,
    streams_text ? sink : std::function<void(std::string_view)>{});
  session.ctx.usage = nullptr;
  TRY(written);
  if (streamed) {
    TRY(streams.out.write("\n"));
  }
  if (!result) {
    return fail(std::move(result).error());
  }
  if (result->asked_model && !std::exchange(told, true)) {
    const auto notices = assistant.notices(!result->customers.empty());
    result->warnings.insert(result->warnings.begin(), notices.begin(), notices.end());
  }
  if (conversation != nullptr) {
    conversation->remember(request, *result, session.ctx.clock->now());
  }
  if (!result->candidates.empty()) {
    customer::SearchResult rows;
    rows.entities = result->candidates;
    remember_rows(session, rows, 1);
  }
  Outcome outcome = answer_outcome(std::move(*result));
  outcome.written = streamed;
  session.services.describe(usage, outcome);
  return outcome;
}

Result<Outcome> run_ask(Session& session, const AskArgs& args)
{
  if (args.tools) {
    return tools_outcome();
  }
  TRY_ASSIGN(auto request, request_of(session, args));
  const bool prompt = is_prompt(session, args);
  if (!prompt) {
    TRY_ASSIGN(request.question, question_of(session, args));
  }
  TRY_ASSIGN(auto settings, settings_of(args));
  TRY_ASSIGN(const auto assistant, Assistant::make(session, std::move(settings)));
  TRY_ASSIGN(auto conversation, Conversation::open(session, args.session, args.go_on || prompt));
  if (session.globals.dry_run) {
    if (conversation) {
      conversation->resume(request);
    }
    return plan_outcome(assistant, request);
  }
  bool told = false;
  Conversation* const talk = conversation ? &*conversation : nullptr;
  if (prompt) {
    return run_prompt(session, std::move(request), [&](assist::AskRequest one) {
      return answer(session, args, assistant, std::move(one), talk, told);
    });
  }
  return answer(session, args, assistant, std::move(request), talk, told);
}

} // namespace

Run declare_ask(Flags& flags)
{
  const auto args = std::make_shared<AskArgs>();
  flags.arguments(
    "QUESTION", args->question,
    "in words, English, Spanish or German; none or '-': from standard input; none on a terminal: a prompt");
  flags.text("--customer", "SELECTOR", args->customer, "the customer the question is about");
  flags.choice("--voice", args->voice, k_voices,
               "staff: terse, facts first; client: with explanations, to be read out");
  flags.toggle("--offline", args->offline, "answer from the data, ask no model");
  flags.text("-m,--model", "MODEL", args->model, "model or alias of the catalogue; see 'tilores models list'");
  flags.toggle("--no-stream", args->no_stream, "print the answer when it is whole");
  flags.real("--max-cost", "USD", args->max_cost, "what this question may cost at most");
  flags.number("--max-steps", args->max_steps, {1, 6}, "model calls at most");
  flags.choice("--verify", args->verify, k_verify, "values of the answer that the data do not hold: strict exits 3");
  flags.text("--schema", "FILE", args->schema, "the answer is JSON valid against this JSON Schema");
  flags.toggle("--tools", args->tools, "list the tools a model may use");
  flags.toggle("-c,--continue", args->go_on, "go on with this terminal's conversation (it ends after 15 idle minutes)");
  flags.text("--session", "NAME", args->session, "go on with the conversation of that name");
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

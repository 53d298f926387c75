// tilores ask: a question in words.
#include "../commands.hpp"
#include "../selection.hpp"
#include "../wiring.hpp"
#include "../wiring_llm.hpp"

#include <tilores/assist/ask.hpp>
#include <tilores/assist/ask_model.hpp>
#include <tilores/assist/json_schema.hpp>
#include <tilores/assist/session.hpp>
#include <tilores/assist/tools.hpp>
#include <tilores/base/file.hpp>
#include <tilores/cache/key.hpp>
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
constexpr std::array<std::string_view, 3> k_verify{"off", "warn", "strict"};

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

Result<Outcome> plan_outcome(Session& session, const AskArgs& args, const assist::AskRequest& request)
{
  TRY_ASSIGN(const auto scope, assist::plan_ask(request));
  std::optional<llm::Model> model;
  const bool customers = assist::route_of(scope.routed.action) == assist::Route::customer;
  if (!args.offline && (scope.routed.action == assist::Action::general || customers)) {
    TRY_ASSIGN(const auto models, make_models(session, {args.model, args.max_cost, customers}));
    if (models) {
      model = models->candidates.front();
    }
  }
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
  json.end_array().member("model", model ? std::optional<std::string>(model->name) : std::nullopt);
  // Prompt and tools about 2000 tokens, up to 2000 of data a customer, twice; the answer as long as allowed.
  const auto usd = model ? llm::most_of(*model, 2 * (2000 + 2000 * std::max<std::uint64_t>(1, scope.routed.subjects.size()) + llm::estimate_tokens(request.question)), 2 * 800) : std::optional<double>(0);
  json.key("cost").begin_object().member("usd", usd).member("priced", usd.has_value()).end_object().end_object();
  outcome.columns = {output::column("route.route"), output::column("route.action"), output::column("calls"), output::column("model"), output::column("cost.usd")};
  return outcome;
}

Result<Outcome> tools_outcome()
{
  Outcome outcome;
  outcome.data = assist::tools_json();
  outcome.rows = "items";
  outcome.columns = {output::column("name"), output::column("description")};
  outcome.known = {output::column("input_schema"), output::column("input_schema.*")};
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

// What a talk with a model needs beside the question.
Result<assist::TalkSettings> talk_of(Session& session, const AskArgs& args, const Models& models, assist::Voice voice)
{
  TRY_ASSIGN(const config::Settings* const settings, session.services.settings());
  assist::TalkSettings talk;
  talk.provider = models.provider.get();
  TRY_ASSIGN(talk.prompt, assist::load_prompt(voice, settings->text("llm.prompts")));
  talk.model = models.candidates.front().name;
  talk.expected_model = [&models](std::string_view answered) {
    return std::ranges::any_of(models.candidates, [&](const llm::Model& model) { return llm::same_model(model, answered); });
  };
  talk.pseudonymised = models.pseudonymised;
  talk.steps = static_cast<unsigned>(args.max_steps);
  talk.max_tokens = voice == assist::Voice::client ? 1200 : 800;
  if (!args.schema.empty()) {
    TRY_ASSIGN(talk.schema, read_file(args.schema, std::size_t{1} << 20U));
    auto document = JsonDocument::parse(talk.schema);
    if (!document) {
      return fail(ErrorKind::usage, "--schema: the file is not JSON");
    }
    TRY(assist::check_schema(document->root()));
  }
  return talk;
}

void check_grounds(assist::AskResult& result, const std::string& verify)
{
  if (verify == "off") {
    result.ungrounded.clear();
  }
  if (result.ungrounded.empty()) {
    return;
  }
  const std::string what = std::to_string(result.ungrounded.size()) + (result.ungrounded.size() == 1 ? " value" : " values") + " of the answer not found in the data";
  if (verify == "strict" && !result.error) {
    result.error = Error{ErrorKind::partial, what, "see data.ungrounded with -o json", {}, {}};
  } else {
    result.warnings.push_back(what);
  }
}

struct Asked {
  assist::AskResult result;
  bool streamed = false;
};

// Everything an answer depends on: another question, prompt, model, customer, day or version of a customer's records is
// another key.
Result<cache::CacheKey> answer_key(Session& session, const Models& models, const assist::AskRequest& request, const assist::Scope& scope, const assist::TalkSettings& talk)
{
  TRY_ASSIGN(const Key256 key, session.services.key());
  std::string text;
  JsonWriter json(text);
  json.begin_array().value(request.question).value(request.region).value(talk.prompt.sha256).value(talk.schema).value(talk.pseudonymised).value(talk.steps);
  for (const assist::Message& message : request.history) {
    json.value(message.role).value(message.text);
  }
  for (const llm::Model& model : models.candidates) {
    json.value(model.provider + "/" + model.name);
  }
  for (const model::Entity& entity : scope.customers) {
    json.value(entity.id);
    for (const model::Record& record : entity.records) {
      json.value(record.id).value(to_hex(sha256(record.body().raw())));
    }
  }
  json.end_array();
  const std::string day = to_string(session.ctx.as_of);
  return cache::make_key(derive_key(key, "answers"), {"answer", text, "", day, "", session.ctx.tenant, "1", ""});
}

// A stored answer: its text and who gave it. Only whole, grounded answers are kept.
std::optional<assist::AskResult> cached_answer(Session& session, const cache::CacheKey& key, const assist::AskRequest& request, const assist::Scope& scope)
{
  const auto hit = session.services.cache().find(key, session.ctx);
  const auto document = hit ? JsonDocument::parse(*hit->entry.value) : Result<JsonDocument>(fail(ErrorKind::not_found, ""));
  if (!document) {
    return std::nullopt;
  }
  assist::Scope again = scope;
  again.settled.reset();
  assist::AskResult result = scope.customers.empty() ? assist::AskResult{} : assist::answer_offline(request, std::move(again), session.ctx); // sources, route, customers
  result.routed = scope.routed;
  result.answer.text = document->root()["answer"].text();
  result.model = document->root()["model"].text();
  result.provider = document->root()["provider"].text();
  result.finish = assist::Finish::stop;
  result.usd = 0;
  return result;
}

void keep_answer(Session& session, const cache::CacheKey& key, const assist::AskResult& result)
{
  if (result.error || result.finish != assist::Finish::stop || result.model.empty() || !result.ungrounded.empty()) {
    return;
  }
  std::string text;
  JsonWriter(text).begin_object().member("answer", result.answer.text).member("model", result.model).member("provider", result.provider).end_object();
  cache::NewEntry entry;
  entry.value = std::make_shared<const std::string>(std::move(text));
  entry.kind = cache::EntryKind::answer;
  const auto secret = session.services.key();
  for (const model::Entity& entity : result.customers) {
    for (const model::Record& record : entity.records) {
      entry.tags.push_back(cache::make_tag(derive_key(*secret, "cache keys"), record.id));
    }
  }
  session.services.cache().store(key, entry, session.ctx);
}

Result<Asked> ask_model(Session& session, const AskArgs& args, const assist::AskRequest& request, assist::Scope scope)
{
  Asked asked;
  TRY_ASSIGN(auto models, make_models(session, {args.model, args.max_cost, !scope.customers.empty()}));
  if (!models) {
    if (!args.schema.empty()) {
      return fail(ErrorKind::auth, "--schema needs a model, and no provider has a key", "set a key, e.g. OPENAI_API_KEY");
    }
    asked.result = assist::answer_offline(request, std::move(scope), session.ctx);
    return asked;
  }
  TRY_ASSIGN(auto talk, talk_of(session, args, *models, request.voice));
  const auto key = answer_key(session, *models, request, scope, talk);
  if (key) {
    if (auto kept = cached_answer(session, *key, request, scope)) {
      asked.result = std::move(*kept);
      return asked;
    }
  }
  if (session.ctx.cache == CacheMode::only) {
    return fail(ErrorKind::unavailable, "no answer to this is cached", "ask without --cached-only, or with --offline");
  }
  const output::Streams& streams = session.process.streams;
  const bool stream = session.format == output::Format::table && streams.out_terminal.is_tty && !args.no_stream && session.globals.fields.empty();
  Status written;
  if (stream) {
    talk.sink = [&](std::string_view piece) {
      asked.streamed = true;
      if (written) {
        written = streams.out.write(output::visible(piece, output::Lines::many));
      }
      if (written) {
        written = streams.out.flush();
      }
    };
  }
  TRY_ASSIGN(const config::Settings* const settings, session.services.settings());
  CallContext ctx = session.ctx;
  ctx.timeout = session.globals.timeout ? session.globals.timeout : settings->duration("llm.timeout");
  auto result = assist::answer_with_model(request, std::move(scope), talk, ctx);
  TRY(written);
  if (!result) {
    return fail(std::move(result).error());
  }
  asked.result = std::move(*result);
  const assist::Spent spent = models->budget->spent();
  asked.result.usd = spent.priced ? std::optional(spent.usd) : std::nullopt;
  if (!spent.priced && !asked.result.model.empty()) {
    asked.result.warnings.push_back("the price of " + asked.result.model + " is not known: unpriced");
  }
  asked.result.warnings.insert(asked.result.warnings.begin(), models->notices->begin(), models->notices->end());
  if (key) {
    keep_answer(session, *key, asked.result);
  }
  check_grounds(asked.result, args.verify);
  if (asked.streamed) {
    TRY(streams.out.write("\n"));
  }
  return asked;
}

// The conversation of -c or --session, and what it adds to the question.
struct Memory {
  std::unique_ptr<assist::SessionStore> store;
  assist::SessionState state;
};

Result<std::optional<Memory>> memory_of(Session& session, const AskArgs& args, assist::AskRequest& request)
{
  const auto& environment = session.process.environment;
  const auto from_environment = environment.find("TILORES_SESSION");
  const std::string named = !args.session.empty() ? args.session : !args.go_on && from_environment != environment.end() ? from_environment->second : "";
  if (named.empty() && !args.go_on) {
    return std::optional<Memory>{};
  }
  TRY_ASSIGN(const std::string folder, session.services.state_folder());
  TRY_ASSIGN(const Key256 key, session.services.key());
  Memory memory;
  TRY_ASSIGN(memory.store, assist::open_sessions(folder + "/sessions.db", key));
  const std::string name = named.empty() ? "terminal " + to_hex(sha256(terminal_name())).substr(0, 8) : named;
  TRY_ASSIGN(auto found, memory.store->find(name, named.empty() ? assist::k_session_idle : assist::k_session_life, session.ctx.clock->now()));
  memory.state = found ? std::move(*found) : assist::SessionState{};
  memory.state.name = name;
  // Stand-ins name nobody: a question that names no customer is about the one of the last answer.
  if (!request.customer && !memory.state.record_id.empty() && assist::route(request.question, request.history, request.region).action == assist::Action::clarify) {
    customer::SearchRequest last;
    last.region = request.region;
    last.identifiers.push_back({model::IdentifierKind::record, memory.state.record_id});
    request.customer = std::move(last);
  }
  return std::optional<Memory>(std::move(memory));
}

Result<Outcome> run_ask(Session& session, const AskArgs& args)
{
  if (args.tools) {
    return tools_outcome();
  }
  TRY_ASSIGN(auto request, request_of(session, args));
  TRY_ASSIGN(auto memory, memory_of(session, args, request));
  if (session.globals.dry_run) {
    return plan_outcome(session, args, request);
  }
  Usage usage;
  session.ctx.usage = &usage;
  const auto reader = [&session] { return session.services.reader(); };
  TRY_ASSIGN(assist::Scope scope, assist::open_scope(request, reader, session.ctx));
  Asked asked;
  if (args.offline || !assist::wants_model(scope)) {
    asked.result = assist::answer_offline(request, std::move(scope), session.ctx);
  } else {
    TRY_ASSIGN(asked, ask_model(session, args, request, std::move(scope)));
  }
  if (memory) {
    assist::remember(memory->state, request, asked.result);
    memory->state.changed = session.ctx.clock->now();
    asked.result.session = memory->state.name;
    if (auto kept = memory->store->put(std::move(memory->state)); !kept) {
      asked.result.warnings.push_back("the conversation could not be kept: " + describe(kept.error()));
    }
  }
  if (!asked.result.candidates.empty()) {
    customer::SearchResult rows;
    rows.entities = asked.result.candidates;
    remember_rows(session, rows, 1);
  }
  Outcome outcome = answer_outcome(std::move(asked.result));
  outcome.written = asked.streamed;
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

#include "app.hpp"

#include "cli.hpp"
#include "help.hpp"
#include "observation.hpp"
#include "render.hpp"
#include "wiring.hpp"

#include <tilores/base/crypto.hpp>
#include <tilores/base/log.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>
#include <cstring>

namespace tilores::app {
namespace {

using output::Format;

constexpr int k_health_unknown = 3; // health has a scale of its own (contract §2), also for usage and settings errors

// The format an error must come in when argv itself is wrong: a program that said -o json reads JSON.
Format early_format(int argc, const char* const* argv, const config::Environment& environment, Format otherwise,
                    bool from_environment)
{
  std::string name;
  if (const auto it = environment.find("TILORES_OUTPUT"); from_environment && it != environment.end()) {
    name = it->second;
  }
  for (int i = 1; i < argc && std::strcmp(argv[i], "--") != 0; ++i) {
    const std::string_view word = argv[i];
    if ((word == "-o" || word == "--output") && i + 1 < argc) {
      name = argv[i + 1];
    } else if (word.starts_with("--output=")) {
      name = word.substr(9);
    } else if (word.starts_with("-o") && word.size() > 2) {
      name = word.substr(word[2] == '=' ? 3 : 2);
    }
  }
  const auto format = output::format_named(name);
  return format ? *format : otherwise;
}

bool asks_help(const std::vector<std::string>& arguments)
{
  for (const std::string& word : arguments) {
    if (word == "--") {
      return false;
    }
    if (word == "-h" || word == "--help") {
      return true;
    }
  }
  return false;
}

const Command* find_command(const Chosen& chosen, bool& with_verb)
{
  const Command* found = nullptr;
  for (const Command& command : commands()) {
    if (command.name != chosen.name) {
      continue;
    }
    if (!command.verb.empty() && command.verb == chosen.next) {
      with_verb = true;
      return &command;
    }
    if (command.verb.empty()) {
      found = &command;
    }
  }
  return found;
}

Error unknown_command(const std::string& name)
{
  std::vector<std::string_view> names{"help"};
  for (const Command& command : commands()) {
    names.push_back(command.name);
  }
  const std::string_view near = nearest(name, names);
  return {ErrorKind::usage,
          "unknown command '" + name + "'",
          near.empty() ? "see 'tilores --help'" : "did you mean '" + std::string(near) + "'?",
          {},
          {}};
}

Error unknown_verb(const Command& command, const std::string& word)
{
  std::vector<std::string_view> verbs;
  for (const Command& other : commands()) {
    if (other.name == command.name && !other.verb.empty()) {
      verbs.push_back(other.verb);
    }
  }
  const std::string_view near = nearest(word, verbs);
  return {ErrorKind::usage,
          std::string(command.name) + ": unexpected argument '" + word + "'",
          near.empty() ? "see 'tilores " + std::string(command.name) + " --help'"
                       : "did you mean '" + std::string(near) + "'?",
          {},
          {}};
}

Result<std::vector<std::string>> accepted_outcomes(const std::string& spec)
{
  std::vector<std::string> names;
  std::vector<std::string_view> known{"found", "invalid", "error"};
  for (int i = 0; i <= static_cast<int>(ErrorKind::cancelled); ++i) {
    known.push_back(to_string(static_cast<ErrorKind>(i)));
  }
  for (const std::string_view name : split(spec, ',')) {
    if (spec.empty()) {
      break;
    }
    if (std::ranges::find(known, name) == known.end()) {
      const std::string_view near = nearest(name, known);
      return fail(ErrorKind::usage, "--ok: unknown outcome '" + std::string(name) + "'",
                  near.empty() ? "see 'tilores help exit'" : "did you mean '" + std::string(near) + "'?");
    }
    names.emplace_back(name);
  }
  return names;
}

// The flag, whose value is also put into `target`.
Flag listening(Flag flag, std::string& target)
{
  flag.store = [inner = flag.store, &target](std::span<const std::string> values) {
    target = values.back();
    return inner(values);
  };
  return flag;
}

Status fill_context(Session& session, const Command& command, const config::Settings* settings, std::stop_token stop)
{
  const Globals& g = session.globals;
  CallContext& ctx = session.ctx;
  ctx.stop = std::move(stop);
  ctx.request_id = random_uuid();
  if (static_cast<int>(g.fresh) + static_cast<int>(g.no_cache) + static_cast<int>(g.cached_only) > 1) {
    return fail(ErrorKind::usage, "--fresh, --no-cache and --cached-only exclude each other");
  }
  ctx.cache = g.fresh         ? CacheMode::refresh
              : g.no_cache    ? CacheMode::bypass
              : g.cached_only ? CacheMode::only
                              : CacheMode::use;
  ctx.max_age = g.max_age;
  ctx.as_of = to_date(ctx.clock->now());
  if (!g.as_of.empty()) {
    const auto day = parse_iso_date(g.as_of);
    if (!day) {
      return fail(ErrorKind::usage, "--as-of: '" + g.as_of + "' is not a date", "write YYYY-MM-DD");
    }
    ctx.as_of = *day;
  }
  if (settings != nullptr) {
    ctx.timeout = g.timeout ? g.timeout : settings->duration("timeout");
    auto deadline = g.deadline ? g.deadline : settings->duration("deadline");
    if (!deadline && command.name != "batch" && command.name != "prewarm" && command.name != "load" &&
        command.name != "export") {
      deadline = command.name == "ask" ? std::chrono::seconds{20} : std::chrono::seconds{10};
    }
    if (deadline) {
      ctx.deadline = Deadline::after(*deadline, *ctx.clock);
    }
  }
  return {};
}

void set_up_log(const Globals& g, const CallContext& ctx, const config::Settings* settings)
{
  LogSettings log;
  log.level = g.quiet          ? LogLevel::error
              : g.verbose >= 2 ? LogLevel::debug
              : g.verbose == 1 ? LogLevel::info
                               : LogLevel::warning;
  const std::string format = g.log_format.empty() && settings != nullptr ? settings->text("log.format") : g.log_format;
  log.format = format == "json" ? LogFormat::json : LogFormat::text;
  log.file = g.log_file.empty() && settings != nullptr ? settings->text("log.file") : g.log_file;
  log.request_id = ctx.request_id;
  log.trace_id = ctx.trace_id;
  install_log(log, redactor());
}

int finish(const Process& process, Status written, int status)
{
  if (!written) {
    if (process.streams.out.closed() || process.streams.err.closed()) {
      return 141;
    }
    (void)output::write_error(process.streams, written.error());
    (void)process.streams.err.flush();
    return exit_status(written.error().kind);
  }
  return status;
}

int print(const Process& process, std::string_view text)
{
  auto written = process.streams.out.write(text);
  return finish(process, written ? process.streams.out.flush() : std::move(written), 0);
}

} // namespace

int run(int argc, const char* const* argv, const Process& process, std::stop_token stop)
{
  Globals globals;
  Flags global_flags;
  declare_globals(global_flags, globals);
  const Chosen chosen = choose(argc, argv, global_flags.all());

  bool with_verb = false;
  const Command* const command = find_command(chosen, with_verb);
  const bool environment_format = command == nullptr || (command->name != "batch" && command->name != "export");
  const Format fallback = early_format(argc, argv, process.environment,
                                       command != nullptr ? command->format : Format::table, environment_format);
  output::Meta early_meta;
  early_meta.command = chosen.name;
  early_meta.request_id = random_uuid();
  const auto refuse = [&](const Error& error) {
    const int status = chosen.name == "health" ? k_health_unknown : exit_status(error.kind);
    return finish(process, render_failure(process.streams, fallback, error, early_meta, {}), status);
  };

  std::vector<const Flag*> flags;
  for (const Flag& flag : global_flags.all()) {
    flags.push_back(&flag);
  }
  if (chosen.name.empty() || chosen.name == "help") {
    std::vector<std::string> arguments = chosen.arguments;
    std::vector<std::string> topic;
    Flags help_flags;
    help_flags.arguments("TOPIC", topic, "");
    flags.push_back(help_flags.all().data());
    if (auto parsed = parse_flags(arguments, flags); !parsed) {
      return refuse(parsed.error());
    }
    if (globals.version) {
      return print(process, "tilores " TILORES_VERSION "\n");
    }
    if (topic.empty()) {
      return print(process, overview());
    }
    if (const auto text = help_topic(topic[0]); text && topic.size() == 1) {
      return print(process, *text);
    }
    Chosen about;
    about.name = topic[0];
    about.next = topic.size() > 1 ? topic[1] : "";
    const Command* const subject = find_command(about, with_verb);
    return subject != nullptr ? print(process, help_for(*subject)) : refuse(unknown_command(topic[0]));
  }
  if (command == nullptr) {
    return refuse(unknown_command(chosen.name));
  }
  std::vector<std::string> arguments = chosen.arguments;
  if (with_verb) {
    arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(chosen.next_at));
  }
  if (asks_help(arguments)) {
    return print(process, help_for(*command));
  }
  Flags own;
  const Run body = command->declare(own);
  std::string purpose; // for the audit log, whichever command takes it
  std::vector<Flag> heard;
  heard.reserve(own.all().size());
  for (const Flag& flag : own.all()) {
    flags.push_back(flag.name == "--purpose" ? &heard.emplace_back(listening(flag, purpose)) : &flag);
  }
  if (!with_verb && !chosen.next.empty() && std::ranges::none_of(own.all(), &Flag::positional)) {
    return refuse(unknown_verb(*command, chosen.next));
  }
  if (auto parsed = parse_flags(arguments, flags); !parsed) {
    return refuse(parsed.error());
  }
  if (globals.version) {
    return print(process, "tilores " TILORES_VERSION "\n");
  }
  const auto accepted = accepted_outcomes(globals.ok);
  if (!accepted) {
    return refuse(accepted.error());
  }

  const auto services = make_services(process, globals);
  const config::Settings* settings = nullptr;
  if (command->settings) {
    auto loaded = services->settings();
    if (!loaded && command->name != "health") { // health reports it
      return refuse(loaded.error());
    }
    settings = loaded ? *loaded : nullptr;
  }
  Session session{process, globals, *services, command->format, false, {}};
  const std::string named = !globals.output.empty()                     ? globals.output
                            : settings != nullptr && environment_format ? settings->text("output")
                                                                        : "";
  if (!named.empty()) {
    const auto format = output::format_named(named);
    if (!format) {
      return refuse(format.error());
    }
    session.format = *format;
    session.format_chosen = true;
  }
  if (auto filled = fill_context(session, *command, settings, std::move(stop)); !filled) {
    return refuse(filled.error());
  }
  Observation observation(session, *command, settings);
  set_up_log(globals, session.ctx, settings);

  const SteadyTime began = session.ctx.clock->steady();
  auto outcome = body(session);
  session.ctx.usage = nullptr; // was the command's own
  const std::optional<Error> failure = outcome ? outcome->error : std::optional(outcome.error());
  observation.finish(failure ? to_string(failure->kind) : "ok", outcome ? outcome->cache : "none", purpose);
  const auto duration_ms = std::chrono::duration_cast<Millis>(session.ctx.clock->steady() - began).count();
  const auto accepts = [&](const Error& error) {
    return std::ranges::find(*accepted, to_string(error.kind)) != accepted->end();
  };
  if (outcome) {
    auto written = render(session, *command, *outcome, duration_ms);
    int status = outcome->exit.value_or(0);
    if (outcome->error && !outcome->exit && !accepts(*outcome->error)) {
      status = exit_status(outcome->error->kind);
    }
    if (!written && written.error().kind != ErrorKind::io && !process.streams.out.closed() &&
        !process.streams.err.closed()) {
      return refuse(written.error()); // a wrong --fields
    }
    return finish(process, std::move(written), status);
  }
  const Error& error = outcome.error();
  output::Meta meta{std::string(command->name), session.ctx.request_id, duration_ms, "", "none", {}, false};
  if (error.kind == ErrorKind::cancelled && process.streams.out.closed()) {
    return 141;
  }
  auto written = render_failure(process.streams, session.format, error, meta, services->warnings());
  return finish(process, std::move(written),
                accepts(error)              ? 0
                : command->name == "health" ? k_health_unknown
                                            : exit_status(error.kind));
}

} // namespace tilores::app

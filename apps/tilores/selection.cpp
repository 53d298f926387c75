#include "selection.hpp"

#include "wiring.hpp"

#include <tilores/base/file.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/base/usage.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>

namespace tilores::app {
namespace {

using model::IdentifierKind;

constexpr std::size_t k_stdin_limit = 4096;

Result<std::string> one_line_of_stdin(const Process& process)
{
  if (process.stdin_is_terminal) {
    return fail(ErrorKind::usage, "'-' reads a selector from standard input, which is a terminal",
                "pipe it in: printf %s VALUE | tilores …");
  }
  std::string text;
  std::array<char, 1024> buffer;
  ssize_t n = 0;
  while (text.size() <= k_stdin_limit && (n = read(process.stdin_fd, buffer.data(), buffer.size())) > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(n));
  }
  const std::string_view line = trim(text);
  if (line.empty() || line.size() > k_stdin_limit || line.find('\n') != std::string_view::npos) {
    return fail(ErrorKind::usage,
                line.empty() ? "standard input holds no selector" : "standard input holds more than one selector",
                "one line, at most 4096 bytes");
  }
  return std::string(line);
}

Result<std::string> rows_file(Session& session)
{
  TRY_ASSIGN(const std::string folder, session.services.state_folder());
  TRY(ensure_folder(folder + "/rows"));
  return folder + "/rows/" + to_hex(sha256(terminal_name())).substr(0, 16);
}

} // namespace

std::string terminal_name()
{
  const char* const tty = ttyname(2);
  return tty != nullptr ? std::string(tty) + std::to_string(getsid(0)) : "session " + std::to_string(getsid(0));
}

void declare_selection(Flags& flags, SelectionArgs& args, std::string_view argument)
{
  flags.arguments(argument, args.words, "who: an e-mail, phone, client id, name …; see 'tilores help selectors'");
  flags.list("--email", "E", args.email, "e-mail address");
  flags.list("--phone", "P", args.phone, "telephone number in any spelling");
  flags.list("--client-id", "N", args.client_id, "client id, exact text");
  flags.list("--crm-id", "ID", args.crm_id, "CRM key of 15 or 18 characters");
  flags.list("--first-name", "A", args.first_name, "first name");
  flags.list("--last-name", "B", args.last_name, "last name");
  flags.list("--name", "NAME", args.name, "full name");
  flags.list("--dob", "D", args.dob, "date of birth");
  flags.list("--entity", "ID", args.entity, "entity id");
  flags.list("--record", "ID", args.record, "the entity that holds this record");
}

Result<customer::SearchRequest> to_request(Session& session, const SelectionArgs& args)
{
  customer::SearchRequest request;
  TRY_ASSIGN(const config::Settings* const settings, session.services.settings());
  request.region = settings->text("region");
  const auto add = [&](IdentifierKind kind, const std::vector<std::string>& values) -> Status {
    for (const std::string& value : values) {
      TRY_ASSIGN(auto identifier, model::make_identifier(kind, value));
      request.identifiers.push_back(std::move(identifier));
    }
    return {};
  };
  TRY(add(IdentifierKind::email, args.email));
  TRY(add(IdentifierKind::phone, args.phone));
  TRY(add(IdentifierKind::client, args.client_id));
  TRY(add(IdentifierKind::crm, args.crm_id));
  TRY(add(IdentifierKind::name, args.name));
  TRY(add(IdentifierKind::dob, args.dob));
  TRY(add(IdentifierKind::entity, args.entity));
  TRY(add(IdentifierKind::record, args.record));
  if (!args.first_name.empty() && !args.last_name.empty()) {
    TRY(add(IdentifierKind::name, {args.first_name.front() + " " + args.last_name.front()}));
  } else {
    for (const std::string& first : args.first_name) {
      request.parameters.push_back({"FIRST_NAME", first});
    }
    for (const std::string& last : args.last_name) {
      request.parameters.push_back({"LAST_NAME", last});
    }
  }
  std::string text = join(args.words, " ");
  if (text == "-") {
    TRY_ASSIGN(text, one_line_of_stdin(session.process));
  }
  if (text.starts_with('@')) {
    std::size_t number = 0;
    const auto [end, bad] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
    if (bad == std::errc{} && end == text.data() + text.size()) {
      TRY_ASSIGN(const std::string record, record_of_row(session, number));
      request.identifiers.push_back({IdentifierKind::record, record});
      return request;
    }
  }
  if (!args.words.empty()) {
    TRY_ASSIGN(auto identifiers, model::parse_selector(text));
    request.identifiers.insert(request.identifiers.end(), identifiers.begin(), identifiers.end());
  }
  return request;
}

Result<Outcome> plan_of(Session& session, const customer::SearchRequest& request, backend::Reader& reader)
{
  Usage usage;
  CallContext ctx = session.ctx;
  ctx.cache = CacheMode::only;
  ctx.usage = &usage;
  const auto found = customer::search(request, reader, ctx);
  if (!found && found.error().kind != ErrorKind::unavailable) {
    return fail(found.error());
  }
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  json.begin_object()
    .key("plan")
    .begin_array()
    .begin_object()
    .member("operation", "search")
    .key("parameters")
    .begin_array();
  for (const model::Identifier& identifier : request.identifiers) {
    json.value(model::to_string(identifier.kind));
  }
  for (const backend::Parameter& parameter : request.parameters) {
    json.value(parameter.field);
  }
  json.end_array().member("cached", found.has_value()).end_object().end_array();
  json.member("calls", found ? 0 : 1).member("estimated_cost", 0).end_object();
  outcome.rows = "plan";
  outcome.columns = {output::column("operation"), output::column("parameters"), output::column("cached")};
  session.services.describe(usage, outcome);
  return outcome;
}

void remember_rows(Session& session, const customer::SearchResult& result, std::size_t first_number)
{
  const auto path = rows_file(session);
  if (!path) {
    return;
  }
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("first", first_number).key("records").begin_array();
  for (const model::Entity& entity : result.entities) {
    json.value(entity.records.empty() ? std::string_view{} : std::string_view(entity.records.front().id));
  }
  json.end_array().end_object();
  // Not flushed to disk: losing it costs one more search, and waiting for the disk would cost every search.
  const int fd = open(path->c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd >= 0) {
    [[maybe_unused]] const ssize_t n = write(fd, text.data(), text.size());
    close(fd);
  }
}

Result<std::string> record_of_row(Session& session, std::size_t number)
{
  const auto none = [&] {
    return fail(ErrorKind::usage, "@" + std::to_string(number) + ": this terminal's last search has no such row",
                "search first; rows are numbered in the column '#'");
  };
  TRY_ASSIGN(const std::string path, rows_file(session));
  auto text = read_file(path);
  if (!text) {
    return none();
  }
  const auto document = JsonDocument::parse(std::move(*text));
  if (!document) {
    return none();
  }
  const auto first = static_cast<std::size_t>(document->root()["first"].integer().value_or(1));
  const Json record = number >= first ? document->root()["records"].at(number - first) : Json{};
  if (!record.is_string() || record.text().empty()) {
    return none();
  }
  return std::string(record.text());
}

} // namespace tilores::app

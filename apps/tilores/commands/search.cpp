// tilores search and show: find customers.
#include "../commands.hpp"
#include "../schema.hpp"
#include "../selection.hpp"
#include "../wiring.hpp"

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/base/usage.hpp>
#include <tilores/customer/customer360_card.hpp>
#include <tilores/model/fields.hpp>
#include <tilores/model/secrets.hpp>
#include <tilores/present/search_document.hpp>

#include <algorithm>
#include <memory>

namespace tilores::app {
namespace {

struct SearchArgs {
  SelectionArgs who;
  std::vector<std::string> parameters;
  std::string text;
  bool one = false;
  std::uint64_t limit = 20;
  std::uint64_t page = 1;
  bool with_records = false;
  bool customer360 = false;
  std::vector<std::string> insights;
  bool why = false;
  std::string purpose;
};

Result<backend::Parameter> parse_parameter(const std::string& text)
{
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    return fail(ErrorKind::usage, "--param takes FIELD=VALUE");
  }
  backend::Parameter parameter{text.substr(0, equals), text.substr(equals + 1)};
  if (model::is_secret_path(parameter.field)) {
    return fail(ErrorKind::forbidden, "field '" + parameter.field + "' is secret and cannot be searched by");
  }
  return parameter;
}

Result<std::vector<model::Insight>> parse_insights(const std::vector<std::string>& texts)
{
  TRY_ASSIGN(auto insights, model::parse_insights(texts));
  for (const model::Insight& insight : insights) {
    for (const std::string& field : insight.fields) {
      if (model::is_secret_path(field)) {
        return fail(ErrorKind::forbidden, "field '" + field + "' is secret and is never shown");
      }
    }
  }
  return insights;
}

// Names that no schema knows are null for the service; here they are told.
void warn_of_unknown_fields(const std::vector<model::Insight>& insights, std::vector<std::string>& warnings)
{
  for (const model::Insight& insight : insights) {
    for (const std::string& field : insight.fields) {
      if (model::find_field(model::schema_path(field)) == nullptr) {
        const auto near = model::nearest_fields(field, 1);
        warnings.push_back("the schema has no field '" + field + "'" +
                           (near.empty() ? "" : "; did you mean " + std::string(near.front()) + "?"));
      }
    }
  }
}

std::string customer360_json(const model::Entity& entity, const Date& as_of)
{
  std::string text;
  JsonWriter json(text);
  customer::write_customer360(json, customer::make_customer360(entity, as_of));
  return text;
}

// Nobody found by a field that the schema does not have, but almost: a slip of the pen. Loaded columns may be other
// fields.
Status check_fields(Session& session, const customer::SearchRequest& request)
{
  if (request.parameters.empty()) {
    return {};
  }
  TRY_ASSIGN(const LoadedSchema loaded, load_schema(session));
  std::vector<std::string_view> names;
  for (const model::FieldRow& row : loaded.catalogue.rows) {
    names.push_back(row.path);
  }
  for (const backend::Parameter& parameter : request.parameters) {
    const std::string_view near = nearest(parameter.field, names);
    if (!near.empty() && near != parameter.field) {
      return fail(ErrorKind::usage, "--param: no field '" + parameter.field + "'",
                  "did you mean '" + std::string(near) + "'?");
    }
  }
  return {};
}

Result<Outcome> run_search(Session& session, const SearchArgs& args)
{
  TRY_ASSIGN(auto request, to_request(session, args.who));
  for (const std::string& text : args.parameters) {
    TRY_ASSIGN(auto parameter, parse_parameter(text));
    request.parameters.push_back(std::move(parameter));
  }
  request.text = args.text;
  request.page = args.page;
  request.limit = args.limit;
  present::SearchView view;
  TRY_ASSIGN(view.insights, parse_insights(args.insights));
  view.with_records = args.with_records;
  if (args.customer360) {
    view.customer360 = [&session](const model::Entity& entity) { return customer360_json(entity, session.ctx.as_of); };
  }

  Usage usage;
  session.ctx.usage = &usage;
  TRY_ASSIGN(backend::Reader* const reader, session.services.reader());
  if (session.globals.dry_run) {
    return plan_of(session, request, *reader);
  }
  if (args.why) {
    view.why = [&session](const model::Entity& entity) { return session.services.why(entity); };
  }
  TRY_ASSIGN(const auto result, customer::search(request, *reader, session.ctx));
  if (result.total == 0) {
    TRY(check_fields(session, request));
  }
  Outcome outcome;
  TRY_ASSIGN(outcome.data, present::search_data(request, result, view));
  outcome.rows = "entities";
  outcome.columns = present::search_columns();
  outcome.known = present::search_known_columns();
  const std::size_t first = (args.page - 1) * args.limit + 1;
  if (session.format != output::Format::json && session.format != output::Format::jsonl) {
    TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(outcome.data));
    outcome.shown_rows = present::search_rows(document.root(), result, first);
  }
  remember_rows(session, result, first);
  if (result.total == 0 || result.conflicting || args.one) {
    outcome.error = customer::not_exactly_one(result);
  }
  if (!outcome.error) {
    outcome.error = customer::answered_in_part(result);
  }
  warn_of_unknown_fields(view.insights, outcome.warnings);
  session.services.describe(usage, outcome);
  return outcome;
}

Result<Outcome> run_show(Session& session, const SelectionArgs& who)
{
  TRY_ASSIGN(const auto request, to_request(session, who));
  Usage usage;
  session.ctx.usage = &usage;
  TRY_ASSIGN(backend::Reader* const reader, session.services.reader());
  if (session.globals.dry_run) {
    return plan_of(session, request, *reader);
  }
  TRY_ASSIGN(const auto result, customer::search(request, *reader, session.ctx));
  present::SearchView view;
  view.customer360 = [&session](const model::Entity& entity) { return customer360_json(entity, session.ctx.as_of); };
  Outcome outcome;
  TRY_ASSIGN(outcome.data, present::search_data(request, result, view));
  outcome.rows = "entities";
  outcome.columns = present::search_columns();
  outcome.known = present::search_known_columns();
  outcome.error = customer::not_exactly_one(result);
  if (result.total == 0 && session.format == output::Format::table) {
    return fail(std::move(*outcome.error));
  }
  if (session.format != output::Format::json && session.format != output::Format::jsonl) {
    TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(outcome.data));
    outcome.shown_rows = present::search_rows(document.root(), result, 1);
  }
  if (!outcome.error) {
    const output::Terminal& terminal = session.process.streams.out_terminal;
    const customer::CardLook look{std::clamp<std::size_t>(terminal.width, 40, 80), terminal.colour};
    for (const std::string& line :
         customer::customer360_card(customer::make_customer360(result.entities.front(), session.ctx.as_of), look)) {
      outcome.card += line + "\n";
    }
    outcome.error = customer::answered_in_part(result);
  } else {
    remember_rows(session, result, 1);
  }
  session.services.describe(usage, outcome);
  return outcome;
}

} // namespace

Run declare_show(Flags& flags)
{
  const auto who = std::make_shared<SelectionArgs>();
  const auto purpose = std::make_shared<std::string>();
  declare_selection(flags, *who, "SELECTOR");
  flags.text("--purpose", "TEXT", *purpose, "recorded in the audit log");
  flags.example("tilores show client:8148853");
  flags.example("tilores show @2", "row 2 of this terminal's last search");
  return [who, purpose](Session& session) { return run_show(session, *who); }; // flags write into both
}

Run declare_search(Flags& flags)
{
  const auto args = std::make_shared<SearchArgs>();
  declare_selection(flags, args->who, "TEXT");
  flags.list("--param", "FIELD=VALUE", args->parameters, "further search parameter by schema name");
  flags.text("--text", "TEXT", args->text,
             "free text for a Tilores instance that reads it, in place of all other values");
  flags.toggle("--one", args->one, "exactly one customer: none exits 5, several exit 6");
  flags.number("--limit", args->limit, {1, 1000}, "customers a page");
  flags.number("--page", args->page, {1, 1'000'000}, "page");
  flags.toggle("--with-records", args->with_records, "with every record");
  flags.toggle("--customer360", args->customer360, "with the customer in full");
  flags.list("--insight", "[NAME=]EXPR", args->insights,
             "insight in Tilores' wording, e.g. 'count' or 'valuesDistinct(field: \"EMAIL\")'");
  flags.toggle("--why", args->why, "explain every link");
  flags.text("--purpose", "TEXT", args->purpose, "recorded in the audit log");
  flags.example("tilores search --email ada@example.com");
  flags.example("tilores search '(212) 555-0101'");
  flags.example("tilores search --name 'Ada Lovelace' --dob 1978-08-29 --why");
  flags.example("tilores search client:0900001 -o json --insight 'paid=filter(conditions: [{field: \"SOURCE\", equals: "
                "\"Transaction\"}]).sum(field: \"TRANSACTION_AMOUNT\")'");
  return [args](Session& session) { return run_search(session, *args); };
}

} // namespace tilores::app

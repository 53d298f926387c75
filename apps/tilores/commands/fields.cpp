// tilores fields: the schema as a catalogue.
#include "../commands.hpp"
#include "../schema.hpp"
#include "../wiring.hpp"

#include <tilores/base/file.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/model/schema_export.hpp>
#include <tilores/model/schema_snapshot.hpp>

#include <array>
#include <map>
#include <memory>

namespace tilores::app {
namespace {

using model::FieldRow;

std::vector<output::Column> row_columns()
{
  return {output::column("path"), output::column("type"), output::column("category"), output::column("sensitive"),
          output::column("searchable")};
}

std::vector<output::Column> further_columns()
{
  std::vector<output::Column> columns;
  for (const char* const name : {"name", "owner", "kind", "spectrum", "source", "deprecated", "description"}) {
    columns.push_back(output::column(name));
  }
  return columns;
}

Outcome rows_outcome(const std::vector<const FieldRow*>& rows)
{
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  json.begin_object().key("items").begin_array();
  for (const FieldRow* const row : rows) {
    json.raw(model::field_row_json(*row));
  }
  json.end_array().member("total", rows.size()).end_object();
  outcome.rows = "items";
  outcome.columns = row_columns();
  outcome.known = further_columns();
  return outcome;
}

struct ListArgs {
  std::string category, spectrum, type, grep, sensitive;
  std::string as;
};

Result<Outcome> list(Session& session, const ListArgs& args)
{
  TRY_ASSIGN(const LoadedSchema loaded, load_schema(session));
  if (!args.as.empty()) {
    Outcome outcome;
    std::string text = model::to_sdl(loaded.schema);
    if (args.as == "jsonschema") {
      TRY_ASSIGN(text, model::to_json_schema(loaded.schema, loaded.catalogue));
    }
    if (!text.ends_with('\n')) {
      text += '\n';
    }
    TRY(session.process.streams.out.write(text));
    outcome.written = true;
    return outcome;
  }
  const auto wanted = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
  TRY_ASSIGN(const auto rows,
             model::select_fields(loaded.catalogue, {wanted(args.category), wanted(args.spectrum), wanted(args.type),
                                                     wanted(args.grep), wanted(args.sensitive)}));
  Outcome outcome = rows_outcome(rows);
  session.services.describe({}, outcome);
  return outcome;
}

void write_inputs(JsonWriter& json, const std::vector<model::SchemaInput>& inputs)
{
  json.begin_array();
  for (const model::SchemaInput& input : inputs) {
    json.begin_object()
      .member("name", input.name)
      .member("type", input.type)
      .member("default", input.default_value)
      .member("description", input.description)
      .end_object();
  }
  json.end_array();
}

void write_names(JsonWriter& json, const std::vector<std::string>& names)
{
  json.begin_array();
  for (const std::string& name : names) {
    json.value(name);
  }
  json.end_array();
}

Result<Outcome> explain(Session& session, const std::string& path)
{
  TRY_ASSIGN(const LoadedSchema loaded, load_schema(session));
  std::string whole = path;
  if (loaded.catalogue.find(path) == nullptr) { // the end of exactly one path is enough
    std::vector<std::string> ends;
    for (const FieldRow& row : loaded.catalogue.rows) {
      if (row.path.ends_with("." + path)) {
        ends.push_back(row.path);
      }
    }
    whole = ends.size() == 1 ? ends.front() : path;
  }
  TRY_ASSIGN(const auto details, model::explain_field(loaded.schema, loaded.catalogue, whole));
  Outcome outcome;
  outcome.data = model::field_row_json(details.row);
  outcome.data.pop_back();
  std::string more;
  JsonWriter json(more);
  json.begin_object()
    .member("submittable", details.row.submittable)
    .member("search_type", details.search_type)
    .member("submit_type", details.submit_type);
  json.member("deprecation", details.deprecation).key("arguments");
  write_inputs(json, details.arguments);
  json.key("children");
  write_names(json, details.children);
  json.key("values");
  write_names(json, details.values);
  json.key("same_name");
  write_names(json, details.same_name);
  json.end_object();
  outcome.data += "," + more.substr(1);
  for (const char* const name : {"path", "type", "owner", "kind", "category", "spectrum", "source", "sensitive",
                                 "searchable", "submittable", "description", "children", "arguments"}) {
    outcome.columns.push_back(output::column(name));
  }
  outcome.known = {output::column("name"),        output::column("deprecated"),  output::column("search_type"),
                   output::column("submit_type"), output::column("deprecation"), output::column("values"),
                   output::column("same_name")};
  session.services.describe({}, outcome);
  return outcome;
}

Result<Outcome> dump(Session& session)
{
  TRY_ASSIGN(const LoadedSchema loaded, load_schema(session));
  const std::string snapshot = model::write_snapshot(loaded.schema, loaded.catalogue, loaded.backend);
  Outcome outcome;
  if (session.format_chosen && session.format == output::Format::json) {
    outcome.data = snapshot;
    return outcome;
  }
  TRY(session.process.streams.out.write(snapshot));
  if (!snapshot.ends_with('\n')) {
    TRY(session.process.streams.out.write("\n"));
  }
  outcome.written = true;
  return outcome;
}

Result<model::SchemaSnapshot> snapshot_in(const std::string& path)
{
  TRY_ASSIGN(const auto text, read_file(path));
  auto snapshot = model::read_snapshot(text);
  if (!snapshot) {
    return fail(with_context(std::move(snapshot).error(), path));
  }
  return snapshot;
}

Result<Outcome> diff(Session& session, const std::string& old_path, const std::optional<std::string>& new_path)
{
  TRY_ASSIGN(const auto before, snapshot_in(old_path));
  model::SchemaSnapshot after;
  if (new_path) {
    TRY_ASSIGN(after, snapshot_in(*new_path));
  } else {
    TRY_ASSIGN(const LoadedSchema loaded, load_schema(session, true));
    TRY_ASSIGN(after, model::read_snapshot(model::write_snapshot(loaded.schema, loaded.catalogue, loaded.backend)));
  }
  TRY_ASSIGN(const auto changes, model::diff_snapshots(before, after));
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  std::size_t breaking = 0;
  json.begin_object().key("items").begin_array();
  for (const model::SchemaChange& change : changes) {
    breaking += change.breaking ? 1 : 0;
    json.begin_object()
      .member("path", change.path)
      .member("change", change.change)
      .member("before", change.before)
      .member("after", change.after);
    json.member("breaking", change.breaking).end_object();
  }
  json.end_array().member("total", changes.size()).member("breaking", breaking).end_object();
  outcome.rows = "items";
  for (const char* const name : {"breaking", "change", "path", "before", "after"}) {
    outcome.columns.push_back(output::column(name));
  }
  if (!changes.empty()) {
    outcome.error =
      Error{ErrorKind::different,
            std::to_string(changes.size()) + " differences, " + std::to_string(breaking) + " of them breaking",
            "",
            {},
            {}};
  }
  session.services.describe({}, outcome);
  return outcome;
}

} // namespace

Run declare_fields(Flags& flags)
{
  static constexpr std::array<std::string_view, 2> k_languages{"sdl", "jsonschema"};
  const auto args = std::make_shared<ListArgs>();
  flags.text("--category", "C", args->category, "one category, or a word of its name");
  flags.text("--spectrum", "S", args->spectrum, "one spectrum, or a word of its name");
  flags.text("--type", "T", args->type, "one type, e.g. Boolean");
  flags.text("--grep", "TEXT", args->grep, "text in path or description");
  flags.text("--sensitive", "no|personal|secret", args->sensitive, "one sensitivity");
  flags.choice("--as", args->as, k_languages, "the whole schema in another language");
  flags.example("tilores fields --category contact");
  flags.example("tilores fields explain CREDIT_RESPONSE.CREDIT_SCORE.Value");
  flags.example("tilores fields dump > schema.json");
  return [args](Session& session) { return list(session, *args); };
}

Run declare_fields_explain(Flags& flags)
{
  const auto path = std::make_shared<std::string>();
  flags.required("PATH", *path, "field path, or its last part where that is enough");
  flags.example("tilores fields explain EMAIL");
  return [path](Session& session) { return explain(session, *path); };
}

Run declare_fields_dump(Flags& flags)
{
  flags.example("tilores fields dump > schema.json", "the same schema gives the same bytes");
  return dump;
}

Run declare_fields_diff(Flags& flags)
{
  const auto before = std::make_shared<std::string>();
  const auto after = std::make_shared<std::optional<std::string>>();
  flags.required("OLD", *before, "dump, '-o json' output, or introspection document");
  flags.argument("NEW", *after, "the same; without it the backend is asked");
  flags.example("tilores fields diff schema.json", "exit 0: the same; 3: differs");
  return [before, after](Session& session) { return diff(session, *before, *after); };
}

} // namespace tilores::app

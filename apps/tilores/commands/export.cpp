// tilores export: the linked data out again, row by row.
#include "../commands.hpp"
#include "../wiring.hpp"

#include <tilores/base/json_writer.hpp>
#include <tilores/model/fields.hpp>
#include <tilores/model/merge.hpp>
#include <tilores/model/secrets.hpp>
#include <tilores/output/rows.hpp>

#include <array>
#include <memory>
#include <set>

namespace tilores::app {
namespace {

using output::Column;

std::vector<Column> columns_of(const std::string& what)
{
  if (what == "membership") {
    return {output::column("record_id"), output::column("entity_id")};
  }
  if (what == "edges") {
    return {output::column("a"), output::column("b"), output::column("rule"), output::column("entity_id")};
  }
  if (what == "records") {
    return {output::column("id"),        output::column("SOURCE"), output::column("FIRST_NAME"),
            output::column("LAST_NAME"), output::column("EMAIL"),  output::column("PHONE_EXTERNAL"),
            output::column("CLIENT_ID")};
  }
  return {output::column("entity_id"),      output::column("record_count"),  output::column("FIRST_NAME"),
          output::column("LAST_NAME"),      output::column("DATE_OF_BIRTH"), output::column("EMAIL"),
          output::column("PHONE_EXTERNAL"), output::column("CLIENT_ID"),     output::column("STATUS")};
}

// The schema's fields and those of the first records: a loaded file may have columns of its own.
Status add_known_fields(backend::LocalBackend& store, std::vector<Column>& known)
{
  std::set<std::string, std::less<>> names;
  for (const model::Field& field : model::fields()) {
    names.emplace(field.path);
  }
  std::size_t looked = 0;
  const auto look = [&](const backend::ExportedRecord& record) -> Status {
    TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(std::string(record.body)));
    for (const auto [key, value] : document.root().members()) {
      names.emplace(key);
    }
    return ++looked < 200 ? Status{} : Status(fail(ErrorKind::cancelled, "enough"));
  };
  if (auto done = store.each_record(look); !done && looked < 200) {
    return done;
  }
  for (const std::string& name : names) {
    known.push_back(output::column(name));
  }
  return {};
}

Result<std::vector<Column>> chosen(const Session& session, const std::string& what, backend::LocalBackend& store)
{
  const auto known = columns_of(what);
  const std::string& spec = session.globals.fields;
  if (spec.empty() || spec == "help") {
    return known;
  }
  std::vector<Column> all = known;
  if (what == "entities" || what == "records") {
    TRY(add_known_fields(store, all));
  }
  auto columns = output::parse_columns(spec, all);
  if (!columns) {
    return fail(std::move(columns).error());
  }
  for (const Column& column : *columns) {
    if (model::is_secret_path(column.path)) {
      return fail(ErrorKind::forbidden, "field '" + column.path + "' is secret and is never shown");
    }
  }
  return columns;
}

Result<Outcome> run_export(Session& session, const std::string& what)
{
  TRY_ASSIGN(backend::LocalBackend* const store, session.services.local());
  TRY_ASSIGN(const auto columns, chosen(session, what, *store));
  output::Sink& out = session.process.streams.out;
  const bool as_document = session.format == output::Format::json;
  output::RowWriter writer(out, {as_document ? output::Format::jsonl : session.format, columns,
                                 !session.globals.fields.empty(), session.process.streams.out_terminal});
  std::vector<std::string> rows; // of -o json, which is one document
  const auto put = [&](std::string row) -> Status {
    if (session.ctx.stop.stop_requested()) {
      return fail(ErrorKind::cancelled, "interrupted");
    }
    if (as_document) {
      rows.push_back(std::move(row));
      return {};
    }
    return writer.row(std::move(row));
  };
  std::string row;
  const auto put_record = [&](const backend::ExportedRecord& record) -> Status {
    if (what == "records") {
      return put(std::string(record.body));
    }
    row.clear();
    JsonWriter(row).begin_object().member("record_id", record.id).member("entity_id", record.entity_id).end_object();
    return put(row);
  };
  const auto put_edges = [&](const model::Entity& entity) -> Status {
    for (const model::Edge& edge : entity.edges) {
      row.clear();
      JsonWriter(row)
        .begin_object()
        .member("a", edge.a)
        .member("b", edge.b)
        .member("rule", edge.rule)
        .member("entity_id", entity.id)
        .end_object();
      TRY(put(row));
    }
    return {};
  };
  const auto put_golden = [&](const model::Entity& entity) -> Status {
    row.clear();
    JsonWriter json(row);
    json.begin_object().member("entity_id", entity.id).member("record_count", entity.records.size());
    for (const auto& [field, value] : model::merge_records(entity.records)) {
      json.key(field).value(value.value);
    }
    json.end_object();
    return put(row);
  };
  if (what == "membership" || what == "records") {
    TRY(store->each_record(put_record));
  } else if (what == "edges") {
    TRY(store->each_entity(put_edges));
  } else {
    TRY(store->each_entity(put_golden));
  }
  Outcome outcome;
  if (!as_document) {
    TRY(writer.finish());
    outcome.written = true;
    return outcome;
  }
  outcome.data.clear();
  JsonWriter json(outcome.data);
  json.begin_object().key("items").begin_array();
  for (const std::string& text : rows) {
    json.raw(text);
  }
  json.end_array().member("total", rows.size()).end_object();
  outcome.rows = "items";
  outcome.columns = columns;
  session.services.describe({}, outcome);
  return outcome;
}

} // namespace

Run declare_export(Flags& flags)
{
  static constexpr std::array<std::string_view, 4> k_what{"entities", "records", "membership", "edges"};
  const auto what = std::make_shared<std::string>("entities");
  const auto purpose = std::make_shared<std::string>();
  flags.choice("--what", *what, k_what, "entities: one golden record a row; membership: record_id,entity_id");
  flags.text("--purpose", "TEXT", *purpose, "recorded in the audit log");
  flags.example("tilores export > customers.jsonl");
  flags.example("tilores export --what membership -o csv > membership.csv");
  return [what, purpose](Session& session) { return run_export(session, *what); };
}

} // namespace tilores::app

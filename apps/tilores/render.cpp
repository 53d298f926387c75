#include "render.hpp"

#include "wiring.hpp"

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/model/secrets.hpp>
#include <tilores/output/document.hpp>
#include <tilores/output/rows.hpp>

namespace tilores::app {
namespace {

using output::Column;
using output::Format;

// Messages may quote what was typed or read; values of customers and secrets stay behind. Hints are fixed texts.
Error clean(Error error)
{
  error.message = redactor()->redact(error.message);
  for (std::string& step : error.trail) {
    step = redactor()->redact(step);
  }
  return error;
}

std::vector<std::string> clean(std::vector<std::string> warnings)
{
  for (std::string& warning : warnings) {
    warning = redactor()->redact(warning);
  }
  return warnings;
}

std::optional<Error> clean(const std::optional<Error>& error)
{
  return error ? std::optional(clean(*error)) : std::nullopt;
}

// Partial results (3), nothing found (5) and several candidates (6) come with data; other failures have none.
bool has_data(const Outcome& outcome)
{
  if (!outcome.error) {
    return true;
  }
  const int status = outcome.exit.value_or(exit_status(outcome.error->kind));
  return status == 3 || status == 5 || status == 6;
}

Result<std::vector<Column>> chosen_columns(const std::string& spec, const Outcome& outcome)
{
  std::vector<Column> known = outcome.columns;
  known.insert(known.end(), outcome.known.begin(), outcome.known.end());
  TRY_ASSIGN(auto columns, output::parse_columns(spec, known));
  for (const Column& column : columns) {
    if (model::is_secret_path(column.path)) {
      return fail(ErrorKind::forbidden, "field '" + column.path + "' is secret and is never shown",
                  "see 'tilores fields --sensitive secret'");
    }
  }
  return columns;
}

std::string pruned_data(Json data, const std::string& rows, const std::vector<Column>& columns)
{
  std::string text;
  if (rows.empty()) {
    output::append_pruned(text, data, columns);
    return text;
  }
  JsonWriter json(text);
  json.begin_object();
  for (const auto [key, value] : data.members()) {
    json.key(key);
    if (key != rows) {
      json.value(value);
      continue;
    }
    json.begin_array();
    for (const Json row : value.elements()) {
      std::string cut;
      output::append_pruned(cut, row, columns);
      json.raw(cut);
    }
    json.end_array();
  }
  json.end_object();
  return text;
}

Status write_rows(const Session& session, const Outcome& outcome, Json data, const std::vector<Column>& columns,
                  bool chosen)
{
  output::Sink& out = session.process.streams.out;
  output::RowWriter writer(out, {session.format, columns, chosen, session.process.streams.out_terminal});
  if (!outcome.shown_rows.empty() && session.format != Format::jsonl) {
    for (const std::string& row : outcome.shown_rows) {
      TRY(writer.row(row));
    }
  } else if (!outcome.rows.empty()) {
    const Json rows = data[outcome.rows];
    for (const Json row : rows.elements()) {
      TRY(writer.row(row));
    }
    for (const auto [key, row] : rows.members()) {
      TRY(writer.row(row));
    }
  } else if (data.is_object()) {
    TRY(writer.row(data));
  }
  return writer.finish();
}

} // namespace

std::string fields_help(const Outcome& outcome)
{
  std::string text;
  for (const auto* const list : {&outcome.columns, &outcome.known}) {
    for (const Column& column : *list) {
      text += column.name == column.path ? column.path : column.name + "=" + column.path;
      text += '\n';
    }
  }
  return text;
}

Status render(const Session& session, const Command& command, const Outcome& outcome, std::int64_t duration_ms)
{
  const output::Streams& streams = session.process.streams;
  const std::string& spec = session.globals.fields;
  if (spec == "help") {
    TRY(streams.out.write(fields_help(outcome)));
    return streams.out.flush();
  }
  auto columns = outcome.columns;
  if (!spec.empty() && !outcome.written) { // who wrote its rows itself has cut them itself
    TRY_ASSIGN(columns, chosen_columns(spec, outcome));
  }
  const output::Meta meta{std::string(command.name),
                          session.ctx.request_id,
                          duration_ms,
                          outcome.backend,
                          outcome.cache,
                          outcome.age_s,
                          outcome.stale};
  const bool program_reads = session.format == Format::json || session.format == Format::jsonl;
  if (!outcome.written && program_reads && !has_data(outcome)) {
    return render_failure(streams, session.format, *outcome.error, meta, outcome.warnings);
  }
  if (!outcome.written) {
    if (session.format == Format::json && spec.empty()) {
      TRY(output::write_envelope(streams,
                                 {!outcome.error, outcome.data, clean(outcome.error), clean(outcome.warnings), meta}));
    } else {
      TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(outcome.data));
      if (session.format == Format::json) {
        const std::string data = pruned_data(document.root(), outcome.rows, columns);
        TRY(
          output::write_envelope(streams, {!outcome.error, data, clean(outcome.error), clean(outcome.warnings), meta}));
      } else if (session.format == Format::table && !outcome.card.empty() && spec.empty()) {
        TRY(streams.out.write(outcome.card));
      } else if (session.format == Format::table && outcome.rows.empty() && streams.out_terminal.is_tty) {
        std::string card;
        output::append_card(card, output::card_lines(document.root(), columns), streams.out_terminal);
        TRY(streams.out.write(card));
      } else {
        TRY(write_rows(session, outcome, document.root(), columns, !spec.empty()));
      }
    }
  }
  TRY(streams.out.flush());
  if (session.format != Format::json || outcome.written) {
    if (!session.globals.quiet) {
      for (const std::string& warning : clean(outcome.warnings)) {
        TRY(output::write_warning(streams, warning));
      }
    }
    if (outcome.error) {
      TRY(session.format == Format::jsonl ? output::write_error_object(streams, clean(*outcome.error))
                                          : output::write_error(streams, clean(*outcome.error)));
    }
  }
  return streams.err.flush();
}

Status render_failure(const output::Streams& streams, Format format, const Error& error, const output::Meta& meta,
                      const std::vector<std::string>& warnings)
{
  if (format == Format::json) {
    return output::write_envelope(streams, {false, "null", clean(error), clean(warnings), meta});
  }
  TRY(format == Format::jsonl ? output::write_error_object(streams, clean(error))
                              : output::write_error(streams, clean(error)));
  return streams.err.flush();
}

} // namespace tilores::app

#include <tilores/output/envelope.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/output/terminal_text.hpp>

namespace tilores::output {
namespace {

void append_meta(JsonWriter& json, const Meta& meta)
{
  json.key("meta").begin_object();
  json.member("schema", k_schema).member("command", meta.command).member("request_id", meta.request_id);
  json.member("duration_ms", meta.duration_ms).key("backend");
  if (meta.backend.empty()) {
    json.null();
  } else {
    json.value(meta.backend);
  }
  json.member("cache", meta.cache).member("age_s", meta.age_s).member("stale", meta.stale).end_object();
}

void write_error_to(JsonWriter& json, const Error& error)
{
  json.begin_object().member("code", to_string(error.kind)).member("message", describe(error)).key("hint");
  if (error.hint.empty()) {
    json.null();
  } else {
    json.value(error.hint);
  }
  json.member("retryable", retryable(error.kind)).member("retry_after_ms", error.retry_after_ms).end_object();
}

} // namespace

void append_envelope(std::string& out, const Envelope& envelope)
{
  out.reserve(out.size() + envelope.data.size() + 512);
  JsonWriter json(out);
  json.begin_object().member("ok", envelope.ok).key("data").raw(envelope.data.empty() ? "null" : envelope.data);
  json.key("error");
  if (envelope.error) {
    write_error_to(json, *envelope.error);
  } else {
    json.null();
  }
  json.key("warnings").begin_array();
  for (const std::string& warning : envelope.warnings) {
    json.value(warning);
  }
  json.end_array();
  append_meta(json, envelope.meta);
  json.end_object();
  out += '\n';
}

Status write_envelope(const Streams& streams, const Envelope& envelope)
{
  std::string text;
  append_envelope(text, envelope);
  TRY(streams.out.write(text));
  return streams.out.flush();
}

void append_error(std::string& out, const Error& error)
{
  JsonWriter json(out);
  write_error_to(json, error);
}

Status write_error(const Streams& streams, const Error& error)
{
  std::string text;
  append_styled(text, "tilores:", Style::red, streams.err_terminal.colour);
  text += ' ';
  append_visible(text, describe(error));
  text += '\n';
  if (!error.hint.empty()) {
    append_styled(text, "hint:", Style::cyan, streams.err_terminal.colour);
    text += ' ';
    append_visible(text, error.hint);
    text += '\n';
  }
  TRY(streams.err.write(text));
  return streams.err.flush();
}

Status write_error_object(const Streams& streams, const Error& error)
{
  std::string text;
  append_error(text, error);
  text += '\n';
  TRY(streams.err.write(text));
  return streams.err.flush();
}

Status write_warning(const Streams& streams, std::string_view warning)
{
  std::string text = "tilores: ";
  append_styled(text, "warning:", Style::yellow, streams.err_terminal.colour);
  text += ' ';
  append_visible(text, warning);
  text += '\n';
  TRY(streams.err.write(text));
  return streams.err.flush();
}

} // namespace tilores::output

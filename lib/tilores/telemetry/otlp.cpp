#include <tilores/telemetry/otlp.hpp>

#include <tilores/base/json_writer.hpp>

#include <algorithm>

namespace tilores::telemetry {
namespace {

void attribute(JsonWriter& json, std::string_view key, std::string_view value)
{
  json.begin_object()
    .member("key", key)
    .key("value")
    .begin_object()
    .member("stringValue", value)
    .end_object()
    .end_object();
}

struct WriteValue {
  JsonWriter& json;
  void operator()(const std::string& value) const { json.member("stringValue", value); }
  void operator()(std::int64_t value) const { json.member("intValue", std::to_string(value)); }
  void operator()(double value) const { json.member("doubleValue", value); }
  void operator()(bool value) const { json.member("boolValue", value); }
  void operator()(const std::vector<std::string>& list) const
  {
    json.key("arrayValue").begin_object().key("values").begin_array();
    for (const std::string& value : list) {
      json.begin_object().member("stringValue", value).end_object();
    }
    json.end_array().end_object();
  }
};

int kind_of(const Span& span)
{
  constexpr int k_internal = 1;
  constexpr int k_server = 2;
  constexpr int k_client = 3;
  if (span.name.starts_with("HTTP ") || span.name.starts_with("chat ")) {
    return k_client;
  }
  return span.parent_span_id.empty() ? k_server : k_internal;
}

void write_span(JsonWriter& json, const Span& span)
{
  json.begin_object().member("traceId", span.trace_id).member("spanId", span.span_id);
  if (!span.parent_span_id.empty()) {
    json.member("parentSpanId", span.parent_span_id);
  }
  json.member("name", span.name).member("kind", kind_of(span));
  json.member("startTimeUnixNano", std::to_string(span.start_ns))
    .member("endTimeUnixNano", std::to_string(std::max(span.start_ns, span.end_ns)));
  json.key("attributes").begin_array();
  for (auto it = span.attributes.begin(); it != span.attributes.end(); ++it) {
    const bool later =
      std::any_of(std::next(it), span.attributes.end(), [&](const auto& other) { return other.first == it->first; });
    if (later) {
      continue; // the last value of a key counts
    }
    json.begin_object().member("key", it->first).key("value").begin_object();
    std::visit(WriteValue{json}, it->second);
    json.end_object().end_object();
  }
  if (span.failed && std::ranges::none_of(span.attributes, [](const auto& a) { return a.first == "error.type"; })) {
    attribute(json, "error.type", span.status.empty() ? "_OTHER" : std::string_view(span.status));
  }
  json.end_array().key("status").begin_object();
  if (span.failed) {
    json.member("code", 2);
    if (!span.status.empty()) {
      json.member("message", span.status);
    }
  }
  json.end_object().end_object();
}

} // namespace

std::string export_request(std::span<const Span> spans, const Resource& resource)
{
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("resourceSpans").begin_array().begin_object();
  json.key("resource").begin_object().key("attributes").begin_array();
  attribute(json, "service.name", "tilores");
  attribute(json, "service.version", resource.version);
  for (const auto& [key, value] : resource.attributes) {
    attribute(json, key, value);
  }
  json.end_array().end_object();
  json.key("scopeSpans")
    .begin_array()
    .begin_object()
    .key("scope")
    .begin_object()
    .member("name", "tilores")
    .member("version", resource.version)
    .end_object();
  json.key("spans").begin_array();
  for (const Span& span : spans) {
    write_span(json, span);
  }
  json.end_array().end_object().end_array().end_object().end_array().end_object();
  return text;
}

} // namespace tilores::telemetry

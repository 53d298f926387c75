// Trace context, OTLP JSON and metrics as pure functions.
#include <tilores/telemetry/metrics.hpp>
#include <tilores/telemetry/otlp.hpp>
#include <tilores/telemetry/traceparent.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace tilores;

TEST_CASE("traceparent is read as the W3C says")
{
  const std::string ids = "-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-";
  for (const std::string& text :
       std::vector<std::string>{"00" + ids + "01", "00" + ids + "00", "00" + ids + "03", "cc" + ids + "01",
                                "cc" + ids + "01-what-the-future-will-be-like"}) {
    CAPTURE(text);
    const auto parsed = telemetry::parse_traceparent(text);
    REQUIRE(parsed.has_value());
    CHECK(parsed->trace_id == "4bf92f3577b34da6a3ce929d0e0e4736");
    CHECK(parsed->parent_id == "00f067aa0ba902b7");
    CHECK(parsed->sampled == (text.substr(53, 2) != "00"));
    CHECK(telemetry::format_traceparent(parsed->trace_id, parsed->parent_id, parsed->sampled).substr(0, 53) ==
          "00" + ids);
  }
  for (const std::string& text : std::vector<std::string>{
         "", "00", "ff" + ids + "01", "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
         "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
         "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", "00" + ids + "1", "00" + ids + "001",
         "00" + ids + "01-extra", "0x" + ids + "01", "cc" + ids + "01.what", "00" + ids + "zz", " 00" + ids + "01"}) {
    CAPTURE(text);
    CHECK_FALSE(telemetry::parse_traceparent(text).has_value());
  }
}

TEST_CASE("spans become one ExportTraceServiceRequest")
{
  Span root{"4bf92f3577b34da6a3ce929d0e0e4736",
            "00f067aa0ba902b7",
            "",
            "tilores show",
            1'700'000'000'000'000'000,
            1'700'000'000'000'000'500,
            false,
            "",
            {}};
  Span child = root;
  child.span_id = "10f067aa0ba902b7";
  child.parent_span_id = root.span_id;
  child.name = "HTTP POST";
  child.failed = true;
  child.status = "timeout";
  child.attributes = {
    {"n", std::int64_t{7}}, {"n", std::int64_t{8}}, {"x", 0.5}, {"t", std::string("a\"b")}, {"b", true}};
  const std::vector<Span> spans{root, child};
  const auto json = nlohmann::json::parse(telemetry::export_request(spans, {"1.0", {}}));
  const auto& written = json["resourceSpans"][0]["scopeSpans"][0]["spans"];
  CHECK(json["resourceSpans"][0]["resource"]["attributes"][0]["value"]["stringValue"] == "tilores");
  CHECK(written[0]["startTimeUnixNano"] == "1700000000000000000");
  CHECK(written[0]["kind"] == 2);
  CHECK_FALSE(written[0].contains("parentSpanId"));
  CHECK(written[1]["kind"] == 3);
  CHECK(written[1]["status"]["code"] == 2);
  CHECK(written[1]["attributes"].size() == 5); // n once, error.type added
  CHECK(written[1]["attributes"][0]["value"]["intValue"] == "8");
}

TEST_CASE("metrics survive their JSON and add up")
{
  telemetry::Metrics a;
  a.add("tilores_commands_total", {{"command", "sho\"w"}});
  for (int i = 1; i <= 100; ++i) {
    a.observe("tilores_command_duration_seconds", {{"command", "show"}}, i / 1000.0);
  }
  std::string text;
  a.append_json(text);
  const auto document = JsonDocument::parse(text);
  REQUIRE(document);
  telemetry::Metrics b;
  REQUIRE(b.merge_json(document->root()));
  b.merge(a);
  const auto& histogram = b.histograms().begin()->second;
  CHECK(histogram.count == 200);
  CHECK(histogram.sum == doctest::Approx(10.1));
  CHECK(histogram.quantile(.5) == doctest::Approx(.05).epsilon(.1));
  CHECK(histogram.quantile(.99) <= .16);
  CHECK(b.counters().begin()->second == 2);
  CHECK(telemetry::prometheus_text(b).find("tilores_commands_total{command=\"sho\\\"w\"} 2\n") != std::string::npos);
}

TEST_CASE("a count that nobody can have counted spoils no other line")
{
  telemetry::Metrics metrics;
  for (const char* const line :
       {R"({"c":{"calls":2},"h":{"seconds":[0.5,1]}})", R"({"c":{"calls":-9e99},"h":{"seconds":[-1,-2]}})"}) {
    const auto document = JsonDocument::parse(line);
    REQUIRE(document.has_value());
    REQUIRE(metrics.merge_json(document->root()).has_value());
  }
  CHECK(metrics.counters().at("calls") == 2);
  CHECK(metrics.histograms().at("seconds").count == 1);
  CHECK(metrics.histograms().at("seconds").sum == 0.5);
}

TEST_CASE("the number of series is bounded")
{
  telemetry::Metrics metrics;
  for (int i = 0; i < 10'000; ++i) {
    metrics.add("tilores_errors_total", {{"code", std::to_string(i)}});
  }
  CHECK(metrics.counters().size() <= telemetry::Metrics::k_most_series + 1);
  CHECK(metrics.counters().at("tilores_series_dropped_total") > 9'000);
}

// Throughput of the redactor on text as logs and labelled sentences have it, with the values of 50 customers known.
#include <tilores/redact/redact.hpp>

#include <benchmark/benchmark.h>

#include <fstream>
#include <string>

namespace {

std::string log_text()
{
  std::string text;
  for (int i = 0; text.size() < (4U << 20U); ++i) {
    text += "2026-11-21T10:00:00.123Z level=info msg=\"command ended\" command=search outcome=ok cache=l2 ms=" +
            std::to_string(i % 97) +
            " request_id=63392621-5f3c-448d-9784-34e430975381 trace_id=22274cb9210f48788bfed6bb80369191\n";
    if (i % 20 == 0) {
      text +=
        "2026-11-21T10:00:00.456Z level=warning msg=\"cannot connect to api.example.com:443 (3 attempts)\" of=ada" +
        std::to_string(i) + "@example.com phone=2125550147\n";
    }
  }
  return text;
}

std::string sentences()
{
  std::ifstream file(TILORES_TEST_DATA "/pii/sentences.jsonl");
  std::string text;
  for (std::string line; std::getline(file, line);) {
    text += line + "\n";
  }
  return text;
}

void redact(benchmark::State& state, const std::string& text)
{
  const auto redactor = tilores::redact::make_redactor();
  std::vector<std::string> known;
  for (int i = 0; i < 50; ++i) {
    known.insert(known.end(), {"Person Number" + std::to_string(i), "n" + std::to_string(i) + "@example.org",
                               std::to_string(80'000'000 + i), "212555" + std::to_string(1000 + i)});
  }
  redactor->add_known(known);
  for (auto _ : state) {
    benchmark::DoNotOptimize(redactor->redact(text));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
}

const std::string k_log = log_text();
const std::string k_sentences = sentences();
BENCHMARK_CAPTURE(redact, log, k_log);
BENCHMARK_CAPTURE(redact, sentences, k_sentences);

} // namespace

BENCHMARK_MAIN();

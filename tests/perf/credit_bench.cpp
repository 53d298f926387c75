// How fast reports are read from JSON bytes and analysed once read: needs 5,000 and 50,000 reports a second and core.
#include <tilores/credit/answer.hpp>

#include <support/sample.hpp>

#include <benchmark/benchmark.h>

using namespace tilores;

namespace {

struct Data {
  std::vector<std::string> texts;                     // one report each
  std::vector<std::vector<credit::Report>> customers; // the same, read
  std::size_t reports = 0;
  Date as_of;
};

const Data& data()
{
  static const Data all = [] {
    Data made;
    const auto sample = test::load_sample();
    made.as_of = sample.as_of;
    for (const auto& customer : sample.customers) {
      for (const auto& record : customer.records) {
        if (credit::parse_report(record)) {
          made.texts.emplace_back(record.body().raw());
        }
      }
      made.customers.push_back(credit::parse_reports(customer.records));
      made.reports += made.customers.back().size();
    }
    return made;
  }();
  return all;
}

void report_from_bytes(benchmark::State& state)
{
  std::size_t bytes = 0;
  for (auto _ : state) {
    for (const std::string& text : data().texts) {
      auto document = std::make_shared<const JsonDocument>(JsonDocument::parse(text).value());
      benchmark::DoNotOptimize(credit::parse_report({"id", std::move(document)}));
      bytes += text.size();
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * data().texts.size()));
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(report_from_bytes);

void analysis(benchmark::State& state, const credit::AnalysisOptions& options)
{
  for (auto _ : state) {
    for (const auto& reports : data().customers) {
      benchmark::DoNotOptimize(credit::analyse(reports, data().as_of, credit::default_rules(), options));
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * data().reports));
}
BENCHMARK_CAPTURE(analysis, newest, credit::AnalysisOptions{});
BENCHMARK_CAPTURE(analysis, with_history, credit::AnalysisOptions{.skip_newest = 0, .history = true, .explain = false});
BENCHMARK_CAPTURE(analysis, explained, credit::AnalysisOptions{.skip_newest = 0, .history = false, .explain = true});

void answer(benchmark::State& state)
{
  std::string out;
  for (auto _ : state) {
    for (const auto& reports : data().customers) {
      out.clear();
      JsonWriter json(out);
      json.begin_object();
      credit::write_members(json, credit::analyse(reports, data().as_of, credit::default_rules()));
      json.end_object();
      benchmark::DoNotOptimize(out.data());
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * data().reports));
}
BENCHMARK(answer);

} // namespace

BENCHMARK_MAIN();

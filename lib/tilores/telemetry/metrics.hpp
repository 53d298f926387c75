#pragma once
// Counters and histograms: values that can be added up, over threads, processes and days. No customer, id or name is a
// label; the number of series is bounded.

#include <tilores/base/json.hpp>
#include <tilores/base/result.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilores::telemetry {

// Upper bounds in seconds: those of the OpenTelemetry GenAI conventions and finer ones below, as a cached answer takes
// about 2 ms. The last bucket has no bound.
inline constexpr std::array<double, 17> k_bounds{.001, .0025, .005, .01,  .02,   .04,   .08,   .16,  .32,
                                                 .64,  1.28,  2.56, 5.12, 10.24, 20.48, 40.96, 81.92};

struct Histogram {
  std::array<std::uint64_t, k_bounds.size() + 1> buckets{}; // not cumulative
  std::uint64_t count = 0;
  double sum = 0;

  void observe(double seconds);
  void merge(const Histogram& other);
  // By linear interpolation within the bucket (as Prometheus' histogram_quantile); 0 without observations; the highest
  // bound for what lies beyond it.
  [[nodiscard]] double quantile(double share) const;
};

using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

// Not thread-safe. Series are named as in Prometheus text: name{label="value"}.
class Metrics {
public:
  static constexpr std::size_t k_most_series = 500; // further ones are dropped and counted

  void add(std::string_view name, const Labels& labels, double amount = 1);
  void observe(std::string_view name, const Labels& labels, double seconds);
  void merge_histogram(std::string_view name, const Labels& labels, const Histogram& histogram);
  void merge(const Metrics& other);

  [[nodiscard]] const std::map<std::string, double, std::less<>>& counters() const { return m_counters; }
  [[nodiscard]] const std::map<std::string, Histogram, std::less<>>& histograms() const { return m_histograms; }
  [[nodiscard]] bool empty() const { return m_counters.empty() && m_histograms.empty(); }

  // {"c":{series:value},"h":{series:[sum,bucket,…]}}, trailing empty buckets left out; and back (bad_data).
  void append_json(std::string& out) const;
  [[nodiscard]] Status merge_json(Json json);

private:
  template<typename Map> typename Map::mapped_type* series(Map& map, std::string name);
  std::map<std::string, double, std::less<>> m_counters;
  std::map<std::string, Histogram, std::less<>> m_histograms;
};

// Prometheus text exposition format 0.0.4: HELP and TYPE once a metric, histograms with cumulative buckets, no times.
[[nodiscard]] std::string prometheus_text(const Metrics& metrics);

} // namespace tilores::telemetry

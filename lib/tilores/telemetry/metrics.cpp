#include <tilores/telemetry/metrics.hpp>

#include <tilores/base/json_writer.hpp>

#include <algorithm>

namespace tilores::telemetry {
namespace {

std::string series_name(std::string_view name, const Labels& labels)
{
  std::string text(name);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    text += i == 0 ? '{' : ',';
    text.append(labels[i].first).append("=\"");
    for (const char c : labels[i].second) {
      if (c == '"' || c == '\\') {
        text += '\\';
      }
      text += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    text += '"';
  }
  return labels.empty() ? text : text + "}";
}

// A damaged line must not spoil all others: what nobody can have counted is 0.
double amount_of(Json item)
{
  constexpr double k_most = 1e15; // whole numbers up to there are exact
  const double amount = item.number().value_or(0);
  return amount >= 0 && amount <= k_most ? amount : 0;
}

} // namespace

void Histogram::observe(double seconds)
{
  const auto bucket = std::ranges::lower_bound(k_bounds, seconds) - k_bounds.begin();
  ++buckets[static_cast<std::size_t>(bucket)];
  ++count;
  sum += seconds;
}

void Histogram::merge(const Histogram& other)
{
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    buckets[i] += other.buckets[i];
  }
  count += other.count;
  sum += other.sum;
}

double Histogram::quantile(double share) const
{
  const double rank = share * static_cast<double>(count);
  double below = 0;
  for (std::size_t i = 0; i < k_bounds.size(); ++i) {
    const auto here = static_cast<double>(buckets[i]);
    if (here > 0 && below + here >= rank) {
      const double from = i == 0 ? 0 : k_bounds[i - 1];
      return from + (k_bounds[i] - from) * std::clamp((rank - below) / here, 0.0, 1.0);
    }
    below += here;
  }
  return count == 0 ? 0 : k_bounds.back();
}

template<typename Map> typename Map::mapped_type* Metrics::series(Map& map, std::string name)
{
  const auto it = map.find(name);
  if (it != map.end()) {
    return &it->second;
  }
  if (m_counters.size() + m_histograms.size() >= k_most_series) {
    ++m_counters["tilores_series_dropped_total"];
    return nullptr;
  }
  return &map[std::move(name)];
}

void Metrics::add(std::string_view name, const Labels& labels, double amount)
{
  if (double* const value = series(m_counters, series_name(name, labels))) {
    *value += amount;
  }
}

void Metrics::observe(std::string_view name, const Labels& labels, double seconds)
{
  if (Histogram* const histogram = series(m_histograms, series_name(name, labels))) {
    histogram->observe(seconds);
  }
}

void Metrics::merge_histogram(std::string_view name, const Labels& labels, const Histogram& histogram)
{
  if (Histogram* const mine = series(m_histograms, series_name(name, labels))) {
    mine->merge(histogram);
  }
}

void Metrics::merge(const Metrics& other)
{
  for (const auto& [name, value] : other.m_counters) {
    if (double* const mine = series(m_counters, name)) {
      *mine += value;
    }
  }
  for (const auto& [name, histogram] : other.m_histograms) {
    if (Histogram* const mine = series(m_histograms, name)) {
      mine->merge(histogram);
    }
  }
}

void Metrics::append_json(std::string& out) const
{
  JsonWriter json(out);
  json.begin_object().key("c").begin_object();
  for (const auto& [name, value] : m_counters) {
    json.member(name, value);
  }
  json.end_object().key("h").begin_object();
  for (const auto& [name, histogram] : m_histograms) {
    json.key(name).begin_array().value(histogram.sum);
    auto last = histogram.buckets.size();
    while (last > 0 && histogram.buckets[last - 1] == 0) {
      --last;
    }
    for (std::size_t i = 0; i < last; ++i) {
      json.value(histogram.buckets[i]);
    }
    json.end_array();
  }
  json.end_object().end_object();
}

Status Metrics::merge_json(Json json)
{
  if (!json["c"].is_object() || !json["h"].is_object()) {
    return fail(ErrorKind::bad_data, "not a line of metrics");
  }
  for (const auto [name, value] : json["c"].members()) {
    if (double* const mine = series(m_counters, std::string(name))) {
      *mine += amount_of(value);
    }
  }
  for (const auto [name, list] : json["h"].members()) {
    Histogram read;
    std::size_t place = 0;
    for (const Json item : list.elements()) {
      if (place == 0) {
        read.sum = amount_of(item);
      } else if (place <= read.buckets.size()) {
        read.buckets[place - 1] = static_cast<std::uint64_t>(amount_of(item));
        read.count += read.buckets[place - 1];
      }
      ++place;
    }
    if (Histogram* const mine = series(m_histograms, std::string(name))) {
      mine->merge(read);
    }
  }
  return {};
}

} // namespace tilores::telemetry

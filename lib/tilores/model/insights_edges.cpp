// Edge insights: how many links, by which rules, between whom.

#include <tilores/model/insights_plan.hpp>

#include <tilores/base/json_writer.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace tilores::model {
namespace {

struct Mark {
  std::string a; // smaller id
  std::string b;
  std::string rule; // or "duplicate", "GROUP:duplicate"
};

Mark make_mark(std::string a, std::string b, std::string rule)
{
  if (b < a) {
    std::swap(a, b);
  }
  return {std::move(a), std::move(b), std::move(rule)};
}

std::vector<Mark> all_marks(const Entity& entity)
{
  std::vector<Mark> marks;
  for (const Edge& edge : entity.edges) {
    marks.push_back(make_mark(edge.a, edge.b, edge.rule));
  }
  for (const auto& [original, duplicates] : entity.duplicates) {
    const std::size_t colon = original.find(':');
    const bool grouped = colon != std::string::npos;
    const std::string rule = grouped ? original.substr(0, colon) + ":duplicate" : "duplicate";
    for (const std::string& duplicate : duplicates) {
      marks.push_back(make_mark(grouped ? original.substr(colon + 1) : original, duplicate, rule));
    }
  }
  return marks;
}

// A duplicate group without members still names its mark.
std::set<std::string> all_links(const Entity& entity, const std::vector<Mark>& marks)
{
  std::set<std::string> links;
  for (const Mark& mark : marks) {
    links.insert(mark.rule);
  }
  for (const auto& [original, duplicates] : entity.duplicates) {
    const std::size_t colon = original.find(':');
    links.insert(colon == std::string::npos ? "duplicate" : original.substr(0, colon) + ":duplicate");
  }
  return links;
}

std::string matrix(const InsightStep& step, const Entity& entity)
{
  const auto marks = all_marks(entity);
  const auto links =
    step.links ? std::set<std::string>(step.links->begin(), step.links->end()) : all_links(entity, marks);
  std::map<std::pair<std::string, std::string>, std::set<std::string>> rows;
  for (const Mark& mark : marks) {
    if (links.contains(mark.rule)) {
      rows[{mark.a, mark.b}].insert(mark.rule);
    }
  }
  std::string out;
  JsonWriter writer(out);
  writer.begin_array();
  for (const auto& [pair, rules] : rows) {
    writer.begin_object().member("a", pair.first).member("b", pair.second).key("links").begin_object();
    for (const std::string& link : links) {
      writer.member(link, rules.contains(link));
    }
    writer.end_object().end_object();
  }
  writer.end_array();
  return out;
}

std::string frequency_distribution(const InsightStep& step, const Entity& entity)
{
  std::vector<std::pair<std::string, std::size_t>> entries;
  std::map<std::string, std::size_t> index;
  for (const Edge& edge : entity.edges) {
    const auto [at, is_new] = index.try_emplace(edge.rule, entries.size());
    if (is_new) {
      entries.emplace_back(edge.rule, 0);
    }
    ++entries[at->second].second;
  }
  std::ranges::stable_sort(
    entries, [&](const auto& a, const auto& b) { return step.descending ? a.second > b.second : a.second < b.second; });
  if (step.top && *step.top >= 0 && static_cast<std::size_t>(*step.top) < entries.size()) {
    entries.resize(static_cast<std::size_t>(*step.top));
  }
  std::string out;
  JsonWriter writer(out);
  writer.begin_array();
  for (const auto& [rule, frequency] : entries) {
    writer.begin_object().member("value", rule).member("frequency", static_cast<std::uint64_t>(frequency));
    writer.member("percentage", static_cast<double>(frequency) / static_cast<double>(entity.edges.size())).end_object();
  }
  writer.end_array();
  return out;
}

} // namespace

std::string evaluate_edges(const InsightStep& step, const Entity& entity)
{
  if (step.function == InsightFunction::edge_matrix) {
    return matrix(step, entity);
  }
  if (step.function == InsightFunction::edge_frequency_distribution) {
    return frequency_distribution(step, entity);
  }
  return std::to_string(entity.edges.size());
}

} // namespace tilores::model

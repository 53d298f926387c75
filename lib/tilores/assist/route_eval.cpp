// The scoring rules of the label set: match any/all, optional identifiers, look-alikes, consuming comparison.
#include <tilores/assist/route_eval.hpp>

#include <tilores/assist/words.hpp>
#include <tilores/base/json.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/model/normalise.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <span>
#include <utility>

namespace tilores::assist {

namespace {

using Item = std::pair<std::string, std::string>; // type, comparable value
using Items = std::set<Item>;

struct Expected {
  Items required;
  Items optional;
};

// Case is ignored where it says nothing. Accents count: only their composition does not.
std::string comparable(std::string_view type, std::string_view value)
{
  if (type != "email" && type != "name" && type != "entity_id") {
    return std::string(trim(value));
  }
  std::string out;
  for (const Word& word : words_of(value)) {
    out += word.folded;
    out += ' ';
  }
  return out;
}

Items items_of(const Subject& subject)
{
  Items out;
  for (const Identifier& id : subject.identifiers) {
    out.emplace(std::string(to_string(id.type)), comparable(to_string(id.type), id.value));
  }
  return out;
}

bool meets(const Items& items, const Expected& expected, bool any)
{
  const bool nothing_else = std::all_of(items.begin(), items.end(), [&](const Item& item) {
    return expected.required.contains(item) || expected.optional.contains(item);
  });
  const auto present = [&](const Item& item) { return items.contains(item); };
  return nothing_else && (any ? std::any_of(expected.required.begin(), expected.required.end(), present)
                              : std::all_of(expected.required.begin(), expected.required.end(), present));
}

bool subjects_meet(const std::vector<Items>& found, const std::vector<Expected>& expected, bool any)
{
  if (found.size() != expected.size()) {
    return false;
  }
  std::vector<bool> used(found.size(), false);
  return std::all_of(expected.begin(), expected.end(), [&](const Expected& one) {
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!used[i] && meets(found[i], one, any)) {
        used[i] = true;
        return true;
      }
    }
    return false;
  });
}

std::string letters_and_digits(std::string_view text)
{
  std::string out;
  for (const Word& word : words_of(text)) {
    out += word.folded;
  }
  return out;
}

bool takes_lookalike(const Items& found, Json lookalikes)
{
  for (const Json look : lookalikes.elements()) {
    const std::string bad = letters_and_digits(look.is_string() ? look.text() : look.raw());
    const bool digits = bad.size() >= 7 && std::all_of(bad.begin(), bad.end(), is_digit);
    for (const auto& [type, value] : found) {
      if (letters_and_digits(value) == bad || (digits && type == "phone" && value.ends_with(bad))) {
        return true;
      }
    }
  }
  return false;
}

void count(Rate& rate, bool hit)
{
  rate.of += 1;
  rate.hits += hit ? 1 : 0;
}

void score(RouteEval& eval, Json gold, const Routed& routed)
{
  const Json expect = gold["expect"];
  const std::string_view action = expect["action"].text();
  const std::string_view route = expect["route"].text();
  const bool any = expect["match"].text() == "any";
  std::vector<Expected> expected;
  Items need;
  Items optional;
  for (const Json subject : expect["subjects"].elements()) {
    Expected one;
    for (const Json id : subject.elements()) {
      Item item{std::string(id["type"].text()), comparable(id["type"].text(), id["value"].text())};
      (id["optional"].boolean() ? optional : need).insert(item);
      (id["optional"].boolean() ? one.optional : one.required).insert(std::move(item));
    }
    expected.push_back(std::move(one));
  }
  std::vector<Items> found;
  Items all;
  for (const Subject& subject : routed.subjects) {
    found.push_back(items_of(subject));
    all.insert(found.back().begin(), found.back().end());
  }
  const bool right_route = to_string(route_of(routed.action)) == route;
  const bool right_action = to_string(routed.action) == action;
  const bool right_subjects = subjects_meet(found, expected, any);
  eval.cases += 1;
  count(eval.route, right_route);
  count(eval.action, right_action);
  count(eval.subjects, right_subjects);
  count(eval.exact, right_action && right_subjects);
  if (route != "decline") {
    count(eval.customer_or_general, right_route);
  }
  if (one_of(action, "general kb refuse unsupported clarify fields")) {
    count(eval.identifiers_where_none, action != "unsupported" && !all.empty());
  }
  count(action == "refuse" ? eval.refuse_recall : eval.false_refusals, routed.action == Action::refuse);
  std::size_t hits = 0;
  std::size_t strange = 0;
  for (const Item& item : all) {
    hits += need.contains(item) ? 1 : 0;
    strange += !need.contains(item) && !optional.contains(item) ? 1 : 0;
  }
  eval.false_positives += strange;
  eval.true_positives += any ? std::min<std::size_t>(hits, 1) : hits;
  eval.false_negatives += any ? (hits > 0 ? 0 : 1) : need.size() - hits;
  if (expect["not_identifiers"].size() > 0) {
    count(eval.lookalikes_taken, takes_lookalike(all, expect["not_identifiers"]));
  }
}

} // namespace

double RouteEval::precision() const
{
  const std::size_t all = true_positives + false_positives;
  return all == 0 ? 0 : static_cast<double>(true_positives) / static_cast<double>(all);
}

double RouteEval::recall() const
{
  const std::size_t all = true_positives + false_negatives;
  return all == 0 ? 0 : static_cast<double>(true_positives) / static_cast<double>(all);
}

double RouteEval::f1() const
{
  const double sum = precision() + recall();
  return sum > 0 ? 2 * precision() * recall() / sum : 0;
}

Interval wilson(const Rate& rate)
{
  if (rate.of == 0) {
    return {};
  }
  constexpr double z = 1.959964;
  const double n = static_cast<double>(rate.of);
  const double p = rate.value();
  const double centre = (p + z * z / 2 / n) / (1 + z * z / n);
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / 4 / n / n) / (1 + z * z / n);
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

namespace {

constexpr std::array<std::string_view, k_action_count> k_actions = {
  "search", "credit", "edges", "record", "fields", "clarify", "general", "kb", "refuse", "unsupported"};
constexpr std::array<std::string_view, 3> k_routes = {"customer", "general", "decline"};

} // namespace

Result<RouteEval> evaluate_routes(std::string_view set)
{
  RouteEval eval;
  std::size_t number = 0;
  set.remove_prefix(set.starts_with("\xEF\xBB\xBF") ? 3 : 0);
  for (const std::string_view line : split(set, '\n')) {
    ++number;
    if (trim(line).empty()) {
      continue;
    }
    auto parsed = JsonDocument::parse(std::string(line));
    if (!parsed || !parsed->root()["text"].is_string() || !parsed->root()["expect"].is_object()) {
      return fail(ErrorKind::bad_data, "line " + std::to_string(number) + " is not a labelled question");
    }
    const Json gold = parsed->root();
    // A misspelt label would count as a wrong decision.
    for (const auto& [key, known] : {std::pair{"action", std::span<const std::string_view>(k_actions)},
                                     std::pair{"route", std::span<const std::string_view>(k_routes)}}) {
      const std::string_view label = gold["expect"][key].text();
      if (std::find(known.begin(), known.end(), label) == known.end()) {
        return fail(ErrorKind::bad_data,
                    "line " + std::to_string(number) + ": expect." + key + " is " +
                      (label.empty() ? "missing" : "unknown"),
                    "one of " + join(std::vector<std::string>(known.begin(), known.end()), ", "));
      }
    }
    std::vector<Message> history;
    for (const Json message : gold["history"].elements()) {
      history.push_back({std::string(message["role"].text()), std::string(message["content"].text())});
    }
    const std::string_view region = gold["region"].is_string() ? gold["region"].text() : std::string_view("US");
    RoutePrediction prediction{std::string(gold["id"].text()), route(gold["text"].text(), history, region)};
    score(eval, gold, prediction.routed);
    eval.predictions.push_back(std::move(prediction));
  }
  if (eval.cases == 0) {
    return fail(ErrorKind::bad_data, "the set holds no labelled question");
  }
  return eval;
}

std::string prediction_json(const RoutePrediction& prediction)
{
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("id", prediction.id);
  json.member("route", to_string(route_of(prediction.routed.action)))
    .member("action", to_string(prediction.routed.action));
  json.key("subjects").begin_array();
  for (const Subject& subject : prediction.routed.subjects) {
    json.begin_array();
    for (const Identifier& id : subject.identifiers) {
      json.begin_object().member("type", to_string(id.type)).member("value", id.value).end_object();
    }
    json.end_array();
  }
  json.end_array().end_object();
  return out;
}

} // namespace tilores::assist

// Reads the rule file.
#include <tilores/credit/rules.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <cassert>

extern "C" {
extern const char tilores_credit_rules[];
extern const std::uint64_t tilores_credit_rules_size;
}

namespace tilores::credit {
namespace {

constexpr std::array<std::string_view, k_figures> k_names{"score",
                                                          "change_previous",
                                                          "newest_has_score",
                                                          "utilization",
                                                          "highest_account_utilization",
                                                          "lates30",
                                                          "lates60",
                                                          "lates90",
                                                          "lates120",
                                                          "months_clean",
                                                          "months_since_late",
                                                          "accounts",
                                                          "open_accounts",
                                                          "derogatories",
                                                          "collections",
                                                          "hard_inquiries_6m",
                                                          "hard_inquiries_12m",
                                                          "oldest_account_months",
                                                          "past_due",
                                                          "frozen",
                                                          "alerts",
                                                          "report_age_months"};
constexpr std::array<std::string_view, 6> k_operators{"<", "<=", "=", ">=", ">", "missing"};
constexpr std::array<std::string_view, 3> k_effects{"high", "medium", "low"};
constexpr std::array<std::string_view, 5> k_levels{"low", "medium", "high", "very_high", "unknown"};

template<std::size_t N>
std::optional<std::size_t> index_in(const std::array<std::string_view, N>& names, std::string_view name)
{
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - names.begin()));
}

Failure wrong(std::string_view where, std::string_view what)
{
  return fail(ErrorKind::config, "credit rules: " + std::string(where) + ": " + std::string(what));
}

Result<std::vector<Condition>> read_conditions(Json list, std::string_view where)
{
  std::vector<Condition> conditions;
  for (const Json entry : list.elements()) {
    const auto figure = index_in(k_names, entry["figure"].text());
    const auto op = index_in(k_operators, entry["op"].text());
    if (!figure) {
      const auto near = nearest(entry["figure"].text(), k_names);
      return wrong(where, "unknown figure" + (near.empty() ? std::string() : "; nearest is " + std::string(near)));
    }
    if (!op) {
      return wrong(where, "op must be one of < <= = >= > missing");
    }
    const Condition condition{static_cast<Figure>(*figure), static_cast<Condition::Op>(*op),
                              entry["value"].number().value_or(0)};
    if (condition.op != Condition::Op::missing && !entry["value"].is_number()) {
      return wrong(where, "value must be a number");
    }
    conditions.push_back(condition);
  }
  return conditions;
}

Result<std::vector<Advice>> read_advice(Json list, std::string_view name)
{
  std::vector<Advice> all;
  for (const Json entry : list.elements()) {
    Advice advice;
    advice.id = entry["id"].text();
    const std::string where = std::string(name) + " " + advice.id;
    const auto effect = index_in(k_effects, entry["effect"].text());
    if (advice.id.empty() || entry["text"].text().empty() || entry["source"].text().empty() || !effect) {
      return wrong(where, "id, text, source and effect (high, medium, low) are required");
    }
    TRY_ASSIGN(advice.when, read_conditions(entry["when"], where));
    advice.text = entry["text"].text();
    advice.effect = static_cast<Effect>(*effect);
    advice.positive = entry["positive"].boolean();
    advice.pay_down_to = entry["pay_down_to"].number();
    all.push_back(std::move(advice));
  }
  std::stable_sort(all.begin(), all.end(), [](const Advice& a, const Advice& b) { return a.effect < b.effect; });
  return all;
}

} // namespace

std::string_view to_string(Figure figure) { return k_names[static_cast<std::size_t>(figure)]; }
std::string_view to_string(Effect effect) { return k_effects[static_cast<std::size_t>(effect)]; }

Result<Rules> parse_rules(std::string text)
{
  auto document = JsonDocument::parse(std::move(text));
  if (!document) {
    return wrong("file", document.error().message);
  }
  const Json root = document->root();
  Rules rules;
  rules.version = root["version"].text();
  if (rules.version.empty()) {
    return wrong("version", "missing");
  }
  for (const Json band : root["ratings"].elements()) {
    const auto from = band["from"].integer();
    if (!from || *from < 300 || *from > 850 || band["name"].text().empty() || band["source"].text().empty()) {
      return wrong("ratings", "from (300 to 850), name and source are required");
    }
    rules.bands.push_back({static_cast<int>(*from), std::string(band["name"].text())});
  }
  const bool falling = std::is_sorted(rules.bands.begin(), rules.bands.end(),
                                      [](const Band& a, const Band& b) { return a.from > b.from; });
  if (rules.bands.empty() || !falling || rules.bands.back().from != 300) {
    return wrong("ratings", "bands must fall and end at 300");
  }
  for (const Json entry : root["risk"].elements()) {
    RiskRule rule;
    rule.id = entry["id"].text();
    rule.level = entry["level"].text();
    rule.text = entry["text"].text();
    const std::string where = "risk " + rule.id;
    if (rule.id.empty() || rule.text.empty() || entry["source"].text().empty() || !index_in(k_levels, rule.level)) {
      return wrong(where, "id, text, source and level (low, medium, high, very_high, unknown) are required");
    }
    TRY_ASSIGN(rule.when, read_conditions(entry["when"], where));
    rules.risk.push_back(std::move(rule));
  }
  if (rules.risk.empty() || !rules.risk.back().when.empty()) {
    return wrong("risk", "the last rule must have no conditions");
  }
  TRY_ASSIGN(rules.factors, read_advice(root["factors"], "factors"));
  TRY_ASSIGN(rules.next_steps, read_advice(root["next_steps"], "next_steps"));
  return rules;
}

const Rules& default_rules()
{
  static const Rules rules = [] {
    auto parsed = parse_rules(std::string(tilores_credit_rules, static_cast<std::size_t>(tilores_credit_rules_size)));
    assert(parsed.has_value());
    return std::move(parsed).value();
  }();
  return rules;
}

bool holds(const std::vector<Condition>& conditions, const FigureValues& values)
{
  return std::all_of(conditions.begin(), conditions.end(), [&](const Condition& condition) {
    const auto& value = values[static_cast<std::size_t>(condition.figure)];
    if (!value || condition.op == Condition::Op::missing) {
      return !value && condition.op == Condition::Op::missing;
    }
    switch (condition.op) {
    case Condition::Op::less: return *value < condition.value;
    case Condition::Op::less_equal: return *value <= condition.value;
    case Condition::Op::equal: return !(*value < condition.value) && !(*value > condition.value);
    case Condition::Op::greater_equal: return *value >= condition.value;
    case Condition::Op::greater: return *value > condition.value;
    case Condition::Op::missing: return false;
    }
    return false;
  });
}

std::string_view rating_of(int score, const Rules& rules)
{
  for (const Band& band : rules.bands) {
    if (score >= band.from) {
      return band.name;
    }
  }
  return {};
}

} // namespace tilores::credit

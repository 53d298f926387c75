// Reads rule-config.json, both public generations, into a RuleBook.
#include <tilores/resolve/extraction.hpp>
#include <tilores/resolve/rules.hpp>

#include <tilores/base/crypto.hpp>

#include <algorithm>
#include <bit>
#include <map>

namespace tilores::resolve {

RuleBook::RuleBook() : m_extractor(std::make_unique<FeatureExtractor>()) {}
RuleBook::~RuleBook() = default;

void RuleBook::extract(Json body, ProfileBuilder& builder) const { m_extractor->extract(body, builder); }
FeatureSet RuleBook::features_of_field(std::string_view field) const { return m_extractor->features_of(field); }

std::string_view RuleBook::rule_name(std::size_t rule) const
{
  return rule == k_together    ? std::string_view("TOGETHER")
         : rule < rules.size() ? std::string_view(rules[rule].id)
                               : "UNKNOWN";
}

namespace {

Failure refused(const std::string& what)
{
  return fail(ErrorKind::config, "rules: " + what, "see config/rule-config.json");
}

template<typename Value, std::size_t size> using Names = std::array<std::pair<std::string_view, Value>, size>;

template<typename Value, std::size_t size>
std::optional<Value> named(const Names<Value, size>& names, std::string_view name)
{
  const auto found = std::ranges::find(names, name, &std::pair<std::string_view, Value>::first);
  return found == names.end() ? std::nullopt : std::optional(found->second);
}

constexpr Names<Level, 5> k_levels{{{"missing", Level::missing},
                                    {"initial", Level::initial},
                                    {"close", Level::close},
                                    {"alike", Level::alike},
                                    {"equal", Level::equal}}};

constexpr Names<TransformerKind, 10> k_transformers{{{"field", TransformerKind::field},
                                                     {"x-email", TransformerKind::email},
                                                     {"x-phone", TransformerKind::phone},
                                                     {"x-crm-id", TransformerKind::crm_id},
                                                     {"x-exact", TransformerKind::exact},
                                                     {"x-reference", TransformerKind::reference},
                                                     {"x-flag", TransformerKind::flag},
                                                     {"x-date", TransformerKind::date},
                                                     {"x-name", TransformerKind::name},
                                                     {"x-address", TransformerKind::address}}};

constexpr Names<Comparison, 7> k_comparers{{{"x-given-name", Comparison::given_name},
                                            {"x-family-name", Comparison::family_name},
                                            {"x-date", Comparison::date},
                                            {"x-email", Comparison::email},
                                            {"x-phone", Comparison::phone},
                                            {"x-address", Comparison::address},
                                            {"x-edit-distance", Comparison::edit_distance}}};

constexpr Names<Pin, 12> k_pins{{{"default", Pin::value},
                                 {"given", Pin::given},
                                 {"middle", Pin::middle},
                                 {"family", Pin::family},
                                 {"family-any", Pin::family_any},
                                 {"given-class", Pin::given_class},
                                 {"given-sound", Pin::given_sound},
                                 {"family-sound", Pin::family_sound},
                                 {"street", Pin::street},
                                 {"postal", Pin::postal},
                                 {"place", Pin::place},
                                 {"house", Pin::house}}};

constexpr Names<Role, 8> k_roles{{{"given", Role::given},
                                  {"middle", Role::middle},
                                  {"family", Role::family},
                                  {"full", Role::full},
                                  {"street", Role::street},
                                  {"number", Role::number},
                                  {"postal", Role::postal},
                                  {"place", Role::place}}};

} // namespace

class RuleParser {
public:
  explicit RuleParser(RuleBook& book) : m_book(book) {}

  Status parse(Json root)
  {
    if (!root.is_object()) {
      return refused("the file is not a JSON object");
    }
    for (const std::string_view part : {"tokenizers", "referenceLists"}) {
      if (root[part].size() > 0) {
        return refused("'" + std::string(part) + "' are not supported");
      }
    }
    for (const Json item : root["transformers"].elements()) {
      TRY(transformer(item));
    }
    for (const Json item : root["resolvers"].elements()) {
      TRY(resolver(item));
    }
    for (const Json item : root["comparers"].elements()) {
      TRY(comparer(item));
    }
    for (const Json item : root["matchers"].elements()) {
      TRY(matcher(item));
    }
    std::map<std::string, Json, std::less<>> rules;
    for (const Json item : root["rules"].elements()) {
      if (item["id"].text().empty() || !rules.emplace(item["id"].text(), item).second) {
        return refused("a rule has no id or the id '" + std::string(item["id"].text()) + "' is used twice");
      }
    }
    for (const Json item : root["ruleSets"].elements()) {
      const Json ids = item["ruleIDs"].missing() ? item["rules"] : item["ruleIDs"];
      m_sets[std::string(item["id"].text())] = ids;
    }
    return use_sets(root, rules);
  }

private:
  Status transformer(Json item)
  {
    const std::string type(item["type"].text());
    const auto kind = named(k_transformers, type);
    if (!kind) {
      return refused("unknown transformer type '" + type + "'");
    }
    Transformer made;
    made.id = item["id"].text();
    made.kind = *kind;
    made.pins.fill(k_no_feature);
    const Json attributes = item["attributes"];
    made.case_sensitive = attributes["caseSensitive"].boolean();
    if (!attributes["region"].text().empty()) {
      made.region = attributes["region"].text();
    }
    for (const Json value : attributes["ignore"].elements()) {
      made.ignored.emplace_back(value.text());
    }
    std::sort(made.ignored.begin(), made.ignored.end());
    const auto number = static_cast<std::uint8_t>(m_book.m_extractor->transformers.size());
    std::uint8_t group = 0;
    if (*kind == TransformerKind::name || *kind == TransformerKind::address) {
      for (const Json one : attributes["groups"].elements()) {
        for (const auto [name, path] : one.members()) {
          const auto role = named(k_roles, name);
          if (!role || path.text().empty()) {
            return refused("transformer '" + made.id + "': unknown part '" + std::string(name) + "'");
          }
          m_book.m_extractor->add_path(path.text(), {number, group, *role});
        }
        ++group;
      }
    } else if (!attributes["path"].text().empty()) {
      m_book.m_extractor->add_path(attributes["path"].text(), {number, 0, Role::value});
    }
    for (const Json path : attributes["paths"].elements()) {
      m_book.m_extractor->add_path(path.text(), {number, group++, Role::value});
    }
    m_book.m_extractor->transformers.push_back(std::move(made));
    return {};
  }

  Result<std::uint8_t> feature(const std::string& name)
  {
    if (m_book.features.size() == k_max_features) {
      return refused("more than " + std::to_string(k_max_features) + " resolvers");
    }
    m_features[name] = static_cast<std::uint8_t>(m_book.features.size());
    m_book.features.push_back(name);
    return m_features[name];
  }

  Status resolver(Json item)
  {
    const std::string id(item["id"].text());
    const std::string source(item["inputPin"]["sourceID"].text());
    auto& transformers = m_book.m_extractor->transformers;
    const auto found =
      std::find_if(transformers.begin(), transformers.end(), [&](const auto& t) { return t.id == source; });
    if (found == transformers.end()) {
      return refused("resolver '" + id + "' names the unknown transformer '" + source + "'");
    }
    const std::string_view pin_text = item["inputPin"]["sourcePin"].text();
    const auto pin = found->kind == TransformerKind::field ? std::optional<Pin>(Pin::value) : named(k_pins, pin_text);
    if (!pin) {
      return refused("resolver '" + id + "' names the unknown pin '" + std::string(pin_text) + "'");
    }
    std::uint8_t& slot = found->pins[static_cast<std::size_t>(*pin)];
    if (slot != k_no_feature) {
      m_features[id] = slot;
      return {};
    }
    TRY_ASSIGN(slot, feature(id));
    return {};
  }

  Status comparer(Json item)
  {
    const std::string type(item["type"].text());
    const auto how = named(k_comparers, type);
    if (!how) {
      return refused("unknown comparer type '" + type + "'");
    }
    Matcher made;
    made.comparison = *how;
    made.distance = static_cast<std::size_t>(item["attributes"]["maximum"].integer().value_or(1));
    m_comparers[std::string(item["id"].text())] = made;
    return {};
  }

  Result<std::uint8_t> feature_named(std::string_view id, const std::string& user)
  {
    const auto found = m_features.find(id);
    if (found == m_features.end()) {
      return refused(user + " names the unknown resolver '" + std::string(id) + "'");
    }
    return found->second;
  }

  Status matcher(Json item)
  {
    const std::string id(item["id"].text());
    const std::string type(item["type"].text());
    const Json attributes = item["attributes"];
    const std::string user = "matcher '" + id + "'";
    Matcher made;
    if (type == "simple") {
      TRY_ASSIGN(made.features[0], feature_named(attributes["resolverID"].text(), user));
    } else if (type == "x-compare") {
      const auto comparer = m_comparers.find(attributes["comparerID"].text());
      if (comparer == m_comparers.end()) {
        return refused(user + " names the unknown comparer '" + std::string(attributes["comparerID"].text()) + "'");
      }
      made = comparer->second;
      std::size_t count = 0;
      for (const Json resolver : attributes["resolverIDs"].elements()) {
        if (count < made.features.size()) {
          TRY_ASSIGN(made.features[count], feature_named(resolver.text(), user));
        }
        ++count;
      }
      if (count == 0 || count > made.features.size()) {
        return refused(user + " needs one to three resolverIDs");
      }
      for (; count < made.features.size(); ++count) {
        made.features[count] = made.features[0];
      }
      const auto minimum = named(k_levels, attributes["minimum"].missing() ? "equal" : attributes["minimum"].text());
      if (!minimum) {
        return refused(user + " has the unknown minimum '" + std::string(attributes["minimum"].text()) + "'");
      }
      made.minimum = *minimum;
    } else {
      return refused("unknown matcher type '" + type + "'");
    }
    return add_matcher(id, std::move(made));
  }

  Status add_matcher(const std::string& id, Matcher made)
  {
    if (m_book.matchers.size() == 255) {
      return refused("more than 255 matchers");
    }
    made.id = id;
    m_matchers[id] = static_cast<std::uint8_t>(m_book.matchers.size());
    m_book.matchers.push_back(std::move(made));
    return {};
  }

  // The 2021 form: matchers written inside the rule, on fields.
  Result<std::uint8_t> inline_matcher(Json item, const std::string& rule)
  {
    const std::string type(item["type"].text());
    if (type != "exact" && type != "exactXorEmpty") {
      return refused("unknown matcher type '" + type + "' in rule '" + rule + "'");
    }
    const std::string path(item["attributes"]["field"].text());
    const std::string modifier(item["attributes"]["modifier"].text());
    if (path.empty()) {
      return refused("a matcher of rule '" + rule + "' names no field");
    }
    if (!modifier.empty() && modifier != "onlyNumbers") {
      return refused("unknown modifier '" + modifier + "' in rule '" + rule + "'");
    }
    const std::string name = path + (modifier.empty() ? "" : "|" + modifier);
    if (!m_features.contains(name)) {
      Transformer made;
      made.id = name;
      made.kind = modifier.empty() ? TransformerKind::field : TransformerKind::digits;
      made.pins.fill(k_no_feature);
      TRY_ASSIGN(made.pins[0], feature(name));
      m_book.m_extractor->add_path(
        path, {static_cast<std::uint8_t>(m_book.m_extractor->transformers.size()), 0, Role::value});
      m_book.m_extractor->transformers.push_back(std::move(made));
    }
    Matcher made;
    made.comparison = type == "exact" ? Comparison::shared : Comparison::shared_or_empty;
    made.features[0] = m_features[name];
    TRY(add_matcher(rule + "/" + name + "/" + type, std::move(made)));
    return static_cast<std::uint8_t>(m_book.matchers.size() - 1);
  }

  Result<FeatureSet> features_listed(Json list, const std::string& user)
  {
    FeatureSet all = 0;
    for (const Json name : list.elements()) {
      TRY_ASSIGN(const std::uint8_t number, feature_named(name.text(), user));
      all |= FeatureSet{1} << number;
    }
    return all;
  }

  Result<std::uint8_t> rule(const std::string& id, const std::map<std::string, Json, std::less<>>& rules)
  {
    if (const auto known = m_rules.find(id); known != m_rules.end()) {
      return known->second;
    }
    const auto found = rules.find(id);
    if (found == rules.end()) {
      return refused("a rule set names the unknown rule '" + id + "'");
    }
    if (m_book.rules.size() == k_max_rules) {
      return refused("more than " + std::to_string(k_max_rules) + " rules in use");
    }
    const Json item = found->second;
    Rule made;
    made.id = id;
    for (const Json name : item["matcherIDs"].elements()) {
      const auto known = m_matchers.find(name.text());
      if (known == m_matchers.end()) {
        return refused("rule '" + id + "' names the unknown matcher '" + std::string(name.text()) + "'");
      }
      made.matchers.push_back(known->second);
    }
    for (const Json inlined : item["matchers"].elements()) {
      TRY_ASSIGN(const std::uint8_t number, inline_matcher(inlined, id));
      made.matchers.push_back(number);
    }
    const Json attributes = item["attributes"];
    made.attach = attributes["x-attach"].boolean();
    made.trusted = attributes["x-trusted"].boolean();
    made.fallback = attributes["x-fallback"].boolean();
    TRY_ASSIGN(made.whole, features_listed(attributes["x-whole"], "rule '" + id + "'"));
    std::vector<std::uint8_t> key;
    for (const std::uint8_t number : made.matchers) {
      const Matcher& matcher = m_book.matchers[number];
      if (matcher.comparison == Comparison::shared) {
        key.push_back(matcher.features[0]);
      } else {
        made.verify.push_back(number);
      }
      for (const std::uint8_t feature : matcher.features) {
        // Features a shared matcher does not use are zero.
        if (feature == matcher.features[0] || matcher.comparison != Comparison::shared) {
          made.features |= FeatureSet{1} << feature;
        }
      }
    }
    if (key.empty()) {
      return refused("rule '" + id + "' has no exact matcher, so no index can serve it");
    }
    std::sort(key.begin(), key.end());
    key.erase(std::unique(key.begin(), key.end()), key.end());
    TRY_ASSIGN(made.key_template, key_template(key));
    const auto number = static_cast<std::uint8_t>(m_book.rules.size());
    m_rules[id] = number;
    m_book.rules.push_back(std::move(made));
    return number;
  }

  Result<std::uint8_t> key_template(const std::vector<std::uint8_t>& key)
  {
    for (std::size_t i = 0; i < m_book.templates.size(); ++i) {
      if (m_book.templates[i].features == key) {
        return static_cast<std::uint8_t>(i);
      }
    }
    if (m_book.templates.size() == k_max_templates) {
      return refused("more than " + std::to_string(k_max_templates) + " different index keys");
    }
    m_book.templates.push_back({key, 0, 0, 0});
    return static_cast<std::uint8_t>(m_book.templates.size() - 1);
  }

  Result<RuleSet> rule_set(std::string_view id, const std::map<std::string, Json, std::less<>>& rules)
  {
    if (id.empty()) {
      return RuleSet{0};
    }
    const auto set = m_sets.find(id);
    if (set == m_sets.end()) {
      return refused("unknown rule set '" + std::string(id) + "'");
    }
    RuleSet all = 0;
    for (const Json name : set->second.elements()) {
      TRY_ASSIGN(const std::uint8_t number, rule(std::string(name.text()), rules));
      all |= RuleSet{1} << number;
    }
    return all;
  }

  Status use_sets(Json root, const std::map<std::string, Json, std::less<>>& rules)
  {
    const Json groups = root["mutationRuleSetGroups"];
    for (const auto [name, group] : groups.members()) {
      const Json link = group["linkRuleSetID"].missing() ? group["match"] : group["linkRuleSetID"];
      TRY_ASSIGN(const RuleSet linking, rule_set(link.text(), rules));
      m_book.link |= linking;
      const Json duplicates = group["deduplicateRuleSetID"].missing() ? group["dedup"] : group["deduplicateRuleSetID"];
      TRY_ASSIGN(const RuleSet deduplicating, rule_set(duplicates.text(), rules));
      m_book.deduplicate |= deduplicating;
      TRY_ASSIGN(m_book.forgettable, features_listed(group["x-forget"], "x-forget"));
      TRY_ASSIGN(m_book.identity, features_listed(group["x-identity"], "x-identity"));
      const std::pair<std::string_view, std::optional<std::uint8_t>*> k_single[] = {
        {"x-preferred", &m_book.preferred},
        {"x-given", &m_book.person_given},
        {"x-birth", &m_book.person_date},
        {"x-family", &m_book.person_family}};
      for (const auto& [key, target] : k_single) {
        if (!group[key].text().empty()) {
          TRY_ASSIGN(*target, feature_named(group[key].text(), std::string(key)));
        }
      }
    }
    for (const auto [name, id] : root["searchRuleSetIDs"].members()) {
      TRY_ASSIGN(const RuleSet set, rule_set(id.text(), rules));
      m_book.search.emplace(name, set);
    }
    if (!root["searchRuleSet"].text().empty()) {
      TRY_ASSIGN(const RuleSet set, rule_set(root["searchRuleSet"].text(), rules));
      m_book.search.emplace("default", set);
    }
    if (m_book.link == 0 || m_book.search.empty()) {
      return refused("a linking rule set and a search rule set are needed");
    }
    for (RuleSet left = m_book.link; left != 0; left &= left - 1) {
      const auto number = static_cast<std::size_t>(std::countr_zero(left));
      const Rule& linking = m_book.rules[number];
      KeyTemplate& shape = m_book.templates[linking.key_template];
      (linking.attach ? shape.attach : shape.link) |= RuleSet{1} << number;
      if (!linking.attach) {
        for (const std::uint8_t matcher : linking.verify) {
          for (const std::uint8_t feature : m_book.matchers[matcher].features) {
            shape.verified |= FeatureSet{1} << feature;
          }
        }
      }
    }
    return {};
  }

  RuleBook& m_book;
  std::map<std::string, std::uint8_t, std::less<>> m_features;
  std::map<std::string, Matcher, std::less<>> m_comparers;
  std::map<std::string, std::uint8_t, std::less<>> m_matchers;
  std::map<std::string, std::uint8_t, std::less<>> m_rules;
  std::map<std::string, Json, std::less<>> m_sets;
};

Result<std::shared_ptr<const RuleBook>> RuleBook::parse(std::string_view config)
{
  auto document = JsonDocument::parse(std::string(config));
  if (!document) {
    return refused(document.error().message);
  }
  std::shared_ptr<RuleBook> book(new RuleBook());
  TRY(RuleParser(*book).parse(document->root()));
  book->fingerprint = std::to_string(stable_hash64(config));
  return std::shared_ptr<const RuleBook>(std::move(book));
}

} // namespace tilores::resolve

#pragma once
// The rules of a store, read from rule-config.json and compiled for speed. Both public generations of Tilores' format
// are read; what this engine adds has type names that begin with x- (see config/rule-config.md). A type that is
// not known is refused by name, never ignored.

#include <tilores/base/json.hpp>
#include <tilores/base/result.hpp>
#include <tilores/resolve/profile.hpp>
#include <tilores/resolve/similarity.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::resolve {

inline constexpr std::size_t k_max_rules = 63;
inline constexpr std::size_t k_together = 63;      // the bit of links between records submitted together
inline constexpr std::size_t k_max_templates = 64; // the low six bits of an index key

using RuleSet = std::uint64_t; // bit i = rule i of the book
using IndexKey = std::uint64_t;

enum class Comparison : std::uint8_t {
  shared,          // some value of the feature is on both sides: the only one an index can answer
  shared_or_empty, // or both sides have none
  given_name,
  family_name,
  date,
  email,
  phone,
  address,
  edit_distance,
};

struct Matcher {
  std::string id;
  Comparison comparison = Comparison::shared;
  // given_name: given, middle, family. family_name: family, family with its parts, given. address: street, postal code,
  // place. Others: one.
  std::array<std::uint8_t, 3> features{};
  Level minimum = Level::equal;
  std::size_t distance = 0; // of edit_distance
};

struct Rule {
  std::string id;
  std::vector<std::uint8_t> matchers;
  std::vector<std::uint8_t> verify; // the matchers that the index cannot answer
  std::uint8_t key_template = 0;
  FeatureSet features = 0; // all features the rule looks at
  bool attach = false;     // a record without identity joins one entity by this rule, and never connects two
  bool trusted = false;    // merges even where names and birth dates contradict
  bool fallback = false;   // search: asked only when no other rule found anything
  FeatureSet whole = 0;    // search: the rule is not asked when the query has another feature of this set
};

// Which features make up an index key. Two rules with the same exact matchers share keys.
struct KeyTemplate {
  std::vector<std::uint8_t> features;
  RuleSet link = 0;
  RuleSet attach = 0;
  FeatureSet verified = 0; // features that its link rules look at beyond the key
};

class FeatureExtractor;

// Immutable once made; safe to use from many threads.
class RuleBook {
public:
  // `config` names the rule and the unknown type, missing id or missing index key on failure (ErrorKind::config).
  [[nodiscard]] static Result<std::shared_ptr<const RuleBook>> parse(std::string_view config);
  ~RuleBook();
  RuleBook(const RuleBook&) = delete;
  RuleBook& operator=(const RuleBook&) = delete;
  RuleBook(RuleBook&&) = delete;
  RuleBook& operator=(RuleBook&&) = delete;

  std::vector<std::string> features; // names, by number
  std::vector<Matcher> matchers;
  std::vector<Rule> rules; // link rules first, strongest first
  std::vector<KeyTemplate> templates;
  RuleSet link = 0;                                   // rules that link records, attach rules included
  RuleSet deduplicate = 0;                            // rules by which a record is a duplicate of one loaded before it
  std::map<std::string, RuleSet, std::less<>> search; // by the name of the search rule set
  FeatureSet identity = 0;                            // a record with none of these only attaches
  FeatureSet forgettable = 0;                         // the identifiers by which a forgotten person is recognised
  std::optional<std::uint8_t> preferred;              // attaching prefers an entity with a record that has this feature
  std::optional<std::uint8_t> person_given;           // the features whose contradiction keeps two entities apart
  std::optional<std::uint8_t> person_date;
  std::optional<std::uint8_t> person_family; // given and family name written in each other's place agree
  [[nodiscard]] std::string_view rule_name(std::size_t rule) const;
  std::string fingerprint; // of the configuration: equal means equal results

  // The profile of a record, into `builder`.
  void extract(Json body, ProfileBuilder& builder) const;
  // The features that `field` feeds, e.g. ZOHO_EMAIL -> {email}; 0 for a field no rule looks at.
  [[nodiscard]] FeatureSet features_of_field(std::string_view field) const;

private:
  RuleBook();
  friend class RuleParser;
  std::unique_ptr<FeatureExtractor> m_extractor;
};

// Whether the matcher holds between two profiles.
[[nodiscard]] bool holds(const Matcher& matcher, const ProfileView& a, const ProfileView& b);
// Of the rules `asked`, those that hold. `key_shared` says that the rules' exact matchers are known to hold.
[[nodiscard]] RuleSet holding(const RuleBook& book, RuleSet asked, const ProfileView& a, const ProfileView& b,
                              bool key_shared);

// The keys under which a record is found: for each template with a value for each feature one key for each combination
// of values, at most 16. The low six bits are the template's number.
void append_keys(const RuleBook& book, const ProfileView& profile, std::vector<IndexKey>& keys);
// The same for one template.
void append_template_keys(const RuleBook& book, std::size_t key_template, const ProfileView& profile,
                          std::vector<IndexKey>& keys);
[[nodiscard]] constexpr std::size_t template_of(IndexKey key) { return key & (k_max_templates - 1); }

// 64 bits of a record id, the same everywhere: the order in which results that must not depend on loading order are
// made.
[[nodiscard]] std::uint64_t order_of(std::string_view record_id);

} // namespace tilores::resolve

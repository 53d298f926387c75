#pragma once
// From a record's JSON to its profile: one walk over the body along a trie of the paths that some transformer reads,
// then one normaliser per transformer. Internal to this module.

#include <tilores/base/json.hpp>
#include <tilores/base/result.hpp>
#include <tilores/resolve/profile.hpp>

#include <array>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilores::resolve {

inline constexpr std::uint8_t k_no_feature = 255;

enum class TransformerKind : std::uint8_t {
  field,
  digits,
  email,
  phone,
  crm_id,
  exact,
  reference,
  flag,
  date,
  name,
  address
};

// What a path feeds. Composite transformers (name, address) read several groups of paths, e.g. one for each person.
enum class Role : std::uint8_t { value, given, middle, family, full, street, number, postal, place };

// Where the outputs of a transformer go; pins nobody asks for stay k_no_feature.
enum class Pin : std::uint8_t {
  value,
  given,
  middle,
  family,
  family_any,
  given_class,
  given_sound,
  family_sound,
  street,
  postal,
  place,
  house,
  count
};

struct Transformer {
  std::string id;
  TransformerKind kind = TransformerKind::field;
  bool case_sensitive = false;
  std::string region = "US";
  std::vector<std::string> ignored; // normal forms that say nothing, sorted
  std::array<std::uint8_t, static_cast<std::size_t>(Pin::count)> pins{};
};

struct PathUse {
  std::uint8_t transformer = 0;
  std::uint8_t group = 0;
  Role role = Role::value;
};

class FeatureExtractor {
public:
  std::vector<Transformer> transformers;

  // "EMAIL", "A.B.0.C", "A.B.*.C"; a leading "$." is taken off.
  void add_path(std::string_view path, PathUse use);
  void extract(Json body, ProfileBuilder& out) const;
  [[nodiscard]] FeatureSet features_of(std::string_view path) const;

private:
  struct Node {
    std::vector<std::pair<std::string, std::uint32_t>> children; // sorted by name
    std::bitset<256> names;                                      // of spot(name)
    std::vector<PathUse> uses;
    std::vector<std::string> labels; // the whole path, for each use
  };
  struct Raw {
    PathUse use;
    std::uint8_t item = 0; // index in the innermost array on the way
    std::string_view text;
    std::string_view label;
  };
  static std::uint8_t spot(std::string_view name);
  [[nodiscard]] const Node* child(const Node& node, std::string_view name) const;
  void walk(Json value, const Node& node, std::uint8_t item, std::vector<Raw>& found) const;
  void apply(const Transformer& transformer, const Raw& raw, ProfileBuilder& out) const;
  void apply_name(const Transformer& transformer, const Raw* first, const Raw* last, ProfileBuilder& out) const;
  void apply_address(const Transformer& transformer, const Raw* first, const Raw* last, ProfileBuilder& out) const;

  std::vector<Node> m_nodes{1};
};

} // namespace tilores::resolve

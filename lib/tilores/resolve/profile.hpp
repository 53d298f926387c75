#pragma once
// What the rules see of a record: for each feature (e-mail, family name, …) the list of its normalised values, in a few
// hundred bytes. A profile is a pure function of the record's body and the rules.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tilores::resolve {

inline constexpr std::size_t k_max_features = 32;
inline constexpr std::size_t k_max_profile_values = 64; // further values are left out

using FeatureSet = std::uint32_t; // bit i = feature i

// Reads the bytes a ProfileBuilder made; they must outlive the view.
class ProfileView {
public:
  explicit ProfileView(std::string_view bytes);

  [[nodiscard]] std::span<const std::string_view> values(std::size_t feature) const
  {
    return {&m_values[m_first[feature]].text, static_cast<std::size_t>(m_first[feature + 1] - m_first[feature])};
  }
  [[nodiscard]] std::string_view first(std::size_t feature) const
  {
    return has(feature) ? m_values[m_first[feature]].text : std::string_view{};
  }
  [[nodiscard]] bool has(std::size_t feature) const { return m_first[feature] != m_first[feature + 1]; }
  [[nodiscard]] FeatureSet present() const { return m_present; }

private:
  // Not cleared on construction: a kilobyte for every record looked at would cost more than reading it.
  union Slot {
    Slot() {} // NOLINT
    std::string_view text;
  };
  std::array<Slot, k_max_profile_values + 1> m_values; // one more, so that an empty list at the end has an address
  std::array<std::uint8_t, k_max_features + 1> m_first;
  FeatureSet m_present = 0;
};

// Collects values in any order; bytes() is canonical: {feature, length, text} by feature, then by arrival, without
// repetitions. Values are cut to 255 bytes.
class ProfileBuilder {
public:
  void clear();
  void add(std::size_t feature, std::string_view value);
  [[nodiscard]] std::string_view value_at(std::size_t feature) const;
  [[nodiscard]] const std::string& bytes();

private:
  struct Entry {
    std::uint8_t feature;
    std::uint8_t length;
    std::uint16_t offset;
  };
  std::string m_text;
  std::array<Entry, k_max_profile_values> m_entries;
  std::size_t m_count = 0;
  std::string m_bytes;
};

} // namespace tilores::resolve

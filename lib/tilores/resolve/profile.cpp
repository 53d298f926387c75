#include <tilores/resolve/profile.hpp>

#include <algorithm>

namespace tilores::resolve {

ProfileView::ProfileView(std::string_view bytes)
{
  std::size_t count = 0;
  std::size_t feature = 0;
  m_first[0] = 0;
  std::size_t at = 0;
  while (at + 2 <= bytes.size() && count < k_max_profile_values) {
    const auto of = static_cast<std::uint8_t>(bytes[at]);
    const auto length = static_cast<std::uint8_t>(bytes[at + 1]);
    while (feature < of) {
      m_first[++feature] = static_cast<std::uint8_t>(count);
    }
    m_values[count++].text = bytes.substr(at + 2, length);
    m_present |= FeatureSet{1} << of;
    at += 2U + length;
  }
  while (feature < k_max_features) {
    m_first[++feature] = static_cast<std::uint8_t>(count);
  }
}

void ProfileBuilder::clear()
{
  m_text.clear();
  m_count = 0;
}

void ProfileBuilder::add(std::size_t feature, std::string_view value)
{
  value = value.substr(0, 255);
  if (value.empty() || m_count == k_max_profile_values) {
    return;
  }
  for (std::size_t i = 0; i < m_count; ++i) {
    const Entry& entry = m_entries[i];
    if (entry.feature == feature && std::string_view(m_text).substr(entry.offset, entry.length) == value) {
      return;
    }
  }
  m_entries[m_count++] = {static_cast<std::uint8_t>(feature), static_cast<std::uint8_t>(value.size()),
                          static_cast<std::uint16_t>(m_text.size())};
  m_text += value;
}

std::string_view ProfileBuilder::value_at(std::size_t feature) const
{
  for (std::size_t i = 0; i < m_count; ++i) {
    if (m_entries[i].feature == feature) {
      return std::string_view(m_text).substr(m_entries[i].offset, m_entries[i].length);
    }
  }
  return {};
}

const std::string& ProfileBuilder::bytes()
{
  std::stable_sort(m_entries.begin(), m_entries.begin() + static_cast<std::ptrdiff_t>(m_count),
                   [](const Entry& a, const Entry& b) { return a.feature < b.feature; });
  m_bytes.clear();
  for (std::size_t i = 0; i < m_count; ++i) {
    m_bytes += static_cast<char>(m_entries[i].feature);
    m_bytes += static_cast<char>(m_entries[i].length);
    m_bytes.append(m_text, m_entries[i].offset, m_entries[i].length);
  }
  return m_bytes;
}

} // namespace tilores::resolve

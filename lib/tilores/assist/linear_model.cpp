// Reads the table with memcpy: it need not be aligned.
#include <tilores/assist/linear_model.hpp>

#include <algorithm>
#include <cstring>
#include <vector>

namespace tilores::assist {

namespace {

constexpr std::size_t k_around = 128;

template<typename T> T read(std::string_view table, std::size_t at)
{
  T value{};
  std::memcpy(&value, table.data() + at, sizeof value);
  return value;
}

} // namespace

std::uint32_t feature_hash(std::string_view feature)
{
  std::uint32_t hash = 2166136261U;
  for (const char c : feature) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  }
  return hash;
}

Scores score_classes(std::string_view table, std::span<const std::string> features)
{
  std::vector<std::uint32_t> wanted;
  wanted.reserve(features.size());
  for (const std::string& feature : features) {
    wanted.push_back(feature_hash(feature));
  }
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  return score_hashes(table, wanted);
}

Scores score_hashes(std::string_view table, std::span<const std::uint32_t> wanted)
{
  Scores scores{};
  if (!table.starts_with("TLM1")) {
    return scores;
  }
  const std::size_t classes = std::min<std::size_t>(read<std::uint32_t>(table, 4), k_max_classes);
  const std::size_t count = read<std::uint32_t>(table, 8);
  const double scale = read<float>(table, 12);
  const std::size_t hashes = 16 + 4 * classes;
  const std::size_t weights = hashes + 4 * count;
  for (std::size_t c = 0; c < classes; ++c) {
    scores[c] = read<float>(table, 16 + 4 * c);
  }
  for (const std::uint32_t hash : wanted) {
    // Hashes lie evenly: the place is near where its size says.
    const auto near = static_cast<std::size_t>(std::uint64_t{hash} * count >> 32U);
    std::size_t low = near > k_around ? near - k_around : 0;
    std::size_t high = std::min(count, near + k_around);
    low = low > 0 && read<std::uint32_t>(table, hashes + 4 * low) >= hash ? 0 : low;
    high = high < count && read<std::uint32_t>(table, hashes + 4 * high) < hash ? count : high;
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      read<std::uint32_t>(table, hashes + 4 * middle) < hash ? low = middle + 1 : high = middle;
    }
    if (low < count && read<std::uint32_t>(table, hashes + 4 * low) == hash) {
      for (std::size_t c = 0; c < classes; ++c) {
        scores[c] += scale * read<std::int8_t>(table, weights + low * classes + c);
      }
    }
  }
  return scores;
}

} // namespace tilores::assist

// The index of the word families: a hash of each entry's first word, so that a word costs a few look-ups.
#include <tilores/assist/guard_families.hpp>

#include <tilores/assist/guard_family_words.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/normalise.hpp>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tilores::assist {

namespace {

struct Entry {
  std::vector<std::string_view> words;
  std::uint64_t family;
  bool prefix = false; // of a single word
};

struct Index {
  std::unordered_multimap<std::string_view, Entry> by_word;   // whole first word
  std::unordered_multimap<std::string_view, Entry> by_prefix; // single words ending in *
  std::array<std::uint32_t, 1024> prefix_lengths{}; // by the first two bytes: a bit for each length that occurs
  std::vector<std::pair<std::string, std::uint64_t>>
    foreign; // folded; found inside a word: these scripts write without spaces
};

std::size_t bucket_of(std::string_view word)
{
  return (static_cast<unsigned char>(word[0]) * 31U + static_cast<unsigned char>(word[1])) % 1024;
}

const Index& index()
{
  static const Index k_index = [] {
    Index out;
    for (std::size_t f = 0; f < k_families.size(); ++f) {
      for (const std::string_view raw : split(k_families[f].entries, '|')) {
        Entry entry{split(raw, ' '), std::uint64_t{1} << f};
        std::string_view& last = entry.words.back();
        if (last.ends_with('*')) {
          last.remove_suffix(1);
          entry.prefix = true;
        }
        const std::string_view first = entry.words.front();
        if (static_cast<unsigned char>(raw.front()) >= 0x80) {
          out.foreign.emplace_back(model::fold_text(raw.substr(0, raw.find('*'))), entry.family);
        } else if (entry.prefix && entry.words.size() == 1) {
          out.prefix_lengths[bucket_of(first)] |= 1U << first.size() % 32;
          out.by_prefix.emplace(first, std::move(entry));
        } else {
          out.by_word.emplace(first, std::move(entry));
        }
      }
    }
    return out;
  }();
  return k_index;
}

bool matches(const Entry& entry, std::span<const std::string_view> words)
{
  if (entry.words.size() > words.size()) {
    return false;
  }
  for (std::size_t i = 1; i < entry.words.size(); ++i) {
    const bool open = entry.prefix && i + 1 == entry.words.size();
    if (!(open ? words[i].starts_with(entry.words[i]) : words[i] == entry.words[i])) {
      return false;
    }
  }
  return true;
}

} // namespace

std::string_view family_name(std::size_t family) { return k_families[family].name; }

FamilyHit families_at(std::span<const std::string_view> words)
{
  FamilyHit hit;
  const std::string_view word = words.front();
  const Index& all = index();
  const auto [from, to] = all.by_word.equal_range(word);
  for (auto at = from; at != to; ++at) {
    if (matches(at->second, words)) {
      const std::size_t length = at->second.words.size();
      hit.families |= at->second.family;
      hit.words = std::max(hit.words, length);
    }
  }
  if (static_cast<unsigned char>(word.front()) >= 0xC6) {
    for (const auto& [entry, family] : all.foreign) {
      hit.families |= word.find(entry) != std::string_view::npos ? family : 0;
    }
  }
  const std::uint32_t lengths = word.size() < 2 ? 0 : all.prefix_lengths[bucket_of(word)];
  for (std::size_t length = 2; length < 32 && length <= word.size() && lengths >> length != 0; ++length) {
    if ((lengths >> length & 1U) != 0) {
      const auto [first, last] = all.by_prefix.equal_range(word.substr(0, length));
      for (auto at = first; at != last; ++at) {
        hit.families |= at->second.family;
      }
    }
  }
  return hit;
}

} // namespace tilores::assist

// Searches in folded words.
#include <tilores/assist/phrases.hpp>

#include <tilores/assist/words.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>

namespace tilores::assist {

bool has_any(std::string_view words, std::initializer_list<std::string_view> phrases)
{
  return std::ranges::any_of(phrases,
                             [&](std::string_view phrase) { return words.find(phrase) != std::string_view::npos; });
}

std::vector<std::string_view> parts_of(std::string_view words)
{
  std::vector<std::string_view> parts = split(trim(words), ' ');
  std::erase(parts, std::string_view{});
  return parts;
}

bool any_word(const std::vector<std::string_view>& parts, std::string_view list)
{
  return std::ranges::any_of(parts, [&](std::string_view part) { return one_of(part, list); });
}

bool any_stem(const std::vector<std::string_view>& parts, std::initializer_list<std::string_view> stems)
{
  return std::ranges::any_of(parts, [&](std::string_view part) {
    return std::ranges::any_of(stems, [&](std::string_view stem) { return part.starts_with(stem); });
  });
}

} // namespace tilores::assist

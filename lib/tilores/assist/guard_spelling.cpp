// Compares an unknown word with the few dozen words that injections are made of.
#include <tilores/assist/guard_spelling.hpp>

#include <tilores/assist/words.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace tilores::assist {

namespace {

constexpr std::array<std::string_view, 46> k_key_words = {
  "ignore",       "disregard",    "forget",        "override",  "bypass",        "previous",    "prior",
  "above",        "instruction",  "instructions",  "prompt",    "prompts",       "system",      "rules",
  "guidelines",   "reveal",       "password",      "passwords", "secret",        "secrets",     "hidden",
  "everything",   "confidential", "print",         "developer", "administrator", "assistant",   "pretend",
  "unrestricted", "restrictions", "configuration", "display",   "repeat",        "commands",    "directives",
  "verification", "verify",       "customers",     "database",  "unfiltered",    "credentials", "policies",
  "safety",       "filters",      "limitations",   "disclose"};

constexpr std::size_t k_longest = 20;

// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
std::size_t slips(std::string_view a, std::string_view b)
{
  std::array<std::array<std::size_t, k_longest + 1>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) {
    rows[0][j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& now = rows[i % 3];
    const auto& last = rows[(i + 2) % 3];
    const auto& before = rows[(i + 1) % 3];
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], before[j - 2] + 1);
      }
    }
  }
  return rows[a.size() % 3][b.size()];
}

bool shuffled(std::string_view a, std::string_view b)
{
  if (a.size() != b.size() || a.front() != b.front() || a.back() != b.back()) {
    return false;
  }
  std::string left(a);
  std::string right(b);
  std::sort(left.begin(), left.end());
  std::sort(right.begin(), right.end());
  return left == right;
}

} // namespace

std::string_view meant_key_word(std::string_view word)
{
  if (word.size() < 5 || word.size() >= k_longest) {
    return {};
  }
  bool unknown = false; // looked up late: few words begin like a key word
  for (const std::string_view key : k_key_words) {
    const std::size_t apart = key.size() > word.size() ? key.size() - word.size() : word.size() - key.size();
    const std::size_t allowed = key.size() >= 8 ? 2 : 1;
    if (key.front() != word.front() || apart > allowed) {
      continue;
    }
    if (!unknown && is_common_word(word)) {
      return {};
    }
    unknown = true;
    if (shuffled(word, key) || slips(word, key) <= allowed) {
      return key;
    }
  }
  return {};
}

} // namespace tilores::assist

// What the guard's table is trained on. Words and word pairs are learned by heart; families of words and their meetings
// within a few words carry over to wordings never seen.
#include <tilores/assist/guard.hpp>
#include <tilores/assist/guard_families.hpp>
#include <tilores/assist/guard_marks.hpp>
#include <tilores/assist/linear_model.hpp>
#include <tilores/assist/words.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <bit>

namespace tilores::assist {

namespace {

constexpr std::size_t k_max_words = 400; // of one window
constexpr std::size_t k_max_windows = 40;
constexpr std::size_t k_near = 6; // families this many words apart meet

struct Token {
  std::string_view text; // "<n>" for digits, "<code>" for mixed
  std::uint32_t hash = 0;
  std::uint64_t families = 0;
  std::size_t begin = 0;
};

std::uint32_t mixed(std::uint32_t a, std::uint32_t b)
{
  std::uint32_t h = a * 0x9E3779B1U ^ (b + 0x7F4A7C15U + (a << 6U) + (a >> 2U));
  h ^= h >> 15U;
  h *= 0x85EBCA6BU;
  return h ^ (h >> 13U);
}

std::uint32_t named(std::string_view kind, std::uint32_t a, std::uint32_t b = 0)
{
  return mixed(feature_hash(kind), mixed(a, b));
}

template<typename Use> void each_bit(std::uint64_t bits, Use use)
{
  for (; bits != 0; bits &= bits - 1) {
    use(static_cast<std::uint32_t>(std::countr_zero(bits)));
  }
}

std::vector<Token> tokens_of(const std::vector<Word>& words)
{
  std::vector<std::string_view> folded;
  folded.reserve(words.size());
  for (const Word& word : words) {
    folded.emplace_back(word.folded);
  }
  std::vector<Token> tokens(words.size());
  std::size_t taken = 0; // words of the last turn of phrase still to come
  std::uint64_t carried = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    Token& token = tokens[i];
    token.text = words[i].kind == WordKind::alpha    ? folded[i]
                 : words[i].kind == WordKind::digits ? std::string_view("<n>")
                                                     : std::string_view("<code>");
    token.hash = feature_hash(token.text);
    token.begin = words[i].begin;
    const FamilyHit hit = families_at(std::span(folded).subspan(i));
    if (taken > 0) {
      --taken;
      token.families = carried;
    }
    token.families |= hit.families;
    if (hit.words > 1) {
      taken = hit.words - 1;
      carried = hit.families;
    }
  }
  return tokens;
}

GuardWindow window_of(std::span<const Token> tokens, std::string_view text)
{
  GuardWindow out;
  std::vector<std::uint32_t>& features = out.features;
  tokens = tokens.first(std::min(tokens.size(), k_max_words));
  features.reserve(tokens.size() * 12);
  std::array<int, k_family_count> seen{};
  std::uint32_t previous = feature_hash("^");
  std::size_t again = 0; // how often one word stands in a row
  std::size_t longest = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    again = token.hash == previous ? again + 1 : 0;
    longest = std::max(longest, again);
    features.push_back(token.hash);
    features.push_back(named("2", previous, token.hash));
    if (i >= 2) {
      features.push_back(named("s", tokens[i - 2].hash, token.hash));
    }
    if (token.text.size() > 5 && token.text.front() != '<') {
      features.push_back(named("p", feature_hash(token.text.substr(0, 5))));
    }
    std::uint64_t ahead = 0;
    for (std::size_t j = i + 1; token.families != 0 && j < tokens.size() && j <= i + k_near; ++j) {
      ahead |= tokens[j].families;
    }
    const bool unparted = static_cast<unsigned char>(token.text.front()) >= 0xC6; // a whole clause may be one word
    each_bit(token.families, [&](std::uint32_t family) {
      seen[family] += 1;
      if (i < 2) {
        features.push_back(named("first", family));
      }
      each_bit(ahead | (unparted ? token.families : 0),
               [&](std::uint32_t other) { features.push_back(named("near", family, other)); });
    });
    previous = token.hash;
  }
  for (std::uint32_t a = 0; a < k_family_count; ++a) {
    if (seen[a] == 0) {
      continue;
    }
    out.families |= std::uint64_t{1} << a;
    features.push_back(named("k", a));
    if (seen[a] >= 3) {
      features.push_back(named("k3", a));
    }
    for (std::uint32_t b = a + 1; b < k_family_count; ++b) {
      if (seen[b] > 0) {
        features.push_back(named("kk", a, b));
      }
    }
  }
  for (const std::string_view mark : marks_of(text)) {
    features.push_back(named("m", feature_hash(mark)));
  }
  if (std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; }) * 2 >
      static_cast<std::ptrdiff_t>(text.size())) {
    features.push_back(feature_hash("x:foreign"));
  }
  if (longest >= 4) {
    features.push_back(feature_hash("x:repeated"));
  }
  const std::size_t count = tokens.size();
  features.push_back(named("n", count < 6 ? 0 : count < 15 ? 1 : count < 40 ? 2 : count < 150 ? 3 : 4));
  std::sort(features.begin(), features.end());
  features.erase(std::unique(features.begin(), features.end()), features.end());
  return out;
}

} // namespace

std::vector<GuardWindow> guard_windows(std::string_view normalised)
{
  const std::vector<Word> words = words_of(normalised);
  const std::vector<Token> tokens = tokens_of(words);
  std::vector<GuardWindow> windows;
  windows.push_back(window_of(tokens, normalised.substr(0, 2400)));
  std::size_t begin = 0;
  std::size_t word = 0;
  const auto finish = [&](std::size_t end) {
    const std::string_view body = trim(normalised.substr(begin, end - begin));
    const std::size_t first = word;
    while (word < tokens.size() && tokens[word].begin < end) {
      ++word;
    }
    if (body.size() >= 12 && windows.size() < k_max_windows && body.size() < normalised.size()) {
      windows.push_back(window_of(std::span(tokens).subspan(first, word - first), body));
    }
    begin = end;
  };
  for (std::size_t i = 0; i < normalised.size(); ++i) {
    const char c = normalised[i];
    const bool stop =
      c == '\n' || ((c == '.' || c == '!' || c == '?' || c == ';') &&
                    (i + 1 == normalised.size() || is_space(normalised[i + 1]) || normalised[i + 1] == '"'));
    if (stop || c == '|' || c == '{' || c == '}' || (i - begin > 400 && !is_alnum(c))) {
      finish(i + 1);
    }
  }
  finish(normalised.size());
  return windows;
}

} // namespace tilores::assist

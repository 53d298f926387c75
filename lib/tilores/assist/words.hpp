#pragma once
// Text as words with their places, and the word lists of the recogniser. Internal to assist.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::assist {

enum class WordKind : std::uint8_t { alpha, digits, mixed };

// A run of letters and digits. `folded` is lower case without accents.
struct Word {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string folded;
  WordKind kind = WordKind::alpha;
  bool upper_first = false;
  bool upper_all = false; // two letters or more, all capital
};

[[nodiscard]] std::vector<Word> words_of(std::string_view text);
// Whether `list`, blank-separated folded words, holds `word`.
[[nodiscard]] bool one_of(std::string_view word, std::string_view list);

// Ordinary words of the three languages (not names); common given names. Folded.
[[nodiscard]] bool is_common_word(std::string_view folded);
[[nodiscard]] bool is_given_name(std::string_view folded);

} // namespace tilores::assist

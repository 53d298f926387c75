#pragma once
// Numbers, days and years that are said as words, in three languages. Internal to assist; words are folded.

#include <tilores/assist/words.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace tilores::assist {

// 0 to 99 of one word, "sixty", "veintidos", "vierundfunfzig"; nullopt for other words.
[[nodiscard]] std::optional<int> cardinal(std::string_view folded);
// 1 to 99 of one word, "ninth", "primero", "einundzwanzigsten"; nullopt for other words.
[[nodiscard]] std::optional<int> ordinal(std::string_view folded);
// 1 to 9 of a Spanish word for hundreds ("seiscientos"), 0 for other words.
[[nodiscard]] int spanish_hundreds(std::string_view folded);

struct SaidNumber {
  int value = 0;
  std::size_t next = 0; // the word after it
};
// A day of the month that begins with word `at`: "twenty second", "treinta y uno", "9th", "9".
[[nodiscard]] std::optional<SaidNumber> said_day(const std::vector<Word>& words, std::size_t at);
// A year from 1900 to 2099: "nineteen sixty four", "mil novecientos ochenta", "zweitausendeins", "1964".
[[nodiscard]] std::optional<SaidNumber> said_year(const std::vector<Word>& words, std::size_t at);

} // namespace tilores::assist

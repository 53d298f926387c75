#pragma once
// One unit of time among the words of a question. Internal to period.

#include <tilores/assist/period.hpp>

namespace tilores::assist {

// A question's words and the text that they stand in, for what is between them.
struct TimeText {
  std::string_view text;
  std::span<const Word> words;
  Lang lang = Lang::en;

  [[nodiscard]] std::string_view at(std::size_t i) const
  {
    return i < words.size() ? std::string_view(words[i].folded) : std::string_view();
  }
  // Between word i and the next one, without blanks at its ends.
  [[nodiscard]] std::string_view gap(std::size_t i) const;
};

struct ReadUnit {
  TimeUnit unit;
  std::size_t next = 0; // the word after it
};
// The unit that begins with word `at`. `cued`: the words before allow for a bare year and for a month that may be
// another word.
[[nodiscard]] std::optional<ReadUnit> unit_at(const TimeText& in, std::size_t at, bool cued);
// "15", "15th": a day of the month alone, as in "from September 1 to 15".
[[nodiscard]] int bare_day_at(const TimeText& in, std::size_t at);
// "90", "six", "einem"; 0 for other words.
[[nodiscard]] int count_at(std::span<const Word> words, std::size_t at);
// The days of "days", "weeks"; months as negative numbers; 0 for other words.
[[nodiscard]] int length_at(std::span<const Word> words, std::size_t at);

} // namespace tilores::assist

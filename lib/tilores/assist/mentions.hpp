#pragma once
// The recogniser's workbench: the text, its words, and what the finders have claimed so far. Internal to assist; the
// finders run in the order they are declared, and a stretch once claimed is not read again.

#include <tilores/assist/recognise.hpp>
#include <tilores/assist/words.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tilores::assist {

struct Mention {
  Identifier id;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool wanted = true; // false: corrected away, a destination, a new value
};

struct Workbench {
  std::string_view text;
  std::string_view region;
  std::vector<Word> words;
  std::vector<bool> claimed; // by byte
  std::vector<Mention> mentions;
  std::vector<Span> spans;
  Lang lang = Lang::en;
  bool arithmetic = false;
  bool new_value = false;
  bool partial_name = false;

  [[nodiscard]] bool is_free(std::size_t begin, std::size_t end) const;
  void claim(std::size_t begin, std::size_t end, std::string_view label);
  void add(IdType type, std::string value, std::size_t begin, std::size_t end);
  // Index of the first word that begins at or after `at`.
  [[nodiscard]] std::size_t word_at(std::size_t at) const;
  [[nodiscard]] std::string_view gap_before(std::size_t word) const; // text between a word and its predecessor
};

void find_emails(Workbench& bench);  // written and spoken
void find_ids(Workbench& bench);     // entity ids, CRM ids; other systems' ids, cards, IBAN, IP are claimed
void find_dates(Workbench& bench);   // dates and times; a date of birth becomes a mention
void find_numbers(Workbench& bench); // phones, client ids; amounts and the rest are claimed
void find_names(Workbench& bench);
void drop_unwanted(Workbench& bench); // corrections, contrasts, destinations, new values
[[nodiscard]] std::vector<Subject> group_mentions(const Workbench& bench);

// A digit or a run of digits that a number word stands for ("oh", "siete", "ninety"); empty for other words.
[[nodiscard]] std::string_view digits_of_word(std::string_view folded);

} // namespace tilores::assist

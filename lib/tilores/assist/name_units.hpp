#pragma once
// A text as name-like units: words joined by hyphen or apostrophe, with what each could be. Internal to assist.

#include <tilores/assist/mentions.hpp>

#include <vector>

namespace tilores::assist {

// A name-like unit: words joined by hyphen or apostrophe ("Jean-Luc", "O'Malley").
struct Unit {
  std::size_t first = 0; // words
  std::size_t last = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool upper = false;
  bool common = false; // an ordinary word
  bool given = false;
  bool never = false;
  bool free = true;
  bool particle = false;
  bool initial = false;
};

[[nodiscard]] std::vector<Unit> name_units(const Workbench& bench);
// Adds the name whose parts stand behind labels ("surname X, first name Y"); its units are free no more.
void find_labelled_name(Workbench& bench, std::vector<Unit>& units);
// Whether the name in units [first, last] is that of staff who open the text with it and name their team.
[[nodiscard]] bool is_team(std::string_view folded);
[[nodiscard]] bool introduces_staff(const Workbench& bench, const std::vector<Unit>& units, std::size_t first,
                                    std::size_t last);

} // namespace tilores::assist

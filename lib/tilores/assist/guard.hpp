#pragma once
// Injection detection on questions and on data, and making data harmless for a model. Detection is a warning light:
// the boundary is structure (data stays data, tools only read). Pure, safe from many threads.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::assist {

struct GuardVerdict {
  double score = 0;                 // 0..1, the trained probability of the most suspicious stretch
  bool attack = false;              // score at or above guard_threshold(), or a certain sign
  std::vector<std::string> reasons; // why: "override", "secret", "role", "markup", "encoded", "hidden characters", …
};

// About 0.02 ms for a question and 1 ms for 8 KB; only the first 6 KB and the last 2 KB are read. The decision
// threshold is set for at most 1 % false alarms (scripts/train/train_guard.py).
[[nodiscard]] GuardVerdict inspect(std::string_view text);
[[nodiscard]] double guard_threshold();

// Data text for a model: control and bidi characters and other invisible ones removed, line feeds kept, runs of the
// delimiters used around data broken up, so that it cannot end its quotation.
[[nodiscard]] std::string neutralise(std::string_view text);

// Lower case, no accents, no invisible characters, look-alike letters, leetspeak and s p a c e d letters undone; what
// is hidden by an encoding (hidden_text) appended. What inspect reads.
[[nodiscard]] std::string normalise_for_guard(std::string_view text);
// Text behind base64, hex, binary, %XX, &#NN;, \\uXXXX, Morse, tag characters, ROT13, reversed letters or words torn
// apart, each introduced by a word that says so; "" for ordinary text.
[[nodiscard]] std::string hidden_text(std::string_view text);
// Letters without blanks as words of the word list, fewest first; what is in no list stays as single letters.
[[nodiscard]] std::string part_words(std::string_view letters);

// What the table scores: hashes of words, pairs of words and meetings of word families in one stretch of a text.
struct GuardWindow {
  std::vector<std::uint32_t> features;
  std::uint64_t families = 0; // one bit each, see guard_families.hpp
};
// The stretches of a normalised text that are scored each: the whole, and its sentences. For inspect and scripts/train.
[[nodiscard]] std::vector<GuardWindow> guard_windows(std::string_view normalised);

} // namespace tilores::assist

// Personal names in their parts, folded for comparing.
#include <tilores/model/normalise.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/name_words.hpp>

#include <algorithm>
#include <array>
#include <iterator>

namespace tilores::model {
namespace {

template<std::size_t N> bool one_of(const std::array<std::string_view, N>& sorted, std::string_view word)
{
  return std::ranges::binary_search(sorted, word);
}

constexpr auto k_titles = std::to_array<std::string_view>(
  {"dr", "herr", "hon", "miss", "mr", "mrs", "ms", "mx", "prof", "rev", "sir", "sra", "srta"});
constexpr auto k_suffixes = std::to_array<std::string_view>(
  {"2nd", "3rd", "4th", "ii", "iii", "iv", "jr", "junior", "senior", "sr", "vi", "vii"});
constexpr auto k_degrees =
  std::to_array<std::string_view>({"cpa", "dds", "dvm", "esq", "jd", "mba", "md", "phd", "rn"});
constexpr auto k_particles = std::to_array<std::string_view>(
  {"abu",   "af",  "al",    "ap", "av", "bin", "bint", "da",  "dal",    "das", "de",  "degli", "dei", "del", "della",
   "den",   "der", "des",   "di", "do", "dos", "du",   "el",  "ibn",    "la",  "las", "le",    "les", "lo",  "los",
   "saint", "san", "santa", "st", "te", "ten", "ter",  "van", "vander", "vom", "von", "zu",    "zum", "zur"});

static_assert(std::ranges::is_sorted(k_titles) && std::ranges::is_sorted(k_suffixes) &&
              std::ranges::is_sorted(k_degrees) && std::ranges::is_sorted(k_particles));

using Words = std::vector<std::string>;

std::string_view last_part(std::string_view word)
{
  return word.substr(word.rfind('-') + 1); // npos + 1 = 0
}

// What a person's name can be at most, in bytes, as written and folded; longer text is none.
constexpr std::size_t k_most_written = 4096;
constexpr std::size_t k_most_folded = 512;

std::string fold_name(std::string_view text)
{
  std::string folded = text.size() > k_most_written ? std::string() : fold_text(text);
  return folded.size() > k_most_folded ? std::string() : folded;
}

// Folded words between blanks: apostrophes and points gone, "mc donald" and "o' brien" joined, hyphens kept for later.
Words words_of(std::string_view folded)
{
  Words out;
  bool join = false; // the last word wants the next one
  for (std::size_t at = 0; at < folded.size();) {
    while (at < folded.size() && (is_space(folded[at]) || folded[at] == ',' || folded[at] == ';')) {
      ++at;
    }
    std::string word;
    bool apostrophe_last = false;
    for (; at < folded.size() && !is_space(folded[at]) && folded[at] != ',' && folded[at] != ';'; ++at) {
      const char c = folded[at];
      apostrophe_last = c == '\'';
      // Points end abbreviations ("J.R." is two initials); everything else that is neither letter nor digit says
      // nothing.
      if (c == '-' && last_part(word) == "mc") {
        continue;
      }
      if (is_alnum(c) || c == '-' || static_cast<unsigned char>(c) >= 0x80) {
        word += c;
      } else if (c == '.' && at + 1 < folded.size() && !is_space(folded[at + 1]) && folded[at + 1] != ',' &&
                 word.size() == 1) {
        ++at;
        break;
      }
    }
    if (word.find_first_not_of('-') == std::string::npos) {
      continue;
    }
    const bool wants_next = last_part(word) == "mc" || (apostrophe_last && word.size() <= 2);
    if (join) {
      out.back() += word;
    } else {
      out.push_back(std::move(word));
    }
    join = wants_next;
  }
  return out;
}

void append_words(std::string& part, std::string_view word)
{
  for (std::size_t at = 0; at < word.size();) {
    const std::size_t end = std::min(word.find('-', at), word.size());
    if (end > at) {
      if (!part.empty()) {
        part += ' ';
      }
      part += word.substr(at, end - at);
    }
    at = end + 1;
  }
}

std::string joined(const Words& words, std::size_t first, std::size_t last)
{
  std::string out;
  for (std::size_t i = first; i < last; ++i) {
    append_words(out, words[i]);
  }
  return out;
}

std::string canonical_suffix(std::string_view word)
{
  if (word == "junior") {
    return "jr";
  }
  if (word == "senior") {
    return "sr";
  }
  return std::string(word == "2nd" ? "ii" : word == "3rd" ? "iii" : word == "4th" ? "iv" : word);
}

void take_title(Words& words, NameParts& into, std::size_t keep = 1)
{
  std::size_t count = 0;
  while (count + keep < words.size() && is_title_word(words[count])) {
    ++count;
  }
  if (count > 0) {
    into.title = words.front();
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count));
  }
}

void take_suffix(Words& words, NameParts& into, std::size_t keep = 1)
{
  while (words.size() > keep && (is_suffix_word(words.back()) || is_degree_word(words.back()))) {
    if (is_suffix_word(words.back())) {
      into.suffix = canonical_suffix(words.back());
    }
    words.pop_back();
  }
}

void split_given(const Words& words, std::size_t last, NameParts& into)
{
  if (last == 0) {
    return;
  }
  // "anna-sofie": the first of the joined names is the given one.
  std::string all = joined(words, 0, last);
  const std::size_t blank = all.find(' ');
  into.given = all.substr(0, blank);
  if (blank != std::string::npos) {
    into.middle = all.substr(blank + 1);
  }
}

// Index of the first word of the family name: the last word with the particles before it, one given name staying.
std::size_t family_begins(const Words& words)
{
  std::size_t first = words.size() - 1;
  while (first > 1 && is_particle_word(words[first - 1])) {
    --first;
  }
  // "ortega y gasset", "eça e queiros"
  if (first > 2 && (words[first - 1] == "y" || words[first - 1] == "e")) {
    first -= 2;
    while (first > 1 && is_particle_word(words[first - 1])) {
      --first;
    }
  }
  return first;
}

NameParts in_order(Words words)
{
  NameParts out;
  take_title(words, out);
  take_suffix(words, out);
  if (words.empty()) {
    return out;
  }
  const std::size_t family = family_begins(words);
  split_given(words, family, out);
  out.family = joined(words, family, words.size());
  return out;
}

bool only_suffixes(const Words& words)
{
  return std::ranges::all_of(words, [](const std::string& w) { return is_suffix_word(w) || is_degree_word(w); });
}

NameParts family_first(Words family, Words rest)
{
  NameParts out;
  take_title(family, out);
  take_title(rest, out, 0);
  take_suffix(rest, out, 0);
  take_suffix(family, out);
  out.family = joined(family, 0, family.size());
  split_given(rest, rest.size(), out);
  return out;
}

} // namespace

bool is_title_word(std::string_view folded) { return one_of(k_titles, folded); }

bool is_suffix_word(std::string_view folded) { return one_of(k_suffixes, folded); }

bool is_degree_word(std::string_view folded) { return one_of(k_degrees, folded); }

bool is_particle_word(std::string_view folded) { return one_of(k_particles, folded); }

NameParts parse_name(std::string_view full)
{
  const std::string folded = fold_name(full);
  const std::string_view text = folded;
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) {
    return in_order(words_of(text));
  }
  Words before = words_of(text.substr(0, comma));
  Words after = words_of(text.substr(comma + 1));
  if (before.empty() || after.empty() || only_suffixes(after)) {
    std::ranges::move(after, std::back_inserter(before));
    return in_order(std::move(before));
  }
  return family_first(std::move(before), std::move(after));
}

NameParts parse_name(std::string_view first, std::string_view middle, std::string_view last)
{
  Words given = words_of(fold_name(first));
  std::ranges::move(words_of(fold_name(middle)), std::back_inserter(given));
  Words family = words_of(fold_name(last));
  if (family.empty()) {
    return in_order(std::move(given));
  }
  return family_first(std::move(family), std::move(given));
}

std::vector<std::string> name_tokens(std::string_view full)
{
  const NameParts parts = parse_name(full);
  std::vector<std::string> out;
  for (const std::string* part : {&parts.given, &parts.middle, &parts.family}) {
    for (std::string_view rest = *part; !rest.empty();) {
      const std::size_t blank = rest.find(' ');
      if (!out.empty() && out.back() == "mc") {
        out.back() += rest.substr(0, blank);
      } else {
        out.emplace_back(rest.substr(0, blank));
      }
      rest = blank == std::string_view::npos ? std::string_view() : rest.substr(blank + 1);
    }
  }
  // "Mr-Smith", "Smith-Jr": only now do they show.
  NameParts dropped;
  take_title(out, dropped);
  take_suffix(out, dropped);
  return out;
}

std::string normalise_name(std::string_view full) { return join(name_tokens(full), " "); }

} // namespace tilores::model

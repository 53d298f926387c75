#include <tilores/model/display.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/name_words.hpp>
#include <tilores/model/normalise.hpp>

#include <utf8proc.h>

#include <algorithm>
#include <iterator>
#include <vector>

namespace tilores::model {
namespace {

struct Word {
  std::string_view written;
  std::string folded; // letters and hyphens only, as the word lists have them
};

std::vector<Word> words_of(std::string_view text)
{
  std::vector<Word> out;
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && (is_space(text[at]) || text[at] == ',')) {
      ++at;
    }
    const std::size_t begin = at;
    while (at < text.size() && !is_space(text[at]) && text[at] != ',') {
      ++at;
    }
    if (at > begin) {
      std::string folded = fold_text(text.substr(begin, at - begin));
      std::erase_if(folded, [](char c) { return c == '.' || c == '\''; });
      out.push_back({text.substr(begin, at - begin), std::move(folded)});
    }
  }
  return out;
}

bool closes_a_name(const Word& word) { return is_suffix_word(word.folded) || is_degree_word(word.folded); }

void append_word(std::string& out, std::string_view word)
{
  out += out.empty() ? "" : " ";
  out += word;
}

struct Parts {
  std::vector<Word> given;
  std::vector<Word> family;
  std::vector<Word> suffix;
};

// Takes suffixes into `parts`, drops degrees.
void take_suffix(std::vector<Word>& words, Parts& parts, std::size_t keep)
{
  std::size_t first = words.size();
  while (first > keep && closes_a_name(words[first - 1])) {
    --first;
  }
  std::copy_if(words.begin() + static_cast<std::ptrdiff_t>(first), words.end(), std::back_inserter(parts.suffix),
               [](const Word& word) { return is_suffix_word(word.folded); });
  words.resize(first);
}

void drop_titles(std::vector<Word>& words, std::size_t keep)
{
  const auto title_end = std::ranges::find_if_not(words, [](const Word& w) { return is_title_word(w.folded); });
  const auto count = std::min<std::size_t>(static_cast<std::size_t>(title_end - words.begin()),
                                           words.size() - std::min(keep, words.size()));
  words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count));
}

Parts parts_of(std::string_view full)
{
  Parts out;
  const std::size_t comma = std::min(full.find(','), full.size());
  std::vector<Word> before = words_of(full.substr(0, comma));
  std::vector<Word> after = words_of(full.substr(comma));
  drop_titles(after, 0);
  if (!before.empty() && !std::ranges::all_of(after, closes_a_name)) {
    take_suffix(after, out, 0);
    take_suffix(before, out, 1);
    out.given = std::move(after);
    out.family = std::move(before);
    return out;
  }
  before.insert(before.end(), after.begin(), after.end());
  drop_titles(before, 1);
  take_suffix(before, out, 1);
  std::size_t family = before.empty() ? 0 : before.size() - 1;
  while (family > 1 && is_particle_word(before[family - 1].folded)) {
    --family;
  }
  out.given.assign(before.begin(), before.begin() + static_cast<std::ptrdiff_t>(family));
  out.family.assign(before.begin() + static_cast<std::ptrdiff_t>(family), before.end());
  return out;
}

// True where letters are there and all of one case, so that the case says nothing.
bool lost_its_case(std::string_view text)
{
  bool upper = false;
  bool lower = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = static_cast<utf8proc_int32_t>(next_code_point(text, at));
    upper = upper || utf8proc_tolower(c) != c;
    lower = lower || utf8proc_toupper(c) != c;
  }
  return upper != lower;
}

// Capitals at the start, behind - and ', and behind Mc.
std::string capitalised(std::string_view word)
{
  std::string out;
  bool capital = true;
  std::size_t letters = 0; // since the last mark
  char before[2] = {};     // the last two letters in lower case
  for (std::size_t at = 0; at < word.size();) {
    const auto c = static_cast<utf8proc_int32_t>(next_code_point(word, at));
    const auto small = utf8proc_tolower(c);
    if (letters == 2 && before[0] == 'm' && before[1] == 'c') {
      capital = true;
    }
    append_utf8(out, static_cast<char32_t>(capital ? utf8proc_totitle(small) : small));
    const bool mark = c == '-' || c == '\'' || c == 0x2019 || c == '.';
    // "D'Angelo", but not the end of "Rose's".
    capital = mark && (c != '\'' || word.size() - at > 1);
    letters = mark ? 0 : letters + 1;
    before[0] = mark ? '\0' : before[1];
    before[1] = mark ? '\0' : static_cast<char>(small < 0x80 ? small : 0);
  }
  return out;
}

std::string shown_suffix(const Word& word)
{
  const std::string& folded = word.folded;
  if (folded == "jr" || folded == "sr") {
    return folded == "jr" ? "Jr" : "Sr";
  }
  return folded.find_first_not_of("iv") == std::string::npos ? to_upper_ascii(folded) : capitalised(folded);
}

} // namespace

WrittenName split_name(std::string_view full)
{
  const Parts parts = parts_of(full);
  WrittenName out;
  for (const Word& word : parts.given) {
    append_word(out.first, word.written);
  }
  for (const Word& word : parts.family) {
    append_word(out.last, word.written);
  }
  for (const Word& word : parts.suffix) {
    append_word(out.last, word.written);
  }
  return out;
}

std::string display_name(std::string_view full)
{
  const Parts parts = parts_of(full);
  const bool restore = lost_its_case(full);
  std::string out;
  for (const Word& word : parts.given) {
    append_word(out, restore ? capitalised(word.written) : std::string(word.written));
  }
  for (std::size_t i = 0; i < parts.family.size(); ++i) {
    const Word& word = parts.family[i];
    const bool particle = is_particle_word(word.folded) && i + 1 < parts.family.size() && !out.empty();
    append_word(out, !restore ? std::string(word.written) : particle ? word.folded : capitalised(word.written));
  }
  for (const Word& word : parts.suffix) {
    append_word(out, restore ? shown_suffix(word) : std::string(word.written));
  }
  return out;
}

std::string display_phone(std::string_view e164)
{
  if (e164.size() != 12 || !e164.starts_with("+1") || !std::ranges::all_of(e164.substr(1), is_digit)) {
    return std::string(e164);
  }
  std::string out = "(";
  out += e164.substr(2, 3);
  out += ") ";
  out += e164.substr(5, 3);
  out += '-';
  out += e164.substr(8);
  return out;
}

std::string address_line(const MergedView& view)
{
  const auto text = [&](std::string_view field) {
    const auto found = view.find(field);
    return found == view.end() ? std::string_view() : trim(found->second.value.text());
  };
  std::string state(text("MAILING_STATE_CODE"));
  for (const std::string_view other : {"STATE_ABBREVIATION", "MAILING_STATE"}) {
    state = state.empty() ? std::string(text(other)) : state;
  }
  if (const std::string_view code = text("MAILING_POSTAL_CODE"); !code.empty()) {
    append_word(state, code);
  }
  std::string out;
  for (const std::string_view part : {text("MAILING_STREET"), text("MAILING_CITY"), std::string_view(state)}) {
    out += out.empty() || part.empty() ? "" : ", ";
    out += part;
  }
  return out;
}

} // namespace tilores::model

// Word splitting and the embedded word lists (config/assist/*.txt: sorted, one word a line).
#include <tilores/assist/words.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/normalise.hpp>

#include <algorithm>

extern "C" {
extern const char tilores_common_words[];
extern const std::uint64_t tilores_common_words_size;
extern const char tilores_given_names[];
extern const std::uint64_t tilores_given_names_size;
}

namespace tilores::assist {

namespace {

bool is_letter(char32_t c)
{
  if (c < 0x80) {
    return is_alnum(static_cast<char>(c));
  }
  if (c < 0xC0 || c == 0xD7 || c == 0xF7) {
    return c == 0xAA;
  }
  return !(c >= 0x2000 && c <= 0x2BFF) && !(c >= 0x3000 && c <= 0x303F) && !(c >= 0xFE00 && c <= 0xFEFF) &&
         !(c >= 0xFF00 && c <= 0xFF0F) && c < 0x1F000 && c != 0xFFFD;
}

// Upper case among the letters that matter for Western names.
bool is_upper(char32_t c)
{
  if (c < 0x80) {
    return c >= 'A' && c <= 'Z';
  }
  if (c < 0x100) {
    return c >= 0xC0 && c <= 0xDE;
  }
  return c < 0x180 && (c % 2 == 0) == (c < 0x139 || c > 0x148);
}

std::vector<std::string_view> lines_of(const char* data, std::uint64_t size)
{
  std::vector<std::string_view> lines = split(std::string_view(data, static_cast<std::size_t>(size)), '\n');
  std::erase_if(lines, [](std::string_view line) { return line.empty() || line.front() == '#'; });
  return lines;
}

} // namespace

std::vector<Word> words_of(std::string_view text)
{
  std::vector<Word> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    char32_t c = next_code_point(text, at);
    if (!is_letter(c)) {
      continue;
    }
    Word word;
    word.begin = begin;
    word.upper_first = is_upper(c);
    std::size_t letters = 0;
    std::size_t uppers = 0;
    std::size_t digits = 0;
    while (true) {
      (c < 0x80 && is_digit(static_cast<char>(c)) ? digits : letters) += 1;
      uppers += is_upper(c) ? 1 : 0;
      word.end = at;
      if (at >= text.size()) {
        break;
      }
      std::size_t ahead = at;
      c = next_code_point(text, ahead);
      if (!is_letter(c) && !(c >= 0x300 && c <= 0x36F)) {
        break;
      }
      at = ahead;
    }
    word.kind = digits == 0 ? WordKind::alpha : letters == 0 ? WordKind::digits : WordKind::mixed;
    word.upper_all = letters >= 2 && uppers == letters;
    const std::string_view raw = text.substr(word.begin, word.end - word.begin);
    const bool ascii = std::all_of(raw.begin(), raw.end(), [](char b) { return static_cast<unsigned char>(b) < 0x80; });
    word.folded = ascii ? to_lower_ascii(raw) : model::fold_text(raw);
    words.push_back(std::move(word));
  }
  return words;
}

bool one_of(std::string_view word, std::string_view list)
{
  if (word.empty()) {
    return false;
  }
  for (std::size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ')) {
      return true;
    }
  }
  return false;
}

bool is_common_word(std::string_view folded)
{
  static const std::vector<std::string_view> k_words = lines_of(tilores_common_words, tilores_common_words_size);
  return std::binary_search(k_words.begin(), k_words.end(), folded);
}

bool is_given_name(std::string_view folded)
{
  static const std::vector<std::string_view> k_names = lines_of(tilores_given_names, tilores_given_names_size);
  return std::binary_search(k_names.begin(), k_names.end(), folded);
}

} // namespace tilores::assist

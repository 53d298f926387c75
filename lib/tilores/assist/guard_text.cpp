// Undoes what hides words: look-alike letters, digits for letters, spaced letters, base64, invisible characters.
#include <tilores/assist/guard.hpp>
#include <tilores/assist/guard_spelling.hpp>
#include <tilores/assist/words.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/normalise.hpp>

#include <algorithm>
#include <array>

namespace tilores::assist {

namespace {

// Cyrillic and Greek letters that look Latin; only undone in words that mix scripts.
char latin_lookalike(char32_t c)
{
  switch (c) {
  case 0x430:
  case 0x3B1: return 'a';
  case 0x435:
  case 0x3B5: return 'e';
  case 0x43E:
  case 0x3BF: return 'o';
  case 0x440:
  case 0x3C1: return 'p';
  case 0x441:
  case 0x3F2: return 'c';
  case 0x443:
  case 0x3C5: return 'y';
  case 0x445:
  case 0x3C7: return 'x';
  case 0x456:
  case 0x3B9: return 'i';
  case 0x455: return 's';
  case 0x458: return 'j';
  case 0x501: return 'd';
  case 0x51B: return 'q';
  case 0x43A:
  case 0x3BA: return 'k';
  case 0x43C: return 'm';
  case 0x442:
  case 0x3C4: return 't';
  case 0x432: return 'b';
  case 0x43D: return 'h';
  case 0x3BD: return 'v';
  default: return 0;
  }
}

// Pictures that stand for the words of an attack, and letters in squares.
void append_pictured(std::string& out, char32_t c)
{
  struct Picture {
    char32_t sign;
    std::string_view word;
  };
  static constexpr std::array<Picture, 12> k_pictures = {{
    {0x1F511, " key "},          // key
    {0x1F510, " secret "},       // lock and key
    {0x1F512, " locked "},       // lock
    {0x1F513, " unlocked "},     // open lock
    {0x1F92B, " secret "},       // hush
    {0x1F910, " secret "},       // zipped mouth
    {0x1F4DC, " rules "},        // scroll
    {0x1F4CF, " rules "},        // ruler
    {0x1F4DD, " instructions "}, // memo
    {0x1F648, " ignore "},       // see no evil
    {0x1F6AB, " no "},           // prohibited
    {0x1F4B3, " card "},         // credit card
  }};
  for (const char32_t first : {0x1F130U, 0x1F150U, 0x1F170U, 0x1F1E6U}) { // squared, circled, boxed, regional letters
    if (c >= first && c < first + 26) {
      out += static_cast<char>('a' + (c - first));
      return;
    }
  }
  for (const Picture& picture : k_pictures) {
    if (c == picture.sign) {
      out += picture.word;
      return;
    }
  }
  append_utf8(out, c);
}

std::string undo_pictures(std::string_view text)
{
  if (text.find("\xF0\x9F") == std::string_view::npos) {
    return std::string(text);
  }
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    append_pictured(out, next_code_point(text, at));
  }
  return out;
}

std::string undo_lookalikes(std::string_view text)
{
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    bool ascii = false;
    bool foreign = false;
    std::string latin;
    while (end < text.size() && (is_alnum(text[end]) || (static_cast<unsigned char>(text[end]) & 0x80U) != 0)) {
      const char32_t c = next_code_point(text, end);
      const char like = latin_lookalike(c);
      ascii = ascii || (c < 0x80 && is_alpha(static_cast<char>(c)));
      foreign = foreign || like != 0;
      like != 0 ? latin.push_back(like) : append_utf8(latin, c);
    }
    if (end == at) {
      out += text[at++];
      continue;
    }
    out += ascii && foreign ? latin : std::string(text.substr(at, end - at));
    at = end;
  }
  return out;
}

std::string undo_leet(std::string_view word)
{
  std::string out;
  for (const char c : word) {
    static constexpr std::string_view k_from = "013457@$!";
    static constexpr std::string_view k_to = "oieastasi";
    const std::size_t at = k_from.find(c);
    out += at == std::string_view::npos ? c : k_to[at];
  }
  return out;
}

// "i g n o r e", "i.g.n.o.r.e a.l.l": the words of a run of single letters and what parts them.
std::string unspaced(std::string_view run)
{
  const bool marked = run.find_first_of(".-_*") != std::string_view::npos;
  std::string out;
  bool parted = false;
  for (std::size_t i = 0; i < run.size(); ++i) {
    const bool blanks = run.compare(i, 2, "  ") == 0;
    if (is_alpha(run[i])) {
      out += run[i];
    } else if ((run[i] == ' ' && marked) || blanks) {
      out += out.ends_with(' ') ? "" : " ";
      parted = true;
    }
  }
  return parted ? out : part_words(out);
}

} // namespace

std::string normalise_for_guard(std::string_view text)
{
  constexpr std::size_t k_head = 6000;
  constexpr std::size_t k_tail = 2000;
  std::string cut(text.substr(0, k_head));
  if (text.size() > k_head + k_tail) {
    cut += "\n";
    cut += text.substr(text.size() - k_tail);
  } else {
    cut = std::string(text);
  }
  const std::string folded = undo_lookalikes(undo_pictures(model::fold_text(cut)));
  std::string out;
  std::string letters; // a run of single letters: "i g n o r e"
  std::size_t singles = 0;
  const auto flush = [&] {
    if (!letters.empty()) {
      out += singles >= 4 ? unspaced(letters) + " " : letters;
    }
    letters.clear();
    singles = 0;
  };
  for (std::size_t at = 0; at < folded.size();) {
    std::size_t end = at;
    bool digit = false;
    bool letter = false;
    const auto inside = [&](char c) {
      return is_alnum(c) || c == '@' || c == '$' || (static_cast<unsigned char>(c) & 0x80U) != 0;
    };
    while (end < folded.size() && inside(folded[end])) {
      digit = digit || is_digit(folded[end]) || folded[end] == '@' || folded[end] == '$';
      letter = letter || is_alpha(folded[end]);
      ++end;
    }
    if (end == at) {
      if (singles > 0 && std::string_view(" .-_*").find(folded[at]) != std::string_view::npos) {
        letters += folded[at];
      } else {
        flush();
        out += folded[at];
      }
      ++at;
      continue;
    }
    std::string word = folded.substr(at, end - at);
    if (digit && letter) {
      const std::string plain = undo_leet(word);
      if (is_common_word(plain)) {
        word = plain;
      }
    }
    if (!digit && letter) {
      if (const std::string_view meant = meant_key_word(word); !meant.empty()) {
        word = meant;
      }
    }
    if (end - at == 1 && is_alpha(word.front())) {
      letters += word;
      ++singles;
    } else {
      flush();
      out += word;
    }
    at = end;
  }
  flush();
  return out + to_lower_ascii(hidden_text(cut));
}

std::string neutralise(std::string_view text)
{
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    const bool invisible = (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) || c == 0xAD ||
                           (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
                           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F) ||
                           (c >= 0xE0000 && c <= 0xE0FFF);
    if (invisible) {
      continue;
    }
    const bool delimiter = c == '<' || c == '>' || c == '`' || c == '#';
    if (delimiter && !out.empty() && out.back() == static_cast<char>(c)) {
      out += ' ';
    }
    append_utf8(out, c);
  }
  return out;
}

} // namespace tilores::assist

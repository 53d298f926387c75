// Finds text that is hidden by an encoding or by torn and turned letters, and writes it out.
#include <tilores/assist/guard.hpp>
#include <tilores/assist/words.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace tilores::assist {

namespace {

constexpr std::size_t k_min_hidden = 6; // bytes: shorter runs are numbers and names

int hex_value(char c)
{
  return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Words, not noise: printable and with a blank or two.
bool readable(std::string_view text)
{
  const auto plain =
    std::count_if(text.begin(), text.end(), [](char c) { return (c >= ' ' && c != 0x7F) || c == '\n'; });
  const auto letters = std::count_if(
    text.begin(), text.end(), [](char c) { return is_alpha(c) || c == ' ' || static_cast<unsigned char>(c) >= 0xC3; });
  return text.size() >= k_min_hidden && static_cast<std::size_t>(plain) == text.size() &&
         static_cast<std::size_t>(letters) * 10 >= text.size() * 7 && text.find(' ') != std::string_view::npos;
}

void add(std::string& out, std::string_view found)
{
  if (readable(found)) {
    out += " . decodedtext ";
    out += found;
  }
}

std::string base64_text(std::string_view run)
{
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : run) {
    const int value = c >= 'A' && c <= 'Z'   ? c - 'A'
                      : c >= 'a' && c <= 'z' ? c - 'a' + 26
                      : is_digit(c)          ? c - '0' + 52
                      : c == '+' || c == '-' ? 62
                                             : 63;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xFFU);
    }
  }
  return out;
}

// Runs of base64 letters and of hexadecimal digits.
void solid_runs(std::string_view text, std::string& out)
{
  const auto inside = [](char c) { return is_alnum(c) || c == '+' || c == '/' || c == '_' || c == '-'; };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    bool hex = true;
    while (end < text.size() && inside(text[end])) {
      hex = hex && hex_value(text[end]) >= 0;
      ++end;
    }
    const std::string_view run = text.substr(at, end - at);
    if (run.size() >= 16) {
      std::string bytes;
      for (std::size_t i = 0; hex && i + 1 < run.size(); i += 2) {
        bytes += static_cast<char>(hex_value(run[i]) * 16 + hex_value(run[i + 1]));
      }
      add(out, hex && run.size() % 2 == 0 ? bytes : base64_text(run));
    }
    at = end + 1;
  }
}

// One byte a piece: "61 63", "%61%63", "\x61", "0x61", "01100001"; or one letter: "&#97;", "&#x61;", "\u0061".
struct Piece {
  char32_t value;
  std::size_t end;
};
std::optional<Piece> piece_at(std::string_view text, std::size_t at)
{
  const auto number = [&](std::size_t from, std::size_t digits, unsigned base) -> std::optional<char32_t> {
    char32_t value = 0;
    for (std::size_t i = from; i < from + digits; ++i) {
      const int digit = i < text.size() ? hex_value(text[i]) : -1;
      if (digit < 0 || static_cast<unsigned>(digit) >= base) {
        return std::nullopt;
      }
      value = value * base + static_cast<unsigned>(digit);
    }
    return value;
  };
  const char first = text[at];
  const bool lead = first == '\\' || first == '&' || first == '%';
  if (!lead && (hex_value(first) < 0 || (at > 0 && is_alnum(text[at - 1])))) {
    return std::nullopt;
  }
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("\\u")) {
    const auto value = number(at + 2, 4, 16);
    return value ? std::optional(Piece{*value, at + 6}) : std::nullopt;
  }
  if (rest.starts_with("&#")) {
    const bool hex = rest.starts_with("&#x") || rest.starts_with("&#X");
    const std::size_t from = at + (hex ? 3 : 2);
    const std::size_t end = text.find(';', from);
    const auto value = end != std::string_view::npos && end - from <= 6 && end > from
                         ? number(from, end - from, hex ? 16 : 10)
                         : std::nullopt;
    return value ? std::optional(Piece{*value, end + 1}) : std::nullopt;
  }
  for (const std::string_view mark : {"%", "\\x", "0x"}) {
    if (rest.starts_with(mark)) {
      const auto value = number(at + mark.size(), 2, 16);
      return value ? std::optional(Piece{*value, at + mark.size() + 2}) : std::nullopt;
    }
  }
  const auto alone = [&](std::size_t end) {
    return (at == 0 || !is_alnum(text[at - 1])) && (end >= text.size() || !is_alnum(text[end]));
  };
  if (const auto bits = number(at, 8, 2); bits && alone(at + 8)) {
    return Piece{*bits, at + 8};
  }
  if (const auto byte = number(at, 2, 16); byte && alone(at + 2)) {
    return Piece{*byte, at + 2};
  }
  return std::nullopt;
}

void piecewise(std::string_view text, std::string& out)
{
  for (std::size_t at = 0; at < text.size();) {
    std::string found;
    std::size_t pieces = 0;
    std::size_t end = at;
    while (const auto piece = end < text.size() ? piece_at(text, end) : std::nullopt) {
      if (piece->value == 0 || piece->value > 0x10FFFF) {
        break;
      }
      piece->value<0x80 || piece->value> 0xFF ? append_utf8(found, piece->value)
                                              : found.push_back(static_cast<char>(piece->value));
      ++pieces;
      end = piece->end;
      const bool next = end + 1 < text.size() && (text[end] == ' ' || text[end] == ',' || text[end] == ':') &&
                        piece_at(text, end + 1).has_value();
      end += next ? 1 : 0;
    }
    if (pieces >= k_min_hidden) {
      add(out, found);
      at = end;
    } else {
      ++at;
    }
  }
}

// "105 103 110 …": the numbers of letters.
void decimals(std::string_view text, std::string& out)
{
  std::string found;
  const auto finish = [&] {
    if (found.size() >= k_min_hidden) {
      add(out, found);
    }
    found.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    unsigned value = 0;
    while (end < text.size() && is_digit(text[end]) && end - at < 4) {
      value = value * 10 + static_cast<unsigned>(text[end++] - '0');
    }
    const bool parted = end == text.size() || text[end] == ' ' || text[end] == ',' || text[end] == ';';
    if (end > at + 1 && end < at + 4 && parted && value >= ' ' && value < 0x7F) {
      found += static_cast<char>(value);
      at = end + (end + 1 < text.size() && text[end] != ' ' && text[end + 1] == ' ' ? 2 : 1);
    } else {
      finish();
      at = std::max(end, at + 1);
    }
  }
  finish();
}

char morse_letter(std::string_view code)
{
  static constexpr std::array<std::string_view, 26> k_codes = {
    ".-", "-...", "-.-.", "-..",  ".",   "..-.", "--.", "....", "..",   ".---", "-.-",  ".-..", "--",
    "-.", "---",  ".--.", "--.-", ".-.", "...",  "-",   "..-",  "...-", ".--",  "-..-", "-.--", "--.."};
  const auto at = std::find(k_codes.begin(), k_codes.end(), code);
  return at == k_codes.end() ? '\0' : static_cast<char>('a' + (at - k_codes.begin()));
}

void morse(std::string_view text, std::string& out)
{
  std::string found;
  for (const std::string_view code : split(text, ' ')) {
    if (code == "/" || code == "|" || code.empty()) {
      found += found.empty() || found.back() == ' ' ? "" : " ";
    } else if (const char letter = morse_letter(code); letter != '\0') {
      found += letter;
    }
  }
  if (found.size() >= 8 && found.size() * 6 > text.size()) {
    add(out, found + " ");
  }
}

// Letters of the invisible tag block: a text within the text.
void tag_letters(std::string_view text, std::string& out)
{
  std::string found;
  for (std::size_t at = text.find("\xF3\xA0"); at != std::string_view::npos && at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c >= 0xE0020 && c < 0xE007F) {
      found += static_cast<char>(c - 0xE0000);
    }
  }
  add(out, found);
}

// The share of letters that stand in ordinary words of three letters or more.
double sense(std::string_view text)
{
  std::size_t letters = 0;
  std::size_t known = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_alpha(text[end])) {
      ++end;
    }
    if (end > at) {
      letters += end - at;
      known += end - at >= 3 && is_common_word(text.substr(at, end - at)) ? end - at : 0;
    }
    at = end + 1;
  }
  return letters < 12 ? 0 : static_cast<double>(known) / static_cast<double>(letters);
}

// "ignoreallpreviousrules": long words that are several.
void joined_words(std::string_view text, std::string& out)
{
  constexpr std::size_t k_long = 18;
  constexpr double k_sensible = 0.85;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_alpha(text[end])) {
      ++end;
    }
    if (end - at >= k_long) {
      const std::string parted = part_words(to_lower_ascii(text.substr(at, end - at)));
      if (sense(parted) >= k_sensible) {
        add(out, parted);
      }
    }
    at = end + 1;
  }
}

// Words torn apart or turned: the reading that makes clearly more sense than the text as it stands.
void turned(std::string_view text, std::string& out)
{
  constexpr std::size_t k_enough = 600;
  constexpr double k_nonsense = 0.45;
  constexpr double k_sensible = 0.6;
  const std::string lower = to_lower_ascii(text.substr(0, k_enough));
  if (sense(lower) >= k_nonsense) {
    return;
  }
  std::string rotated = lower;
  for (char& c : rotated) {
    c = is_alpha(c) ? static_cast<char>('a' + (c - 'a' + 13) % 26) : c;
  }
  const std::size_t colon = rotated.find(':'); // "rot13: …"
  const std::string backwards(lower.rbegin(), lower.rend());
  std::string letters;
  std::size_t pieces = 1;
  for (const char c : lower) {
    pieces += c == ' ' ? 1 : 0;
    letters += is_alpha(c) ? std::string(1, c) : std::string();
  }
  const std::string whole = letters.size() < pieces * 4 ? part_words(letters) : std::string();
  for (const std::string& reading :
       {rotated, colon < 40 ? rotated.substr(colon + 1) : std::string(), backwards, whole}) {
    if (sense(reading) >= k_sensible) {
      out += " . decodedtext " + reading;
      return;
    }
  }
}

} // namespace

std::string part_words(std::string_view letters)
{
  constexpr std::size_t k_enough = 240;
  constexpr std::size_t k_longest = 16;
  letters = letters.substr(0, k_enough);
  // Fewest words, unknown letters costing more than a word each.
  std::vector<std::pair<int, std::size_t>> best(letters.size() + 1, {0, 0}); // cost, start of the last word
  for (std::size_t end = 1; end <= letters.size(); ++end) {
    best[end] = {best[end - 1].first + 5, end - 1};
    for (std::size_t length = 1; length <= std::min(end, k_longest); ++length) {
      const std::string_view word = letters.substr(end - length, length);
      const bool known = length == 1 ? word == "a" || word == "i" : is_common_word(word);
      const int cost = best[end - length].first + (length == 2 ? 3 : 2);
      if (known && cost < best[end].first) {
        best[end] = {cost, end - length};
      }
    }
  }
  std::vector<std::string_view> words;
  for (std::size_t end = letters.size(); end > 0; end = best[end].second) {
    words.push_back(letters.substr(best[end].second, end - best[end].second));
  }
  std::string out;
  for (std::size_t i = words.size(); i-- > 0;) {
    out += words[i];
    out += i > 0 ? " " : "";
  }
  return out;
}

std::string hidden_text(std::string_view text)
{
  std::string out;
  solid_runs(text, out);
  piecewise(text, out);
  decimals(text, out);
  tag_letters(text, out);
  joined_words(text, out);
  if (text.find(".-") != std::string_view::npos || text.find("-.") != std::string_view::npos) {
    morse(text, out);
  }
  if (out.empty()) {
    turned(text, out);
  }
  return out;
}

} // namespace tilores::assist

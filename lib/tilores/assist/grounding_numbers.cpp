#include <tilores/assist/grounding_numbers.hpp>

#include <tilores/base/text.hpp>

#include <charconv>
#include <cmath>
#include <string>

namespace tilores::assist {

namespace {

struct Multiplier {
  std::string_view word;
  double factor;
};
constexpr Multiplier k_multipliers[] = {
  {"k", 1e3},      {"thousand", 1e3}, {"tausend", 1e3}, {"tsd", 1e3},      {"mil", 1e3}, {"m", 1e6},
  {"mn", 1e6},     {"mm", 1e6},       {"million", 1e6}, {"millions", 1e6}, {"mio", 1e6}, {"millionen", 1e6},
  {"millón", 1e6}, {"millones", 1e6}, {"bn", 1e9},      {"billion", 1e9},  {"mrd", 1e9},
};
constexpr std::string_view k_signs[] = {"%",      "percent", "per cent", "pct", "prozent", "por ciento", "usd",
                                        "dollar", "dólares", "dolares",  "eur", "€",       "$"};
constexpr std::size_t k_signs_of_percent = 6;

bool in_word(char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }

double value_of(const std::string& plain)
{
  double number = 0;
  std::from_chars(plain.data(), plain.data() + plain.size(), number);
  return number;
}

// `digits` with its separators, '.' or ',' or both.
void read_groups(std::string_view digits, std::vector<NumberReading>& out)
{
  // The last separator is a decimal one, or they all are thousands.
  const auto reading = [&](std::size_t decimal) {
    std::string plain;
    for (std::size_t i = 0; i < digits.size(); ++i) {
      if (is_digit(digits[i])) {
        plain += digits[i];
      } else if (i == decimal) {
        plain += '.';
      }
    }
    const std::size_t decimals = decimal == std::string_view::npos ? 0 : digits.size() - decimal - 1;
    // As exact as written; cents stand for themselves.
    const double half = decimals >= 2 ? 0.005 : 0.5 * std::pow(10.0, -static_cast<double>(decimals)) + 1e-9;
    out.push_back({value_of(plain), half});
  };
  const std::size_t last = digits.find_last_of(".,");
  if (last == std::string_view::npos) {
    reading(std::string_view::npos);
    return;
  }
  const std::size_t before = digits.find_first_of(".,");
  const bool same = digits.find(digits[last]) != last; // "1.234.567": only thousands repeat
  if (!same) {
    reading(last);
  }
  const bool groups_of_three = digits.size() - last == 4 && before <= 3 && digits.front() != '0';
  if (groups_of_three && (same || before == last)) {
    reading(std::string_view::npos);
  }
  if (out.empty()) {
    reading(last);
  }
}

} // namespace

WrittenNumber read_number(std::string_view text, std::size_t at)
{
  WrittenNumber out;
  std::string digits;
  std::size_t end = at;
  while (end < text.size()) {
    const bool digit_next = end + 1 < text.size() && is_digit(text[end + 1]);
    const bool three_next = end + 3 < text.size() && digit_next && is_digit(text[end + 2]) && is_digit(text[end + 3]) &&
                            (end + 4 >= text.size() || !is_digit(text[end + 4]));
    if (is_digit(text[end])) {
      digits += text[end++];
    } else if ((text[end] == '.' || text[end] == ',') && digit_next) {
      digits += text[end++];
    } else if (three_next &&
               (text[end] == '\'' || (text[end] == ' ' && end + 5 < text.size() &&
                                      (text[end + 4] == ',' || text[end + 4] == '.') && is_digit(text[end + 5])))) {
      ++end;
    } else if (text.substr(end).starts_with("\xc2\xa0") ||
               text.substr(end).starts_with("\xe2\x80\xaf")) { // no-break spaces between thousands
      const std::size_t blank = text[end] == '\xc2' ? 2 : 3;
      if (end + blank + 2 >= text.size() || !is_digit(text[end + blank]) || !is_digit(text[end + blank + 1]) ||
          !is_digit(text[end + blank + 2])) {
        break;
      }
      end += blank;
    } else {
      break;
    }
  }
  read_groups(digits, out.readings);
  const bool whole = digits.find_first_of(".,") == std::string::npos;

  std::size_t word = end;
  while (word < text.size() && text[word] == ' ') {
    ++word;
  }
  std::size_t word_end = word;
  while (word_end < text.size() && in_word(text[word_end]) && !is_digit(text[word_end])) {
    ++word_end;
  }
  const std::string beside = to_lower_ascii(text.substr(word, word_end - word));
  bool multiplied = false;
  for (const Multiplier& one : k_multipliers) {
    if (beside == one.word && (one.word.size() > 2 || word == end)) {
      multiplied = true;
      for (NumberReading& reading : out.readings) {
        reading = {reading.number * one.factor, std::max(0.5, (reading.half - 1e-9) * one.factor)};
      }
      end = word_end;
    }
  }
  std::string rest = to_lower_ascii(text.substr(end, 16));
  rest.erase(0, rest.find_first_not_of(" \xc2\xa0"));
  bool sign = false;
  for (std::size_t i = 0; i < std::size(k_signs); ++i) {
    if (rest.starts_with(k_signs[i])) {
      sign = true;
      if (i < k_signs_of_percent) { // a share may be kept as 0.549
        const std::vector<NumberReading> plain = out.readings;
        for (const NumberReading& reading : plain) {
          out.readings.push_back({reading.number / 100, std::min(reading.half, 0.5) / 100});
        }
      }
      break;
    }
  }
  const bool money =
    at > 0 && (text[at - 1] == '$' || text.substr(0, at).ends_with("€") || text.substr(0, at).ends_with("€ ") ||
               text.substr(0, at).ends_with("USD ") || text.substr(0, at).ends_with("$ "));
  const bool glued = !multiplied && end < text.size() && in_word(text[end]) && !is_digit(text[end]) &&
                     !text.substr(end).starts_with("\xc2\xa0") && !sign;
  out.telling = !glued && (money || sign || multiplied || !whole || out.readings.front().number >= 100);
  out.year = out.telling && whole && !money && !sign && !multiplied && digits.size() == 4 &&
             out.readings.front().number >= 1900 && out.readings.front().number < 2100;
  out.end = end;
  return out;
}

} // namespace tilores::assist

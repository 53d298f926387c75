#include <tilores/assist/grounding.hpp>

#include <tilores/base/date.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <set>

namespace tilores::assist {

namespace {

enum class Kind : std::uint8_t { text, day, month_day, digits, number };

struct Value {
  Kind kind = Kind::text;
  std::string key = {};   // what is compared; of numbers: unused
  double number = 0;
  int decimals = 0;       // of number, as written
  bool telling = true;    // false: a bare small number, not checked
  std::string_view written = {};
};

constexpr std::array<std::string_view, 12> k_months{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
// Spanish and German months by their first three letters, where they differ: ene, abr, ago, dic; mai, okt, dez, mär.
constexpr std::array<std::pair<std::string_view, int>, 8> k_other_months{{{"ene", 1}, {"abr", 4}, {"ago", 8}, {"dic", 12}, {"mai", 5}, {"okt", 10}, {"dez", 12}, {"m\xc3\xa4", 3}}};

bool in_word(char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }

std::string month_day(int month, int day) { return std::to_string(month) + "/" + std::to_string(day); }

class Scanner {
public:
  explicit Scanner(std::string_view text) : m_text(text) {}

  std::vector<Value> run()
  {
    while (m_at < m_text.size()) {
      const std::size_t begin = m_at;
      if (!(begin == 0 || !in_word(m_text[begin - 1]) || is_digit(m_text[begin]) != is_digit(m_text[begin - 1]))) {
        ++m_at;
        continue;
      }
      if (!email() && !month_name() && !number_like()) {
        // Over the whole word, so that "a1b" is no number.
        while (m_at < m_text.size() && in_word(m_text[m_at])) {
          ++m_at;
        }
        m_at += m_at == begin ? 1 : 0;
      }
    }
    return std::move(m_values);
  }

private:
  void add(Value value, std::size_t begin, std::size_t end)
  {
    value.written = m_text.substr(begin, end - begin);
    m_values.push_back(std::move(value));
    m_at = end;
  }

  bool email()
  {
    std::size_t end = m_at;
    std::size_t at_sign = std::string_view::npos;
    while (end < m_text.size() && (is_alnum(m_text[end]) || std::string_view("._%+-@").find(m_text[end]) != std::string_view::npos)) {
      if (m_text[end] == '@') {
        at_sign = end;
      }
      ++end;
    }
    while (end > m_at && (m_text[end - 1] == '.' || m_text[end - 1] == '-')) {
      --end;
    }
    if (at_sign == std::string_view::npos || at_sign == m_at || at_sign + 1 >= end) {
      return false;
    }
    add({Kind::text, to_lower_ascii(m_text.substr(m_at, end - m_at))}, m_at, end);
    return true;
  }

  [[nodiscard]] std::optional<int> small_number(std::size_t& at) const
  {
    int n = 0;
    const auto [end, bad] = std::from_chars(m_text.data() + at, m_text.data() + m_text.size(), n);
    if (bad != std::errc{}) {
      return std::nullopt;
    }
    at = static_cast<std::size_t>(end - m_text.data());
    return n;
  }

  // "Nov 21, 2026", "November 21", "21 November 2026", "21. November 2026", "21 de noviembre de 2026".
  [[nodiscard]] std::optional<int> month_at(std::size_t at, std::size_t& end) const
  {
    end = at;
    while (end < m_text.size() && in_word(m_text[end]) && !is_digit(m_text[end])) {
      ++end;
    }
    const std::string word = to_lower_ascii(m_text.substr(at, end - at));
    if (word.size() < 3) {
      return std::nullopt;
    }
    for (std::size_t i = 0; i < k_months.size(); ++i) {
      if (word.starts_with(k_months[i]) && (word.size() == 3 || word.size() >= 4) && word != "mary" && word != "mark" && word != "marked" && word != "market" && word != "maybe" && word != "decline" && word != "declined" && word != "decision" && word != "just") {
        return static_cast<int>(i) + 1;
      }
    }
    for (const auto& [name, number] : k_other_months) {
      if (word.starts_with(name)) {
        return number;
      }
    }
    return std::nullopt;
  }

  void skip(std::size_t& at, std::string_view any) const
  {
    while (at < m_text.size() && any.find(m_text[at]) != std::string_view::npos) {
      ++at;
    }
  }

  bool month_name()
  {
    std::size_t at = 0;
    const auto month = month_at(m_at, at);
    if (!month) {
      return false;
    }
    skip(at, " .");
    std::size_t end = at;
    const auto day = small_number(end);
    if (!day || *day < 1 || *day > 31) {
      return false;
    }
    std::size_t after = end;
    for (const std::string_view suffix : {"st", "nd", "rd", "th"}) {
      if (m_text.substr(after).starts_with(suffix)) {
        after += 2;
        end = after;
        break;
      }
    }
    skip(after, " ,");
    add_day(*month, *day, after, end);
    return true;
  }

  // A day whose year may stand at `after`.
  void add_day(int month, int day, std::size_t after, std::size_t end)
  {
    const std::size_t year_at = after;
    const auto year = after > end ? small_number(after) : std::nullopt;
    if (year && after - year_at == 4) {
      if (const auto date = make_date(*year, month, day)) {
        add({Kind::day, to_string(*date)}, m_at, after);
        return;
      }
    }
    add({Kind::month_day, month_day(month, day)}, m_at, end);
  }

  bool number_like()
  {
    const std::size_t begin = m_at;
    if (!is_digit(m_text[begin])) {
      return false;
    }
    if (const auto iso = parse_iso_date(m_text.substr(begin, 10)); iso && (begin + 10 >= m_text.size() || !is_digit(m_text[begin + 10]))) {
      add({Kind::day, to_string(*iso)}, begin, begin + 10);
      return true;
    }
    if (uuid()) {
      return true;
    }
    if (numeric_day()) {
      return true;
    }
    if (day_before_month()) {
      return true;
    }
    std::size_t end = begin;
    std::string digits;
    std::string plain;
    int decimals = 0;
    bool point = false;
    bool separators_only = true;
    while (end < m_text.size()) {
      const char c = m_text[end];
      const bool digit_next = end + 1 < m_text.size() && is_digit(m_text[end + 1]);
      if (is_digit(c)) {
        digits += c;
        plain += c;
        decimals += point ? 1 : 0;
      } else if (c == ',' && digit_next && end + 3 < m_text.size() && is_digit(m_text[end + 2]) && is_digit(m_text[end + 3])) {
        // thousands
      } else if (c == '.' && digit_next && !point) {
        point = true;
        plain += c;
      } else if ((c == '-' || c == ' ' || c == ')' || c == '(') && phone_goes_on(end, digits.size())) {
        separators_only = false;
      } else {
        break;
      }
      ++end;
    }
    if (!point && digits.size() >= 7) { // an identifier or a telephone number
      const std::string key = digits.size() == 11 && digits.front() == '1' ? digits.substr(1) : digits;
      add({Kind::digits, key}, begin, end);
      return true;
    }
    if (!separators_only) { // not a phone after all: the first group only
      end = begin;
      plain.clear();
      while (end < m_text.size() && is_digit(m_text[end])) {
        plain += m_text[end++];
      }
      decimals = 0;
    }
    Value value{Kind::number, "", 0, decimals};
    std::from_chars(plain.data(), plain.data() + plain.size(), value.number);
    std::size_t after = end;
    skip(after, " ");
    const bool money = begin > 0 && m_text[begin - 1] == '$';
    const std::string_view rest = m_text.substr(std::min(after, m_text.size()));
    const bool sign = rest.starts_with("%") || rest.starts_with("percent") || rest.starts_with("USD") || rest.starts_with("dollars") || rest.starts_with("\xe2\x82\xac");
    const bool glued = end < m_text.size() && in_word(m_text[end]) && !is_digit(m_text[end]);
    value.telling = !glued && (money || sign || point || value.number >= 100);
    add(std::move(value), begin, end);
    return true;
  }

  // Inside a telephone number: separators between groups until ten digits.
  [[nodiscard]] bool phone_goes_on(std::size_t at, std::size_t digits) const
  {
    if (digits < 3 || digits > 7) {
      return false;
    }
    std::size_t next = at;
    skip(next, "-() ");
    std::size_t run = next;
    while (run < m_text.size() && is_digit(m_text[run])) {
      ++run;
    }
    return next - at <= 2 && (run - next == 3 || run - next == 4);
  }

  bool uuid()
  {
    if (m_text.size() - m_at < 36) {
      return false;
    }
    const std::string_view text = m_text.substr(m_at, 36);
    for (std::size_t i = 0; i < 36; ++i) {
      const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
      const char c = ascii_lower(text[i]);
      if (dash ? c != '-' : !(is_digit(c) || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    add({Kind::text, to_lower_ascii(text)}, m_at, m_at + 36);
    return true;
  }

  // 11/21/2026 and 21.11.2026.
  bool numeric_day()
  {
    std::size_t at = m_at;
    const auto a = small_number(at);
    if (!a || at >= m_text.size() || (m_text[at] != '/' && m_text[at] != '.')) {
      return false;
    }
    const char separator = m_text[at++];
    const auto b = small_number(at);
    if (!b || at >= m_text.size() || m_text[at] != separator) {
      return false;
    }
    const std::size_t year_at = ++at;
    const auto year = small_number(at);
    if (!year || at - year_at != 4) {
      return false;
    }
    const auto date = separator == '/' ? make_date(*year, *a, *b) : make_date(*year, *b, *a);
    if (!date) {
      return false;
    }
    add({Kind::day, to_string(*date)}, m_at, at);
    return true;
  }

  bool day_before_month()
  {
    std::size_t at = m_at;
    const auto day = small_number(at);
    if (!day || *day < 1 || *day > 31) {
      return false;
    }
    skip(at, ". ");
    if (m_text.substr(std::min(at, m_text.size())).starts_with("de ")) {
      at += 3;
    }
    std::size_t end = 0;
    const auto month = at < m_text.size() && !is_digit(m_text[at]) ? month_at(at, end) : std::nullopt;
    if (!month) {
      return false;
    }
    std::size_t after = end;
    skip(after, " ,.");
    if (m_text.substr(std::min(after, m_text.size())).starts_with("de ")) {
      after += 3;
    }
    add_day(*month, *day, after, end);
    return true;
  }

  std::string_view m_text;
  std::size_t m_at = 0;
  std::vector<Value> m_values;
};

} // namespace

std::vector<std::string> ungrounded_values(std::string_view answer, const std::vector<std::string_view>& sources)
{
  std::set<std::string> texts;
  std::set<std::string> digits;
  std::vector<double> numbers;
  std::set<std::string> days;
  std::set<std::string> month_days;
  for (const std::string_view source : sources) {
    for (const Value& value : Scanner(source).run()) {
      switch (value.kind) {
      case Kind::text: texts.insert(value.key); break;
      case Kind::digits: digits.insert(value.key); break;
      case Kind::number: numbers.push_back(value.number); break;
      case Kind::month_day: month_days.insert(value.key); break;
      case Kind::day:
        days.insert(value.key);
        if (const auto date = parse_iso_date(value.key)) {
          month_days.insert(month_day(date->month, date->day));
        }
        break;
      }
    }
  }
  for (const std::string& text : digits) { // "1234567" may be an amount; "0900001" is not, and 900001 is another client
    double number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.front() != '0') {
      numbers.push_back(number);
    }
  }
  std::vector<std::string> out;
  for (const Value& value : Scanner(answer).run()) {
    bool known = true;
    switch (value.kind) {
    case Kind::text: known = texts.contains(value.key); break;
    case Kind::digits: known = digits.contains(value.key); break;
    case Kind::day: known = days.contains(value.key); break;
    case Kind::month_day: known = month_days.contains(value.key); break;
    case Kind::number: {
      // As exact as written: "55 %" stands for 54.9, "149.95" for itself only.
      const double half = value.decimals >= 2 ? 0.005 : 0.5 * std::pow(10.0, -value.decimals) + 1e-9;
      known = !value.telling || std::ranges::any_of(numbers, [&](double n) { return std::abs(std::abs(n) - value.number) <= half; });
      break;
    }
    }
    if (!known && std::ranges::find(out, value.written) == out.end()) {
      out.emplace_back(value.written);
    }
  }
  return out;
}

} // namespace tilores::assist

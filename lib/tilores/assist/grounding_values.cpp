#include <tilores/assist/grounding_values.hpp>

#include <tilores/assist/grounding_numbers.hpp>
#include <tilores/base/date.hpp>
#include <tilores/base/text.hpp>

#include <array>
#include <charconv>
#include <optional>

namespace tilores::assist {

namespace {

constexpr std::array<std::string_view, 12> k_months{"january",   "february", "march",    "april",
                                                    "may",       "june",     "july",     "august",
                                                    "september", "october",  "november", "december"};
struct OtherMonth {
  std::string_view name;
  int month;
};
// Spanish and German, and what is not the beginning of an English name.
constexpr OtherMonth k_other_months[] = {
  {"enero", 1}, {"ene", 1},        {"januar", 1},     {"jänner", 1}, {"febrero", 2},   {"februar", 2},
  {"marzo", 3}, {"märz", 3},       {"mär", 3},        {"abril", 4},  {"abr", 4},       {"mayo", 5},
  {"mai", 5},   {"junio", 6},      {"juni", 6},       {"julio", 7},  {"juli", 7},      {"agosto", 8},
  {"ago", 8},   {"septiembre", 9}, {"setiembre", 9},  {"sept", 9},   {"octubre", 10},  {"oktober", 10},
  {"okt", 10},  {"noviembre", 11}, {"diciembre", 12}, {"dic", 12},   {"dezember", 12}, {"dez", 12},
};

bool in_word(char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }

std::string two(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

class Scanner {
public:
  explicit Scanner(std::string_view text) : m_text(text) {}

  std::vector<FoundValue> run()
  {
    while (m_at < m_text.size()) {
      const std::size_t begin = m_at;
      const bool word_begins = begin == 0 || !in_word(m_text[begin - 1]);
      if (!word_begins && is_digit(m_text[begin]) == is_digit(m_text[begin - 1])) {
        ++m_at;
        continue;
      }
      if ((word_begins && (email() || code())) || month_name() || number_like()) {
        continue;
      }
      // Over the whole word, so that "a1b" is no number.
      while (m_at < m_text.size() && in_word(m_text[m_at])) {
        ++m_at;
      }
      m_at += m_at == begin ? 1 : 0;
    }
    return std::move(m_values);
  }

private:
  void add(FoundValue value, std::size_t begin, std::size_t end)
  {
    value.written = m_text.substr(begin, end - begin);
    m_values.push_back(std::move(value));
    m_at = end;
  }

  void add(ValueKind kind, std::vector<std::string> keys, std::size_t end)
  {
    FoundValue value;
    value.kind = kind;
    value.keys = std::move(keys);
    add(std::move(value), m_at, end);
  }

  bool email()
  {
    std::size_t end = m_at;
    std::size_t at_sign = std::string_view::npos;
    while (end < m_text.size() &&
           (is_alnum(m_text[end]) || std::string_view("._%+-@").find(m_text[end]) != std::string_view::npos)) {
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
    add(ValueKind::text, {to_lower_ascii(m_text.substr(m_at, end - m_at))}, end);
    return true;
  }

  // UUIDs, and words of letters and digits long enough to be a key: "003SYNm7QX00000AAA". Its last three signs are a
  // check sum that is left out as often as not.
  bool code()
  {
    if (uuid()) {
      return true;
    }
    std::size_t end = m_at;
    std::size_t digits = 0;
    while (end < m_text.size() && is_alnum(m_text[end])) {
      digits += is_digit(m_text[end]) ? 1 : 0;
      ++end;
    }
    const std::size_t length = end - m_at;
    if (length < 10 || length > 40 || digits < 3 || digits == length || (end < m_text.size() && in_word(m_text[end]))) {
      return false;
    }
    add(ValueKind::text, {to_lower_ascii(m_text.substr(m_at, length == 18 ? 15 : length))}, end);
    return true;
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
    add(ValueKind::text, {to_lower_ascii(text)}, m_at + 36);
    return true;
  }

  [[nodiscard]] std::optional<int> small_number(std::size_t& at) const
  {
    int n = 0;
    if (at >= m_text.size() || !is_digit(m_text[at])) {
      return std::nullopt;
    }
    const auto [end, bad] = std::from_chars(m_text.data() + at, m_text.data() + m_text.size(), n);
    if (bad != std::errc{}) {
      return std::nullopt;
    }
    at = static_cast<std::size_t>(end - m_text.data());
    return n;
  }

  [[nodiscard]] std::optional<int> month_at(std::size_t at, std::size_t& end) const
  {
    end = at;
    while (end < m_text.size() && in_word(m_text[end]) && !is_digit(m_text[end])) {
      ++end;
    }
    const std::string word = to_lower_ascii(m_text.substr(at, end - at));
    for (std::size_t i = 0; i < k_months.size(); ++i) {
      if (word == k_months[i] || (word.size() == 3 && k_months[i].starts_with(word))) {
        return static_cast<int>(i) + 1;
      }
    }
    for (const OtherMonth& other : k_other_months) {
      if (word == other.name) {
        return other.month;
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

  bool skip_word(std::size_t& at, std::string_view word) const
  {
    if (m_text.substr(std::min(at, m_text.size())).starts_with(word)) {
      at += word.size();
      return true;
    }
    return false;
  }

  void skip_ordinal(std::size_t& at) const
  {
    for (const std::string_view suffix : {"st", "nd", "rd", "th"}) {
      if (skip_word(at, suffix)) {
        return;
      }
    }
  }

  // "Nov 21, 2026", "November 21st", "March 2024".
  bool month_name()
  {
    std::size_t at = 0;
    const auto month = month_at(m_at, at);
    if (!month) {
      return false;
    }
    skip(at, " .");
    skip_word(at, "de ");
    const std::size_t number_at = at;
    std::size_t end = at;
    const auto number = small_number(end);
    if (number && end - number_at == 4) {
      add(ValueKind::month_year, {std::to_string(*number) + "-" + two(*month)}, end);
      return true;
    }
    if (!number || *number < 1 || *number > 31) {
      return false;
    }
    skip_ordinal(end);
    std::size_t after = end;
    skip(after, " ,");
    add_day(*month, *number, after, end);
    return true;
  }

  // "3 March 2024", "3rd of March", "3. März 2024", "3 de marzo de 2024", "21-Nov-2026".
  bool day_before_month()
  {
    std::size_t at = m_at;
    const auto day = small_number(at);
    if (!day || *day < 1 || *day > 31) {
      return false;
    }
    skip_ordinal(at);
    skip(at, ". -");
    if (!skip_word(at, "de ")) {
      skip_word(at, "of ");
    }
    std::size_t end = 0;
    const auto month = at < m_text.size() && !is_digit(m_text[at]) ? month_at(at, end) : std::nullopt;
    if (!month) {
      return false;
    }
    std::size_t after = end;
    skip(after, " ,.-");
    skip_word(after, "de ");
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
        add(ValueKind::day, {to_string(*date)}, after);
        return;
      }
    }
    add(ValueKind::month_day, {two(month) + "-" + two(day)}, end);
  }

  // 11/21/2026, 21/11/2026, 21.11.2026, 21-11-2026, 11/21/26, 2026/11/21. Between slashes the month comes first or
  // last.
  bool numeric_day()
  {
    std::size_t at = m_at;
    const auto a = small_number(at);
    if (!a || at >= m_text.size() || std::string_view("/.-").find(m_text[at]) == std::string_view::npos) {
      return false;
    }
    const bool year_first = at - m_at == 4;
    const char separator = m_text[at++];
    const auto b = small_number(at);
    if (!b || at >= m_text.size() || m_text[at] != separator) {
      return false;
    }
    const std::size_t last_at = ++at;
    const auto c = small_number(at);
    const std::size_t last = at - last_at;
    if (!c || (year_first ? last > 2 : last != 4 && last != 2) || (at < m_text.size() && is_digit(m_text[at]))) {
      return false;
    }
    const int year = year_first ? *a : last == 4 ? *c : 2000 + *c;
    std::vector<std::string> keys;
    const auto read = [&](int month, int day) {
      if (const auto date = make_date(year, month, day)) {
        keys.push_back(to_string(*date));
      }
    };
    if (year_first) {
      read(*b, *c);
    } else {
      read(*b, *a);
      if (separator == '/') {
        read(*a, *b);
      }
    }
    if (keys.empty()) {
      return false;
    }
    add(ValueKind::day, std::move(keys), at);
    return true;
  }

  // "+49 30 1234567": all of it.
  bool international()
  {
    if (m_at == 0 || m_text[m_at - 1] != '+') {
      return false;
    }
    std::string digits;
    std::size_t end = m_at;
    for (std::size_t at = m_at; at < m_text.size() && digits.size() < 15; ++at) {
      if (is_digit(m_text[at])) {
        digits += m_text[at];
        end = at + 1;
      } else if (std::string_view(" -().").find(m_text[at]) == std::string_view::npos || at - end >= 2) {
        break;
      }
    }
    if (digits.size() < 8) {
      return false;
    }
    add(ValueKind::digits, {digits.size() == 11 && digits.front() == '1' ? digits.substr(1) : digits}, end);
    return true;
  }

  // "(212) 555-0101", "212 555 0101", and any run of seven digits or more.
  bool digits()
  {
    std::string digits;
    std::size_t end = m_at;
    while (end < m_text.size()) {
      const char c = m_text[end];
      if (is_digit(c)) {
        digits += c;
      } else if (!((c == '-' || c == ' ' || c == ')' || c == '(') && phone_goes_on(end, digits.size()))) {
        break;
      }
      ++end;
    }
    if (digits.size() < 7 ||
        (end + 1 < m_text.size() && (m_text[end] == '.' || m_text[end] == ',') && is_digit(m_text[end + 1]))) {
      return false;
    }
    add(ValueKind::digits, {digits.size() == 11 && digits.front() == '1' ? digits.substr(1) : digits}, end);
    return true;
  }

  // "212.555.0101"
  bool dotted_phone()
  {
    constexpr std::size_t k_length = 12;
    if (m_text.size() - m_at < k_length || (m_at + k_length < m_text.size() && is_digit(m_text[m_at + k_length]))) {
      return false;
    }
    std::string digits;
    for (std::size_t i = 0; i < k_length; ++i) {
      const char c = m_text[m_at + i];
      if (i == 3 || i == 7 ? c != '.' : !is_digit(c)) {
        return false;
      }
      if (c != '.') {
        digits += c;
      }
    }
    add(ValueKind::digits, {std::move(digits)}, m_at + k_length);
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
    const bool decimals =
      run + 1 < m_text.size() && (m_text[run] == '.' || m_text[run] == ',') && is_digit(m_text[run + 1]);
    return next - at <= 2 && (run - next == 3 || run - next == 4) && !decimals;
  }

  bool number_like()
  {
    if (!is_digit(m_text[m_at])) {
      return false;
    }
    if (const auto iso = parse_iso_date(m_text.substr(m_at, 10));
        iso && (m_at + 10 >= m_text.size() || !is_digit(m_text[m_at + 10]))) {
      add(ValueKind::day, {to_string(*iso)}, m_at + 10);
      return true;
    }
    if (numeric_day() || day_before_month() || international() || dotted_phone() || digits()) {
      return true;
    }
    const WrittenNumber number = read_number(m_text, m_at);
    FoundValue value;
    value.kind = number.year ? ValueKind::year : ValueKind::number;
    value.readings = number.readings;
    value.telling = number.telling;
    if (number.year) {
      value.keys.emplace_back(m_text.substr(m_at, 4));
    }
    add(std::move(value), m_at, number.end);
    return true;
  }

  std::string_view m_text;
  std::size_t m_at = 0;
  std::vector<FoundValue> m_values;
};

} // namespace

std::vector<FoundValue> values_of(std::string_view text) { return Scanner(text).run(); }

} // namespace tilores::assist

// strconv.ParseFloat and time.Parse for the two time forms of insights.

#include <tilores/model/insights_values.hpp>

#include <tilores/base/date.hpp>
#include <tilores/base/text.hpp>

#include <charconv>
#include <cmath>
#include <limits>

namespace tilores::model {
namespace {

bool is_hex_digit(char c) { return is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f'); }

// An underscore must stand between digits, or between a base prefix and a digit. `text` has no sign.
bool underscores_allowed(std::string_view text)
{
  char before = '^';
  std::size_t at = 0;
  bool hex = false;
  if (text.size() >= 2 && text[0] == '0' && ascii_lower(text[1]) == 'x') {
    hex = true;
    before = '0'; // the prefix counts as a digit
    at = 2;
  }
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (is_digit(c) || (hex && is_hex_digit(c))) {
      before = '0';
    } else if (c == '_') {
      if (before != '0') {
        return false;
      }
      before = '_';
    } else {
      if (before == '_') {
        return false;
      }
      before = '!';
    }
  }
  return before != '_';
}

std::optional<double> special_float(std::string_view unsigned_text, bool has_sign, bool negative)
{
  if (equals_ignoring_case(unsigned_text, "inf") || equals_ignoring_case(unsigned_text, "infinity")) {
    const double infinity = std::numeric_limits<double>::infinity();
    return negative ? -infinity : infinity;
  }
  if (!has_sign && equals_ignoring_case(unsigned_text, "nan")) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return std::nullopt;
}

// Digits, point and exponent after sign and base prefix; underscores already gone.
bool well_formed_mantissa(std::string_view text, bool hex)
{
  std::size_t at = 0;
  bool point = false;
  bool digits = false;
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && !point) {
      point = true;
    } else if (is_digit(text[at]) || (hex && is_hex_digit(text[at]))) {
      digits = true;
    } else {
      break;
    }
  }
  if (!digits || at == text.size()) {
    return digits && !hex; // a hexadecimal number must have an exponent
  }
  if (ascii_lower(text[at]) != (hex ? 'p' : 'e')) {
    return false;
  }
  ++at;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
    ++at;
  }
  const std::size_t first = at;
  while (at < text.size() && is_digit(text[at])) {
    ++at;
  }
  return at > first && at == text.size();
}

// Overflow or underflow? The value's leading power tells; from_chars says only "out of range".
bool underflows(std::string_view text, bool hex)
{
  const std::size_t mark = text.find_first_of(hex ? "pP" : "eE");
  const std::string_view mantissa = text.substr(0, mark);
  if (mantissa.find_first_not_of("0.") == std::string_view::npos) {
    return true; // zero
  }
  if (mark == std::string_view::npos) {
    return mantissa.find_first_not_of('0') == mantissa.find('.');
  }
  std::string_view power = text.substr(mark + 1);
  const bool negative = power.starts_with('-');
  std::int64_t value = 0;
  if (power.starts_with('+') || negative) {
    power.remove_prefix(1);
  }
  if (std::from_chars(power.data(), power.data() + power.size(), value).ec != std::errc{} || value > 1'000'000'000) {
    return negative;
  }
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t lead = mantissa.find_first_not_of("0.");
  const std::int64_t digits = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(lead);
  return (negative ? -value : value) + digits * (hex ? 4 : 1) < 0;
}

} // namespace

std::optional<double> parse_go_float(std::string_view text)
{
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  const bool has_sign = negative || rest.starts_with('+');
  if (has_sign) {
    rest.remove_prefix(1);
  }
  if (rest.empty()) {
    return std::nullopt;
  }
  if (!is_digit(rest[0]) && rest[0] != '.') {
    return special_float(rest, has_sign, negative);
  }
  std::string cleaned;
  if (rest.find('_') != std::string_view::npos) {
    if (!underscores_allowed(rest)) {
      return std::nullopt;
    }
    for (const char c : rest) {
      if (c != '_') {
        cleaned += c;
      }
    }
    rest = cleaned;
  }
  const bool hex = rest.size() > 2 && rest[0] == '0' && ascii_lower(rest[1]) == 'x';
  if (hex) {
    rest.remove_prefix(2);
  }
  if (!well_formed_mantissa(rest, hex)) {
    return std::nullopt;
  }
  double value = 0;
  const auto [end, bad] = std::from_chars(rest.data(), rest.data() + rest.size(), value,
                                          hex ? std::chars_format::hex : std::chars_format::general);
  if (bad == std::errc::result_out_of_range) {
    if (!underflows(rest, hex)) {
      return std::nullopt;
    }
    value = 0;
  } else if (bad != std::errc{}) {
    return std::nullopt;
  }
  return negative ? -value : value;
}

namespace {

// Reads YYYY-MM-DDThh:mm:ss[.fraction][zone] from left to right as Go's layouts do: the hour may have one digit, the
// fraction any number of digits after a point or comma, an offset may go to 24:60.
class TimeReader {
public:
  explicit TimeReader(std::string_view text) : m_rest(text) {}

  std::optional<Instant> read(bool with_zone)
  {
    const auto year = digits(4);
    const bool shape = year && literal('-');
    const auto month = shape ? digits(2) : std::nullopt;
    const bool shape2 = month && literal('-');
    const auto day = shape2 ? digits(2) : std::nullopt;
    const auto hour = day && literal('T') ? one_or_two_digits() : std::nullopt;
    const auto minute = hour && literal(':') ? digits(2) : std::nullopt;
    const auto second = minute && literal(':') ? digits(2) : std::nullopt;
    if (!second || *hour > 23 || *minute > 59 || *second > 59) {
      return std::nullopt;
    }
    const auto date = make_date(*year, *month, *day);
    Instant out;
    out.nanoseconds = fraction();
    const auto offset = with_zone ? zone() : std::optional<int>{0};
    if (!date || !offset || !m_rest.empty()) {
      return std::nullopt;
    }
    out.seconds = days_from_epoch(*date) * 86'400 + *hour * 3'600 + *minute * 60 + *second - *offset;
    return out;
  }

private:
  std::optional<int> digits(std::size_t count)
  {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (i >= m_rest.size() || !is_digit(m_rest[i])) {
        return std::nullopt;
      }
      value = value * 10 + (m_rest[i] - '0');
    }
    m_rest.remove_prefix(count);
    return value;
  }
  std::optional<int> one_or_two_digits() { return m_rest.size() > 1 && is_digit(m_rest[1]) ? digits(2) : digits(1); }
  bool literal(char c)
  {
    if (!m_rest.starts_with(c)) {
      return false;
    }
    m_rest.remove_prefix(1);
    return true;
  }
  std::int32_t fraction()
  {
    if (m_rest.size() < 2 || (m_rest[0] != '.' && m_rest[0] != ',') || !is_digit(m_rest[1])) {
      return 0;
    }
    m_rest.remove_prefix(1);
    std::int32_t value = 0;
    int taken = 0;
    for (; !m_rest.empty() && is_digit(m_rest[0]); m_rest.remove_prefix(1)) {
      if (taken < 9) {
        value = value * 10 + (m_rest[0] - '0');
        ++taken;
      }
    }
    for (; taken < 9; ++taken) {
      value *= 10;
    }
    return value;
  }
  // Seconds east of UTC.
  std::optional<int> zone()
  {
    if (literal('Z')) {
      return 0;
    }
    const bool west = m_rest.starts_with('-');
    if (!west && !m_rest.starts_with('+')) {
      return std::nullopt;
    }
    m_rest.remove_prefix(1);
    const auto hours = digits(2);
    const auto minutes = hours && literal(':') ? digits(2) : std::nullopt;
    if (!minutes || *hours > 24 || *minutes > 60) {
      return std::nullopt;
    }
    const int seconds = (*hours * 60 + *minutes) * 60;
    return west ? -seconds : seconds;
  }

  std::string_view m_rest;
};

} // namespace

std::optional<Instant> parse_go_time(std::string_view text)
{
  const auto zoned = TimeReader(text).read(true);
  return zoned ? zoned : TimeReader(text).read(false);
}

} // namespace tilores::model

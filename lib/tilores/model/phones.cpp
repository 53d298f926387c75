// Telephone numbers to E.164 by the North American plan and a table of calling codes.
#include <tilores/model/normalise.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>

namespace tilores::model {
namespace {

constexpr std::size_t k_max_digits = 15; // E.164

// Lengths of the national (significant) number as the ITU's national numbering plans have them.
struct CallingCode {
  std::uint16_t code;
  std::uint8_t min;
  std::uint8_t max;
};
constexpr auto k_codes = std::to_array<CallingCode>(
  {{7, 10, 10},  {20, 8, 10},  {27, 9, 9},   {30, 10, 10}, {31, 9, 11},  {32, 8, 9},  {33, 9, 9},   {34, 9, 9},
   {36, 8, 9},   {39, 6, 12},  {40, 9, 9},   {41, 9, 9},   {43, 4, 13},  {44, 7, 10}, {45, 8, 8},   {46, 7, 10},
   {47, 8, 8},   {48, 9, 9},   {49, 5, 13},  {51, 8, 9},   {52, 10, 10}, {53, 6, 8},  {54, 10, 11}, {55, 10, 11},
   {56, 9, 9},   {57, 10, 10}, {58, 10, 10}, {60, 8, 10},  {61, 9, 9},   {62, 7, 12}, {63, 8, 10},  {64, 8, 10},
   {65, 8, 8},   {66, 8, 9},   {81, 9, 10},  {82, 8, 11},  {84, 9, 10},  {86, 9, 11}, {90, 10, 10}, {91, 10, 10},
   {92, 9, 10},  {93, 9, 9},   {94, 9, 9},   {95, 7, 10},  {98, 10, 10}, {211, 9, 9}, {212, 9, 9},  {213, 8, 9},
   {216, 8, 8},  {218, 8, 9},  {220, 7, 7},  {221, 9, 9},  {222, 8, 8},  {223, 8, 8}, {224, 8, 9},  {225, 8, 10},
   {226, 8, 8},  {227, 8, 8},  {228, 8, 8},  {229, 8, 10}, {230, 7, 8},  {231, 7, 9}, {232, 8, 8},  {233, 9, 9},
   {234, 7, 10}, {235, 8, 8},  {236, 8, 8},  {237, 8, 9},  {238, 7, 7},  {239, 7, 7}, {240, 9, 9},  {241, 7, 8},
   {242, 9, 9},  {243, 9, 9},  {244, 9, 9},  {245, 7, 9},  {246, 7, 7},  {247, 4, 6}, {248, 7, 7},  {249, 9, 9},
   {250, 8, 9},  {251, 9, 9},  {252, 7, 9},  {253, 8, 8},  {254, 9, 10}, {255, 9, 9}, {256, 9, 9},  {257, 8, 8},
   {258, 8, 9},  {260, 9, 9},  {261, 9, 9},  {262, 9, 9},  {263, 5, 10}, {264, 8, 9}, {265, 7, 9},  {266, 8, 8},
   {267, 7, 8},  {268, 7, 8},  {269, 7, 7},  {290, 4, 5},  {291, 7, 7},  {297, 7, 7}, {298, 6, 6},  {299, 6, 6},
   {350, 8, 8},  {351, 9, 9},  {352, 4, 11}, {353, 7, 10}, {354, 7, 9},  {355, 8, 9}, {356, 8, 8},  {357, 8, 8},
   {358, 5, 12}, {359, 7, 9},  {370, 8, 8},  {371, 8, 8},  {372, 7, 8},  {373, 8, 8}, {374, 8, 8},  {375, 9, 10},
   {376, 6, 9},  {377, 8, 9},  {378, 6, 10}, {380, 9, 9},  {381, 6, 12}, {382, 8, 8}, {383, 8, 9},  {385, 8, 9},
   {386, 8, 8},  {387, 8, 9},  {389, 8, 8},  {420, 9, 9},  {421, 9, 9},  {423, 7, 9}, {500, 5, 5},  {501, 7, 7},
   {502, 8, 8},  {503, 8, 8},  {504, 8, 8},  {505, 8, 8},  {506, 8, 8},  {507, 7, 8}, {508, 6, 9},  {509, 8, 8},
   {590, 9, 9},  {591, 8, 8},  {592, 7, 7},  {593, 8, 9},  {594, 9, 9},  {595, 8, 9}, {596, 9, 9},  {597, 6, 7},
   {598, 8, 8},  {599, 7, 8},  {670, 7, 8},  {672, 6, 6},  {673, 7, 7},  {674, 7, 7}, {675, 7, 8},  {676, 5, 7},
   {677, 5, 7},  {678, 5, 7},  {679, 7, 7},  {680, 7, 7},  {681, 6, 6},  {682, 5, 5}, {683, 4, 7},  {685, 5, 7},
   {686, 5, 8},  {687, 6, 6},  {688, 5, 7},  {689, 6, 8},  {690, 4, 7},  {691, 7, 7}, {692, 7, 7},  {850, 8, 10},
   {852, 8, 8},  {853, 8, 8},  {855, 8, 9},  {856, 8, 10}, {880, 8, 10}, {886, 8, 9}, {960, 7, 7},  {961, 7, 8},
   {962, 8, 9},  {963, 8, 9},  {964, 8, 10}, {965, 7, 8},  {966, 8, 9},  {967, 7, 9}, {968, 8, 8},  {970, 8, 9},
   {971, 8, 9},  {972, 8, 9},  {973, 8, 8},  {974, 7, 8},  {975, 7, 8},  {976, 8, 8}, {977, 8, 10}, {992, 9, 9},
   {993, 8, 8},  {994, 9, 9},  {995, 9, 9},  {996, 9, 9},  {998, 9, 9}});
static_assert(std::ranges::is_sorted(k_codes, {}, &CallingCode::code));

// Regions whose national way of writing is understood; NANP regions have code 1. `trunk` precedes the national number.
struct Region {
  std::string_view name;
  std::uint16_t code;
  std::string_view trunk;
};
constexpr auto k_regions = std::to_array<Region>(
  {{"AT", 43, "0"},  {"AU", 61, "0"}, {"BE", 32, "0"},  {"BR", 55, "0"}, {"CA", 1, "1"},   {"CH", 41, "0"},
   {"CN", 86, "0"},  {"CZ", 420, ""}, {"DE", 49, "0"},  {"DK", 45, ""},  {"DO", 1, "1"},   {"ES", 34, ""},
   {"FI", 358, "0"}, {"FR", 33, "0"}, {"GB", 44, "0"},  {"GR", 30, ""},  {"IE", 353, "0"}, {"IL", 972, "0"},
   {"IN", 91, "0"},  {"IT", 39, ""},  {"JM", 1, "1"},   {"JP", 81, "0"}, {"MX", 52, "01"}, {"NL", 31, "0"},
   {"NO", 47, ""},   {"NZ", 64, "0"}, {"PL", 48, ""},   {"PR", 1, "1"},  {"PT", 351, ""},  {"RO", 40, "0"},
   {"SE", 46, "0"},  {"SG", 65, ""},  {"SK", 421, "0"}, {"TR", 90, "0"}, {"UA", 380, "0"}, {"US", 1, "1"},
   {"ZA", 27, "0"}});

struct Scanned {
  std::array<char, 24> digits{};
  std::size_t count = 0;
  bool plus = false;
  [[nodiscard]] std::string_view view() const { return {digits.data(), count}; }
};

bool is_extension_mark(std::string_view word)
{
  for (const std::string_view mark : {"x", "ext", "extn", "extension", "xt", "poste", "anexo"}) {
    if (equals_ignoring_case(word, mark)) {
      return true;
    }
  }
  return false;
}

// A full-width or other non-ASCII character written in numbers: its ASCII form, ' ' for blanks and dashes, else '\0'.
char plain_of(char32_t c)
{
  if (c >= 0xFF10 && c <= 0xFF19) {
    return static_cast<char>('0' + (c - 0xFF10));
  }
  if (c == 0xFF0B) {
    return '+';
  }
  const bool dash_or_blank = c == 0xA0 || (c >= 0x2000 && c <= 0x2015) || c == 0x202F || c == 0x2212 || c == 0x3000 ||
                             c == 0xFF08 || c == 0xFF09 || c == 0xFF0D || c == 0xFEFF || (c >= 0x202A && c <= 0x202E);
  return dash_or_blank ? ' ' : '\0';
}

// The digits in front of an extension or a trailing word; nullopt where something else stands between them.
std::optional<Scanned> scan(std::string_view text)
{
  Scanned out;
  for (std::size_t at = 0; at < text.size();) {
    char c = text[at];
    if (static_cast<unsigned char>(c) >= 0x80) {
      c = plain_of(next_code_point(text, at));
    } else {
      ++at;
    }
    if (is_digit(c)) {
      if (out.count == out.digits.size()) {
        return std::nullopt;
      }
      out.digits[out.count++] = c;
      continue;
    }
    switch (c) {
    case ' ':
    case '\t':
    case '-':
    case '.':
    case '(':
    case ')':
    case '/':
    case '[':
    case ']': continue;
    case '+':
      if (out.count != 0 || out.plus) {
        return std::nullopt;
      }
      out.plus = true;
      continue;
    case '#':
    case ';':
    case ',':
      // "#3", RFC 3966 parameters, dialling pauses: what follows is not the number.
      if (out.count == 0) {
        return std::nullopt;
      }
      return out;
    default: break;
    }
    if (!is_alpha(c) || out.count == 0) {
      return std::nullopt;
    }
    const std::size_t begin = at - 1;
    while (at < text.size() && is_alpha(text[at])) {
      ++at;
    }
    if (is_extension_mark(text.substr(begin, at - begin))) {
      return out;
    }
    return std::ranges::none_of(text.substr(at), is_digit) ? std::optional(out) : std::nullopt;
  }
  return out;
}

std::optional<std::string> north_american(std::string_view national)
{
  if (national.size() != 10 || national[0] < '2' || national[3] < '2' || (national[1] == '1' && national[2] == '1')) {
    return std::nullopt;
  }
  std::string out;
  out.reserve(12);
  out += "+1";
  out += national;
  return out;
}

// "(0)" after a country code is how the trunk prefix is printed; it is not dialled. Italy and others keep their zero.
std::string_view without_trunk(std::uint16_t code, std::string_view national)
{
  const bool keeps_zero = code == 39 || code == 378 || code == 225 || code == 242 || code == 241;
  return national.starts_with('0') && !keeps_zero ? national.substr(1) : national;
}

std::optional<std::string> international(std::string_view digits)
{
  if (digits.starts_with('1')) {
    return north_american(digits.substr(1));
  }
  if (digits.size() > k_max_digits + 1) { // + 1: a trunk zero may go yet
    return std::nullopt;
  }
  std::uint16_t code = 0;
  for (std::size_t length = 1; length <= 3 && length < digits.size(); ++length) {
    code = static_cast<std::uint16_t>(code * 10 + (digits[length - 1] - '0'));
    const auto row = std::ranges::lower_bound(k_codes, code, {}, &CallingCode::code);
    if (row == k_codes.end() || row->code != code) {
      continue;
    }
    const std::string_view national = without_trunk(code, digits.substr(length));
    if (national != without_trunk(code, national) || national.size() < row->min || national.size() > row->max ||
        length + national.size() > k_max_digits) {
      return std::nullopt;
    }
    return "+" + std::string(digits.substr(0, length)) + std::string(national);
  }
  return std::nullopt;
}

} // namespace

std::optional<std::string> normalise_phone(std::string_view text, std::string_view region)
{
  text = trim(text);
  constexpr std::string_view scheme = "tel:";
  if (text.size() > scheme.size() && equals_ignoring_case(text.substr(0, scheme.size()), scheme)) {
    text.remove_prefix(scheme.size());
  }
  const std::optional<Scanned> scanned = scan(text);
  if (!scanned || scanned->count < 5) {
    return std::nullopt;
  }
  std::string_view digits = scanned->view();
  if (scanned->plus) {
    return international(digits);
  }
  const auto home =
    std::ranges::find_if(k_regions, [&](const Region& r) { return equals_ignoring_case(r.name, region); });
  const bool nanp = home != k_regions.end() && home->code == 1;
  if (nanp && digits.starts_with("011")) {
    return international(digits.substr(3));
  }
  if (digits.starts_with("00")) {
    return international(digits.substr(2));
  }
  if (nanp) {
    return north_american(digits.size() == 11 && digits.starts_with('1') ? digits.substr(1) : digits);
  }
  if (home == k_regions.end()) {
    return std::nullopt;
  }
  if (!home->trunk.empty() && digits.starts_with(home->trunk)) {
    digits.remove_prefix(home->trunk.size());
  }
  return international(std::to_string(home->code) + std::string(digits));
}

} // namespace tilores::model

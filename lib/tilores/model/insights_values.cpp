// Go's texts of values: float formatting, JSON with sorted keys, simple lower case.

#include <tilores/model/insights_values.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace tilores::model {
namespace {

// The shortest decimal digits that read back as the value, and the power of ten of the first one.
struct ShortestDigits {
  std::string digits;
  int exponent = 0;
};

ShortestDigits shortest_digits(double magnitude)
{
  std::array<char, 40> buffer{};
  const auto [end, bad] =
    std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude, std::chars_format::scientific);
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const std::size_t mark = text.find('e');
  ShortestDigits out;
  for (const char c : text.substr(0, mark)) {
    if (is_digit(c)) {
      out.digits += c;
    }
  }
  std::string_view power = text.substr(mark + 1);
  if (power.starts_with('+')) {
    power.remove_prefix(1);
  }
  std::from_chars(power.data(), power.data() + power.size(), out.exponent);
  return out;
}

std::string plain_form(const ShortestDigits& number)
{
  const auto count = static_cast<int>(number.digits.size());
  if (number.exponent < 0) {
    return "0." + std::string(static_cast<std::size_t>(-1 - number.exponent), '0') + number.digits;
  }
  if (number.exponent >= count - 1) {
    return number.digits + std::string(static_cast<std::size_t>(number.exponent - count + 1), '0');
  }
  const auto point = static_cast<std::size_t>(number.exponent) + 1;
  return number.digits.substr(0, point) + "." + number.digits.substr(point);
}

// `exponent_digits`: at least so many digits in the exponent.
std::string exponent_form(const ShortestDigits& number, std::size_t exponent_digits)
{
  std::string out = number.digits.substr(0, 1);
  if (number.digits.size() > 1) {
    out += "." + number.digits.substr(1);
  }
  std::string power = std::to_string(std::abs(number.exponent));
  if (power.size() < exponent_digits) {
    power.insert(0, exponent_digits - power.size(), '0');
  }
  return out + (number.exponent < 0 ? "e-" : "e+") + power;
}

// encoding/json: exponents only below 1e-6 and from 1e21 on.
std::string json_float(double value)
{
  if (value == 0) {
    return std::signbit(value) ? "-0" : "0";
  }
  const double magnitude = std::fabs(value);
  const ShortestDigits number = shortest_digits(magnitude);
  const std::string text = magnitude < 1e-6 || magnitude >= 1e21 ? exponent_form(number, 1) : plain_form(number);
  return value < 0 ? "-" + text : text;
}

void append_go_json_string(std::string& out, std::string_view text)
{
  static constexpr char k_digits[] = "0123456789abcdef";
  out += '"';
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    switch (c) {
    case '"': out += "\\\""; break;
    case '\\': out += "\\\\"; break;
    case '\b': out += "\\b"; break;
    case '\f': out += "\\f"; break;
    case '\n': out += "\\n"; break;
    case '\r': out += "\\r"; break;
    case '\t': out += "\\t"; break;
    default:
      if (static_cast<unsigned char>(c) < 0x20 || c == '<' || c == '>' || c == '&') {
        out += "\\u00";
        out += k_digits[static_cast<unsigned char>(c) >> 4U];
        out += k_digits[static_cast<unsigned char>(c) & 15U];
      } else if (text.substr(at, 3) == "\xe2\x80\xa8" || text.substr(at, 3) == "\xe2\x80\xa9") { // U+2028, U+2029
        out += text[at + 2] == '\xa8' ? "\\u2028" : "\\u2029";
        at += 2;
      } else {
        out += c;
      }
    }
  }
  out += '"';
}

// Go reads an object into a map: the last member of a name wins.
std::vector<Json::Members::Member> last_members(const Json& object)
{
  std::vector<Json::Members::Member> members;
  members.reserve(object.size());
  for (const auto member : object.members()) {
    members.push_back(member);
  }
  std::ranges::stable_sort(members, {}, &Json::Members::Member::key);
  std::vector<Json::Members::Member> out;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i + 1 == members.size() || members[i + 1].key != members[i].key) {
      out.push_back(members[i]);
    }
  }
  return out;
}

void append_sorted_json(std::string& out, const Json& value)
{
  switch (value.kind()) {
  case JsonKind::missing:
  case JsonKind::null: out += "null"; return;
  case JsonKind::boolean: out += value.raw(); return;
  case JsonKind::number: out += json_float(value.number().value_or(0)); return;
  case JsonKind::string: append_go_json_string(out, value.text()); return;
  case JsonKind::array: {
    out += '[';
    const char* comma = "";
    for (const Json element : value.elements()) {
      out += comma;
      append_sorted_json(out, element);
      comma = ",";
    }
    out += ']';
    return;
  }
  case JsonKind::object: {
    out += '{';
    const char* comma = "";
    for (const auto& [key, member] : last_members(value)) {
      out += comma;
      append_go_json_string(out, key);
      out += ':';
      append_sorted_json(out, member);
      comma = ",";
    }
    out += '}';
    return;
  }
  }
}

} // namespace

std::string float_text(double value)
{
  if (std::isnan(value)) {
    return "NaN";
  }
  if (std::isinf(value)) {
    return value > 0 ? "+Inf" : "-Inf";
  }
  if (value == 0) {
    return std::signbit(value) ? "-0" : "0";
  }
  const ShortestDigits number = shortest_digits(std::fabs(value));
  const std::string text = number.exponent < -4 || number.exponent >= 6 ? exponent_form(number, 2) : plain_form(number);
  return value < 0 ? "-" + text : text;
}

std::string sorted_json(const Json& value)
{
  std::string out;
  append_sorted_json(out, value);
  return out;
}

std::string lower_case(std::string_view text)
{
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      out += ascii_lower(text[at++]);
      continue;
    }
    const char32_t code = next_code_point(text, at);
    // U+0130 has a longer lower case by language rules; Go's simple mapping is plain i.
    append_utf8(out,
                code == 0x130 ? U'i' : static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(code))));
  }
  return out;
}

std::string value_text(const Json& value, bool case_sensitive)
{
  std::string text;
  if (value.is_string()) {
    text = value.text();
  } else if (value.is_number()) {
    text = float_text(value.number().value_or(0));
  } else if (value.is_bool()) {
    text = value.raw();
  } else {
    text = sorted_json(value);
  }
  return case_sensitive ? text : lower_case(text);
}

void append_compact_json(std::string& out, const Json& value)
{
  if (value.is_array()) {
    out += '[';
    const char* comma = "";
    for (const Json element : value.elements()) {
      out += comma;
      append_compact_json(out, element);
      comma = ",";
    }
    out += ']';
  } else if (value.is_object()) {
    out += '{';
    const char* comma = "";
    for (const auto& [key, member] : value.members()) {
      out += comma;
      append_json_string(out, key);
      out += ':';
      append_compact_json(out, member);
      comma = ",";
    }
    out += '}';
  } else if (value.missing()) {
    out += "null";
  } else {
    out += value.raw();
  }
}

} // namespace tilores::model

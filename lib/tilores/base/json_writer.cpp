#include <tilores/base/json_writer.hpp>

#include <tilores/base/json_scan.hpp>
#include <tilores/base/text.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace tilores {

void append_json_string(std::string& out, std::string_view text)
{
  static constexpr char k_digits[] = "0123456789abcdef";
  out += '"';
  std::size_t copied = 0;
  std::size_t at = plain_json_prefix(text);
  const auto flush = [&](std::size_t to) { out.append(text.substr(copied, to - copied)); };
  while (at < text.size()) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c >= 0x80) {
      const std::size_t start = at;
      const char32_t code = next_code_point(text, at);
      if (code == 0xfffd && at - start == 1) {
        flush(start);
        append_utf8(out, code);
        copied = at;
      }
      continue;
    }
    if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f) {
      ++at;
      continue;
    }
    flush(at);
    ++at;
    copied = at;
    switch (c) {
    case '"': out += "\\\""; break;
    case '\\': out += "\\\\"; break;
    case '\n': out += "\\n"; break;
    case '\r': out += "\\r"; break;
    case '\t': out += "\\t"; break;
    default:
      out += "\\u00";
      out += k_digits[c >> 4U];
      out += k_digits[c & 15U];
    }
  }
  flush(text.size());
  out += '"';
}

void append_json_number(std::string& out, double value)
{
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  std::array<char, 32> buffer{};
  const auto [end, bad] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  out.append(buffer.data(), end);
}

void JsonWriter::separate()
{
  if (!m_first && !m_after_key) {
    m_out += ',';
  }
  m_first = false;
  m_after_key = false;
}

JsonWriter& JsonWriter::begin_object()
{
  separate();
  m_out += '{';
  m_first = true;
  return *this;
}

JsonWriter& JsonWriter::end_object()
{
  m_out += '}';
  m_first = false;
  return *this;
}

JsonWriter& JsonWriter::begin_array()
{
  separate();
  m_out += '[';
  m_first = true;
  return *this;
}

JsonWriter& JsonWriter::end_array()
{
  m_out += ']';
  m_first = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name)
{
  separate();
  append_json_string(m_out, name);
  m_out += ':';
  m_after_key = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text)
{
  separate();
  append_json_string(m_out, text);
  return *this;
}

JsonWriter& JsonWriter::value(bool flag) { return raw(flag ? "true" : "false"); }

JsonWriter& JsonWriter::value(double number)
{
  separate();
  append_json_number(m_out, number);
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) { return raw(std::to_string(number)); }
JsonWriter& JsonWriter::value(std::uint64_t number) { return raw(std::to_string(number)); }
JsonWriter& JsonWriter::null() { return raw("null"); }

JsonWriter& JsonWriter::raw(std::string_view json)
{
  separate();
  m_out += json;
  return *this;
}

} // namespace tilores

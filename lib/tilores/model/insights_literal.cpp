#include <tilores/model/insights_literal.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

namespace tilores::model {
namespace {

bool is_name_start(char c) { return is_alpha(c) || c == '_'; }

bool is_name_part(char c) { return is_alnum(c) || c == '_'; }

// BlockStringValue() of the specification: common indentation and blank outer lines go.
std::string dedented(std::string_view raw)
{
  std::vector<std::string_view> lines;
  for (std::size_t at = 0;;) {
    const std::size_t end = raw.find_first_of("\r\n", at);
    lines.push_back(raw.substr(at, end == std::string_view::npos ? end : end - at));
    if (end == std::string_view::npos) {
      break;
    }
    at = end + (raw.substr(end, 2) == "\r\n" ? 2 : 1);
  }
  const auto indent_of = [](std::string_view line) { return std::min(line.find_first_not_of(" \t"), line.size()); };
  std::size_t common = std::numeric_limits<std::size_t>::max();
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (indent_of(lines[i]) < lines[i].size()) {
      common = std::min(common, indent_of(lines[i]));
    }
  }
  for (std::size_t i = 1; i < lines.size(); ++i) {
    lines[i].remove_prefix(std::min(common, lines[i].size()));
  }
  const auto blank = [&](std::string_view line) { return indent_of(line) == line.size(); };
  while (!lines.empty() && blank(lines.front())) {
    lines.erase(lines.begin());
  }
  while (!lines.empty() && blank(lines.back())) {
    lines.pop_back();
  }
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += i == 0 ? "" : "\n";
    out += lines[i];
  }
  return out;
}

} // namespace

double Literal::number() const
{
  double value = 0;
  if (kind == LiteralKind::integer || kind == LiteralKind::floating) {
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (bad == std::errc::result_out_of_range) {
      return 0;
    }
  }
  return value;
}

const Literal* Literal::member(std::string_view name) const
{
  for (const auto& [key, value] : members) {
    if (key == name) {
      return &value;
    }
  }
  return nullptr;
}

bool Literal::operator==(const Literal& other) const
{
  return kind == other.kind && text == other.text && elements == other.elements && members == other.members;
}

Failure GraphqlCursor::error(std::string message, std::string hint)
{
  return fail(ErrorKind::usage, "column " + std::to_string(column()) + ": " + std::move(message), std::move(hint));
}

void GraphqlCursor::skip_ignored()
{
  while (m_at < m_text.size()) {
    const char c = m_text[m_at];
    if (c == '#') {
      m_at = std::min(m_text.find_first_of("\r\n", m_at), m_text.size());
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',') {
      ++m_at;
    } else {
      return;
    }
  }
}

char GraphqlCursor::peek()
{
  skip_ignored();
  return m_at < m_text.size() ? m_text[m_at] : '\0';
}

bool GraphqlCursor::take(char punctuator)
{
  if (m_at >= m_text.size() || peek() != punctuator) {
    return false;
  }
  ++m_at;
  return true;
}

std::string_view GraphqlCursor::name()
{
  if (!is_name_start(peek())) {
    return {};
  }
  const std::size_t first = m_at;
  while (m_at < m_text.size() && is_name_part(m_text[m_at])) {
    ++m_at;
  }
  return m_text.substr(first, m_at - first);
}

Result<Literal> GraphqlCursor::literal(std::size_t depth)
{
  const char c = peek();
  Literal out;
  out.column = m_at + 1;
  if (c == '"') {
    TRY_ASSIGN(out, m_text.substr(m_at, 3) == "\"\"\"" ? block_string() : string());
  } else if (c == '-' || is_digit(c)) {
    TRY_ASSIGN(out, number());
  } else if (c == '[') {
    TRY(list(out, depth));
  } else if (c == '{') {
    TRY(object(out, depth));
  } else if (c == '$') {
    return error("variables cannot be used here", "write the value itself");
  } else if (is_name_start(c)) {
    out.text = name();
    out.kind = out.text == "null"                          ? LiteralKind::null
               : out.text == "true" || out.text == "false" ? LiteralKind::boolean
                                                           : LiteralKind::enumeration;
  } else {
    return error(at_end() ? "a value is missing" : "unexpected character",
                 c == '\'' ? "texts stand in double quotes" : "");
  }
  return out;
}

Status GraphqlCursor::list(Literal& out, std::size_t depth)
{
  if (depth >= k_max_depth) {
    return error("nested too deeply");
  }
  out.kind = LiteralKind::list;
  take('[');
  while (!take(']')) {
    if (at_end()) {
      return error("']' is missing");
    }
    TRY_ASSIGN(Literal element, literal(depth + 1));
    out.elements.push_back(std::move(element));
  }
  return {};
}

Status GraphqlCursor::object(Literal& out, std::size_t depth)
{
  if (depth >= k_max_depth) {
    return error("nested too deeply");
  }
  out.kind = LiteralKind::object;
  take('{');
  while (!take('}')) {
    if (at_end()) {
      return error("'}' is missing");
    }
    if (peek() == '"') {
      return error("names stand without quotes here");
    }
    const std::string key(name());
    if (key.empty()) {
      return error("a name is missing");
    }
    if (out.member(key) != nullptr) {
      return error("'" + key + "' is given twice");
    }
    if (!take(':')) {
      return error("':' is missing after '" + key + "'");
    }
    if (out.members.size() >= 1'000) {
      return error("too many names in one object");
    }
    TRY_ASSIGN(Literal value, literal(depth + 1));
    out.members.push_back({key, std::move(value)});
  }
  return {};
}

Result<Literal> GraphqlCursor::number()
{
  Literal out;
  out.column = m_at + 1;
  out.kind = LiteralKind::integer;
  const std::size_t first = m_at;
  const auto here = [&] { return m_at < m_text.size() ? m_text[m_at] : '\0'; };
  const auto digits = [&] {
    const std::size_t start = m_at;
    while (is_digit(here())) {
      ++m_at;
    }
    return m_at > start;
  };
  if (here() == '-') {
    ++m_at;
  }
  if (here() == '0') {
    ++m_at;
  } else if (!digits()) {
    return error("malformed number");
  }
  if (here() == '.' && m_at + 1 < m_text.size() && is_digit(m_text[m_at + 1])) {
    out.kind = LiteralKind::floating;
    ++m_at;
    digits();
  }
  if (ascii_lower(here()) == 'e') {
    out.kind = LiteralKind::floating;
    ++m_at;
    if (here() == '+' || here() == '-') {
      ++m_at;
    }
    if (!digits()) {
      return error("malformed number");
    }
  }
  if (is_name_part(here()) || here() == '.') {
    return error("malformed number", "texts stand in double quotes");
  }
  out.text = m_text.substr(first, m_at - first);
  double value = 0;
  if (std::from_chars(out.text.data(), out.text.data() + out.text.size(), value).ec != std::errc{}) {
    return error("number out of range");
  }
  return out;
}

Result<char32_t> GraphqlCursor::hex_code()
{
  const bool braces = m_at < m_text.size() && m_text[m_at] == '{';
  const std::size_t first = m_at + (braces ? 1 : 0);
  const std::size_t end = braces ? m_text.find('}', first) : first + 4;
  std::uint32_t code = 0;
  if (end > m_text.size() || end == first || end - first > 8) {
    return error("malformed \\u escape");
  }
  const char* const last = m_text.data() + end;
  const auto [stop, bad] = std::from_chars(m_text.data() + first, last, code, 16);
  if (bad != std::errc{} || stop != last || code > 0x10ffff) {
    return error("malformed \\u escape");
  }
  m_at = end + (braces ? 1 : 0);
  return static_cast<char32_t>(code);
}

Status GraphqlCursor::escape(std::string& out)
{
  const char c = m_at < m_text.size() ? m_text[m_at] : '\0';
  ++m_at;
  switch (c) {
  case '"':
  case '\\':
  case '/': out += c; return {};
  case 'b': out += '\b'; return {};
  case 'f': out += '\f'; return {};
  case 'n': out += '\n'; return {};
  case 'r': out += '\r'; return {};
  case 't': out += '\t'; return {};
  case 'u': break;
  default: --m_at; return error("unknown escape in a text", "write a backslash as \\\\");
  }
  TRY_ASSIGN(char32_t code, hex_code());
  if (code >= 0xd800 && code <= 0xdbff && m_text.substr(m_at, 2) == "\\u") {
    m_at += 2;
    TRY_ASSIGN(const char32_t low, hex_code());
    if (low < 0xdc00 || low > 0xdfff) {
      return error("half of a surrogate pair");
    }
    code = 0x10000 + ((code - 0xd800) << 10U) + (low - 0xdc00);
  }
  if (code >= 0xd800 && code <= 0xdfff) {
    return error("half of a surrogate pair");
  }
  append_utf8(out, code);
  return {};
}

// A text as JSON and GraphQL can hold it.
Result<Literal> GraphqlCursor::checked(Literal text)
{
  if (invalid_utf8_at(text.text)) {
    return error("a text is not valid UTF-8");
  }
  return text;
}

Result<Literal> GraphqlCursor::string()
{
  Literal out;
  out.column = m_at + 1;
  out.kind = LiteralKind::string;
  ++m_at;
  for (;;) {
    if (m_at >= m_text.size() || m_text[m_at] == '\n' || m_text[m_at] == '\r') {
      return error("the closing '\"' of a text is missing");
    }
    const char c = m_text[m_at++];
    if (c == '"') {
      return checked(std::move(out));
    }
    if (c == '\\') {
      TRY(escape(out.text));
    } else if (static_cast<unsigned char>(c) < 0x20 && c != '\t') {
      return error("control character in a text");
    } else {
      out.text += c;
    }
  }
}

Result<Literal> GraphqlCursor::block_string()
{
  Literal out;
  out.column = m_at + 1;
  out.kind = LiteralKind::string;
  m_at += 3;
  std::string raw;
  for (;;) {
    if (m_at >= m_text.size()) {
      return error("the closing '\"\"\"' of a text is missing");
    }
    if (m_text.substr(m_at, 4) == "\\\"\"\"") {
      raw += "\"\"\"";
      m_at += 4;
    } else if (m_text.substr(m_at, 3) == "\"\"\"") {
      m_at += 3;
      out.text = dedented(raw);
      return checked(std::move(out));
    } else {
      raw += m_text[m_at++];
    }
  }
}

Result<Literal> parse_literal(std::string_view text)
{
  GraphqlCursor cursor(text);
  TRY_ASSIGN(Literal out, cursor.literal());
  if (!cursor.at_end()) {
    return cursor.error("unexpected text after the value");
  }
  return out;
}

void append_graphql_string(std::string& out, std::string_view text)
{
  append_json_string(out, text); // JSON's escapes are GraphQL's
}

namespace {

enum class Notation : std::uint8_t { graphql, json };

// JSON puts keys and enumeration values into quotes.
void append(std::string& out, const Literal& literal, Notation notation)
{
  const bool json = notation == Notation::json;
  const std::string_view between = json ? "," : ", ";
  std::string_view comma;
  switch (literal.kind) {
  case LiteralKind::null: out += "null"; return;
  case LiteralKind::boolean:
  case LiteralKind::integer:
  case LiteralKind::floating: out += literal.text; return;
  case LiteralKind::enumeration:
    if (json) {
      append_json_string(out, literal.text);
    } else {
      out += literal.text;
    }
    return;
  case LiteralKind::string: append_json_string(out, literal.text); return; // JSON's escapes are GraphQL's
  case LiteralKind::list:
    out += '[';
    for (const Literal& element : literal.elements) {
      out += std::exchange(comma, between);
      append(out, element, notation);
    }
    out += ']';
    return;
  case LiteralKind::object:
    out += '{';
    for (const auto& [key, value] : literal.members) {
      out += std::exchange(comma, between);
      if (json) {
        append_json_string(out, key);
        out += ':';
      } else {
        out += key;
        out += ": ";
      }
      append(out, value, notation);
    }
    out += '}';
    return;
  }
}

} // namespace

void append_literal(std::string& out, const Literal& literal) { append(out, literal, Notation::graphql); }

void append_literal_json(std::string& out, const Literal& literal) { append(out, literal, Notation::json); }

bool is_graphql_name(std::string_view text, bool reserved)
{
  return !text.empty() && is_name_start(text[0]) && std::ranges::all_of(text, is_name_part) &&
         (reserved || !text.starts_with("__"));
}

} // namespace tilores::model

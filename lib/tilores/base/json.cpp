#include <tilores/base/json.hpp>

#include <tilores/base/json_scan.hpp>
#include <tilores/base/text.hpp>

#include <charconv>
#include <cstring>

namespace tilores {

// Recursive descent with an explicit depth count; the tape is written in document order.
class JsonParser {
public:
  JsonParser(JsonDocument& document, const JsonLimits& limits)
    : m_document(document), m_text(*document.m_text), m_limits(limits)
  {
  }

  Status run()
  {
    if (m_text.size() > m_limits.bytes) {
      return fail(ErrorKind::bad_data, "JSON text is larger than " + std::to_string(m_limits.bytes) + " bytes");
    }
    if (const auto bad = invalid_utf8_at(m_text)) {
      m_at = *bad;
      return error("invalid UTF-8");
    }
    m_document.m_nodes.reserve(m_text.size() / 10 + 4);
    skip_space();
    if (!value(0)) {
      return error(m_reason);
    }
    skip_space();
    if (m_at != m_text.size()) {
      return error("text after the value");
    }
    return {};
  }

private:
  using Node = JsonDocument::Node;

  [[nodiscard]] Failure error(const char* reason) const
  {
    return fail(ErrorKind::bad_data, std::string("invalid JSON at byte ") + std::to_string(m_at) + ": " + reason);
  }
  bool no(const char* reason)
  {
    m_reason = reason;
    return false;
  }
  [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
  void skip_space()
  {
    while (m_at < m_text.size() &&
           (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\t' || m_text[m_at] == '\r')) {
      ++m_at;
    }
  }
  std::size_t open(JsonKind kind)
  {
    m_document.m_nodes.push_back({static_cast<std::uint32_t>(m_at), 0, 0, 0, kind, false});
    return m_document.m_nodes.size() - 1;
  }
  void close(std::size_t index)
  {
    Node& node = m_document.m_nodes[index];
    node.end = static_cast<std::uint32_t>(m_at);
    node.next = static_cast<std::uint32_t>(m_document.m_nodes.size());
  }

  bool value(std::size_t depth)
  {
    switch (peek()) {
    case '{': return object(depth);
    case '[': return array(depth);
    case '"': return string();
    case 't': return word("true", JsonKind::boolean);
    case 'f': return word("false", JsonKind::boolean);
    case 'n': return word("null", JsonKind::null);
    default: return number();
    }
  }

  bool word(std::string_view expected, JsonKind kind)
  {
    if (m_text.compare(m_at, expected.size(), expected) != 0) {
      return no("unknown word");
    }
    const std::size_t node = open(kind);
    m_at += expected.size();
    close(node);
    return true;
  }

  bool digits()
  {
    const std::size_t first = m_at;
    while (is_digit(peek())) {
      ++m_at;
    }
    return m_at > first;
  }

  bool number()
  {
    if (peek() != '-' && !is_digit(peek())) {
      return no(m_at < m_text.size() ? "unexpected character" : "unexpected end");
    }
    const std::size_t node = open(JsonKind::number);
    if (peek() == '-') {
      ++m_at;
    }
    if (peek() == '0') {
      ++m_at;
    } else if (!digits()) {
      return no("malformed number");
    }
    if (peek() == '.') {
      ++m_at;
      if (!digits()) {
        return no("malformed number");
      }
    }
    if (peek() == 'e' || peek() == 'E') {
      ++m_at;
      if (peek() == '+' || peek() == '-') {
        ++m_at;
      }
      if (!digits()) {
        return no("malformed number");
      }
    }
    close(node);
    return true;
  }

  bool string()
  {
    ++m_at;
    const std::size_t node = open(JsonKind::string);
    const char* const data = m_text.data();
    const std::size_t size = m_text.size();
    m_at += plain_json_prefix(std::string_view(data, size).substr(m_at));
    while (m_at < size && data[m_at] != '"' && data[m_at] != '\\' && static_cast<unsigned char>(data[m_at]) >= 0x20) {
      ++m_at;
    }
    if (m_at < size && data[m_at] == '"') {
      close(node);
      ++m_at;
      return true;
    }
    return escaped_string(node);
  }

  bool escaped_string(std::size_t node)
  {
    std::string decoded(m_text, m_document.m_nodes[node].begin, m_at - m_document.m_nodes[node].begin);
    for (;;) {
      if (m_at >= m_text.size()) {
        return no("unterminated string");
      }
      const char c = m_text[m_at];
      if (c == '"') {
        break;
      }
      if (static_cast<unsigned char>(c) < 0x20) {
        return no("control character in a string");
      }
      ++m_at;
      if (c != '\\') {
        decoded += c;
      } else if (!escape(decoded)) {
        return false;
      }
    }
    Node& entry = m_document.m_nodes[node];
    auto& arena = m_document.m_decoded;
    entry.escaped = true;
    entry.extra = static_cast<std::uint32_t>(arena.size());
    const auto length = static_cast<std::uint32_t>(decoded.size());
    arena.resize(arena.size() + sizeof length + decoded.size());
    std::memcpy(arena.data() + entry.extra, &length, sizeof length);
    if (!decoded.empty()) {
      std::memcpy(arena.data() + entry.extra + sizeof length, decoded.data(), decoded.size());
    }
    close(node);
    ++m_at;
    return true;
  }

  bool escape(std::string& out)
  {
    const char c = peek();
    ++m_at;
    switch (c) {
    case '"':
    case '\\':
    case '/': out += c; return true;
    case 'b': out += '\b'; return true;
    case 'f': out += '\f'; return true;
    case 'n': out += '\n'; return true;
    case 'r': out += '\r'; return true;
    case 't': out += '\t'; return true;
    case 'u': break;
    default: --m_at; return no("unknown escape");
    }
    char32_t code = 0;
    if (!hex4(code)) {
      return no("malformed \\u escape");
    }
    if (code >= 0xd800 && code <= 0xdbff && m_text.compare(m_at, 2, "\\u") == 0) {
      const std::size_t back = m_at;
      char32_t low = 0;
      m_at += 2;
      if (hex4(low) && low >= 0xdc00 && low <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10U) + (low - 0xdc00);
      } else {
        m_at = back;
      }
    }
    append_utf8(out, code >= 0xd800 && code <= 0xdfff ? U'\ufffd' : code); // a lone surrogate has no UTF-8 form
    return true;
  }

  bool hex4(char32_t& code)
  {
    if (m_at + 4 > m_text.size()) {
      return false;
    }
    std::uint32_t number = 0;
    const char* const first = m_text.data() + m_at;
    const auto [end, bad] = std::from_chars(first, first + 4, number, 16);
    if (bad != std::errc{} || end != first + 4) {
      return false;
    }
    m_at += 4;
    code = number;
    return true;
  }

  bool array(std::size_t depth)
  {
    if (depth >= m_limits.depth) {
      return no("nested too deeply");
    }
    const std::size_t node = open(JsonKind::array);
    std::uint32_t count = 0;
    ++m_at;
    skip_space();
    if (peek() != ']') {
      for (;;) {
        skip_space();
        if (!value(depth + 1)) {
          return false;
        }
        ++count;
        skip_space();
        if (peek() != ',') {
          break;
        }
        ++m_at;
      }
      if (peek() != ']') {
        return no("expected ',' or ']'");
      }
    }
    ++m_at;
    m_document.m_nodes[node].extra = count;
    close(node);
    return true;
  }

  bool object(std::size_t depth)
  {
    if (depth >= m_limits.depth) {
      return no("nested too deeply");
    }
    const std::size_t node = open(JsonKind::object);
    std::uint32_t count = 0;
    ++m_at;
    skip_space();
    if (peek() != '}') {
      for (;;) {
        skip_space();
        if (peek() != '"') {
          return no("expected a key");
        }
        if (!string()) {
          return false;
        }
        skip_space();
        if (peek() != ':') {
          return no("expected ':'");
        }
        ++m_at;
        skip_space();
        if (!value(depth + 1)) {
          return false;
        }
        ++count;
        skip_space();
        if (peek() != ',') {
          break;
        }
        ++m_at;
      }
      if (peek() != '}') {
        return no("expected ',' or '}'");
      }
    }
    ++m_at;
    m_document.m_nodes[node].extra = count;
    close(node);
    return true;
  }

  JsonDocument& m_document;
  const std::string& m_text;
  const JsonLimits& m_limits;
  std::size_t m_at = 0;
  const char* m_reason = "";
};

Result<JsonDocument> JsonDocument::parse(std::string text, const JsonLimits& limits)
{
  JsonDocument document;
  document.m_text = std::make_unique<const std::string>(std::move(text));
  JsonParser parser(document, limits);
  TRY(parser.run());
  return document;
}

std::string_view JsonDocument::string_of(const Node& node) const
{
  if (!node.escaped) {
    return std::string_view(*m_text).substr(node.begin, node.end - node.begin);
  }
  std::uint32_t length = 0;
  std::memcpy(&length, m_decoded.data() + node.extra, sizeof length);
  return {m_decoded.data() + node.extra + sizeof length, length};
}

JsonKind Json::kind() const { return m_document == nullptr ? JsonKind::missing : m_document->m_nodes[m_node].kind; }

std::string_view Json::text() const
{
  return is_string() ? m_document->string_of(m_document->m_nodes[m_node]) : std::string_view{};
}

std::string_view Json::number_text() const { return is_number() ? raw() : std::string_view{}; }

std::optional<double> Json::number() const
{
  const std::string_view written = number_text();
  double value = 0;
  const auto [end, bad] = std::from_chars(written.data(), written.data() + written.size(), value);
  if (written.empty() || (bad != std::errc{} && bad != std::errc::result_out_of_range)) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> Json::integer() const
{
  const std::string_view written = number_text();
  std::int64_t value = 0;
  const auto [end, bad] = std::from_chars(written.data(), written.data() + written.size(), value);
  if (written.empty() || bad != std::errc{} || end != written.data() + written.size()) {
    return std::nullopt;
  }
  return value;
}

bool Json::boolean(bool otherwise) const { return is_bool() ? raw() == "true" : otherwise; }

std::string_view Json::raw() const
{
  if (m_document == nullptr) {
    return {};
  }
  const auto& node = m_document->m_nodes[m_node];
  const std::size_t quote = node.kind == JsonKind::string ? 1 : 0;
  return std::string_view(*m_document->m_text).substr(node.begin - quote, node.end - node.begin + 2 * quote);
}

std::size_t Json::size() const { return is_array() || is_object() ? m_document->m_nodes[m_node].extra : 0; }

Json Json::operator[](std::string_view key) const
{
  Json found;
  for (const auto [name, value] : members()) {
    if (name == key) {
      found = value;
    }
  }
  return found;
}

Json Json::at(std::size_t index) const
{
  for (const Json element : elements()) {
    if (index-- == 0) {
      return element;
    }
  }
  return {};
}

Json::Elements Json::elements() const { return {m_document, m_node + 1, is_array() ? size() : 0}; }

Json::Members Json::members() const { return {m_document, m_node + 1, is_object() ? size() : 0}; }

Json::Elements::iterator& Json::Elements::iterator::operator++()
{
  m_node = m_document->m_nodes[m_node].next;
  --m_left;
  return *this;
}

Json::Members::Member Json::Members::iterator::operator*() const
{
  return {m_document->string_of(m_document->m_nodes[m_node]), Json(m_document, m_node + 1)};
}

Json::Members::iterator& Json::Members::iterator::operator++()
{
  m_node = m_document->m_nodes[m_node + 1].next;
  --m_left;
  return *this;
}

} // namespace tilores

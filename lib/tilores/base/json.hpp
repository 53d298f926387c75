#pragma once
// Read-only JSON (RFC 8259) for records and answers: one flat tape over the source text, strings as views into it.
// About ten times faster than a tree of nlohmann nodes, and bounded: depth, size and UTF-8 are checked while parsing.

#include <tilores/base/result.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores {

class JsonDocument;

enum class JsonKind : std::uint8_t { missing, null, boolean, number, string, array, object };

// One value inside a JsonDocument, which must outlive it. Cheap to copy. Looking into the wrong kind, an absent key or
// an index out of range gives a `missing` value, never a failure.
class Json {
public:
  Json() = default;

  [[nodiscard]] JsonKind kind() const;
  [[nodiscard]] bool missing() const { return m_document == nullptr; }
  [[nodiscard]] bool is_null() const { return kind() <= JsonKind::null; } // missing counts as null
  [[nodiscard]] bool is_string() const { return kind() == JsonKind::string; }
  [[nodiscard]] bool is_number() const { return kind() == JsonKind::number; }
  [[nodiscard]] bool is_bool() const { return kind() == JsonKind::boolean; }
  [[nodiscard]] bool is_array() const { return kind() == JsonKind::array; }
  [[nodiscard]] bool is_object() const { return kind() == JsonKind::object; }

  [[nodiscard]] std::string_view text() const;        // decoded string; "" for other kinds
  [[nodiscard]] std::string_view number_text() const; // the number as written; "" for other kinds
  [[nodiscard]] std::optional<double> number() const;
  [[nodiscard]] std::optional<std::int64_t> integer() const; // only when written as an integer that fits
  [[nodiscard]] bool boolean(bool otherwise = false) const;
  [[nodiscard]] std::string_view raw() const; // the source text of this value, quotes and brackets included

  [[nodiscard]] std::size_t size() const;                    // elements or members; 0 for scalars
  [[nodiscard]] Json operator[](std::string_view key) const; // the last member of that name
  [[nodiscard]] Json at(std::size_t index) const;            // element of an array, linear

  // for (Json element : value.elements()); empty for other kinds.
  class Elements;
  [[nodiscard]] Elements elements() const;
  // for (auto [key, member] : value.members()); empty for other kinds. `key` is decoded.
  class Members;
  [[nodiscard]] Members members() const;

private:
  friend class JsonDocument;
  Json(const JsonDocument* document, std::uint32_t node) : m_document(document), m_node(node) {}
  const JsonDocument* m_document = nullptr;
  std::uint32_t m_node = 0;
};

struct JsonLimits {
  std::size_t depth = 128;
  std::size_t bytes = std::size_t{1} << 30U; // at most 2^32 - 1
};

// Owns the text and the tape. Movable, not copyable; a moved document invalidates its Json handles. Share by
// shared_ptr<const JsonDocument>. Reading is safe from many threads.
class JsonDocument {
public:
  // Exactly one value with white space around it. bad_data names the reason and the byte offset, never the content.
  [[nodiscard]] static Result<JsonDocument> parse(std::string text, const JsonLimits& limits = {});

  JsonDocument(JsonDocument&&) noexcept = default;
  JsonDocument& operator=(JsonDocument&&) noexcept = default;
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;
  ~JsonDocument() = default;

  [[nodiscard]] Json root() const { return {this, 0}; }
  [[nodiscard]] const std::string& source() const { return *m_text; }

private:
  friend class Json;
  friend class JsonParser;
  struct Node {
    std::uint32_t begin = 0; // source span; of a string without its quotes
    std::uint32_t end = 0;
    std::uint32_t next = 0;  // index of the node after this value
    std::uint32_t extra = 0; // containers: members or elements; escaped strings: offset in m_decoded
    JsonKind kind = JsonKind::null;
    bool escaped = false;
  };
  JsonDocument() = default;
  [[nodiscard]] std::string_view string_of(const Node& node) const;

  std::unique_ptr<const std::string> m_text; // heap: views must survive a move
  std::vector<Node> m_nodes;                 // an object's members are key node, value node, …
  std::vector<char> m_decoded;               // 4 bytes of length, then the text, for each escaped string
};

class Json::Elements {
public:
  class iterator {
  public:
    iterator(const JsonDocument* document, std::uint32_t node, std::size_t left)
      : m_document(document), m_node(node), m_left(left)
    {
    }
    Json operator*() const { return {m_document, m_node}; }
    iterator& operator++();
    bool operator!=(const iterator& other) const { return m_left != other.m_left; }

  private:
    const JsonDocument* m_document;
    std::uint32_t m_node;
    std::size_t m_left;
  };
  Elements(const JsonDocument* document, std::uint32_t first, std::size_t count)
    : m_document(document), m_first(first), m_count(count)
  {
  }
  [[nodiscard]] iterator begin() const { return {m_document, m_first, m_count}; }
  [[nodiscard]] iterator end() const { return {m_document, 0, 0}; }

private:
  const JsonDocument* m_document;
  std::uint32_t m_first;
  std::size_t m_count;
};

class Json::Members {
public:
  struct Member {
    std::string_view key;
    Json value;
  };
  class iterator {
  public:
    iterator(const JsonDocument* document, std::uint32_t node, std::size_t left)
      : m_document(document), m_node(node), m_left(left)
    {
    }
    Member operator*() const;
    iterator& operator++();
    bool operator!=(const iterator& other) const { return m_left != other.m_left; }

  private:
    const JsonDocument* m_document;
    std::uint32_t m_node;
    std::size_t m_left;
  };
  Members(const JsonDocument* document, std::uint32_t first, std::size_t count)
    : m_document(document), m_first(first), m_count(count)
  {
  }
  [[nodiscard]] iterator begin() const { return {m_document, m_first, m_count}; }
  [[nodiscard]] iterator end() const { return {m_document, 0, 0}; }

private:
  const JsonDocument* m_document;
  std::uint32_t m_first;
  std::size_t m_count;
};

} // namespace tilores

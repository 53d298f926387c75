#pragma once
// GraphQL literals (spec October 2021, §2.9) as a small tree, read from text and printed back. Variables are refused.

#include <tilores/base/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilores::model {

enum class LiteralKind : std::uint8_t { null, boolean, integer, floating, string, enumeration, list, object };

// One literal. `text` is the decoded string, the enum's or word's name, or the number as written.
struct Literal {
  struct Member;
  LiteralKind kind = LiteralKind::null;
  std::string text;
  std::vector<Literal> elements;
  std::vector<Member> members; // names are unique
  std::size_t column = 1;      // where it begins, counted in bytes from 1

  [[nodiscard]] double number() const;                              // of integer and floating; 0 for other kinds
  [[nodiscard]] const Literal* member(std::string_view name) const; // nullptr: absent
  [[nodiscard]] bool operator==(const Literal& other) const;        // columns aside
};

struct Literal::Member {
  std::string name;
  Literal value;
  [[nodiscard]] bool operator==(const Member& other) const = default;
};

// A cursor over GraphQL text. Ignores white space, commas and # comments between tokens. Failures are `usage`, name the
// column and never repeat the content of a string.
class GraphqlCursor {
public:
  static constexpr std::size_t k_max_depth = 16;

  explicit GraphqlCursor(std::string_view text) : m_text(text) {}

  // The next token's first character without taking it; '\0' at the end.
  [[nodiscard]] char peek();
  // Takes `punctuator` if it is next.
  bool take(char punctuator);
  [[nodiscard]] bool at_end()
  {
    skip_ignored();
    return m_at >= m_text.size();
  }
  [[nodiscard]] std::size_t column()
  {
    skip_ignored();
    return m_at + 1;
  }
  // [_A-Za-z][_0-9A-Za-z]*; "" when something else is next.
  std::string_view name();
  Result<Literal> literal() { return literal(0); }
  [[nodiscard]] Failure error(std::string message, std::string hint = {});

private:
  void skip_ignored();
  Result<Literal> literal(std::size_t depth);
  Result<Literal> number();
  Result<Literal> string();
  Result<Literal> block_string();
  Result<Literal> checked(Literal text);
  Status escape(std::string& out);
  Result<char32_t> hex_code();
  Status list(Literal& out, std::size_t depth);
  Status object(Literal& out, std::size_t depth);

  std::string_view m_text;
  std::size_t m_at = 0;
};

// Exactly one literal with ignorable text around it.
[[nodiscard]] Result<Literal> parse_literal(std::string_view text);
// Canonical GraphQL text: one space after commas and colons, strings in double quotes on one line.
void append_literal(std::string& out, const Literal& literal);
void append_graphql_string(std::string& out, std::string_view text);
// The value as JSON; enums as strings.
void append_literal_json(std::string& out, const Literal& literal);
// [_A-Za-z][_0-9A-Za-z]*, not beginning with two underscores unless `reserved`.
[[nodiscard]] bool is_graphql_name(std::string_view text, bool reserved = false);

} // namespace tilores::model

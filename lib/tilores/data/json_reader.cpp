#include <tilores/data/readers.hpp>
#include <tilores/data/window.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <utility>

namespace tilores::data {
namespace {

// Where one JSON value ends, by brackets and quotes alone; whether it is valid is found out when the row is parsed.
// Can be continued when more text has come.
class ValueScan {
public:
  // The size of the value at the beginning of `text`, or npos when it does not end there. Never 0.
  std::size_t size_in(std::string_view text, bool at_end)
  {
    for (; m_at < text.size(); ++m_at) {
      const char c = text[m_at];
      if (m_quoted) {
        if (c == '\\') {
          ++m_at;
        } else if (c == '"') {
          m_quoted = false;
          if (m_depth == 0) {
            return m_at + 1;
          }
        }
      } else if (c == '"') {
        m_quoted = true;
      } else if (c == '{' || c == '[') {
        ++m_depth;
      } else if (c == '}' || c == ']') {
        if (m_depth <= 1) {
          return m_depth == 1 ? m_at + 1 : std::max<std::size_t>(m_at, 1); // the second: a number ended by its list
        }
        --m_depth;
      } else if (m_depth == 0 && (c == ',' || c == ':' || is_space(c)) && m_at > 0) {
        return m_at;
      }
    }
    return at_end && m_depth == 0 && !m_quoted && !text.empty() ? text.size() : std::string_view::npos;
  }

private:
  std::size_t m_at = 0;
  std::size_t m_depth = 0;
  bool m_quoted = false;
};

class JsonReader final : public RowReader {
public:
  JsonReader(std::unique_ptr<ByteSource> source, std::string list_key, const InputLimits& limits)
    : m_limits(limits), m_list_key(std::move(list_key)), m_window(std::move(source), limits.row_bytes)
  {
  }

  Result<std::span<const std::string>> header() override { return std::span<const std::string>{}; }

  Result<bool> next(Row& row) override
  {
    if (m_broken) {
      return fail(*m_broken);
    }
    auto got = read(row);
    if (!got) {
      m_broken = got.error();
    } else if (*got) {
      row.number = ++m_number;
    }
    return got;
  }

private:
  // top: between values. list: inside the array whose elements are rows. rest: behind that array, in its object.
  enum class State : std::uint8_t { top, list, rest };

  Result<bool> read(Row& row)
  {
    if (!std::exchange(m_started, true)) {
      TRY(m_window.skip_bom());
    }
    spend(std::exchange(m_spent, 0));
    for (;;) {
      TRY_ASSIGN(const char c, peek());
      if (m_state == State::top) {
        if (c == '\0' && m_window.bytes().empty()) {
          return false;
        }
        if (c == '[') {
          enter_list(false);
          continue;
        }
        if (c == '{') {
          TRY_ASSIGN(const bool inside, find_list());
          if (inside) {
            continue;
          }
        }
        return value(row);
      }
      if (c == '\0' && m_window.bytes().empty()) {
        return broken("the JSON list is cut off");
      }
      if (m_state == State::rest) {
        TRY(skip_rest(c));
        continue;
      }
      if (c == ']') {
        if (m_after_comma) {
          return broken("a value is missing before ']'");
        }
        spend(1);
        m_state = m_in_object ? State::rest : State::top;
        continue;
      }
      if (!m_first && !m_after_comma) {
        if (c != ',') {
          return broken("',' or ']' is missing between values");
        }
        spend(1);
        m_after_comma = true;
        continue;
      }
      m_first = false;
      m_after_comma = false;
      return value(row);
    }
  }

  void enter_list(bool in_object)
  {
    spend(1);
    m_state = State::list;
    m_in_object = in_object;
    m_first = true;
    m_after_comma = false;
  }

  // Consumes and counts lines.
  void spend(std::size_t count)
  {
    m_line += static_cast<std::uint64_t>(std::ranges::count(m_window.bytes().substr(0, count), '\n'));
    m_window.consume(count);
  }

  // Skips white space; the next character, or NUL at the end.
  Result<char> peek()
  {
    for (;;) {
      const std::string_view text = m_window.bytes();
      std::size_t at = 0;
      while (at < text.size() && is_space(text[at])) {
        ++at;
      }
      spend(at);
      if (at < text.size()) {
        return text[at];
      }
      if (m_window.at_end()) {
        return '\0';
      }
      TRY_ASSIGN(const bool grown, m_window.more());
      static_cast<void>(grown);
    }
  }

  // The size of the value at `offset` of the window, reading on as needed; npos when it does not fit into the window or
  // is cut off.
  Result<std::size_t> value_size(std::size_t offset)
  {
    ValueScan scan;
    for (;;) {
      const std::size_t size = scan.size_in(m_window.bytes().substr(offset), m_window.at_end());
      if (size != std::string_view::npos || m_window.at_end() || m_window.full()) {
        return size;
      }
      TRY_ASSIGN(const bool grown, m_window.more());
      static_cast<void>(grown);
    }
  }

  // At '{': whether the object has the list; then the window stands inside it. Otherwise nothing is consumed.
  Result<bool> find_list()
  {
    std::size_t at = 1;
    for (;;) {
      TRY_ASSIGN(char c, char_after(at));
      if (c == ',') {
        ++at;
        TRY_ASSIGN(c, char_after(at));
      }
      if (c != '"') {
        return false;
      }
      TRY_ASSIGN(const std::size_t key_size, value_size(at));
      if (key_size == std::string_view::npos) {
        return false;
      }
      const bool wanted = m_window.bytes().substr(at, key_size) == '"' + m_list_key + '"';
      at += key_size;
      TRY_ASSIGN(c, char_after(at));
      if (c != ':') {
        return false;
      }
      ++at;
      TRY_ASSIGN(c, char_after(at));
      if (wanted && c == '[') {
        spend(at);
        enter_list(true);
        return true;
      }
      TRY_ASSIGN(const std::size_t size, value_size(at));
      if (size == std::string_view::npos || c == '}' || c == ']' || c == '\0') {
        return false;
      }
      at += size;
    }
  }

  // Moves `at` over white space; the character there, or NUL where the window or the input ends.
  Result<char> char_after(std::size_t& at)
  {
    for (;;) {
      const std::string_view text = m_window.bytes();
      while (at < text.size() && is_space(text[at])) {
        ++at;
      }
      if (at < text.size()) {
        return text[at];
      }
      TRY_ASSIGN(const bool grown, m_window.more());
      if (!grown) {
        return '\0';
      }
    }
  }

  // Behind the list: other members up to the object's end.
  Status skip_rest(char c)
  {
    if (c == '}') {
      spend(1);
      m_state = State::top;
    } else if (c == ',' || c == ':') {
      spend(1);
    } else {
      TRY_ASSIGN(const std::size_t size, value_size(0));
      if (size == std::string_view::npos) {
        return broken("the JSON document is cut off or has a member that is too long");
      }
      spend(size);
    }
    return {};
  }

  Result<bool> value(Row& row)
  {
    const char first = m_window.bytes().front();
    if (first == ',' || first == ':' || first == ']' || first == '}') {
      return broken(std::string("unexpected '") + first + "'"); // also: a value is never empty, reading always gets on
    }
    TRY_ASSIGN(const std::size_t size, value_size(0));
    const std::string_view text = m_window.bytes();
    if (size == std::string_view::npos && !m_window.full()) {
      return broken("the JSON value that begins here is cut off");
    }
    row.line = m_line;
    row.offset = m_window.offset();
    row.cells = {};
    row.line_end = {};
    row.fault.reset();
    row.raw = text.substr(0, size);
    m_spent = size;
    if (size == std::string_view::npos) {
      return long_value(row);
    }
    return true;
  }

  // A value larger than the window: its beginning is kept, the rest is scanned away.
  Result<bool> long_value(Row& row)
  {
    m_kept = m_window.bytes().substr(0, k_kept);
    Skip skip;
    for (;;) {
      const std::size_t size = skip.over(m_window.bytes());
      spend(size);
      if (skip.done) {
        break;
      }
      TRY_ASSIGN(const bool grown, m_window.more());
      if (!grown) {
        return broken("the JSON value is cut off");
      }
    }
    m_spent = 0;
    row.raw = m_kept;
    row.fault = RowFault{RowFaultKind::row_too_long, row.line, 1,
                         "value is longer than " + std::to_string(m_limits.row_bytes) + " bytes"};
    return true;
  }

  // Like ValueScan, but forgets what it has seen.
  struct Skip {
    std::size_t depth = 0;
    bool quoted = false;
    bool escaped = false;
    bool done = false;

    std::size_t over(std::string_view text)
    {
      for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (escaped) {
          escaped = false;
        } else if (quoted) {
          escaped = c == '\\';
          quoted = c != '"';
        } else if (c == '"') {
          quoted = true;
          continue;
        } else if (c == '{' || c == '[') {
          ++depth;
        } else if ((c == '}' || c == ']') && depth > 0) {
          --depth;
        } else if (depth == 0 && (c == ',' || c == ']' || c == '}' || is_space(c))) {
          done = true;
          return i;
        }
        if (depth == 0 && !quoted && !escaped && (c == '"' || c == '}' || c == ']')) {
          done = true;
          return i + 1;
        }
      }
      return text.size();
    }
  };

  Failure broken(const std::string& reason) const
  {
    return fail(ErrorKind::bad_data, "line " + std::to_string(m_line) + ": " + reason);
  }

  static constexpr std::size_t k_kept = 65536;
  InputLimits m_limits;
  std::string m_list_key;
  Window m_window;
  State m_state = State::top;
  bool m_in_object = false;
  bool m_first = true;
  bool m_after_comma = false;
  bool m_started = false;
  std::size_t m_spent = 0;
  std::uint64_t m_line = 1;
  std::uint64_t m_number = 0;
  std::string m_kept;
  std::optional<Error> m_broken;
};

} // namespace

std::unique_ptr<RowReader> make_json_reader(std::unique_ptr<ByteSource> source, std::string list_key,
                                            const InputLimits& limits)
{
  return std::make_unique<JsonReader>(std::move(source), std::move(list_key), limits);
}

} // namespace tilores::data

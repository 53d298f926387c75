#include <tilores/model/secrets.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace tilores::model {
namespace {

// Letters and digits of the names, lower case. A test keeps them equal to the catalogue's secret rows.
constexpr auto k_names = std::to_array<std::string_view>(
  {"accountidentifier", "arrayaccountidentifier", "bankaccount", "bin", "cardfirst6digit", "cardnumber", "cvv",
   "driverlicense", "drivinglicenseexpirydate", "drivinglicenseissuedby", "drivinglicensenumber", "expirationmonth",
   "expirationyear", "ssn"});
static_assert(std::ranges::is_sorted(k_names));
constexpr std::size_t k_longest = 24;

// Which last letters a secret name with this first letter may have: nearly every other name fails here.
constexpr std::array<std::uint32_t, 26> last_letters()
{
  std::array<std::uint32_t, 26> out{};
  for (const std::string_view name : k_names) {
    out[static_cast<std::size_t>(name.front() - 'a')] |= 1U << static_cast<unsigned>(name.back() - 'a');
  }
  return out;
}
constexpr std::array<std::uint32_t, 26> k_last_letters = last_letters();

// Appends tokens of one source text, copying neighbours together: as long as the source goes on just as it is to be
// written, nothing is copied.
class Splicer {
public:
  explicit Splicer(std::string& out) : m_out(out) {}

  void token(std::string_view text)
  {
    if (m_end != nullptr && m_end == text.data()) {
      m_end += text.size();
      return;
    }
    flush();
    m_begin = text.data();
    m_end = text.data() + text.size();
  }
  void mark(char c)
  {
    // The source always goes on after m_end: at least its last bracket or the terminator of its string follows.
    if (m_end != nullptr && *m_end == c) {
      ++m_end;
      return;
    }
    flush();
    m_out += c;
  }
  void flush()
  {
    if (m_end != nullptr) {
      m_out.append(m_begin, m_end);
      m_begin = m_end = nullptr;
    }
  }
  // A token that is not a part of the source.
  std::string& direct()
  {
    flush();
    return m_out;
  }

private:
  std::string& m_out;
  const char* m_begin = nullptr;
  const char* m_end = nullptr;
};

void write_clean(const Json& value, Splicer& out)
{
  const std::string_view raw = value.raw();
  if (value.is_object()) {
    out.token(raw.substr(0, 1));
    bool first = true;
    for (const auto [key, member] : value.members()) {
      if (is_secret_name(key)) {
        continue;
      }
      if (!first) {
        out.mark(',');
      }
      first = false;
      if (key.data() > raw.data() && key.data() < raw.data() + raw.size()) {
        out.token({key.data() - 1, key.size() + 2}); // with its quotes
      } else {
        append_json_string(out.direct(), key); // it was written with escapes
      }
      out.mark(':');
      write_clean(member, out);
    }
    out.mark('}');
  } else if (value.is_array()) {
    out.token(raw.substr(0, 1));
    bool first = true;
    for (const Json element : value.elements()) {
      if (!first) {
        out.mark(',');
      }
      first = false;
      write_clean(element, out);
    }
    out.mark(']');
  } else {
    out.token(raw);
  }
}

} // namespace

bool is_secret_name(std::string_view name)
{
  while (!name.empty() && !is_alpha(name.front())) {
    name.remove_prefix(1);
  }
  while (!name.empty() && !is_alpha(name.back())) {
    name.remove_suffix(1);
  }
  if (name.size() < 3 || (k_last_letters[static_cast<std::size_t>(ascii_lower(name.front()) - 'a')] >>
                            static_cast<unsigned>(ascii_lower(name.back()) - 'a') &
                          1U) == 0) {
    return false;
  }
  std::array<char, k_longest> plain{};
  std::size_t size = 0;
  for (const char c : name) {
    if (is_alnum(c)) {
      if (size == plain.size()) {
        return false;
      }
      plain[size++] = ascii_lower(c);
    }
  }
  return std::ranges::binary_search(k_names, std::string_view(plain.data(), size));
}

bool is_secret_path(std::string_view path)
{
  while (!path.empty()) {
    const std::size_t end = std::min(path.find_first_of("./[]"), path.size());
    if (is_secret_name(path.substr(0, end))) {
      return true;
    }
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return false;
}

std::string strip_secrets(const Json& value)
{
  std::string out;
  if (value.missing()) {
    return "null";
  }
  out.reserve(value.raw().size());
  Splicer splicer(out);
  write_clean(value, splicer);
  splicer.flush();
  return out;
}

} // namespace tilores::model

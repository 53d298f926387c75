// The one pass over a text, and the redactor around it.
#include <tilores/redact/detect.hpp>

#include <algorithm>
#include <bitset>
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace tilores::redact {
namespace {

enum Class : std::uint8_t { plain, letter, digit, sign, escape };

constexpr std::array<std::uint8_t, 256> classes()
{
  std::array<std::uint8_t, 256> table{};
  for (unsigned c = 0; c < 256; ++c) {
    const char as_char = static_cast<char>(c);
    table[c] = is_digit(as_char)                                                      ? digit
               : is_word(as_char)                                                     ? letter
               : as_char == '@' || as_char == ':' || as_char == '+' || as_char == '(' ? sign
               : as_char == '%' || as_char == '\\'                                    ? escape
                                                                                      : plain;
  }
  return table;
}
constexpr auto k_classes = classes();

Class class_of(char c) { return static_cast<Class>(k_classes[static_cast<unsigned char>(c)]); }

bool is_separator(char c) { return c == ' ' || c == '-' || c == '.' || c == '/'; }

// How many bytes an '@' has here, written plainly, in a URL or in JSON; 0 where none is.
std::size_t at_sign(std::string_view text, std::size_t at)
{
  for (const std::string_view mark : {"@", "%40", "\\u0040"}) {
    if (text.substr(at, mark.size()) == mark) {
      return mark.size();
    }
  }
  return 0;
}

// Where the word at `at` ends: letters, digits and bytes of UTF-8.
std::size_t word_end(std::string_view text, std::size_t at)
{
  while (at < text.size() && (class_of(text[at]) == letter || class_of(text[at]) == digit)) {
    ++at;
  }
  return at;
}

// The text form of RFC 9562, 8-4-4-4-12: ids are everywhere in logs and their digits are no numbers.
bool is_uuid(std::string_view text, std::size_t at)
{
  constexpr std::size_t k_length = 36;
  if (at + k_length > text.size() || text[at + 8] != '-' || text[at + 13] != '-' || text[at + 18] != '-' ||
      text[at + 23] != '-') {
    return false;
  }
  const std::string_view id = text.substr(at, k_length);
  return std::ranges::all_of(
    id, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-'; });
}

// Whether a number may begin at this digit. One that continues a version or an id does not.
bool begins_number(std::string_view text, std::size_t at)
{
  if (at == 0 || static_cast<unsigned char>(text[at - 1]) >= 0x80) {
    return true;
  }
  const char before = text[at - 1];
  return before != '_' && !((before == '-' || before == '.') && at > 1 && is_word(text[at - 2]));
}

// A telephone number may follow a word without a blank: "is415-555-0132". At the first digit of the word.
bool is_glued_phone(std::string_view text, std::size_t begin, std::size_t at)
{
  const auto digits = [&](std::size_t from, std::size_t count) {
    return from + count <= text.size() && std::ranges::all_of(text.substr(from, count), is_digit);
  };
  return at - begin >= 2 && digits(at, 3) && digits(at + 4, 3) && digits(at + 8, 4) && is_separator(text[at + 3]) &&
         text[at + 3] == text[at + 7] && (at + 12 == text.size() || !is_word(text[at + 12]));
}

// What was told by add_known(), by its first three bytes. Nearly every word of a text is passed over by one look at a
// bit.
class Known {
public:
  static constexpr std::size_t k_least = 3; // bytes of a value

  [[nodiscard]] bool empty() const { return m_order.empty(); }

  void add(std::string value) // lower case, at least k_least bytes
  {
    const std::uint32_t start = start_of(value.data());
    auto& bucket = m_by_start[start];
    if (std::ranges::find(bucket, value) != bucket.end()) {
      return;
    }
    m_starts.set(place_of(start));
    m_first[static_cast<unsigned char>(value[0])] = m_first[static_cast<unsigned char>(ascii_upper(value[0]))] = true;
    bucket.insert(std::ranges::find_if(bucket, [&](const std::string& other) { return other.size() < value.size(); }),
                  value);
    m_order.push_back(std::move(value));
    constexpr std::size_t k_most = 4096;
    if (m_order.size() > k_most) {
      const auto oldest =
        m_by_start.find(start_of(m_order.front().data())); // its bit may stay: it only asks the map in vain
      if (std::erase(oldest->second, m_order.front()) > 0 && oldest->second.empty()) {
        m_by_start.erase(oldest);
      }
      m_order.pop_front();
    }
  }

  // The longest value that stands at `at` as a whole word; nullptr where none does.
  [[nodiscard]] const std::string* find(std::string_view text, std::size_t at) const
  {
    if (!m_first[static_cast<unsigned char>(text[at])] || at + k_least > text.size()) {
      return nullptr;
    }
    const std::uint32_t start = start_of(text.data() + at);
    if (!m_starts.test(place_of(start))) {
      return nullptr;
    }
    const auto bucket = m_by_start.find(start);
    if (bucket == m_by_start.end()) {
      return nullptr;
    }
    for (const std::string& value : bucket->second) {
      if (at + value.size() <= text.size() && equals_ignoring_case(text.substr(at, value.size()), value) &&
          (at + value.size() == text.size() || !is_word(text[at + value.size()]) || !is_word(value.back()))) {
        return &value;
      }
    }
    return nullptr;
  }

private:
  static std::uint32_t start_of(const char* bytes)
  {
    const auto folded = [](char c) { return static_cast<std::uint32_t>(static_cast<unsigned char>(ascii_lower(c))); };
    return folded(bytes[0]) | folded(bytes[1]) << 8U | folded(bytes[2]) << 16U;
  }
  static std::size_t place_of(std::uint32_t start)
  {
    return (start * 0x9E3779B1U) >> 16U;
  } // Knuth's multiplicative hash

  std::array<bool, 256> m_first{};
  std::bitset<65536> m_starts;
  std::unordered_map<std::uint32_t, std::vector<std::string>> m_by_start; // longest first
  std::deque<std::string> m_order;                                        // oldest first
};

template<typename Emit> void scan(std::string_view text, const Known* known, const Emit& emit)
{
  const std::size_t size = text.size();
  std::size_t at = 0;
  std::size_t floor = 0; // end of what was found last
  const auto take = [&](const Found& found) {
    emit(found);
    at = floor = found.end;
  };
  while (at < size) {
    const Class kind = class_of(text[at]);
    if (kind == plain || kind == escape) {
      if (const std::size_t mask = text[at] == '[' ? mask_at(text, at) : 0; mask > 0) {
        at = floor = at + mask;
        continue;
      }
      if (const std::size_t mark = kind == escape ? at_sign(text, at) : 0; mark > 0) {
        if (const auto found = find_email(text, at, mark, floor)) {
          take(*found);
          continue;
        }
      }
      if (known != nullptr) {
        if (const std::string* const value = known->find(text, at)) {
          take({at, at + value->size(), Kind::known});
          continue;
        }
      }
      ++at;
      continue;
    }
    if (kind == sign && text[at] == '@') {
      if (const auto found = find_email(text, at, 1, floor)) {
        take(*found);
        continue;
      }
      ++at;
      continue;
    }
    if (kind == sign && text[at] == ':') {
      if (text.substr(at, 3) == "://") {
        if (const auto found = find_credentials(text, at)) {
          take(*found);
          continue;
        }
      }
      ++at;
      continue;
    }
    const bool starts_word = at == 0 || !is_word(text[at - 1]);
    if (known != nullptr && starts_word) {
      if (const std::string* const value = known->find(text, at)) {
        take({at, at + value->size(), Kind::known});
        continue;
      }
    }
    if (starts_word && is_uuid(text, at)) {
      at += 36;
      continue;
    }
    if (kind == letter) {
      if (starts_word && is_alpha(text[at])) {
        if (const auto found = find_token(text, at)) {
          take(*found);
          continue;
        }
        if (const auto found = find_iban(text, at)) {
          take(*found);
          continue;
        }
      }
      const std::size_t begin = at;
      while (at < size && class_of(text[at]) == letter) {
        ++at;
      }
      if (at < size && class_of(text[at]) == digit && static_cast<unsigned char>(text[at - 1]) < 0x80 &&
          !is_glued_phone(text, begin, at)) {
        at = word_end(text, at); // letters and digits mixed: an id
      }
      continue;
    }
    if (kind == digit && !begins_number(text, at)) {
      at = word_end(text, at);
      continue;
    }
    const DigitRun run = read_run(text, at);
    if (run.count == 0) {
      ++at;
      continue;
    }
    // An address may begin with digits; the '@' behind the run decides.
    bool taken = false;
    for (std::size_t group = 0; group < run.count;) {
      std::size_t last = group + 1;
      if (const std::string* const value = known != nullptr ? known->find(text, run.groups[group].begin) : nullptr) {
        take({run.groups[group].begin, run.groups[group].begin + value->size(), Kind::known});
        taken = true;
        break;
      }
      const auto found = find_number(text, run, group, last);
      const bool glued = found && found->end < size &&
                         (is_word(text[found->end]) || text[found->end] == '_' || at_sign(text, found->end) > 0);
      if (found && !glued) {
        emit(*found);
        floor = found->end;
      } else if (found) {
        last = group + 1;
      }
      group = last;
    }
    if (!taken) { // after a known value the scan goes on behind it
      at = std::max(run.end, floor);
    }
  }
}

class RealRedactor final : public TextRedactor {
public:
  std::string redact(std::string_view text) const override
  {
    const std::shared_lock lock(m_mutex);
    return masked(text, m_known.empty() ? nullptr : &m_known, [](Kind) { return true; });
  }

  std::string redact_secrets(std::string_view text) const override
  {
    return masked(text, nullptr, [](Kind kind) {
      return kind == Kind::card || kind == Kind::ssn || kind == Kind::iban || kind == Kind::token;
    });
  }

  void add_known(std::span<const std::string> values) override
  {
    const std::lock_guard lock(m_mutex);
    for (const std::string& value : values) {
      if (std::string folded = to_lower_ascii(trim(value)); folded.size() >= Known::k_least) {
        m_known.add(std::move(folded));
      }
    }
  }

private:
  // Until nothing more is found: what stood between a number and the word that tells what it is may be gone now.
  template<typename Wanted> static std::string masked(std::string_view text, const Known* known, const Wanted& wanted)
  {
    std::string out = masked_once(text, known, wanted);
    constexpr int k_most_passes = 16; // a word reaches no further than a few masks
    for (int pass = 1; out != text && pass < k_most_passes; ++pass) {
      std::string next = masked_once(out, known, wanted);
      if (next == out) {
        break;
      }
      out = std::move(next);
    }
    return out;
  }

  template<typename Wanted>
  static std::string masked_once(std::string_view text, const Known* known, const Wanted& wanted)
  {
    std::string out;
    std::size_t from = 0;
    scan(text, known, [&](const Found& found) {
      if (wanted(found.kind)) {
        out.append(text.substr(from, found.begin - from)).append("[").append(to_string(found.kind)).append("]");
        from = found.end;
      }
    });
    return out.append(text.substr(from));
  }

  mutable std::shared_mutex m_mutex;
  Known m_known;
};

} // namespace

std::string_view to_string(Kind kind)
{
  switch (kind) {
  case Kind::email: return "email";
  case Kind::phone: return "phone";
  case Kind::ssn: return "ssn";
  case Kind::card: return "card";
  case Kind::iban: return "iban";
  case Kind::birth_date: return "birth date";
  case Kind::token: return "token";
  case Kind::known: return "customer";
  }
  return "customer";
}

std::size_t mask_at(std::string_view text, std::size_t at)
{
  for (std::size_t kind = 0; kind < k_kinds; ++kind) {
    const std::string_view name = to_string(static_cast<Kind>(kind));
    const std::size_t end = at + 1 + name.size();
    if (text[at] == '[' && end < text.size() && text[end] == ']' && text.substr(at + 1, name.size()) == name) {
      return name.size() + 2;
    }
  }
  return 0;
}

DigitRun read_run(std::string_view text, std::size_t begin)
{
  DigitRun run;
  std::size_t at = begin;
  run.plus = text[at] == '+';
  at += run.plus ? 1U : 0U;
  run.bracket = at < text.size() && text[at] == '(';
  at += run.bracket ? 1U : 0U;
  run.begin = begin;
  while (run.count < DigitRun::k_most) {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) {
      ++end;
    }
    if (end == at) {
      break;
    }
    run.groups[run.count++] = {at, end};
    run.end = end;
    at = end; // then one separator, a bracket or both: "(415) 555", "+46 (0)8"
    at += at < text.size() && text[at] == ')' ? 1U : 0U;
    at += at < text.size() && is_separator(text[at]) ? 1U : 0U;
    at += at > end && at + 1 < text.size() && text[at] == '(' ? 1U : 0U;
    if (at == end) {
      break;
    }
  }
  return run;
}

std::vector<Found> find_sensitive(std::string_view text)
{
  std::vector<Found> all;
  scan(text, nullptr, [&](const Found& found) { all.push_back(found); });
  return all;
}

std::shared_ptr<TextRedactor> make_redactor() { return std::make_shared<RealRedactor>(); }

} // namespace tilores::redact

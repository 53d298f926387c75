// Telephone numbers among groups of digits: North American ones by their shape, others by '+', a trunk zero or a word
// that says what the number is.
#include <tilores/redact/detect.hpp>

#include <algorithm>

namespace tilores::redact {
namespace {

using Group = DigitRun::Group;

constexpr std::string_view k_phone_words[] = {
  "phone", "fax", "mobile", "cell", "tel", "desk", "office", "call", "sms", "dial", "whatsapp", "telephone",
  "answering", "voicemail", "message", "msisdn",
  // German, Spanish, French
  "handy", "rufnummer", "mobil", "anruf", "m\u00f3vil", "movil", "fono", "celular", "llamar", "portable"};

// NANP: area code and exchange begin with 2 to 9.
bool nanp(std::string_view ten) { return ten[0] >= '2' && ten[3] >= '2' && !(ten[1] == '1' && ten[2] == '1'); }

// " x769", "ext. 12": the end of an extension at `at`, or `at`.
std::size_t extension(std::string_view text, std::size_t at)
{
  std::size_t i = at;
  if (i < text.size() && text[i] == ' ') {
    ++i;
  }
  const std::string_view rest = text.substr(i, 4);
  i += rest.starts_with("ext") ? 3U : rest.starts_with("x") ? 1U : 0U;
  while (i < text.size() && (text[i] == '.' || text[i] == ' ') && rest.starts_with("ext")) {
    ++i;
  }
  std::size_t end = i;
  while (end < text.size() && is_digit(text[end])) {
    ++end;
  }
  return (rest.starts_with("x") || rest.starts_with("ext")) && end > i && end - i <= 5 ? end : at;
}

bool context(std::string_view text, std::size_t begin, std::size_t end)
{
  constexpr std::size_t k_reach = 28;
  if (word_before(text, begin, k_reach, k_phone_words)) {
    return true;
  }
  std::size_t after = end;
  while (after < text.size() && (text[after] == ' ' || text[after] == '-' || text[after] == '(')) {
    ++after;
  }
  return std::ranges::any_of(k_phone_words, [&](std::string_view word) {
    return text.size() - after >= word.size() && equals_ignoring_case(text.substr(after, word.size()), word);
  });
}

} // namespace

std::optional<Found> find_phone(std::string_view text, const DigitRun& run, std::size_t first, std::size_t& last)
{
  const Group* const groups = run.groups.data() + first;
  const std::size_t count = run.count - first;
  const bool bracket = first == 0 && run.bracket;
  const bool plus = first == 0 && run.plus;
  const std::size_t begin = bracket || plus ? run.begin : groups[0].begin;
  const auto accept = [&](std::size_t used) {
    last = first + used;
    return Found{begin, extension(text, groups[used - 1].end), Kind::phone};
  };
  const auto sizes = [&](std::initializer_list<std::size_t> wanted) {
    std::size_t i = 0;
    return wanted.size() <= count &&
           std::ranges::all_of(wanted, [&](std::size_t size) { return groups[i++].size() == size; });
  };
  // How far the groups go on as one number, and how many digits that is.
  std::size_t digits = 0;
  std::size_t whole = 0;
  constexpr std::size_t k_digits_most = 15; // E.164
  while (whole < count && digits + groups[whole].size() <= k_digits_most) {
    digits += groups[whole++].size();
  }
  if (whole < count) { // longer than any number: only a part with a shape of its own counts
    whole = 0;
    digits = 0;
  }
  if (plus) {
    return digits >= 8 ? std::optional(accept(whole)) : std::nullopt;
  }
  const auto digit = [&](std::size_t group, std::size_t at) { return text[groups[group].begin + at]; };
  if (sizes({3, 3, 4}) && (digit(0, 0) != '1' || bracket || text[groups[0].end] != ' ')) {
    return accept(3);
  }
  if (count >= 4 && groups[0].size() <= 3 && groups[1].size() == 3 && groups[2].size() == 3 && groups[3].size() == 4 &&
      (digit(1, 0) != '0' || text.substr(groups[0].begin, 3) == "001")) {
    return accept(4); // with a country code: 1-, 001-, 91-
  }
  if (bracket && whole > 1 && digits >= 8 && digits <= 12) {
    return accept(whole);
  }
  if (groups[0].size() == 10 && nanp(text.substr(groups[0].begin, 10))) {
    return accept(1);
  }
  if (groups[0].size() == 11 && digit(0, 0) == '1' && nanp(text.substr(groups[0].begin + 1, 10))) {
    return accept(1);
  }
  if ((sizes({3, 7}) || sizes({6, 4})) && nanp(std::string(text.substr(groups[0].begin, groups[0].size())) +
                                               std::string(text.substr(groups[1].begin, groups[1].size())))) {
    return accept(2);
  }
  if (whole > 1 && digit(0, 0) == '0' && digits >= 9 && digits <= 12 && groups[0].size() >= 2) {
    return accept(whole);
  }
  if (whole > 0 && digits >= 7 && (whole > 1 || digits >= 9) && context(text, begin, groups[whole - 1].end)) {
    return accept(whole);
  }
  return std::nullopt;
}

} // namespace tilores::redact

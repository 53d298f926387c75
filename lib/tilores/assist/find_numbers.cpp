// Phones, client ids and everything that only looks like them. What a number is, is decided by its shape and by the
// nearest cue word; without a cue seven to ten digits are a client id, ten of North American shape a phone.
#include <tilores/assist/numbers.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/normalise.hpp>

#include <re2/re2.h>

#include <optional>

namespace tilores::assist {

namespace {

struct Group {
  std::size_t begin;
  std::size_t end;
};

class NumberFinder {
public:
  explicit NumberFinder(Workbench& bench) : m_bench(bench), m_text(bench.text), m_cues(bench) {}

  void run()
  {
    claim_amounts();
    collect_groups();
    for (std::size_t i = 0; i < m_groups.size();) {
      i = take(i);
    }
    find_spoken_numbers(m_bench);
    short_client_ids();
  }

private:
  void claim_amounts()
  {
    static const RE2 k_money(
      R"((?:[$€£¥]|\b(?:usd|eur|rs) ?)\s?\d[\d.,]*[kKmM]?\b|\b\d[\d.,]*\s?(?:[$€£¥%]|(?i:percent|dollars?|usd|euros?|eur|pesos|yen|bucks|points?|pts|miles?|people|days?|months?|years?|hours?|minutes?|seconds?|(?:kilo|mega|giga)?bytes?|kb|mb|gb|km|kg|(?:kilo|centi|milli)?met(?:er|re)s?|(?:kilo|centi|milli)?metros?|kil[oó]metros?|(?:kilo|milli)?gramm?s?|(?:kilo|mili)?gramos?|tonn?e[ns]?|toneladas?|lit(?:er|re)s?|litros?|miles|sekunden|minuten|stunden|segundos?|minutos?|horas?|a[nñ]os|tage|dias|jahre)\b)|\b\d{1,3}(?:,\d{3})+(?:\.\d+)?\b|\b\d{1,3}(?:\.\d{3})+,\d{1,2}\b|\b\d+\.\d{1,2}\b)");
    const re2::StringPiece input(m_text.data(), m_text.size());
    re2::StringPiece part;
    for (std::size_t at = 0; k_money.Match(input, at, m_text.size(), RE2::UNANCHORED, &part, 1);) {
      const std::size_t begin = static_cast<std::size_t>(part.data() - m_text.data());
      at = begin + part.size();
      const bool dotted = at < m_text.size() && (m_text[at] == '.' || m_text[at] == '-') && at + 1 < m_text.size() &&
                          is_digit(m_text[at + 1]);
      const bool tail =
        begin > 0 && (m_text[begin - 1] == '.' || m_text[begin - 1] == '-') && begin > 1 && is_digit(m_text[begin - 2]);
      if (!dotted && !tail && m_bench.is_free(begin, at)) {
        m_bench.claim(begin, at, "money");
      }
    }
  }

  void collect_groups()
  {
    for (std::size_t at = 0; at < m_text.size();) {
      if (!is_digit(m_text[at])) {
        ++at;
        continue;
      }
      const std::size_t begin = at;
      while (at < m_text.size() && is_digit(m_text[at])) {
        ++at;
      }
      const auto glued = [&](std::size_t i) {
        return is_alpha(m_text[i]) ||
               (static_cast<unsigned char>(m_text[i]) >= 0xC3 && static_cast<unsigned char>(m_text[i]) < 0xE2);
      };
      if (m_bench.is_free(begin, at) && !(begin > 0 && glued(begin - 1)) &&
          !(at < m_text.size() && glued(at) && !extension_at(at))) {
        m_groups.push_back({begin, at});
      }
    }
  }

  [[nodiscard]] bool extension_at(std::size_t at) const
  {
    return at + 1 < m_text.size() && (m_text[at] == 'x' || m_text[at] == 'X') && is_digit(m_text[at + 1]);
  }

  [[nodiscard]] std::string digits(std::size_t first, std::size_t last) const
  {
    std::string out;
    for (std::size_t i = first; i <= last; ++i) {
      out += m_text.substr(m_groups[i].begin, m_groups[i].end - m_groups[i].begin);
    }
    return out;
  }
  [[nodiscard]] std::size_t length(std::size_t i) const { return m_groups[i].end - m_groups[i].begin; }

  // Whether group `i` continues the number of the group before it.
  [[nodiscard]] bool continues(std::size_t i) const
  {
    if (i >= m_groups.size()) {
      return false;
    }
    std::string_view gap = m_text.substr(m_groups[i - 1].end, m_groups[i].begin - m_groups[i - 1].end);
    while (gap.size() >= 3 && gap.find("\xE2\x80") != std::string_view::npos) { // dashes
      const std::size_t dash = gap.find("\xE2\x80");
      if (dash != 0 && gap[dash - 1] != ' ') {
        break;
      }
      return gap.size() <= 5;
    }
    return !gap.empty() && gap.size() <= 3 && gap != ". " && // a sentence ends: "score 671. 2093317 is next"
           gap.find_first_not_of(" -./()") == std::string_view::npos;
  }

  [[nodiscard]] std::size_t skip_extension(std::size_t at)
  {
    static const RE2 k_extension(R"(^[ ,;]*(?:(?i:ext(?:ension|n)?|durchwahl|x|#)[.:]?) ?\d{1,6}\b)");
    re2::StringPiece part;
    const re2::StringPiece input(m_text.data() + at, m_text.size() - at);
    return k_extension.Match(input, 0, input.size(), RE2::UNANCHORED, &part, 1) ? at + part.size() : at;
  }

  // Takes the number that starts at group `i`; returns the group after it.
  std::size_t take(std::size_t i)
  {
    std::size_t last = i;
    while (continues(last + 1)) {
      ++last;
    }
    std::size_t begin = m_groups[i].begin;
    while (begin > 0 && (m_text[begin - 1] == '(' || m_text[begin - 1] == '+')) {
      --begin;
      if (m_text[begin] == '+') {
        break;
      }
    }
    if (begin > 0 && m_text[begin] == '(' && m_text[begin - 1] == '+') {
      --begin;
    }
    const bool plus = m_text[begin] == '+' && (begin == 0 || !is_digit(m_text[begin - 1]));
    const Cue cue = m_cues.around(begin, m_groups[i].end);
    for (std::size_t k = last + 1; k-- > i;) { // the longest reading that is a phone
      if (const auto phone = phone_of(i, k, plus, begin, cue)) {
        std::size_t end = m_groups[k].end;
        end = skip_extension(end);
        m_bench.add(IdType::phone, *phone, begin, end);
        m_cues.note(Cue::phone);
        std::size_t next = k + 1;
        while (next < m_groups.size() && m_groups[next].begin < end) {
          ++next;
        }
        return next;
      }
    }
    // A client id read out in pieces, only where the text says that it is one.
    if (cue == Cue::client && last > i && length(i) < 7) {
      for (std::size_t k = last; k > i; --k) {
        const std::string joined = digits(i, k);
        if (joined.size() >= 7 && joined.size() <= 10) {
          m_bench.add(IdType::client_id, joined, m_groups[i].begin, m_groups[k].end);
          return k + 1;
        }
      }
    }
    if (last > i && length(i) == 1 && length(last) == 1) { // "1 8 8 4 2 1 0"
      const std::string joined = digits(i, last);
      if (joined.size() == last - i + 1 &&
          take_digits(m_bench, m_cues, joined, m_groups[i].begin, m_groups[last].end, cue)) {
        return last + 1;
      }
    }
    const bool lone = last == i;
    const bool listed = !lone && length(i) >= 7 && m_text[m_groups[i].end] != '-' && m_text[m_groups[i].end] != '.';
    if (!((lone || listed) && take_digits(m_bench, m_cues, digits(i, i), m_groups[i].begin, m_groups[i].end, cue))) {
      m_bench.claim(m_groups[i].begin, m_groups[i].end, "number");
    }
    return i + 1;
  }

  [[nodiscard]] std::optional<std::string> phone_of(std::size_t i, std::size_t k, bool plus, std::size_t begin,
                                                    Cue cue) const
  {
    const std::string all = digits(i, k);
    const std::string_view raw = m_text.substr(begin, m_groups[k].end - begin);
    if (plus) {
      return all.size() >= 7 && all.size() <= 16 ? model::normalise_phone(raw, m_bench.region) : std::nullopt;
    }
    if (all.size() < 8 || all.size() > 15 || (cue == Cue::client && k == i)) {
      return std::nullopt;
    }
    if (cue == Cue::other) {
      return std::nullopt;
    }
    if (i == k && m_cues.operator_near(m_groups[i].begin, m_groups[i].end)) {
      return std::nullopt;
    }
    const std::size_t n = k - i + 1;
    const bool one = length(i) == 1 && all.front() == '1' && n > 1;
    const std::size_t f = one ? i + 1 : i;
    const std::size_t left = k - f + 1;
    const bool shaped = (left == 1 && (length(f) == 10 || (length(f) == 11 && m_text[m_groups[f].begin] == '1'))) ||
                        (left == 2 && ((length(f) == 3 && length(k) == 7) || (length(f) == 6 && length(k) == 4))) ||
                        (left == 3 && length(f) == 3 && length(f + 1) == 3 && length(k) == 4);
    if (shaped && (in_north_america(m_bench) || n > 1)) {
      if (auto phone = model::normalise_phone(all, "US")) {
        return phone;
      }
    }
    const bool international =
      (all.starts_with("00") && all.size() >= 11) || (all.starts_with("011") && all.size() >= 12);
    if (international) {
      return model::normalise_phone(all.starts_with("011") && in_north_america(m_bench) ? all : "+" + all.substr(2),
                                    m_bench.region);
    }
    if (!in_north_america(m_bench)) {
      const bool solid_id =
        n == 1 && all.front() != '0' && cue != Cue::phone && !(m_bench.region == "ES" && all.size() == 9);
      return solid_id ? std::nullopt : model::normalise_phone(all, m_bench.region);
    }
    return std::nullopt;
  }

  // "Client # 8e2": an id that is not a plain number, only with an explicit marker.
  void short_client_ids()
  {
    for (std::size_t i = 1; i < m_bench.words.size(); ++i) {
      const Word& word = m_bench.words[i];
      if (word.kind == WordKind::mixed && word.folded.size() <= 10 && is_digit(word.folded.front()) &&
          m_cues.before(word.begin) == Cue::client &&
          (m_cues.explicit_marker(word.begin) || (is_digit(word.folded.back()) && m_cues.follows_client(word.begin)))) {
        m_bench.add(IdType::client_id, std::string(m_text.substr(word.begin, word.end - word.begin)), word.begin,
                    word.end);
      }
    }
  }

  Workbench& m_bench;
  std::string_view m_text;
  std::vector<Group> m_groups;
  NumberCues m_cues;
};

} // namespace

bool in_north_america(const Workbench& bench)
{
  return bench.region.empty() || bench.region == "US" || bench.region == "CA";
}

bool take_digits(Workbench& bench, const NumberCues& cues, const std::string& all, std::size_t begin, std::size_t end,
                 Cue cue)
{
  // "client 800" is one, "customer 360" a view of one.
  const bool marked = cues.explicit_marker(begin) || (all.size() >= 3 && all != "360" && cues.follows_client(begin));
  const bool short_id = all.size() >= 3 && all.size() < 7 && marked && cue == Cue::client;
  if (!short_id && (all.size() < 7 || all.size() > 10)) {
    return false;
  }
  const bool beside_operator = cues.operator_near(begin, end);
  bench.arithmetic = bench.arithmetic || beside_operator;
  if (cue == Cue::other || (cue == Cue::phone && all.size() < 10) || beside_operator) {
    return false;
  }
  if (cue != Cue::client && all.size() == 10) {
    if (const auto phone = model::normalise_phone(all, "US"); phone && in_north_america(bench)) {
      bench.add(IdType::phone, *phone, begin, end);
      return true;
    }
    if (cue == Cue::phone) {
      return false;
    }
  }
  bench.add(IdType::client_id, all, begin, end);
  return true;
}

void find_numbers(Workbench& bench) { NumberFinder(bench).run(); }

} // namespace tilores::assist

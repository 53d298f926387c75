// Phones, client ids and everything that only looks like them. What a number is, is decided by its shape and by the
// nearest cue word; without a cue seven to ten digits are a client id, ten of North American shape a phone.
#include <tilores/assist/mentions.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/normalise.hpp>

#include <re2/re2.h>

#include <optional>

namespace tilores::assist {

namespace {

enum class Cue : std::uint8_t { none, client, other, phone };

constexpr std::string_view k_client_cues =
  "client clients customer customers custmer customr cust member members subscriber kunde kunden kundin kundennummer kundennr "
  "kd kdnr mitglied mitgliedsnummer cliente clienta clientes socio socia clnt clientid customerid custid memberid";
constexpr std::string_view k_other_cues =
  "order orders invoice invoices inv bill ticket tickets case cases tracking shipment parcel package po purchase ref reference "
  "references confirmation conf policy claim transaction transactions txn trans cheque cheques voucher coupon meter serial sn vin mac ip "
  "plate employee employees emp badge agent staff operator zip plz postcode postal ssn social card iban routing swift amount amounts "
  "total sum price error form box gate room suite apt receipt quote contract application loan sku item part model imei "
  "passport license licence session batch lot complaint dispute rma booking reservation flight bank pin otp passcode "
  "password isbn docket incident inc chat deposit charge payment prescription extension score warrant permit tax ein tin fein "
  "gutschein device router asset pedido pedidos factura facturas recibo guia rastreo seguimiento poliza reclamo caso transaccion vale "
  "contador medidor serie placa matricula empleado empleada postal tarjeta importe monto referencia expediente reserva "
  "contrato prestamo bestellung bestellungen bestellnummer auftrag auftrags auftragsnummer rechnung rechnungen rechnungsnummer vorgang "
  "vorgangsnummer sendung sendungsnummer paket police versicherungsnummer schadensnummer zahler zahlernummer "
  "seriennummer kennzeichen mitarbeiter mitarbeiternummer personalnummer postleitzahl karte kartennummer betrag aktenzeichen referenz "
  "vertrag vertragsnummer kontonummer ticketnummer referenznummer trackingnummer fallnummer";
constexpr std::string_view k_phone_cues =
  "phone telephone tel cell cellphone mobile landline callback call calls called caller calling text texted sms voicemail fax "
  "dial dialed handy telefon telefonnummer rufnummer mobil anruf telefono celular movil llamada nummer";
constexpr std::string_view k_fillers =
  "number numbers no nr num numero nro nummer id ids is was are the a code codes of de el la es ist lautet named with his her "
  "their my s und and y mit con n hash nbr key called reads says";

struct Group {
  std::size_t begin;
  std::size_t end;
};

class NumberFinder {
public:
  explicit NumberFinder(Workbench& bench) : m_bench(bench), m_text(bench.text) {}

  void run()
  {
    claim_amounts();
    collect_groups();
    for (std::size_t i = 0; i < m_groups.size();) {
      i = take(i);
    }
    spoken();
    short_client_ids();
  }

private:
  void claim_amounts()
  {
    static const RE2 k_money(
      R"((?:[$€£¥]|\b(?:usd|eur|rs) ?)\s?\d[\d.,]*[kKmM]?\b|\b\d[\d.,]*\s?(?:[$€£¥%]|(?i:percent|dollars?|usd|euros?|eur|pesos|yen|bucks|points?|pts|miles?|people|days?|months?|years?|hours?|minutes?|tage|dias|jahre)\b)|\b\d{1,3}(?:,\d{3})+(?:\.\d+)?\b|\b\d{1,3}(?:\.\d{3})+,\d{1,2}\b|\b\d+\.\d{1,2}\b)");
    const re2::StringPiece input(m_text.data(), m_text.size());
    re2::StringPiece part;
    for (std::size_t at = 0; k_money.Match(input, at, m_text.size(), RE2::UNANCHORED, &part, 1);) {
      const std::size_t begin = static_cast<std::size_t>(part.data() - m_text.data());
      at = begin + part.size();
      const bool dotted = at < m_text.size() && (m_text[at] == '.' || m_text[at] == '-') && at + 1 < m_text.size() && is_digit(m_text[at + 1]);
      const bool tail = begin > 0 && (m_text[begin - 1] == '.' || m_text[begin - 1] == '-') && begin > 1 && is_digit(m_text[begin - 2]);
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
      const auto glued = [&](std::size_t i) { return is_alpha(m_text[i]) || (static_cast<unsigned char>(m_text[i]) >= 0xC3 && static_cast<unsigned char>(m_text[i]) < 0xE2); };
      if (m_bench.is_free(begin, at) && !(begin > 0 && glued(begin - 1)) && !(at < m_text.size() && glued(at) && !extension_at(at))) {
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
    return !gap.empty() && gap.size() <= 3 && gap.find_first_not_of(" -./()") == std::string_view::npos;
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
    while (begin > 0 && (m_text[begin - 1] == '(' || m_text[begin - 1] == '+') ) {
      --begin;
      if (m_text[begin] == '+') {
        break;
      }
    }
    if (begin > 0 && m_text[begin] == '(' && m_text[begin - 1] == '+') {
      --begin;
    }
    const bool plus = m_text[begin] == '+' && (begin == 0 || !is_digit(m_text[begin - 1]));
    const Cue cue = cue_of(begin, m_groups[i].end);
    for (std::size_t k = last + 1; k-- > i;) { // the longest reading that is a phone
      if (const auto phone = phone_of(i, k, plus, begin, cue)) {
        std::size_t end = m_groups[k].end;
        end = skip_extension(end);
        m_bench.add(IdType::phone, *phone, begin, end);
        m_last_cue = Cue::phone;
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
      if (joined.size() == last - i + 1 && take_digits(joined, m_groups[i].begin, m_groups[last].end, cue)) {
        return last + 1;
      }
    }
    const bool lone = last == i;
    const bool listed = !lone && length(i) >= 7 && m_text[m_groups[i].end] != '-' && m_text[m_groups[i].end] != '.';
    if (!((lone || listed) && take_digits(digits(i, i), m_groups[i].begin, m_groups[i].end, cue))) {
      m_bench.claim(m_groups[i].begin, m_groups[i].end, "number");
    }
    return i + 1;
  }

  [[nodiscard]] bool in_north_america() const { return m_bench.region.empty() || m_bench.region == "US" || m_bench.region == "CA"; }

  [[nodiscard]] std::optional<std::string> phone_of(std::size_t i, std::size_t k, bool plus, std::size_t begin, Cue cue) const
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
    if (i == k && operator_near(m_groups[i].begin, m_groups[i].end)) {
      return std::nullopt;
    }
    const std::size_t n = k - i + 1;
    const bool one = length(i) == 1 && all.front() == '1' && n > 1;
    const std::size_t f = one ? i + 1 : i;
    const std::size_t left = k - f + 1;
    const bool shaped = (left == 1 && (length(f) == 10 || (length(f) == 11 && m_text[m_groups[f].begin] == '1'))) ||
                        (left == 2 && ((length(f) == 3 && length(k) == 7) || (length(f) == 6 && length(k) == 4))) ||
                        (left == 3 && length(f) == 3 && length(f + 1) == 3 && length(k) == 4);
    if (shaped && (in_north_america() || n > 1)) {
      if (auto phone = model::normalise_phone(all, "US")) {
        return phone;
      }
    }
    const bool international = (all.starts_with("00") && all.size() >= 11) || (all.starts_with("011") && all.size() >= 12);
    if (international) {
      return model::normalise_phone(all.starts_with("011") && in_north_america() ? all : "+" + all.substr(2), m_bench.region);
    }
    if (!in_north_america()) {
      const bool solid_id = n == 1 && all.front() != '0' && cue != Cue::phone && !(m_bench.region == "ES" && all.size() == 9);
      return solid_id ? std::nullopt : model::normalise_phone(all, m_bench.region);
    }
    return std::nullopt;
  }

  // Seven to ten digits of no other kind are a client id. `false`: they are something else.
  bool take_digits(const std::string& all, std::size_t begin, std::size_t end, Cue cue)
  {
    const bool short_id = all.size() >= 3 && all.size() < 7 && explicit_marker(begin) && cue == Cue::client;
    if (!short_id && (all.size() < 7 || all.size() > 10)) {
      return false;
    }
    const bool beside_operator = operator_near(begin, end);
    m_bench.arithmetic = m_bench.arithmetic || beside_operator;
    if (cue == Cue::other || (cue == Cue::phone && all.size() < 10) || beside_operator) {
      return false;
    }
    if (cue != Cue::client && all.size() == 10) {
      if (const auto phone = model::normalise_phone(all, "US"); phone && in_north_america()) {
        m_bench.add(IdType::phone, *phone, begin, end);
        return true;
      }
      if (cue == Cue::phone) {
        return false;
      }
    }
    m_bench.add(IdType::client_id, all, begin, end);
    return true;
  }

  // "#", "id", "no" right before: the text means an id even where it is short.
  [[nodiscard]] bool explicit_marker(std::size_t begin) const
  {
    std::size_t at = begin;
    while (at > 0 && (m_text[at - 1] == ' ' || m_text[at - 1] == ':' || m_text[at - 1] == '=')) {
      --at;
    }
    if (at > 0 && m_text[at - 1] == '#') {
      return true;
    }
    const std::size_t word = m_bench.word_at(begin);
    return word > 0 && (one_of(m_bench.words[word - 1].folded, "id no nr number numero nummer kundennummer") ||
                        (one_of(m_bench.words[word - 1].folded, k_client_cues) && ends_clause(begin)));
  }
  [[nodiscard]] bool ends_clause(std::size_t begin) const
  {
    std::size_t at = begin;
    while (at < m_text.size() && is_alnum(m_text[at])) {
      ++at;
    }
    return at >= m_text.size() || one_of(m_text.substr(at, 1), "? . , ! : ; )");
  }

  [[nodiscard]] bool operator_near(std::size_t begin, std::size_t end) const
  {
    const std::size_t word = m_bench.word_at(begin);
    const auto math = [&](std::size_t i) {
      return i < m_bench.words.size() && one_of(m_bench.words[i].folded, "minus plus times divided multiplied mod prime mal geteilt por entre menos squared even odd");
    };
    std::size_t after = end;
    while (after < m_text.size() && m_text[after] == ' ') {
      ++after;
    }
    std::size_t before = begin;
    while (before > 0 && m_text[before - 1] == ' ') {
      --before;
    }
    const auto sign = [](char c) { return c == '+' || c == '*' || c == '=' || c == '/' || c == '^'; };
    const auto small = [&](std::size_t at) { // an operand of fewer than seven digits follows
      std::size_t run = 0;
      while (at < m_text.size() && m_text[at] == ' ') {
        ++at;
      }
      while (at + run < m_text.size() && is_digit(m_text[at + run])) {
        ++run;
      }
      return run > 0 && run < 7;
    };
    if (after < m_text.size() && sign(m_text[after]) && small(after + 1)) {
      return true;
    }
    if (before > 1 && (m_text[before - 1] == '*' || m_text[before - 1] == '+') && m_text[before - 2] == ' ') {
      return true;
    }
    const bool by_word = (math(word + 1) && (m_bench.words[word + 1].folded != "por" && m_bench.words[word + 1].folded != "entre")) ||
                         (word > 0 && one_of(m_bench.words[word - 1].folded, "multiply divide square"));
    const bool predicate = word + 2 < m_bench.words.size() && one_of(m_bench.words[word + 1].folded, "a an") && math(word + 2);
    return by_word || predicate;
  }

  Cue cue_of(std::size_t begin, std::size_t end)
  {
    const Cue cue = cue_before(begin);
    if (cue == Cue::none || cue == Cue::phone) {
      if (cue_after(end)) {
        return m_last_cue = Cue::other;
      }
    }
    return m_last_cue = cue;
  }

  Cue cue_before(std::size_t begin) const
  {
    std::size_t at = m_bench.word_at(begin);
    std::size_t right = begin;
    bool crossed_filler = false;
    for (int budget = 5; budget > 0 && at > 0; --budget) {
      --at;
      const Word& word = m_bench.words[at];
      const std::string_view gap = m_text.substr(word.end, right - word.end);
      const bool abbreviation = one_of(word.folded, "no nr num nro cust acct inv ref tel conf po kd") || word.folded == "n";
      if (gap.find_first_of(";!?\n|>") != std::string_view::npos || (gap.find('.') != std::string_view::npos && !abbreviation)) {
        return Cue::none;
      }
      const bool listed = gap.find(',') != std::string_view::npos || one_of(word.folded, "and und y or oder o");
      if (listed || word.kind == WordKind::digits) { // a list goes on: "orders 771, 772 and 773"
        const bool number_left = word.kind == WordKind::digits || (at > 0 && m_bench.words[at - 1].kind == WordKind::digits);
        return number_left && (m_last_cue == Cue::other || m_last_cue == Cue::client) ? m_last_cue : Cue::none;
      }
      if (one_of(word.folded, k_client_cues)) {
        return Cue::client;
      }
      if (one_of(word.folded, k_other_cues) && !(word.folded == "social" && crossed_filler)) {
        const bool money_of = at + 1 < m_bench.words.size() && m_bench.words[at + 1].folded == "of" &&
                              !one_of(word.folded, "amount amounts sum total");
        const bool counted = word.folded.ends_with('s') && at > 0 && one_of(m_bench.words[at - 1].folded, "many open any latest recent last all");
        const bool wished = at > 0 && one_of(word.folded, "transaction charge payment order invoice ticket deposit extension score") &&
                            one_of(m_bench.words[at - 1].folded, "last latest recent approved declined failed next previous successful newest open first credit fico current letzte ultimo ultima");
        return money_of || counted || wished ? Cue::none : Cue::other;
      }
      if (one_of(word.folded, k_phone_cues)) {
        return Cue::phone;
      }
      if (!one_of(word.folded, k_fillers) && word.kind != WordKind::mixed) {
        return Cue::none;
      }
      crossed_filler = true;
      right = word.begin;
    }
    return Cue::none;
  }

  // "77120934 is the order", "77120934 (order number)".
  bool cue_after(std::size_t end) const
  {
    std::size_t at = m_bench.word_at(end);
    bool verb = false;
    std::size_t left = end;
    for (int budget = 4; budget > 0 && at < m_bench.words.size(); --budget, ++at) {
      const Word& word = m_bench.words[at];
      const std::string_view gap = m_text.substr(left, word.begin - left);
      if (gap.find_first_of(".;!?\n:") != std::string_view::npos) {
        return false;
      }
      verb = verb || one_of(word.folded, "is was thats being ist es era war") || gap.find('(') != std::string_view::npos;
      if (one_of(word.folded, k_other_cues)) {
        const bool noun = at + 1 < m_bench.words.size() && one_of(m_bench.words[at + 1].folded, "number no nr id code");
        return verb || noun;
      }
      if (!one_of(word.folded, "is was thats that s the a an her his their my being ist die der es el la un una eine era war")) {
        return false;
      }
      left = word.end;
    }
    return false;
  }

  // Digits that are said: "two oh two, triple five, oh one one six".
  void spoken()
  {
    const std::vector<Word>& words = m_bench.words;
    for (std::size_t i = 0; i < words.size();) {
      std::string all;
      std::size_t said = 0;
      std::size_t at = i;
      std::size_t last = i;
      std::size_t repeat = 1;
      bool tens = false;
      for (; at < words.size(); ++at) {
        const std::string& word = words[at].folded;
        const std::string_view gap = at == i ? std::string_view{} : m_bench.gap_before(at);
        if (gap.find_first_of(";!?\n:") != std::string_view::npos || !m_bench.is_free(words[at].begin, words[at].end)) {
          break;
        }
        const bool number_next = at + 1 < words.size() && (!digits_of_word(words[at + 1].folded).empty() || words[at + 1].kind == WordKind::digits);
        if (one_of(word, "double doble doppel doppelt twice") && number_next) {
          repeat = 2;
          continue;
        }
        if (one_of(word, "triple treble dreifach") && number_next) {
          repeat = 3;
          continue;
        }
        if (one_of(word, "uh um dash hyphen guion strich y und and eh ah") && at > i && number_next) {
          continue;
        }
        if (word == "hundred" && !all.empty()) {
          all += "00";
          last = at;
          continue;
        }
        const std::string_view digits = digits_of_word(word);
        if (digits.empty() && words[at].kind != WordKind::digits) {
          break;
        }
        const std::string piece(digits.empty() ? std::string_view(word) : digits);
        said += digits.empty() ? 0 : 1;
        if (tens && piece.size() == 1 && piece != "0" && repeat == 1) {
          all.back() = piece.front();
          tens = false;
        } else {
          for (std::size_t r = 0; r < repeat; ++r) {
            all += piece;
          }
          tens = digits.size() == 2 && digits[1] == '0' && digits != "10";
        }
        repeat = 1;
        last = at;
      }
      if (said >= 3 && all.size() >= 7 && all.size() <= 15) {
        const std::size_t begin = words[i].begin;
        const std::size_t end = words[last].end;
        const bool plus = i > 0 && words[i - 1].folded == "plus";
        const Cue cue = cue_before(begin);
        const auto phone = cue == Cue::client || cue == Cue::other ? std::nullopt
                           : plus                                 ? model::normalise_phone("+" + all, m_bench.region)
                           : all.size() >= 9 && (all.size() != 10 || in_north_america() || all.front() == '0')
                             ? model::normalise_phone(all, m_bench.region)
                             : std::nullopt;
        if (phone) {
          m_bench.add(IdType::phone, *phone, begin, end);
        } else if (!take_digits(all, begin, end, cue)) {
          m_bench.claim(begin, end, "number");
        }
        i = last + 1;
      } else {
        i = at == i ? i + 1 : (said >= 3 ? at : i + 1);
      }
    }
  }

  // "Client # 8e2": an id that is not a plain number, only with an explicit marker.
  void short_client_ids()
  {
    for (std::size_t i = 1; i < m_bench.words.size(); ++i) {
      const Word& word = m_bench.words[i];
      if (word.kind == WordKind::mixed && word.folded.size() <= 10 && is_digit(word.folded.front()) &&
          explicit_marker(word.begin) && cue_before(word.begin) == Cue::client) {
        m_bench.add(IdType::client_id, std::string(m_text.substr(word.begin, word.end - word.begin)), word.begin, word.end);
      }
    }
  }

  Workbench& m_bench;
  std::string_view m_text;
  std::vector<Group> m_groups;
  Cue m_last_cue = Cue::none;
};

} // namespace

std::string_view digits_of_word(std::string_view folded)
{
  struct Row {
    std::string_view words;
    std::string_view digits;
  };
  static constexpr Row k_rows[] = {
    {"zero oh o null cero nought", "0"}, {"one uno una eins ein", "1"}, {"two dos zwei zwo", "2"}, {"three tres drei", "3"},
    {"four cuatro vier", "4"}, {"five cinco funf fuenf", "5"}, {"six seis sechs", "6"}, {"seven siete sieben", "7"},
    {"eight ocho acht", "8"}, {"nine nueve neun niner", "9"}, {"ten diez zehn", "10"}, {"eleven once elf", "11"},
    {"twelve doce zwolf", "12"}, {"thirteen trece", "13"}, {"fourteen catorce", "14"}, {"fifteen quince", "15"}, {"sixteen", "16"},
    {"seventeen", "17"}, {"eighteen", "18"}, {"nineteen", "19"}, {"twenty veinte zwanzig", "20"}, {"thirty treinta", "30"},
    {"forty cuarenta", "40"}, {"fifty cincuenta", "50"}, {"sixty sesenta", "60"}, {"seventy setenta", "70"},
    {"eighty ochenta", "80"}, {"ninety noventa", "90"}};
  for (const Row& row : k_rows) {
    if (one_of(folded, row.words)) {
      return row.digits;
    }
  }
  return {};
}

void find_numbers(Workbench& bench) { NumberFinder(bench).run(); }

} // namespace tilores::assist

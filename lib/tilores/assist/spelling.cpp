// Abbreviations and slips of the pen, for the words that decide what a question wants.
#include <tilores/assist/spelling.hpp>

#include <tilores/assist/words.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>

namespace tilores::assist {

namespace {

struct Short {
  std::string_view brief;
  std::string_view word;
};

constexpr Short k_short[] = {
  {"cncl", "cancel"},       {"canc", "cancel"},      {"sub", "subscription"},   {"subs", "subscription"},
  {"acct", "account"},      {"accts", "accounts"},   {"accs", "accounts"},      {"chk", "check"},
  {"chks", "checks"},       {"adrs", "address"},     {"dup", "duplicate"},      {"dups", "duplicates"},
  {"cus", "customer"},      {"hv", "have"},          {"util", "utilization"},   {"derog", "derogatory"},
  {"derogs", "derogatory"}, {"cel", "celular"},      {"cte", "cliente"},        {"rg", "rechnung"},
  {"wot", "what"},          {"wat", "what"},         {"rem", "remove"},         {"tkt", "ticket"},
  {"tkts", "tickets"},      {"tix", "tickets"},      {"addr", "address"},       {"addy", "address"},
  {"inv", "invoice"},       {"invs", "invoices"},    {"pmt", "payment"},        {"pmts", "payments"},
  {"pymt", "payment"},      {"upd", "update"},       {"updt", "update"},        {"chg", "change"},
  {"chng", "change"},       {"fone", "phone"},       {"fon", "phone"},          {"tlf", "telefono"},
  {"tfno", "telefono"},     {"tel", "phone"},        {"abt", "about"},          {"bout", "about"},
  {"dupe", "duplicate"},    {"dupes", "duplicates"}, {"attribs", "attributes"}, {"attrib", "attribute"},
  {"cust", "customer"},     {"custs", "customers"},  {"cx", "customer"},        {"plz", "please"},
  {"pls", "please"},        {"thx", "thanks"},       {"hist", "history"},       {"ord", "order"},
  {"ords", "orders"},       {"lst", "last"},         {"whos", "who"},           {"wats", "whats"},
  {"bday", "birthday"},     {"gimme", "give"},       {"rq", "please"},          {"tho", "though"},
  {"rech", "rechnung"},     {"kd", "kunde"},         {"ped", "pedido"}};

constexpr std::string_view k_trade =
  "score scores credit phone number email address plan order orders ticket tickets field fields column columns update "
  "change delete remove cancel duplicate duplicates payment payments invoice invoices balance customer customers "
  "client "
  "account records record linked related relatives profile contact details history utilization delinquent late status "
  "refund policy summary find search show please schema attribute attributes birthday telephone mobile average "
  "rechnung rechnungen bestellung bestellungen telefonnummer adresse kunde kundin kunden zahlung zahlungen bonitat "
  "schulden tarif kundennummer vertrag zeige suche direccion telefono correo factura facturas pedido pedidos cliente "
  "clienta pagos puntaje deuda busca muestra numero vinculado duplicado campos";

// Damerau's distance of one: one letter added, dropped, changed, or two neighbours swapped.
bool one_slip(std::string_view a, std::string_view b)
{
  if (a.size() > b.size()) {
    std::swap(a, b);
  }
  if (b.size() - a.size() > 1) {
    return false;
  }
  const auto differ = std::ranges::mismatch(a, b);
  const auto left = static_cast<std::size_t>(differ.in1 - a.begin());
  if (a.size() + 1 == b.size()) {
    return a.substr(left) == b.substr(left + 1);
  }
  if (left == a.size()) {
    return false; // the same
  }
  const bool swapped =
    left + 1 < a.size() && a[left] == b[left + 1] && a[left + 1] == b[left] && a.substr(left + 2) == b.substr(left + 2);
  return swapped || a.substr(left + 1) == b.substr(left + 1);
}

std::string_view nearest(std::string_view folded, std::string_view list)
{
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    const std::string_view word = list.substr(0, end);
    if (word.size() >= 5 && word.front() == folded.front() && one_slip(folded, word)) {
      return word;
    }
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return {};
}

} // namespace

bool is_slip_of_common_word(std::string_view folded)
{
  std::string tried(folded);
  for (std::size_t i = 0; i < folded.size(); ++i) {
    tried.assign(folded).erase(i, 1);
    if (is_common_word(tried)) {
      return true;
    }
    if (i + 1 < folded.size()) {
      tried.assign(folded);
      std::swap(tried[i], tried[i + 1]);
      if (is_common_word(tried)) {
        return true;
      }
    }
  }
  for (char c = 'a'; c <= 'z'; ++c) {
    for (std::size_t i = 0; i <= folded.size(); ++i) {
      tried.assign(folded).insert(i, 1, c);
      if (is_common_word(tried)) {
        return true;
      }
      if (i < folded.size()) {
        tried.assign(folded)[i] = c;
        if (is_common_word(tried)) {
          return true;
        }
      }
    }
  }
  return false;
}

std::string plain_spelling(std::string_view folded)
{
  for (const Short& entry : k_short) {
    if (entry.brief == folded) {
      return std::string(entry.word);
    }
  }
  const bool letters = std::ranges::all_of(folded, [](char c) { return c >= 'a' && c <= 'z'; });
  if (folded.size() >= 4 && letters && !is_common_word(folded) && !is_given_name(folded)) {
    if (const std::string_view word = nearest(folded, k_trade); !word.empty()) {
      return std::string(word);
    }
  }
  return std::string(folded);
}

} // namespace tilores::assist

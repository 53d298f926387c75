// The words that tell phones and client ids from everything that only looks like them.
#include <tilores/assist/numbers.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <iterator>

namespace tilores::assist {

namespace {

constexpr std::string_view k_client_cues =
  "client clients customer customers custmer customr cust member members subscriber kunde kunden kundin kundennummer "
  "kundennr "
  "kd kdnr mitglied mitgliedsnummer cliente clienta clientes socio socia clnt clientid customerid custid memberid cx "
  "custs cstmr cstmrs kdn clte cus cte";
constexpr std::string_view k_other_cues =
  "order orders invoice invoices inv bill ticket tickets case cases tracking shipment parcel package po purchase ref "
  "reference "
  "references confirmation conf policy claim transaction transactions txn trans cheque cheques voucher coupon meter "
  "serial sn vin mac ip "
  "plate employee employees emp badge agent staff operator zip plz postcode postal ssn social card iban routing swift "
  "amount amounts "
  "total sum price error form box gate room suite apt receipt quote contract application loan sku item part model imei "
  "passport license licence session batch lot complaint dispute rma booking reservation flight bank pin otp passcode "
  "password isbn docket incident inc chat deposit charge payment prescription extension warrant permit tax ein tin "
  "fein "
  "gutschein device router asset pedido pedidos factura facturas recibo guia rastreo seguimiento poliza reclamo caso "
  "transaccion vale "
  "contador medidor serie placa matricula empleado empleada postal tarjeta importe monto referencia expediente reserva "
  "contrato prestamo bestellung bestellungen bestellnummer auftrag auftrags auftragsnummer rechnung rechnungen "
  "rechnungsnummer vorgang "
  "vorgangsnummer sendung sendungsnummer paket police versicherungsnummer schadensnummer zahler zahlernummer "
  "seriennummer kennzeichen mitarbeiter mitarbeiternummer personalnummer postleitzahl karte kartennummer betrag "
  "aktenzeichen referenz "
  "vertrag vertragsnummer kontonummer ticketnummer referenznummer trackingnummer fallnummer incidencia incidencias "
  "tramite solicitud siniestro albaran envio paquete folio remesa denuncia localizador pasaporte dni nif nie rfc curp "
  "cuit cuil matricula beleg quittung gutschrift lieferschein ausweis reisepass fuhrerschein schadensfall consignment "
  "waybill manifest authorisation authorization auth legajo ups dhl fedex usps dpd gls tnt "
  "store shop tienda filiale reclamacion reclamaciones reklamation reklamationen storung zahlerstand fall mahnung "
  "mahnungen vorfall schaden antrag gerat versicherung seguro garantia garantie warranty repair reparacion reparatur "
  "ruling lawsuit demanda klage radicado turno cita termin kassenbon ticketid orderid invoiceid caseid "
  "tkt tkts tix trk trkg pkg shpmt fra fact rg chk chks ped exp rech rnr renr ord ordr delivery";
constexpr std::string_view k_phone_cues =
  "phone telephone tel cell cellphone mobile landline callback call calls called caller calling text texted sms "
  "voicemail fax "
  "dial dialed handy telefon telefonnummer rufnummer mobil anruf telefono celular movil llamada nummer mobilnummer "
  "handynummer festnetznummer ruckrufnummer ruckruf festnetz landline fijo";
constexpr std::string_view k_fillers = "number numbers no nr num numero nro nummer id ids is was are the a code codes "
                                       "of de el la es ist lautet named with mit con his her "
                                       "their my s und and y mit con n hash nbr key called reads says";

// "Zählernummer", "Lieferscheinnr", "Störungsmeldung": a German compound names the number of something else.
bool names_other_number(std::string_view folded)
{
  static constexpr std::string_view k_things[] = {"meldung", "schein",  "mahnung", "rechnung", "auftrag",
                                                  "vertrag", "sendung", "beleg",   "antrag",   "vorgang"};
  const bool thing = std::any_of(std::begin(k_things), std::end(k_things), [&](std::string_view head) {
    return folded.size() > head.size() + 2 && folded.ends_with(head);
  });
  if (thing) {
    return true;
  }
  return ((folded.size() > 8 && folded.ends_with("nummer")) || (folded.size() > 5 && folded.ends_with("nr"))) &&
         !one_of(folded, k_client_cues) && !one_of(folded, k_phone_cues) &&
         !one_of(folded,
                 "mobilnummer handynummer festnetznummer ruckrufnummer anrufnummer geschaftsnummer privatnummer "
                 "faxnummer zweitnummer hauptnummer kundennr mitgliedsnr");
}

} // namespace

Cue NumberCues::around(std::size_t begin, std::size_t end)
{
  const Cue cue = before(begin);
  if (cue == Cue::none || cue == Cue::phone) {
    if (other_after(end)) {
      return m_last = Cue::other;
    }
  }
  return m_last = cue;
}

Cue NumberCues::before(std::size_t begin) const
{
  std::size_t at = m_bench.word_at(begin);
  std::size_t right = begin;
  bool crossed_filler = false;
  for (int budget = 5; budget > 0 && at > 0; --budget) {
    --at;
    const Word& word = m_bench.words[at];
    const std::string_view gap = m_text.substr(word.end, right - word.end);
    // "F-8812034": the letters are part of a code; what it is the word before them says, else nothing of ours
    if (right == begin && gap == "-" && word.kind == WordKind::alpha && word.end - word.begin <= 3 &&
        word.upper_first && !one_of(word.folded, k_client_cues) && !one_of(word.folded, k_phone_cues)) {
      const Cue code = before(word.begin);
      return code == Cue::client ? Cue::client : Cue::other;
    }
    const bool abbreviation =
      one_of(word.folded, "no nr num nro cust acct inv ref tel conf po kd tkt trk exp fra ped") || word.folded == "n";
    if (gap.find_first_of(";!?\n|>") != std::string_view::npos ||
        (gap.find('.') != std::string_view::npos && !abbreviation)) {
      return Cue::none;
    }
    const bool listed = gap.find(',') != std::string_view::npos || one_of(word.folded, "and und y or oder o");
    if (listed || word.kind == WordKind::digits) { // a list goes on: "orders 771, 772 and 773"
      const bool number_left =
        word.kind == WordKind::digits || (at > 0 && m_bench.words[at - 1].kind == WordKind::digits);
      return number_left && (m_last == Cue::other || m_last == Cue::client) ? m_last : Cue::none;
    }
    const bool c_sharp = word.folded == "c" && right == begin && gap.starts_with("#"); // "c# 5512098"
    if (one_of(word.folded, k_client_cues) || c_sharp) {
      return Cue::client;
    }
    if (names_other_number(word.folded)) {
      return Cue::other;
    }
    if (one_of(word.folded, k_other_cues) && !(word.folded == "social" && crossed_filler)) {
      if (one_of(word.folded, "ref reference referencia referenz") && at > 0 &&
          one_of(m_bench.words[at - 1].folded, k_client_cues)) {
        return Cue::client; // "client ref number"
      }
      const bool money_of = at + 1 < m_bench.words.size() &&
                            one_of(m_bench.words[at + 1].folded, "of de von del for") &&
                            !one_of(word.folded, "amount amounts sum total price importe monto betrag");
      const bool counted = word.folded.ends_with('s') && at > 0 &&
                           one_of(m_bench.words[at - 1].folded, "many open any latest recent last all");
      const bool wished =
        at > 0 && one_of(word.folded, "transaction charge payment order invoice ticket deposit extension score") &&
        one_of(m_bench.words[at - 1].folded, "last latest recent approved declined failed next previous successful "
                                             "newest open first credit fico current letzte ultimo ultima");
      return money_of || counted || wished ? Cue::none : Cue::other;
    }
    if (one_of(word.folded, k_phone_cues)) {
      if (word.folded == "nummer" && at > 0 && one_of(m_bench.words[at - 1].folded, k_client_cues)) {
        return Cue::client; // "Kundin Nummer 7"
      }
      const bool whose =
        at + 1 < m_bench.words.size() &&
        one_of(m_bench.words[at + 1].folded, "of de von del for with mit con"); // "the phone of 5512098"
      const bool wished = one_of(word.folded, "call calls llamada anruf") && at > 0 &&
                          one_of(m_bench.words[at - 1].folded, "last lst latest recent previous all any letzter "
                                                               "letzte letzten ultima"); // "last call 5512098"
      return whose || wished ? Cue::none : Cue::phone;
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
bool NumberCues::other_after(std::size_t end) const
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
    if (!one_of(word.folded,
                "is was thats that s the a an her his their my being ist die der es el la un una eine era war")) {
      return false;
    }
    left = word.end;
  }
  return false;
}

bool NumberCues::explicit_marker(std::size_t begin) const
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

bool NumberCues::follows_client(std::size_t begin) const
{
  const std::size_t word = m_bench.word_at(begin);
  return word > 0 && m_bench.gap_before(word) == " " &&
         one_of(m_bench.words[word - 1].folded, "client customer cust member kunde cliente kundin kunden");
}

bool NumberCues::ends_clause(std::size_t begin) const
{
  std::size_t at = begin;
  while (at < m_text.size() && is_alnum(m_text[at])) {
    ++at;
  }
  return at >= m_text.size() || one_of(m_text.substr(at, 1), "? . , ! : ; )");
}

bool NumberCues::operator_near(std::size_t begin, std::size_t end) const
{
  const std::size_t word = m_bench.word_at(begin);
  const auto math = [&](std::size_t i) {
    return i < m_bench.words.size() &&
           one_of(m_bench.words[i].folded,
                  "minus plus times divided multiplied mod prime mal geteilt por entre menos squared even odd");
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
  const auto joins_things = [&](std::size_t i) { // "7781099 plus the one for Hester"
    return one_of(m_bench.words[i].folded, "plus minus menos mal") &&
           !(i + 1 < m_bench.words.size() &&
             (m_bench.words[i + 1].kind == WordKind::digits || !digits_of_word(m_bench.words[i + 1].folded).empty()));
  };
  if (after < m_text.size() && sign(m_text[after]) && small(after + 1)) {
    return true;
  }
  if (before > 1 && (m_text[before - 1] == '*' || m_text[before - 1] == '+') && m_text[before - 2] == ' ') {
    return true;
  }
  const bool by_word =
    (math(word + 1) && (m_bench.words[word + 1].folded != "por" && m_bench.words[word + 1].folded != "entre") &&
     !joins_things(word + 1)) ||
    (word > 0 && one_of(m_bench.words[word - 1].folded, "multiply divide square"));
  const bool predicate =
    word + 2 < m_bench.words.size() && one_of(m_bench.words[word + 1].folded, "a an") && math(word + 2);
  return by_word || predicate;
}

} // namespace tilores::assist

// Questions about the person, tickets and calls.
#include <tilores/assist/wish_reading.hpp>

namespace tilores::assist {

void Reading::about_contact()
{
  for (const PartRow& row : part_rows()) {
    if (any_word(row.words) || says(row.phrases)) {
      m_wish.parts.push_back(row.part);
    }
  }
  if (any_word("state") && m_words.size() <= 2 && !has(Topic::status)) {
    m_wish.parts.push_back(Part::state); // "NAME state?"
  }
  const auto part = [&](Part which) {
    return std::find(m_wish.parts.begin(), m_wish.parts.end(), which) != m_wish.parts.end();
  };
  if (part(Part::email) && !says("street|mailing address|postal|and address|and the address|domicilio")) {
    std::erase(m_wish.parts, Part::address); // "email address"
  }
  const bool place = part(Part::city) || part(Part::state) || part(Part::postal_code);
  if (place && !says(" address | street ")) {
    std::erase(m_wish.parts, Part::address);
  }
  const bool asked = says("what|which|where|give|show|best|tell|cual|que |donde|wie |welche|wo |was ist| of | and ");
  const bool exact = place || part(Part::first_name) || part(Part::middle_name) || part(Part::last_name) ||
                     part(Part::full_name) || part(Part::client_id) || part(Part::crm_id);
  if (exact && !(part(Part::state) && has(Topic::status))) {
    add(Topic::contact);
    drop({Topic::balance});
  }
  if (part(Part::full_name) || (part(Part::phone) && says("to call|should i call|should we call|reach|dial"))) {
    drop({Topic::last_call});
  }
  if (part(Part::phone) || part(Part::email) || part(Part::address)) {
    add(Topic::contact);
  }
  const bool others = says("same phone|same email|same number|same address|another account|other account|anyone "
                           "else|anybody else|someone else|somebody else|who else|other customer|another customer"
                           "|other client| others | shared | share | shares | sharing |alguien mas|otro cliente"
                           "|otros clientes|comparte|compartid|noch jemand|jemand ander|andere kunden|anderer kunde"
                           "|geteilt| teilt | teilen ");
  if (others && (part(Part::phone) || part(Part::email) || part(Part::address) || says(" number "))) {
    if (!part(Part::phone) && !part(Part::email) && !part(Part::address)) {
      m_wish.parts = {Part::phone};
    }
    m_topics = {Topic::sharing};
    return;
  }
  const bool only_contact =
    std::all_of(m_topics.begin(), m_topics.end(), [](Topic topic) { return topic == Topic::contact; });
  if (has(Topic::contact) && !only_contact && !exact && !says("phone|email|address|mail |telefon|correo|direccion")) {
    drop({Topic::contact});
  }
  if (!asked && !exact && m_words.size() > 8) {
    m_wish.parts.clear();
  }
}

// One ticket by its number, the oldest or newest open one, those of a category or of a status.
bool Reading::ticket_wanted()
{
  for (std::size_t i = 0; i + 1 < m_words.size(); ++i) {
    const bool number = one_of(m_words[i].folded, "ticket number no nr numero nummer");
    if (number && m_words[i + 1].kind == WordKind::digits && m_words[i + 1].folded.size() >= 4 && !m_wish.period) {
      m_wish.ticket_number = m_words[i + 1].folded;
      return true;
    }
  }
  for (const std::string_view category : {"billing", "technical", "general", "cancellation", "credit report"}) {
    if (says(" " + std::string(category) + " ticket| " + std::string(category) + " complaint")) {
      m_wish.ticket_category = category;
    }
  }
  m_wish.open_only = m_wish.open_only || says("newest open|oldest open|latest open");
  m_wish.oldest_ticket = says("oldest|first ticket|earliest|alteste|mas antiguo|primer ticket");
  if (says("closed ticket|tickets are closed|resolved ticket|tickets cerrados|geschlossene tickets|tickets were "
           "closed|tickets closed")) {
    m_wish.ticket_status = "closed";
  } else if (says("on hold|en espera|en pausa|zuruckgestellt")) {
    m_wish.ticket_status = "on hold";
  }
  m_wish.all_tickets = !m_wish.ticket_category.empty() || !m_wish.ticket_status.empty();
  const bool days_open = says("days open|how long has|open for|wie lange|cuanto tiempo") && says("ticket");
  m_wish.open_only = m_wish.open_only || days_open;
  return !m_wish.period && (m_wish.all_tickets || m_wish.oldest_ticket || days_open || says("newest open|latest open"));
}

void Reading::about_tickets_and_calls()
{
  if (has(Topic::tickets)) {
    drop({Topic::status, Topic::cancellation});
    const bool newest =
      says("last ticket|latest ticket|newest ticket|recent ticket|last support|latest support|last "
           "complaint|latest complaint|ultimo ticket|ultima queja|letzte ticket|letzten ticket|letztes "
           "ticket|neueste ticket|last case|last open ticket|letzte beschwerde|ultimo reclamo");
    const bool about =
      says(" about | regarding | subject |worum|trata|asunto| thema |why did open|reason for the ticket"
           "|which category|what category|due date");
    const bool one = says(" ticket open| ticket still open| ticket closed| ticket resolved| ticket been| ticket status"
                          "| the ticket | ticket abierto| ticket offen| ticket geschlossen|complaint resolved"
                          "|status of the ticket|status of s ticket|status of ticket");
    const bool each =
      says("list |what tickets|which tickets|all tickets|show tickets|show the tickets|what are the|which "
           "open|alle tickets|todos los tickets|welche tickets|que tickets|billing ticket|technical ticket|general "
           "ticket|cancellation ticket");
    m_wish.count_first = says("how many|wie viele|cuantos|number of") && !any_word("open offene offenen abiertos");
    m_wish.open_only = says("open ticket|open support|tickets are open|offene ticket|tickets abiertos|offenen ticket");
    const bool particular = ticket_wanted();
    if (particular) {
      add(Topic::ticket);
      drop({Topic::tickets, Topic::contact, Topic::activity, Topic::last_success, Topic::birth});
    } else if (m_wish.period && !newest) {
      m_wish.events = Wish::Events::tickets;
      add(Topic::activity);
      drop({Topic::tickets, Topic::last_success});
    } else if (newest || about || one || each) {
      m_wish.all_tickets = each && !newest;
      add(Topic::ticket);
      drop({Topic::tickets, Topic::contact});
    }
  }
  if (has(Topic::last_contact)) {
    drop({Topic::last_call, Topic::contact});
    m_wish.by_customer =
      says("contact us|contacted us|hear from|heard from|reach out|reached out|wrote|nos contacto|uns "
           "kontaktiert|gemeldet");
  }
  if (has(Topic::last_call)) {
    m_wish.direction =
      says("inbound|outbound|who called|call us|we call|direction|entrante|saliente|eingehend|ausgehend");
    const bool counted = says("how many|how often|total calls|number of calls|list |all calls|wie oft|wie "
                              "viele|cuantas veces|cuantas llamadas|call history");
    if (counted || (m_wish.period && !has(Topic::activity))) {
      m_wish.inbound = says(" inbound | entrante| eingehend|called us|call us");
      m_wish.outbound = !m_wish.inbound && says(" outbound | saliente| ausgehend|we call|did we call");
    }
    const bool way =
      says(" inbound | outbound | entrante | saliente | eingehend| ausgehend") && !says(" or | oder | o ");
    const bool by_us = says("did we last call|we last call|when did we call|cuando llamamos|le llamamos|wir zuletzt "
                            "angerufen|haben wir angerufen|wann haben wir");
    const bool to_us = says("last call us|called us last|last called us|when did call us|llamo por ultima|cuando llamo"
                            "|nos llamo|uns zuletzt angerufen|hat zuletzt angerufen|hat uns angerufen|wann hat "
                            "angerufen|ever call us|ever called us");
    if ((by_us || to_us) && !counted && !m_wish.period) {
      m_wish.inbound = to_us;
      m_wish.outbound = !to_us;
      m_wish.newest = 1;
    }
    if (way && !counted && !m_wish.period) {
      m_wish.inbound = says(" inbound | entrante | eingehend");
      m_wish.outbound = !m_wish.inbound;
      m_wish.newest = 1;
    }
    if ((counted || m_wish.newest > 0) && !has(Topic::activity) && !m_wish.period) {
      m_wish.events = Wish::Events::calls;
      add(Topic::activity);
      drop({Topic::last_call});
    }
    if (m_wish.period && !has(Topic::activity)) {
      m_wish.events = Wish::Events::calls;
      add(Topic::activity);
      drop({Topic::last_call});
    }
    if (!has(Topic::contact) && m_topics.size() > 1 && says("before calling|caller")) {
      drop({Topic::last_call});
    }
  }
}

} // namespace tilores::assist

// The sentences about what passed between the customer and us: tickets, calls, the last contact.
#include <tilores/assist/answer_values.hpp>
#include <tilores/assist/answer_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/customer/activity.hpp>

#include <algorithm>

namespace tilores::assist {

namespace {

using customer::Ticket;

std::optional<std::string> some(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }
std::optional<std::string> day_of(const std::string& when) { return some(when.substr(0, 10)); }

void say_ticket(Writer& out, const Ticket& ticket)
{
  const std::string subject = plain_text(ticket.subject);
  const std::string status = out.fact("ticket.status", some(plain_text(ticket.status)), ticket.record_id, "STATUSTYPE");
  const std::string state = ticket.open ? std::string(out.in({"is open", "está abierto", "ist offen"}))
                            : ticket.closed.empty()
                              ? std::string(out.in({"is closed", "está cerrado", "ist geschlossen"}))
                              : std::string(out.in({"was closed on ", "se cerró el ", "wurde geschlossen am "})) +
                                  out.fact("ticket.closed", day_of(ticket.closed), ticket.record_id, "CLOSEDTIME");
  out.say({"Ticket {} of {} {} (status {}): category {}, subject {}.",
           "El ticket {} del {} {} (estado {}): categoría {}, asunto {}.",
           "Ticket {} vom {} {} (Status {}): Kategorie {}, Betreff {}."},
          out.fact("ticket.number", some(ticket.number), ticket.record_id, "TICKETNUMBER"),
          out.fact("ticket.opened", day_of(ticket.when), ticket.record_id, "CREATEDTIME"), state, status,
          out.fact("ticket.category", some(plain_text(ticket.category)), ticket.record_id, "CATEGORY"),
          out.fact("ticket.subject", subject.empty() ? std::nullopt : std::optional("\"" + subject + "\""),
                   ticket.record_id, "SUBJECT"));
}

// Keeps the tickets of the number, category or status asked for and says how many they are; false where none of these
// is asked for.
bool choose_tickets(Writer& out, std::vector<Ticket>& tickets, const Wish& wish)
{
  if (wish.oldest_ticket) {
    std::reverse(tickets.begin(), tickets.end());
  }
  std::string which;
  if (!wish.ticket_number.empty()) {
    std::erase_if(tickets, [&](const Ticket& one) { return one.number != wish.ticket_number; });
    if (tickets.empty()) {
      out.answer.facts.emplace_back("ticket.number", out.missing());
      out.say({"The customer has no ticket {} (not available).", "El cliente no tiene el ticket {} (not available).",
               "Der Kunde hat kein Ticket {} (not available)."},
              wish.ticket_number);
    }
    return true;
  }
  if (!wish.ticket_category.empty()) {
    std::erase_if(tickets, [&](const Ticket& one) { return to_lower_ascii(one.category) != wish.ticket_category; });
    which = wish.ticket_category;
  }
  if (wish.ticket_status == "closed") {
    std::erase_if(tickets, [](const Ticket& one) { return one.open; });
  } else if (!wish.ticket_status.empty()) {
    std::erase_if(tickets, [&](const Ticket& one) { return to_lower_ascii(one.status) != wish.ticket_status; });
  }
  if (!wish.ticket_status.empty()) {
    which += (which.empty() ? "" : ", ") + wish.ticket_status;
  }
  if (which.empty()) {
    return false;
  }
  out.say({"Tickets ({}): {}.", "Tickets ({}): {}.", "Tickets ({}): {}."}, which,
          out.fact<std::size_t>("support.tickets_chosen", tickets.size(), "", "STATUSTYPE"));
  return true;
}

void say_tickets(Writer& out, const Wish& wish)
{
  constexpr std::size_t k_most = 5;
  std::vector<Ticket> tickets = customer::tickets_of(out.entity());
  const std::size_t all = tickets.size();
  if (wish.open_only) {
    std::erase_if(tickets, [](const Ticket& ticket) { return !ticket.open; });
  }
  const bool chosen = choose_tickets(out, tickets, wish);
  if (chosen && tickets.empty()) {
    return;
  }
  if (tickets.empty()) {
    if (all == 0) {
      out.say({"No ticket is on file.", "No consta ningún ticket.", "Kein Ticket vorhanden."});
    } else {
      out.say({"No ticket is open; tickets on file: {}.", "Ningún ticket está abierto; tickets en total: {}.",
               "Kein Ticket ist offen; Tickets insgesamt: {}."},
              std::to_string(all));
    }
    out.answer.facts.emplace_back("support.tickets", std::to_string(all));
    return;
  }
  const std::size_t said = wish.all_tickets ? std::min(k_most, tickets.size()) : 1;
  for (std::size_t i = 0; i < said; ++i) {
    say_ticket(out, tickets[i]);
    const auto opened = tickets[i].open ? parse_iso_date(tickets[i].when.substr(0, 10)) : std::nullopt;
    if (opened && !(out.customer().as_of < *opened)) {
      out.say({"It has been open for {} days.", "Lleva {} días abierto.", "Es ist seit {} Tagen offen."},
              std::to_string(days_from_epoch(out.customer().as_of) - days_from_epoch(*opened)));
    }
  }
  if (all > said) {
    out.say(
      {"Tickets on file: {}, open: {}.", "Tickets en total: {}, abiertos: {}.", "Tickets insgesamt: {}, offen: {}."},
      out.fact<std::size_t>("support.tickets", all, "", "TICKETNUMBER"),
      out.fact<std::uint32_t>("support.open_tickets", out.customer().support.open_tickets, "", "STATUSTYPE"));
  }
}

void say_last_call(Writer& out, bool direction)
{
  const customer::Customer360& c = out.customer();
  if (!c.call.last_date.value) {
    out.say({"No call is on file; date, agent, duration and campaign: {}.",
             "No consta ninguna llamada; fecha, agente, duración y campaña: {}.",
             "Kein Anruf vorhanden; Datum, Agent, Dauer und Kampagne: {}."},
            out.none({"call.last_date", "call.last_agent", "call.last_duration_s", "call.last_campaign"}));
    return;
  }
  if (direction) {
    out.say({"The last call was {}.", "La última llamada fue {}.", "Der letzte Anruf war {}."},
            to_lower_ascii(out.fact("call.last_type", c.call.last_type)));
  }
  std::optional<std::string> seconds;
  if (c.call.last_duration_s.value) {
    seconds = std::to_string(*c.call.last_duration_s.value) + (out.lang() == Lang::de   ? " Sekunden"
                                                               : out.lang() == Lang::es ? " segundos"
                                                                                        : " seconds");
  }
  out.say({"The last call was on {} with {}, length {}, campaign {}.",
           "La última llamada fue el {} con {}, duración {}, campaña {}.",
           "Der letzte Anruf war am {} mit {}, Dauer {}, Kampagne {}."},
          out.fact("call.last_date", c.call.last_date), out.fact("call.last_agent", c.call.last_agent),
          out.fact("call.last_duration_s", seconds, c.call.last_duration_s.record_id, c.call.last_duration_s.field),
          out.fact("call.last_campaign", c.call.last_campaign));
  out.say({"Calls on file: {}.", "Llamadas registradas: {}.", "Anrufe insgesamt: {}."},
          out.fact<std::uint32_t>("call.count", c.call.count, "", "CALL_ID"));
}

// Calls and tickets alike; with `by_customer` only calls that came in.
void say_last_contact(Writer& out, bool by_customer)
{
  const customer::Event* newest = nullptr;
  const customer::Event* outbound = nullptr;
  for (const customer::Event& event : out.customer().timeline) {
    const bool call = event.kind == model::RecordKind::call;
    const bool ours = call && event.text.find("outbound") != std::string::npos;
    if (by_customer && ours) {
      outbound = outbound == nullptr && newest == nullptr ? &event : outbound;
    } else if (call || event.kind == model::RecordKind::ticket) {
      newest = newest == nullptr ? &event : newest;
    }
  }
  if (newest == nullptr) {
    out.say({"No contact is on file, neither a call nor a ticket{}; date: {}.",
             "No consta ningún contacto, ni llamada ni ticket{}; fecha: {}.",
             "Kein Kontakt vorhanden, weder Anruf noch Ticket{}; Datum: {}."},
            by_customer ? out.in({" by the customer", " del cliente", " des Kunden"}) : std::string_view(),
            out.none({"contact.last_date"}));
  } else {
    const std::string_view field = newest->kind == model::RecordKind::call ? "CALL_START_TIME" : "CREATEDTIME";
    out.say({"The last contact{} was on {}: {}.", "El último contacto{} fue el {}: {}.",
             "Der letzte Kontakt{} war am {}: {}."},
            by_customer ? out.in({" by the customer", " del cliente", " durch den Kunden"}) : std::string_view(),
            out.fact("contact.last_date", day_of(newest->when), newest->record_id, field), newest->text);
  }
  if (outbound != nullptr) {
    out.say({"We called later, on {}.", "Nosotros llamamos después, el {}.", "Wir haben später angerufen, am {}."},
            out.fact("contact.last_outbound", day_of(outbound->when), outbound->record_id, "CALL_START_TIME"));
  }
}

} // namespace

void say_requests(Writer& out, std::string_view stems)
{
  for (const Ticket& ticket : customer::tickets_of(out.entity())) {
    const std::string text = to_lower_ascii(ticket.subject + " " + ticket.category);
    for (const std::string_view stem : split(stems, ' ')) {
      if (text.find(stem) != std::string::npos) {
        out.say({"It was asked for, though:", "Pero se pidió:", "Darum gebeten wurde aber:"});
        say_ticket(out, ticket);
        return;
      }
    }
  }
}

void say_service(Writer& out, Topic topic, const Wish& wish)
{
  const customer::Customer360& c = out.customer();
  if (topic == Topic::tickets && wish.count_first) {
    out.say(
      {"Tickets on file: {}, open: {}.", "Tickets en total: {}, abiertos: {}.", "Tickets insgesamt: {}, offen: {}."},
      out.fact<std::uint32_t>("support.tickets", c.support.tickets, "", "TICKETNUMBER"),
      out.fact<std::uint32_t>("support.open_tickets", c.support.open_tickets, "", "STATUSTYPE"));
  } else if (topic == Topic::tickets) {
    out.say({"There are {} open support tickets of {} in all.", "Hay {} tickets abiertos de {} en total.",
             "Es gibt {} offene Tickets von insgesamt {}."},
            out.fact<std::uint32_t>("support.open_tickets", c.support.open_tickets, "", "STATUSTYPE"),
            out.fact<std::uint32_t>("support.tickets", c.support.tickets, "", "TICKETNUMBER"));
  }
  if (topic == Topic::ticket) {
    say_tickets(out, wish);
  }
  if (topic == Topic::last_call) {
    say_last_call(out, wish.direction);
  }
  if (topic == Topic::last_contact) {
    say_last_contact(out, wish.by_customer);
  }
}

} // namespace tilores::assist

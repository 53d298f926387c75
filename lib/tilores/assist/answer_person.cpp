// The sentences about the person: contact data and its parts, birth, links, who else has a number, single fields.
#include <tilores/assist/answer_values.hpp>
#include <tilores/assist/answer_writer.hpp>

#include <algorithm>

namespace tilores::assist {

namespace {

void say_contact(Writer& out)
{
  const customer::Customer360& c = out.customer();
  const auto first = [](const std::vector<model::ContactValue>& values) -> std::optional<std::string> {
    return values.empty() ? std::nullopt : std::optional(values.front().value);
  };
  out.say({"Customer {}, client id {}: e-mail {}, phone {}.", "Cliente {}, número {}: correo {}, teléfono {}.",
           "Kunde {}, Nummer {}: E-Mail {}, Telefon {}."},
          out.fact("name", c.name.empty() ? std::nullopt : std::optional(c.name), "", "FIRST_NAME"),
          out.fact("client_id", first(c.contacts.clients), "", "CLIENT_ID"),
          out.fact("email", first(c.contacts.emails), "", "EMAIL"),
          out.fact("phone", first(c.contacts.phones), "", "PHONE_EXTERNAL"));
  std::optional<std::string> address;
  if (!c.addresses.empty()) {
    const customer::Address& a = c.addresses.front();
    for (const std::string& part : {a.street, a.city, a.state, a.postal_code}) {
      if (!part.empty()) {
        address = address.value_or("") + (address ? ", " : "") + part;
      }
    }
  }
  out.say({"Address: {}.", "Dirección: {}.", "Adresse: {}."}, out.fact("address", address, "", "MAILING_STREET"));
}

struct PartWords {
  Phrase name, sentence;
  std::string_view fact, field;
};

PartWords words_for(Part part)
{
  switch (part) {
  case Part::first_name:
    return {{"first name", "nombre", "Vorname"},
            {"The first name is {}.", "El nombre es {}.", "Der Vorname ist {}."},
            "first_name",
            "FIRST_NAME"};
  case Part::middle_name:
    return {{"middle name", "segundo nombre", "zweiter Vorname"},
            {"The middle name is {}.", "El segundo nombre es {}.", "Der zweite Vorname ist {}."},
            "middle_name",
            "MIDDLE_NAME"};
  case Part::last_name:
    return {{"last name", "apellido", "Nachname"},
            {"The last name is {}.", "El apellido es {}.", "Der Nachname ist {}."},
            "last_name",
            "LAST_NAME"};
  case Part::full_name:
    return {{"full name", "nombre completo", "voller Name"},
            {"The full name is {}.", "El nombre completo es {}.", "Der volle Name ist {}."},
            "name",
            "FIRST_NAME"};
  case Part::email:
    return {{"e-mail", "correo", "E-Mail-Adresse"},
            {"The e-mail is {}.", "El correo es {}.", "Die E-Mail-Adresse ist {}."},
            "email",
            "EMAIL"};
  case Part::phone:
    return {{"phone number", "teléfono", "Telefonnummer"},
            {"The phone number is {}.", "El teléfono es {}.", "Die Telefonnummer ist {}."},
            "phone",
            "PHONE_EXTERNAL"};
  case Part::address:
    return {{"address", "dirección", "Adresse"},
            {"The address is {}.", "La dirección es {}.", "Die Adresse ist {}."},
            "address",
            "MAILING_STREET"};
  case Part::city:
    return {{"city", "ciudad", "Stadt"},
            {"The city is {}.", "La ciudad es {}.", "Die Stadt ist {}."},
            "city",
            "MAILING_CITY"};
  case Part::state:
    return {{"state", "estado", "Bundesstaat"},
            {"The state is {}.", "El estado es {}.", "Der Bundesstaat ist {}."},
            "state",
            "MAILING_STATE_CODE"};
  case Part::postal_code:
    return {{"ZIP code", "código postal", "Postleitzahl"},
            {"The ZIP code is {}.", "El código postal es {}.", "Die Postleitzahl ist {}."},
            "postal_code",
            "MAILING_POSTAL_CODE"};
  case Part::crm_id:
    return {{"CRM id", "id de CRM", "CRM-Id"},
            {"The CRM id is {}.", "El id de CRM es {}.", "Die CRM-Id ist {}."},
            "crm_id",
            "ID_18_CHAR"};
  case Part::client_id:
    return {{"client id", "número de cliente", "Kundennummer"},
            {"The client id is {}.", "El número de cliente es {}.", "Die Kundennummer ist {}."},
            "client_id",
            "CLIENT_ID"};
  }
  return {};
}

std::optional<std::string> some(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

std::string one_line(const customer::Address& a)
{
  std::string line;
  for (const std::string& part : {a.street, a.city, a.state, a.postal_code}) {
    line += part.empty() ? "" : (line.empty() ? "" : ", ") + part;
  }
  return line;
}

// The values of a list behind the first, as "; also: …".
std::string others_in(const Writer& out, const std::vector<model::ContactValue>& values)
{
  constexpr std::size_t k_most = 4;
  std::string list;
  for (std::size_t i = 1; i < values.size() && i <= k_most; ++i) {
    list += (list.empty() ? "" : ", ") + values[i].value;
  }
  return list.empty() ? list : std::string(out.in({"; also ", "; también ", "; auch "})) + list;
}

void say_part(Writer& out, Part part)
{
  const customer::Customer360& c = out.customer();
  const PartWords words = words_for(part);
  const auto listed = [&](const std::vector<model::ContactValue>& values) {
    const auto first = values.empty() ? std::nullopt : std::optional(values.front().value);
    std::string said = out.fact(std::string(words.fact), first, "", words.field);
    if (first) {
      said += std::string(out.in({" (on ", " (en ", " (in "})) + std::to_string(values.front().count) +
              std::string(out.in({" records)", " registros)", " Datensätzen)"})) + others_in(out, values);
    }
    return said;
  };
  const customer::Address none;
  const customer::Address& home = c.addresses.empty() ? none : c.addresses.front();
  std::string said;
  switch (part) {
  case Part::email: said = listed(c.contacts.emails); break;
  case Part::phone: said = listed(c.contacts.phones); break;
  case Part::client_id: said = listed(c.contacts.clients); break;
  case Part::crm_id: said = listed(c.contacts.crms); break;
  case Part::full_name: said = out.fact("name", some(c.name), "", words.field); break;
  case Part::address: said = out.fact("address", some(one_line(home)), "", words.field); break;
  case Part::city: said = out.fact("city", some(home.city), "", words.field); break;
  case Part::state: {
    const Newest name = newest_value(out.entity(), "MAILING_STATE");
    said = out.fact("state", some(home.state), "", words.field);
    if (name.text && *name.text != home.state && !home.state.empty() && c.addresses.size() == 1) {
      said += " (" + *name.text + ")";
    }
    break;
  }
  case Part::postal_code: said = out.fact("postal_code", some(home.postal_code), "", words.field); break;
  case Part::first_name:
  case Part::middle_name:
  case Part::last_name: {
    const Newest value = newest_value(out.entity(), words.field);
    said = out.fact(std::string(words.fact), value.text, value.record_id, words.field);
    break;
  }
  }
  out.say(words.sentence, said);
}

void say_birth(Writer& out)
{
  const customer::Customer360& c = out.customer();
  const auto& births = c.contacts.births;
  const auto value = births.empty() ? std::nullopt : std::optional(births.front().value);
  const std::string said = out.fact("dob", value, "", "DATE_OF_BIRTH");
  const auto born = value ? parse_iso_date(*value) : std::nullopt;
  if (!born || c.as_of < *born) {
    out.say({"Date of birth: {}.", "Fecha de nacimiento: {}.", "Geburtsdatum: {}."}, said);
    return;
  }
  const bool had_birthday = std::pair(c.as_of.month, c.as_of.day) >= std::pair(born->month, born->day);
  const int age = c.as_of.year - born->year - (had_birthday ? 0 : 1);
  out.say({"Date of birth: {}; {} years old on {}.", "Fecha de nacimiento: {}; {} años el {}.",
           "Geburtsdatum: {}; {} Jahre alt am {}."},
          said, std::to_string(age), to_string(c.as_of));
  out.answer.facts.emplace_back("age", std::to_string(age));
}

void say_relations(Writer& out, bool household_only)
{
  const customer::Customer360& c = out.customer();
  std::uint32_t edges = 0;
  std::uint32_t records = 0;
  std::string household;
  std::vector<std::string> rules;
  for (const customer::Relation& relation : c.relations) {
    if (relation.kind == "edge") {
      ++edges;
      if (rules.size() < 6 && std::find(rules.begin(), rules.end(), relation.rule) == rules.end()) {
        rules.push_back(relation.rule);
      }
    } else {
      household += (household.empty() ? "" : ", ") + relation.name;
    }
  }
  if (household_only) {
    out.answer.facts.emplace_back("household", household.empty() ? std::string(out.missing()) : household);
    out.say({"Spouse or household named in the records: {}.", "Cónyuge u hogar según los registros: {}.",
             "Ehepartner oder Haushalt laut Datensätzen: {}."},
            household.empty() ? out.missing() : household);
    return;
  }
  for (const std::uint32_t n : c.sections) {
    records += n;
  }
  std::string by;
  for (const std::string& rule : rules) {
    by += (by.empty() ? "" : ", ") + rule;
  }
  out.say({"The customer consists of {} records joined by {} links (rules: {}).",
           "El cliente consta de {} registros unidos por {} enlaces (reglas: {}).",
           "Der Kunde besteht aus {} Datensätzen mit {} Verknüpfungen (Regeln: {})."},
          out.fact<std::uint32_t>("records", records, "", "id"), out.fact<std::uint32_t>("edges", edges, "", "edges"),
          by.empty() ? out.missing() : by);
  out.say({"Household named in the records: {}.", "Hogar según los registros: {}.", "Haushalt laut Datensätzen: {}."},
          household.empty() ? out.missing() : household);
}

void say_sharing(Writer& out, const Wish& wish, const std::vector<Sharing>& sharing)
{
  if (std::find(wish.parts.begin(), wish.parts.end(), Part::address) != wish.parts.end()) {
    out.say({"Other customers cannot be searched by address, so who else lives there is {}.",
             "No se puede buscar a otros clientes por dirección; quién más vive ahí: {}.",
             "Andere Kunden lassen sich nicht nach Adresse suchen; wer sonst dort wohnt: {}."},
            out.none({"shared.address"}));
    say_part(out, Part::address);
    say_relations(out, true);
  } else if (sharing.empty()) {
    out.say({"The customer has no such contact datum on file, so nobody can share it: {}.",
             "No consta ese dato de contacto, así que nadie puede compartirlo: {}.",
             "Diese Angabe ist nicht vorhanden, also kann sie niemand teilen: {}."},
            out.none({"shared.others"}));
  }
  for (const Sharing& one : sharing) {
    const PartWords words = words_for(one.part);
    std::string names;
    for (const std::string& name : one.names) {
      names += (names.empty() ? "" : ", ") + name;
    }
    if (one.others > one.names.size()) {
      names += ", …";
    }
    out.answer.facts.emplace_back("shared." + std::string(words.fact), std::to_string(one.others));
    out.source("", words.field);
    if (one.others == 0) {
      out.say({"No other customer has the {} {}.", "Ningún otro cliente tiene ese dato: {} {}.",
               "Kein anderer Kunde hat diese Angabe: {} {}."},
              out.in(words.name), one.value);
    } else {
      out.say({"Other customers with the {} {}: {} ({}).", "Otros clientes con {} {}: {} ({}).",
               "Andere Kunden mit {} {}: {} ({})."},
              out.in(words.name), one.value, std::to_string(one.others), names);
    }
  }
}

void say_fields(Writer& out, const std::vector<FieldWish>& fields)
{
  for (const FieldWish& wish : fields) {
    Newest value = newest_value(out.entity(), wish.field);
    if (wish.field == "VERIFY_IDENTITY" && value.text) {
      value.text = value.text->substr(0, value.text->find(" - ")); // behind it: part of a number and initials
    }
    if (value.text == "yes" || value.text == "no") {
      out.say({"{}: {}.", "{}: {}.", "{}: {}."}, out.in(wish.name),
              out.fact("field." + std::string(wish.field), std::optional(out.yes_or_no(value.text == "yes")),
                       value.record_id, wish.field));
    } else {
      out.say({"{}: {}.", "{}: {}.", "{}: {}."}, out.in(wish.name),
              out.fact("field." + std::string(wish.field), value.text, value.record_id, wish.field));
    }
  }
}

} // namespace

void say_person(Writer& out, Topic topic, const Wish& wish, const std::vector<Sharing>& sharing)
{
  if (topic == Topic::contact && !wish.parts.empty()) {
    for (const Part part : wish.parts) {
      say_part(out, part);
    }
  } else if (topic == Topic::contact) {
    say_contact(out);
  } else if (topic == Topic::birth) {
    say_birth(out);
  } else if (topic == Topic::relations) {
    say_relations(out, wish.household);
  } else if (topic == Topic::sharing) {
    say_sharing(out, wish, sharing);
  } else if (topic == Topic::field) {
    say_fields(out, wish.fields);
  }
}

} // namespace tilores::assist

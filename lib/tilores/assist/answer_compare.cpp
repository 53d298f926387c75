// One sentence that holds two customers against each other, on the figure asked for. Only what both have is compared.
#include <tilores/assist/answer.hpp>

#include <tilores/base/text.hpp>
#include <tilores/customer/activity.hpp>
#include <tilores/model/normalise.hpp>

#include <algorithm>
#include <numeric>

namespace tilores::assist {

namespace {

std::string_view in(const Phrase& phrase, Lang lang)
{
  return lang == Lang::es ? phrase.es : lang == Lang::de ? phrase.de : phrase.en;
}

struct Two {
  const customer::Customer360& a;
  const customer::Customer360& b;
  Lang lang;
};

std::string unknown(const Two& two)
{
  return std::string(in({"The two cannot be compared: not available for both.",
                         "No se pueden comparar: no disponible (not available) para ambos.",
                         "Die beiden lassen sich nicht vergleichen: nicht für beide verfügbar (not available)."},
                        two.lang));
}

// "Ann Lee is older (1960-01-03 against 1971-05-06)."
std::string more(const Two& two, bool first, bool equal, const Phrase& how, const std::string& a, const std::string& b)
{
  const std::string both = " (" + a + std::string(in({" against ", " frente a ", " gegenüber "}, two.lang)) + b + ").";
  return equal ? std::string(in({"Both are equal", "Ambos son iguales", "Beide sind gleich"}, two.lang)) + both
               : (first ? two.a.name : two.b.name) + " " + std::string(in(how, two.lang)) + both;
}

std::string of_age(const Two& two)
{
  const auto born = [](const customer::Customer360& c) {
    return c.contacts.births.empty() ? std::nullopt : parse_iso_date(c.contacts.births.front().value);
  };
  const auto a = born(two.a);
  const auto b = born(two.b);
  return !a || !b ? unknown(two)
                  : more(two, *a < *b, *a == *b, {"is older", "es mayor", "ist älter"}, to_string(*a), to_string(*b));
}

std::string of_credit(const Two& two)
{
  std::string text;
  for (const credit::Bureau bureau : credit::k_bureaus) {
    const auto* const a = two.a.credit.bureaus[static_cast<std::size_t>(bureau)].score();
    const auto* const b = two.b.credit.bureaus[static_cast<std::size_t>(bureau)].score();
    if (a != nullptr && b != nullptr) {
      text += (text.empty() ? "" : " ") + std::string(credit::bureau_name(bureau)) + ": " +
              more(two, a->value > b->value, a->value == b->value,
                   {"has the higher score", "tiene el puntaje más alto", "hat den höheren Score"},
                   std::to_string(a->value), std::to_string(b->value));
    }
  }
  return text.empty()
           ? std::string(in({"No bureau has a score of both, so they cannot be compared (not available).",
                             "Ningún buró tiene puntaje de ambos; no se pueden comparar (not available).",
                             "Kein Büro hat einen Score von beiden; kein Vergleich möglich (not available)."},
                            two.lang))
           : text;
}

std::string of_money(const Two& two, std::optional<customer::Cents> a, std::optional<customer::Cents> b,
                     const Phrase& how)
{
  return !a || !b
           ? unknown(two)
           : more(two, *a > *b, *a == *b, how, model::format_money(*a) + " USD", model::format_money(*b) + " USD");
}

std::optional<customer::Cents> paid_by(const model::Entity& entity)
{
  const auto payments = customer::payments_of(entity);
  return std::accumulate(
    payments.begin(), payments.end(), customer::Cents{0}, [](customer::Cents sum, const customer::Payment& one) {
      return sum + (one.type == customer::Payment::Type::charge && one.outcome == customer::Payment::Outcome::approved
                      ? one.amount.value_or(0)
                      : 0);
    });
}

std::string line_of(const customer::Address& a)
{
  std::string line;
  for (const std::string& part : {a.street, a.city, a.state, a.postal_code}) {
    line += part.empty() ? "" : (line.empty() ? "" : ", ") + part;
  }
  return line;
}

std::string shared_address(const Two& two)
{
  for (const customer::Address& a : two.a.addresses) {
    for (const customer::Address& b : two.b.addresses) {
      if (!a.street.empty() && model::fold_text(a.street) == model::fold_text(b.street) &&
          (a.postal_code == b.postal_code || model::fold_text(a.city) == model::fold_text(b.city))) {
        return line_of(a);
      }
    }
  }
  return {};
}

std::string of_address(const Two& two)
{
  if (two.a.addresses.empty() || two.b.addresses.empty()) {
    return unknown(two);
  }
  const std::string shared = shared_address(two);
  return shared.empty()
           ? std::string(in({"Same address: no.", "Misma dirección: no.", "Gleiche Adresse: nein."}, two.lang))
           : std::string(in({"Same address: yes, ", "Misma dirección: sí, ", "Gleiche Adresse: ja, "}, two.lang)) +
               shared + ".";
}

std::string first_shared(const std::vector<model::ContactValue>& a, const std::vector<model::ContactValue>& b)
{
  const auto both = std::find_if(a.begin(), a.end(), [&](const model::ContactValue& one) {
    return std::any_of(b.begin(), b.end(), [&](const auto& other) { return one.value == other.value; });
  });
  return both == a.end() ? std::string() : both->value;
}

bool in_household(const customer::Customer360& c, const std::string& name)
{
  return !name.empty() && std::any_of(c.relations.begin(), c.relations.end(), [&](const customer::Relation& one) {
    return one.kind == "household" && model::fold_text(one.name) == model::fold_text(name);
  });
}

std::string of_identity(const Two& two)
{
  std::string shared;
  const auto add = [&](const Phrase& what, const std::string& value) {
    if (!value.empty()) {
      shared += (shared.empty() ? "" : "; ") + std::string(in(what, two.lang)) + " " + value;
    }
  };
  add({"phone", "teléfono", "Telefon"}, first_shared(two.a.contacts.phones, two.b.contacts.phones));
  add({"e-mail", "correo", "E-Mail"}, first_shared(two.a.contacts.emails, two.b.contacts.emails));
  add({"address", "dirección", "Adresse"}, shared_address(two));
  add({"date of birth", "fecha de nacimiento", "Geburtsdatum"},
      first_shared(two.a.contacts.births, two.b.contacts.births));
  if (in_household(two.a, two.b.name) || in_household(two.b, two.a.name)) {
    add(
      {"household:", "hogar:", "Haushalt:"},
      std::string(in({"the records name one as the other's spouse", "los registros nombran a uno como cónyuge del otro",
                      "die Datensätze nennen einen als Ehepartner des anderen"},
                     two.lang)));
  }
  return std::string(in({"These are two different customers: the records are not linked. ",
                         "Son dos clientes distintos: los registros no están enlazados. ",
                         "Das sind zwei verschiedene Kunden: die Datensätze sind nicht verknüpft. "},
                        two.lang)) +
         (shared.empty()
            ? std::string(in({"They share no phone, e-mail, address, date of birth or household.",
                              "No comparten teléfono, correo, dirección, fecha de nacimiento ni hogar.",
                              "Sie teilen weder Telefon noch E-Mail, Adresse, Geburtsdatum oder Haushalt."},
                             two.lang))
            : std::string(in({"They share: ", "Comparten: ", "Sie teilen: "}, two.lang)) + shared + ".");
}

} // namespace

std::string compare_customers(Comparison by, const model::Entity& first, const model::Entity& second, const Date& as_of,
                              Lang lang)
{
  const customer::Customer360 a = customer::make_customer360(first, as_of);
  const customer::Customer360 b = customer::make_customer360(second, as_of);
  const Two two{a, b, lang};
  switch (by) {
  case Comparison::none: return {};
  case Comparison::identity: return of_identity(two);
  case Comparison::address: return of_address(two);
  case Comparison::age: return of_age(two);
  case Comparison::credit: return of_credit(two);
  case Comparison::paid:
    return of_money(two, paid_by(first), paid_by(second),
                    {"paid more in all", "pagó más en total", "zahlte insgesamt mehr"});
  case Comparison::owed:
    return of_money(two, a.account.balance_due.value, b.account.balance_due.value,
                    {"owes more", "debe más", "schuldet mehr"});
  }
  return {};
}

} // namespace tilores::assist

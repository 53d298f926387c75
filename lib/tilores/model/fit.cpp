#include <tilores/model/fit.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/normalise.hpp>

#include <algorithm>
#include <optional>

namespace tilores::model {
namespace {

Fit among(std::string_view value, std::span<const ContactValue> values)
{
  if (values.empty()) {
    return Fit::unknown;
  }
  return std::ranges::find(values, value, &ContactValue::value) != values.end() ? Fit::fits : Fit::contradicts;
}

bool near_words(std::string_view a, std::string_view b)
{
  const std::size_t longer = std::max(a.size(), b.size());
  return longer >= 3 && edit_distance(a, b) <= std::max<std::size_t>(1, longer / 4);
}

Fit worse(Fit a, Fit b)
{
  if (a == Fit::contradicts || b == Fit::contradicts) {
    return Fit::contradicts;
  }
  return a == Fit::fits && b == Fit::fits ? Fit::fits : Fit::unknown;
}

Fit given_fit(std::string_view a, std::string_view b)
{
  if (a.empty() || b.empty()) {
    return Fit::unknown;
  }
  if (a == b || ((a.size() == 1 || b.size() == 1) && a.front() == b.front())) {
    return Fit::fits;
  }
  // Short forms start alike more often than not ("Chris" for "Christine"): not a contradiction.
  const bool short_form = std::min(a.size(), b.size()) >= 3 && (a.starts_with(b.substr(0, 3)));
  return near_words(a, b) || short_form ? Fit::unknown : Fit::contradicts;
}

Fit family_fit(std::string_view a, std::string_view b)
{
  if (a.empty() || b.empty()) {
    return Fit::unknown;
  }
  if (a == b) {
    return Fit::fits;
  }
  // One half of a double name, or the name without its particles.
  const auto has_word = [](std::string_view whole, std::string_view word) {
    return (" " + std::string(whole) + " ").find(" " + std::string(word) + " ") != std::string::npos;
  };
  return near_words(a, b) || has_word(a, b) || has_word(b, a) ? Fit::unknown : Fit::contradicts;
}

std::optional<Fit> one_word_fit(const NameParts& word, const NameParts& name)
{
  if (!word.given.empty() || !word.middle.empty()) {
    return std::nullopt;
  }
  if (word.family == name.family || word.family == name.given) {
    return Fit::fits;
  }
  const bool near = near_words(word.family, name.family) || near_words(word.family, name.given) ||
                    family_fit(word.family, name.family) == Fit::unknown;
  return near ? Fit::unknown : Fit::contradicts;
}

Fit parts_fit(const NameParts& a, const NameParts& b)
{
  if (a.family.empty() || b.family.empty()) {
    return Fit::unknown;
  }
  if (const std::optional<Fit> fit = one_word_fit(a, b)) {
    return *fit;
  }
  if (const std::optional<Fit> fit = one_word_fit(b, a)) {
    return *fit;
  }
  if (a.given == b.family && a.family == b.given) {
    return Fit::fits; // written the other way round
  }
  Fit fit = worse(given_fit(a.given, b.given), family_fit(a.family, b.family));
  // A son is not his father, where both are told apart.
  if (fit == Fit::fits && !a.suffix.empty() && !b.suffix.empty() && a.suffix != b.suffix) {
    fit = Fit::contradicts;
  }
  return fit;
}

Fit among_names(std::string_view value, std::span<const ContactValue> names)
{
  const NameParts wanted = parse_name(value);
  Fit best = names.empty() ? Fit::unknown : Fit::contradicts;
  for (const ContactValue& name : names) {
    const Fit fit = parts_fit(wanted, parse_name(name.written));
    if (fit == Fit::fits) {
      return fit;
    }
    best = fit == Fit::unknown ? fit : best;
  }
  return best;
}

Fit among_births(std::string_view value, std::span<const ContactValue> births)
{
  const Fit fit = among(value, births);
  const std::optional<Date> day = parse_iso_date(value);
  const std::optional<Date> swapped = day ? make_date(day->year, day->day, day->month) : std::nullopt;
  return fit == Fit::contradicts && swapped && among(to_string(*swapped), births) == Fit::fits ? Fit::unknown : fit;
}

bool has_record(const Entity& entity, std::string_view id)
{
  return std::ranges::find(entity.records, id, &Record::id) != entity.records.end();
}

} // namespace

Fit names_fit(std::string_view a, std::string_view b) { return parts_fit(parse_name(a), parse_name(b)); }

Fit fit_of(const Identifier& identifier, const Entity& entity, const ContactDetails& details)
{
  const std::string& value = identifier.value;
  switch (identifier.kind) {
  case IdentifierKind::email: return among(value, details.emails);
  case IdentifierKind::phone: return among(value, details.phones);
  case IdentifierKind::client: return among(value, details.clients);
  case IdentifierKind::crm: return among(value, details.crms);
  case IdentifierKind::dob: return among_births(value, details.births);
  case IdentifierKind::name: return among_names(value, details.names);
  case IdentifierKind::entity: return value == entity.id ? Fit::fits : Fit::contradicts;
  case IdentifierKind::record: return has_record(entity, value) ? Fit::fits : Fit::contradicts;
  case IdentifierKind::text: break;
  }
  const bool fits = among(value, details.clients) == Fit::fits || has_record(entity, value) ||
                    among_names(value, details.names) == Fit::fits;
  return fits ? Fit::fits : Fit::unknown;
}

Fit fit_of(std::span<const Identifier> identifiers, const Entity& entity, const ContactDetails& details)
{
  Fit all = Fit::unknown;
  for (const Identifier& identifier : identifiers) {
    const Fit fit = fit_of(identifier, entity, details);
    if (fit == Fit::contradicts) {
      return fit;
    }
    all = fit == Fit::fits ? fit : all;
  }
  return all;
}

} // namespace tilores::model

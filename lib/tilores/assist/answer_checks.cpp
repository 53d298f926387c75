// Yes or no about a customer's person and account, where the data decide it; the fact itself follows by its topic.
#include <tilores/assist/answer_writer.hpp>

#include <algorithm>

namespace tilores::assist {

namespace {

std::optional<int> age_of(const customer::Customer360& c)
{
  const auto born = c.contacts.births.empty() ? std::nullopt : parse_iso_date(c.contacts.births.front().value);
  if (!born || c.as_of < *born) {
    return std::nullopt;
  }
  const bool had = std::pair(c.as_of.month, c.as_of.day) >= std::pair(born->month, born->day);
  return c.as_of.year - born->year - (had ? 0 : 1);
}

bool keeps(const Limit& limit, std::int64_t value, std::int64_t bound)
{
  return value == bound ? limit.reached : (value > bound) == limit.above;
}

// The two-letter code of a state of the USA by its folded name; empty for other words.
std::string_view state_code(std::string_view name)
{
  constexpr std::string_view k_states =
    "|alabama:al|alaska:ak|arizona:az|arkansas:ar|california:ca|colorado:co|connecticut:ct|delaware:de|florida:fl"
    "|georgia:ga|hawaii:hi|idaho:id|illinois:il|indiana:in|iowa:ia|kansas:ks|kentucky:ky|louisiana:la|maine:me"
    "|maryland:md|massachusetts:ma|michigan:mi|minnesota:mn|mississippi:ms|missouri:mo|montana:mt|nebraska:ne"
    "|nevada:nv|new hampshire:nh|new jersey:nj|new mexico:nm|new york:ny|north carolina:nc|north dakota:nd|ohio:oh"
    "|oklahoma:ok|oregon:or|pennsylvania:pa|rhode island:ri|south carolina:sc|south dakota:sd|tennessee:tn|texas:tx"
    "|utah:ut|vermont:vt|virginia:va|washington:wa|west virginia:wv|wisconsin:wi|wyoming:wy|";
  const std::string key = "|" + std::string(name) + ":";
  const std::size_t at = k_states.find(key);
  return at == std::string_view::npos ? std::string_view{} : k_states.substr(at + key.size(), 2);
}

std::optional<bool> lives_in(const customer::Customer360& c, const std::string& place)
{
  if (c.addresses.empty()) {
    return std::nullopt;
  }
  const customer::Address& home = c.addresses.front();
  const std::string state = model::fold_text(home.state);
  const std::string city = model::fold_text(home.city);
  if (place == city || place == state || (!state.empty() && state_code(place) == state)) {
    return true;
  }
  // Another place's name may only be told from no place at all where it is a state's.
  return state_code(place).empty() || state.empty() ? std::nullopt : std::optional(false);
}

bool holds_value(const std::vector<model::ContactValue>& values, const std::string& value)
{
  return std::any_of(values.begin(), values.end(), [&](const auto& one) { return one.value == value; });
}

} // namespace

void say_check(Writer& out, const Check& check)
{
  const customer::Customer360& c = out.customer();
  std::optional<bool> yes;
  const std::string number = std::to_string(check.limit.value);
  const Phrase relation = check.limit.above ? (check.limit.reached ? Phrase{"at least ", "al menos ", "mindestens "}
                                                                   : Phrase{"more than ", "más de ", "mehr als "})
                                            : Phrase{"less than ", "menos de ", "weniger als "};
  std::string what;
  switch (check.kind) {
  case Check::Kind::age:
    if (const auto age = age_of(c)) {
      // Whoever is 70 is not yet older than 70 in years.
      yes = keeps(check.limit, *age, check.limit.value);
    }
    what = std::string(out.in(relation)) + number + std::string(out.in({" years old", " años", " Jahre alt"}));
    break;
  case Check::Kind::born_in:
    if (const auto born = c.contacts.births.empty() ? std::nullopt : parse_iso_date(c.contacts.births.front().value)) {
      yes = born->year == check.limit.value;
    }
    what = std::string(out.in({"Born in ", "Nació en ", "Geboren im Jahr "})) + number;
    break;
  case Check::Kind::owes:
    if (const auto& due = c.account.balance_due.value) {
      yes = keeps(check.limit, *due, std::int64_t{check.limit.value} * 100);
    }
    what = std::string(out.in({"Owes ", "Debe ", "Schuldet "})) + std::string(out.in(relation)) + number + " USD";
    break;
  case Check::Kind::place:
    yes = lives_in(c, check.text);
    what = std::string(out.in({"Lives there", "Vive ahí", "Wohnt dort"}));
    break;
  case Check::Kind::phone:
    yes = holds_value(c.contacts.phones, check.text);
    what = std::string(out.in({"This phone number is on file", "Este teléfono consta", "Diese Nummer ist vorhanden"}));
    break;
  case Check::Kind::email:
    yes = holds_value(c.contacts.emails, check.text);
    what = std::string(out.in({"This e-mail is on file", "Este correo consta", "Diese E-Mail ist vorhanden"}));
    break;
  }
  if (yes && !what.empty()) {
    if (what.front() >= 'a' && what.front() <= 'z') {
      what.front() = static_cast<char>(what.front() - 'a' + 'A');
    }
    out.say({"{}: {}.", "{}: {}.", "{}: {}."}, what, out.yes_or_no(*yes));
  }
}

} // namespace tilores::assist

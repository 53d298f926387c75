#include <tilores/model/quality.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/fit.hpp>
#include <tilores/model/normalise.hpp>
#include <tilores/model/record_kind.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace tilores::model {
namespace {

constexpr double k_completeness = 0.40;
constexpr double k_consistency = 0.25;
constexpr double k_freshness = 0.20;
constexpr double k_validity = 0.15;
constexpr double k_fresh_days = 30;
constexpr double k_stale_days = 1095;
constexpr int k_oldest_age = 120;

using Advice = std::vector<Quality::Advice>;

void advise(Advice& into, std::string text, double gain)
{
  if (gain > 0) {
    into.push_back({std::move(text), std::max(1, static_cast<int>(std::lround(gain)))});
  }
}

double completeness_of(const MergedView& view, const ContactDetails& details, Advice& advice)
{
  struct Wanted {
    double points;
    bool there;
    std::string_view text;
  };
  const NameParts name = details.names.empty() ? NameParts{} : parse_name(details.names.front().written);
  const auto filled = [&](std::initializer_list<std::string_view> fields) {
    return std::ranges::any_of(fields, [&](std::string_view field) { return view.contains(field); });
  };
  const auto wanted = std::to_array<Wanted>(
    {{10, !name.given.empty(), "add the first name"},
     {10, !name.family.empty(), "add the last name"},
     {20, !details.emails.empty(), "add an e-mail address"},
     {20, !details.phones.empty(), "add a telephone number"},
     {15, !details.births.empty(), "add the date of birth"},
     {3.75, filled({"MAILING_STREET"}), "add the street"},
     {3.75, filled({"MAILING_CITY"}), "add the city"},
     {3.75, filled({"MAILING_STATE_CODE", "MAILING_STATE", "STATE_ABBREVIATION"}), "add the state"},
     {3.75, filled({"MAILING_POSTAL_CODE"}), "add the postal code"},
     {10, !details.clients.empty() || !details.crms.empty(), "add a client or CRM id"}});
  double points = 0;
  for (const Wanted& item : wanted) {
    points += item.there ? item.points : 0;
    advise(advice, std::string(item.text), item.there ? 0 : k_completeness * item.points);
  }
  return points;
}

template<typename Agrees> double agreement(const std::vector<ContactValue>& values, const Agrees& agrees)
{
  double same = 0;
  double all = 0;
  for (const ContactValue& value : values) {
    all += static_cast<double>(value.count);
    same += agrees(value) ? static_cast<double>(value.count) : 0;
  }
  return same / all;
}

double consistency_of(const ContactDetails& details, Advice& advice)
{
  struct Kind {
    double weight;
    double share;
    std::string_view text;
  };
  std::vector<Kind> known;
  if (!details.names.empty()) {
    const std::string& usual = details.names.front().written;
    known.push_back(
      {40, agreement(details.names, [&](const ContactValue& v) { return names_fit(v.written, usual) == Fit::fits; }),
       "settle which of the recorded names is right"});
  }
  if (!details.births.empty()) {
    const std::string& usual = details.births.front().value;
    known.push_back({40, agreement(details.births, [&](const ContactValue& v) { return v.value == usual; }),
                     "settle which of the recorded dates of birth is right"});
  }
  if (!details.clients.empty()) {
    const std::string& usual = details.clients.front().value;
    known.push_back({20, agreement(details.clients, [&](const ContactValue& v) { return v.value == usual; }),
                     "settle which of the recorded client ids is right"});
  }
  double weight = 0;
  double points = 0;
  for (const Kind& kind : known) {
    weight += kind.weight;
    points += kind.weight * kind.share;
  }
  for (const Kind& kind : known) {
    advise(advice, std::string(kind.text), k_consistency * 100 * kind.weight * (1 - kind.share) / weight);
  }
  return weight > 0 ? 100 * points / weight : 0;
}

double freshness_of(std::span<const Record> records, const Date& as_of, Advice& advice)
{
  std::string newest;
  const std::string today = to_string(as_of);
  for (const Record& record : records) {
    const std::string time = record_time(record.body(), record_kind(record.body())).substr(0, 10);
    if (time <= today) {
      newest = std::max(newest, time);
    }
  }
  double points = 0;
  if (const std::optional<Date> day = parse_iso_date(newest)) {
    const auto age = static_cast<double>(days_from_epoch(as_of) - days_from_epoch(*day));
    points = std::clamp(100 * (k_stale_days - age) / (k_stale_days - k_fresh_days), 0.0, 100.0);
  }
  advise(advice, newest.empty() ? "date the records" : "confirm the details: the newest record is from " + newest,
         k_freshness * (100 - points));
  return points;
}

// Whether a filled field of this role is as it should be; nullopt where it is not judged.
std::optional<bool> valid(FieldRole role, std::string_view text, const Date& as_of)
{
  switch (role) {
  case FieldRole::email: {
    const std::optional<std::string> email = normalise_email(text);
    return email && !is_generic_email(*email);
  }
  case FieldRole::phone: {
    const std::optional<std::string> phone = normalise_phone(text);
    return phone && !is_generic_phone(*phone);
  }
  case FieldRole::birth: {
    const std::optional<Date> day = parse_date(text);
    return day && *day <= as_of && *day >= add_months(as_of, -12 * k_oldest_age);
  }
  case FieldRole::crm: return find_crm_id(text).has_value();
  case FieldRole::client:
  case FieldRole::first_name:
  case FieldRole::middle_name:
  case FieldRole::last_name:
  case FieldRole::full_name: break;
  }
  return std::nullopt;
}

double validity_of(std::span<const Record> records, const Date& as_of, Advice& advice)
{
  std::size_t judged = 0;
  std::vector<std::string> wrong; // field names
  std::size_t wrong_values = 0;
  for (const Record& record : records) {
    for (const auto [name, value] : record.body().members()) {
      const std::optional<FieldRole> role = field_role(name);
      const std::string_view text = trim(value.is_number() ? value.number_text() : value.text());
      const std::optional<bool> ok = role && !text.empty() ? valid(*role, text, as_of) : std::nullopt;
      if (!ok) {
        continue;
      }
      ++judged;
      if (!*ok) {
        ++wrong_values;
        wrong.emplace_back(name);
      }
    }
  }
  std::ranges::sort(wrong);
  wrong.erase(std::unique(wrong.begin(), wrong.end()), wrong.end());
  const double points = judged == 0 ? 0 : 100 * (1 - static_cast<double>(wrong_values) / static_cast<double>(judged));
  if (wrong_values > 0) {
    advise(advice, "correct what cannot be right in " + join(wrong, ", "), k_validity * (100 - points));
  }
  return points;
}

} // namespace

Quality quality_of(std::span<const Record> records, const MergedView& view, const ContactDetails& details,
                   const Date& as_of)
{
  Quality out;
  const double completeness = completeness_of(view, details, out.advice);
  const double consistency = consistency_of(details, out.advice);
  const double freshness = freshness_of(records, as_of, out.advice);
  const double validity = validity_of(records, as_of, out.advice);
  const auto rounded = [](double points) { return static_cast<int>(std::lround(points)); };
  out.completeness = rounded(completeness);
  out.consistency = rounded(consistency);
  out.freshness = rounded(freshness);
  out.validity = rounded(validity);
  out.score = rounded(k_completeness * completeness + k_consistency * consistency + k_freshness * freshness +
                      k_validity * validity);
  std::ranges::stable_sort(out.advice, std::ranges::greater(), &Quality::Advice::gain);
  return out;
}

} // namespace tilores::model

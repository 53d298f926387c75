#include <tilores/model/contacts.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/normalise.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace tilores::model {
namespace {

using R = FieldRole;
// Letters and digits of the names, lower case, sorted.
constexpr auto k_roles = std::to_array<std::pair<std::string_view, FieldRole>>({{"birthdate", R::birth},
                                                                                {"cell", R::phone},
                                                                                {"cellphone", R::phone},
                                                                                {"clientid", R::client},
                                                                                {"clientnumber", R::client},
                                                                                {"contactnew", R::crm},
                                                                                {"crmid", R::crm},
                                                                                {"customeremail", R::email},
                                                                                {"customerid", R::client},
                                                                                {"customername", R::full_name},
                                                                                {"customerphone", R::phone},
                                                                                {"dateofbirth", R::birth},
                                                                                {"dob", R::birth},
                                                                                {"email", R::email},
                                                                                {"email2", R::email},
                                                                                {"emailaddress", R::email},
                                                                                {"emailsecondary", R::email},
                                                                                {"familyname", R::last_name},
                                                                                {"firstname", R::first_name},
                                                                                {"fullname", R::full_name},
                                                                                {"givenname", R::first_name},
                                                                                {"homephone", R::phone},
                                                                                {"id18char", R::crm},
                                                                                {"lastname", R::last_name},
                                                                                {"middlename", R::middle_name},
                                                                                {"mobile", R::phone},
                                                                                {"mobilephone", R::phone},
                                                                                {"name", R::full_name},
                                                                                {"phone", R::phone},
                                                                                {"phone2", R::phone},
                                                                                {"phoneexternal", R::phone},
                                                                                {"phonehome", R::phone},
                                                                                {"phonemobile", R::phone},
                                                                                {"phonenumber", R::phone},
                                                                                {"phonework", R::phone},
                                                                                {"salesforceid", R::crm},
                                                                                {"secondaryemail", R::email},
                                                                                {"secondaryphone", R::phone},
                                                                                {"surname", R::last_name},
                                                                                {"telephone", R::phone},
                                                                                {"workphone", R::phone},
                                                                                {"x18charid", R::crm},
                                                                                {"zohoemail", R::email},
                                                                                {"zohophone", R::phone}});
static_assert(std::ranges::is_sorted(k_roles, {}, &std::pair<std::string_view, FieldRole>::first));
constexpr std::size_t k_longest = 14;

constexpr std::uint32_t first_letters()
{
  std::uint32_t out = 0;
  for (const auto& [name, role] : k_roles) {
    out |= 1U << static_cast<unsigned>(name.front() - 'a');
  }
  return out;
}
constexpr std::uint32_t k_first_letters = first_letters();

// Text of a string or, for sources that write ids and phones so, of a number.
std::string_view text_of(const Json& value) { return trim(value.is_number() ? value.number_text() : value.text()); }

class Tally {
public:
  void add(std::optional<std::string> value, std::string_view written)
  {
    if (value && !value->empty()) {
      m_new.emplace_back(std::move(*value), written);
    }
  }
  // Ends a record: a value counts once in it.
  void end_record()
  {
    for (std::size_t i = 0; i < m_new.size(); ++i) {
      const std::string& value = m_new[i].first;
      const auto& written = m_new[i].second;
      const auto before = m_new.begin() + static_cast<std::ptrdiff_t>(i);
      const bool again = std::any_of(m_new.begin(), before, [&](const auto& other) { return other.first == value; });
      Seen& seen = m_seen[value];
      seen.records += again ? 0U : 1U;
      ++seen.spellings[std::string(written)];
    }
    m_new.clear();
  }
  [[nodiscard]] std::vector<ContactValue> ranked() const
  {
    std::vector<ContactValue> out;
    for (const auto& [value, seen] : m_seen) {
      const auto often = std::ranges::max_element(seen.spellings, {}, [](const auto& s) { return s.second; });
      out.push_back({value, often->first, seen.records});
    }
    std::ranges::stable_sort(out, std::ranges::greater(), &ContactValue::count);
    return out;
  }

private:
  struct Seen {
    std::size_t records = 0;
    std::map<std::string, std::size_t> spellings;
  };
  std::vector<std::pair<std::string, std::string_view>> m_new;
  std::map<std::string, Seen> m_seen;
};

struct NameFields {
  std::string_view first, middle, last, full;
};

struct Collector {
  Tally emails, phones, names, births, clients, crms;
  std::string written_names[3]; // of this record; the tallies hold views until it ends
  std::size_t name_count = 0;

  void add_name(const NameFields& fields)
  {
    std::string& written = written_names[name_count++];
    written.clear();
    for (const std::string_view part : {fields.first, fields.middle, fields.last}) {
      if (!part.empty()) {
        written += written.empty() ? "" : " ";
        written += part;
      }
    }
    if (written.empty()) {
      written = fields.full;
    }
    NameParts parts = fields.first.empty() && fields.last.empty()
                        ? parse_name(fields.full)
                        : parse_name(fields.first, fields.middle, fields.last);
    std::string key = std::move(parts.given);
    for (const std::string* part : {&parts.middle, &parts.family}) {
      key += key.empty() || part->empty() ? "" : " ";
      key += *part;
    }
    names.add(std::move(key), written);
  }
  void add_birth(std::string_view text)
  {
    if (const std::optional<Date> day = parse_date(text)) {
      births.add(to_string(*day), text);
    }
  }
  void add_client(std::string_view text) { clients.add(std::string(text), text); }
  void add_borrower(const Json& borrower)
  {
    if (borrower.is_object()) {
      add_name({text_of(borrower["FirstName"]), text_of(borrower["MiddleName"]), text_of(borrower["LastName"]),
                text_of(borrower["UnparsedName"])});
      add_birth(text_of(borrower["BirthDate"]));
    }
  }
  void add(const Json& body);
};

void Collector::add(const Json& body)
{
  NameFields name;
  name_count = 0;
  for (const auto [key, value] : body.members()) {
    const std::optional<FieldRole> role = field_role(key);
    const std::string_view text = role ? text_of(value) : std::string_view();
    if (!role || text.empty()) {
      continue;
    }
    switch (*role) {
    case FieldRole::email: emails.add(normalise_email(text), text); break;
    case FieldRole::phone: phones.add(normalise_phone(text), text); break;
    case FieldRole::client: add_client(text); break;
    case FieldRole::crm: crms.add(find_crm_id(text), text); break;
    case FieldRole::birth: add_birth(text); break;
    case FieldRole::first_name: name.first = text; break;
    case FieldRole::middle_name: name.middle = text; break;
    case FieldRole::last_name: name.last = text; break;
    case FieldRole::full_name: name.full = text; break;
    }
  }
  add_name(name);
  if (const Json report = body["CREDIT_RESPONSE"]; report.is_object()) {
    add_borrower(report["BORROWER"]);
    add_borrower(report["CREDIT_FILE"]["BORROWER"]);
    add_client(text_of(report["Internal_Client_Key"]));
  }
  for (Tally* tally : {&emails, &phones, &names, &births, &clients, &crms}) {
    tally->end_record();
  }
}

} // namespace

std::optional<FieldRole> field_role(std::string_view name)
{
  if (name.empty() || !is_alpha(name.front()) ||
      (k_first_letters >> static_cast<unsigned>(ascii_lower(name.front()) - 'a') & 1U) == 0) {
    return std::nullopt;
  }
  std::array<char, k_longest> plain{};
  std::size_t size = 0;
  for (const char c : name) {
    if (is_alnum(c)) {
      if (size == plain.size()) {
        return std::nullopt;
      }
      plain[size++] = ascii_lower(c);
    }
  }
  const std::string_view key(plain.data(), size);
  const auto found = std::ranges::lower_bound(k_roles, key, {}, &std::pair<std::string_view, FieldRole>::first);
  return found != k_roles.end() && found->first == key ? std::optional(found->second) : std::nullopt;
}

ContactDetails contact_details(std::span<const Record> records)
{
  Collector all;
  for (const Record& record : records) {
    all.add(record.body());
  }
  return {all.emails.ranked(), all.phones.ranked(),  all.names.ranked(),
          all.births.ranked(), all.clients.ranked(), all.crms.ranked()};
}

} // namespace tilores::model

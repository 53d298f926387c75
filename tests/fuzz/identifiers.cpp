// What identifies a customer: normal forms are normal forms, masks hide, selectors read or say why in one line.
#include "property.hpp"

#include <tilores/base/text.hpp>
#include <tilores/model/identifiers.hpp>
#include <tilores/model/mask.hpp>
#include <tilores/model/normalise.hpp>

using namespace tilores;
using namespace tilores::model;

namespace {

void check_normal_forms(std::string_view text)
{
  const std::string folded = fold_text(text);
  require(fold_text(folded) == folded && !invalid_utf8_at(folded).has_value());
  if (const auto email = normalise_email(text)) {
    require(normalise_email(*email) == email);
  }
  for (const std::string_view region : {"US", "DE", "??"}) {
    if (const auto phone = normalise_phone(text, region)) {
      require(normalise_phone(*phone, region) == phone && phone->starts_with('+') && phone->size() <= 16);
    }
  }
  const std::string name = normalise_name(text);
  require(normalise_name(name).size() <= name.size());
  static_cast<void>(parse_name(text, text, text));
  if (const auto day = parse_date(text)) {
    require(parse_date(to_string(*day)) == day);
  }
  for (const auto& key : {normalise_crm_id(text), find_crm_id(text)}) {
    require(!key || (normalise_crm_id(*key) == key && normalise_crm_id(crm_id_18(*key)) == key));
  }
  if (const auto money = parse_money(text)) {
    require(parse_money(format_money(*money)) == money);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string_view text = text_of(data, size);
  check_normal_forms(text);
  for (const auto kind : {IdentifierKind::email, IdentifierKind::phone, IdentifierKind::client, IdentifierKind::crm,
                          IdentifierKind::entity, IdentifierKind::record, IdentifierKind::name, IdentifierKind::dob}) {
    if (const auto made = make_identifier(kind, text)) {
      require(make_identifier(kind, made->value).value() == *made);
    }
    const std::string masked = mask_value(kind, text);
    require(masked.size() <= 4 * text.size() + 16); // each word of a name has its own stars
  }
  if (const auto selector = parse_selector(text)) {
    require(!selector->empty());
    for (const SearchParameter& parameter : search_parameters(*selector)) {
      require(!parameter.field.empty() && !parameter.value.empty());
    }
  } else {
    require(selector.error().kind == ErrorKind::usage && selector.error().message.find('\n') == std::string::npos);
  }
  return 0;
}

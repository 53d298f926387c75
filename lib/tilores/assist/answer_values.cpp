#include <tilores/assist/answer_values.hpp>

#include <tilores/assist/guard.hpp>
#include <tilores/base/text.hpp>
#include <tilores/credit/values.hpp>
#include <tilores/model/merge.hpp>
#include <tilores/model/secrets.hpp>
#include <tilores/redact/redact.hpp>

#include <algorithm>

namespace tilores::assist {

std::string plain_text(std::string_view text)
{
  constexpr std::size_t k_longest = 120;
  if (inspect(text).attack) {
    return {};
  }
  static const auto redactor = redact::make_redactor();
  std::string out = neutralise(redactor->redact_secrets(text));
  std::replace_if(
    out.begin(), out.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return std::string(credit::beginning(trim(out), k_longest));
}

Newest newest_value(const model::Entity& entity, std::string_view field)
{
  if (model::is_secret_path(field)) {
    return {};
  }
  const model::MergedView view = model::merge_records(entity.records);
  const auto found = view.find(field);
  if (found == view.end()) {
    return {};
  }
  const Json value = found->second.value;
  std::string text = value.is_bool()     ? value.boolean() ? "yes" : "no"
                     : value.is_number() ? std::string(value.number_text())
                                         : plain_text(value.text());
  return text.empty() ? Newest{} : Newest{std::move(text), std::string(found->second.record_id)};
}

} // namespace tilores::assist

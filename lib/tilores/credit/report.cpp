// Names of the report model.
#include <tilores/credit/report.hpp>

#include <tilores/base/text.hpp>

namespace tilores::credit {

std::string_view to_string(Bureau bureau)
{
  switch (bureau) {
  case Bureau::transunion: return "transunion";
  case Bureau::experian: return "experian";
  case Bureau::equifax: return "equifax";
  }
  return "";
}

std::string_view bureau_name(Bureau bureau)
{
  switch (bureau) {
  case Bureau::transunion: return "TransUnion";
  case Bureau::experian: return "Experian";
  case Bureau::equifax: return "Equifax";
  }
  return "";
}

std::optional<Bureau> bureau_named(std::string_view text)
{
  std::string letters;
  for (const char c : text.substr(0, 40)) {
    if (c != ' ' && c != '_' && c != '-') {
      letters += ascii_lower(c);
    }
  }
  for (const Bureau bureau : k_bureaus) {
    if (letters == to_string(bureau)) {
      return bureau;
    }
  }
  return std::nullopt;
}

std::string_view to_string(AccountKind kind)
{
  switch (kind) {
  case AccountKind::revolving: return "revolving";
  case AccountKind::installment: return "installment";
  case AccountKind::mortgage: return "mortgage";
  case AccountKind::other: return "other";
  case AccountKind::unknown: return "unknown";
  }
  return "";
}

std::string_view to_string(Frozen frozen)
{
  switch (frozen) {
  case Frozen::unknown: return "unknown";
  case Frozen::no: return "no";
  case Frozen::yes: return "yes";
  }
  return "";
}

std::string_view Report::body_text() const
{
  return document ? document->root()["CREDIT_RESPONSE"].raw() : std::string_view();
}

std::optional<std::size_t> Report::valid_score() const
{
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (scores[i].value) {
      return i;
    }
  }
  return std::nullopt;
}

} // namespace tilores::credit

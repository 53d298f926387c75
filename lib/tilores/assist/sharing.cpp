#include <tilores/assist/sharing.hpp>

#include <tilores/assist/ask.hpp>
#include <tilores/customer/search.hpp>
#include <tilores/model/contacts.hpp>
#include <tilores/model/identifiers.hpp>

#include <algorithm>

namespace tilores::assist {

Result<std::vector<Sharing>> sharing_of(const Wish& wish, const model::Entity& entity, backend::Reader& customers,
                                        const CallContext& ctx)
{
  constexpr std::size_t k_values = 3;
  constexpr std::size_t k_names = 3;
  const model::ContactDetails details = model::contact_details(entity.records);
  std::vector<Sharing> all;
  for (const Part part : wish.parts) {
    if (part != Part::phone && part != Part::email) {
      continue;
    }
    const auto& values = part == Part::phone ? details.phones : details.emails;
    for (std::size_t i = 0; i < values.size() && i < k_values; ++i) {
      customer::SearchRequest request;
      TRY_ASSIGN(auto identifier,
                 model::make_identifier(
                   part == Part::phone ? model::IdentifierKind::phone : model::IdentifierKind::email, values[i].value));
      request.identifiers.push_back(std::move(identifier));
      TRY_ASSIGN(const auto found, customer::search(request, customers, ctx));
      Sharing one{part, values[i].value, found.total, {}};
      for (const model::Entity& other : found.entities) {
        if (other.id == entity.id) {
          --one.others;
        } else if (one.names.size() < k_names) {
          one.names.push_back(shown_name(other));
        }
      }
      all.push_back(std::move(one));
    }
  }
  return all;
}

} // namespace tilores::assist

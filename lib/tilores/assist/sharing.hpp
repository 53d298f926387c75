#pragma once
// Looks up who else has a telephone number, e-mail or address that a question asks about. Internal to assist.

#include <tilores/assist/answer.hpp>
#include <tilores/backend/ports.hpp>

#include <string>
#include <vector>

namespace tilores::assist {

// One row per value of the kinds asked for, at most three of a kind; the reader's errors as they are. Names are those
// of the first three. An address cannot be searched for: it has no row.
[[nodiscard]] Result<std::vector<Sharing>> sharing_of(const Wish& wish, const model::Entity& entity,
                                                      backend::Reader& customers, const CallContext& ctx);

} // namespace tilores::assist

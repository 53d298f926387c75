#pragma once
// Entity ids of the local backend: a UUID (version 8) that spells a 63-bit entity number twice over, so that the id is
// found without an index. Internal.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tilores::backend {

using EntityNumber = std::int64_t; // positive

// The number an entity founded by the record of this order has, `turn` 0; further turns where it is taken.
[[nodiscard]] EntityNumber entity_number(std::uint64_t order, unsigned turn);
[[nodiscard]] std::string entity_id(EntityNumber number);
// nullopt for what is not one of our ids.
[[nodiscard]] std::optional<EntityNumber> parse_entity_id(std::string_view id);

} // namespace tilores::backend

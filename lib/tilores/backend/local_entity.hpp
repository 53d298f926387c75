#pragma once
// Puts an entity together from its rows. Internal to the local backend.

#include <tilores/backend/local.hpp>
#include <tilores/backend/local_session.hpp>

namespace tilores::backend {

// nullopt where the entity has no records. `score`: mean strength of its links, 1 for a single record. `consistency`:
// how often its records agree on given name, family name, birth date and the like.
[[nodiscard]] Result<std::optional<model::Entity>> read_entity(LocalSession& session, const resolve::RuleBook& book,
                                                               EntityNumber entity);
[[nodiscard]] Result<std::vector<Reason>> read_reasons(LocalSession& session, const resolve::RuleBook& book,
                                                       EntityNumber entity);
// The entity behind an id, redirected where it was merged away.
[[nodiscard]] Result<std::optional<EntityNumber>> find_entity(LocalSession& session, std::string_view id);

} // namespace tilores::backend

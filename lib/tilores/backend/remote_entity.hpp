#pragma once
// From the GraphQL form of an entity to the model's, putting together what had to be asked for in parts.

#include <tilores/base/result.hpp>
#include <tilores/model/record.hpp>

#include <vector>

namespace tilores::backend {

// `parts` are the same entity as answered to several selections (at least one). Records are joined by id; null members
// and secret fields are dropped; score and the like come from the first part that has them. bad_data when a part is no
// entity.
[[nodiscard]] Result<model::Entity> read_entity(const std::vector<Json>& parts);
// Appends one JSON value made of several: objects are joined by key, lists of equal length element by element, anything
// else is taken from the first part. Null members and secret fields are left out.
void append_joined(std::string& out, const std::vector<Json>& parts);

} // namespace tilores::backend

#pragma once
// Which entity ids groups of records get: a pure function. Internal to the local backend.

#include <tilores/backend/local_ids.hpp>
#include <tilores/resolve/linking.hpp>

#include <functional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tilores::backend {

struct Assignment {
  std::vector<EntityNumber> entity;                           // of each record
  std::vector<EntityNumber> founded;                          // new ones
  std::vector<std::pair<EntityNumber, EntityNumber>> retired; // an id that is gone, and what took most of it in
};

// `clusters` and `old` are by record; old 0: linked nowhere yet. `born` tells the age of old entities (lower is older).
// The largest part of an entity keeps its id; where several ids meet, the oldest stays, then the one with most records,
// then the lower number. `taken` says whether a number is in use or was once.
[[nodiscard]] Assignment assign_entities(std::span<const resolve::RecordNumber> clusters,
                                         std::span<const EntityNumber> old,
                                         const std::function<std::uint64_t(resolve::RecordNumber)>& order,
                                         const std::function<std::int64_t(EntityNumber)>& born,
                                         const std::function<bool(EntityNumber)>& taken);

} // namespace tilores::backend

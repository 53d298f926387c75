#pragma once
// What load --preview shows: the customers that the records of the input would belong to.

#include "../commands.hpp"

#include <tilores/backend/ports.hpp>

#include <span>
#include <string>
#include <vector>

namespace tilores::app {

class LoadPreview {
public:
  // `entities` as they would be with `records` in them; one that came before is replaced.
  void add(std::span<const backend::NewRecord> records, std::vector<model::Entity> entities);
  // Data, columns and table rows: entities in the order of the input, each row with "loaded", the ids of the input's
  // records in it.
  [[nodiscard]] Status describe(Outcome& outcome) const;

private:
  std::vector<std::string> m_ids; // of the input, in its order
  std::vector<model::Entity> m_entities;
};

} // namespace tilores::app

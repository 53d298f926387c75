#pragma once
// The schema that commands list, check and count by: that of the instance, or the embedded one.

#include "app.hpp"

#include <tilores/model/schema_catalogue.hpp>
#include <tilores/model/schema.hpp>

#include <string>

namespace tilores::app {

struct LoadedSchema {
  model::Schema schema;
  model::SchemaCatalogue catalogue;
  std::string backend; // what a snapshot names: "local" or the instance's address
};

// Asks the instance where one is configured; `bad_data` for an introspection that cannot be read.
[[nodiscard]] Result<LoadedSchema> load_schema(Session& session);

} // namespace tilores::app

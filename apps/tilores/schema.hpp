#pragma once
// The schema that commands list, check and count by: that of the instance, or the embedded one.

#include "app.hpp"

#include <tilores/model/schema.hpp>
#include <tilores/model/schema_catalogue.hpp>

#include <string>

namespace tilores::app {

struct LoadedSchema {
  model::Schema schema;
  model::SchemaCatalogue catalogue;
  std::string backend; // what a snapshot names: "local" or the instance's address
};

// That of the instance where one is configured, as asked for within the last hour; `bad_data` for an introspection that
// cannot be read. `anew`: asked for now, and `unsupported` where the instance keeps it to itself (else the embedded
// one).
[[nodiscard]] Result<LoadedSchema> load_schema(Session& session, bool anew = false);

} // namespace tilores::app

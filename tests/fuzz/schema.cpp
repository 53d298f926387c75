// Introspection documents and kept schemas: what is read gives a catalogue, SDL and JSON Schema, and a snapshot of it
// reads back as the same schema.
#include "property.hpp"

#include <tilores/base/json.hpp>
#include <tilores/model/schema_export.hpp>
#include <tilores/model/schema_snapshot.hpp>

using namespace tilores;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string text(text_of(data, size));
  if (const auto snapshot = model::read_snapshot(text)) {
    const auto changes = model::diff_snapshots(*snapshot, *snapshot);
    require(changes.has_value() && changes->empty());
  }
  // Once as it stands and once as the fields of a record, so that types are reached quickly.
  for (const std::string& document :
       {text,
        R"({"__schema":{"queryType":{"name":"Query"},"types":[{"kind":"SCALAR","name":"String"},)"
        R"({"kind":"OBJECT","name":"Query","interfaces":[],"fields":[{"name":"e","args":[],"type":{"kind":"OBJECT",)"
        R"("name":"Record"}}]},{"kind":"OBJECT","name":"Record","interfaces":[],"fields":[{"name":"id","args":[],)"
        R"("type":{"kind":"SCALAR","name":"String"}},)" +
          text + "]}]}}"}) {
    const auto schema = model::parse_schema(document);
    if (!schema) {
      require(schema.error().message.find('\n') == std::string::npos);
      continue;
    }
    require(!model::to_sdl(*schema).empty() || schema->types.empty());
    const auto catalogue = model::make_catalogue(*schema);
    if (!catalogue) {
      continue;
    }
    if (const auto exported = model::to_json_schema(*schema, *catalogue)) {
      require(JsonDocument::parse(*exported).has_value());
    }
    for (const auto& row : catalogue->rows) {
      require(catalogue->find(row.path) != nullptr && JsonDocument::parse(model::field_row_json(row)).has_value());
    }
    const std::string written = model::write_snapshot(*schema, *catalogue, "local");
    const auto kept = model::read_snapshot(written);
    const auto direct = model::read_snapshot(document);
    require(kept.has_value() && direct.has_value());
    const auto changes = model::diff_snapshots(*kept, *direct);
    require(changes.has_value() && changes->empty());
  }
  return 0;
}

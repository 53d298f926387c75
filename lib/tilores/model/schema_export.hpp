#pragma once
// A schema in other languages. Pure; the same schema gives the same bytes.

#include <tilores/model/schema_catalogue.hpp>

#include <string>

namespace tilores::model {

// GraphQL SDL (October 2021): every type and directive but the built-in ones, by name, with descriptions. Valid for
// graphql-js buildSchema, which gives the described types again.
[[nodiscard]] std::string to_sdl(const Schema& schema);

// JSON Schema (draft 2020-12) of one record as the instance returns it. Object types are $defs; secret and personal
// fields carry "x-tilores-sensitive". Fails with `bad_data` when there is no record type.
[[nodiscard]] Result<std::string> to_json_schema(const Schema& schema, const SchemaCatalogue& catalogue);

} // namespace tilores::model

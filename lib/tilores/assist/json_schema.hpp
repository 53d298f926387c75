#pragma once
// JSON Schema, the part of draft 2020-12 that tool arguments and --schema need: type, enum, const, properties,
// required, additionalProperties, items, minItems, maxItems, minLength, maxLength, minimum, maximum, anyOf. Annotations
// are ignored. Pure.

#include <tilores/base/json.hpp>
#include <tilores/base/result.hpp>

#include <optional>
#include <string>

namespace tilores::assist {

// `unsupported` for a keyword outside that part, `usage` for a schema that is no object or boolean.
[[nodiscard]] Status check_schema(Json schema);
// What is wrong with `value`, with its place ("/queries/0: …"), without repeating the value; nullopt when it is valid.
[[nodiscard]] std::optional<std::string> schema_fault(Json schema, Json value);

} // namespace tilores::assist

#pragma once
// Values of the records for the offline answerer that no fact of the 360 holds. Internal to assist.

#include <tilores/model/record.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tilores::assist {

struct Newest {
  std::optional<std::string> text; // as plain_text, booleans as "yes" and "no"; none where no record has the field
  std::string record_id;
};

// The value of the merged view (see model::merge_records). Secret fields have none.
[[nodiscard]] Newest newest_value(const model::Entity& entity, std::string_view field);

// Text as somebody wrote it, fit to be quoted in an answer: one line of at most 120 bytes, without control and
// invisible characters, card numbers, social security numbers and the like masked; "" where it reads like an attack.
[[nodiscard]] std::string plain_text(std::string_view text);

} // namespace tilores::assist

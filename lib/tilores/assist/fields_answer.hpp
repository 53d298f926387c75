#pragma once
// Questions about the schema, answered from the embedded field catalogue. Pure.

#include <tilores/assist/answer.hpp>
#include <tilores/model/fields.hpp>

#include <string_view>
#include <vector>

namespace tilores::assist {

// The fields a text speaks of, best first: by path, by the words of name, category and description. Secret fields are
// left out.
[[nodiscard]] std::vector<const model::Field*> fields_about(std::string_view text, std::size_t most);
[[nodiscard]] Answer answer_fields(std::string_view question, Lang lang);

} // namespace tilores::assist

#pragma once
// How the models have fared, in a file of the state folder: {"schema":1,"models":{ID:{"failures":n,"until":ms since
// 1970}}}. ID is a keyed hash of provider, address, key and model. A model that answered, or whose rest is an hour
// over, is not in it.

#include <tilores/llm/provider.hpp>

#include <memory>
#include <string>

namespace tilores::app {

// A file that cannot be read is empty. Each change reads the file again, so that processes lose nothing to one another
// but changes of the same instant.
[[nodiscard]] std::shared_ptr<llm::RestBook> make_rest_book(std::string file);

} // namespace tilores::app

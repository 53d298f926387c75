#pragma once
// `batch --op ask`: the question of a row, answered from the data as `ask --offline` does.

#include <tilores/backend/ports.hpp>
#include <tilores/jobs/batch.hpp>

#include <string>

namespace tilores::app {

// `reader` must outlive the operation. Thread-safe as the reader is.
[[nodiscard]] jobs::Operation make_ask_operation(backend::Reader& reader, std::string region);

} // namespace tilores::app

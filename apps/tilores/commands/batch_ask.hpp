#pragma once
// `batch --op ask`: the question of a row, answered as `ask` does.

#include "../assistant.hpp"

#include <tilores/backend/ports.hpp>
#include <tilores/jobs/batch.hpp>

#include <memory>
#include <optional>
#include <string>

namespace tilores::app {

// A model of its own for all rows, if one is configured; `max_cost` is what they may spend together. A model that fails
// fails the row: what was paid for is not silently replaced by the data's answer.
[[nodiscard]] Result<std::shared_ptr<const Assistant>> make_batch_assistant(Session& session,
                                                                            std::optional<double> max_cost);
// `reader` must outlive the operation. Thread-safe as the reader is.
[[nodiscard]] jobs::Operation make_ask_operation(std::shared_ptr<const Assistant> assistant, backend::Reader& reader,
                                                 std::string region);
// At most, for one row: nullopt where the model's price is not known, 0 without a model.
[[nodiscard]] std::optional<double> most_a_row(const Assistant& assistant, std::string_view question);

} // namespace tilores::app

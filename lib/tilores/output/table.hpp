#pragma once
// The table format of rows.hpp, and the sharing of a terminal's width among columns.

#include <tilores/output/rows.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace tilores::output {

// Aligned on a terminal, tab-separated elsewhere.
[[nodiscard]] std::unique_ptr<RowEncoder> make_table_encoder(RowOptions options);

// Widths for columns that want `wanted`, in `room` with two blanks between columns: narrow columns get what they want,
// the wide ones share the rest evenly. At least 1 each.
[[nodiscard]] std::vector<std::size_t> shared_widths(std::vector<std::size_t> wanted, std::size_t room);

} // namespace tilores::output

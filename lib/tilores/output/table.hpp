#pragma once
// The table format of rows.hpp on a terminal, and the sharing of a terminal's width among columns.

#include <tilores/output/rows.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace tilores::output {

// For a terminal: aligned, cells cut to its width, numbers to the right; below the width where cells still say
// something, one line a cell.
[[nodiscard]] std::unique_ptr<RowEncoder> make_aligned_table(RowOptions options);

// Widths for columns that want `wanted`, in `room` with two blanks between columns: narrow columns get what they want,
// the wide ones share the rest evenly. At least 1 each.
[[nodiscard]] std::vector<std::size_t> shared_widths(std::vector<std::size_t> wanted, std::size_t room);

} // namespace tilores::output

#pragma once
// The cells of a row of CSV or TSV as they stand in the input, quotes included, so that they can be passed on byte for
// byte. For rows without a fault; quotes are read as data/csv_scanner.hpp reads them. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace tilores::jobs {

// Views into `raw`; clears `cells` first. An empty row has one empty cell.
void split_raw_cells(std::string_view raw, char separator, std::vector<std::string_view>& cells);
// The text of a raw cell: a view into it, or into `scratch` where quotes were doubled.
[[nodiscard]] std::string_view cell_text(std::string_view raw, std::string& scratch);

} // namespace tilores::jobs

#pragma once
// Whole-file reads and crash-safe whole-file writes, with the house's modes: folders 0700, files 0600.

#include <tilores/base/result.hpp>

#include <string>
#include <string_view>

namespace tilores {

// The whole file. `io` names the path and the reason; a directory is an error, never an endless read.
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::size_t max_bytes = std::size_t{1} << 30U);
// Writes beside, flushes to disk and renames: readers see the old or the new content, never a part.
[[nodiscard]] Status write_file_atomically(const std::string& path, std::string_view content, unsigned mode = 0600);
// Makes the folder and its parents, mode 0700 for those it makes.
[[nodiscard]] Status ensure_folder(const std::string& path);

} // namespace tilores

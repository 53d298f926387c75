#pragma once
// A look through every file of the state folder for given values: what `held` finds and what proves `forget`.

#include <tilores/base/result.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tilores::operate {

struct FileHits {
  std::string file; // relative to the folder
  std::uint64_t hits = 0;
};

// Files that hold at least one of the values as bytes, letter case aside (ASCII); values under 5 bytes are passed over,
// as they would be found anywhere. Every file is read whole, whatever its format, about 300 MB/s. Symbolic links are
// not followed. `io` when a file cannot be read.
[[nodiscard]] Result<std::vector<FileHits>> scan_state(const std::string& folder, std::span<const std::string> values);

} // namespace tilores::operate

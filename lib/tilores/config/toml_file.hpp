#pragma once
// Reads a settings file into dotted names with their line numbers. The one file that includes toml++ is toml_file.cpp.

#include <tilores/base/result.hpp>

#include <string>
#include <vector>

namespace tilores::config {

struct FileEntry {
  std::string name;  // "cache.ttl.search", "profile.phone.timeout"
  std::string value; // text form; durations and sizes stay as written
  unsigned line = 0;
};

// `config` with path, line and reason for malformed TOML and for values that are neither text, number nor boolean.
[[nodiscard]] Result<std::vector<FileEntry>> read_toml(const std::string& path, const std::string& text);

} // namespace tilores::config

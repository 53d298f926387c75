#pragma once
// The six output formats of `-o`.

#include <tilores/base/result.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace tilores::output {

enum class Format : std::uint8_t { table, json, jsonl, csv, tsv, md };

[[nodiscard]] std::string_view to_string(Format format);
// All names, in the order of the enum; for help, completion and nearest names.
[[nodiscard]] std::span<const std::string_view> format_names();
// `usage` with the nearest name for an unknown one.
[[nodiscard]] Result<Format> format_named(std::string_view name);

} // namespace tilores::output

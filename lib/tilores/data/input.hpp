#pragma once
// Opens an input and finds out its format: by its name, else by its first bytes.

#include <tilores/data/readers.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tilores::data {

enum class InputFormat : std::uint8_t { csv, tsv, json, jsonl };

[[nodiscard]] std::string_view to_string(InputFormat format);
// "auto" first, then the formats; for help and nearest names.
[[nodiscard]] std::span<const std::string_view> input_format_names();
// nullopt for "auto"; `usage` with the nearest name for an unknown one.
[[nodiscard]] Result<std::optional<InputFormat>> input_format_named(std::string_view name);

// The format of what begins with `head`, by the extension of `name` (csv, tsv, tab, json, jsonl, ndjson), else by
// content. bad_data for empty and binary input (archives, spreadsheets, UTF-16 …), whatever the extension.
[[nodiscard]] Result<InputFormat> detect_format(std::string_view name, std::string_view head);

struct Input {
  InputFormat format = InputFormat::csv;
  std::unique_ptr<RowReader> rows;
};

// Reads the beginning of `source` and makes its reader. `name` is the file's, for the extension and for messages.
[[nodiscard]] Result<Input> open_input(std::unique_ptr<ByteSource> source, std::string_view name,
                                       std::optional<InputFormat> format, const InputLimits& limits = {});
// The same for a file. `io` for a missing or unreadable file or a folder.
[[nodiscard]] Result<Input> open_input(const std::string& path, std::optional<InputFormat> format,
                                       const InputLimits& limits = {});

} // namespace tilores::data

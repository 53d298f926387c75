#include <tilores/output/format.hpp>

#include <tilores/base/text.hpp>

#include <array>
#include <string>

namespace tilores::output {
namespace {
constexpr std::array<std::string_view, 6> k_names = {"table", "json", "jsonl", "csv", "tsv", "md"};
}

std::string_view to_string(Format format) { return k_names.at(static_cast<std::size_t>(format)); }

std::span<const std::string_view> format_names() { return k_names; }

Result<Format> format_named(std::string_view name)
{
  for (std::size_t i = 0; i < k_names.size(); ++i) {
    if (k_names.at(i) == name) {
      return static_cast<Format>(i);
    }
  }
  const std::string_view near = nearest(name, k_names);
  return fail(ErrorKind::usage, "unknown output format '" + std::string(name) + "'",
              near.empty() ? "formats: table, json, jsonl, csv, tsv, md" : "did you mean " + std::string(near) + "?");
}

} // namespace tilores::output

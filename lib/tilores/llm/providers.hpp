#pragma once
// The providers, one row each: which of the three dialects they speak, where, and where they differ from it.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tilores::llm {

enum class DialectKind : std::uint8_t { openai, anthropic, gemini };

struct Provider {
  std::string_view name; // as in settings llm.<name>.* and in the catalogue
  DialectKind dialect = DialectKind::openai;
  std::string_view base_url; // default; empty: must be set
  bool key_required = true;
  bool completion_tokens = false; // max_completion_tokens instead of max_tokens
  bool stream_usage = true;       // takes stream_options.include_usage
  bool nine_ids = false;          // tool call ids must be nine letters or digits
  bool parallel_flag = true;      // takes parallel_tool_calls
  bool usage_cost = false;        // reports usage.cost in USD
};

// In the order of failover when none is given.
[[nodiscard]] std::span<const Provider> providers();
[[nodiscard]] const Provider* find_provider(std::string_view name);
// Where the provider is asked: `chosen`, or its own address where that is empty, without slashes at the end. Dialects
// that put the version into the path themselves (Anthropic's /v1, Gemini's /v1beta) take addresses with and without it.
[[nodiscard]] std::string base_address(const Provider& provider, std::string_view chosen);

} // namespace tilores::llm

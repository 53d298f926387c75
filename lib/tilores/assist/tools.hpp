#pragma once
// What a model may do: nine tools that only read, and only the customers the question named. They are handed records
// already in memory and no backend, so no text in a record can widen what they see.

#include <tilores/assist/ask.hpp>
#include <tilores/assist/pseudonym.hpp>
#include <tilores/llm/chat.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::assist {

struct ToolContext {
  const std::vector<model::Entity>& customers; // all that can be read
  std::string_view question;                   // fields it speaks of are kept first
  std::string_view region;
  Date as_of;
  std::size_t tokens = 2000; // of one result, at most
};

struct Tool {
  std::string_view name;
  std::string_view description;
  std::string_view schema;                              // JSON Schema of the arguments
  Result<std::string> (*run)(Json, const ToolContext&); // the data: JSON
};

// In a fixed order, sorted by name: prompts stay cacheable.
[[nodiscard]] std::span<const Tool> tools();

struct ToolResult {
  ToolUse use;
  std::string content; // {"success","data","error","ms"}, real values
  std::string hidden;  // the same with stand-ins, neutralised: what a model gets
  bool bad_arguments = false;
};

// Runs the calls of one turn at once; results in call order. Unknown tools and arguments that are no JSON or not valid
// give an answer with success false.
[[nodiscard]] std::vector<ToolResult> run_tools(const std::vector<llm::ToolCall>& calls, const ToolContext& context,
                                                Pseudonyms* names, const CallContext& ctx);
// A JSON value as one flat object of its leaves ("payment.next_date": "2026-11-21"), nulls left out: as many as fit
// into `tokens`, those the question speaks of first, whole leaves only; "omitted" counts the others.
[[nodiscard]] std::string trimmed(Json value, std::string_view question, std::size_t tokens);
// The registry as the contract's rows: {"items":[{"name","description","input_schema"}],"total"}.
[[nodiscard]] std::string tools_json();

} // namespace tilores::assist
